"""Factories, a method a noun. Every default is valid; what a test does not name does not matter to it."""

import itertools
import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

from app.database import AuditedSession
from app.services.record.audit import unwatched
from models import (
    City,
    Country,
    Decision,
    ExchangeRate,
    Interest,
    Invitation,
    Match,
    Membership,
    Message,
    Need,
    Offer,
    Organisation,
    Partnership,
    Plan,
    Policy,
    Programme,
    Refusal,
    Remark,
    Role,
    Round,
    Run,
    Settlement,
    Study,
    StudyKind,
    User,
    Window,
)
from models.amounts import HorizonAmounts
from models.base import utc_now
from models.lifecycle import MatchStatus, RoundStatus, RunStatus, SubmissionStatus
from models.messages import MessageKind
from models.organisations import OrganisationKind, PartnerType
from models.refusals import terms_of
from models.rounds import DecisionKind
from models.vocabulary import IncomeGroup, Kind, Theme

KIND_OF = {
    Role.CITY_OFFICER: OrganisationKind.CITY_GOVERNMENT,
    Role.PARTNER_OFFICER: OrganisationKind.PARTNER,
    Role.NATIONAL_OFFICER: OrganisationKind.NATIONAL_GOVERNMENT,
    Role.COMMUNITY_REPRESENTATIVE: OrganisationKind.COMMUNITY_ORGANISATION,
    Role.REVIEWER: OrganisationKind.SECRETARIAT,
    Role.ADMINISTRATOR: OrganisationKind.SECRETARIAT,
}


class Make:
    def __init__(self, session: AuditedSession) -> None:
        self.session = session
        self.counter = itertools.count(1)

    def commit(self) -> None:
        """With what the test itself changed. What services wrote wants its events, as ever."""
        with unwatched(self.session):
            pass
        self.session.commit()

    def keep[T](self, thing: T) -> T:
        """Any row of the test's world, flushed."""
        with unwatched(self.session):
            self.session.add(thing)
        return thing

    def country(self, iso3: str = "KEN", **values: Any) -> Country:
        known = self.session.get(Country, iso3)
        defaults = {
            "iso2": iso3[:2], "name": f"Country {iso3}", "world_region": "Africa", "region": "Sub-Saharan Africa",
            "income_group": IncomeGroup.LOWER_MIDDLE, "currency": "USD", "latitude": 0.0, "longitude": 37.0,
        }  # fmt: skip
        return known or self.keep(Country(iso3=iso3, **(defaults | values)))

    def city(self, name: str = "Exampleville", country: Country | None = None, **values: Any) -> City:
        number = next(self.counter)
        defaults = {"id": number, "latitude": -1.3, "longitude": 36.8, "population": 900_000}
        country = country or self.country()
        return self.keep(City(name=f"{name} {number}", country=country, **(defaults | values)))

    def rate(self, currency: str = "USD", per_usd_millionths: int = 1_000_000, **values: Any) -> ExchangeRate:
        defaults = {"day": date(2026, 1, 1), "per_usd_billionths": per_usd_millionths * 1000, "source": "a test"}
        known = self.session.get(ExchangeRate, (currency, (defaults | values)["day"]))
        return known or self.keep(ExchangeRate(currency=currency, **(defaults | values)))

    def organisation(self, kind: OrganisationKind = OrganisationKind.CITY_GOVERNMENT, **values: Any) -> Organisation:
        defaults: dict[str, Any] = {"name": f"Organisation {next(self.counter)}"}
        if kind in (OrganisationKind.CITY_GOVERNMENT, OrganisationKind.COMMUNITY_ORGANISATION):
            defaults["city"] = values.pop("city", None) or self.city()
        if kind == OrganisationKind.NATIONAL_GOVERNMENT:
            defaults["country"] = values.pop("country", None) or self.country()
        if kind == OrganisationKind.PARTNER:
            defaults["partner_type"] = PartnerType.FOUNDATION
        return self.keep(Organisation(kind=kind, **(defaults | values)))

    def user(self, role: Role | None = None, organisation: Organisation | None = None, **values: Any) -> User:
        """Somebody who may act in the role, for the organisation or for a new one of the kind that fits."""
        number = next(self.counter)
        defaults = {
            "name": f"Person {number}", "email": f"person{number}@example.org", "fs_uniquifier": uuid.uuid4().hex,
            "confirmed_at": datetime(2026, 1, 1, tzinfo=UTC),
        }  # fmt: skip
        user = self.keep(User(**(defaults | values)))
        if role is not None:
            self.keep(Membership(user=user, organisation=organisation or self.organisation(KIND_OF[role]), role=role))
        return user

    def invitation(self, organisation: Organisation | None = None, **values: Any) -> Invitation:
        """Of somebody without an account, to act for a city."""
        number = next(self.counter)
        defaults = {
            "email": f"invited{number}@example.org", "role": Role.CITY_OFFICER, "secret_digest": f"digest {number}",
            "expires_at": utc_now() + timedelta(days=1),
        }  # fmt: skip
        return self.keep(Invitation(organisation=organisation or self.organisation(), **(defaults | values)))

    def settlement(self, organisation: Organisation | None = None, **values: Any) -> Settlement:
        organisation = organisation or self.organisation()
        defaults = {"name": f"Settlement {next(self.counter)}", "residents": 1000, "households": 200}
        return self.keep(Settlement(organisation=organisation, city_id=organisation.city_id, **(defaults | values)))

    def programme(self, organisation: Organisation | None = None, **values: Any) -> Programme:
        organisation = organisation or self.organisation()
        defaults = {"title": f"Programme {next(self.counter)}"}
        return self.keep(Programme(organisation=organisation, city_id=organisation.city_id, **(defaults | values)))

    def need(self, programme: Programme | None = None, **values: Any) -> Need:
        """A complete financial need, published unless told otherwise."""
        self.rate()
        defaults = {
            "status": SubmissionStatus.PUBLISHED, "title": f"Need {next(self.counter)}", "description": "What and why.",
            "kind": Kind.FINANCIAL, "theme": Theme.WATER, "instruments": ["grant"], "currency": "USD",
            "amount": 1_000_00, "residents_reached": 500, "contact_name": "Contact", "contact_email": "c@example.org",
        }  # fmt: skip
        return self.keep(Need(programme=programme or self.programme(), **(defaults | values)))

    def offer(self, organisation: Organisation | None = None, **values: Any) -> Offer:
        """A complete financial offer, published and fresh unless told otherwise."""
        self.rate()
        organisation = organisation or self.organisation(OrganisationKind.PARTNER)
        defaults = {
            "status": SubmissionStatus.PUBLISHED, "title": f"Offer {next(self.counter)}", "description": "What it is.",
            "kind": Kind.FINANCIAL, "themes": ["water"], "instruments": ["grant"], "currency": "USD",
            "capacity": HorizonAmounts(1_000_00, 0, 0), "verified_on": date.today(),  # noqa: DTZ011
            "contact_name": "Contact", "contact_email": "p@example.org",
        }  # fmt: skip
        return self.keep(Offer(organisation=organisation, **(defaults | values)))

    def round(self, **values: Any) -> Round:
        defaults = {"title": f"Round {next(self.counter)}", "start_year": 2026, "status": RoundStatus.IN_REVIEW}
        return self.keep(Round(policy=Policy(), **(defaults | values)))

    def run(self, round_: Round | None = None, **values: Any) -> Run:
        defaults = {
            "label": f"Run {next(self.counter)}", "snapshot": {}, "rates": {"USD": 1_000_000, "EUR": 1_000_000},
            "status": RunStatus.SUCCEEDED,
        }  # fmt: skip
        return self.keep(Run(round=round_ or self.round(), **(defaults | values)))

    def plan(self, run: Run | None = None, **values: Any) -> Plan:
        defaults = {"summary": {"status": "optimal", "objective": 1.0, "bound": 1.0, "gap": 0.0}, "files": {}}
        return self.keep(Plan(run=run or self.run(), **(defaults | values)))

    def study(self, plan: Plan | None = None, **values: Any) -> Study:
        """What a partner's withdrawal would cost, still to be found out."""
        return self.keep(Study(plan=plan or self.plan(), **({"kind": StudyKind.STRESS} | values)))

    def match(
        self, need: Need | None = None, offer: Offer | None = None, plan: Plan | None = None, **values: Any
    ) -> Match:
        defaults = {
            "amounts": HorizonAmounts(100_00, 0, 0), "share_millionths": 100_000, "score": 0.5,
            "status": MatchStatus.PROPOSED,
        }  # fmt: skip
        return self.keep(
            Match(
                plan=plan or self.plan(), need=need or self.need(), offer=offer or self.offer(), **(defaults | values)
            )
        )

    def decision(self, match: Match, by: User | None = None, **values: Any) -> Decision:
        """An approval of the match as it is."""
        defaults = {"kind": DecisionKind.APPROVE, "amounts": match.amounts, "reason": "It fits."}
        return self.keep(
            Decision(
                round_id=match.plan.run.round_id, need_id=match.need_id, offer_id=match.offer_id,
                decided_by=by or self.user(Role.REVIEWER), **(defaults | values),
            )
        )  # fmt: skip

    def interest(self, user: User, organisation: Organisation | None = None, **values: Any) -> Interest:
        organisation = organisation or self.organisation(OrganisationKind.PARTNER)
        return self.keep(
            Interest(**({"user": user, "organisation": organisation, "nature": "I worked there."} | values))
        )

    def window(self, plan: Plan, **values: Any) -> Window:
        """Open for a week, with every match of the plan shown to its partner."""
        defaults = {"closes_on": date.today() + timedelta(days=7), "opened_by": self.user(Role.REVIEWER)}  # noqa: DTZ011
        window = self.keep(Window(plan=plan, **(defaults | values)))
        with unwatched(self.session):
            for match in plan.matches:
                match.shown_at = window.opened_at
        return window

    def message(self, organisation: Organisation | None = None, **values: Any) -> Message:
        defaults = {
            "key": f"key {next(self.counter)}", "kind": MessageKind.ROUND_PUBLISHED,
            "data": {"round": "Round of 2026", "partnerships": [], "left_out": []},
        }  # fmt: skip
        return self.keep(Message(organisation=organisation or self.organisation(), **(defaults | values)))

    def remark(self, need: Need, organisation: Organisation | None = None, **values: Any) -> Remark:
        """A reviewer's, to the need's city unless told otherwise."""
        defaults = {"author": self.user(Role.REVIEWER), "text": "Say more of it."}
        return self.keep(Remark(need_id=need.id, organisation=organisation or need.organisation, **(defaults | values)))

    def partnership(self, match: Match | None = None, **values: Any) -> Partnership:
        """Offered, with its amount reserved on the offer."""
        match = match or self.match()
        with unwatched(self.session):
            match.offer.reserved += match.amounts
        defaults = {"currency": match.offer.currency, "amounts": match.amounts, "covers": match.amounts.total}
        return self.keep(Partnership(match=match, need=match.need, offer=match.offer, **(defaults | values)))

    def refusal(self, partnership: Partnership | None = None, **values: Any) -> Refusal:
        """The city's no, with the need and the offer as they are. The partnership stays in its status."""
        one = partnership or self.partnership()
        defaults = {"organisation": one.need.organisation, "terms": terms_of(one.need, one.offer)}
        return self.keep(Refusal(partnership=one, need=one.need, offer=one.offer, **(defaults | values)))
