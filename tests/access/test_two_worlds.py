"""Two worlds that differ in nothing but what is undisclosed look the same, to the byte, to all who may not know it."""

import html
import re
import uuid
from typing import Any

import pytest
from access.conftest import World
from access.test_matrix import DECLARED, address, client_of, rows_of
from sqlalchemy import create_engine, update

from models import Decision, Match, Need, Offer, Partnership, Programme, Round, Settlement
from models.amounts import HorizonAmounts
from models.vocabulary import Horizon

UNCLEARED = ("visitor", "city_officer", "partner_officer", "national_officer", "community_representative")
"""Nothing that the world calls "other" is theirs, nor is what belongs to staff."""

LINK = re.compile(r'<a [^>]*href="(/[^"#]*)')
MADE_ANEW = re.compile(r'nonce="[^"]*"|name="(?:csrf_token|key)"[^>]*value="[^"]*"|<code>[0-9a-f-]{16,}</code>')
"""What two answers to the same question never share: tokens, keys of new things, request ids."""

SECRET = "Nobody outside knows"
AMOUNTS = {"capacity_short": 7_777_77, "min_amount": 11_11, "max_amount": 900_00, "max_partnerships": 2,
           "max_share_percent": 41, "max_country_share_percent": 73}  # fmt: skip


Change = tuple[type[Any], list[uuid.UUID], dict[str, Any]]


@pytest.fixture
def undisclosed(given, world) -> list[Change]:
    """Whose rows, and what they hold in the other world."""
    things = {kind: variants["hidden_other"] for kind, variants in world.things.items()}
    closed, opened = world.things["offer"]["open_other"], given.offer(amounts_disclosed=True)
    years = given.offer(capacity=HorizonAmounts(500_00, 500_00, 500_00))
    given.session.get(Need, world.things["need"]["open_own"]).last_horizon = Horizon.SHORT
    given.commit()
    changes: list[Change] = [
        (Offer, [closed], AMOUNTS | {"reserved_short": AMOUNTS["capacity_short"]}),
        (Offer, [opened.id], {"reserved_short": 1_000_00}),
        (Offer, [years.id], {"committed_short": 500_00, "capacity_long": 1, "reserved_long": 1}),
        (Offer, [things["offer"]], {"title": SECRET, "kind": "technical", "currency": None, "themes": ["housing"]}),
        (Need, [things["need"]], {"title": SECRET, "amount": 1, "theme": "housing"}),
        (Programme, [things["programme"]], {"title": SECRET}),
        (Settlement, [things["settlement"]], {"name": SECRET, "residents": 7}),
        (Round, [things["round"]], {"title": SECRET}),
        (Decision, [things["decision"]], {"reason": SECRET, "kind": "forbid"}),
        *(
            (model, [world.things[kind][one] for one in ("hidden_other", "open_other")], given_then)
            for model, kind, given_then in (
                (Partnership, "partnership", {"short": 55_55, "covers": 55_55}),
                (Match, "match", {"short": 55_55}),
            )
        ),
    ]
    given.session.rollback()
    return changes


def turn_to_the_other_world(site, changes: list[Change]) -> None:
    """As if it had been so from the beginning: neither a version nor the time of a change tells of it."""
    engine = create_engine(site.extensions["settings"].database_url)
    with engine.begin() as connection:
        for model, ids, values in changes:
            connection.execute(update(model.__table__).where(model.__table__.c.id.in_(ids)).values(values))
    engine.dispose()


def open_to(site, world: World, role: str) -> list[str]:
    """Each GET of the address map that the role may open, with each thing that exists."""
    return [
        address(site, world, endpoint, things, variant)
        for endpoint, method, variant, things in rows_of(site)
        if method == "GET" and variant != "missing" and DECLARED[endpoint, method, variant][role] == "in"
    ]


def crawl(site, uniquifier: str | None, addresses: list[str]) -> dict[str, tuple[int, str]]:
    """The answer at each address and at those that they link to."""
    client, found, queue = client_of(site, uniquifier), {}, list(addresses)
    while queue:
        url = queue.pop()
        if url not in found and not url.startswith("/sign-"):
            answer = client.get(url)
            found[url] = answer.status_code, MADE_ANEW.sub("", answer.text)
            queue += [html.unescape(link) for link in LINK.findall(answer.text)]
    return found


@pytest.mark.timeout(240)
def test_what_is_not_disclosed_changes_no_page_of_those_who_may_not_know_it(site, world, undisclosed):
    addresses = {role: open_to(site, world, role) for role in UNCLEARED}
    before = {role: crawl(site, world.users[role], addresses[role]) for role in UNCLEARED}
    turn_to_the_other_world(site, undisclosed)
    assert SECRET in client_of(site, world.users["reviewer"]).get("/rounds/").text, "the worlds do differ"
    for role in UNCLEARED:
        after = crawl(site, world.users[role], addresses[role])
        assert before[role].keys() == after.keys(), role
        assert [url for url, answer in after.items() if answer != before[role][url]] == [], role
