"""Why a decision changed nothing, in words."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from app.services.review.decisions import Unchanged


def nothing_changed(found: Sequence[Unchanged]) -> str:
    return " ".join([_("Nothing was changed."), *(map(_sentence, found) if found else [_("No match was chosen.")])])


def _sentence(one: Unchanged) -> str:
    first, others = "".join(one.names[:1]), ", ".join(one.names[1:])
    match one.code:
        case "waits_for_you":
            return ngettext(
                "%(num)d match was approved by %(name)s already and waits for a second approval by somebody other "
                "than %(name)s: choose “Approve as the second person”.",
                "%(num)d matches were approved by %(name)s already and wait for a second approval by somebody other "
                "than %(name)s: choose “Approve as the second person”.",
                one.matches,
                name=first,
            )
        case "waits_for_another":
            return ngettext(
                "%(num)d match was approved by you already and waits for a second approval by somebody else.",
                "%(num)d matches were approved by you already and wait for a second approval by somebody else.",
                one.matches,
            )
        case "interest":
            return ngettext(
                "%(num)d match was approved by %(name)s already and waits for a second approval, which you cannot "
                "give: you have an interest in %(organisations)s.",
                "%(num)d matches were approved by %(name)s already and wait for a second approval, which you cannot "
                "give: you have an interest in %(organisations)s.",
                one.matches,
                name=first,
                organisations=others,
            )
        case "undecided":
            return ngettext("%(num)d match is not decided yet.", "%(num)d matches are not decided yet.", one.matches)
    if first:
        return ngettext(
            "%(num)d match was decided already by %(name)s.",
            "%(num)d matches were decided already by %(name)s.",
            one.matches,
            name=first,
        )
    return ngettext("%(num)d match was decided already.", "%(num)d matches were decided already.", one.matches)
