"""Needs and offers in, one plan out: proved near-optimal, checked exactly, explained line by line.

docs/matching.md tells the maths and shows how each of these is used. What loads the numeric libraries is imported when
it is first asked for, so that policies, errors, vocabulary and the formats of files cost nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .clock import Progress
from .errors import Conflict, ConflictingDecisions, InvalidInput, NoPlanInTime, Problem, TooLarge, Violation
from .policy import Policy, read_policy

if TYPE_CHECKING:
    from .check.plan import check_plan
    from .compare import Comparison, CoverageChange, KnownToOne, LineChange, Totals, compare_plans
    from .covered import Covered
    from .explain import (
        Account,
        DecisionExplanation,
        MatchExplanation,
        NeedExplanation,
        OfferExplanation,
        account_of,
        explain_decision,
        explain_match,
        explain_need,
        explain_offer,
        open_account,
    )
    from .fit import Fit, Funnel, eligibility_tests
    from .frontier import FrontierPoint, fairness_frontier
    from .plan import Fairness, GroupFairness, Match, Plan
    from .resolve import Resolution, resolve_plan
    from .solve import propose_plan
    from .stress import StandIn, Stress, Withdrawal, stress_partners

_HEAVY = {
    "check.plan": ("check_plan",),
    "compare": ("Comparison", "CoverageChange", "KnownToOne", "LineChange", "Totals", "compare_plans"),
    "covered": ("Covered",),
    "explain": (
        "Account",
        "DecisionExplanation",
        "MatchExplanation",
        "NeedExplanation",
        "OfferExplanation",
        "account_of",
        "explain_decision",
        "explain_match",
        "explain_need",
        "explain_offer",
        "open_account",
    ),
    "fit": ("Fit", "Funnel", "eligibility_tests"),
    "frontier": ("FrontierPoint", "fairness_frontier"),
    "plan": ("Fairness", "GroupFairness", "Match", "Plan"),
    "resolve": ("Resolution", "resolve_plan"),
    "solve": ("propose_plan",),
    "stress": ("StandIn", "Stress", "Withdrawal", "stress_partners"),
}
"""Where the names above come from that are imported when they are asked for."""

_MODULE_OF = {name: module for module, names in _HEAVY.items() for name in names}

__all__ = [
    "Account",
    "Comparison",
    "Conflict",
    "ConflictingDecisions",
    "CoverageChange",
    "Covered",
    "DecisionExplanation",
    "Fairness",
    "Fit",
    "FrontierPoint",
    "Funnel",
    "GroupFairness",
    "InvalidInput",
    "KnownToOne",
    "LineChange",
    "Match",
    "MatchExplanation",
    "NeedExplanation",
    "NoPlanInTime",
    "OfferExplanation",
    "Plan",
    "Policy",
    "Problem",
    "Progress",
    "Resolution",
    "StandIn",
    "Stress",
    "TooLarge",
    "Totals",
    "Violation",
    "Withdrawal",
    "account_of",
    "check_plan",
    "compare_plans",
    "eligibility_tests",
    "explain_decision",
    "explain_match",
    "explain_need",
    "explain_offer",
    "fairness_frontier",
    "open_account",
    "propose_plan",
    "read_policy",
    "resolve_plan",
    "stress_partners",
]


if not TYPE_CHECKING:  # else a type checker would take every misspelt name for one of these

    def __getattr__(name: str) -> Any:
        if name not in _MODULE_OF:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(f".{_MODULE_OF[name]}", __name__), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
