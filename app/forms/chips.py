"""The filters that narrow a list, each as a chip in words with a link that takes it off.

Whatever reads a filter of the address notes it here, so that a list shows exactly what is in force.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import g, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

BY_THEMSELVES: Mapping[str, Any] = {
    "mine": _l("Only your own"),
    "unread": _l("Only unread"),
    "waiting": _l("Only what waits for you"),
    "unanswered": _l("Only what your government has not answered"),
    "unstated": _l("Only what you have not answered"),
    "second": _l("Only what waits for a second approval"),
}
"""Filters that are there or not."""

NAMES: Mapping[str, Any] = {
    "q": _l("Search"),
    "category": _l("Category"),
    "change": _l("Change"),
    "city": _l("City"),
    "deed": _l("What was done"),
    "from": _l("From"),
    "horizon": _l("Horizon"),
    "kind": _l("Kind"),
    "partner": _l("Partner"),
    "person": _l("Person"),
    "region": _l("Region"),
    "role": _l("Role"),
    "stage": _l("Stage"),
    "state": _l("Account"),
    "status": _l("Status"),
    "theme": _l("Theme"),
    "until": _l("Until"),
}


@dataclass(frozen=True)
class Chip:
    text: str
    off: str
    """The address without it."""


def note(name: str, words: str = "") -> None:
    """The address narrows the list by this."""
    g.setdefault("filters", {})[name] = words


def note_choice(name: str, options: Iterable[Any]) -> None:
    """The same where the address names one of these: pairs of an id and a name, or things that have both."""
    pairs = ((str(one.id), one.name) if hasattr(one, "id") else (str(one[0]), str(one[1])) for one in options)
    if words := dict(pairs).get(request.args.get(name, "")):
        note(name, words)


def in_force(here: Callable[..., str]) -> list[Chip]:
    """In the order in which they were read. `here` gives the address of the page with arguments changed."""
    noted: Mapping[str, str] = g.get("filters", {})
    return [Chip(_text(name, words), here(**{name: None, "page": None})) for name, words in noted.items()]


def _text(name: str, words: str) -> str:
    if name in BY_THEMSELVES:
        return str(BY_THEMSELVES[name])
    return _("%(filter)s: %(words)s", filter=NAMES[name], words=words)
