"""The coordination window of a plan: opened, replied to by partners, closed by its last day or early by a reviewer."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload, lazyload

from app.database import AuditedSession
from app.services.people import messages
from app.services.people.message_facts import PartnerReplied, WindowClosed, WindowOpened
from app.services.people.organisations import secretariats
from app.services.record.actor import Actor
from app.services.record.audit import record, record_each
from app.services.record.terms import broken_reason, refuse
from app.services.review.locks import hold_in_review
from models import Match, Need, Offer, Organisation, Plan, Programme, Reply, Window
from models.amounts import HorizonAmounts
from models.base import utc_now
from models.errors import Blocker, NotReady
from models.lifecycle import MatchStatus
from models.windows import ReplyKind


def last_day(today: date, working_days: int) -> date:
    """The last of so many working days (Monday to Friday) after today."""
    day = today
    while working_days > 0:
        day += timedelta(days=1)
        working_days -= day.weekday() < 5
    return day


def open_window(session: AuditedSession, plan: Plan, working_days: int, today: date, by: Actor) -> Window:
    """Show every partner the matches of its offers that are not rejected, and tell it so.

    Raises NotReady once the round is over, where the plan had its window, or where there is nothing to show.
    """
    hold_in_review(session, plan.run.round)
    if plan.window is not None:
        raise NotReady(Blocker("window_was_open"))
    shown = session.scalars(
        select(Match)
        .where(Match.plan_id == plan.id, Match.status != MatchStatus.REJECTED)
        .options(joinedload(Match.offer).joinedload(Offer.organisation))
        .order_by(Match.id)
    ).all()
    if not shown:
        raise NotReady(Blocker("nothing_to_show"))
    window = Window(plan=plan, closes_on=last_day(today, working_days), opened_by=by.user, opened_at=utc_now())
    session.add(window)
    for match in shown:
        match.shown_at = window.opened_at
    record(session, by, "window.open", window, matches=len(shown))
    record_each(session, by, "match.show", shown)
    _tell_partners(session, window, shown, by)
    return window


def close_early(session: AuditedSession, window: Window, reason: str, by: Actor) -> None:
    """Closing what is closed changes nothing."""
    session.refresh(window, with_for_update=True)
    if window.closed_at is None:
        window.closed_by, window.closed_at, window.closed_because = by.user, utc_now(), reason
        record(session, by, "window.close", window)
        _tell_closed(session, window, by)


def reply(
    session: AuditedSession,
    match: Match,
    kind: ReplyKind,
    text: str,
    today: date,
    by: Actor,
    amounts: HorizonAmounts | None = None,
) -> Reply:
    """What the partner says of the match. Raises NotReady once the window is closed; until the commit nobody closes it,
    so that what is said is known before anything can be published; BrokenRules where it objects in too few words."""
    if kind == ReplyKind.OBJECTION:
        refuse(*broken_reason("text", text))
    window = match.plan.window
    if window is not None:
        session.refresh(window, with_for_update=True)
    if window is None or match.shown_at is None or not window.is_open(today):
        raise NotReady(Blocker("window_closed"))
    said = Reply(
        match=match, organisation=match.offer.organisation, author=by.user, kind=kind, text=text,
        currency=match.offer.currency, amounts=amounts or HorizonAmounts(),
    )  # fmt: skip
    session.add(said)
    record(session, by, f"reply.{kind}", said)
    _tell_staff(session, said, by)
    return said


def proposals(partners: Sequence[Organisation]) -> Select[Match]:
    """The matches that were shown to these partners, the newest window first."""
    return (
        select(Match)
        .join(Match.plan)
        .join(Plan.window)
        .join(Match.offer)
        .join(Match.need)
        .where(Match.shown_at.is_not(None), Offer.organisation_id.in_([one.id for one in partners]))
        .options(
            contains_eager(Match.plan).contains_eager(Plan.window),
            contains_eager(Match.offer),
            contains_eager(Match.need).options(
                lazyload(Need.flags), joinedload(Need.programme).joinedload(Programme.city)
            ),
        )
        .order_by(Window.opened_at.desc(), Need.title, Match.id)
    )


def replies_to(session: AuditedSession, match: Match) -> Sequence[Reply]:
    """Oldest first."""
    return session.scalars(_replies().where(Reply.match_id == match.id)).all()


def replies_of(session: AuditedSession, plan: Plan) -> Sequence[Reply]:
    """To all matches of the plan, objections first."""
    return session.scalars(
        _replies().join(Reply.match).where(Match.plan_id == plan.id).order_by(None).order_by(
            (Reply.kind != ReplyKind.OBJECTION), Reply.replied_at.desc(), Reply.id
        )
    ).all()  # fmt: skip


def _replies() -> Select[Reply]:
    return (
        select(Reply)
        .options(
            joinedload(Reply.author),
            joinedload(Reply.organisation),
            joinedload(Reply.match).joinedload(Match.need),
        )
        .order_by(Reply.replied_at, Reply.id)
    )


def _tell_partners(session: AuditedSession, window: Window, shown: Sequence[Match], by: Actor) -> None:
    partners = {match.offer.organisation for match in shown}
    for partner in sorted(partners, key=lambda one: str(one.id)):
        facts = WindowOpened(
            round=window.plan.run.round.title,
            closes_on=window.closes_on,
            matches=sum(match.offer.organisation_id == partner.id for match in shown),
        )
        messages.tell(session, partner, facts, f"window-{window.id}-{partner.id}", by)


def _tell_closed(session: AuditedSession, window: Window, by: Actor) -> None:
    """The partners who could still have replied."""
    shown = (
        select(Offer.organisation_id)
        .join(Match, Match.offer_id == Offer.id)
        .where(Match.plan_id == window.plan_id, Match.shown_at.is_not(None))
    )
    partners = session.scalars(select(Organisation).where(Organisation.id.in_(shown)).order_by(Organisation.id)).all()
    messages.tell_each(session, partners, WindowClosed(window.plan.run.round.title), f"window-closed-{window.id}", by)


def _tell_staff(session: AuditedSession, said: Reply, by: Actor) -> None:
    facts = PartnerReplied(
        partner=said.organisation.name, need=said.match.need.title, kind=said.kind, match=said.match_id
    )
    messages.tell_each(session, secretariats(session), facts, f"reply-{said.id}", by)
