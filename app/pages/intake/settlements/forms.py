"""The form of a settlement."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Form, FormField, RadioField, SelectField
from wtforms.validators import DataRequired, InputRequired

from app.forms.fields import (
    Needed,
    NeededAtTimes,
    Rows,
    WordsField,
    count,
    decimal,
    enough,
    line,
    reason_for_doubt,
    text,
)  # fmt: skip
from app.forms.submitting import OwnedForm, WrittenForm
from app.services.intake.settlements import SettlementTerms
from app.texts.labels import choice, choices, label
from models import Organisation, Settlement
from models.settlements import Deprivation, Figure, Verdict
from models.vocabulary import DeprivationKind, Hazard, LandOwner, SettlementCategory, Tenure

PLAIN = ("name", "latitude", "longitude", "residents", "households", "hazards", "about", "kept_because")
HECTARE = 10_000


class DeprivationForm(Form):
    """A figure of the five: all of it or nothing."""

    share_percent = count(_l("Per cent of households"), *Deprivation.RANGES["share_percent"], needed=NeededAtTimes())
    year = count(_l("Year"), *Deprivation.RANGES["year"], needed=NeededAtTimes())
    source = line(_l("Source"), Deprivation.LENGTHS["source"], needed=NeededAtTimes())

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        given = [self.share_percent.data is not None, self.year.data is not None, bool(self.source.data)]
        if any(given) and not all(given):
            self.share_percent.errors = [*self.share_percent.errors, _l("Give the share, its year and its source.")]
            valid = False
        return valid


class SettlementForm(OwnedForm):
    organisation = SelectField(_l("Which city government speaks for it?"))
    name = line(_l("What is the settlement called?"), Settlement.LENGTHS["name"], needed=Needed())
    category = RadioField(
        _l("What does the city mean to do there?"),
        choices=lambda: choices(SettlementCategory),
        default=SettlementCategory.NOT_YET_ASSESSED,
        description=_l("List every settlement, also those not yet assessed, so that none is left out of sight."),
    )
    latitude = decimal(_l("Latitude"), *Settlement.RANGES["latitude"], description=_l("In degrees, for example -1.312"))
    longitude = decimal(
        _l("Longitude"), *Settlement.RANGES["longitude"], description=_l("In degrees, for example 36.789")
    )
    area_hectares = decimal(_l("How large is it, in hectares?"), 0, 100_000)
    residents = count(_l("How many people live there?"), *Settlement.RANGES["residents"])
    households = count(_l("In how many households?"), *Settlement.RANGES["households"])
    land_owner = SelectField(_l("Who owns the land?"), choices=lambda: choices(LandOwner), default=LandOwner.UNKNOWN)
    tenure = SelectField(_l("How do most residents hold it?"), choices=lambda: choices(Tenure), default=Tenure.UNKNOWN)
    hazards = WordsField(_l("Which hazards threaten it?"), choices=lambda: choices(Hazard))
    about = text(_l("What else should others know?"), Settlement.LENGTHS["about"])
    deprivations = Rows(FormField(DeprivationForm), len(DeprivationKind), label=_l("What do households lack?"))
    kept_because = reason_for_doubt(Settlement.LENGTHS["kept_because"])

    def __init__(self, settlement: Settlement | None, organisations: list[Organisation], **more: Any) -> None:
        super().__init__(data=shown(settlement) if settlement else None, **more)
        self.offer_owners(organisations, settled=settlement is not None)
        for kind, entry in zip(DeprivationKind, self.deprivations.entries, strict=False):
            entry.label.text = label(kind)

    def terms(self) -> SettlementTerms:
        hectares = self.area_hectares.data
        return SettlementTerms(
            name=self.name.data or "",
            category=SettlementCategory(self.category.data),
            latitude=None if self.latitude.data is None else float(self.latitude.data),
            longitude=None if self.longitude.data is None else float(self.longitude.data),
            residents=self.residents.data,
            households=self.households.data,
            area_square_metres=None if hectares is None else round(hectares * HECTARE),
            land_owner=LandOwner(self.land_owner.data),
            tenure=Tenure(self.tenure.data),
            hazards=self.hazards.words(Hazard),
            about=self.about.data or "",
            kept_because=self.kept_because.data or "",
            figures={
                kind: Figure(**entry.data)
                for kind, entry in zip(DeprivationKind, self.deprivations.entries, strict=False)
                if entry.data["share_percent"] is not None
            },
        )


def shown(settlement: Settlement) -> dict[str, Any]:
    figures = settlement.figures
    area = settlement.area_square_metres
    return {
        **{name: getattr(settlement, name) for name in (*PLAIN, "version", "category", "land_owner", "tenure")},
        "area_hectares": None if area is None else f"{area / HECTARE:.4f}".rstrip("0").rstrip("."),
        "deprivations": [figures[kind]._asdict() if kind in figures else {} for kind in DeprivationKind],
    }


class StatementForm(WrittenForm):
    """What residents answer to the city's description of their settlement."""

    verdict = RadioField(
        _l("Is what the city says here right?"),
        choices=[
            choice(Verdict.CONFIRMED, _l("Yes, we confirm it")),
            choice(Verdict.CONTESTED, _l("No, not all of it")),
        ],
        validators=[InputRequired(_l("Choose one of the two."))],
    )
    text = text(
        _l("What is not right, and what would be?"),
        2000,
        needed=NeededAtTimes(),
        description=_l("Needed where you contest it. Every signed-in party to the work can read it."),
    )

    def validate_text(self, field: Any) -> None:
        if self.verdict.data == Verdict.CONTESTED:
            DataRequired(_l("Say what is not right."))(self, field)
            enough(field)
