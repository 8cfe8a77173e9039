"""A browser without scripts: it reads forms as they stand on the page and sends them as a person would."""

import html5lib
from flask import Flask

from models import User
from tests.web_design.markup import check_html


class Page:
    """An answer, with its forms. Every page is valid HTML whose error links lead somewhere."""

    def __init__(self, answer) -> None:
        self.answer, self.status, self.text = answer, answer.status_code, answer.text
        self.location = answer.headers.get("Location", "")
        self.tree = None
        if answer.mimetype == "text/html" and answer.text and not self.location:
            check_html(self.text)
            self.tree = html5lib.parse(self.text, namespaceHTMLElements=False)
            ids = {one.get("id") for one in self.tree.iter() if one.get("id")}
            lost = [link for link in self.error_links() if link.startswith("#") and link[1:] not in ids]
            assert not lost, f"an error leads nowhere: {lost}"

    def _summaries(self):
        return [one for one in self.tree.iter("div") if "error-summary" in (one.get("class") or "")]

    def error_links(self) -> list[str]:
        return [link.get("href") for box in self._summaries() for link in box.iter("a")]

    def errors(self) -> list[str]:
        """The lines of the error summaries, without the names of the fields."""
        return [words_without_name(line) for box in self._summaries() for line in box.iter("li")]

    def words(self) -> str:
        """What the page says, without its mark-up."""
        return " ".join(" ".join(self.tree.itertext()).split())

    def main(self) -> str:
        [main] = self.tree.iter("main")
        return " ".join(" ".join(main.itertext()).split())

    def rows(self) -> list[str]:
        """The first cell of each row of its table."""
        return ["".join(head.itertext()).strip() for head in self.tree.iter("th") if head.get("scope") == "row"]

    def form(self, action: str | None = None) -> dict[str, list[str]]:
        """The fields of the form that goes to the address, or of the one form of the page itself."""
        forms = [one for one in self.tree.iter("form") if one.get("method") == "post"]
        found = [one for one in forms if one.get("action") == action]
        assert len(found) == 1, f"{len(found)} forms go to {action}: {[one.get('action') for one in forms]}"
        return fields_of(found[0])

    def hidden(self, name: str) -> str:
        return next(one.get("value") for one in self.tree.iter("input") if one.get("name") == name)

    def links(self) -> list[str]:
        return [one.get("href") for one in self.tree.iter("a") if one.get("href")]


def words_without_name(line) -> str:
    names = "".join("".join(one.itertext()) for one in line.iter("span") if one.get("class") == "error-name")
    return "".join(line.itertext()).strip().removeprefix(names).strip()


def fields_of(form) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for one in form.iter():
        name, kind = one.get("name"), one.get("type")
        if not name or one.tag not in ("input", "textarea", "select"):
            continue
        if one.tag == "textarea":
            # A browser takes away the line break that may open a textarea; html5lib does as well.
            fields.setdefault(name, []).append(one.text or "")
        elif one.tag == "select":
            chosen = [option for option in one.iter("option") if option.get("selected") is not None]
            option = (chosen or list(one.iter("option")))[0]
            fields.setdefault(name, []).append(option.get("value"))
        elif kind not in ("checkbox", "radio") or one.get("checked") is not None:
            fields.setdefault(name, []).append(one.get("value") or "")
    return fields


class Browser:
    def __init__(self, site: Flask, user: User | None) -> None:
        self.client = site.test_client()
        if user is not None:
            with self.client.session_transaction() as cookie:
                cookie["_user_id"], cookie["_fresh"] = user.fs_uniquifier, True

    def get(self, url: str) -> Page:
        return Page(self.client.get(url))

    def send(self, url: str, fields: dict, **changes) -> Page:
        """Post the fields with some of them changed; None takes one out."""
        data = {name: values for name, values in (fields | changes).items() if values is not None}
        return Page(self.client.post(url, data=data))

    def fill_in(self, url: str, **changes) -> Page:
        """Open the page of a form, change some of its fields and send it."""
        return self.send(url, self.get(url).form(), **changes)

    def fill_in_at(self, url: str, **changes) -> Page:
        """The same where the form says itself where it goes."""
        page = self.get(url)
        actions = [one.get("action") for one in page.tree.iter("form") if one.get("method") == "post"]
        [action] = [one for one in actions if one not in (None, "/sign-out")]
        return self.send(action, page.form(action), **changes)

    def press(self, page_url: str, action: str, **changes) -> Page:
        """Press the button of a form that stands on the page and goes to another address."""
        return self.send(action, self.get(page_url).form(action), **changes)
