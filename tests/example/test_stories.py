"""The example pool as the matching sees it: competition, what is unmatched on purpose, and the main story."""

import io

import pandas as pd
import pytest
from sqlalchemy import select

from app.example import SIGN_INS
from app.services.engine.checks import eligibility
from app.services.engine.files import need_rows, needs_file, offer_row, offers_file
from app.services.engine.pool import gather
from matching import Policy as EnginePolicy
from matching import propose_plan
from models import Need, Offer, Policy, Role, Round, User
from models.lifecycle import SubmissionStatus
from models.rounds import FairnessGroup
from models.vocabulary import Kind

from .conftest import TODAY

STORY = "Lit footpaths and a safe riverside edge"
UNMATCHED_ON_PURPOSE = {
    "A solar company that residents own",
    "A guarantee for house loans at the reef",
    "A girls' middle school inside the colony",
    "Serviced land for seven hundred families",
    "Papers for the plots, in both names",
    "Communal kitchens and toilets for Tid Sefer",
}
ROUND = Round(title="", start_year=2026, currency="USD", policy=Policy(fairness_group=FairnessGroup.WORLD_REGION))


@pytest.fixture(scope="module")
def pool(world):
    return gather(world, TODAY)


def frame(file):
    return pd.read_csv(io.StringIO(file), dtype=str, keep_default_na=False)


def eligible_offers(world, pool, needs):
    """Need's title -> titles of the offers that may serve it."""
    rows = [row | {"requires": ""} for row in need_rows(ROUND, pool, needs)]
    fit = eligibility(ROUND, rows, [offer_row(ROUND, pool, offer) for offer in pool.offers])
    titles = {str(thing.id): thing.title for noun in (Need, Offer) for thing in world.scalars(select(noun))}
    return {
        titles[need]: {titles[offer] for offer, fits in zip(fit.offer_ids, row, strict=True) if fits}
        for need, row in zip(fit.need_ids, fit.eligible, strict=True)
    }


def test_only_those_meant_to_are_without_any_offer(world, pool):
    fits = eligible_offers(world, pool, pool.needs)
    assert {need for need, offers in fits.items() if not offers} == UNMATCHED_ON_PURPOSE
    assert sum(len(offers) >= 2 for offers in fits.values()) > len(fits) / 2


def test_only_stale_offers_are_set_aside(pool):
    assert sorted(pool.set_aside.values()) == ["offer_not_verified"] * 3


@pytest.mark.parametrize("kind", list(Kind))
def test_there_is_less_on_offer_than_is_asked_for_so_that_needs_compete(pool, kind):
    unit = "USD" if kind == Kind.FINANCIAL else None
    asked = sum(pool.rates.convert(need.gap, need.currency, unit) for need in pool.needs if need.kind == kind)
    offered = sum(
        pool.rates.convert(offer.capacity.total, offer.currency, unit) for offer in pool.offers if offer.kind == kind
    )
    assert 0.55 <= offered / asked <= 0.70


def test_the_main_storys_need_can_be_submitted_and_fits_several_offers(world, pool):
    officer = world.scalars(select(User).where(User.email == SIGN_INS[Role.CITY_OFFICER])).one()
    (city,) = [one.organisation_id for one in officer.memberships]
    drafts = world.scalars(select(Need).where(Need.status == SubmissionStatus.DRAFT)).all()
    (need,) = [draft for draft in drafts if draft.organisation.id == city]
    assert need.title == STORY
    assert need.missing() == []
    fits = eligible_offers(world, pool, [need])[need.title]
    assert len(fits) >= 4
    partner = world.scalars(select(User).where(User.email == SIGN_INS[Role.PARTNER_OFFICER])).one()
    theirs = select(Offer.title).where(Offer.organisation_id == partner.memberships[0].organisation_id)
    assert fits & set(world.scalars(theirs))


def test_after_a_first_round_enough_is_left_for_the_main_storys_need(world, pool):
    needs_frame, offers_frame = frame(needs_file(ROUND, pool)), frame(offers_file(ROUND, pool))
    plan = propose_plan(needs_frame, offers_frame, policy=EnginePolicy(gap=0.02))
    assert plan.needs_taken_up > len(pool.needs) / 2
    (need,) = [one for one in world.scalars(select(Need)) if one.title == STORY]
    fits = eligible_offers(world, pool, [need])[STORY]
    left = sum(
        pool.rates.convert(offer.capacity.total, offer.currency, "USD")
        - sum(match.amount for match in plan.matches if match.offer == str(offer.id))
        for offer in pool.offers
        if offer.title in fits
    )
    assert left > pool.rates.convert(need.gap, need.currency, "USD")
