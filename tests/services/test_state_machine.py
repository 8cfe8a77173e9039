"""Whatever staff and parties do, in whatever order: no offer gives more than it holds, the ledger says what the live
partnerships say, every status was reached by a legal move, each thing done has one event, and pages tell no other
numbers than the database.

`SEQUENCES=2000 pytest tests/services/test_state_machine.py --log-cli-level=INFO` walks that many sequences on each
database, and tells how often each step was taken and refused.
"""

import logging
import os
from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from models.amounts import HorizonAmounts
from models.lifecycle import MatchStatus
from models.rounds import DecisionKind
from models.windows import ReplyKind
from tests.browser import Browser

from .state import invariants, offering, pages, partnering, planning, reviewing
from .state.one_transaction import one_transaction
from .state.world import World

pytestmark = pytest.mark.long

log = logging.getLogger(__name__)

USUAL = 8
SEQUENCES = int(os.environ.get("SEQUENCES", USUAL))
STEPS = 25

which = st.integers(0, 99)
"""Chooses one of those that there are."""
older = st.sampled_from([0, 0, 0, 1])
"""How many plans before the newest of the round."""
amounts = st.builds(HorizonAmounts, st.integers(1, 60), st.integers(0, 60), st.integers(0, 30))
capacities = st.builds(HorizonAmounts, st.integers(10, 150), st.integers(0, 150), st.integers(0, 80))
wishes = st.lists(st.tuples(which, which, amounts), min_size=1, max_size=5)
currencies = st.sampled_from(["USD", "USD", "EUR", "JPY"])
STEPS_OF_A_PARTNERSHIP = ["accept", "accept", *partnering.LEADS_TO, *partnering.ENDINGS]
OPEN = (MatchStatus.PROPOSED, MatchStatus.CHANGED)


class Platform(RuleBasedStateMachine):
    """One sequence."""

    def __init__(self, world, browser, done):
        super().__init__()
        self.world, self.open_browser, self.done = world, browser, done

    def teardown(self):
        self.done()

    @initialize(
        held=st.tuples(capacities, capacities), paid_in=st.tuples(currencies, currencies), carries=st.booleans(),
        most=st.sampled_from([None, None, 1, 3]), share=st.sampled_from([None, None, 60]), before=st.none() | wishes,
    )  # fmt: skip
    def begin(self, held, paid_in, carries, most, share, before):
        """Perhaps after a round that was published."""
        self.world.settle()
        self.browser = self.open_browser(self.world.reviewer.user)
        for currency in ("USD", "USD", "JPY"):
            self.world.add_need(currency)
        limits = {"carry_over": carries, "max_partnerships": most, "max_share_percent": share}
        for capacity, currency in zip(held, paid_in, strict=True):
            offering.add(self.world, capacity, currency, **limits)
        if before:
            self.go_through_a_round(before, seconded=True)

    @rule(wishes=wishes, based=st.booleans(), keeps=st.booleans())
    def run(self, wishes, based, keeps):
        planning.run(self.world, wishes, based, keeps)

    @precondition(lambda self: self.world.in_review())
    @rule(which=which, older=older, kind=st.sampled_from(DecisionKind), pinned=amounts | st.none())
    def decide(self, which, older, kind, pinned):
        reviewing.decide(self.world, older, lambda lines: [lines[which % len(lines)]], kind, pinned)

    @precondition(lambda self: self.world.in_review())
    @rule(kind=st.sampled_from([DecisionKind.APPROVE, DecisionKind.APPROVE, DecisionKind.REJECT]))
    def decide_on_all_others(self, kind):
        reviewing.decide(self.world, 0, lambda lines: [one for one in lines if one.status in OPEN], kind, None)

    @precondition(lambda self: self.world.round)
    @rule(need=which, offer=which, kind=st.sampled_from([DecisionKind.PIN, DecisionKind.FORBID]), pinned=amounts)
    def decide_on_a_pair(self, need, offer, kind, pinned):
        reviewing.decide_pair(self.world, need, offer, kind, pinned)

    @precondition(lambda self: self.world.in_review())
    @rule(which=which, older=older, every=st.booleans())
    def undo(self, which, older, every):
        reviewing.take_back(self.world, older, lambda lines: lines if every else [lines[which % len(lines)]])

    @precondition(lambda self: self.world.rounds)
    @rule(which=which)
    def undo_a_decision(self, which):
        reviewing.take_back_decision(self.world, which)

    @precondition(lambda self: self.world.in_review())
    @rule(own=st.booleans())
    def second(self, own):
        reviewing.second(self.world, self.world.reviewer if own else self.world.colleague)

    @precondition(lambda self: self.world.in_review())
    @rule(how=st.sampled_from(["close", *ReplyKind]), which=which, raised=amounts)
    def ask_the_partners(self, how, which, raised):
        if not any(plan.window for plan in self.world.in_review()):
            reviewing.open_window(self.world)
        if how == "close":
            reviewing.close_window(self.world)
        else:
            reviewing.reply(self.world, which, how, raised)

    @rule(which=which, capacity=capacities, read_again=st.sampled_from([True, True, False]))
    def resize_an_offer(self, which, capacity, read_again):
        offering.resize(self.world, which, capacity, read_again)

    @rule(which=which, what=st.sampled_from([None, None, "offer", "need"]))
    def withdraw(self, which, what):
        """Seldom."""
        if what == "offer":
            offering.withdraw_offer(self.world, which)
        if what == "need":
            offering.withdraw_need(self.world, which)

    @precondition(lambda self: self.world.in_review())
    @rule(older=older)
    def publish(self, older):
        planning.publish(self.world, older)

    @rule(wishes=wishes, seconded=st.sampled_from([True, True, False]))
    def go_through_a_round(self, wishes, seconded):
        """The usual way, which chance alone would seldom find."""
        planning.run(self.world, wishes, based=False, keeps=False)
        self.finish(seconded)

    @rule(wishes=wishes)
    def publish_two_rounds_of_one_pool(self, wishes):
        """Each plan is made before the other is published."""
        for _each in range(2):
            planning.turn_to_another_round(self.world)
            planning.run(self.world, wishes, based=False, keeps=False)
        for _each in range(2):
            self.finish(seconded=True)
            self.world.turn += 1

    def finish(self, seconded):
        if self.world.in_review():
            self.decide_on_all_others(DecisionKind.APPROVE)
            if seconded:
                self.second(own=False)
            self.publish(older=0)

    @rule()
    def turn_to_another_round(self):
        planning.turn_to_another_round(self.world)

    @rule(which=which)
    def come_too_late(self, which):
        reviewing.too_late(self.world, which)

    @rule(which=which, further=st.integers(0, 2))
    def sign(self, which, further):
        partnering.sign(self.world, which, further)

    @rule(which=which, how=st.sampled_from(STEPS_OF_A_PARTNERSHIP), side=st.integers(0, 1))
    def go_on(self, which, how, side):
        partnering.step(self.world, which, how, side)

    @rule(now=st.sampled_from([False, False, True]))
    def read_the_pages(self, now):
        if now:
            pages.read(self.world, self.browser)
            self.world.tally["pages read"] += 1

    @invariant()
    def the_books_are_right(self):
        """Asked again where something was kept."""
        if self.world.changed:
            invariants.check(self.world)
            pages.check(self.world)
            self.world.changed = False


def walk(site, done):
    """A sequence on a world of its own, of which nothing is left."""
    transaction = one_transaction(site)
    world = World(transaction.__enter__(), done)

    def finish():
        transaction.__exit__(None, None, None)
        done["sequences"] += 1

    return Platform(world, lambda user: Browser(site, user), finish)


@pytest.mark.timeout(max(300, SEQUENCES * 10))
def test_every_sequence_of_steps_keeps_the_books_right(site):
    done = Counter()
    run_state_machine_as_test(
        lambda: walk(site, done),
        settings=settings(
            max_examples=SEQUENCES, stateful_step_count=STEPS, deadline=None, database=None,
            derandomize=SEQUENCES == USUAL, suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],  # to make a sequence that fails shorter takes minutes; it can be read as it is
        ),
    )  # fmt: skip
    log.info("%s", dict(sorted(done.items())))
    assert done["sequences"] >= SEQUENCES
    assert min(done[what] for what in ("run", "decide approve", "second", "publish", "resize")) > 0
