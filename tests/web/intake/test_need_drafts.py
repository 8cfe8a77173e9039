"""A city writes down a need: at its own pace, with whatever it types, and loses nothing."""

import pytest
from sqlalchemy import select

from models import Need, NeedFlag, Role
from models.lifecycle import SubmissionStatus
from models.vocabulary import Flag

FULL = {
    "title": "Storm drains", "description": "Two lines.\nAnd a third.", "theme": "water",
    "instruments": ["grant", "loan"], "currency": "USD", "amount": "1 250 000.50", "own_contribution": "250000",
    "secured": "", "min_share_percent": "40", "max_partners": "3", "first_horizon": "short", "last_horizon": "medium",
    "residents_reached": "12 000", "contact_name": "A. Person", "contact_email": "a@city.example",
    "evidence-2": "Title deed of 3 May",
}  # fmt: skip


@pytest.fixture
def programme(world):
    world.rate("USD")
    world.rate("JPY", 160_000_000)
    world.rate("KWD", 350_000)
    made = world.programme()
    world.officer = world.user(Role.CITY_OFFICER, made.organisation)
    world.commit()
    return made


@pytest.fixture
def city(browse, world, programme):
    return browse(world.officer)


@pytest.fixture
def draft(city, programme):
    """The address of one that says its title alone."""
    return city.fill_in(new(programme), title="Storm drains").location.removesuffix("/tasks")


@pytest.fixture
def form(draft):
    """The address of all that it may say, on one page."""
    return f"{draft}/edit"


def new(programme):
    return f"/needs/new/{programme.id}"


def the_need(session):
    return session.scalars(select(Need)).one()


def test_a_draft_may_say_next_to_nothing_and_is_shown_again(city, draft, form, kept):
    need = kept(the_need)
    assert (need.status, need.title, need.theme, need.amount) == (SubmissionStatus.DRAFT, "Storm drains", None, 0)
    assert city.fill_in(form, title="", theme="sanitation").status == 302
    shown = city.get(form).form()
    assert shown["theme"] == ["sanitation"]
    assert shown["title"] == [""]
    assert shown["amount"] == [""]


def test_everything_written_is_kept_and_shown_again_unchanged(city, form, kept):
    city.fill_in(form, **FULL)
    need = kept(the_need)
    assert (need.amount, need.own_contribution, need.secured) == (125_000_050, 25_000_000, 0)
    assert (need.residents_reached, need.max_partners, need.min_share_percent) == (12000, 3, 40)
    page = city.get(form).form()
    shown = {name: values if name == "instruments" else values[0] for name, values in page.items()}
    wanted = FULL | {"amount": "1250000.50", "own_contribution": "250000", "residents_reached": "12000"}
    assert {name: shown.get(name) for name in wanted} == wanted


def test_saving_an_unchanged_form_changes_nothing(city, form, kept):
    city.fill_in(form, **FULL)
    before = kept(the_need)
    city.fill_in(form)
    after = kept(the_need)
    ignored = {"version", "changed_at", *Need.FOLDED}
    columns = [one.key for one in Need.__table__.columns if one.key not in ignored]
    assert [getattr(after, name) for name in columns] == [getattr(before, name) for name in columns]
    assert after.evidence == before.evidence == {Flag.LAND_SECURED: "Title deed of 3 May"}


WRONG = {
    "amount": (
        "5.250", "1,2,3", "1,000,00", "1.000.50", "1e6", "NaN", "Infinity", "-Infinity", "1_000", "-5", "+5", "0x10",
        "(500)", "9223372036854775808", "9" * 30, "9" * 4000, "1.2345", ".", "1.", "½", "1 2 . 3 4 5 6",
    ),
    "residents_reached": ("-1", "1.5", "1_000", "١٢", "1e3", "NaN", "9" * 5000, "0", "²"),
    "min_share_percent": ("101", "-1", "forty", "1_0"),
    "max_partners": ("0", "51", "Infinity"),
    "contact_email": ("nobody", "a@b", "a@@b.example", "a b@c.example", "x" * 300 + "@c.example"),
    "title": ("x" * 201,),
    "description": ("x" * 5001,),
    "contact_name": ("x" * 121,),
    "evidence-0": ("x" * 1001,),
    "theme": ("gold",),
    "instruments": (["grant", "bribe"],),
    "currency": ("XXX", ""),
    "first_horizon": ("never",),
    "last_horizon": ("always",),
}  # fmt: skip
SHOWN_AS_CHOICES = ("instruments", "first_horizon", "last_horizon", "theme", "currency")


@pytest.mark.parametrize("field", WRONG)
def test_bad_input_is_refused_at_its_field_and_everything_else_stays(city, form, kept, field):
    blank, before = city.get(form).form(), kept(the_need)
    for text in WRONG[field]:
        page = city.send(form, blank | FULL | {field: text})
        assert page.status == 422, text
        assert page.error_links() == [f"#{field}-0" if f"{field}-0" in page.text else f"#{field}"], text
        shown = page.form()
        stays = {name: value if isinstance(value, list) else [value] for name, value in FULL.items() if name != field}
        assert {name: shown.get(name) for name in stays} == stays
        if field not in SHOWN_AS_CHOICES:
            assert shown[field] == [text]
    assert kept(the_need).version == before.version


def test_a_need_of_no_kind_is_refused(city, programme, kept):
    page = city.fill_in(new(programme), title="Drains", kind="bogus")
    assert (page.status, page.error_links(), page.form()["title"]) == (422, ["#kind-0"], ["Drains"])
    assert kept(lambda session: session.scalars(select(Need)).all()) == []


CURRENCIES = [
    ("USD", "10.25", 1025), ("USD", "10.5", 1050), ("USD", "10.125", None), ("JPY", "10", 10), ("JPY", "10.5", None),
    ("JPY", "10.0", 10), ("KWD", "10.125", 10125), ("USD", "10000000000000", 10**15), ("USD", "10000000000001", None),
    ("USD", "1,250,000.50", 125_000_050), ("USD", "1.250.000,50", 125_000_050), ("USD", "5,000", 5_000_00),
    ("USD", "١٬٢٥٠٬٠٠٠٫٥", 125_000_050), ("USD", "5.000", None), ("KWD", "5.000", 5_000),
    ("USD", "12,50,000", 125_000_000),
    ("USD", "1 250 000.50", 125_000_050), ("USD", "1\u202f250\u00a0000.50", 125_000_050), ("USD", "007", 700),
]  # fmt: skip


def test_an_amount_has_the_decimals_of_its_currency(city, form, kept):
    for currency, text, minor in CURRENCIES:
        page = city.fill_in(form, **FULL | {"currency": currency, "amount": text, "own_contribution": ""})
        if minor is None:
            assert page.status == 422
            assert page.error_links() == ["#amount"]
            assert page.form()["amount"] == [text]
        else:
            assert kept(the_need).amount == minor


def test_expert_days_have_at_most_two_decimals_and_no_currency(city, programme, kept):
    made = city.fill_in(new(programme), title="Training", kind="technical").location
    form = f"{made.removesuffix('/tasks')}/edit"
    technical = FULL | {"instruments": ["training"], "own_contribution": ""}
    page = city.fill_in(form, **technical | {"amount": "1212.125"})
    assert "expert-days" in page.errors()[0]
    page = city.fill_in(form, **technical | {"amount": "12", "instruments": ["training", "grant"]})
    assert (page.status, page.error_links()) == (422, ["#instruments-0"])
    assert "grant" in page.errors()[0]
    city.fill_in(form, **technical | {"amount": "12.25"})
    need = kept(the_need)
    assert (need.amount, need.currency, need.instruments) == (1225, None, ["training"])


HOSTILE = [
    "{{777*777}}", "<svg onload=alert(1)>", "</textarea><script>alert(1)</script>", "%", "_", "\\", "';--",
    "\u202eevil\u202c", "🏚️" * 50, "\ufeffbom", "a\x0bb\x1fc", "\\x00", "${jndi:x}", "%00",
    "\r\nBcc: everybody@example.org",
]  # fmt: skip


def test_hostile_words_are_kept_as_words(city, form, kept):
    city.fill_in(form, **FULL)
    need = kept(the_need)
    for text in HOSTILE:
        fields = dict.fromkeys(("title", "description", "contact_name", "evidence-0"), text)
        assert city.fill_in(f"/needs/{need.id}/edit", **fields).status == 302
        for url in (f"/needs/{need.id}", f"/needs/{need.id}/edit", f"/needs/{need.id}/submit", "/needs/?mine=1"):
            page = city.get(url)
            assert page.status == 200
            assert "<svg onload" not in page.text
            assert "<script>alert" not in page.text
            assert "603729" not in page.main()
        assert "\n" not in kept(the_need).title


def test_bytes_that_no_database_holds_do_no_harm(city, form, kept):
    for raw in (b"a%00b", b"a%ED%A0%80b", b"a%FF%FEb", b"a%0Bb"):
        before, fields = kept(the_need).version, city.get(form).form()
        body = b"&".join(
            f"{name}={value}".encode()
            for name, values in fields.items()
            for value in values
            if name not in ("title", "description")
        )
        answer = city.client.post(
            form,
            data=body + b"&title=" + raw + b"&description=" + raw,
            content_type="application/x-www-form-urlencoded",
        )
        assert answer.status_code == 302
        assert kept(the_need).version == before + 1


def test_a_megabyte_is_refused_whole(city, form):
    assert city.fill_in(form, **FULL | {"description": "x" * 2_200_000}).status == 413
    page = city.fill_in(form, **FULL | {"description": "x" * 1_000_000})
    assert page.status == 422
    assert page.error_links() == ["#description"]
    assert page.form()["title"] == ["Storm drains"]


def test_a_form_sent_twice_makes_one_need(city, programme, kept, events):
    form = city.get(new(programme)).form() | {"title": "Storm drains"}
    first, second = city.send(new(programme), form), city.send(new(programme), form)
    assert (first.status, first.location) == (second.status, second.location)
    assert kept(lambda session: len(session.scalars(select(Need)).all())) == 1
    assert events().count("need.create") == 1


def test_a_form_cannot_take_the_id_of_anothers_need(browse, world, city, programme, kept):
    theirs = world.need(title="Not yours")
    world.commit()
    page = city.fill_in(new(programme), title="Storm drains", key=str(theirs.id))
    assert page.status == 409
    assert kept(lambda session: session.get(Need, theirs.id).title) == "Not yours"


def test_only_the_fields_of_the_form_change(city, form, kept):
    before = kept(the_need)
    extra = {
        "id": "00000000-0000-0000-0000-000000000001", "status": "published", "programme_id": str(before.id),
        "published_at": "2026-01-01", "created_at": "2020-01-01", "changed_at": "2020-01-01",
        "organisation_id": str(before.id), "flags": "land_secured", "remarks": "x", "kind": "technical",
    }  # fmt: skip
    assert {one.key for one in Need.__table__.columns} - set(city.get(f"/needs/{before.id}/edit").form()) <= {
        *extra, *Need.FOLDED, "min_share_percent", "instruments", "kept_because",
    }  # fmt: skip
    city.fill_in(f"/needs/{before.id}/edit", **extra)
    after = kept(the_need)
    for name in ("id", "kind", "status", "programme_id", "published_at", "created_at"):
        assert getattr(after, name) == getattr(before, name), name
    assert after.flags == []


def test_evidence_stays_with_its_flag_where_the_nation_answers_for_itself(world, city, form, kept):
    nation = world.organisation(world_kind("national"), country=world.country())
    world.user(Role.NATIONAL_OFFICER, nation)
    world.commit()
    page = city.get(form)
    assert "National no-objection" not in page.main()
    city.fill_in(form, **FULL | {"evidence-5": "Screened in May", "evidence-1": "we object to nothing"})
    assert kept(lambda session: the_need(session).evidence) == {
        Flag.LAND_SECURED: "Title deed of 3 May", Flag.SAFEGUARDS_SCREENED: "Screened in May",
    }  # fmt: skip


def world_kind(word):
    from models.organisations import OrganisationKind

    return next(one for one in OrganisationKind if one.value.startswith(word))


def test_the_fit_counter_answers_whatever_the_form_holds(city, draft, form, kept):
    before, fields = kept(the_need).version, city.get(form).form()
    odd = [{"first_horizon": "x"}, {"amount": "NaN"}, {"requires": ["nonsense"]}, {"amount": "0.01"}]
    for changes in ({}, FULL, *(FULL | one for one in odd)):
        assert city.send(f"{draft}/fit", fields | changes).status == 200
    for section in ("what", "help", "people", "readiness", "contact", "none"):
        for changes in (FULL, {"kind": "bogus"}, {"kind": "technical"}):
            assert city.send(f"{draft}/fit?section={section}", fields | changes).status == 200
    assert kept(the_need).version == before
    assert kept(lambda session: session.scalars(select(NeedFlag)).all()) == []


IMPOSSIBLE_YEARS = {"first_horizon": "long", "last_horizon": "short"}


def test_the_fit_counter_says_what_must_be_said_first(city, draft, form):
    assert "Choose the theme that it belongs to." in city.get(form).main()
    url, fields = f"{draft}/fit", city.get(form).form()
    told = city.client.post(url, data=fields | FULL | {"amount": "1,5,", "min_share_percent": "101"}).text
    assert "What does it cost in all? Enter a number such as 1250000" in told
    assert "in per cent? Enter a whole number from 0 to 100." in told
    latest = "Choose a latest time that is not before the start."
    assert latest in city.client.post(url, data=fields | FULL | IMPOSSIBLE_YEARS).text
    assert city.fill_in(form, **FULL | IMPOSSIBLE_YEARS).status == 302
    assert latest in city.get(draft).main()
    page = city.get(f"{draft}/submit")
    assert page.errors() == [latest]
    assert page.error_links() == [f"{draft}/edit/people#last_horizon-0"]
    city.fill_in(f"{draft}/edit/people", last_horizon="long")
    assert "of 0 open offers" in city.get(draft).main()
