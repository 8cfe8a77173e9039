"""Lists: found by words, narrowed, sorted, paged; as many queries for fifty rows as for five."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from models import Role
from models.base import utc_now
from models.lifecycle import PartnershipStatus, SubmissionStatus
from models.organisations import OrganisationKind

LISTS = ("needs", "offers", "programmes", "settlements", "partnerships", "organisations", "audit")
MOST_QUERIES = 4
"""The person with their rights, which rows of how many, these rows, and what the list may be narrowed by."""
OURS = tuple(f"/{name}/" for name in LISTS)


@pytest.fixture
def city(world):
    return world.organisation()


@pytest.fixture
def queries(site):
    """The statements that the site sends while it answers."""

    def watched(look):
        seen = []
        engine = site.extensions["database"].engine
        watch = lambda *arguments: seen.append(arguments[2])  # noqa: E731
        event.listen(engine, "before_cursor_execute", watch)
        try:
            page = look()
        finally:
            event.remove(engine, "before_cursor_execute", watch)
        return page, [one for one in seen if not one.startswith("BEGIN")]

    return watched


def grow(world, city, rows):
    partner = world.organisation(OrganisationKind.PARTNER)
    plan = world.plan()
    for _ in range(rows):
        programme = world.programme(city)
        world.settlement(city)
        world.organisation()
        match = world.match(world.need(programme), world.offer(partner), plan)
        world.partnership(match, status=PartnershipStatus.ACCEPTED)
    world.commit()


def test_a_list_asks_as_much_for_fifty_rows_as_for_five(world, city, browse, queries):
    users = {name: world.user(Role.REVIEWER) for name in LISTS} | {"audit": world.user(Role.ADMINISTRATOR)}
    found = {}
    for rows in (5, 45):
        grow(world, city, rows)
        for name in LISTS:
            browser = browse(users[name])
            page, sent = queries(lambda browser=browser, name=name: browser.get(f"/{name}/"))
            assert page.status == 200
            found.setdefault(name, []).append(len(sent))
    assert {name: few for name, (few, many) in found.items() if few < many} == {}
    assert max(many for _few, many in found.values()) <= MOST_QUERIES


def test_what_one_may_see_is_asked_in_one_query_of_a_list(world, city, browse, queries):
    grow(world, city, 5)
    officer = world.user(Role.CITY_OFFICER, city)
    world.commit()
    browser = browse(officer)
    for name, right in (("needs", "EXISTS"), ("partnerships", "offers.organisation_id IN"), ("programmes", "EXISTS")):
        _page, sent = queries(lambda name=name: browser.get(f"/{name}/"))
        assert len([one for one in sent if right in one]) == 1, name


def test_a_list_joins_only_what_the_address_asks_for(world, city, browse, queries):
    grow(world, city, 5)
    browser = browse(world.user(Role.REVIEWER))
    world.commit()
    for name in ("needs", "offers", "programmes", "settlements", "partnerships"):
        _page, sent = queries(lambda name=name: browser.get(f"/{name}/"))
        [choosing] = [one for one in sent if "count(*)" in one]
        assert "JOIN" not in choosing, name


def test_no_list_reads_all_cities_to_show_a_few(world, city, browse, queries):
    """A join within a join: SQLite makes the inner one whole first, with every city and its country."""
    grow(world, city, 5)
    browser = browse(world.user(Role.ADMINISTRATOR))
    world.commit()
    for name in LISTS:
        _page, sent = queries(lambda name=name: browser.get(f"/{name}/"))
        assert [one for one in sent if "JOIN (" in one] == [], name


def test_the_newest_needs_are_found_by_an_index(world, city, browse, site):
    """On SQLite, which says which way it goes even where there is little to find."""
    engine = site.extensions["database"].engine
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL reads a small table whole")
    grow(world, city, 5)
    browser = browse(world.user(Role.CITY_OFFICER, city))
    world.commit()
    sent = []
    watch = lambda *arguments: sent.append(arguments[2:4])  # noqa: E731
    event.listen(engine, "before_cursor_execute", watch)
    browser.get("/needs/")
    event.remove(engine, "before_cursor_execute", watch)
    [(statement, values)] = [one for one in sent if "count(*)" in one[0]]
    with engine.connect() as connection:
        way = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]
    assert "SCAN needs USING INDEX ix_needs_changed_at" in way
    assert "SCAN needs USING COVERING INDEX ix_needs_programme_id_status" in way


def test_the_home_page_counts_all_that_waits_in_one_query(world, city, browse, queries):
    officer = world.user(Role.CITY_OFFICER, city)
    world.commit()
    browser = browse(officer)
    _page, sent = queries(lambda: browser.get("/"))
    assert len(sent) == 2, "the person with their rights, and what waits"


def test_search_takes_every_sign_for_itself(world, city, browse):
    programme = world.programme(city)
    for title in ("100% clean water", "under_score", "back\\slash", "Ordinary"):
        world.need(programme, title=title)
    world.commit()
    browser = browse()
    for words, titles in (
        ("100%25", ["100% clean water"]), ("%25", ["100% clean water"]), ("_", ["under_score"]),
        ("%5C", ["back\\slash"]), ("ORDINARY", ["Ordinary"]), ("nothing such", []),
    ):  # fmt: skip
        page = browser.get(f"/needs/?q={words}")
        assert sorted(page.rows()) == titles, words


def test_no_argument_of_an_address_breaks_a_list(world, city, browse):
    world.need(world.programme(city))
    staff = world.user(Role.ADMINISTRATOR)
    world.commit()
    browser = browse(staff)
    hostile = (
        "q=%00", "q=%ED%A0%80", "q=" + "x" * 5000, "q=<svg onload=alert(1)>", "q={{777*777}}", "sort=nothing", "sort=-",
        "sort=id;drop", "page=0", "page=-1", "page=99999999999999999999", "page=x", "page=1.5",
        "theme=gold", "kind=%00", "status=%00", "region=%00", "region='",
        "stage=x", "category=x", "mine=1&mine=2", "unanswered=1", "unstated=1",
        "waiting=1", "q=a&q=b", "page=1&page=2",
    )  # fmt: skip
    for name in LISTS:
        for arguments in hostile:
            page = browser.get(f"/{name}/?{arguments}")
            assert page.status == 200, (name, arguments)
            assert "<svg onload" not in page.text
            assert "603729" not in page.main()


def test_needs_are_narrowed_and_sorted(world, city, browse):
    programme = world.programme(city)
    for title, values in (("B", {"theme": "water"}), ("A", {"theme": "energy"}), ("C", {"theme": "water"})):
        world.need(programme, title=title, **values)
    world.need(programme, title="Draft", status=SubmissionStatus.DRAFT)
    officer = world.user(Role.CITY_OFFICER, city)
    world.commit()
    browser = browse(officer)
    assert browser.get("/needs/?sort=title").rows() == ["A", "B", "C", "Draft"]
    assert browser.get("/needs/?sort=-title&theme=energy").rows() == ["A"]
    assert browser.get("/needs/?status=draft").rows() == ["Draft"]
    assert browse().get("/needs/?sort=title").rows() == ["A", "B", "C"]
    assert browse().get("/needs/?status=draft").rows() == []
    assert browse().get("/needs/?region=Elsewhere").rows() == []


def test_ones_own_come_first_and_say_so(world, city, browse):
    """Every row once, on whichever page; an order that the address asks for is kept."""
    elsewhere, ours = world.programme(title="A theirs"), world.programme(city, title="B ours")
    for n in range(30):
        world.need(elsewhere, title=f"Theirs {n:02}", changed_at=utc_now() - timedelta(days=n))
        world.need(ours, title=f"Ours {n:02}", changed_at=utc_now() - timedelta(days=50 + n))
    elsewhere.settlements = [world.settlement(elsewhere.organisation, name="A theirs")]
    world.settlement(city, name="B ours")
    for need in (elsewhere.needs[0], ours.needs[0]):
        world.partnership(world.match(need), status=PartnershipStatus.ACTIVE, changed_at=need.changed_at)
    officer = world.user(Role.CITY_OFFICER, city)
    world.commit()
    browser = browse(officer)
    pages = [browser.get(f"/needs/?page={n}") for n in (1, 2, 3)]
    ordered = [f"Ours {n:02}" for n in range(30)] + [f"Theirs {n:02}" for n in range(30)]
    assert [row for page in pages for row in page.rows()] == ordered
    assert [page.main().count("Yours") for page in pages] == [25, 5, 0]
    assert browser.get("/needs/?page=9").rows() == pages[2].rows()
    assert browser.get("/needs/?sort=-title").rows()[0] == "Theirs 29"
    assert browser.get("/needs/?q=theirs").rows()[0] == "Theirs 00"
    for name, found in (("programmes", ["B ours", "A theirs"]), ("settlements", ["B ours", "A theirs"])):
        assert browser.get(f"/{name}/").rows() == found
    assert browser.get("/partnerships/").rows() == ["Ours 00", "Theirs 00"]
    assert browse().get("/needs/").rows()[0] == "Theirs 00"
    assert "Yours" not in browse().get("/needs/").main()


def test_pages_hold_every_row_once_and_keep_the_filters(world, city, browse):
    programme = world.programme(city)
    for n in range(60):
        world.need(programme, title=f"Need {n:02}", theme="water" if n < 55 else "energy")
    world.commit()
    seen, url = [], "/needs/?theme=water&sort=theme"
    while url:
        page = browse().get(url)
        seen += page.rows()
        url = next((link for link in page.links() if "page=" in link and f"page={len(seen) // 25 + 1}" in link), None)
        if len(seen) % 25:
            break
    assert sorted(seen) == [f"Need {n:02}" for n in range(55)]


def test_visitors_never_see_whom_to_ask_or_what_shows_it(world, city, browse):
    need = world.need(
        world.programme(city, settlements=[world.settlement(city, name="By the river")]),
        contact_name="Private Person", contact_email="private@city.example",
    )  # fmt: skip
    need.evidence = {"land_secured": "Deed of Private Street"}
    newcomer, party = world.user(), world.user(Role.COMMUNITY_REPRESENTATIVE)
    world.commit()
    for user in (None, newcomer):
        page = browse(user).get(f"/needs/{need.id}")
        assert "Land secured" in page.main()
        assert "By the river" in page.main()
        assert "rivate" not in page.text
        assert "/settlements/" not in page.main()
    page = browse(party).get(f"/needs/{need.id}").main()
    assert "Private Person" in page
    assert "Deed of Private Street" in page


def test_every_link_of_a_role_leads_somewhere(world, city, browse):
    """No page offers its reader a link that answers 403 or 404."""
    draft = world.programme(city, settlements=[world.settlement(city)])
    world.need(draft, status=SubmissionStatus.DRAFT)
    open_ = world.programme(city, settlements=[world.settlement(city)])
    match = world.match(world.need(open_))
    world.partnership(match)
    world.partnership(world.match(world.need(open_)), status=PartnershipStatus.ACTIVE)
    withdrawn = world.need(open_)
    world.partnership(world.match(withdrawn), status=PartnershipStatus.ACTIVE)
    withdrawn.status = SubmissionStatus.WITHDRAWN
    users = [None, world.user(), *(world.user(role) for role in Role), world.user(Role.CITY_OFFICER, city)]
    users.append(world.user(Role.PARTNER_OFFICER, match.offer.organisation))
    world.commit()
    for user in users:
        browser, waiting, seen = browse(user), ["/"], set()
        while waiting and len(seen) < 80:
            url = waiting.pop()
            seen.add(url)
            page = browser.get(url)
            assert page.status in (200, 302), (url, page.status)
            if page.tree is not None:
                here = [one.split("#")[0] for one in page.links() if one.startswith(OURS)]
                waiting += [
                    one for one in here if one and one not in seen and one not in waiting and "sort=" not in one
                ]
