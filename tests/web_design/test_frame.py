"""The frame and its parts: one title, one heading, nothing empty, nothing that only colour tells."""

from collections.abc import Callable
from types import SimpleNamespace
from xml.etree.ElementTree import Element

import html5lib
import pytest
from flask import flash, render_template
from markupsafe import Markup

Render = Callable[..., str]

SVG = "{http://www.w3.org/2000/svg}"

PAGE = '{% extends "base.html" %}{% block heading %}{{ heading }}{% endblock %}'
ACCOUNT = {
    "name": "Amina",
    "organisation": "City of Kisumu",
    "role": "City officer",
    "sign_out_url": "/sign-out",
    "account_url": "/account",
}


def parsed(page: str) -> list[Element]:
    return list(html5lib.parse(page, namespaceHTMLElements=False).iter())


def fragment(page: str) -> list[Element]:
    return list(html5lib.parseFragment(page, namespaceHTMLElements=False).iter())


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def one(elements: list[Element], tag: str, css: str = "") -> Element:
    (found,) = (
        element for element in elements if element.tag == tag and css in (element.get("class") or "").split(" ")
    )
    return found


def test_the_heading_opens_the_title_and_stays_text(render: Render) -> None:
    page = parsed(render(PAGE, heading="Needs & <offers>"))
    assert words(next(e for e in page if e.tag == "h1")) == "Needs & <offers>"
    assert words(next(e for e in page if e.tag == "title")) == "Needs & <offers> - Common Ground"


def test_a_bare_page_has_no_empty_parts(render: Render) -> None:
    page = render(PAGE, heading="Needs")
    for part in ("lead", "actions", "with-aside", "breadcrumbs", "site-nav", "account", "menu"):
        assert f'class="{part}' not in page
        assert f" {part}" not in page
    assert "<aside" not in page


def test_a_page_shows_what_it_is_given(render: Render) -> None:
    blocks = "".join(
        f"{{% block {name} %}}<p>{name} is here</p>{{% endblock %}}" for name in ("lead", "actions", "aside")
    )
    page = parsed(
        render(
            PAGE + blocks,
            heading="Needs",
            navigation=Markup('<nav><a href="/needs" aria-current="page">Needs</a></nav>'),
            breadcrumbs=[{"label": "Start", "href": "/"}, {"label": "Needs"}],
            account=ACCOUNT,
            footer_links=[{"label": "About", "href": "/about"}],
        )
    )
    texts = {words(element) for element in page}
    assert {"lead is here", "actions is here", "aside is here", "About", "Sign out", "Amina"} <= texts
    assert [words(element) for element in page if element.get("aria-current") == "page"] == ["Needs"]
    form = next(element for element in page if element.tag == "form")
    assert (form.get("method"), form.get("action")) == ("post", "/sign-out")


def test_the_navigation_says_where_one_is(render: Render) -> None:
    links = [{"label": "Needs", "href": "/needs", "current": True}, {"label": "Offers", "href": "/offers"}]
    page = parsed(render('{% from "macros/navigation.html" import site_nav %}{{ site_nav(links) }}', links=links))
    assert [words(element) for element in page if element.get("aria-current") == "page"] == ["Needs"]


def test_the_menu_opens_without_scripts(render: Render) -> None:
    links = Markup('<nav><a href="/needs">Needs</a></nav>')
    menu = one(parsed(render(PAGE, heading="Needs", navigation=links, account=ACCOUNT)), "details", "menu")
    assert words(menu[0]) == "Menu"
    assert {"Needs", "Sign out"} <= {words(part) for part in menu.iter() if part.tag in ("a", "button")}


def test_a_visitor_is_asked_to_sign_in(render: Render) -> None:
    page = render(PAGE, heading="Needs", sign_in_url="/sign-in")
    assert 'href="/sign-in"' in page
    assert "Sign out" not in page


def test_language_and_direction_reach_the_page(render: Render) -> None:
    root = parsed(render(PAGE, heading="x", locale_code="pt_BR", text_direction="rtl"))[0]
    assert (root.get("lang"), root.get("dir")) == ("pt-BR", "rtl")


def test_scripts_and_styles_come_from_us_alone_and_carry_the_nonce(render: Render) -> None:
    page = parsed(render(PAGE, heading="x"))
    scripts = [element for element in page if element.tag == "script"]
    assert scripts
    assert all(script.get("nonce") == "a-nonce" and not script.text for script in scripts)
    loaded = [element.get("src") or element.get("href") or "" for element in page if element.tag in ("script", "link")]
    assert all(address.startswith("/static/") for address in loaded)
    assert not [name for element in page for name in element.attrib if name.startswith("on")]


def test_messages_are_announced_and_an_error_interrupts(render: Render) -> None:
    flash("Saved", "success")
    flash("Lost", "error")
    region = next(e for e in parsed(render(PAGE, heading="x")) if e.get("id") == "messages")
    assert [(words(notice), notice.get("role")) for notice in region] == [("Saved", "status"), ("Lost", "alert")]
    assert {notice.get("tabindex") for notice in region} == {"-1"}, "the script gives it the focus"
    [main] = (e for e in parsed(render(PAGE, heading="x")) if e.tag == "main")
    assert main[0].get("id") == "messages", "without scripts it is the first thing of the page"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 413, 415, 429, 500, 503])
def test_every_error_says_what_to_do_and_gives_a_number(render: Render, status: int) -> None:
    page = parsed(render_template("errors/error.html", status=status, request_id="7f3a"))
    assert len(words(one(page, "div", "lead"))) > 20
    assert f"Error {status}, request 7f3a" in words(one(page, "div", "page-content"))


def test_an_error_may_bring_its_own_advice(render: Render) -> None:
    page = parsed(render_template("errors/error.html", status=409, message="Load it again"))
    assert words(one(page, "div", "lead")) == "Load it again"


@pytest.mark.parametrize(
    ("sort", "direction", "leads_to"),
    [("city", "ascending", "?sort=-city"), ("-city", "descending", "?sort=city"), ("title", "none", "?sort=city")],
)
def test_a_column_head_says_how_it_sorts_and_turns_it_round(
    render: Render, sort: str, direction: str, leads_to: str
) -> None:
    text = """{% from "macros/tables.html" import sort_header %}
        <table><thead><tr>{{ sort_header("City", "city", sort, address) }}</tr></thead></table>"""
    head = one(fragment(render(text, sort=sort, address=lambda order: f"?sort={order}")), "th")
    assert head.get("aria-sort") == direction
    assert head[0].get("href") == leads_to


def test_pages_of_a_list_lead_on_and_back(render: Render) -> None:
    text = '{% from "macros/tables.html" import pagination %}{{ pagination(page) }}'
    first = SimpleNamespace(
        number=1, pages=3, total=60, items=[], has_previous=False, has_next=True, next_url="?page=2"
    )
    shown = fragment(render(text, page=first))
    assert [element.get("href") for element in shown if element.tag == "a"] == ["?page=2"]
    assert "Page 1 of 3" in {words(element) for element in shown}
    assert render(text, page=SimpleNamespace(number=1, pages=1)).strip() == ""


def test_a_summary_offers_to_change_each_line(render: Render) -> None:
    text = '{% from "macros/summary.html" import summary_list %}{{ summary_list(rows) }}'
    rows = [{"key": "City", "value": "<b>Kisumu</b>", "href": "/change"}, {"key": "Country", "value": "Kenya"}]
    page = fragment(render(text, rows=rows))
    assert [words(element) for element in page if element.tag == "dd"] == ["<b>Kisumu</b>", "Change City", "Kenya"]


def test_tasks_steps_and_tags_speak_without_colour(render: Render) -> None:
    text = """{% from "macros/summary.html" import steps, task_list %}
        {{ task_list([{"label": "Describe", "href": "/a", "status_label": "To do", "tone": "info", "hint": "Short"}]) }}
        {{ steps([{"label": "Draft", "state": "done"}, {"label": "Sent", "state": "current"}]) }}"""
    page = fragment(render(text))
    assert [words(element) for element in page if element.tag == "li"] == [
        "Describe Short To do",
        "Draft (done)",
        "Sent (now)",
    ]
    assert [words(element) for element in page if element.get("aria-current") == "step"] == ["Sent (now)"]


def test_figures_notices_bars_and_empty_lists(render: Render) -> None:
    text = """{% from "macros/summary.html" import empty, figures, notice, progress_bar %}
        {{ figures([{"label": "Partners", "value": "31", "note": "two more"}]) }}{{ notice("Mind the gap", "warning") }}
        {{ progress_bar(3, 10, "3 of 10") }}{{ empty("No offers yet.", "Post an offer", "/offers/new") }}"""
    page = fragment(render(text))
    assert {"Partners", "31", "two more", "Mind the gap", "No offers yet.", "Post an offer"} <= {words(e) for e in page}
    bar = one(page, "progress")
    assert (bar.get("value"), bar.get("max")) == ("3", "10")


def test_every_icon_that_is_used_is_drawn(render: Render) -> None:
    flash("Saved", "success")
    flash("Note", "info")
    flash("Mind", "warning")
    text = """{% extends "base.html" %}{% from "macros/tables.html" import pagination, sort_header %}
        {% block content %}{{ pagination(page) }}<table><thead><tr>
        {% for sort in ("a", "-a", "b") %}{{ sort_header("A", "a", sort, "#") }}{% endfor %}
        </tr></thead></table>{% endblock %}"""
    page = SimpleNamespace(number=2, pages=3, has_previous=True, has_next=True, previous_url="#", next_url="#")
    elements = parsed(render(text, page=page, account=ACCOUNT))
    drawn = {element.get("id") for element in elements if element.tag == f"{SVG}symbol"}
    used = {str(element.get("href")).lstrip("#") for element in elements if element.tag == f"{SVG}use"}
    assert len(used) >= 9
    assert used <= drawn


def test_a_chart_links_to_its_table(render: Render) -> None:
    text = """{% from "macros/charts.html" import figure %}
        {{ figure("", "By region", "numbers") }}<table id="numbers"></table>"""
    assert [e.get("href") for e in fragment(render(text)) if e.tag == "a"] == ["#numbers"]
