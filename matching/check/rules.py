"""The exact checker: every rule of a plan tested again in whole numbers, record by record.

It shares no code with the model, nor with the vectorised eligibility tests: what it accepts does not rest on them.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from ..errors import Violation
from ..pool import Need, Offer, Pool
from ..vocabulary import HORIZONS

Amounts = tuple[int, int, int]
Lines = Mapping[tuple[str, str], Amounts]
"""What each (need_id, offer_id) gives per horizon, in the smallest unit."""


def check_rules(pool: Pool, lines: Lines) -> list[Violation]:
    """Every violation of every rule; an empty list means that the plan holds."""
    unknown = [
        Violation("unknown", n, o, "in the plan", "a need and an offer of the round")
        for n, o in lines
        if n not in pool.need_index or o not in pool.offer_index
    ]
    if unknown:
        return unknown
    book = _Book(pool, lines)
    rules = (
        _positive, _eligible, _need_amount, _smallest_share, _capacity, _partnership_size,
        _most_partnerships, _most_partners, _country_share, _sequence, _decisions,
    )  # fmt: skip
    return [violation for rule in rules for violation in rule(book)]


class _Book:
    """The lines of a plan, by need and by offer."""

    def __init__(self, pool: Pool, lines: Lines) -> None:
        self.pool, self.lines = pool, lines
        self.need = {need.id: need for need in pool.needs}
        self.offer = {offer.id: offer for offer in pool.offers}
        self.by_need: dict[str, list[Amounts]] = defaultdict(list)
        self.by_offer: dict[str, list[tuple[Need, Amounts]]] = defaultdict(list)
        for (n, o), amounts in lines.items():
            self.by_need[n].append(amounts)
            self.by_offer[o].append((self.need[n], amounts))

    def pairs(self) -> Iterator[tuple[Need, Offer, Amounts]]:
        for (n, o), amounts in self.lines.items():
            yield self.need[n], self.offer[o], amounts

    def received(self, need: str, until: int = len(HORIZONS) - 1) -> int:
        return sum(sum(amounts[: until + 1]) for amounts in self.by_need[need])


def _positive(book: _Book) -> Iterator[Violation]:
    for need, offer, amounts in book.pairs():
        if min(amounts) < 0 or sum(amounts) <= 0:
            yield Violation("positive_amount", need.id, offer.id, min(amounts), "above 0")


def failed_tests(need: Need, offer: Offer) -> list[str]:
    """The named tests of eligibility that this pair fails, one by one."""
    tests = {
        "kind": need.kind == offer.kind,
        "theme": not offer.themes or need.theme in offer.themes,
        "instrument": not need.instruments or not offer.instruments or bool(need.instruments & offer.instruments),
        "place": (not offer.countries or need.country in offer.countries)
        and (not offer.regions or need.region in offer.regions)
        and (not offer.income_groups or need.income_group in offer.income_groups),
        "flags": offer.required_flags <= need.flags,
        "horizon": any(
            sum(offer.capacity[: h + 1]) if offer.carry_over else offer.capacity[h]
            for h in range(need.first_horizon, need.last_horizon + 1)
        ),
        "size": offer.min_amount <= largest(need, offer),
    }
    return [name for name, passed in tests.items() if not passed]


def largest(need: Need, offer: Offer) -> int:
    """U: the most that this pair may hold together."""
    limits = [need.amount, offer.total_capacity]
    if offer.max_amount is not None:
        limits.append(offer.max_amount)
    if offer.max_share is not None:
        limits.append(offer.max_share * need.amount // 10**9)
    return min(limits)


def _eligible(book: _Book) -> Iterator[Violation]:
    listed = {(note.need, note.offer) for note in book.pool.notes}
    for need, offer, amounts in book.pairs():
        for test in failed_tests(need, offer):
            yield Violation(f"eligibility:{test}", need.id, offer.id, "matched", "not eligible")
        if book.pool.only_pairs and (need.id, offer.id) not in listed:
            yield Violation("eligibility:pairs", need.id, offer.id, "matched", "not listed in the pairs")
        for h, amount in enumerate(amounts):
            if amount and not need.first_horizon <= h <= need.last_horizon:
                yield Violation("window", need.id, offer.id, HORIZONS[h], "inside the need's horizons")


def _need_amount(book: _Book) -> Iterator[Violation]:
    for n in book.by_need:
        if book.received(n) > book.need[n].amount:
            yield Violation("need_amount", n, "", book.received(n), book.need[n].amount)


def _smallest_share(book: _Book) -> Iterator[Violation]:
    for n in book.by_need:
        if book.received(n) * 10**9 < book.need[n].min_share * book.need[n].amount:
            yield Violation("smallest_share", n, "", book.received(n), book.need[n].smallest)


def _capacity(book: _Book) -> Iterator[Violation]:
    for o, given in book.by_offer.items():
        offer = book.offer[o]
        for h in range(len(HORIZONS)):
            since = 0 if offer.carry_over else h
            drawn = sum(sum(amounts[since : h + 1]) for _, amounts in given)
            if drawn > sum(offer.capacity[since : h + 1]):
                yield Violation(f"capacity:{HORIZONS[h]}", "", o, drawn, sum(offer.capacity[since : h + 1]))


def _partnership_size(book: _Book) -> Iterator[Violation]:
    for need, offer, amounts in book.pairs():
        if sum(amounts) < offer.min_amount:
            yield Violation("partnership_size", need.id, offer.id, sum(amounts), offer.min_amount)
        if sum(amounts) > largest(need, offer):
            yield Violation("partnership_size", need.id, offer.id, sum(amounts), largest(need, offer))


def _most_partnerships(book: _Book) -> Iterator[Violation]:
    for o, given in book.by_offer.items():
        limit = book.offer[o].max_partnerships
        if limit is not None and len(given) > limit:
            yield Violation("most_partnerships", "", o, len(given), limit)


def _most_partners(book: _Book) -> Iterator[Violation]:
    for n, given in book.by_need.items():
        limit = book.need[n].max_partners
        if limit is not None and len(given) > limit:
            yield Violation("most_partners", n, "", len(given), limit)


def _country_share(book: _Book) -> Iterator[Violation]:
    for o, given in book.by_offer.items():
        offer = book.offer[o]
        if offer.max_country_share is None:
            continue
        drawn: dict[str, int] = defaultdict(int)
        for need, amounts in given:
            drawn[need.country] += sum(amounts)
        for country, amount in sorted(drawn.items()):
            if amount * 10**9 > offer.max_country_share * offer.total_capacity:
                yield Violation(f"country_share:{country}", "", o, amount, offer.country_limit or 0)


def _sequence(book: _Book) -> Iterator[Violation]:
    for n in list(book.by_need):
        for earlier in book.need[n].requires:
            for h in range(len(HORIZONS)):
                met = book.received(earlier, h) >= book.need[earlier].met_at
                if book.received(n, h) > 0 and not met:
                    yield Violation("sequence", n, "", f"begun by {HORIZONS[h]}", f"after {earlier} is met")
                    break


def _decisions(book: _Book) -> Iterator[Violation]:
    for decision in book.pool.decisions:
        amounts = book.lines.get((decision.need, decision.offer))
        if decision.decision == "forbid" and amounts is not None:
            yield Violation("forbid", decision.need, decision.offer, "matched", "forbidden")
        if decision.decision == "pin" and amounts != decision.amounts:
            yield Violation("pin", decision.need, decision.offer, str(amounts), str(decision.amounts))
