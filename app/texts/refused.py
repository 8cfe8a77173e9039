"""What a person is told of a rule that their request would have broken."""

from flask_babel import gettext as _

from app.texts.blockers import sentence
from models.errors import (
    BrokenFieldRule,
    CapacityExceeded,
    ConflictOfInterest,
    DomainError,
    IllegalMove,
    InPartnership,
    NotReady,
    StaleForm,
)


def broken_field(error: BrokenFieldRule) -> str:
    """What stands at the field whose rule was broken."""
    match error.code:
        case "round_title_missing":
            return _("Give the round a name.")
        case "round_title_taken":
            return _("Another round has this name already. Choose another.")
        case "no_rate":
            return _("We hold no exchange rate for this currency. Choose another.")
        case "no_weight":
            return _("Let at least one of the five parts of the score count: enter 1 or more.")
        case "out_of_range":
            return _("Enter a whole number from %(least)s to %(most)s.", **error.figures)
        case _:
            return _("A rule of the platform does not allow this.")


def explain(error: DomainError) -> str:
    """What a visitor is told of a broken rule."""
    match error:
        case BrokenFieldRule():
            return broken_field(error)
        case CapacityExceeded():
            return _(
                "The offer “%(title)s” has less free capacity than this needs. Nothing was changed.", title=error.title
            )
        case IllegalMove():
            return _("This step is no longer possible: somebody else may have taken it first. Load the page again.")
        case StaleForm():
            return _(
                "Somebody else changed this while you were looking at it. Load the page again to see what changed."
            )
        case ConflictOfInterest():
            return _(
                "You have an interest in %(organisations)s, so somebody else has to decide.",
                organisations=", ".join(error.organisations),
            )
        case InPartnership():
            return _(
                "A partnership for this still goes on, so it cannot be withdrawn. End the partnership first: decline "
                "it on its page or, once both sides accepted, ask the secretariat to end it. Then withdraw this."
            )
        case NotReady():
            return " ".join(sentence(one) for one in error.blockers)
        case _:
            return _("A rule of the platform does not allow this.")
