"""From a round to its published plan."""

from dataclasses import replace

from app.services.engine.problems import Plain
from app.services.money.conversion import units_of
from app.services.review import plans, publication, rounds, runs, work
from app.services.review.approved_lines import approved_lines
from app.services.review.rounds import PolicyTerms, RoundTerms
from app.today import today
from models import Plan, Run
from models.amounts import HorizonAmounts
from models.lifecycle import RUN_MOVES, RoundStatus, RunStatus

from .solving import Contradiction, Desk, Wish
from .world import Told, World

THRESHOLD = 60


def run(world: World, wishes: list[Wish], based: bool, keeps: bool) -> None:
    """Another run of the round in hand, or the first of a new one; perhaps around the decisions on a plan."""
    if world.round is None:
        world.attempt("open a round", lambda: open_round(world))
    base = next((plan.run for plan in world.in_review()), None) if based else None
    what = "run again" if base else "run"
    if world.attempt(what, lambda: queue(world, base, keeps)):
        made = max(world.round.runs, key=lambda one: one.created_at)
        world.attempt("begin a run", lambda: begin(world, made))
        finish(world, made, wishes)


def turn_to_another_round(world: World) -> None:
    """Two at most go on at a time."""
    if len(world.going_on()) < 2:
        world.attempt("open a round", lambda: open_round(world))
    world.turn += 1


def open_round(world: World) -> Told:
    made = rounds.open_round(world.session, RoundTerms(f"Round {len(world.rounds)}", 2026), world.reviewer)
    terms = replace(PolicyTerms.of(made.policy), second_approval_money=THRESHOLD)
    rounds.set_policy(world.session, made, terms, made.policy.version, world.colleague)
    world.rounds.append(made)
    return [("round.open", made), ("round.set_policy", made.policy)]


def queue(world: World, base: Run | None, keeps: bool) -> Told:
    moves = [("round.review", world.round)] if world.round.status == RoundStatus.OPEN else []
    made = runs.queue(world.session, world.round, "", today(), world.reviewer, base=base, keeps=keeps)
    return [*moves, ("run.queue", made)]


def begin(world: World, made: Run) -> Told:
    work.begin(world.session, made)
    return [("run.begin", made)]


def finish(world: World, made: Run, wishes: list[Wish]) -> None:
    """As the worker does; a second worker that comes with the same plan finds it kept."""
    desk = Desk(made.snapshot)
    try:
        desk.choose([str(one.id) for one in world.needs], [str(one.id) for one in world.offers], wishes)
    except Contradiction:
        world.attempt("fail a run", lambda: give_up(world, made))
        return
    assert world.attempt("keep a plan", lambda: keep(world, made, desk))
    assert world.attempt("keep it again", lambda: keep_again(world, made, desk))


def give_up(world: World, made: Run) -> Told:
    work.fail(world.session, made, Plain("conflict"))
    return [("run.fail", made)]


def keep(world: World, made: Run, desk: Desk) -> Told:
    plans.keep(world.session, made, desk.files(), plans.Explanations({}, {}))
    return [("run.succeed", made)]


def keep_again(world: World, made: Run, desk: Desk) -> Told:
    keep(world, made, desk)
    return []


def publish(world: World, older: int) -> None:
    known = world.in_review()
    plan = known[min(older, len(known) - 1)]
    if world.attempt("publish", lambda: publish_one(world, plan)):
        assert not world.attempt("publish twice", lambda: publish_one(world, plan))


def publish_one(world: World, plan: Plan) -> Told:
    """What the page promised is what is reserved, and each organisation that it concerns has one message."""
    approved = approved_lines(world.session, plan)
    promised = {(one.partner.id, one.currency): one.amounts for one in publication.promises(approved)}
    unfinished = [one for one in plan.run.round.runs if RunStatus.CANCELLED in RUN_MOVES[one.status]]
    made = publication.publish(world.session, plan, today(), world.reviewer)
    reserved: dict[tuple[object, str | None], HorizonAmounts] = {}
    for one in made:
        key = one.offer.organisation_id, one.currency
        reserved[key] = reserved.get(key, HorizonAmounts()) + one.amounts
        assert one.covers == units_of(plan.run).given(one.match.amounts, one.need.currency)
    assert reserved == promised
    assert len(made) == len(approved)
    told = world.messages(f"round-{plan.run.round_id}-")
    assert sorted(one.organisation_id for one in told) == sorted(concerned(plan, made))
    return [
        *(("partnership.offer", one) for one in made),
        *(("offer.reserve", one) for one in {one.offer for one in made}),
        ("plan.publish", plan),
        *(("run.cancel", one) for one in unfinished),
        ("round.publish", plan.run.round),
    ]


def concerned(plan, made) -> set[object]:
    """The cities of all needs that were in the run, and the partners of what was approved or shown to them."""
    cities = {one.need.programme.organisation_id for one in (*plan.matches, *plan.unserved)}
    shown = {one.offer.organisation_id for one in plan.matches if one.shown_at is not None}
    return cities | shown | {one.offer.organisation_id for one in made}
