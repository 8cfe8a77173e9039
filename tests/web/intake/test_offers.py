"""Offers: what a partner may change while partnerships count on it, and what others see of it."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from wtforms.fields.core import UnboundField

from app.pages.intake.offers.forms import OfferForm
from app.today import today
from models import Offer, Role
from models.amounts import HorizonAmounts
from models.lifecycle import SubmissionStatus
from models.organisations import OrganisationKind


@pytest.fixture
def partner(world, browse):
    organisation = world.organisation(OrganisationKind.PARTNER)
    world.partner_organisation = organisation
    world.rate("USD")
    world.rate("JPY")
    world.country()
    user = world.user(Role.PARTNER_OFFICER, organisation)
    world.commit()
    return browse(user)


def offer_of(world, **values):
    made = world.offer(world.partner_organisation, **values)
    world.commit()
    return made


def reload(kept, offer):
    return kept(lambda session: session.get(Offer, offer.id))


def test_a_draft_goes_its_way_to_publication(partner, browse, world, kept, events):
    page = partner.fill_in("/offers/new", title="Half")
    offer = kept(lambda session: session.scalars(select(Offer)).one())
    assert page.location == f"/offers/{offer.id}/tasks"
    page = partner.get(f"/offers/{offer.id}/submit")
    assert len(page.errors()) == 7, page.errors()
    for link in page.error_links():
        url, _, target = link.partition("#")
        assert f'id="{target}"' in partner.get(url).text
    partner.fill_in(
        f"/offers/{offer.id}/edit", description="Water", themes=["water"], instruments=["grant"],
        capacity_short="5 000", contact_name="P", contact_email="p@partner.example", verified_on=today().isoformat(),
    )  # fmt: skip
    assert partner.fill_in(f"/offers/{offer.id}/submit").status == 302
    reviewer = world.user(Role.REVIEWER)
    world.commit()
    browse(reviewer).fill_in(f"/offers/{offer.id}/publish")
    assert reload(kept, offer).status == SubmissionStatus.PUBLISHED
    assert events() == ["offer.create", "offer.revise", "offer.submit", "offer.read", "offer.publish"]


WRONG = [
    ("verified_on", (today() + timedelta(days=1)).isoformat()), ("verified_on", "9999-12-31"), ("open_until", "soon"),
    ("open_until", "03/04/2026"), ("verified_on", "0000-01-01"), ("max_amount", "0"), ("max_share_percent", "0"),
    ("max_country_share_percent", "101"), ("max_partnerships", "0"), ("capacity_long", "1,5,"), ("max_amount", "9"),
    ("countries", ["XXX"]), ("capacity_medium", "1000000000000000"), ("contact_email", "p@partner"),
]  # fmt: skip


def test_bad_input_is_refused_at_its_field(partner, kept):
    page = partner.fill_in("/offers/new", title="Kept", kind="x")
    assert (page.status, page.error_links(), page.form()["title"]) == (422, ["#kind-0"], ["Kept"])
    assert kept(lambda session: session.scalars(select(Offer)).all()) == []
    made = partner.fill_in("/offers/new", title="Half").location.removesuffix("/tasks")
    for field, text in WRONG:
        page = partner.fill_in(f"{made}/edit", **{"title": "Kept", "min_amount": "10", field: text})
        assert page.status == 422
        assert page.error_links() == [f"#{field}-0" if field == "countries" else f"#{field}"]
        assert page.form()["title"] == ["Kept"]
        if field != "countries":
            assert page.form()[field] == [text]
    assert kept(lambda session: session.scalars(select(Offer)).one()).version == 1


def test_an_end_far_away_harms_nobody(partner, world, kept, browse):
    offer = offer_of(world)
    edit = f"/offers/{offer.id}/edit"
    assert partner.fill_in(edit, open_until="9999-12-31").error_links() == ["#open_until", "#kept_because"]
    assert partner.fill_in(edit, open_until="9999-12-31", kept_because="It has no end.").status == 302
    assert partner.get(f"/offers/{offer.id}").status == 200


def test_capacity_never_falls_below_what_partnerships_count_on(partner, world, kept):
    offer = offer_of(
        world, capacity=HorizonAmounts(1000_00, 500_00, 0), reserved=HorizonAmounts(300_00, 0, 0),
        committed=HorizonAmounts(100_00, 200_00, 0),
    )  # fmt: skip
    page = partner.fill_in(f"/offers/{offer.id}/edit", capacity_short="399.99", capacity_medium="200", title="Other")
    assert page.status == 409
    assert page.error_links() == ["#capacity_short"]
    assert "USD\u00a0400" in page.errors()[0]
    assert page.form()["title"] == ["Other"]
    assert reload(kept, offer).capacity == HorizonAmounts(1000_00, 500_00, 0)
    assert partner.fill_in(f"/offers/{offer.id}/edit", capacity_short="400", capacity_medium="200").status == 302


def test_limits_never_contradict_the_partnerships_that_there_are(partner, world, kept):
    offer = offer_of(world, min_amount=50_00, max_amount=900_00, max_partnerships=3)
    for amount in (100_00, 300_00):
        world.partnership(world.match(offer=offer, amounts=HorizonAmounts(amount, 0, 0)))
    world.commit()
    url = f"/offers/{offer.id}/edit"
    page = partner.fill_in(url, max_amount="299", min_amount="100.01", max_partnerships="1", capacity_short="400")
    assert page.status == 409
    assert page.error_links() == ["#min_amount", "#max_amount", "#max_partnerships"]
    assert "USD\u00a0100 or less" in page.errors()[0]
    assert "USD\u00a0300 or more" in page.errors()[1]
    assert "2 or more" in page.errors()[2]
    assert reload(kept, offer).max_amount == 900_00
    kept_to = {"max_amount": "300", "min_amount": "100", "max_partnerships": "2"}
    assert partner.fill_in(url, **kept_to).status == 302


def test_a_limit_that_nobody_touched_stands_in_nobodys_way(partner, world):
    offer = offer_of(world, min_amount=100_01, status=SubmissionStatus.PUBLISHED)
    world.partnership(world.match(offer=offer, amounts=HorizonAmounts(100_00, 0, 0)))
    world.commit()
    assert partner.fill_in(f"/offers/{offer.id}/edit", title="Other").status == 302


def test_what_is_carried_over_counts_on_earlier_years(partner, world, kept):
    offer = offer_of(
        world, capacity=HorizonAmounts(1000_00, 0, 0), committed=HorizonAmounts(0, 600_00, 0), carry_over=True
    )
    page = partner.fill_in(f"/offers/{offer.id}/edit", carry_over=None)
    assert (page.status, page.error_links()) == (409, ["#capacity_medium"])
    page = partner.fill_in(f"/offers/{offer.id}/edit", capacity_short="599")
    assert page.status == 409
    assert partner.fill_in(f"/offers/{offer.id}/edit", capacity_short="600").status == 302


def test_the_ledger_never_changes_its_unit(partner, world, kept):
    offer = offer_of(world)
    world.partnership(world.match(offer=offer))
    world.commit()
    page = partner.fill_in(f"/offers/{offer.id}/edit", currency="JPY")
    assert (page.status, page.error_links()) == (409, ["#currency"])
    offer.status = SubmissionStatus.RETURNED
    world.commit()
    page = partner.fill_in(f"/offers/{offer.id}/edit/what", kind="technical")
    assert (page.status, page.error_links()) == (409, ["#kind-0"])
    assert reload(kept, offer).currency == "USD"


def test_only_the_fields_of_the_form_change(partner, world, kept):
    offer = offer_of(world, status=SubmissionStatus.DRAFT)
    asked = {name for name, field in vars(OfferForm).items() if isinstance(field, UnboundField)}
    extra = {one.key: "7" for one in Offer.__table__.columns if one.key not in asked | {"version"}}
    assert {"reserved_short", "committed_long", "status", "organisation_id", "id", "published_at"} <= set(extra)
    assert partner.fill_in(f"/offers/{offer.id}/edit", **extra).status == 302
    after = reload(kept, offer)
    for one in Offer.__table__.columns:
        if one.key not in ("version", "changed_at", *Offer.FOLDED):
            assert getattr(after, one.key) == getattr(offer, one.key), one.key


def test_verifying_keeps_an_offer_in_the_pool(partner, world, kept, events):
    offer = offer_of(world, verified_on=today() - timedelta(days=366))
    assert "Not in the pool" in partner.get(f"/offers/{offer.id}").main()
    partner.press(f"/offers/{offer.id}", f"/offers/{offer.id}/verify")
    assert reload(kept, offer).verified_on == today()
    assert "Not in the pool" not in partner.get(f"/offers/{offer.id}").main()
    assert events() == ["offer.verify"]


def test_cities_see_criteria_but_no_amount_unless_it_is_opened(partner, world, browse):
    amounts = {
        "capacity": HorizonAmounts(7_654_321_00, 0, 0), "min_amount": 87_654_00, "max_amount": 3_456_789_00,
        "max_share_percent": 63, "max_country_share_percent": 37, "max_partnerships": 43,
    }  # fmt: skip
    hidden, opened = offer_of(world, **amounts), offer_of(world, **amounts, amounts_disclosed=True)
    city = world.user(Role.CITY_OFFICER)
    world.commit()
    figures = ("7,654,321", "87,654", "3,456,789", "63%", "37%", "43")
    page = browse(city).get(f"/offers/{hidden.id}").main()
    assert "Water" in page
    assert "Short (years 0–2)" in page
    assert not [figure for figure in figures if figure in page]
    page = browse(city).get(f"/offers/{opened.id}").main()
    assert not [figure for figure in figures if figure not in page]
    assert "Reserved" not in page
    assert "Reserved" in partner.get(f"/offers/{hidden.id}").main()
    other = world.user(Role.PARTNER_OFFICER)
    world.commit()
    assert browse(other).get(f"/offers/{hidden.id}").status == 404
    assert browse(other).get("/offers/").rows() == []


def test_a_form_sent_twice_makes_one_offer(partner, kept):
    form = partner.get("/offers/new").form() | {"title": "Grants"}
    assert partner.send("/offers/new", form).location == partner.send("/offers/new", form).location
    assert kept(lambda session: len(session.scalars(select(Offer)).all())) == 1


def test_a_stale_form_of_an_offer_names_what_changed(partner, world, kept):
    offer = offer_of(world, status=SubmissionStatus.DRAFT)
    mine = partner.get(f"/offers/{offer.id}/edit").form()
    partner.fill_in(f"/offers/{offer.id}/edit", capacity_short="2500", themes=["housing"], carry_over="y")
    page = partner.send(f"/offers/{offer.id}/edit", mine, title="Mine")
    assert page.status == 409
    assert set(page.error_links()) == {"#themes-0", "#capacity_short", "#carry_over"}
    assert page.form()["title"] == ["Mine"]
    assert "Housing" in " ".join(page.errors())
