"""Every form on every page that a role can open says what may be left blank, and its errors lead to their fields."""

from urllib.parse import urlsplit

import pytest

from tests.access.test_matrix import ROLES, address, client_of, routes
from tests.browser import Page, fields_of

AT_TIMES = {
    "reason", "text", "short", "medium", "long", "currency", "partner_type", "country", "city",
    "capacity_short", "capacity_medium", "capacity_long", "share_percent", "year", "source",
}  # fmt: skip
"""Asked only where another field says so, as their hints tell."""
ASKS_THE_PASSWORD = {"/change-password", "/verify"}
"""People of the test world have none."""
TYPED = {"text", "email", "password", "date"}
LONG = "½" * 7000


def pages(site, world, role):
    client = client_of(site, world.users[role])
    for endpoint, method, things in routes(site):
        if method == "GET" and endpoint != "static":
            for variant in ("open_own", "hidden_own") if things else ("-",):
                url = urlsplit(address(site, world, endpoint, things, variant)).path
                answer = client.get(url)
                if answer.status_code == 200 and "<!DOCTYPE" in answer.text:
                    yield client, url, Page(answer)


def forms_of(page):
    [main] = page.tree.iter("main")
    return [one for one in main.iter("form") if one.get("method") == "post"]


def controls_of(form):
    return [
        one
        for one in form.iter()
        if one.tag in ("textarea", "select") or (one.tag == "input" and one.get("type") in TYPED)
    ]


def button_of(form):
    """What pressing its first button sends."""
    named = [one for one in form.iter("button") if one.get("name")]
    return {one.get("name"): one.get("value") for one in named[:1]}


def labels_of(page):
    return {one.get("for"): one for one in page.tree.iter("label")}


def says_optional(element):
    return any(one.get("class") == "optional" for one in element.iter("span"))


def title_of(page):
    return "".join(next(page.tree.iter("title")).itertext())


def faults_of(page, form):
    labels = labels_of(page)
    for one in controls_of(form):
        name, needed = one.get("name"), one.get("required") is not None
        if one.get("id") not in labels:
            yield f"{name} has no label"
            continue
        optional = says_optional(labels[one.get("id")])
        plain = one.tag == "select" and all(option.get("value") for option in one.iter("option"))
        if needed and optional:
            yield f"{name} is needed and says that it is optional"
        if not (needed or optional or plain or one.get("type") == "password" or name.rpartition("-")[2] in AT_TIMES):
            yield f"{name} does not say whether it is needed"
        if name.endswith("email") and one.get("type") != "email":
            yield f"{name} is no field for an e-mail address"
        if name in ("latitude", "longitude", "amount", "area_hectares") and one.get("inputmode") != "decimal":
            yield f"{name} brings up no keypad"


def faults_of_errors(page):
    """Of an answer that refuses something."""
    if not page.errors():
        return
    if not title_of(page).startswith("Error: "):
        yield f"the title is {title_of(page)!r}"
    ids = [one.get("id") for one in page.tree.iter() if one.get("id")]
    targets = [link.removeprefix("#") for link in page.error_links() if link.startswith("#")]
    if targets != sorted(targets, key=ids.index):
        yield f"the errors are not in the order of the page: {targets}"
    for box in page.tree.iter("div"):
        if "error-summary" in (box.get("class") or ""):
            for link in box.iter("a"):
                names = [one for one in link.iter("span") if one.get("class") == "error-name"]
                if link.get("href").startswith("#") and not (names and "".join(names[0].itertext()).strip()):
                    yield f"an error does not name its field: {''.join(link.itertext())}"


def faults_of_blanks(page):
    labels = labels_of(page)
    for link in page.error_links():
        if (label := labels.get(link.removeprefix("#"))) is not None and says_optional(label):
            yield f"{link} is refused blank and says that it is optional"


@pytest.mark.timeout(300)
@pytest.mark.parametrize("role", ROLES)
def test_every_form_says_what_it_needs_and_where_it_is_wrong(site, world, nothing_kept, role):
    seen, faults = set(), []
    for client, url, page in pages(site, world, role):
        if title_of(page).startswith("Error: "):
            faults.append(f"{url}: {title_of(page)!r}, and nothing was sent")
        for form in forms_of(page):
            kind = (form.get("action") and form.get("action").rpartition("/")[2], *map(str, fields_of(form)))
            if kind in seen or not controls_of(form) or url in ASKS_THE_PASSWORD:
                continue
            seen.add(kind)
            faults += [f"{url}: {one}" for one in faults_of(page, form)]
            target, sent = form.get("action") or url, fields_of(form) | button_of(form)
            typed = {one.get("name") for one in controls_of(form) if one.tag != "select"}
            blank = Page(client.post(target, data=sent | dict.fromkeys(typed, "")))
            wrong = Page(client.post(target, data=sent | dict.fromkeys(typed, LONG)))
            for answer in (blank, wrong):
                if answer.tree is not None:
                    faults += [f"{url} answered: {one}" for one in faults_of_errors(answer)]
            if blank.tree is not None:
                faults += [f"{url} answered: {one}" for one in faults_of_blanks(blank)]
    assert sorted(set(faults)) == [], "\n".join(faults)
