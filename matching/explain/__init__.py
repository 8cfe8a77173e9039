"""Answers to "why?", as plain data: codes and numbers, for others to put into words."""

from .account import Account, account_of, load_plan, open_account
from .changes import Change
from .decision import DecisionExplanation, explain_decision
from .match import MatchExplanation, RunnerUp, ScorePart, explain_match
from .need import Candidate, NeedExplanation, Rival, explain_need
from .offer import OfferExplanation, explain_offer

__all__ = [
    "Account",
    "Candidate",
    "Change",
    "DecisionExplanation",
    "MatchExplanation",
    "NeedExplanation",
    "OfferExplanation",
    "Rival",
    "RunnerUp",
    "ScorePart",
    "account_of",
    "explain_decision",
    "explain_match",
    "explain_need",
    "explain_offer",
    "load_plan",
    "open_account",
]
