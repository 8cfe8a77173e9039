"""The form of a programme."""

import uuid
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField

from app.forms.fields import Needed, WordsField, line, text
from app.forms.submitting import OwnedForm
from app.services.intake.programmes import ProgrammeTerms
from app.texts.labels import choice, choices
from models import Organisation, Programme, Settlement
from models.vocabulary import SDG_TARGETS, Stage, Theme

TEXTS = tuple(Programme.LENGTHS)


class ProgrammeForm(OwnedForm):
    organisation = SelectField(_l("Which city government leads it?"))
    title = line(_l("What is the programme called?"), Programme.LENGTHS["title"], needed=Needed())
    vision = text(_l("What should life there be like when it is done?"), Programme.LENGTHS["vision"])
    stage = RadioField(_l("At which stage is it?"), choices=lambda: choices(Stage), default=Stage.PROFILING)
    settlements = WordsField(_l("Which settlements is it for?"))
    themes = WordsField(_l("Which themes does it join?"), choices=lambda: choices(Theme))
    sdg_targets = WordsField(
        _l("Which targets of the Sustainable Development Goals does it serve?"),
        choices=lambda: [choice(target, target) for target in SDG_TARGETS],
    )
    city_plan_fit = text(_l("How does it fit the city’s plan?"), Programme.LENGTHS["city_plan_fit"])
    national_policy_fit = text(_l("How does it fit national policy?"), Programme.LENGTHS["national_policy_fit"])
    running_support = text(_l("Which support already runs?"), Programme.LENGTHS["running_support"])

    def __init__(
        self, programme: Programme | None, organisations: list[Organisation], settlements: list[Settlement], **more: Any
    ) -> None:
        super().__init__(data=shown(programme) if programme else None, **more)
        self.settlements.choices = [choice(str(settlement.id), settlement.name) for settlement in settlements]
        self.offer_owners(organisations, settled=programme is not None)

    def terms(self) -> ProgrammeTerms:
        return ProgrammeTerms(
            **{name: self[name].data for name in TEXTS},
            stage=Stage(self.stage.data),
            settlements=self.settlements.words(uuid.UUID),
            themes=self.themes.words(Theme),
            sdg_targets=self.sdg_targets.words(str),
        )


def shown(programme: Programme) -> dict[str, Any]:
    return {
        **{name: getattr(programme, name) for name in (*TEXTS, "themes", "sdg_targets", "stage", "version")},
        "settlements": [str(one.id) for one in programme.settlements],
    }
