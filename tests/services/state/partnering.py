"""What the two sides do with a partnership, and what staff record of it."""

from app.services.partnerships import steps
from app.services.record.actor import Actor
from models import Partnership
from models.lifecycle import PartnershipStatus as Status

from .world import Told, World

LEADS_TO = {"agree": Status.AGREED, "start": Status.ACTIVE, "complete": Status.COMPLETED}
ENDINGS = {"decline": Status.DECLINED, "withdraw": Status.WITHDRAWN, "terminate": Status.TERMINATED}
LEDGER = {"agree": "commit"} | dict.fromkeys(ENDINGS, "release")
ACCEPTED_BY = (Status.ACCEPTED_BY_CITY, Status.ACCEPTED_BY_PARTNER)


def step(world: World, which: int, how: str, side: int) -> None:
    """Three times of four with one that may take the step, if there is one."""
    target = (LEADS_TO | ENDINGS).get(how, ACCEPTED_BY[side])
    known = world.partnerships()
    able = [one for one in known if one.may_move_to(target)]
    if known:
        chosen = able if able and which % 4 else known
        take(world, chosen[which % len(chosen)], how, side)


def sign(world: World, which: int, further: int) -> None:
    """One that both sides accept, the partner first, and that is agreed on; and so many steps further."""
    waiting = [one for one in world.partnerships() if one.status == Status.OFFERED]
    if waiting:
        one = waiting[which % len(waiting)]
        for how, side in (("accept", 1), ("accept", 0), *((how, 0) for how in list(LEADS_TO)[: 1 + further])):
            assert take(world, one, how, side)
        assert one.status == list(LEADS_TO.values())[further]


def take(world: World, one: Partnership, how: str, side: int) -> bool:
    """The city is side 0, the partner side 1."""
    what = f"{how} as {('city', 'partner')[side]}" if how == "accept" else how

    def act() -> Told:
        by = Actor(None, one.parties[side].id)
        whose = (one.parties[side],) if how in ("withdraw", "terminate") else ()
        reason = ("It was not to be.",) if how in ENDINGS else ()
        getattr(steps, how)(world.session, one, *whose, *reason, by)
        ledger = [(f"offer.{LEDGER[how]}", one.offer)] if how in LEDGER else []
        return [(f"partnership.{ENDINGS.get(how, how)}", one), *ledger, *remembered(one)]

    return world.attempt(what, act)


def remembered(one: Partnership) -> Told:
    """What follows from an end: it is remembered."""
    return [] if one.refusal is None else [("refusal.remember", one.refusal)]
