"""Every (from, to) pair of every lifecycle, walked on the real classes."""

import itertools

import pytest

from models import Match, Need, Offer, Partnership, Round, Run
from models.errors import IllegalMove
from models.lifecycle import (
    HOLDS_CAPACITY,
    HOLDS_COMMITTED,
    HOLDS_RESERVED,
    MatchStatus,
    PartnershipStatus,
    RoundStatus,
    RunStatus,
    SubmissionStatus,
)

MOVING = {
    Need: SubmissionStatus,
    Offer: SubmissionStatus,
    Round: RoundStatus,
    Run: RunStatus,
    Match: MatchStatus,
    Partnership: PartnershipStatus,
}
PAIRS = [(kind, *pair) for kind, status in MOVING.items() for pair in itertools.product(status, repeat=2)]


@pytest.mark.parametrize(("kind", "current", "target"), PAIRS)
def test_a_thing_moves_only_along_its_table(kind, current, target):
    thing = kind(status=current)
    if target in kind.MOVES[current]:
        thing.move_to(target)
        assert thing.status == target
    else:
        with pytest.raises(IllegalMove):
            thing.move_to(target)
        assert thing.status == current


@pytest.mark.parametrize("kind", MOVING)
def test_every_status_has_its_row(kind):
    assert set(kind.MOVES) == set(MOVING[kind])


def test_a_partnership_holds_capacity_until_a_bad_end():
    bad = {PartnershipStatus.DECLINED, PartnershipStatus.WITHDRAWN, PartnershipStatus.TERMINATED}
    assert set(PartnershipStatus) - bad == HOLDS_CAPACITY
    assert not HOLDS_RESERVED & HOLDS_COMMITTED
