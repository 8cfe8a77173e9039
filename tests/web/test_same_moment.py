"""Eight people press a button at the same moment, on two server processes: each is told in words what became of it."""

import os
import socket
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from importlib.metadata import version
from threading import Barrier
from urllib.parse import urlencode

import pytest

from app import jobs
from app.config import ROOT
from models import Role
from models.amounts import HorizonAmounts
from models.base import utc_now
from models.lifecycle import MatchStatus, PartnershipStatus, RoundStatus, RunStatus, SubmissionStatus
from models.rounds import DecisionKind
from models.studies import StudyKind
from tests.browser import Browser

AT_ONCE = 8
SAID = {302, 404, 409, 422}
"""Done, no longer there, no longer possible, to be written again: nothing of the machinery."""


@pytest.fixture
def servers(site, engine_of):
    """The port at which two processes answer, with the site's database and secrets."""
    settings = site.extensions["settings"]
    jobs.prepare(engine_of(settings.database_url))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "COMMONGROUND_EXAMPLE": "1",
        "DATABASE_URL": settings.database_url,
        "SECRET_KEY": settings.secret_key,
        "SECURITY_PASSWORD_SALT": settings.password_salt,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "app:create_app()", "--bind", f"127.0.0.1:{port}", "--workers", "2",
         "--worker-class", "gthread", "--threads", "8", "--graceful-timeout", "1",
         "--log-level", "critical", "--no-control-socket"],
        cwd=ROOT, env=environment,
    )  # fmt: skip
    await_answer(port)
    yield port
    process.terminate()
    process.wait()


def await_answer(port):
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the servers did not start")


class People:
    """Those who press, each in a role."""

    def __init__(self, given):
        self.city, self.partner = given.user(Role.CITY_OFFICER), given.user(Role.PARTNER_OFFICER)
        country = self.city.memberships[0].organisation.city.country
        self.nation = given.user(Role.NATIONAL_OFFICER, given.organisation("national_government", country=country))
        residents = given.organisation("community_organisation", city=self.city.memberships[0].organisation.city)
        self.residents = given.user(Role.COMMUNITY_REPRESENTATIVE, residents)
        self.reviewer, self.colleague = given.user(Role.REVIEWER), given.user(Role.REVIEWER)
        self.administrator = given.user(Role.ADMINISTRATOR)


def need(given, people, **values):
    return given.need(given.programme(people.city.memberships[0].organisation), **values)


def offer(given, people, **values):
    values = {"capacity": HorizonAmounts(10_000_00, 0, 0)} | values
    return given.offer(people.partner.memberships[0].organisation, **values)


def partnership(given, people, **values):
    match = given.match(need(given, people), offer(given, people))
    return given.partnership(match, **values)


def match_in_review(given, people, **values):
    return given.match(need(given, people), offer(given, people), **values)


def of_submissions(given, people):
    """What city, partner and reviewer do to needs and offers."""
    for noun, make, owner in (("need", need, people.city), ("offer", offer, people.partner)):
        draft = make(given, people, status=SubmissionStatus.DRAFT)
        yield f"{noun}s.submit", [(owner, f"/{noun}s/{draft.id}/submit", None, {})]
        waiting = make(given, people, status=SubmissionStatus.SUBMITTED)
        page = f"/{noun}s/{waiting.id}"
        yield (
            f"{noun}s.publish",
            [
                (people.reviewer, f"{page}/publish", None, {}),
                (people.colleague, f"{page}/publish", None, {}),
            ],
        )
        waiting = make(given, people, status=SubmissionStatus.SUBMITTED)
        page = f"/{noun}s/{waiting.id}"
        yield (
            f"{noun}s.send_back",
            [(people.reviewer, page, f"{page}/send-back", {"comment": "Say more of it, please."})],
        )
        open_ = make(given, people)
        yield f"{noun}s.withdraw", [(owner, f"/{noun}s/{open_.id}/withdraw", None, {})]
        edited = make(given, people)
        yield f"{noun}s.edit", [(owner, f"/{noun}s/{edited.id}/edit", None, {"title": "Another title"})]
        mixed = make(given, people)
        page = f"/{noun}s/{mixed.id}"
        yield (
            f"{noun}s.withdraw, edit",
            [
                (owner, f"{page}/withdraw", None, {}),
                (owner, f"{page}/edit", None, {"title": "Another title"}),
            ],
        )
    fresh = offer(given, people)
    yield "offers.verify", [(people.partner, f"/offers/{fresh.id}", f"/offers/{fresh.id}/verify", {})]
    sectioned = need(given, people, status=SubmissionStatus.DRAFT)
    yield "needs.section", [(people.city, f"/needs/{sectioned.id}/edit/what", None, {"title": "Another title"})]
    begun = offer(given, people, status=SubmissionStatus.DRAFT)
    yield "offers.section", [(people.partner, f"/offers/{begun.id}/edit/what", None, {"title": "Another title"})]
    programme = given.programme(people.city.memberships[0].organisation)
    yield "needs.create", [(people.city, f"/needs/new/{programme.id}", None, {"title": "New"})]
    yield "offers.create", [(people.partner, "/offers/new", None, {"title": "New"})]
    open_ = need(given, people)
    page = f"/needs/{open_.id}"
    yield "needs.no_objection", [(people.nation, page, f"{page}/no-objection", {"answer": "none"})]


def of_partnerships(given, people):
    for status in (PartnershipStatus.OFFERED, PartnershipStatus.ACCEPTED_BY_PARTNER):
        page = f"/partnerships/{partnership(given, people, status=status).id}"
        yield f"partnerships.accept from {status}", [(people.city, f"{page}/accept", None, {})]
    page = f"/partnerships/{partnership(given, people).id}"
    yield (
        "partnerships.accept by both, decline",
        [
            (people.city, f"{page}/accept", None, {}),
            (people.partner, f"{page}/accept", None, {}),
            (people.partner, f"{page}/decline", None, {"reason": "We no longer can."}),
        ],
    )
    page = f"/partnerships/{partnership(given, people).id}"
    yield "partnerships.decline", [(people.partner, f"{page}/decline", None, {"reason": "We no longer can."})]
    page = f"/partnerships/{partnership(given, people, status=PartnershipStatus.ACCEPTED).id}"
    yield (
        "partnerships.follow, end",
        [
            (people.reviewer, f"{page}/follow?step=agree", None, {}),
            (people.colleague, f"{page}/follow?step=agree", None, {}),
            (people.colleague, f"{page}/end", None, {"reason": "It came to nothing."}),
        ],
    )


def of_review(given, people):
    because = {"reason": "It fits as it is."}
    match = match_in_review(given, people)
    page = f"/matches/{match.id}"
    yield (
        "rounds.decide",
        [
            (people.reviewer, page, None, because | {"verdict": "approve"}),
            (people.colleague, page, None, because | {"verdict": "reject"}),
        ],
    )
    yield "rounds.write_note", [(people.reviewer, page, f"{page}/notes", {"note": "Read."})]
    plan = f"/runs/{match_in_review(given, people).plan.run_id}/plan"
    every = because | {"verdict": "approve", "scope": "shown", "against": "0"}
    yield "rounds.decide_many", [(people.reviewer, plan, None, every), (people.colleague, plan, None, every)]
    large = match_in_review(given, people, status=MatchStatus.APPROVED)
    large.plan.run.round.policy.second_approval_money = 1_00
    given.decision(large, people.reviewer)
    page = f"/matches/{large.id}"
    yield "rounds.second", [(people.colleague, page, f"{page}/second", {"seconding": "Read."})]
    decided = match_in_review(given, people, status=MatchStatus.REJECTED)
    decision = given.decision(decided, people.reviewer, kind=DecisionKind.REJECT)
    round_ = f"/rounds/{decided.plan.run.round_id}"
    yield (
        "rounds.take_back",
        [(people.reviewer, f"{round_}/decisions", f"/decisions/{decision.id}/take-back", {})],
    )
    page = f"{round_}/pairs/{need(given, people).id}/{offer(given, people).id}"
    yield "rounds.pair", [(people.reviewer, page, None, because | {"verdict": "forbid"})]
    yield "rounds.policy", [(people.reviewer, f"{round_}/policy", None, {"window_days": "5"})]
    windowed = match_in_review(given, people, status=MatchStatus.APPROVED)
    page = f"/runs/{windowed.plan.run_id}"
    yield "rounds.open_window", [(people.reviewer, f"{page}/plan/window", f"{page}/window", {})]
    shown = match_in_review(given, people, shown_at=utc_now())
    given.window(shown.plan)
    page = f"/proposals/{shown.id}"
    yield "proposals.reply", [(people.partner, page, None, {"kind": "comment", "text": "Good."})]
    page = f"/runs/{shown.plan.run_id}"
    yield (
        "rounds.close_window",
        [(people.reviewer, f"{page}/plan/window", f"{page}/window/close", {"because": "All said."})],
    )
    approved = match_in_review(given, people, status=MatchStatus.APPROVED)
    given.decision(approved, people.reviewer)
    page = f"/runs/{approved.plan.run_id}/publish"
    yield "rounds.publish", [(people.reviewer, page, None, {}), (people.colleague, page, None, {})]


def of_runs(given, people):
    need(given, people), offer(given, people)
    round_ = given.round(status=RoundStatus.OPEN)
    page = f"/rounds/{round_.id}"
    yield (
        "rounds.start_run",
        [(people.reviewer, page, f"{page}/runs", {}), (people.colleague, page, f"{page}/runs", {})],
    )
    running = given.run(given.round(), status=RunStatus.RUNNING)
    page = f"/runs/{running.id}"
    yield "rounds.cancel_run", [(people.reviewer, page, f"{page}/cancel", {})]
    page = f"/runs/{match_in_review(given, people).plan.run_id}"
    yield "rounds.solve_again", [(people.reviewer, f"{page}/again", None, {})]
    yield "studies.ask_stress", [(people.reviewer, f"{page}/stress", f"{page}/stress", {})]
    asked = given.study(match_in_review(given, people).plan, kind=StudyKind.STRESS, asked_by=people.reviewer)
    page = f"/runs/{asked.plan.run_id}/stress"
    yield "studies.cancel", [(people.reviewer, page, f"/studies/{asked.id}/cancel", {})]
    over = given.round()
    given.plan(given.run(over), published_at=utc_now())
    over.status = RoundStatus.PUBLISHED
    yield "rounds.close", [(people.reviewer, f"/rounds/{over.id}", f"/rounds/{over.id}/close", {})]
    yield "rounds.create", [(people.reviewer, "/rounds/new", None, {"title": "The very same"})]


def of_organisations(given, people):
    settlement = given.settlement(people.city.memberships[0].organisation)
    page = f"/settlements/{settlement.id}"
    yield "settlements.edit", [(people.city, f"{page}/edit", None, {"about": "More is known."})]
    yield "settlements.state", [(people.residents, page, f"{page}/statement", {"verdict": "confirmed"})]
    yield "settlements.create", [(people.city, "/settlements/new", None, {"name": "New"})]
    programme = given.programme(people.city.memberships[0].organisation)
    yield "programmes.edit", [(people.city, f"/programmes/{programme.id}/edit", None, {"vision": "Dry feet."})]
    yield "programmes.create", [(people.city, "/programmes/new", None, {"title": "New"})]
    partner = people.partner.memberships[0].organisation
    yield (
        "interests.index",
        [(people.reviewer, "/interests/", None, {"organisation": str(partner.id), "nature": "I worked there."})],
    )
    interest = given.interest(people.colleague)
    page = f"/interests/{interest.id}/end"
    yield "interests.end", [(people.colleague, page, None, {"reason": "It is over."})]
    page = f"/organisations/{partner.id}"
    yield "organisations.edit", [(people.administrator, f"{page}/edit", None, {"about": "More is known."})]
    newcomer = given.user()
    yield (
        "organisations.add_member",
        [(people.administrator, page, f"{page}/members", {"email": newcomer.email, "role": "partner_officer"})],
    )
    leaver = given.user(Role.PARTNER_OFFICER, partner).memberships[0]
    yield (
        "organisations.remove_member",
        [(people.administrator, f"{page}/members/{leaver.id}/remove", None, {})],
    )
    yield (
        "organisations.create",
        [(people.administrator, "/organisations/new", None, {"name": "Very new", "kind": "secretariat"})],
    )
    message = given.message(people.city.memberships[0].organisation)
    yield "messages.read", [(people.city, f"/messages/{message.id}", f"/messages/{message.id}/read", {})]
    yield "home.account", [(people.city, "/account", None, {"language": "en"})]


@pytest.mark.parametrize("part", [of_submissions, of_partnerships, of_review, of_runs, of_organisations])
def test_whoever_presses_at_the_same_moment_is_told_what_became_of_it(part, servers, world, site):
    people = People(world)
    buttons = dict(part(world, people))
    world.commit()
    answers = {name: press_together(servers, site, buttons[name]) for name in buttons}
    wrong = {name: counted for name, counted in answers.items() if not set(counted) <= SAID or not counted[302]}
    assert not wrong


def press_together(port, site, presses):
    """How often each status was answered, all having pressed at once the buttons that they saw before."""
    ready = [prepared(site, *one) for one in presses]
    together = Barrier(AT_ONCE)

    def press(number):
        path, cookie, body = ready[number % len(ready)]
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        connection.connect()
        together.wait()
        headers = {
            "Cookie": f"session={cookie}",
            "Content-Type": "application/x-www-form-urlencoded",
            "User-Agent": "Werkzeug/" + version("werkzeug"),  # as when it signed in
        }
        connection.request("POST", path, body, headers)
        status = connection.getresponse().status
        connection.close()
        return status

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return Counter(pool.map(press, range(AT_ONCE)))


def prepared(site, user, page, action, changes):
    """Where it goes, as whom, and with what, as it stands on the page."""
    browser = Browser(site, user)
    fields = browser.get(page).form(action) | changes
    return action or page, browser.client.get_cookie("session").value, urlencode(fields, doseq=True)
