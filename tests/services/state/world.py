"""What one sequence acts on, and how a step is taken: kept whole with its events, or refused with nothing kept."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from sqlalchemy import select

from app.database import AuditedSession
from app.services.record.actor import Actor
from factories import Make
from models import AuditEvent, Match, Message, Need, Offer, Partnership, Plan, Role, Round, Run
from models.amounts import HorizonAmounts
from models.base import Base
from models.errors import DomainError
from models.lifecycle import UNFINISHED_ROUND
from models.organisations import OrganisationKind

Told = Iterable[tuple[str, Base]]
"""The events that a step must leave: what was done, and to what."""

MOVING = {one.__name__: one for one in (Need, Offer, Round, Run, Match, Partnership)}
FOLLOWING = ("Round", "Match")
"""What may move by an event of something else: a round is in review from its first run on, and a match is proposed
again in every plan once the decision that was made on one is taken back."""

RATES = {"USD": 1_085_300, "EUR": 1_000_000, "JPY": 169_120_000}


class World:
    def __init__(self, session: AuditedSession, tally: Counter[str]) -> None:
        self.session, self.tally, self.make = session, tally, Make(session)
        self.changed = False
        self.seen: set[object] = set()
        self.statuses: dict[tuple[str, str], str] = {}
        self.rounds: list[Round] = []
        self.turn = 0
        self.needs: list[Need] = []
        self.offers: list[Offer] = []

    def settle(self) -> None:
        """People, and the rates of the day."""
        for currency, rate in RATES.items():
            self.make.rate(currency, rate)
        secretariat = self.make.organisation(OrganisationKind.SECRETARIAT)
        self.reviewer, self.colleague = (Actor(self.make.user(Role.REVIEWER, secretariat)) for _each in range(2))
        self.partner = self.make.user()
        self.make.commit()

    def attempt(self, what: str, act: Callable[[], Told]) -> bool:
        """Take the step as a request does. Each thing that it is done to has one event, each message that it sends has
        one, and there is no other."""
        self.tally["steps"] += 1
        known = self.message_ids()
        try:
            expected = Counter((action, str(subject.id)) for action, subject in act())
            expected.update(("message.tell", one) for one in self.message_ids() - known)
            self.session.commit()
        except DomainError as refusal:
            self.session.rollback()
            self.tally[f"{what}: {type(refusal).__name__}"] += 1
            assert not self.new_events()
            return False
        told = self.new_events()
        assert told == expected
        assert set(told.values()) <= {1}
        self.tally[what] += 1
        self.changed = True
        return True

    def new_events(self) -> Counter[tuple[str, str]]:
        """Those since it was last asked. What they tell of a status is one legal move further each time."""
        fresh = [one for one in self.session.scalars(select(AuditEvent).order_by(AuditEvent.at)) if self.is_new(one)]
        for event in fresh:
            if event.subject_type in MOVING and "status" in event.changes:
                self.follow((event.subject_type, event.subject_id), *event.changes["status"])
        self.session.rollback()
        return Counter((event.action, event.subject_id) for event in fresh)

    def is_new(self, event: AuditEvent) -> bool:
        known = event.id in self.seen
        self.seen.add(event.id)
        return not known

    def follow(self, subject: tuple[str, str], before: str | None, after: str) -> None:
        assert self.statuses.get(subject, before) == before or subject[0] in FOLLOWING
        assert before is None or after in MOVING[subject[0]].MOVES[before]
        self.statuses[subject] = after

    def going_on(self) -> list[Round]:
        return [one for one in self.rounds if one.status in UNFINISHED_ROUND]

    def in_review(self) -> list[Plan]:
        """The plans of the round in hand, the newest first; none where it is over."""
        return [] if self.round is None else self.plans_of(self.round)

    @property
    def round(self) -> Round | None:
        """The one in hand, of those that go on."""
        going_on = self.going_on()
        return going_on[self.turn % len(going_on)] if going_on else None

    def plans_of(self, round_: Round) -> list[Plan]:
        """The newest first."""
        plans = self.session.scalars(select(Plan).join(Plan.run).where(Run.round_id == round_.id))
        return sorted(plans, key=lambda plan: plan.run.created_at, reverse=True)

    def lines(self, plan: Plan) -> Sequence[Match]:
        """By title, as partnerships are: ids differ each time that a sequence is walked."""
        return sorted(self.session.scalars(select(Match).where(Match.plan_id == plan.id)), key=titles)

    def partnerships(self) -> Sequence[Partnership]:
        return sorted(self.session.scalars(select(Partnership)), key=titles)

    def message_ids(self) -> set[str]:
        return {str(one) for one in self.session.scalars(select(Message.id))}

    def messages(self, key: str) -> Sequence[Message]:
        """Those whose keys begin so."""
        return self.session.scalars(select(Message).where(Message.key.startswith(key))).all()

    def add_need(self, currency: str = "USD") -> Need:
        self.needs.append(self.make.need(amount=100 if currency == "USD" else 9_000, currency=currency, max_partners=2))
        self.make.commit()
        return self.needs[-1]

    def add_offer(self, capacity: HorizonAmounts, **values: object) -> Offer:
        self.offers.append(self.make.offer(capacity=capacity, **values))
        self.make.commit()
        return self.offers[-1]


def titles(one: Match | Partnership) -> tuple[str, ...]:
    plan = one.plan if isinstance(one, Match) else one.match.plan
    return plan.run.round.title, plan.run.label, one.need.title, one.offer.title
