"""What narrows a list stands above it in words, each with a link that takes off just that."""

from models import Role
from models.organisations import OrganisationKind


def chips(page):
    """The words of each, with where it leads."""
    lists = [one for one in page.tree.iter("ul") if one.get("class") == "chips"]
    links = [link for one in lists for link in one.iter("a")]
    return {"".join(link.find("bdi").itertext()): link.get("href") for link in links}


def test_each_filter_in_force_is_a_chip_that_takes_off_itself(world, browse):
    world.need(title="Pump")
    nation = world.organisation(OrganisationKind.NATIONAL_GOVERNMENT)
    officer = world.user(Role.NATIONAL_OFFICER, nation)
    world.commit()
    page = browse(officer).get("/needs/?q=pump&theme=water&unanswered=1&page=3&sort=title")
    assert chips(page) == {
        "Search: pump": "/needs/?theme=water&unanswered=1&sort=title",
        "Theme: Water": "/needs/?q=pump&unanswered=1&sort=title",
        "Only what your government has not answered": "/needs/?q=pump&theme=water&sort=title",
    }
    assert chips(browse(officer).get("/needs/?sort=title")) == {}


def test_what_narrows_nothing_is_no_chip(browse):
    assert chips(browse().get("/needs/?theme=gold&kind=&mine=&odd=1")) == {}


def test_every_list_that_a_task_leads_to_says_what_it_shows(world, browse):
    for role in Role:
        officer = world.user(role)
        world.commit()
        browser = browse(officer)
        filtered = [one for one in browser.get("/").links() if "=1" in one or "status=" in one]
        for url in filtered:
            assert chips(browser.get(url)) or "/runs/" in url, url


def test_a_chip_shows_words_as_they_are_written(browse):
    [words] = chips(browse().get("/needs/?q=<b>%D9%85%D8%A7%D8%A1"))
    assert words == "Search: <b>ماء"


def test_the_audit_trail_names_its_filters(world, browse):
    admin = world.user(Role.ADMINISTRATOR)
    world.commit()
    page = browse(admin).get("/audit/?person=ada&kind=Need&deed=publish&from=2026-03-01&until=x")
    assert list(chips(page)) == ["Person: ada", "Kind: Need", "What was done: published", "From: 1 March 2026"]
