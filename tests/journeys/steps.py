"""What people do on the site, in their words."""

import re

from playwright.sync_api import Page, expect

from app.example import EXAMPLE_PASSWORD


def sign_in(page: Page, email: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(EXAMPLE_PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Welcome")


def sign_out(page: Page) -> None:
    if (
        page.get_by_role("button", name="Sign out").count() == 0
        or not page.get_by_role("button", name="Sign out").is_visible()
    ):
        page.locator("summary").first.click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()


def told(page: Page, words: str) -> None:
    """What the page says at its top after a step."""
    expect(page.locator("#messages")).to_contain_text(words)


def status_is(page: Page, status: str) -> None:
    expect(page.locator(".lead")).to_contain_text(re.compile(status))
