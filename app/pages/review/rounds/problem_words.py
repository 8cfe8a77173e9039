"""Why a run or a study failed, in words."""

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.pages.review.rounds import input_words
from app.services.engine import problems
from app.services.engine.problems import BadInput, Plain, TooLarge, UnusableFile
from app.texts.formatting import number

PROBLEMS = {
    "late": _l(
        "The solver did not end in the time that the policy gives it, and was stopped. Run it again; if that does not "
        "help, set a larger gap or a longer time limit."
    ),
    "bad_input": _l("The engine could not use the round’s data:"),
    "conflict": _l("These decisions cannot stand together; take back at least one of them:"),
    "unusable_file": _l("The engine could not read or write a file:"),
    "too_large": _l("The round is too large for the memory that a run may use:"),
    "no_plan_in_time": _l(
        "No plan that keeps every decision was found in the time that the policy gives a run. Set a longer time limit, "
        "or take back a pin."
    ),
    "killed": _l(
        "The solver was ended from outside, most often because the machine had no memory left. Nothing was kept. Run "
        "it again when less else is running; if that does not help, give the machine more memory."
    ),
    "out_of_memory": _l("The solver needed more memory than a run may use. Nothing was kept."),
    "no_plan": _l(
        "The engine stopped without a plan. Nothing was kept. The server’s log has its last words; run it again."
    ),
    "gave_up": _l("The platform could not finish this run. Nothing was kept. The server’s log says why; run it again."),
    "gave_up_study": _l("The platform could not answer this. The server’s log says why; ask again."),
}
"""Why a run or a study failed."""

RULES = {
    "eligibility": _l("the offer does not fit the need"),
    "window": _l("the years in which the need wants support"),
    "need_amount": _l("what the need asks for"),
    "smallest_share": _l("the smallest useful share of the need"),
    "capacity": _l("the capacity of the offer"),
    "partnership_size": _l("the smallest and the largest partnership of the offer"),
    "most_partnerships": _l("how many partnerships the offer wants"),
    "most_partners": _l("how many partners the need wants"),
    "country_share": _l("the largest share of the offer for one country"),
    "sequence": _l("what must be met before the need"),
    "forbid": _l("a decision that forbids the same"),
    "pin": _l("a decision that pins the same"),
    "programme": _l("what the bonus for whole programmes asks"),
    "all rules together": _l("all rules together"),
}
"""By the names that the engine gives them, without what follows a colon."""


def problem(stored: str) -> list[str]:
    """Line by line: words for the code, then what is known beside it; the decisions of a conflict a page shows with
    links. What older rows have below the code, or instead of one, stands as it was written."""
    found = problems.read(stored)
    if found is None:
        return []
    first = str(PROBLEMS.get(found.code, found.code))
    match found:
        case BadInput():
            return [first, *input_words.lines(found)]
        case TooLarge():
            return [first, _too_large(found)]
        case UnusableFile():
            return [first, _("%(file)s: %(reason)s", file=found.file, reason=found.reason)]
        case Plain():
            return [first, *found.lines]
    return [first]


def rules(names: Iterable[str]) -> str:
    """What the engine's rules ask, each once."""
    return "; ".join(dict.fromkeys(str(RULES.get(one.partition(":")[0], one)) for one in names))


def _too_large(found: TooLarge) -> str:
    return _(
        "%(pairs)s pairs of a need and an offer would need about %(needed)s MB of memory; a run may use %(budget)s MB.",
        pairs=number(found.pairs),
        needed=number(found.needed_mb),
        budget=number(found.budget_mb),
    )
