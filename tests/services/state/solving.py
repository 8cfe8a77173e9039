"""A plan made by hand, in place of the engine's: it takes what is wished for, as far as every rule lets it.

It reads the files that the run was frozen with, as the engine does.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from app.services.engine import frozen_policies
from app.services.engine.files import as_cell, from_cell
from app.services.engine.snapshots import Snapshot, rows
from app.services.review.plans import amounts
from models.amounts import HorizonAmounts

Pair = tuple[str, str]
Wish = tuple[int, int, HorizonAmounts]
"""Places of a need and of an offer, and how much."""

HEADER = "need_id,offer_id,short,medium,long,amount,share,score"


class Contradiction(Exception):
    """The pins leave no plan."""


class Desk:
    """The lines that were chosen, and what they leave."""

    def __init__(self, snapshot: Mapping[str, str]) -> None:
        self.needs = {row["need_id"]: row for row in rows(snapshot["needs.csv"])}
        self.offers = {row["offer_id"]: row for row in rows(snapshot["offers.csv"])}
        self.places = {need_id: Snapshot(snapshot).decimals_of(need_id) for need_id in self.needs}
        decisions = list(rows(snapshot["decisions.csv"]))
        pins = [row for row in decisions if row["decision"] == "pin"]
        self.pins = {pair_of(row): amounts(row, self.places[row["need_id"]]) for row in pins}
        self.forbidden = {pair_of(row) for row in decisions if row["decision"] == "forbid"}
        self.lines: dict[Pair, HorizonAmounts] = {}
        decimals = frozen_policies.read(snapshot["policy.toml"]).decimals
        self.left = {key: capacity(row, decimals[row["kind"]]) for key, row in self.offers.items()}

    def choose(self, needs: Sequence[str], offers: Sequence[str], wishes: Iterable[Wish]) -> None:
        """Raises Contradiction where a pin breaks a rule."""
        for pair, pinned in self.pins.items():
            if pair in self.forbidden or self.room(pair, pinned) != pinned:
                raise Contradiction
            self.take(pair, pinned)
        for need, offer, wish in wishes:
            pair = needs[need % len(needs)], offers[offer % len(offers)]
            if self.is_open(pair) and (given := self.room(pair, wish)).total:
                self.take(pair, given)

    def is_open(self, pair: Pair) -> bool:
        """Whether both sides are in the run, and nobody decided on the two."""
        here = pair[0] in self.needs and pair[1] in self.offers
        return here and pair not in self.lines and pair not in self.forbidden

    def room(self, pair: Pair, wish: HorizonAmounts) -> HorizonAmounts:
        """As much of the wish as the need, the offer and their limits have room for."""
        need, offer = self.needs[pair[0]], self.offers[pair[1]]
        whole = from_cell(need["amount"], self.places[pair[0]])
        most = min(whole - self.given_to(pair[0]), int(whole * Decimal(offer["max_share"] or 1)))
        if self.is_full(need["max_partners"], pair[0], 0) or self.is_full(offer["max_partnerships"], pair[1], 1):
            return HorizonAmounts()
        left, given = list(self.left[pair[1]]), []
        for horizon, wanted in enumerate(wish):
            fits = min(left[horizon:]) if offer["carry_over"] == "true" else left[horizon]
            given.append(max(0, min(wanted, fits, most - sum(given))))
            left = spend(left, horizon, given[-1], offer)
        return HorizonAmounts(*given)

    def take(self, pair: Pair, given: HorizonAmounts) -> None:
        self.lines[pair] = given
        for horizon, amount in enumerate(given):
            self.left[pair[1]] = spend(self.left[pair[1]], horizon, amount, self.offers[pair[1]])

    def given_to(self, need: str) -> int:
        return sum(given.total for (one, _offer), given in self.lines.items() if one == need)

    def is_full(self, most: str, party: str, side: int) -> bool:
        return bool(most) and sum(pair[side] == party for pair in self.lines) >= int(most)

    def files(self) -> dict[str, str]:
        """As the engine writes them."""
        return {"plan.json": "{}", "plan.csv": "\n".join([HEADER, *self._rows()])}

    def _rows(self) -> Iterator[str]:
        for pair, given in sorted(self.lines.items()):
            money = [as_cell(one, self.places[pair[0]]) for one in (*given, given.total)]
            share = money[-1] / Decimal(self.needs[pair[0]]["amount"])
            yield ",".join(map(str, (*pair, *money, f"{share:f}"[:8], 0.5)))


def pair_of(row: Mapping[str, str]) -> Pair:
    return row["need_id"], row["offer_id"]


def capacity(row: Mapping[str, str], places: int) -> list[int]:
    """By horizon or, where it carries over, until the end of each."""
    held = HorizonAmounts(*(from_cell(row[f"capacity_{one}"], places) for one in ("short", "medium", "long")))
    return list(held.cumulative() if row["carry_over"] == "true" else held)


def spend(left: list[int], horizon: int, amount: int, offer: Mapping[str, str]) -> list[int]:
    carries = offer["carry_over"] == "true"
    return [one - amount * (place == horizon or (carries and place > horizon)) for place, one in enumerate(left)]
