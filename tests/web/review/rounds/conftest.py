"""A round under review, and what its pages need around it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import html5lib
import pytest
from flask import Flask
from sqlalchemy import select

from app import jobs
from factories import Make
from models import Match, Need, Plan, Reply, Role, Round, Run, UnservedNeed, User
from models.amounts import HorizonAmounts
from models.windows import ReplyKind
from tests.browser import fields_of

SUMMARY = {
    "status": "within_gap",
    "objective": 12.3456,
    "bound": 12.5,
    "gap": 0.0125,
    "needs": 3,
    "offers": 2,
    "eligible_pairs": 4,
    "needs_taken_up": 2,
    "partnerships": 2,
    "amount_by_kind": {"financial": 300, "technical": 0},
    "fairness": {
        "level": 0.8,
        "t": 0.5,
        "groups": [{"group": "Africa", "best": 0.9, "coverage": 0.5, "floor": 0.36, "shortfall": 0.0}],
    },
    "seconds": {"total": 3.2},
    "fingerprint": "f1n9er",
}


@dataclass
class Review:
    """A plan of two matches, ids and all, read before the session closes."""

    reviewer: User
    round: Round
    run: Run
    plan: Plan
    matches: list[Match]

    @property
    def page(self) -> str:
        return f"/runs/{self.run.id}/plan"


@pytest.fixture
def given(given: Make) -> Make:
    """What was committed stays readable: on SQLite a second look would keep the site from writing."""
    given.session.expire_on_commit = False
    return given


@pytest.fixture
def stored(given: Make) -> Callable[[type[Any]], list[Any]]:
    """The rows of a table as they are now."""

    def rows(model: type[Any]) -> list[Any]:
        given.session.expire_all()
        found = list(given.session.scalars(select(model)))
        given.session.commit()
        return found

    return rows


@pytest.fixture(autouse=True)
def _without_tokens(site: Flask) -> None:
    site.config["WTF_CSRF_ENABLED"] = False


@pytest.fixture
def reviewer(given) -> User:
    return given.user(Role.REVIEWER)


@pytest.fixture
def review(given, reviewer) -> Review:
    round_ = given.round(title="Round of 2026")
    run = given.run(round_, label="Run 1", started_by=reviewer)
    plan = given.plan(run, summary=SUMMARY)
    matches = [
        given.match(need=given.need(title=title), plan=plan, amounts=HorizonAmounts(100_00 * n, 0, 0))
        for n, title in enumerate(("Water for the hill", "Drains for the valley"), start=1)
    ]
    given.commit()
    return Review(reviewer, round_, run, plan, matches)


@dataclass
class Jobs:
    """What the pages asked of the job queue; no worker runs."""

    queued: list[Any] = field(default_factory=list)


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Jobs:
    asked = Jobs()
    monkeypatch.setattr(jobs, "enqueue", lambda _session, run: asked.queued.append(run.id))
    return asked


@pytest.fixture
def read(site, sign_in) -> Callable[..., str]:
    """The text of a page, as valid HTML whose ids differ; or of a part of a page."""

    def get(user: User | None, url: str, *, whole: bool = True) -> str:
        answer = sign_in(user).get(url)
        assert answer.status_code == 200, answer.text
        if whole:
            check(answer.text)
        return answer.text

    return get


def check(page: str) -> None:
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids)), "two elements have the same id"
    assert tree.find(".//h1").text.strip()
    assert tree.find(".//*[@class='lead']") is not None


@pytest.fixture
def decide_many() -> Callable[..., Any]:
    """Press a button for many matches of a plan, and once more on the page that says what it would do."""

    def press(client: Any, url: str, data: dict[str, Any], **chosen: str) -> Any:
        asked = client.post(url, data=data)
        if asked.status_code != 200:
            return asked
        check(asked.text)
        tree = html5lib.parse(asked.text, namespaceHTMLElements=False)
        forms = [one for one in tree.iter("form") if one.get("method") == "post" and one.get("action") is None]
        return client.post(url, data=fields_of(forms[0]) | {"verdict": data["verdict"]} | chosen) if forms else asked

    return press


@pytest.fixture
def leave_out(given) -> Callable[..., UnservedNeed]:
    """Put a need among those that the plan leaves out."""

    def left_out(plan: Plan, need: Need | None = None, **explanation: Any) -> UnservedNeed:
        return given.keep(UnservedNeed(plan=plan, need=need or given.need(), explanation=explanation))

    return left_out


@pytest.fixture
def object_to(given):
    """Let the partner of a match object to it."""

    def objection(match: Match, text: str = "Not in that country.") -> Reply:
        partner = match.offer.organisation
        return given.keep(
            Reply(
                match=match, organisation=partner, author=given.user(Role.PARTNER_OFFICER, partner),
                kind=ReplyKind.OBJECTION, text=text,
            )
        )  # fmt: skip

    return objection
