import pytest

from app.services.partnerships import capacity
from app.services.record.actor import PLATFORM
from models.amounts import HorizonAmounts
from models.errors import CapacityExceeded


def test_what_is_free_can_be_reserved(session, make):
    offer = make.offer(capacity=HorizonAmounts(100, 0, 0))
    capacity.reserve(session, offer, HorizonAmounts(60, 0, 0), PLATFORM)
    assert offer.reserved == HorizonAmounts(60, 0, 0)
    assert offer.remaining() == HorizonAmounts(40, 0, 0)


def test_more_than_is_free_is_refused_and_the_rest_is_told(session, make):
    offer = make.offer(capacity=HorizonAmounts(100, 0, 0))
    capacity.reserve(session, offer, HorizonAmounts(60, 0, 0), PLATFORM)
    with pytest.raises(CapacityExceeded) as refusal:
        capacity.reserve(session, offer, HorizonAmounts(41, 0, 0), PLATFORM)
    assert refusal.value.free == (40, 0, 0)
    assert offer.reserved == HorizonAmounts(60, 0, 0)


def test_unused_capacity_carries_over_only_where_the_offer_says_so(session, make):
    amounts = HorizonAmounts(0, 0, 30)
    carrying = make.offer(capacity=HorizonAmounts(20, 10, 0), carry_over=True)
    capacity.reserve(session, carrying, amounts, PLATFORM)
    assert carrying.remaining() == HorizonAmounts(0, 0, 0)
    with pytest.raises(CapacityExceeded):
        capacity.reserve(session, make.offer(capacity=HorizonAmounts(20, 10, 0)), amounts, PLATFORM)


def test_a_commitment_replaces_its_reservation(session, make):
    offer = make.offer(capacity=HorizonAmounts(100, 0, 0))
    capacity.reserve(session, offer, HorizonAmounts(60, 0, 0), PLATFORM)
    capacity.commit(session, offer, HorizonAmounts(60, 0, 0), PLATFORM)
    assert (offer.reserved.short, offer.committed.short) == (0, 60)
    capacity.release(session, offer, HorizonAmounts(60, 0, 0), "committed", PLATFORM)
    assert offer.remaining() == HorizonAmounts(100, 0, 0)
