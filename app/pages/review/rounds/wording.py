"""What the codes of rounds, runs and plans say in words."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.forms.submitting import changed_meanwhile
from app.pages.review.plans.proof import proof, small
from app.pages.review.rounds import limit_words
from app.pages.review.rounds.problem_words import problem, rules
from app.services.engine.snapshots import Part
from app.services.review.bulk_decisions import Verdict
from app.services.review.differences import Change
from app.texts.blockers import sentence
from app.texts.labels import label
from app.texts.refused import explain
from models.errors import BeyondLimits, BrokenLimit, DecidedMeanwhile, DomainError, NotReady, StaleForm
from models.lifecycle import ROUND_MOVES, RoundStatus

SET_ASIDE = {
    "organisation_closed": _l("Its organisation may not act on the platform at present."),
    "offer_expired": _l("The offer was open until a day that has passed."),
    "offer_not_verified": _l("The partner has not verified the offer for twelve months."),
    "offer_used_up": _l("All of the offer is reserved or committed, or it has as many partnerships as it allows."),
    "no_exchange_rate": _l("No exchange rate is known for its currency."),
    "need_covered": _l("Partnerships already cover all that is asked, or the city wants no more partners."),
    "waits_for_another": _l("It waits for another need, which is neither met nor in the pool."),
}

TESTS = {
    "kind": _l("Kind of support"),
    "theme": _l("Theme"),
    "instrument": _l("Form of support"),
    "place": _l("Place"),
    "flags": _l("Readiness flags"),
    "horizon": _l("Time"),
    "size": _l("Size"),
}

FUNNEL = tuple(test for test in TESTS if test != "kind")
"""The tests in the order in which a funnel tells them: it counts the offers of the need's kind alone."""

STRANDED = {
    "theme": _l("Offers would fit, but for other themes."),
    "instrument": _l("Offers would fit, but not in the forms of support that the city accepts."),
    "place": _l("Offers would fit, but for other places."),
    "flags": _l("Offers would fit, but they require readiness flags that the need does not carry."),
    "horizon": _l("Offers would fit, but they have no capacity in the time that the need allows."),
    "refused": _l("Offers fit, but one of the two sides said no to the other before."),
    "size": _l("Offers would fit, but only for larger partnerships than the need allows."),
    None: _l("Every offer fails several tests at once: no single change would bring one in."),
}

ASKED = {
    Verdict.APPROVE: _l("Approve these matches?"),
    Verdict.PIN: _l("Pin these matches as they are?"),
    Verdict.REJECT: _l("Reject these matches?"),
    Verdict.FORBID: _l("Forbid these matches?"),
    Verdict.SECOND: _l("Approve these matches as the second person?"),
    Verdict.TAKE_BACK: _l("Take back these decisions?"),
}

PHASES = {
    "read": _l("Reading the needs and offers"),
    "eligibility": _l("Testing which offers fit which needs"),
    "build": _l("Building the model"),
    "solve": _l("Searching for the best plan"),
    "check": _l("Checking every rule of the plan"),
    "explain": _l("Explaining every line"),
}


MOST_NAMED = 10
"""Changes, or limits, that a page tells one by one."""

CHANGES = {
    Change.ADDED: _l("Added"),
    Change.DROPPED: _l("Dropped"),
    Change.CHANGED: _l("Amounts changed"),
}

TONES = {Change.ADDED: "success", Change.DROPPED: "danger", Change.CHANGED: "info"}

INPUTS = {
    Part.NEEDS: _l("needs"),
    Part.OFFERS: _l("offers"),
    Part.PAIRS: _l("who has worked together before"),
    Part.DECISIONS: _l("decisions"),
    Part.POLICY: _l("policy"),
    Part.REFUSALS: _l("who said no to whom before"),
    Part.RATES: _l("exchange rates"),
}
"""What went into a run."""


def inputs(parts: Iterable[Part]) -> str:
    return ", ".join(str(INPUTS[part]) for part in parts)


def refused(error: DomainError) -> list[str]:
    """Why nothing was done, a sentence for each thing that stands in the way."""
    match error:
        case NotReady():
            return [sentence(one) for one in error.blockers]
        case StaleForm():
            return [changed_meanwhile(error)]
        case DecidedMeanwhile():
            return decided_meanwhile(error)
        case BeyondLimits():
            return beyond_limits(error)
    return [explain(error)]


def decided_meanwhile(error: DecidedMeanwhile) -> list[str]:
    """What others decided since the page was opened, the first few by name."""
    lines = [
        _("“%(match)s” is now: %(status)s (%(name)s).", match=title, status=label(status), name=who)
        if who
        else _("“%(match)s” is now: %(status)s.", match=title, status=label(status))
        for title, status, who in error.changes[:MOST_NAMED]
    ]
    if more := len(error.changes) - MOST_NAMED:
        lines += [ngettext("and %(num)d more match.", "and %(num)d more matches.", more)] if more > 0 else []
    return [_("Somebody else decided meanwhile, so nothing was done. Look again, then press once more."), *lines]


def beyond_limits(error: BeyondLimits) -> list[str]:
    """The limits that pins pass, the first few of them."""
    lines = [limit(one) for one in error.broken[:MOST_NAMED]]
    if (more := len(error.broken) - MOST_NAMED) > 0:
        lines.append(ngettext("and %(num)d more limit.", "and %(num)d more limits.", more))
    return [_("No plan could hold what is pinned here, with what is pinned already. Nothing was kept."), *lines]


def limit(broken: BrokenLimit) -> str:
    if broken.rule in SET_ASIDE:
        title = broken.need or broken.offer
        return _("“%(title)s” takes no part in the round. %(why)s", title=title, why=SET_ASIDE[broken.rule])
    return limit_words.passed(broken)


def phase(word: str) -> str:
    return str(PHASES[word]) if word in PHASES else _("Working")


def seconds(value: float) -> str:
    if value < 1:
        return _("under a second")
    return ngettext("%(num)d second", "%(num)d seconds", round(value))


def steps(status: RoundStatus) -> list[dict[str, str]]:
    """The life of a round as steps."""
    order = list(ROUND_MOVES)
    place = order.index(status)
    states = ["done" if n < place else "current" if n == place else "todo" for n in range(len(order))]
    return [{"label": str(STEPS[one]), "state": state} for one, state in zip(order, states, strict=True)]


STEPS: dict[Any, Any] = {
    RoundStatus.OPEN: _l("Open: needs and offers come in"),
    RoundStatus.IN_REVIEW: _l("In review: plans are made and decided on"),
    RoundStatus.PUBLISHED: _l("Published: the parties answer"),
    RoundStatus.CLOSED: _l("Closed"),
}


__all__ = ["phase", "problem", "proof", "refused", "rules", "seconds", "sentence", "small", "steps"]
