"""What staff and partners say of a plan before it is published."""

import uuid
from collections.abc import Callable, Sequence

from sqlalchemy import select

from app.services.record.actor import Actor
from app.services.review import decisions, plan_lines, windows
from app.today import today
from models import Decision, Match, Plan, Run
from models.amounts import HorizonAmounts
from models.lifecycle import MatchStatus
from models.rounds import DecisionKind
from models.windows import ReplyKind

from .world import Told, World

REASON = "For a reason."
Choice = Callable[[Sequence[Match]], Sequence[Match]]


def lines_of(world: World, older: int) -> Sequence[Match]:
    plans = world.in_review()
    return world.lines(plans[min(older, len(plans) - 1)])


def decide(world: World, older: int, choose: Choice, kind: DecisionKind, pinned: HorizonAmounts | None) -> None:
    lines = lines_of(world, older)
    if lines:
        given = pinned if kind == DecisionKind.PIN else None
        world.attempt(f"decide {kind}", lambda: decide_all(world, choose(lines), kind, given))


def decide_all(world: World, matches: Sequence[Match], kind: DecisionKind, amounts: HorizonAmounts | None) -> Told:
    before = {one.id: one.revision for one in matches}
    count = decisions.decide(world.session, matches, kind, REASON, today(), world.reviewer, amounts)
    decided = [one for one in matches if one.revision != before[one.id]]
    assert len(decided) == count
    assert all(decisions.standing(world.session, one).kind == kind for one in decided)
    return [(f"match.{kind}", one) for one in decided]


def decide_pair(world: World, need: int, offer: int, kind: DecisionKind, pinned: HorizonAmounts) -> None:
    pair = world.needs[need % len(world.needs)], world.offers[offer % len(world.offers)]
    given = pinned if kind == DecisionKind.PIN else None

    def act() -> Told:
        made = decisions.decide_pair(world.session, world.round, *pair, kind, REASON, today(), world.colleague, given)
        told = [(f"match.{kind}", one) for one in everywhere(world, made.round_id, [made])]
        return [(f"decision.{kind}", made), *told]

    world.attempt(f"decide {kind} of a pair", act)


def take_back(world: World, older: int, choose: Choice) -> None:
    lines = lines_of(world, older)
    if lines:
        world.attempt("undo", lambda: take_back_all(world, choose(lines)))


def take_back_all(world: World, matches: Sequence[Match]) -> Told:
    decided = [one for one in matches if one.status != MatchStatus.PROPOSED]
    reopened = undecided_again(world, matches[0].plan.run.round_id, decided) if matches else []
    assert decisions.take_back(world.session, matches, world.colleague) == len(decided)
    assert all(decisions.standing(world.session, one) is None for one in decided)
    return [("match.take_back", one) for one in reopened]


def everywhere(world: World, round_id: uuid.UUID, pairs: Sequence[Match | Decision]) -> Sequence[Match]:
    """The matches of these pairs in all plans of the round."""
    known = {(one.need_id, one.offer_id) for one in pairs}
    found = world.session.scalars(select(Match).join(Match.plan).join(Plan.run).where(Run.round_id == round_id))
    return [one for one in found if (one.need_id, one.offer_id) in known]


def undecided_again(world: World, round_id: uuid.UUID, pairs: Sequence[Match | Decision]) -> Sequence[Match]:
    """Those that will be proposed again once the decisions on their pairs are no more."""
    return [one for one in everywhere(world, round_id, pairs) if one.status != MatchStatus.PROPOSED]


def take_back_decision(world: World, which: int) -> None:
    known = world.session.scalars(select(Decision).order_by(Decision.decided_at, Decision.id)).all()
    if known:
        world.attempt("undo a decision", lambda: take_back_one(world, known[which % len(known)]))


def take_back_one(world: World, decision: Decision) -> Told:
    stood, reopened = decision.undone_at is None, undecided_again(world, decision.round_id, [decision])
    decisions.take_back_decision(world.session, decision, world.reviewer)
    return [("decision.take_back", decision), *(("match.take_back", one) for one in reopened)] if stood else []


def second(world: World, by: Actor) -> None:
    plan = world.in_review()[0]
    world.attempt("second", lambda: second_all(world, plan, by))


def second_all(world: World, plan: Plan, by: Actor) -> Told:
    """Of all matches of the plan: those for which its page says that they wait, and no others."""
    waiting = plan_lines.awaiting_second(world.session, plan)
    firsts = [decisions.standing(world.session, one) for one in world.lines(plan) if one.id in waiting]
    assert decisions.second(world.session, world.lines(plan), REASON, by) == len(firsts)
    return [("decision.second", one) for one in firsts if one is not None]


def open_window(world: World) -> None:
    plan = world.in_review()[0]

    def act() -> Told:
        window = windows.open_window(world.session, plan, 5, today(), world.reviewer)
        told = world.messages(f"window-{window.id}-")
        shown = [one for one in world.lines(plan) if one.status != MatchStatus.REJECTED]
        assert sorted(one.organisation_id for one in told) == sorted({one.offer.organisation_id for one in shown})
        return [("window.open", window), *(("match.show", one) for one in shown)]

    world.attempt("open the window", act)


def close_window(world: World) -> None:
    window = next((plan.window for plan in world.in_review() if plan.window), None)
    if window is None:
        return

    def act() -> Told:
        was_open = window.closed_at is None
        windows.close_early(world.session, window, REASON, world.colleague)
        return [("window.close", window)] if was_open else []

    world.attempt("close the window", act)


def reply(world: World, which: int, kind: ReplyKind, raised: HorizonAmounts) -> None:
    """To a match of a plan that has its window, or else of the newest."""
    plans = world.in_review()
    lines = world.lines(next((plan for plan in plans if plan.window), plans[0]))
    if not lines:
        return
    match = lines[which % len(lines)]
    amounts = raised if kind == ReplyKind.RAISE else None

    def act() -> Told:
        by = Actor(world.partner, match.offer.organisation_id)
        said = windows.reply(world.session, match, kind, "So we think of it.", today(), by, amounts)
        return [(f"reply.{kind}", said)]

    world.attempt("reply", act)


def too_late(world: World, which: int) -> None:
    """Once a plan is published nothing is decided in its round, taken back or shown any more."""
    published = [plan for one in world.rounds for plan in world.plans_of(one) if one.published_at]
    if not published:
        return
    plan = published[which % len(published)]
    lines, by = world.lines(plan), world.colleague
    late: list[Callable[[], object]] = [
        *(lambda kind=kind: decisions.decide(world.session, lines, kind, REASON, today(), by) for kind in DecisionKind),
        lambda: decisions.take_back(world.session, [one for one in lines if one.status == MatchStatus.APPROVED], by),
        lambda: decisions.second(world.session, lines, REASON, by),
        lambda: windows.open_window(world.session, plan, 5, today(), by),
    ]
    for act in late if any(one.status == MatchStatus.APPROVED for one in lines) else []:
        assert not world.attempt("too late", lambda act=act: act() and [])
