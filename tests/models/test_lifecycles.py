"""Every (from, to) pair of every lifecycle, walked on the real classes."""

import itertools

import pytest

from models import Base
from models.errors import IllegalMove
from models.lifecycle import HOLDS_CAPACITY, HOLDS_COMMITTED, HOLDS_RESERVED, Moving, PartnershipStatus

MOVING = {
    mapper.class_: mapper.columns["status"].type.enum_class
    for mapper in sorted(Base.registry.mappers, key=lambda one: one.class_.__name__)
    if issubclass(mapper.class_, Moving)
}
"""Each class that has a lifecycle, and what its column of the status takes."""

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
    assert set().union(*kind.MOVES.values()) <= set(MOVING[kind])


def test_whatever_has_a_status_has_a_lifecycle():
    with_status = {mapper.class_ for mapper in Base.registry.mappers if "status" in mapper.columns}
    assert set(MOVING) == with_status
    assert len(MOVING) > 7


def test_a_partnership_holds_capacity_until_a_bad_end():
    bad = {PartnershipStatus.DECLINED, PartnershipStatus.WITHDRAWN, PartnershipStatus.TERMINATED}
    assert set(PartnershipStatus) - bad == HOLDS_CAPACITY
    assert not HOLDS_RESERVED & HOLDS_COMMITTED
