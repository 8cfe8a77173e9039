"""The form of an offer. It saves what there is; what must be there is asked when it is submitted."""

from collections.abc import Collection
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField

from app.forms.fields import (
    AmountField,
    CurrencyField,
    Needed,
    NeededAtTimes,
    WordsField,
    count,
    day,
    email,
    line,
    reason_for_doubt,
    shown_amount,
    text,
)
from app.forms.sections import Currencies, SectionedForm
from app.forms.steps import Section
from app.forms.submitting import OwnedForm
from app.services.intake.offers import OfferTerms
from app.texts.labels import choice, choices
from models import Country, Offer, Organisation
from models.amounts import HorizonAmounts
from models.vocabulary import Flag, Horizon, IncomeGroup, Instrument, Kind, Language, Stage, Theme

PLAIN = (
    "title", "description", "conditions", "carry_over", "max_partnerships", "max_share_percent",
    "max_country_share_percent", "amounts_disclosed", "contact_name", "contact_email", "open_until", "verified_on",
    "kept_because",
)  # fmt: skip
CHOICES = (
    "themes", "instruments", "countries", "regions", "income_groups", "stages", "required_flags", "languages",
)  # fmt: skip


class OfferForm(SectionedForm[OfferTerms], OwnedForm):
    AMOUNTS = Offer.AMOUNTS
    IN_DAYS = {
        "capacity_short": _l("How many expert-days in years 0–2?"),
        "capacity_medium": _l("How many in years 2–5?"),
        "capacity_long": _l("How many in years 5–10?"),
        "min_amount": _l("How many days has the smallest partnership that you would enter?"),
        "max_amount": _l("How many has the largest?"),
    }
    READ = {
        **dict.fromkeys(PLAIN, lambda field: field.data),
        "kind": lambda field: Kind(field.data),
        "themes": lambda field: field.words(Theme),
        "instruments": lambda field: field.words(Instrument),
        **dict.fromkeys(("countries", "regions"), lambda field: field.words(str)),
        "income_groups": lambda field: field.words(IncomeGroup),
        "stages": lambda field: field.words(Stage),
        "required_flags": lambda field: field.words(Flag),
        "languages": lambda field: field.words(Language),
        "currency": lambda field: field.data or None,
    }

    organisation = SelectField(_l("Which organisation offers it?"))
    title = line(_l("What do you offer, in one line?"), Offer.LENGTHS["title"], needed=Needed())
    kind = RadioField(
        _l("What kind of offer is it?"),
        choices=lambda: choices(Kind),
        default=Kind.FINANCIAL,
        description=_l("Technical offers are given in expert-days, financial offers in money."),
    )
    themes = WordsField(_l("For which themes?"), [Needed()], choices=lambda: choices(Theme))
    description = text(_l("What can it be used for?"), Offer.LENGTHS["description"], needed=Needed())
    regions = WordsField(_l("For which regions?"), description=_l("Tick none if any region will do."))
    income_groups = WordsField(
        _l("For which income groups of countries?"),
        choices=lambda: choices(IncomeGroup),
        description=_l("Tick none if any will do. All that you give must hold: country, region and income group."),
    )
    countries = WordsField(
        _l("For which countries?"),
        description=_l("Tick none if any country will do."),
        folded=_l("Name single countries"),
    )
    stages = WordsField(_l("At which stages of a programme?"), choices=lambda: choices(Stage))
    required_flags = WordsField(
        _l("What must be ready in the city?"),
        choices=lambda: choices(Flag),
        description=_l("Each one you tick shuts out needs that cannot show it yet."),
    )
    conditions = text(_l("Other conditions, in words"), Offer.LENGTHS["conditions"])
    languages = WordsField(_l("In which languages do you work?"), choices=lambda: choices(Language))
    instruments = WordsField(_l("In which forms?"), [Needed()], choices=lambda: choices(Instrument))
    currency = CurrencyField(_l("In which currency?"), [Needed()])
    capacity_short = AmountField(
        _l("How much in years 0–2?"),
        validators=[NeededAtTimes()],
        description=_l("Enter an amount for at least one of the three periods."),
    )
    capacity_medium = AmountField(_l("How much in years 2–5?"), validators=[NeededAtTimes()])
    capacity_long = AmountField(_l("How much in years 5–10?"), validators=[NeededAtTimes()])
    carry_over = BooleanField(_l("What is not used in one period may be used in a later one"))
    min_amount = AmountField(_l("What is the smallest partnership you would enter?"))
    max_amount = AmountField(_l("What is the largest?"))
    max_partnerships = count(_l("How many partnerships at most?"), *Offer.RANGES["max_partnerships"])
    max_share_percent = count(
        _l("What share of one need at most, in per cent?"), *Offer.RANGES["max_share_percent"], suffix="%"
    )
    max_country_share_percent = count(
        _l("What share of the offer may go to one country at most, in per cent?"),
        *Offer.RANGES["max_country_share_percent"],
        suffix="%",
    )
    amounts_disclosed = BooleanField(
        _l("Everyone may see the amounts"),
        description=_l("Otherwise only your organisation and the secretariat see them."),
    )
    contact_name = line(
        _l("Whom may reviewers and cities ask?"),
        Offer.LENGTHS["contact_name"],
        needed=Needed(),
        render_kw={"autocomplete": "name"},
    )
    contact_email = email(_l("At which e-mail address?"), "name@partner.example", Needed())
    open_until = day(_l("Until when is it open?"))
    verified_on = day(
        _l("When did you last verify that it stands?"),
        (Needed(),),
        description=_l("After twelve months without verification an offer leaves the pool by itself."),
    )

    kept_because = reason_for_doubt(Offer.LENGTHS["kept_because"])

    def __init__(
        self,
        offer: Offer | None,
        organisations: list[Organisation],
        money: Currencies,
        countries: list[Country],
        asked: Collection[str] = (),
        **more: Any,
    ) -> None:
        super().__init__(data=shown(offer) if offer else None, **more)
        self.offer_owners(organisations, settled=offer is not None)
        self.countries.choices = [choice(one.iso3, one.name) for one in countries]
        self.regions.choices = [choice(region, region) for region in sorted({one.region for one in countries})]
        self.begin(OfferTerms.of(offer) if offer else OfferTerms(currency=money.usual), money, asked)

    def said(self) -> dict[str, Any]:
        said = super().said()
        if "capacity_short" in self:
            amounts = HorizonAmounts(*(self.minor[f"capacity_{horizon}"] or 0 for horizon in Horizon))
            said |= {"capacity": amounts, "min_amount": self.minor["min_amount"] or 0}
            said["max_amount"] = self.minor["max_amount"]
        return said


SECTIONS = (
    Section("what", _l("What you offer"), ("title", "kind", "themes", "description")),
    Section(
        "whom",
        _l("For whom"),
        ("regions", "income_groups", "countries", "stages", "required_flags", "conditions", "languages"),
        _l("The narrower the criteria, the fewer the needs that fit."),
    ),
    Section(
        "help",
        _l("What help, and how much"),
        (
            "instruments", "currency", "capacity_short", "capacity_medium", "capacity_long", "carry_over", "min_amount",
            "max_amount", "max_partnerships", "max_share_percent", "max_country_share_percent", "amounts_disclosed",
        ),
    ),
    Section(
        "contact",
        _l("Whom to ask, and until when"),
        ("contact_name", "contact_email", "open_until", "verified_on", "kept_because"),
    ),
)  # fmt: skip

FIRST = ("organisation", "title", "kind")
"""What a new offer is asked."""


def shown(offer: Offer) -> dict[str, Any]:
    """What the form shows of an offer."""
    return {
        **{name: getattr(offer, name) for name in (*PLAIN, *CHOICES, "version", "kind")},
        **{name: shown_amount(getattr(offer, name), offer.currency) for name in Offer.AMOUNTS},
        "currency": offer.currency or "",
    }


MISSING = {
    "title": _l("Say in one line what you offer."),
    "description": _l("Say what it can be used for."),
    "themes": _l("Tick at least one theme."),
    "instruments": _l("Tick at least one form of support."),
    "capacity": _l("Enter how much you offer in at least one period."),
    "contact_name": _l("Name somebody whom reviewers and cities may ask."),
    "contact_email": _l("Enter the e-mail address of that person."),
    "verified_on": _l("Enter the day on which you last verified that the offer stands."),
}
