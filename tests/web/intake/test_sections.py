"""A need is written in short pages, kept as it goes, and its people get a receipt."""

from uuid import UUID

import pytest

from app.today import today
from models import Need, Offer, Remark, Role
from models.lifecycle import SubmissionStatus
from models.vocabulary import Kind

SECTIONS = ("what", "help", "people", "readiness", "contact")
SAID = {
    "what": {"description": "They flood.", "theme": "drainage_and_flooding"},
    "help": {"instruments": ["grant"], "amount": "5000"},
    "people": {"residents_reached": "400"},
    "readiness": {"evidence-0": "Signed in May"},
    "contact": {"contact_name": "A. Person", "contact_email": "a@city.example"},
}


@pytest.fixture
def programme(world):
    world.rate("USD")
    return world.programme()


@pytest.fixture
def city(world, programme, browse):
    user = world.user(Role.CITY_OFFICER, programme.organisation)
    world.commit()
    return browse(user)


@pytest.fixture
def begin(city, programme):
    """Begin one, and give its address."""

    def begun(**said):
        answer = city.fill_in(f"/needs/new/{programme.id}", **{"title": "Drains", **said})
        assert answer.status == 302, answer.errors()
        assert answer.location.endswith("/tasks")
        return answer.location.removesuffix("/tasks")

    return begun


def need_at(kept, address):
    return kept(lambda session: session.get(Need, UUID(address.rpartition("/")[2])))


def standings(page):
    [tasks] = [one for one in page.tree.iter("ul") if one.get("class") == "tasks"]
    return ["".join(one.itertext()).split() for one in tasks if one.tag == "li"]


def test_a_title_is_enough_to_begin_and_nothing_else_is_asked(city, programme, begin, kept):
    asked = set(city.get(f"/needs/new/{programme.id}").form()) - {"csrf_token", "version", "key"}
    assert asked == {"title", "kind"}
    need = need_at(kept, begin())
    assert (need.title, need.currency, need.status) == ("Drains", "USD", SubmissionStatus.DRAFT)


def test_the_sections_lead_from_one_to_the_next_and_to_the_page_to_check(city, begin, kept):
    need = begin()
    assert "5 sections" in city.get(f"{need}/tasks").main()
    for section, following in zip(
        SECTIONS, [f"{need}/edit/{one}" for one in SECTIONS[1:]] + [f"{need}/submit"], strict=True
    ):
        assert city.fill_in(f"{need}/edit/{section}", **SAID[section]).location == following
    kept_need = need_at(kept, need)
    assert (kept_need.amount, kept_need.residents_reached, kept_need.contact_name) == (5000_00, 400, "A. Person")
    assert (kept_need.title, kept_need.theme) == ("Drains", "drainage_and_flooding")
    assert city.fill_in(f"{need}/edit/help", amount="6000").location == f"{need}/submit", "nothing is missing any more"


def test_one_may_stop_anywhere_and_see_how_far_each_section_is(city, begin):
    need = begin()
    answer = city.fill_in(f"{need}/edit/help", instruments=["grant"], then="tasks")
    assert answer.location == f"{need}/tasks"
    page = city.get(f"{need}/tasks")
    what, help_, people, readiness, contact, submit = (" ".join(one) for one in standings(page))
    assert "Incomplete" in what
    assert "Choose the theme" in what
    assert "Incomplete" in help_
    assert "Enter what it costs in all." in help_
    assert "Not begun" in people
    assert "Not begun" in contact
    assert "Optional" in readiness
    assert "Something is missing" in submit
    lacking = [link for link in page.links() if "#" in link and link.startswith(need)]
    assert f"{need}/edit/help#amount" in lacking
    for link in lacking:
        url, _, target = link.partition("#")
        assert f'id="{target}"' in city.get(url).text


def test_a_need_is_asked_in_its_own_unit_alone(city, begin):
    technical, financial = begin(kind="technical"), begin()
    for form in ("edit/help", "edit"):
        page = city.get(f"{technical}/{form}")
        assert "currency" not in page.form()
        assert "How many expert-days" in page.main()
        assert "Grant" not in page.main()
        page = city.get(f"{financial}/{form}")
        assert "currency" in page.form()
        assert "expert-days" not in page.main()
        assert "Training" not in page.main()


def test_another_kind_takes_over_nothing_that_was_said_in_the_unit_of_the_first(city, begin, kept):
    need = begin()
    city.fill_in(f"{need}/edit/help", instruments=["grant"], amount="5000")
    assert "are asked again" in city.get(f"{need}/edit/what").main()
    city.fill_in(f"{need}/edit/what", kind="technical")
    changed = need_at(kept, need)
    assert (changed.kind, changed.currency, changed.amount, changed.instruments) == (Kind.TECHNICAL, None, 0, [])
    city.fill_in(f"{need}/edit/what", kind="financial")
    assert need_at(kept, need).currency == "USD"


def test_a_section_that_somebody_else_changed_is_compared(city, begin, kept):
    need = begin()
    opened = city.get(f"{need}/edit/help").form()
    city.fill_in(f"{need}/edit/help", amount="7000")
    city.fill_in(f"{need}/edit/people", residents_reached="12")
    page = city.send(f"{need}/edit/help", opened, amount="5000")
    assert page.status == 409
    assert any("now says: 7000" in error for error in page.errors())
    assert any("How many residents would it reach?” now says: 12" in error for error in page.errors())
    assert page.form()["amount"] == ["5000"]
    assert city.send(f"{need}/edit/help", page.form()).status == 302
    changed = need_at(kept, need)
    assert (changed.amount, changed.residents_reached) == (5000_00, 12)


def test_a_section_refuses_what_is_wrong_at_its_field(city, begin, kept):
    need = begin()
    page = city.fill_in(f"{need}/edit/help", amount="1,5,", max_partners="0")
    assert (page.status, page.error_links()) == (422, ["#amount", "#max_partners"])
    assert page.form()["amount"] == ["1,5,"]
    assert city.get(f"{need}/edit/nothing").status == 404


def test_a_published_need_is_changed_on_one_page(city, world, programme):
    need = world.need(programme)
    world.commit()
    assert city.get(f"/needs/{need.id}/edit/help").location == f"/needs/{need.id}/edit"
    assert city.get(f"/needs/{need.id}/tasks").location == f"/needs/{need.id}/edit"
    assert f"/needs/{need.id}/edit" in city.get(f"/needs/{need.id}").links()


def test_what_a_reviewer_asks_stands_above_the_section_that_it_concerns(city, world, programme, browse, kept):
    need = world.need(programme, status=SubmissionStatus.SUBMITTED)
    reviewer = browse(world.user(Role.REVIEWER))
    world.commit()
    page, said = f"/needs/{need.id}", "Give a cost per drain."
    reviewer.press(page, f"{page}/send-back", comment=said, section="help")
    assert kept(lambda session: session.query(Remark).one().section) == "help"
    assert said in city.get(f"{page}/tasks").main()
    assert "It concerns: What help, and how much" in city.get(f"{page}/tasks").main()
    assert said in city.get(f"{page}/edit/help").main()
    assert said not in city.get(f"{page}/edit/contact").main()


def test_who_submits_gets_a_receipt_that_stays(city, begin, kept, browse, world):
    need = begin()
    for section in SECTIONS:
        city.fill_in(f"{need}/edit/{section}", **SAID[section])
    assert city.get(f"{need}/receipt").location == need, "nothing was submitted yet"
    answer = city.fill_in(f"{need}/submit")
    assert answer.location == f"{need}/receipt"
    for _ in range(2):
        told = city.get(f"{need}/receipt").main()
        assert need_at(kept, need).reference in told
        assert "They mean to answer by" in told
        assert "They flood." in told
        assert "withdrawn" in told
    assert f"{need}/receipt" in city.get(need).links()
    reviewer = browse(world.user(Role.REVIEWER))
    world.commit()
    assert need_at(kept, need).reference in reviewer.get(need).main()


def test_an_offer_is_written_in_sections_too(world, browse, kept):
    world.rate()
    partner = browse(world.user(Role.PARTNER_OFFICER))
    world.commit()
    offer = partner.fill_in("/offers/new", title="Grants").location.removesuffix("/tasks")
    said = {
        "what": {"themes": ["water"], "description": "Taps."},
        "whom": {},
        "help": {"instruments": ["grant"], "capacity_medium": "500"},
        "contact": {"contact_name": "P", "contact_email": "p@partner.example", "verified_on": today().isoformat()},
    }
    for section, following in zip(said, ["edit/whom", "edit/help", "edit/contact", "submit"], strict=True):
        assert partner.fill_in(f"{offer}/edit/{section}", **said[section]).location == f"{offer}/{following}"
    assert "Optional" in " ".join(standings(partner.get(f"{offer}/tasks"))[1])
    assert "expert-days" not in partner.get(f"{offer}/edit/help").main()
    assert "are asked again" in partner.get(f"{offer}/edit/what").main()
    assert partner.fill_in(f"{offer}/edit/what", kind="technical").status == 302
    assert "How many expert-days in years 0–2?" in partner.get(f"{offer}/edit/help").main()
    assert "currency" not in partner.get(f"{offer}/edit").form()
    changed = kept(lambda session: session.get(Offer, UUID(offer.rpartition("/")[2])))
    assert (changed.currency, changed.capacity.total, changed.instruments) == (None, 0, [])


def test_an_offer_has_a_receipt_as_well(world, browse):
    world.rate()
    user = world.user(Role.PARTNER_OFFICER)
    offer = world.offer(user.memberships[0].organisation, status=SubmissionStatus.DRAFT)
    world.commit()
    partner = browse(user)
    assert partner.fill_in(f"/offers/{offer.id}/submit").location == f"/offers/{offer.id}/receipt"
    assert offer.reference in partner.get(f"/offers/{offer.id}/receipt").main()
