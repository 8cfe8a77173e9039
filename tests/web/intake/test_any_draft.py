"""Whatever a form accepted can be opened again: no draft locks its owner out."""

import itertools
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from app.today import today
from models import Membership, Role
from models.amounts import LARGEST, HorizonAmounts
from models.organisations import OrganisationKind
from models.vocabulary import INSTRUMENTS_OF, Flag, Hazard, IncomeGroup, Instrument, Kind, Language, Stage, Theme


def ticks(vocabulary):
    return st.lists(st.sampled_from([word.value for word in vocabulary]), unique=True, max_size=3)


def texts(*texts):
    return st.sampled_from(["", *texts])


AMOUNT = texts("0", "1", "1 250 000", "10000000000000")
COUNT, PERCENT = texts("1", "50"), texts("1", "100")
WORDS, ADDRESS = texts("Words", "بئر", "x" * 120), texts("a@b.example")
KIND, CURRENCY = st.sampled_from(list(Kind)), st.sampled_from(["USD", "JPY", "IRR"])
NUMBERS = itertools.count()
HORIZON = st.sampled_from(["short", "medium", "long"])
TICK = st.sampled_from([[], ["y"]])

NEEDS = {
    "title": WORDS, "description": WORDS, "kind": KIND, "theme": texts(*Theme), "instruments": ticks(Instrument),
    "currency": CURRENCY, "amount": AMOUNT, "own_contribution": AMOUNT, "secured": AMOUNT, "min_share_percent": PERCENT,
    "max_partners": COUNT, "first_horizon": HORIZON, "last_horizon": HORIZON, "residents_reached": COUNT,
    "requires": TICK, "contact_name": WORDS, "contact_email": ADDRESS,
    **{f"evidence-{n}": WORDS for n in range(len(Flag))},
}  # fmt: skip
OFFERS = {
    "title": WORDS, "description": WORDS, "kind": KIND, "themes": ticks(Theme), "instruments": ticks(Instrument),
    "countries": st.sampled_from([[], ["KEN"]]), "regions": st.sampled_from([[], ["Sub-Saharan Africa"]]),
    "income_groups": ticks(IncomeGroup), "stages": ticks(Stage), "required_flags": ticks(Flag), "conditions": WORDS,
    "languages": ticks(Language), "currency": CURRENCY, "capacity_short": AMOUNT, "capacity_medium": AMOUNT,
    "capacity_long": AMOUNT, "carry_over": TICK, "min_amount": AMOUNT, "max_amount": texts("10000000000000"),
    "max_partnerships": COUNT, "max_share_percent": PERCENT, "max_country_share_percent": PERCENT,
    "amounts_disclosed": TICK, "contact_name": WORDS, "contact_email": ADDRESS,
    "open_until": texts(today().isoformat(), "9999-12-31"),
    "verified_on": texts("0001-01-01", (today() - timedelta(days=366)).isoformat()),
}  # fmt: skip
SETTLEMENTS = {
    "latitude": texts("-90", "1.123456789"), "longitude": texts("180"), "residents": texts("0", "1000000000"),
    "households": texts("0", "1000000000"), "area_hectares": texts("0", "0.00001", "100000"), "hazards": ticks(Hazard),
    "about": WORDS,
}  # fmt: skip
PROGRAMMES = {
    "vision": WORDS, "stage": st.sampled_from(list(Stage)), "themes": ticks(Theme), "city_plan_fit": WORDS,
    "national_policy_fit": WORDS, "running_support": WORDS,
}  # fmt: skip
IMPOSSIBLE_YEARS = {
    "kind": "financial", "theme": "water", "instruments": ["grant"], "currency": "USD", "amount": "1000",
    "first_horizon": "long", "last_horizon": "short",
}  # fmt: skip
IN_A_WEAK_CURRENCY = IMPOSSIBLE_YEARS | {"currency": "IRR", "first_horizon": "short"}


KEPT = {"kept_because": "It is as I say."}
"""What is doubted is kept as well."""


def possible(said):
    """Without what the rest of it contradicts."""
    less = [
        ("own_contribution", ["amount"]),
        ("secured", ["amount", "-own_contribution"]),
        ("min_amount", ["capacity_short", "capacity_medium", "capacity_long"]),
        ("households", ["residents"]),
    ]
    for field, of in less:
        most = sum(-figure(said, name[1:]) if name.startswith("-") else figure(said, name) for name in of)
        if field in said and any(said.get(name.strip("-")) for name in of) and figure(said, field) > most:
            said = said | {field: ""}
    return said | KEPT


def figure(said, name):
    return int(said.get(name, "").replace(" ", "") or 0)


def drafts(fields, most):
    bounds = settings(
        max_examples=most, deadline=None, derandomize=True, database=None, phases=[Phase.explicit, Phase.generate],
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )  # fmt: skip
    return lambda test: bounds(given(said=st.fixed_dictionaries(fields))(test))


@pytest.fixture
def officer(world, browse):
    """Of a city with a programme, and of a partner; beside open offers as large as there may be."""
    for currency, rate in (("USD", 1_000_000), ("JPY", 160_000_000), ("IRR", 50_000_000_000)):
        world.rate(currency, rate)
    world.started = world.programme()
    world.first = world.need(world.started, status="draft")
    user = world.user(Role.CITY_OFFICER, world.started.organisation)
    partner = world.organisation(OrganisationKind.PARTNER)
    world.session.add(Membership(user=user, organisation=partner, role=Role.PARTNER_OFFICER))
    large = {"capacity": HorizonAmounts(LARGEST, LARGEST, LARGEST), "amounts_disclosed": True, "min_amount": LARGEST}
    world.offer(partner, **large)
    world.offer(partner, kind=Kind.TECHNICAL, currency=None, instruments=["training"], **large)
    world.commit()
    return browse(user)


def opens_again(officer, new, fields):
    """The address of what was saved, after every page that its owner works with was opened."""
    if "instruments" in fields:
        fields["instruments"] = [word for word in fields["instruments"] if word in INSTRUMENTS_OF[fields["kind"]]]
    saved = officer.fill_in(new, **possible(fields))
    assert saved.status == 302, saved.errors()
    thing = saved.location.removesuffix("/submit")
    assert officer.get(thing).status == 200
    assert officer.fill_in(f"{thing}/edit").status == 302
    return thing


def is_checked(officer, thing):
    assert officer.get(f"{thing}/submit").status == 200
    answer = officer.client.post(f"{thing}/submit", data={"csrf_token": officer.get("/account").hidden("csrf_token")})
    assert answer.status_code in (302, 422)


@drafts(NEEDS, 15)
@example(said=IMPOSSIBLE_YEARS)
@example(said=IN_A_WEAK_CURRENCY)
def test_every_draft_of_a_need_opens(officer, world, said):
    said |= {"requires": [str(world.first.id)] if said.get("requires") else []}
    begun = officer.fill_in(f"/needs/new/{world.started.id}", title="Begun", kind=said["kind"]).location
    thing = opens_again(officer, f"{begun.removesuffix('/tasks')}/edit", said)
    is_checked(officer, thing)
    assert officer.get(f"{thing}/tasks").status == 200
    for section in ("what", "help", "people", "readiness", "contact"):
        assert officer.fill_in(f"{thing}/edit/{section}").status == 302
        form = officer.get(f"{thing}/edit/{section}").form()
        assert officer.send(f"{thing}/fit?section={section}", form | said).status == 200


@drafts(OFFERS, 10)
def test_every_draft_of_an_offer_opens(officer, said):
    begun = officer.fill_in("/offers/new", title="Begun", kind=said["kind"]).location
    thing = opens_again(officer, f"{begun.removesuffix('/tasks')}/edit", said)
    is_checked(officer, thing)
    assert officer.get(f"{thing}/tasks").status == 200
    for section in ("what", "whom", "help", "contact"):
        assert officer.fill_in(f"{thing}/edit/{section}").status == 302


@drafts(SETTLEMENTS, 5)
def test_every_settlement_opens(officer, said):
    opens_again(officer, "/settlements/new", said | {"name": f"Hill {next(NUMBERS)}"})


@drafts(PROGRAMMES, 5)
def test_every_programme_opens(officer, said):
    opens_again(officer, "/programmes/new", said | {"title": "Hills"})
