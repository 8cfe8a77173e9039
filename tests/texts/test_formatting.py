"""Dates as people everywhere read them alike."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask

from app.texts.formatting import day, moment
from app.texts.language import speaking
from models.vocabulary import Language

WRITTEN = {
    Language.ENGLISH: "3 November 2026",
    Language.FRENCH: "3 novembre 2026",
    Language.SPANISH: "3 de noviembre de 2026",
    Language.PORTUGUESE: "3 de novembro de 2026",
    Language.ARABIC: "3 نوفمبر 2026",
}


@pytest.mark.parametrize("language", Language)
def test_the_day_comes_first_and_the_month_in_letters(site: Flask, language: Language) -> None:
    with site.test_request_context(), speaking(language):
        assert day(date(2026, 11, 3)) == WRITTEN[language]


def test_a_moment_names_its_zone(site: Flask) -> None:
    with site.test_request_context():
        assert moment(datetime(2026, 11, 3, 15, 4, 59, tzinfo=UTC)) == "3 November 2026, 15:04 UTC"
        assert (day(None), moment(None)) == ("", "")
