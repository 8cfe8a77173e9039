"""What ends a command without a result: exit status and code, ids and figures for programs, English for people."""

import errno
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from ..errors import ConflictingDecisions, InvalidInput, NoPlanInTime, TooLarge
from ..formats.text import json_text

ENDING: Final = (InvalidInput, ConflictingDecisions, TooLarge, NoPlanInTime, OSError, MemoryError)
"""The errors of which a command dies in order; any other is a fault of the library, and leaves its traceback."""


@dataclass(frozen=True)
class Failure:
    """`facts` are what the error knows, as plain data."""

    status: int
    code: str
    facts: dict[str, Any]
    english: str

    def write(self, path: Path) -> None:
        """The code and the facts as one JSON object."""
        path.write_text(json_text({"code": self.code, **self.facts}), encoding="utf-8")


def failure_of(error: Exception) -> Failure:
    """Of an error of ENDING."""
    facts: dict[str, Any]
    match error:
        case InvalidInput():
            return Failure(2, "bad_input", {"problems": [asdict(one) for one in error.problems]}, str(error))
        case ConflictingDecisions():
            facts = {"conflicts": list(map(asdict, error.conflicts)), "violations": list(map(asdict, error.violations))}
            return Failure(3, "conflict", facts, f"these decisions cannot stand together:\n{error}")
        case TooLarge():
            facts = {"pairs": error.pairs, "needed_mb": error.needed_mb, "budget_mb": error.budget_mb}
            return Failure(4, "too_large", facts, str(error))
        case NoPlanInTime():
            return Failure(5, "no_plan_in_time", {"seconds": error.seconds}, str(error))
        case OSError() if error.errno != errno.ENOMEM:
            facts = {"file": str(error.filename or ""), "reason": error.strerror or str(error)}
            return Failure(2, "unusable_file", facts, str(error))
    return Failure(6, "out_of_memory", {}, "there is not enough memory")
