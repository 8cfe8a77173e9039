"""The rounds that are measured on: generated ones of three sizes, or the files of a real one."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from matching.files import read_frame
from matching.generate import generate_round

SIZES = {"S": (200, 50), "M": (2_000, 400), "L": (10_000, 2_000)}
"""Needs and offers."""


@dataclass(frozen=True)
class World:
    """`size` is a letter, "needs x offers", or the folder of a real round (needs.csv, offers.csv)."""

    size: str
    seed: int = 1

    @property
    def is_generated(self) -> bool:
        return self.size in SIZES or not Path(self.size).is_dir()

    def frames(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Needs and offers as text."""
        if not self.is_generated:
            folder = Path(self.size)
            return read_frame(folder / "needs.csv"), read_frame(folder / "offers.csv")
        needs, offers = SIZES.get(self.size) or map(int, self.size.split("x"))
        return generate_round(needs, offers, self.seed)

    def __str__(self) -> str:
        if not self.is_generated:
            return Path(self.size).name.replace("_", " ")
        return f"{self.size}, seed {self.seed}"
