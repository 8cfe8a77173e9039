"""The library can be asked for its words, formats and policies without loading what it calculates with."""

import subprocess
import sys

import pytest

import matching

HEAVY = ("numba", "numpy", "pandas", "pulp", "pydantic", "scipy")

LIGHT = """
import matching
from matching import InvalidInput, Policy, Problem, Progress, Violation, read_policy
from matching.amounts import amount_from_text, amount_text
from matching.errors import ConflictingDecisions
from matching.formats import columns
from matching.formats.text import csv_text
from matching.vocabulary import THEMES
assert amount_text(amount_from_text("12.50", 2), 2) == "12.5"
assert csv_text(columns.NEEDS, []).startswith("need_id,programme_id,")
assert columns.needs(2)["theme"](THEMES[0]) == THEMES[0]
assert Policy(fairness=0.5).as_toml() and dir(matching)
"""


@pytest.mark.parametrize("code", ["import matching", LIGHT])
def test_what_is_light_loads_no_library(code):
    code += f"\nimport sys; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_public_name_is_there():
    assert [name for name in matching.__all__ if getattr(matching, name).__name__ != name] == []
    assert set(matching.__all__) <= set(dir(matching))


def test_every_name_imported_when_asked_for_is_public():
    assert sorted(matching._MODULE_OF.keys() - set(matching.__all__)) == []


def test_a_name_that_is_not_there_is_refused():
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = matching.no_such_name
