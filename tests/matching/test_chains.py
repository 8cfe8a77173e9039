"""Needs that wait for needs that wait for needs: what must stay linear, and what the time limit must hold."""

import random
import time
from collections import defaultdict

import pytest

from matching import Policy, canonical, conflicts, propose_plan
from matching.canonical import fingerprint
from matching.case import make_case, sequenced
from matching.clock import Clock
from matching.engine.search import Engine
from matching.engine.warm_up import compile_kernels
from matching.errors import ConflictingDecisions
from matching.fairness import Targets
from matching.generate import generate_round
from matching.inputs import read_pool
from matching.inputs.needs import _in_a_circle
from matching.search import Search


def chain(make, length, **said):
    """Needs that are alike but for their place: each waits for the one before it."""
    return [make.need(f"N{i}", requires=f"N{i - 1}" if i else "", **said) for i in range(length)]


@pytest.fixture
def hashes(monkeypatch):
    """How many hashes were made."""
    made = []
    digest = canonical.digest
    monkeypatch.setattr(canonical, "digest", lambda *parts: made.append(1) or digest(*parts))
    return made


def test_ordering_a_chain_takes_as_many_hashes_as_it_is_long(make, hashes):
    counts = []
    for length in (500, 2000):
        hashes.clear()
        read_pool(*make.frames(chain(make, length), [make.offer()]))
        counts.append(len(hashes))
    assert counts[1] < 5 * counts[0], "four times as long: 16 times as many are one for each pair of needs"


def test_paths_through_pairs_and_programmes_are_ordered_as_quickly(make, hashes):
    counts = []
    for length in (300, 1200):
        hashes.clear()
        needs = [make.need(f"N{i}", programme_id=f"P{i // 2}") for i in range(length)]
        offers = [make.offer(f"O{i}", partner="P") for i in range(length)]
        known = make.pairs(*((f"N{i}", f"O{(i + 1) // 2}", "0.5") for i in range(1, length - 1)))
        read_pool(*make.frames(needs, offers), known)
        counts.append(len(hashes))
    assert counts[1] < 5 * counts[0]


def tangled(make, seed):
    """Twelve needs and four offers that differ by their references alone."""
    chance = random.Random(seed)
    needs = [
        make.need(
            f"N{i}",
            programme_id=f"P{chance.randrange(5)}",
            requires=";".join({f"N{chance.randrange(i)}" for _ in range(chance.randrange(3))}) if i else "",
        )
        for i in range(12)
    ]
    known = {(f"N{chance.randrange(12)}", f"O{chance.randrange(4)}"): "0.5" for _ in range(8)}
    return *make.frames(needs, [make.offer(f"O{j}") for j in range(4)]), make.pairs(
        *((*k, s) for k, s in known.items())
    )


def classes(marks):
    alike = defaultdict(set)
    for kind in ("needs", "offers"):
        for name, mark in getattr(marks, kind).items():
            alike[mark].add(name)
    return sorted(map(sorted, alike.values()))


@pytest.mark.parametrize("seed", range(40))
def test_the_quick_way_tells_apart_what_hashing_everything_tells_apart(make, monkeypatch, seed):
    pool = read_pool(*tangled(make, seed))
    monkeypatch.setattr(canonical, "FEW_ROUNDS", 10**6)
    whole = classes(canonical._refined(pool))
    monkeypatch.setattr(canonical, "FEW_ROUNDS", 0)
    assert classes(canonical._refined(pool)) == whole


@pytest.mark.parametrize("seed", range(10))
def test_the_quick_way_does_not_look_at_ids_or_at_the_order_of_rows(make, monkeypatch, seed):
    monkeypatch.setattr(canonical, "FEW_ROUNDS", 0)
    needs, offers, known = tangled(make, seed)
    before = fingerprint(read_pool(needs, offers, known), Policy())
    new = {f"N{i}": f"M{i * 7 % 12}" for i in range(12)}
    needs["need_id"] = needs["need_id"].map(new)
    needs["requires"] = needs["requires"].map(lambda cell: ";".join(new[n] for n in cell.split(";") if n))
    needs["programme_id"] = needs["programme_id"].map(lambda p: f"{p} again")
    known["need_id"] = known["need_id"].map(new)
    again = read_pool(make.shuffled(needs, seed), make.shuffled(offers, seed), make.shuffled(known, seed))
    assert fingerprint(again, Policy()) == before


def test_chains_of_another_length_have_another_fingerprint(make):
    rows = [(chain(make, 40), chain(make, 60)), (chain(make, 41), chain(make, 59))]
    marks = set()
    for first, second in rows:
        second = [{**n, **{k: n[k].replace("N", "M") for k in ("need_id", "requires")}} for n in second]
        marks.add(fingerprint(read_pool(*make.frames(first + second, [make.offer()])), Policy()))
    assert len(marks) == 2


@pytest.mark.parametrize(
    ("size", "mark"),
    [((60, 20, 3), "745883804c6d6ce2"), ((350, 120, 1), "31e84e14948bad71")],
)
def test_rounds_that_were_planned_before_keep_their_order(size, mark):
    assert fingerprint(read_pool(*generate_round(*size)), Policy()).startswith(mark)


def again_and_again(order, requires):
    """The order of `sequenced`, by its definition."""
    placed, waiting = [], list(order)
    while waiting:
        for n in list(waiting):
            if all(first in placed for later, first in requires if later == n):
                placed.append(n)
                waiting.remove(n)
    return placed


@pytest.mark.parametrize("seed", range(30))
def test_needs_come_in_the_order_of_going_through_them_again_and_again(seed):
    chance = random.Random(seed)
    order = chance.sample(range(20), 20)
    rank = chance.sample(range(20), 20)
    requires = [(a, b) for a in range(20) for b in range(20) if rank[b] < rank[a] and chance.random() < 0.15]
    assert sequenced(order, requires) == again_and_again(order, requires)


def test_a_long_chain_is_put_in_sequence_and_looked_through_for_circles_at_once():
    length = 30_000
    steps = [(n, n + 1) for n in range(length - 1)]
    assert sequenced(range(length), steps) == list(range(length))[::-1]
    assert _in_a_circle({f"N{n}": frozenset([f"N{n + 1}"]) for n in range(length - 1)}) == []


def test_the_time_limit_holds_for_a_chain_of_three_thousand_needs(make):
    needs, offers = chain(make, 3001), [make.offer(f"O{j}", capacity_short="5000") for j in range(30)]
    frames = make.frames(needs, offers)
    compile_kernels(make_case(read_pool(*generate_round(60, 20, 3)), Policy()))
    started = time.process_time()
    plan = propose_plan(*frames, policy=Policy(time_limit=5))
    assert plan.partnerships > 0
    assert time.process_time() - started < 30, "of the processor: a busy machine lets the clock run faster"


@pytest.fixture
def late(make):
    """An engine for which there is no time left."""
    case = make_case(read_pool(*generate_round(60, 20, 3)), Policy())
    return Engine(Search(case, Targets(0.0), Clock(0.0)))


def test_a_plan_made_when_time_is_up_is_made_in_one_pass(late, monkeypatch):
    passes = []
    monkeypatch.setattr("matching.engine.search.replan_all", lambda *args: passes.append(args[-1]))
    late._construct()
    assert passes == [0.0]


class Ticking(Clock):
    """A clock on which time passes only when it is looked at."""

    def left(self, part=1.0):
        self.limit -= 1.0
        return max(self.limit, 0.0) * 100.0


@pytest.mark.parametrize("looks", [5, 20, 45, 60, 90, 130, 210])
def test_the_rounds_that_were_done_can_be_repeated_wherever_the_time_ran_out(looks):
    case = make_case(read_pool(*generate_round(60, 20, 3)), Policy(gap=0))
    cut, again = Search(case, Targets(0.0), Ticking(looks)), Search(case, Targets(0.0), Clock(600.0))
    Engine(cut).run(None)
    Engine(again).run(cut.rounds)
    assert cut.rounds == again.rounds
    if cut.rounds > 1:
        assert (cut.amounts == again.amounts).all()
        assert cut.bound == again.bound


def test_no_sweep_follows_once_the_time_is_up(late):
    late._construct()
    before, value = late.bound.sweeps, late.bound.value
    late._improve(late.bound)
    assert late.bound.sweeps == before + 1
    assert late.bound.value < value


def test_an_engine_with_a_plan_and_no_time_does_nothing_more(late):
    late.settle(None, 0.5)
    assert late.search.has_plan
    rounds = late.search.rounds
    late.run(None)
    assert late.search.rounds == rounds


def test_conflicts_are_not_sought_beyond_the_time_limit(make, monkeypatch):
    def no_time(*_args):
        raise AssertionError("tested when the time was up")

    said = make.decisions(("pin", "N1", "O1", "60"), ("pin", "N2", "O1", "60"), ("pin", "N3", "O2", "10"))
    needs, offers = (
        [make.need(f"N{i}", requires="N0" if i else "") for i in range(4)],
        [make.offer("O1"), make.offer("O2")],
    )
    case = make_case(read_pool(*make.frames(needs, offers), decisions=said), Policy())
    monkeypatch.setattr(conflicts, "Solver", no_time)
    with pytest.raises(ConflictingDecisions, match="capacity"):
        conflicts.refuse_conflicts(case, Clock(0.0))
