"""Little time is not spread so thin that no need left out gets an answer: those of the largest weight get theirs."""

from types import SimpleNamespace

import pytest

from app.jobs import explain_plan


@pytest.fixture
def given(monkeypatch):
    """The seconds that each need was given, in turn; each takes all of them, by a clock that nothing else moves."""
    seen, now = {}, [100.0]

    def explain(_account, need, *, seconds):
        seen[need] = seconds
        now[0] += seconds

    monkeypatch.setattr(explain_plan, "explain_need", explain)
    monkeypatch.setattr(explain_plan, "time", SimpleNamespace(monotonic=lambda: now[0]))
    return seen


def test_where_there_is_time_for_all_each_takes_its_part(given):
    list(explain_plan.slow(None, ["a", "b", "c"], 112.0))
    assert given == {"a": 4.0, "b": 4.0, "c": 4.0}


def test_where_there_is_not_the_first_ones_take_the_fewest_seconds_that_are_of_use(given):
    list(explain_plan.slow(None, [str(place) for place in range(48)], 120.5))
    assert given == {str(place): explain_plan.FEWEST_SECONDS for place in range(20)}


def test_the_largest_weight_has_its_turn_first_and_what_is_answered_none():
    needs = [SimpleNamespace(id=name, weight=weight) for name, weight in zip("abcde", (1, 2, 1, 2, 9), strict=True)]
    account = SimpleNamespace(
        matches=[SimpleNamespace(need="e")], case=SimpleNamespace(pool=SimpleNamespace(needs=needs))
    )
    assert explain_plan.left_out(account, ()) == ["b", "d", "a", "c"]
    assert explain_plan.left_out(account, {"b", "a"}) == ["d", "c"]
