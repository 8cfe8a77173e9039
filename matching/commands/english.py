"""Explanations in English, for the command line; the web has its own words in five languages."""

from collections.abc import Iterator

from ..amounts import amount_text
from ..explain import DecisionExplanation, MatchExplanation, NeedExplanation, OfferExplanation
from ..vocabulary import HORIZONS

LIMITS = {
    "pinned": "staff fixed this amount",
    "need_is_met": "the need has all it asks for",
    "largest_partnership": "this partnership is as large as it may be",
    "capacity": "the offer has nothing left in the horizons that suit",
    "country_share": "the country has its share of the offer",
    "weighed": "more was possible, but the plan does better without",
}

OBSTACLES = {
    "forbidden": "staff forbade it",
    "partners_full": "the need has all the partners it wants",
    "partnerships_full": "the offer has all its partnerships",
    "capacity_taken": "its capacity went to others",
    "country_share_taken": "the country's share of it went to others",
    "left_below_smallest_partnership": "what is left is below its smallest partnership",
    "outweighed": "what the plan does instead is worth more",
}


def match_lines(told: MatchExplanation, decimals: int) -> Iterator[str]:
    yield f"{told.offer} gives {told.need} {amount_text(sum(told.amounts), decimals)} ({told.share:.1%} of the need)."
    for horizon, amount in zip(HORIZONS, told.amounts, strict=True):
        if amount:
            yield f"  {horizon}: {amount_text(amount, decimals)}"
    yield f"Score {told.score:.4g}:"
    for part in told.parts:
        yield f"  {part.name}: {part.value:.2f} (counts {part.weight:.0%})"
    yield "Why no more: " + "; ".join(LIMITS[code] for code in told.limits) + "."
    if told.runner_up is None:
        yield "No other offer fits this need."
    else:
        also = ", also in the plan" if told.runner_up.in_plan else ""
        room = amount_text(told.runner_up.room, decimals)
        yield f"Runner-up: {told.runner_up.offer} (score {told.runner_up.score:.4g}{also}); it could still give {room}."


def need_lines(told: NeedExplanation, decimals: int) -> Iterator[str]:
    outcomes = {"met": "is met in full", "part": "is met in part", "left_out": "is left out"}
    asked, smallest = amount_text(told.amount, decimals), amount_text(told.smallest, decimals)
    received = amount_text(told.received, decimals)
    yield f"{told.need} {outcomes[told.outcome]}: {received} of {asked} (useful from {smallest})."
    for match in told.lines:
        yield f"  {match.offer} gives {amount_text(match.amount, decimals)}"
    yield f"Offers of its kind: {told.funnel.offers}; of these {told.funnel.fits} fit:"
    for step in told.funnel.steps:
        yield f"  {step.test}: {step.left} left ({step.fell} fail it, {step.fell_here_alone} of them nothing else)"
    if told.waits_for:
        yield f"It waits for {', '.join(told.waits_for)}."
    for candidate in told.candidates:
        if candidate.obstacles:
            why = "; ".join(OBSTACLES[code] for code in candidate.obstacles)
            yield f"{candidate.offer} (score {candidate.score:.4g}) gives nothing: {why}."
    for rival in told.rivals[:10]:
        yield f"{rival.need} holds {amount_text(rival.amount, decimals)} of {rival.offer} (score {rival.score:.4g})."
    yield from _changes(told, decimals)


def _changes(told: NeedExplanation, decimals: int) -> Iterator[str]:
    if told.changes is None:
        return
    if not told.changes:
        yield "No single change was found that would bring it in."
    for change in told.changes:
        yield f"With {change.field} {change.value} it would get {amount_text(change.received, decimals)}."


def offer_lines(told: OfferExplanation, decimals: int) -> Iterator[str]:
    yield f"{told.offer} gives {amount_text(sum(told.given), decimals)} of {amount_text(sum(told.capacity), decimals)}:"
    for h, horizon in enumerate(HORIZONS):
        capacity, given, free = (amount_text(a[h], decimals) for a in (told.capacity, told.given, told.free))
        yield f"  {horizon}: {given} of {capacity}, {free} free"
    for match in told.lines:
        yield f"  {match.need} gets {amount_text(match.amount, decimals)} (score {match.score:.4g})"
    left = told.partnerships_left
    yield f"It may serve {told.eligible} needs, with {'any number of' if left is None else left} more partnerships."
    if told.waiting:
        yield f"Left out among them: {', '.join(told.waiting)}."
    if told.value_of_capacity is not None:
        values = ", ".join(f"{h} {v:.3g}" for h, v in zip(HORIZONS, told.value_of_capacity, strict=True))
        yield f"Impact of one more unit of capacity, in the relaxed model: {values}."


def decision_lines(told: DecisionExplanation) -> Iterator[str]:
    yield f"The decision to {told.decision} {told.need} with {told.offer} costs {told.cost:.4g} of impact"
    yield f"  (between {told.at_least:.4g} and {told.at_most:.4g} by the bounds)."
    for verb, needs in (("More", told.needs_that_gain), ("Less", told.needs_that_lose)):
        if needs:
            yield f"{verb} goes to {', '.join(needs)}."
