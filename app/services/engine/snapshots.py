"""What a run was frozen with, read from its files, and what these files are called."""

import csv
import io
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Self

from sqlalchemy import select

from app.database import AuditedSession
from app.services.engine import frozen_policies
from app.services.money.exchange import DatedRate
from matching.amounts import Decimals
from matching.policy import policy_from_text
from models import Round, Run

Row = Mapping[str, str]
"""Column -> cell."""


class Part(StrEnum):
    """What one file of a snapshot holds."""

    NEEDS = "needs"
    OFFERS = "offers"
    PAIRS = "pairs"
    DECISIONS = "decisions"
    POLICY = "policy"
    REFUSALS = "refusals"
    """the pairs that one of their sides had said no to; the engine does not read them"""
    RATES = "rates"
    """at which amounts were laid beside each other, of which day and whose; the engine does not read them"""

    @property
    def file(self) -> str:
        return frozen_policies.FILE if self == Part.POLICY else f"{self}.csv"


READ_BY_THE_ENGINE = (Part.NEEDS, Part.OFFERS, Part.PAIRS, Part.DECISIONS, Part.POLICY)


@dataclass(frozen=True)
class Snapshot:
    """The files by name. Ids are text, as the engine knows them; older runs may lack a file."""

    files: Mapping[str, str]

    @classmethod
    def of(cls, run: Run) -> Self:
        return cls(run.snapshot)

    @cached_property
    def needs(self) -> Mapping[str, Row]:
        """By id, in the order of the file."""
        return {row["need_id"]: row for row in self._rows(Part.NEEDS)}

    @cached_property
    def offers(self) -> Mapping[str, Row]:
        """By id, in the order of the file."""
        return {row["offer_id"]: row for row in self._rows(Part.OFFERS)}

    @cached_property
    def refused(self) -> frozenset[tuple[str, str]]:
        """Need and offer of each pair that one of the two had said no to."""
        return frozenset((row["need_id"], row["offer_id"]) for row in self._rows(Part.REFUSALS))

    @cached_property
    def decimals(self) -> Decimals:
        """With how many its files, and the engine's answers, hold amounts of each kind, by the frozen policy: one from
        before there was such a knob holds hundredths, whatever the currency."""
        return frozen_policies.read(self.files.get(Part.POLICY.file, "")).decimals

    def decimals_of(self, need_id: str) -> int:
        """The same of what is planned for one need."""
        return self.decimals[self.needs[need_id]["kind"]]

    @cached_property
    def rates(self) -> list[DatedRate]:
        """Of the currencies that it counts in."""
        return [
            DatedRate(
                row["currency"],
                date.fromisoformat(row["date"]),
                int(Decimal(row["per_usd"]).scaleb(9)),
                row["source"],
            )
            for row in self._rows(Part.RATES)
        ]

    @property
    def time_limit(self) -> float:
        """Seconds that the engine may take, by the frozen policy."""
        return policy_from_text(self.files[Part.POLICY.file]).time_limit

    def knows(self, need_id: uuid.UUID, offer_id: uuid.UUID) -> bool:
        """Whether both were in: of others the engine can say nothing."""
        return str(need_id) in self.needs and str(offer_id) in self.offers

    def ids_in(self, file: str, row: int | None) -> list[str]:
        """The ids of the need and the offer that a row of a file is about; the header is row 1."""
        rows = list(csv.reader(io.StringIO(self.files.get(file, ""))))
        if row is None or not 1 < row <= len(rows):
            return []
        return [cell for column, cell in zip(rows[0], rows[row - 1], strict=False) if column in ("need_id", "offer_id")]

    def differing(self, other: "Snapshot") -> list[Part]:
        """The parts that are not the same in both, whatever the order of their rows; by name. Of which rates an older
        run was made is not known."""
        parts = [part for part in sorted(Part) if part != Part.RATES or (self.rates and other.rates)]
        return [part for part in parts if self._content(part) != other._content(part)]

    def write(self, folder: Path) -> None:
        for name, content in self.files.items():
            (folder / name).write_text(content, encoding="utf-8")

    def options(self) -> list[str]:
        """What the engine's command line is given, in a folder to which the files were written."""
        parts = [part for part in READ_BY_THE_ENGINE if part.file in self.files]
        return [word for part in parts for word in (f"--{part}", part.file)]

    def _rows(self, part: Part) -> "csv.DictReader[str]":
        return rows(self.files.get(part.file, ""))

    def _content(self, part: Part) -> object:
        text = self.files.get(part.file, "")
        return frozen_policies.read(text).columns if part == Part.POLICY and text else set(text.splitlines())


def rows(text: str) -> "csv.DictReader[str]":
    """The rows of a file below its header."""
    return csv.DictReader(io.StringIO(text))


def only(session: AuditedSession, run_id: uuid.UUID, part: Part) -> Snapshot:
    """One part, without the rest of the snapshot leaving the database."""
    text = session.scalar(select(Run.snapshot[part.file].as_string()).where(Run.id == run_id))
    return Snapshot({part.file: text or ""})


def count_refused(session: AuditedSession, round_: Round) -> dict[uuid.UUID, int]:
    """How many pairs each run of the round left out because one of the two had said no."""
    frozen = Run.snapshot[Part.REFUSALS.file].as_string()
    found = session.execute(select(Run.id, frozen).where(Run.round_id == round_.id))
    return {run_id: len(text.splitlines()) - 1 for run_id, text in found if text}
