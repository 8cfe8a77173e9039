"""Needs and offers in, one plan out: proved near-optimal, checked exactly, explained line by line."""

from .clock import Progress
from .errors import Conflict, ConflictingDecisions, InvalidInput, Problem, TooLarge
from .plan import Match, Plan
from .policy import Policy, read_policy
from .solve import propose_plan

__all__ = [
    "Conflict",
    "ConflictingDecisions",
    "InvalidInput",
    "Match",
    "Plan",
    "Policy",
    "Problem",
    "Progress",
    "TooLarge",
    "propose_plan",
    "read_policy",
]
