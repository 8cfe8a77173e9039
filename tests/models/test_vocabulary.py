"""The words of the platform against the code lists of others."""

from pathlib import Path

from models.vocabulary import DAC_PURPOSES, Theme

CODES = Path(__file__).parent / "data" / "dac_purposes.csv"


def test_every_theme_has_purpose_codes_and_none_of_them_was_withdrawn():
    rows = [line.split(",") for line in CODES.read_text("utf-8").splitlines() if line[:1].isdigit()]
    status = {int(code): status for code, status in rows}
    assert status[41050] == "withdrawn"
    assert set(DAC_PURPOSES) == set(Theme)
    assert {status.get(code) for codes in DAC_PURPOSES.values() for code in codes} == {"active"}
