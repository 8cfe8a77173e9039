"""The rules of what is said of a thing hold whichever door it comes through, and name the field."""

import re
import uuid
from dataclasses import fields, replace
from datetime import timedelta
from functools import partial

import pytest

from app.services.intake import needs, offers, programmes, settlements
from app.services.intake.needs import NeedTerms
from app.services.intake.offers import OfferTerms
from app.services.intake.programmes import ProgrammeTerms
from app.services.intake.settlements import SettlementTerms
from app.services.people import organisations
from app.services.people.organisations import OrganisationTerms
from app.services.record.actor import PLATFORM
from app.services.record.terms import Terms
from app.services.review.rounds import PolicyTerms, RoundTerms
from app.texts.refused import broken_rule
from app.today import today
from models import Need, Offer, Organisation, Policy, Programme, Role, Round, Settlement
from models.amounts import LARGEST, HorizonAmounts
from models.errors import BrokenRules
from models.lifecycle import SubmissionStatus
from models.organisations import OrganisationKind
from models.settlements import Figure
from models.vocabulary import DeprivationKind, Flag, Horizon, Instrument, Kind

DAYS = {"kind": Kind.TECHNICAL, "currency": None}
DOLLARS = {"kind": Kind.FINANCIAL, "currency": "USD"}

SUBMITTED = [
    (DOLLARS | {"currency": None}, "currency", "no_currency"),
    (DOLLARS | {"currency": "XXX"}, "currency", "unknown_currency"),
    (DAYS | {"currency": "USD"}, "currency", "days_have_no_currency"),
    (DAYS | {"instruments": (Instrument.TRAINING, Instrument.GRANT)}, "instruments", "instruments_of_other_kind"),
    (DOLLARS | {"instruments": (Instrument.TRAINING,)}, "instruments", "instruments_of_other_kind"),
    (DOLLARS | {"title": "x" * 201}, "title", "too_long"),
    (DOLLARS | {"contact_email": "nobody"}, "contact_email", "no_address"),
]
NEEDS = [
    *SUBMITTED,
    (DOLLARS | {"amount": -1}, "amount", "negative"),
    (DOLLARS | {"secured": LARGEST + 1}, "secured", "too_large"),
    (DOLLARS | {"min_share_percent": 101}, "min_share_percent", "out_of_range"),
    (DOLLARS | {"max_partners": 0}, "max_partners", "out_of_range"),
    (DOLLARS | {"evidence": {Flag.LAND_SECURED: "x" * 1001}}, "evidence", "evidence_too_long"),
    (DOLLARS | {"requires": (uuid.UUID(int=0),)}, "requires", "of_other_programme"),
    (DOLLARS | {"amount": 100, "own_contribution": 101}, "own_contribution", "more_than_cost"),
    (DOLLARS | {"amount": 100, "own_contribution": 60, "secured": 41}, "secured", "more_than_cost"),
    (DOLLARS | {"residents_reached": 900_001}, "residents_reached", "more_than_city"),
]
OFFERS = [
    *SUBMITTED,
    (DOLLARS | {"capacity": HorizonAmounts(0, -1, 0)}, "capacity_medium", "negative"),
    (DOLLARS | {"min_amount": 2, "max_amount": 1}, "max_amount", "below_smallest"),
    (DOLLARS | {"max_amount": 0}, "max_amount", "below_smallest"),
    (DOLLARS | {"max_share_percent": 0}, "max_share_percent", "out_of_range"),
    (DOLLARS | {"verified_on": today().replace(year=9999)}, "verified_on", "in_future"),
    (DOLLARS | {"open_until": today() - timedelta(days=1)}, "open_until", "is_past"),
    (DOLLARS | {"min_amount": 4, "capacity": HorizonAmounts(1, 1, 1)}, "min_amount", "above_capacity"),
    (DOLLARS | {"verified_on": today().replace(year=2001)}, "verified_on", "long_ago"),
    (DOLLARS | {"open_until": today().replace(year=9999)}, "open_until", "far_off"),
    (DOLLARS | {"countries": ("ATL",)}, "countries", "unknown_place"),
    (DOLLARS | {"regions": ("Atlantis",)}, "regions", "unknown_place"),
]


NOWHERE = uuid.UUID(int=0)
SETTLEMENTS = [
    ({"name": ""}, "name", "settlement_name_missing"),
    ({"latitude": 91.0}, "latitude", "out_of_range"),
    ({"residents": -1}, "residents", "out_of_range"),
    ({"figures": {DeprivationKind.WATER: Figure(101, 2024, "Survey")}}, "figures", "implausible_figure"),
    ({"figures": {DeprivationKind.WATER: Figure(40, 2024, "")}}, "figures", "implausible_figure"),
    ({"figures": {DeprivationKind.WATER: Figure(40, today().year + 1, "Survey")}}, "figures", "figure_in_future"),
    ({"residents": 10, "households": 11}, "households", "more_households_than_residents"),
    ({"latitude": 3.0, "longitude": 36.0}, "latitude", "far_from_city"),
    ({"residents": 900_001}, "residents", "more_than_city"),
    ({"residents": 210, "households": 10}, "households", "large_households"),
    ({"residents": 210, "area_square_metres": 200}, "area_square_metres", "no_room"),
    ({"figures": {DeprivationKind.WATER: Figure(40, 1990, "Survey")}}, "figures", "old_figure"),
]
PROGRAMMES = [
    ({"title": ""}, "title", "programme_title_missing"),
    ({"vision": "x" * 5001}, "vision", "too_long"),
    ({"settlements": (NOWHERE,)}, "settlements", "settlements_of_others"),
    ({"sdg_targets": ("11.99",)}, "sdg_targets", "unknown_target"),
]
ORGANISATIONS = [
    ({"name": ""}, "name", "organisation_name_missing"),
    ({"kind": OrganisationKind.PARTNER}, "partner_type", "partner_type_missing"),
    ({"kind": OrganisationKind.NATIONAL_GOVERNMENT}, "country_id", "country_missing"),
    ({"kind": OrganisationKind.CITY_GOVERNMENT}, "city_id", "city_missing"),
    ({"kind": OrganisationKind.CITY_GOVERNMENT, "city_id": 1}, "city_id", "unknown_place"),
    ({"country_id": "ATL"}, "country_id", "unknown_place"),
]


def broken_by(write):
    """The field and the code of each rule; each has words for people."""
    with pytest.raises(BrokenRules) as broken:
        write()
    assert all(str(broken_rule(rule)) for rule in broken.value.broken)
    return [(rule.field, rule.code) for rule in broken.value.broken]


def test_needs_keep_their_rules(make, session):
    need = make.need()
    make.commit()
    for values, field, code in NEEDS:
        terms = NeedTerms(**values)
        assert broken_by(lambda t=terms: needs.create(session, need.programme, t, PLATFORM)) == [(field, code)]
        assert broken_by(lambda t=terms: needs.revise(session, need, t, need.version, PLATFORM)) == [(field, code)]
        session.rollback()


def test_offers_keep_their_rules(make, session):
    offer = make.offer()
    make.commit()
    for values, field, code in OFFERS:
        create, revise = _writing_of(session, offer, OfferTerms(**values))
        assert (broken_by(create), broken_by(revise)) == ([(field, code)], [(field, code)])
        session.rollback()


def _writing_of(session, offer, terms):
    return (
        lambda: offers.create(session, offer.organisation, terms, today(), PLATFORM),
        lambda: offers.revise(session, offer, terms, offer.version, today(), PLATFORM),
    )


def test_settlements_programmes_and_organisations_keep_their_rules(make, session):
    settlement, programme = make.settlement(), make.programme()
    secretariat = make.organisation(OrganisationKind.SECRETARIAT)
    make.commit()
    for service, terms_of, thing, wrong in (
        (settlements, partial(SettlementTerms, name="Hill"), settlement, SETTLEMENTS),
        (programmes, partial(ProgrammeTerms, title="Hill"), programme, PROGRAMMES),
        (organisations, partial(OrganisationTerms, name="Ours", kind=secretariat.kind), secretariat, ORGANISATIONS),
    ):
        for values, field, code in wrong:
            terms = terms_of(**values)
            day = (today(),) if thing is settlement else ()
            change = partial(service.revise, session, thing, terms, thing.version, *day, PLATFORM)
            assert (field, code) in broken_by(change)
            owner = () if thing is secretariat else (thing.organisation,)
            assert broken_by(partial(service.create, session, *owner, terms, *day, PLATFORM)) == [(field, code)]
            session.rollback()


def test_every_broken_rule_is_told_at_once(make, session):
    need = make.need()
    terms = replace(NeedTerms.of(need), currency=None, amount=-1, max_partners=51)
    told = broken_by(lambda: needs.revise(session, need, terms, need.version, PLATFORM))
    assert {field for field, _code in told} == {"currency", "amount", "max_partners"}


def test_an_organisation_stays_of_its_kind_and_the_secretariat_open(make, session):
    secretariat = make.organisation(OrganisationKind.SECRETARIAT)
    standing = OrganisationTerms.of(secretariat)
    for change, rule in (
        ({"kind": OrganisationKind.COMMUNITY_ORGANISATION, "city_id": make.city().id}, ("kind", "kind_stays")),
        ({"active": False}, ("active", "secretariat_closed")),
    ):
        terms = replace(standing, **change)
        revise = partial(organisations.revise, session, secretariat, terms, secretariat.version, PLATFORM)
        assert broken_by(revise) == [rule]


def test_a_name_that_is_taken_is_told_at_its_field(make, session):
    first, second = make.settlement(), make.organisation()
    make.commit()
    terms = SettlementTerms.of(first)
    assert broken_by(lambda: settlements.create(session, first.organisation, terms, today(), PLATFORM)) == [
        ("name", "settlement_name_taken")
    ]
    session.rollback()
    same = OrganisationTerms.of(second)
    assert broken_by(lambda: organisations.create(session, same, PLATFORM)) == [("name", "organisation_name_taken")]
    session.rollback()


def test_needs_wait_for_each_other_in_one_direction_and_in_one_programme(make, session):
    last = make.need()
    middle, first, over = (make.need(last.programme) for _ in range(3))
    elsewhere = make.need()
    last.requires, middle.requires = [middle], [first]
    over.status = SubmissionStatus.WITHDRAWN
    session.flush()
    for other, code in (
        (last, "waits_for_this"), (middle, "waits_for_this"), (first, "waits_for_itself"), (over, "over"),
        (elsewhere, "of_other_programme"),
    ):  # fmt: skip
        terms = replace(NeedTerms.of(first), requires=(other.id,))
        assert broken_by(lambda t=terms: needs.revise(session, first, t, first.version, PLATFORM)) == [
            ("requires", code)
        ]
    needs.revise(session, last, replace(NeedTerms.of(last), requires=(middle.id, first.id)), last.version, PLATFORM)
    assert set(last.requires) == {middle, first}


def test_the_nation_alone_gives_its_no_objection(make, session):
    need = make.need()
    terms = replace(NeedTerms.of(need), evidence={Flag.NATIONAL_NO_OBJECTION: "A letter"})
    needs.revise(session, need, terms, need.version, PLATFORM)
    need.status = SubmissionStatus.RETURNED
    nation = make.organisation(OrganisationKind.NATIONAL_GOVERNMENT, country=need.city.country)
    make.user(Role.NATIONAL_OFFICER, nation)
    session.flush()
    needs.revise(session, need, terms, need.version, PLATFORM)  # the same letter stands
    terms = replace(terms, evidence={Flag.NATIONAL_NO_OBJECTION: "Another letter"})
    revise = partial(needs.revise, session, need, terms, need.version, PLATFORM)
    assert broken_by(revise) == [("evidence", "nation_answers")]


@pytest.mark.parametrize(
    ("terms", "model"),
    [
        (NeedTerms, Need), (OfferTerms, Offer), (SettlementTerms, Settlement), (ProgrammeTerms, Programme),
        (OrganisationTerms, Organisation), (RoundTerms, Round), (PolicyTerms, Policy),
    ],
)  # fmt: skip
def test_terms_say_nothing_that_is_not_for_people_to_say(terms, model):
    """What a thing is and holds beside its terms: its id, its owner, its way, its ledger, its moments."""
    own = re.compile("id|version|status|.*_at|organisation_id|programme_id|round_id|(reserved|committed|folded)_.*")
    columns = {column.key for column in model.__table__.columns if not own.fullmatch(column.key)}
    said = {field.name for field in fields(terms)}
    assert not {name for name in said if own.fullmatch(name)}
    missing = columns - said - {f"capacity_{horizon}" for horizon in Horizon} - CITY_OF_THE_OWNER
    assert (missing, issubclass(terms, Terms)) == (set(), True)


CITY_OF_THE_OWNER = {"city_id"}
