"""The form of a programme."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, ValidationError
from wtforms.validators import DataRequired

from app.forms.fields import WordsField, line, text
from app.forms.submitting import OwnedForm
from app.texts.labels import choice, choices
from models import Organisation, Programme, Settlement
from models.vocabulary import SDG_TARGETS, Stage, Theme

PLAIN = ("title", "vision", "themes", "sdg_targets", "city_plan_fit", "national_policy_fit", "running_support")


class ProgrammeForm(OwnedForm):
    organisation = SelectField(_l("Which city government leads it?"))
    title = line(_l("What is the programme called?"))
    vision = text(_l("What should life there be like when it is done?"))
    stage = RadioField(_l("At which stage is it?"), choices=lambda: choices(Stage), default=Stage.PROFILING)
    settlements = WordsField(_l("Which settlements is it for?"))
    themes = WordsField(_l("Which themes does it join?"), choices=lambda: choices(Theme))
    sdg_targets = WordsField(
        _l("Which targets of the Sustainable Development Goals does it serve?"),
        choices=lambda: [choice(target, target) for target in SDG_TARGETS],
    )
    city_plan_fit = text(_l("How does it fit the city’s plan?"), 3000)
    national_policy_fit = text(_l("How does it fit national policy?"), 3000)
    running_support = text(_l("Which support already runs?"), 3000)

    def __init__(
        self, programme: Programme | None, organisations: list[Organisation], settlements: list[Settlement], **more: Any
    ) -> None:
        super().__init__(data=shown(programme) if programme else None, **more)
        self.candidates = {str(one.id): one for one in settlements}
        self.settlements.choices = [choice(key, one.name) for key, one in self.candidates.items()]
        self.offer_owners(organisations, settled=programme is not None)

    def validate_title(self, field: Any) -> None:
        DataRequired(_l("Enter what the programme is called."))(self, field)

    def validate_settlements(self, field: Any) -> None:
        """An officer of two cities lists only the settlements of the one that leads it."""
        leading = self.organisation.data if "organisation" in self else None
        others = [key for key in field.data or [] if leading and str(self.candidates[key].organisation_id) != leading]
        if others:
            raise ValidationError(_l("Choose settlements of the city government that leads it."))

    def values(self) -> dict[str, Any]:
        return {
            **{name: self[name].data for name in PLAIN},
            "stage": Stage(self.stage.data),
            "settlements": [self.candidates[key] for key in self.settlements.data or []],
        }


def shown(programme: Programme) -> dict[str, Any]:
    return {
        **{name: getattr(programme, name) for name in (*PLAIN, "stage", "version")},
        "settlements": [str(one.id) for one in programme.settlements],
    }
