"""Needs and offers in, one plan out: proved near-optimal, checked exactly, explained line by line.

docs/matching.md tells the maths and shows how each of these is used.
"""

from .check import Violation
from .check.plan import check_plan
from .clock import Progress
from .compare import Comparison, CoverageChange, KnownToOne, LineChange, Totals, compare_plans
from .covered import Covered
from .errors import Conflict, ConflictingDecisions, InvalidInput, NoPlanInTime, Problem, TooLarge
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
from .policy import Policy, read_policy
from .resolve import Resolution, resolve_plan
from .solve import propose_plan
from .stress import StandIn, Stress, Withdrawal, stress_partners

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
