"""The command that brings newer rates: what it says, to whom it says no, and that nothing is half done."""

import pytest
from sqlalchemy import select

from app.commands import cli
from app.database import connect, sessions
from app.reference import load_reference
from models import AuditEvent, ExchangeRate


@pytest.fixture
def site(monkeypatch, database_url, tmp_path, capsys):
    """A platform with its reference data; runs the command on a file with this content."""
    settings = {
        "DATABASE_URL": database_url, "SECRET_KEY": "a secret of the tests, long enough",
        "SECURITY_PASSWORD_SALT": "a salt of the tests, long enough as well", "COMMONGROUND_HOSTS": "site.example",
    }  # fmt: skip
    for name in ("COMMONGROUND_EXAMPLE", "SMTP_URL", "SMTP_HOST"):
        monkeypatch.delenv(name, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    engine = connect(database_url)
    with sessions(engine).begin() as session:
        load_reference(session)
    engine.dispose()

    def run(content):
        file = tmp_path / "rates.csv"
        file.write_text("currency,per_usd,date,source\n" + content, encoding="utf-8")
        status = cli.main(["load-rates", str(file)])
        said = capsys.readouterr()
        return status, said.out.splitlines(), said.err.splitlines()

    return run


@pytest.fixture
def kept(database_url):
    def look(statement):
        engine = connect(database_url)
        with sessions(engine)() as session:
            found = list(session.scalars(statement))
        engine.dispose()
        return found

    return look


def test_it_says_what_it_did_and_what_still_has_no_rate(site, kept):
    lacking = "Currencies of countries that still have no rate: KPW."
    assert site("KES,131,2026-09-30,A bank\n") == (0, ["1 new, 0 changed, 0 unchanged.", lacking], [])
    assert site("KES,131,2026-09-30,A bank\n") == (0, ["0 new, 0 changed, 1 unchanged.", lacking], [])
    everything = "KES,132,2026-09-30,A bank\nKPW,900,2026-09-30,A bank\n"
    assert site(everything) == (0, ["1 new, 1 changed, 0 unchanged."], [])
    assert len(kept(select(AuditEvent).where(AuditEvent.action == "rates.load"))) == 3


def test_a_bad_file_is_refused_line_by_line_and_leaves_nothing(site, kept):
    status, said, complaints = site("KES,131,2026-09-30,A bank\nKES,x,2999-01-01,\n")
    assert (status, said) == (2, [])
    assert [line.split(": expected")[0].rpartition("rates.csv, ")[2] for line in complaints] == [
        "row 3, per_usd", "row 3, date", "row 3, source",
    ]  # fmt: skip
    assert kept(select(ExchangeRate).where(ExchangeRate.source == "A bank")) == []
    assert kept(select(AuditEvent).where(AuditEvent.action == "rates.load")) == []
