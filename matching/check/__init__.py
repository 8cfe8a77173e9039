"""A checker of its own: a solver's word is not enough."""

from ..errors import Violation
from .rules import Lines, check_rules
from .value import coverage_of, impact_of

__all__ = ["Lines", "Violation", "check_rules", "coverage_of", "impact_of"]
