"""Rates come in whole, or not at all with all that is wrong; loading them again changes nothing."""

from datetime import date

import pytest
from sqlalchemy import select

from app.reference import BadRates, load_rates, load_reference
from app.services.money import exchange
from models import AuditEvent, ExchangeRate

TODAY = date(2026, 11, 30)
HEADER = "currency,per_usd,date,source\n"
GOOD = "KES,129.35,2026-06-30,Treasury\n"

WRONG = {
    "KES,129.35,2026-06-30,\n": ("source", "who published the rate; found nothing"),
    "KES,129.35,2026-06-30," + "x" * 201: ("source", "at most 200 characters"),
    "KSH,129.35,2026-06-30,Treasury\n": (
        "currency",
        "the ISO 4217 code of a country’s currency, such as KES; found “KSH”",
    ),
    "kes,129.35,2026-06-30,Treasury\n": ("currency", "found “kes”"),
    "KES,129.35,2026-12-01,Treasury\n": ("date", "a day that has come: today is 2026-11-30"),
    "KES,129.35,30/06/2026,Treasury\n": ("date", "a day such as 2026-06-30; found “30/06/2026”"),
    "KES,129.35,2026-02-30,Treasury\n": ("date", "a day such as 2026-06-30"),
    "KES,129.35,20260630,Treasury\n": ("date", "a day such as 2026-06-30"),
    "USD,1.1,2026-06-30,Treasury\n": ("per_usd", "1: one US dollar buys one; found “1.1”"),
    **{
        f'KES,"{value}",2026-06-30,Treasury\n': ("per_usd", "how much of it one US dollar buys")
        for value in ("", "0", "0.0000000001", "-129.35", "1e3", "NaN", "129,35", "1234567890", "١٢٩")
    },
}


@pytest.fixture
def load(session, make, tmp_path):
    """Loads a file with this content."""
    make.country("KEN", currency="KES")
    make.country("USA", currency="USD")
    make.commit()

    def from_text(content):
        file = tmp_path / "rates.csv"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return load_rates(session, file, TODAY)

    return from_text


def kept(session):
    return {
        (one.currency, one.day.isoformat(), str(one.per_usd_billionths))
        for one in session.scalars(select(ExchangeRate))
    }


@pytest.mark.parametrize("row", WRONG)
def test_what_is_wrong_is_named_by_file_row_and_column_and_nothing_is_taken(session, load, row):
    column, expected = WRONG[row]
    with pytest.raises(BadRates) as refused:
        load(HEADER + "USD,1,2026-06-30,Treasury\n\n" + row)
    assert f"rates.csv, row 4, {column}: expected " in str(refused.value)
    assert expected in str(refused.value)
    assert kept(session) == set()


def test_all_that_is_wrong_is_said_in_one_go(load):
    with pytest.raises(BadRates) as refused:
        load(HEADER + GOOD + "KSH,0,2026-06-30,\n" + GOOD + "KES,1\n")
    told = str(refused.value).splitlines()
    assert [line.split(": expected")[0].rpartition("rates.csv, ")[2] for line in told] == [
        "row 3, currency", "row 3, per_usd", "row 3, source", "row 4, date", "row 5",
    ]  # fmt: skip
    assert "one rate of KES for a day; row 2 has it" in told[3]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "row 1: expected the columns currency, per_usd, date, source; found none"),
        ("currency,rate\nKES,1\n", "found currency, rate"),
        (HEADER, "expected at least one rate below the header"),
        (HEADER.encode() + b"KES,1,2026-06-30,Tr\xe9sor\n", "expected a text in UTF-8"),
        (HEADER + 'KES,1,2026-06-30,"Treasury\n', "expected a table of comma-separated values"),
    ],
)
def test_what_is_no_table_of_rates_is_refused(load, content, said):
    with pytest.raises(BadRates, match=said):
        load(content)


def test_a_file_that_is_not_there_is_refused(session, load, tmp_path):
    with pytest.raises(BadRates, match="cannot be read"):
        load_rates(session, tmp_path / "none.csv", TODAY)


def test_without_countries_there_is_no_currency_to_have_a_rate(session, tmp_path):
    with pytest.raises(BadRates, match="load-reference"):
        load_rates(session, tmp_path / "none.csv", TODAY)


def test_loading_says_what_it_did_and_again_changes_nothing(session, load):
    # a spreadsheet writes a mark before the first letter, and puts the columns in any order
    rows = ["\ufeffsource,date,per_usd,currency", "Treasury,2026-06-30,129.35,KES", "Treasury,2026-06-30,1.000,USD"]
    content = "\r\n".join(rows)
    assert vars(load(content)) == {"new": 2, "changed": 0, "unchanged": 0}
    once = kept(session)
    assert once == {("KES", "2026-06-30", "129350000000"), ("USD", "2026-06-30", "1000000000")}
    assert vars(load(content)) == {"new": 0, "changed": 0, "unchanged": 2}
    assert kept(session) == once
    assert vars(load(HEADER + "KES,130,2026-06-30,Treasury\nKES,131,2026-09-30,Treasury\n")) == {
        "new": 1, "changed": 1, "unchanged": 0,
    }  # fmt: skip
    session.commit()  # each load has left its event, or this would be refused
    events = session.scalars(select(AuditEvent).where(AuditEvent.action == "rates.load").order_by(AuditEvent.at)).all()
    assert events[-1].changes == {"file": "rates.csv", "new": 1, "changed": 1, "unchanged": 0}


def test_the_newest_rate_counts_however_late_an_older_one_is_loaded(session, load):
    load(HEADER + "KES,130,2026-09-30,Treasury\n")
    load(HEADER + "KES,120,2026-06-30,Treasury\n")
    (newest,) = exchange.newest_of(session, ["KES"])
    assert (newest.per_usd, newest.day) == (130, date(2026, 9, 30))
    assert exchange.newest_rates(session).parities == {"KES": 130 * 10**9}


def test_what_was_loaded_since_outlives_the_reference_data_of_a_release(session, load):
    load_reference(session)
    load(HEADER + "KES,131,2026-11-30,Treasury\n")
    load_reference(session)
    (newest,) = exchange.newest_of(session, ["KES"])
    assert newest.per_usd == 131
