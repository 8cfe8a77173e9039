"""The pool of a round: needs, offers, what is known of pairs, and the decisions that bind, all checked."""

from dataclasses import dataclass
from functools import cached_property

from .amounts import share_down, share_up


@dataclass(frozen=True, slots=True)
class Need:
    """One thing a programme lacks. Amounts in the smallest unit, shares and weight in billionths."""

    id: str
    programme: str
    city: str
    country: str
    region: str
    income_group: str
    group: str
    kind: str
    theme: str
    instruments: frozenset[str]
    amount: int
    min_share: int
    max_partners: int | None
    first_horizon: int
    last_horizon: int
    weight: int
    requires: tuple[str, ...]
    flags: frozenset[str]

    @property
    def smallest(self) -> int:
        """The smallest useful amount: less than this is no help."""
        return share_up(self.min_share, self.amount)

    @property
    def met_at(self) -> int:
        """The amount from which needs that wait for this one may begin."""
        return self.smallest or self.amount


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing a partner can give; an empty set of criteria accepts any."""

    id: str
    partner: str
    kind: str
    themes: frozenset[str]
    instruments: frozenset[str]
    countries: frozenset[str]
    regions: frozenset[str]
    income_groups: frozenset[str]
    required_flags: frozenset[str]
    capacity: tuple[int, int, int]
    carry_over: bool
    min_amount: int
    max_amount: int | None
    max_partnerships: int | None
    max_share: int | None
    max_country_share: int | None

    @property
    def total_capacity(self) -> int:
        return sum(self.capacity)

    @property
    def country_limit(self) -> int | None:
        """The most that the needs of one country may draw together."""
        if self.max_country_share is None:
            return None
        return share_down(self.max_country_share, self.total_capacity)


@dataclass(frozen=True, slots=True)
class PairNote:
    """What is known of one pair beyond the two records: a score, or parts of one, each in [0, 1]."""

    need: str
    offer: str
    score: float | None
    preference: float | None
    shared_vision: float | None
    continuity: float | None


@dataclass(frozen=True, slots=True)
class Decision:
    """What staff said of a pair: `pin` (in, with exactly these amounts) or `forbid` (out)."""

    need: str
    offer: str
    decision: str
    amounts: tuple[int, int, int]


@dataclass(frozen=True)
class Pool:
    """Everything that goes into a plan except the policy, in canonical order (see canonical.py)."""

    needs: tuple[Need, ...]
    offers: tuple[Offer, ...]
    notes: tuple[PairNote, ...] = ()
    decisions: tuple[Decision, ...] = ()
    only_pairs: bool = False
    flat_scores: bool = False

    @cached_property
    def need_index(self) -> dict[str, int]:
        return {need.id: i for i, need in enumerate(self.needs)}

    @cached_property
    def kinds(self) -> dict[str, str]:
        """The kind of every need."""
        return {need.id: need.kind for need in self.needs}

    @cached_property
    def offer_index(self) -> dict[str, int]:
        return {offer.id: j for j, offer in enumerate(self.offers)}
