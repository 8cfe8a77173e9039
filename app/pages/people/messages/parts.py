"""What a message is made of, in the reader's words."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Link = Callable[..., str]
"""The address of a page: a whole one where it is read elsewhere."""


@dataclass(frozen=True)
class Item:
    """One thing that a message tells of, where to read on, and what there is to say of it."""

    text: str
    href: str = ""
    details: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Words:
    """`quote` are people's own words, whatever the reader's language; `answer` is where one answers them."""

    subject: str
    lead: str
    sections: tuple[Section, ...] = ()
    quote: str = ""
    answer: str = ""


Speaker = Callable[[Any, Link], Words]
