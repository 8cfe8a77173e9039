"""The sign-in library's pages and messages in our frame: our words, our order, links that work."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import html5lib
import pytest
from flask import Flask, render_template
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired

from tests.web_design.markup import check_html

TEMPLATES = Path(__file__).parents[2] / "templates" / "security" / "email"
LINK = "https://example.org/confirm?token=a&next=b"
MESSAGES = sorted(path.stem for path in TEMPLATES.glob("*.txt"))


class SignIn(FlaskForm):  # type: ignore[misc]
    password = PasswordField("Passcode", description="Forgot?")
    email = StringField("Identity", [InputRequired()])


def message(site: Flask, name: str, ending: str) -> str:
    site.jinja_env.globals["url_for_security"] = lambda *_parts, **_more: LINK
    with site.test_request_context():
        return render_template(
            f"security/email/{name}.{ending}",
            security=SimpleNamespace(recoverable=True, confirmable=True),
            confirmation_link=LINK,
            reset_link=LINK,
            within="1 hour",
            locale_code="ar",
            text_direction="rtl",
        )


def test_fields_come_in_our_order_and_words(render: Callable[..., str]) -> None:
    text = """{% from "macros/accounts.html" import account_form %}
        {{ account_form(form, "/sign-in", fields, "Sign in") }}"""
    fields = [
        {"name": "email", "label": "E-mail", "fill": "username"},
        {"name": "code", "label": "Code"},
        {"name": "password", "label": "Password", "hint": "Long"},
    ]
    page = html5lib.parseFragment(render(text, form=SignIn(), fields=fields), namespaceHTMLElements=False)
    assert ["".join(label.itertext()) for label in page.iter("label")] == ["E-mail", "Password"]
    inputs = [field for field in page.iter("input") if field.get("type") != "hidden"]
    assert [(field.get("name"), field.get("autocomplete")) for field in inputs] == [
        ("email", "username"),
        ("password", None),
    ]
    assert [field.get("name") for field in page.iter("input") if field.get("type") == "hidden"] == ["csrf_token"]


@pytest.mark.parametrize("name", MESSAGES)
def test_every_message_has_a_plain_part_and_a_part_in_the_readers_direction(site: Flask, name: str) -> None:
    plain, html = message(site, name, "txt"), message(site, name, "html")
    check_html(html)
    assert 'lang="ar" dir="rtl"' in html
    assert "<" not in plain
    assert (LINK in plain) == (LINK.replace("&", "&amp;") in html)
    assert LINK in plain or name == "reset_notice"
