"""How fast the pages of a large plan are.

A round with two runs, whose plans differ in every tenth line, each line of the first approved, on SQLite in a temporary
folder; one reviewer reads, one request after another, in this process. What is measured is the server's part: no
network, no browser.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median, quantiles

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from app import create_app
from app.commands import migrations
from app.commands.server import look_less_often_for_garbage
from app.config import ROOT, Settings
from app.database import connect, sessions
from models import Match, Need, Offer, Plan, Role, Run, User
from models.amounts import HorizonAmounts
from models.lifecycle import MatchStatus
from models.organisations import OrganisationKind
from models.vocabulary import Theme

sys.path.insert(0, str(ROOT / "tests"))
from factories import Make  # the tests' own, which know what a valid thing is

OFFERS, CITIES, PARTNERS = 400, 60, 120
REGIONS = ("Africa", "Asia", "Latin America and the Caribbean", "Oceania")


def report(matches: int, requests: int) -> str:
    """A table with a row for each page."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'pages.sqlite'}"
        migrations.upgrade(connect(url))
        site = create_app(Settings(url, "a secret that is only measured with", "and a salt of the same", https=False))
        client, pages = fill(site, url, matches)
        look_less_often_for_garbage()
        rows = [row(site, client, name, address, requests) for name, address in pages.items()]
    header = "| page | median ms | 95th percentile ms | queries | kB |\n|---|---:|---:|---:|---:|"
    return "\n".join([f"{matches} matches, {requests} requests a page:\n", header, *rows]) + "\n"


def fill(site: Flask, url: str, matches: int) -> tuple[FlaskClient, dict[str, str]]:
    """A signed-in reviewer's client, and the addresses of the pages by name."""
    with sessions(connect(url))() as session:
        make = Make(session)
        reviewer = make.user(Role.REVIEWER)
        needs, offers = needs_of(make, matches), offers_of(make)
        round_ = make.round()
        runs = [make.run(round_, snapshot=files(needs)) for _ in range(2)]
        plans = [make.plan(run) for run in runs]
        for i, need in enumerate(needs):
            for which, plan in enumerate(plans):
                give(make, plan, need, offers[(i + which * (i % 10 == 0)) % OFFERS])
        for match in plans[0].matches:
            approve(make, match, reviewer)
        make.commit()
        client = signed_in(site, reviewer)
        return client, addresses(runs[0], runs[1], plans[0])


def needs_of(make: Make, count: int) -> list[Need]:
    countries = [make.country(f"{chr(65 + n)}XX", world_region=REGIONS[n % len(REGIONS)]) for n in range(20)]
    programmes = [make.programme(make.organisation(city=make.city(country=countries[n % 20]))) for n in range(CITIES)]
    themes = list(Theme)
    return [make.need(programmes[n % CITIES], theme=themes[n % len(themes)]) for n in range(count)]


def offers_of(make: Make) -> list[Offer]:
    partners = [make.organisation(OrganisationKind.PARTNER) for _ in range(PARTNERS)]
    whole = HorizonAmounts(10_000_000_00, 0, 0)
    return [
        make.offer(partners[n % PARTNERS], capacity=whole, verified_on=date.today())  # noqa: DTZ011
        for n in range(OFFERS)
    ]


def files(needs: list[Need]) -> dict[str, str]:
    """The part of a run's snapshot that its pages read."""
    rows = "\n".join(f"{need.id},{need.amount / 100:.2f},financial,1" for need in needs)
    return {"needs.csv": f"need_id,amount,kind,weight\n{rows}\n"}


def give(make: Make, plan: Plan, need: Need, offer: Offer) -> None:
    make.match(need, offer, plan, amounts=HorizonAmounts(need.amount // 2, 0, 0), share_millionths=500_000)


def approve(make: Make, match: Match, by: User) -> None:
    match.status = MatchStatus.APPROVED
    make.decision(match, by)


def signed_in(site: Flask, user: User) -> FlaskClient:
    client = site.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = user.fs_uniquifier, True
    return client


def addresses(before: Run, after: Run, plan: Plan) -> dict[str, str]:
    match = plan.matches[0]
    return {
        "plan": f"/runs/{before.id}/plan",
        "plan, filtered and sorted": f"/runs/{before.id}/plan?theme=water&sort=-amount",
        "plan, last page": f"/runs/{before.id}/plan?page={-(-len(plan.matches) // 50)}",
        "match": f"/matches/{match.id}",
        "difference": f"/runs/{after.id}/difference/{before.id}",
        "round": f"/rounds/{before.round_id}",
        "decisions": f"/rounds/{before.round_id}/decisions",
        "publish": f"/runs/{before.id}/publish",
        "capacity board": "/capacity/",
    }


def row(site: Flask, client: FlaskClient, name: str, address: str, requests: int) -> str:
    answer = client.get(address)  # the first one fills caches of templates and statements
    if answer.status_code != 200:
        return f"| {name} | answered {answer.status_code} | | | |"
    queries = counted(site, lambda: client.get(address))
    took = sorted(timed(lambda: client.get(address)) for _ in range(requests))
    high = quantiles(took, n=20)[-1]
    return f"| {name} | {1000 * median(took):.0f} | {1000 * high:.0f} | {queries} | {len(answer.data) / 1000:.0f} |"


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def counted(site: Flask, work: Callable[[], object]) -> int:
    """The statements that the database was sent."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    engine = site.extensions["database"].engine
    event.listen(engine, "before_cursor_execute", note)
    work()
    event.remove(engine, "before_cursor_execute", note)
    return len(sent)
