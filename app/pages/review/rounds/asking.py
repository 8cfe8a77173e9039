"""Before a pin or a forbid is confirmed: the question what it would do, with the decision kept inside it."""

from app.access import current_actor
from app.extensions import db
from app.pages.review.rounds.decision_forms import DecisionForm
from app.services.engine.answers import Question
from app.services.engine.snapshots import Snapshot
from app.services.review import studies
from models import Match, Need, Offer, Plan, Round, Study, StudyKind
from models.rounds import DecisionKind

ASKED_FIRST = (DecisionKind.PIN, DecisionKind.FORBID)


def plan_to_ask(round_: Round, need: Need, offer: Offer, kind: DecisionKind) -> Plan | None:
    """The plan of which it is asked first; nothing where the decision needs no question, or no plan knows both."""
    plan = studies.newest_plan(db.session, round_) if kind in ASKED_FIRST else None
    return plan if plan is not None and Snapshot.of(plan.run).knows(need.id, offer.id) else None


def ask(plan: Plan, need: Need, offer: Offer, form: DecisionForm, match: Match | None = None) -> Study:
    """What the decision would do; whether it may be taken at all was looked at before."""
    from app import jobs  # brings the job library with it, which no other page needs

    study, new = studies.ask(db.session, plan, StudyKind.DECISION, current_actor(), question(need, offer, form, match))
    if new:
        jobs.enqueue(db.session, study)
    return study


def question(need: Need, offer: Offer, form: DecisionForm, match: Match | None) -> Question:
    short, medium, long = form.pinned or (0, 0, 0)
    return Question(
        need=str(need.id),
        offer=str(offer.id),
        decision=DecisionKind(form.verdict.data),
        amounts=(short, medium, long),
        reason=form.reason.data or "",
        match=str(match.id) if match else None,
        version=form.version_seen,
    )
