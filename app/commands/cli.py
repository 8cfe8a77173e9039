"""The commands: run (the example), dev, serve, work, migrate, create-secretariat, backup, check-migrations,
draft-migration, load-reference, load-rates, load-example, draw-lifecycles, draw-architecture.

Exit status: 0 done, 1 a check failed, 2 it cannot be done like this (one line says why).
"""

import argparse
import logging
import os
import signal
import socket
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from werkzeug.serving import is_running_from_reloader

from app import jobs, reference
from app.commands import architecture, example_site, first_round, lifecycles, migrations
from app.commands.backup import NoBackup, write_backup
from app.commands.example_site import Refused
from app.config import INSTANCE, ROOT, Settings, UnsafeSettings, private
from app.database import connect, sessions
from app.services.money import exchange
from app.today import today


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m app", description="Common Ground.")
    names = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        names.add_parser(name, help=command.__doc__, description=command.__doc__)
    names.choices["work"].add_argument("--name", default=socket.gethostname(), help="lasting, and this worker's alone")
    names.choices["draft-migration"].add_argument("words", help="what changes, such as “the groups of a run”")
    founding = names.choices["create-secretariat"]
    founding.add_argument("--name", required=True, help="what the secretariat is called")
    founding.add_argument("--email", required=True, help="the address of its first administrator")
    names.choices["load-rates"].add_argument("file", type=Path, metavar="FILE", help="currency,per_usd,date,source")
    names.choices["backup"].add_argument("file", type=Path, metavar="FILE", help="where to write it")
    names.choices["backup"].add_argument("--replace", action="store_true", help="also where FILE is there already")
    chosen = vars(parser.parse_args(arguments))
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s", level=logging.WARNING)
    try:
        return COMMANDS[chosen.pop("command")](**chosen)
    except (Refused, UnsafeSettings, NoBackup, reference.BadRates, first_round.NoPlan) as refusal:
        print(refusal, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def run() -> int:
    """See it: a database with an example world, a first plan, and the site, from nothing."""
    from app.commands.server import serve

    settings = example_site.settings(os.environ)
    prepare_example(settings)
    serve(settings, lambda: say(example_site.welcome(settings)))
    return 0


def dev() -> int:
    """The example for those who change the code: started anew at each change, with the queries of each page."""
    from app.commands.development import serve

    settings = example_site.settings(os.environ)
    if not is_running_from_reloader():
        prepare_example(settings)
        say(example_site.welcome(settings))
    serve(settings)
    return 0


def prepare_example(settings: Settings) -> None:
    """The example world in the newest shape, with a first plan."""
    refuse_taken_port(settings)
    with database(settings.database_url) as engine:
        say("Preparing the database …")
        migrations.upgrade(engine)
        jobs.prepare(engine)
        example_site.load(settings, engine, today())
        say("Matching the first example round …")
        first_round.make(engine, today(), lambda progress: say(f"  {example_site.told(progress)}"))


def serve_site() -> int:
    """Serve the site with the settings of the environment; see docs/operations.md."""
    from app.commands.server import serve

    settings = Settings.from_environment()
    refuse_taken_port(settings)
    with database(settings.database_url) as engine:
        refuse_old(engine)
        jobs.prepare(engine)
        if not settings.example:
            example_site.refuse_its_users(engine)
    serve(settings, lambda: say(f"Serving http://{settings.host}:{settings.port}"))
    return 0


def work(name: str) -> int:
    """Take runs from the queue in a process of its own: on PostgreSQL as many as you like."""
    from app import create_app
    from app.jobs.worker import launch
    from app.pages.people.messages.post import postman

    settings = Settings.from_environment()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: os._exit(0))  # as if killed: what is under way is resumed at the next start
    with database(settings.database_url):
        pass  # says it in a sentence where there is none
    launch(settings.database_url, name, postman(create_app(settings)))
    say(f"Working as {name}.")
    threading.Event().wait()
    return 0


def migrate() -> int:
    """Bring the database to the newest shape; what is in it stays."""
    with database(Settings.from_environment().database_url) as engine:
        migrations.upgrade(engine)
        jobs.prepare(engine)
    return 0


def create_secretariat(name: str, email: str) -> int:
    """Make the secretariat and invite its first administrator, where there is none yet."""
    from app import create_app
    from app.commands import secretariat

    settings = Settings.from_environment()
    with database(settings.database_url) as engine:
        refuse_old(engine)
        with sessions(engine)() as session:
            say(secretariat.create(create_app(settings), session, name, email))
    return 0


def backup(file: Path, replace: bool) -> int:
    """Copy the database to FILE, whole and checked, while the site runs."""
    write_backup(Settings.from_environment().database_url, file, replace=replace)
    say(f"Written to {file}.")
    return 0


def check_migrations() -> int:
    """Tell whether the models have drifted from the migrations."""
    with tempfile.TemporaryDirectory() as folder, database(f"sqlite:///{folder}/check.sqlite") as engine:
        migrations.upgrade(engine)
        missing = migrations.drift(engine)
    if missing:
        print(missing, file=sys.stderr)
    return 1 if missing else 0


def draft_migration(words: str) -> int:
    """Write the draft of a migration from what the models have changed."""
    with tempfile.TemporaryDirectory() as folder, database(f"sqlite:///{folder}/draft.sqlite") as engine:
        migrations.upgrade(engine)
        say(migrations.draft(engine, words))
    return 0


def load_reference() -> int:
    """Bring countries, cities and exchange rates up to date."""
    with database(Settings.from_environment().database_url) as engine, sessions(engine).begin() as session:
        counts = reference.load_reference(session)
    say(", ".join(f"{count} {noun.replace('_', ' ')}" for noun, count in counts.items()))
    return 0


def load_rates(file: Path) -> int:
    """Load dated exchange rates from a CSV file; the newest of each currency is used from then on."""
    with database(Settings.from_environment().database_url) as engine:
        refuse_old(engine)
        with sessions(engine).begin() as session:
            loaded = reference.load_rates(session, file, today())
            lacking = [code for code, has_rate in exchange.currencies(session).items() if not has_rate]
    say(f"{loaded.new} new, {loaded.changed} changed, {loaded.unchanged} unchanged.")
    if lacking:
        say(f"Currencies of countries that still have no rate: {', '.join(lacking)}.")
    return 0


def load_example() -> int:
    """Load the example world into an empty database."""
    settings = Settings.from_environment()
    if not settings.example:
        raise Refused("The example world has passwords that everybody knows: only with COMMONGROUND_EXAMPLE=1.")
    with database(settings.database_url) as engine:
        example_site.load(settings, engine, today())
    return 0


def draw_architecture() -> int:
    """Draw the picture of docs/architecture.md from the imports of the code."""
    page = architecture.PAGE
    page.write_text(architecture.document(page.read_text("utf-8")), encoding="utf-8")
    return 0


def draw_lifecycles() -> int:
    """Write docs/lifecycles.md from the tables of moves."""
    lifecycles.PAGE.write_text(lifecycles.document(), encoding="utf-8")
    return 0


COMMANDS: dict[str, Callable[..., int]] = {
    "run": run,
    "dev": dev,
    "serve": serve_site,
    "work": work,
    "migrate": migrate,
    "create-secretariat": create_secretariat,
    "backup": backup,
    "check-migrations": check_migrations,
    "draft-migration": draft_migration,
    "load-reference": load_reference,
    "load-rates": load_rates,
    "load-example": load_example,
    "draw-lifecycles": draw_lifecycles,
    "draw-architecture": draw_architecture,
}


@contextmanager
def database(url: str) -> Iterator[Engine]:
    """Closed before the server starts its own process: no connection may be shared with it.

    Raises Refused where the database does not answer.
    """
    private(INSTANCE)
    engine = connect(url)
    try:
        engine.connect().close()
    except OperationalError as error:
        reason = " ".join(str(error.orig).split())
        raise Refused(f"The database of DATABASE_URL does not answer: {reason}") from error
    try:
        yield engine
    finally:
        engine.dispose()


def refuse_old(engine: Engine) -> None:
    newest = ScriptDirectory(str(ROOT / "migrations")).get_heads()
    with engine.connect() as connection:
        if set(MigrationContext.configure(connection).get_current_heads()) != set(newest):
            raise Refused("The database is not up to date. Run `python -m app migrate` first.")


def refuse_taken_port(settings: Settings) -> None:
    """Asked before the long work."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise Refused(
                f"Port {settings.port} on {settings.host} is not free ({error.strerror}). "
                f"Set PORT to another, such as PORT={settings.port % 65535 + 1}."
            ) from error


def say(text: str) -> None:
    print(text, flush=True)
