"""Every route x method x role x {own, another's, missing}, driven through the real application.

`matrix.csv` is the declared answer: "in" (the view was reached), "sign-in", 403 or 404. A route that nobody declared
fails. After adding one, run with WRITE_MATRIX=1 to have the file written anew, and read every changed cell of it.
"""

import csv
import os
import re
from pathlib import Path

import pytest

MATRIX = Path(__file__).parent / "matrix.csv"
ROLES = (
    "visitor", "newcomer", "city_officer", "partner_officer", "national_officer", "community_representative",
    "reviewer", "administrator",
)  # fmt: skip
VARIANTS = ("hidden_own", "hidden_other", "open_own", "open_other", "missing")
METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})


def declared() -> dict[tuple[str, str, str], dict[str, str]]:
    with MATRIX.open(encoding="utf-8") as file:
        return {(row["endpoint"], row["method"], row["thing"]): row for row in csv.DictReader(file)}


INNER = ("membership_id", "section")
"""Parts of an address within that of a thing."""

SECRETS = (["token"], ["secret"])
"""What links of letters hold in place of an id."""

DECLARED = declared() if MATRIX.exists() else {}


def routes(site):
    """Each endpoint with its methods, and the name of the thing in its address."""
    for rule in site.url_map.iter_rules():
        things = [name.removesuffix("_id") for name in rule.arguments if name not in INNER]
        for method in sorted(rule.methods & METHODS):
            yield rule.endpoint, method, things


def rows_of(site):
    for endpoint, method, things in routes(site):
        for variant in VARIANTS if things and things not in SECRETS else ("-",):
            yield endpoint, method, variant, things


def address(site, world, endpoint, things, variant):
    values = {}
    for thing in things:
        if [thing] in SECRETS:
            values[thing] = "x"
        else:
            values[f"{thing}_id"] = world.things[thing][variant]
    side = "own" if variant == "open_own" else "other"
    if endpoint == "organisations.remove_member":
        values["membership_id"] = world.membership[side]
    if endpoint.endswith(".section"):
        values["section"] = "what"
    with site.test_request_context():
        return site.url_for(endpoint, **values)


def answer(client, method, url) -> str:
    response = client.open(url, method=method)
    if response.status_code == 401 or "/sign-in" in response.headers.get("Location", ""):
        return "sign-in"
    if response.status_code in (403, 404):
        return str(response.status_code)
    assert response.status_code < 500, f"{method} {url} answered {response.status_code}"
    return "in"


def client_of(site, uniquifier):
    client = site.test_client()
    if uniquifier:
        with client.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = uniquifier, True
    return client


@pytest.fixture
def open_site(site, monkeypatch):
    """Forms without tokens here: a missing token has its own test."""
    site.config["WTF_CSRF_ENABLED"] = False
    monkeypatch.setattr("app.jobs.enqueue", lambda *_: None)
    monkeypatch.setattr("app.jobs.cancel", lambda *_: None)
    return site


def test_every_route_is_declared(site):
    assert {(endpoint, method, variant) for endpoint, method, variant, _ in rows_of(site)} == set(DECLARED)


@pytest.mark.parametrize("role", ROLES)
def test_every_cell_answers_as_declared(open_site, world, nothing_kept, role):
    client = client_of(open_site, world.users[role])
    wrong = []
    for endpoint, method, variant, things in rows_of(open_site):
        expected = DECLARED.get((endpoint, method, variant), {}).get(role)
        found = answer(client, method, address(open_site, world, endpoint, things, variant))
        if endpoint == "security.logout":
            client = client_of(open_site, world.users[role])
        if found != expected:
            wrong.append(f"{method} {endpoint} {variant}: {found}, declared {expected}")
    assert wrong == []


@pytest.mark.skipif("WRITE_MATRIX" not in os.environ, reason="only to write the declared table anew")
def test_write_matrix(open_site, world, nothing_kept):
    table = {}
    for role in ROLES:
        for endpoint, method, variant, things in rows_of(open_site):
            client = client_of(open_site, world.users[role])
            url = address(open_site, world, endpoint, things, variant)
            table.setdefault((endpoint, method, variant), {})[role] = answer(client, method, url)
    with MATRIX.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["endpoint", "method", "thing", *ROLES])
        for key in sorted(table):
            writer.writerow([*key, *(table[key][role] for role in ROLES)])


def without_ids(answer):
    """The page without what each request has of its own: its number, its tokens, the id that was asked for."""
    text = re.sub(r'(nonce="|name="csrf_token"[^>]*value=")[^"]*', r"\1", answer.get_data(as_text=True))
    return re.sub(r"[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}", "", text)


def test_what_one_may_not_see_answers_like_what_does_not_exist(open_site, world, nothing_kept):
    client = client_of(open_site, world.users["partner_officer"])
    for kind, endpoint in (("need", "needs.show"), ("offer", "offers.show"), ("partnership", "partnerships.show")):
        hidden = client.get(address(open_site, world, endpoint, [kind], "hidden_other"))
        missing = client.get(address(open_site, world, endpoint, [kind], "missing"))
        assert hidden.status_code == missing.status_code == 404
        assert without_ids(hidden) == without_ids(missing)
