"""How an offer is written and goes its way to publication."""

from typing import Any

from flask import render_template
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.access import Permission, current_actor, current_viewer, record_reading
from app.extensions import db
from app.forms.sections import Currencies, InSections
from app.forms.steps import Rights
from app.forms.submitting import SendBackForm
from app.forms.writing import WriteError, address
from app.pages.intake.offers.forms import MISSING, SECTIONS, OfferForm
from app.services.intake import offers as service
from app.services.money import exchange
from app.services.partnerships import refusals
from app.texts.formatting import money, number
from app.texts.refused import doubt
from app.today import today
from models import Country, Offer, Organisation
from models.errors import BelowUsed


class OfferWriting(InSections[Offer, OfferForm]):
    templates = "intake/offers"
    asks = OfferForm
    sections = SECTIONS
    model = Offer
    right = Permission.EDIT_OFFER
    rights = Rights(Permission.SUBMIT_OFFER, Permission.REVIEW_OFFER, Permission.WITHDRAW_OFFER)
    missing = MISSING
    field_of = {"capacity": "capacity_short"}
    sent_back = _l("Sent back to the partner with your comment.")
    withdrawn = _l("Withdrawn. Partnerships already begun go on.")

    def form(self, thing: Offer, **more: Any) -> OfferForm:
        return form_for(thing, [thing.organisation], **more)

    def revise(self, thing: Offer, form: OfferForm) -> None:
        by = current_actor(thing.organisation)
        service.revise(db.session, thing, form.terms(), form.version_seen, today(), by)

    def published(self, thing: Offer) -> list[str]:
        record_reading([thing])
        amount = money(thing.capacity.total, thing.currency)
        closed = _("Signed-in cities can read it, without its amounts; the public cannot.")
        return [
            _("Signed-in cities can read it with its amounts; the public cannot.")
            if thing.amounts_disclosed
            else closed,
            _("It gives %(amount)s in all, from the next run of the matching on.", amount=amount),
            _("Its partner is told."),
        ]

    def gone(self, thing: Offer) -> list[str]:
        return [
            _("It leaves every coming round and cannot be brought back."),
            _("Partnerships already begun go on, and hold what they hold."),
            _("The secretariat is told, unless it was a draft still."),
        ]

    def render(self, thing: Offer, form: SendBackForm | None = None) -> str:
        record_reading([thing])
        viewer = current_viewer()
        mine = viewer.can(Permission.EDIT_OFFER, thing)
        insider = mine or viewer.is_staff
        return render_template(
            "intake/offers/show.html",
            offer=thing, at=address, mine=mine, insider=insider, amounts=insider or thing.amounts_disclosed,
            form=form or self.send_back_form(formdata=None), places=place_names(thing), fresh=thing.in_pool(today()),
            refusals=refusals.of(db.session, thing) if insider else [], threads=self.threads(thing),
            doubts=doubts_of(thing) if insider else [],
        )  # fmt: skip

    def facts(self, thing: Offer) -> dict[str, Any]:
        return {"places": place_names(thing)}

    def refuse(self, form: OfferForm, thing: Offer | None, refusal: WriteError) -> int:
        if not isinstance(refusal, BelowUsed) or thing is None:
            return super().refuse(form, thing, refusal)
        for field, least in refusal.least.items():
            figure = number(least) if field == "max_partnerships" else money(least, thing.currency)
            form[field].errors = [_("Partnerships count on it: enter %(least)s or more.", least=figure)]
        for field, most in refusal.most.items():
            figure = money(most, thing.currency)
            form[field].errors = [_("There is a partnership as small as that: enter %(most)s or less.", most=figure)]
        return 409


def doubts_of(offer: Offer) -> list[str]:
    """What was doubted in it and kept."""
    return [doubt(one) for one in service.doubts(service.OfferTerms.of(offer), today())] if offer.kept_because else []


def form_for(offer: Offer | None, organisations: list[Organisation], **more: Any) -> OfferForm:
    countries = list(db.session.scalars(select(Country).order_by(Country.name)))
    money = Currencies(exchange.currencies(db.session), [one.currency for one in organisations])
    return OfferForm(offer, organisations, money, countries, **more)


def place_names(offer: Offer) -> str:
    names = db.session.scalars(select(Country.name).where(Country.iso3.in_(offer.countries)).order_by(Country.name))
    return ", ".join(names)
