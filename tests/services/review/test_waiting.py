from app.services.engine.pool import gather
from app.today import today
from models.amounts import HorizonAmounts
from models.lifecycle import PartnershipStatus


def test_a_need_that_is_met_holds_nobody_up(session, make):
    programme = make.programme()
    first = make.need(programme, amount=100_00, min_share_percent=50)
    later = make.need(programme, requires=[first])
    assert gather(session, today()).waits_for(later) == [first]
    make.partnership(make.match(first, amounts=HorizonAmounts(60_00, 0, 0)))
    pool = gather(session, today())
    assert first in pool.needs
    assert pool.waits_for(later) == []


def test_an_offer_nobody_answered_is_no_relationship_yet(session, make):
    partnership = make.partnership()
    assert gather(session, today()).relations == set()
    partnership.status = PartnershipStatus.ACTIVE
    session.flush()
    pair = (partnership.need.organisation.id, partnership.offer.organisation_id)
    assert gather(session, today()).relations == {pair}
