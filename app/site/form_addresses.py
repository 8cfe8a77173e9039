"""Addresses to which only forms are sent: who opens one, or loads it again, comes to the page of the form."""

import functools
from typing import Any

from flask import Flask, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.routing import Rule

from app.access import requires

ELSEWHERE = {
    "rounds.close_window": "rounds.plan",
    "rounds.open_window": "rounds.plan",
}
"""Forms that stand on another page than the one above their address."""


def register_form_addresses(app: Flask) -> None:
    """After all other addresses are known."""
    rules = list(app.url_map.iter_rules())
    pages = {rule.rule: rule for rule in rules if "GET" in (rule.methods or ())}
    by_endpoint = {rule.endpoint: rule for rule in pages.values()}
    for rule in rules:
        if rule.rule not in pages and "POST" in (rule.methods or ()):
            page = ELSEWHERE.get(rule.endpoint)
            _open_to_get(app, rule, by_endpoint[page] if page else _page_above(pages, rule.rule))


def _page_above(pages: dict[str, Rule], address: str) -> Rule:
    """The nearest one: of "/needs/<id>/publish" it is "/needs/<id>"; in the end the first page."""
    above = address.rstrip("/").rpartition("/")[0]
    return pages.get(above) or pages.get(f"{above}/") or _page_above(pages, above)


def _open_to_get(app: Flask, rule: Rule, page: Rule) -> None:
    """Who may open the page is led to it; to anybody else the address answers as the page does."""
    shown: Any = app.view_functions[page.endpoint]
    send: Any = app.view_functions[rule.endpoint]
    lead: Any = requires(shown.permission, shown.model)(lambda **_thing: _redirect_to(page))

    @functools.wraps(send)
    def view(**arguments: Any) -> Any:
        return lead(**arguments) if request.method in ("GET", "HEAD") else send(**arguments)

    app.view_functions[rule.endpoint] = view
    app.add_url_rule(rule.rule, rule.endpoint, methods=["GET"])


def _redirect_to(page: Rule) -> ResponseReturnValue:
    arguments = request.view_args or {}
    return redirect(url_for(page.endpoint, **{name: arguments[name] for name in page.arguments}))
