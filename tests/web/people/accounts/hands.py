"""What people do with forms of accounts."""

import re

PASSWORD = "four words that belong"


def sign_in(browser, email, password):
    return browser.fill_in_at("/sign-in", email=email, password=password)


def link_in(message):
    text = message.get_body(("plain",)).get_content()
    return re.search(r"https?://[^/]+(/\S+)", text)[1]
