"""Synthetic rounds to measure and test on: the same size and seed give the same files on every machine.

Places, themes and sizes are drawn so that about one pair in thirty is eligible, as in the real round; programmes of
one to four needs, preparation that must come before capital, useful minima, country shares, flags and carry-over all
occur. Nothing in it stands for a real city or partner.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .formats import columns
from .vocabulary import FLAGS, INSTRUMENTS, THEMES

REGIONS = (
    "Northern Plains",
    "Eastern Coast",
    "Southern Hills",
    "Western Isles",
    "Central Lakes",
    "Great Delta",
    "High Valley",
)
INCOMES = ("Low income", "Lower middle income", "Upper middle income")
COUNTRIES_A_REGION = 10
HORIZON_WINDOWS = (("short", "medium"), ("short", "long"), ("medium", "long"), ("", ""))

Row = dict[str, str]


@dataclass(frozen=True)
class _Country:
    code: str
    region: str
    income: str


def generate_round(needs: int, offers: int, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Needs and offers as frames of text, in the columns of the file format."""
    random = np.random.default_rng(seed)
    countries = _countries(random)
    need_rows = _need_rows(random, needs, countries)
    demand = {kind: sum(float(r["amount"]) for r in need_rows if r["kind"] == kind) for kind in INSTRUMENTS}
    offer_rows = _offer_rows(random, offers, countries, demand)

    return (
        pd.DataFrame(need_rows, columns=pd.Index(columns.NEEDS), dtype=object),
        pd.DataFrame(offer_rows, columns=pd.Index(columns.OFFERS), dtype=object),
    )


def _countries(random: np.random.Generator) -> list[_Country]:
    return [
        _Country(f"{chr(65 + r)}{chr(65 + c)}X", region, str(random.choice(INCOMES, p=[0.35, 0.45, 0.2])))
        for r, region in enumerate(REGIONS)
        for c in range(COUNTRIES_A_REGION)
    ]


def _need_rows(random: np.random.Generator, wanted: int, countries: list[_Country]) -> list[Row]:
    rows: list[Row] = []
    programme = 0
    while len(rows) < wanted:
        programme += 1
        country = countries[int(len(countries) * random.beta(1, 1.6))]
        size = min(int(random.choice([1, 2, 3, 4], p=[0.4, 0.3, 0.2, 0.1])), wanted - len(rows))
        first = len(rows)
        for member in range(size):
            kind = "technical" if random.random() < (0.6 if member == 0 and size > 1 else 0.15) else "financial"
            rows.append(_need_row(random, len(rows), programme, country, kind))
        if size > 1 and random.random() < 0.6:
            rows[-1]["requires"] = rows[first]["need_id"]
    return rows


def _need_row(random: np.random.Generator, number: int, programme: int, country: _Country, kind: str) -> Row:
    median, spread = (4_000_000, 1.2) if kind == "financial" else (200, 0.8)
    first, last = HORIZON_WINDOWS[int(random.integers(4))]
    return {
        "need_id": f"N{number + 1:05d}",
        "programme_id": f"P{programme:05d}",
        "city": f"City {programme}",
        "country": country.code,
        "region": country.region,
        "income_group": country.income,
        "group": "",
        "kind": kind,
        "theme": str(random.choice(THEMES)),
        "instruments": _some(random, INSTRUMENTS[kind], 2, 4),
        "amount": _rounded(median * np.exp(spread * random.standard_normal())),
        "min_share": str(random.choice(["", "0.3", "0.5", "0.8", "1"], p=[0.3, 0.25, 0.2, 0.15, 0.1])),
        "max_partners": str(random.choice(["", "1", "2", "3"], p=[0.4, 0.15, 0.2, 0.25])),
        "first_horizon": first,
        "last_horizon": last,
        "weight": f"{0.5 + random.random():.2f}",
        "requires": "",
        "flags": _some(random, FLAGS, 0, 5),
    }


def _offer_rows(
    random: np.random.Generator, wanted: int, countries: list[_Country], demand: dict[str, float]
) -> list[Row]:
    """Together the offers hold about 60 % of what the needs of their kind ask for."""
    kinds = [("technical" if random.random() < 0.25 else "financial") for _ in range(wanted)]
    sizes = np.exp(1.1 * random.standard_normal(wanted))
    return [
        _offer_row(
            random,
            number,
            kind,
            countries,
            0.6 * demand[kind] * sizes[number] / sum(s for s, k in zip(sizes, kinds, strict=True) if k == kind),
        )
        for number, kind in enumerate(kinds)
    ]


def _offer_row(random: np.random.Generator, number: int, kind: str, countries: list[_Country], total: float) -> Row:
    split = random.dirichlet([2.0, 2.0, 1.0])
    places = _places(random, countries)
    return {
        "offer_id": f"O{number + 1:05d}",
        "partner": f"Example Partner {1 + number // 3}",
        "kind": kind,
        "themes": _some(random, THEMES, 3, 9),
        "instruments": _some(random, INSTRUMENTS[kind], 2, 4),
        **places,
        "required_flags": _some(random, FLAGS, 0, 1),
        "capacity_short": _rounded(total * split[0]),
        "capacity_medium": _rounded(total * split[1]),
        "capacity_long": _rounded(total * split[2]),
        "carry_over": "true" if random.random() < 0.6 else "false",
        "min_amount": _rounded(total * random.choice([0.01, 0.03, 0.08])),
        "max_amount": _rounded(total * random.choice([0.2, 0.4])) if random.random() < 0.5 else "",
        "max_partnerships": str(random.choice(["", "2", "4", "8"], p=[0.3, 0.2, 0.3, 0.2])),
        "max_share": str(random.choice(["", "0.5", "0.8"], p=[0.5, 0.25, 0.25])),
        "max_country_share": "0.5" if random.random() < 0.3 else "",
    }


def _places(random: np.random.Generator, countries: list[_Country]) -> Row:
    """A third of the offers name countries, most a region or two, some an income group on top."""
    blank = {"countries": "", "regions": "", "income_groups": ""}
    if random.random() < 0.35:
        return {**blank, "countries": _some(random, tuple(c.code for c in countries), 2, 8)}
    incomes = _some(random, INCOMES, 1, 2) if random.random() < 0.3 else ""
    return {**blank, "regions": _some(random, REGIONS, 1, 4), "income_groups": incomes}


def _some(random: np.random.Generator, words: tuple[str, ...], fewest: int, most: int) -> str:
    count = int(random.integers(fewest, most + 1))
    chosen = random.choice(len(words), size=min(count, len(words)), replace=False)
    return ";".join(words[i] for i in sorted(chosen.tolist()))


def _rounded(amount: float) -> str:
    """Two significant digits or so, as people write estimates; hundredths where the number is small."""
    return f"{amount:.2f}" if amount < 100 else str(int(float(f"{amount:.2e}")))
