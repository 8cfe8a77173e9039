from datetime import date

from app.services.engine.files import snapshot
from app.services.engine.pool import gather
from app.services.review import round_pool
from models.amounts import HorizonAmounts
from models.lifecycle import PartnershipStatus

TODAY = date.today()  # noqa: DTZ011


def test_the_pool_tells_pairs_and_whom_nobody_can_serve_and_why(session, make):
    round_ = make.round()
    make.offer()
    make.need(title="Served")
    make.need(title="No such theme", theme="housing")
    report = round_pool.survey(session, round_, TODAY)
    assert (report.needs, report.offers, report.eligible_pairs) == (2, 1, 1)
    assert [(one.need.title, one.shuts_out_most) for one in report.stranded] == [("No such theme", "theme")]
    assert report.stranded_by_test == [("theme", 1)]
    assert [step.left for step in report.stranded[0].steps] == [0] * 6


def test_without_offers_every_need_is_stranded(session, make):
    make.need()
    report = round_pool.survey(session, make.round(), TODAY)
    assert (report.eligible_pairs, len(report.stranded)) == (0, 1)


def test_what_is_set_aside_is_named_with_its_reason(session, make):
    make.offer(title="Old", open_until=date(2020, 1, 1))
    make.need(title="Covered", amount=100_00)
    match = make.match(need=make.need(title="Also covered", amount=100_00), offer=make.offer(), status="approved")
    make.partnership(match)
    aside = {one.thing.title: one.reason for one in round_pool.set_aside(session, TODAY)}
    assert aside == {"Old": "offer_expired", "Also covered": "need_covered"}


def test_what_rounding_left_of_a_need_is_in_no_file_of_the_run(session, make):
    """A need of 100.00 in a weak currency, all but its smallest unit covered, asks for no cent."""
    make.rate("KES", 150_000_000)
    need = make.need(currency="KES", amount=100_00)
    offer = make.offer(capacity=HorizonAmounts(2_000_00, 0, 0))
    partnership = make.partnership(make.match(need=need, offer=offer))
    partnership.covers, partnership.status = 99_99, PartnershipStatus.ACTIVE
    other = make.need(programme=need.programme)
    session.flush()
    files = snapshot(session, make.round(), gather(session, TODAY))
    assert str(other.id) in files["needs.csv"]
    assert str(other.id) in files["pairs.csv"]
    assert not any(str(need.id) in content for content in files.values())
