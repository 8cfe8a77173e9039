"""Forms of the administrators: organisations and their members."""

from collections.abc import Callable, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField

from app.forms.fields import Needed, NeededAtTimes, line, text
from app.forms.submitting import WrittenForm
from app.pages.people.invitations.forms import AddressForm
from app.services.people.organisations import OrganisationTerms
from app.texts.labels import choice, choices
from models import City, Country, Organisation, Role
from models.organisations import ROLES_OF, OrganisationKind, PartnerType
from models.vocabulary import Language

FindCity = Callable[[str, str | None, City | None], City | None]
"""By its name, its country, and the city until now."""


class OrganisationForm(WrittenForm):
    name = line(_l("What is it called?"), Organisation.LENGTHS["name"], needed=Needed())
    kind = RadioField(_l("What kind of organisation is it?"), choices=lambda: choices(OrganisationKind))
    partner_type = SelectField(
        _l("What kind of partner?"),
        [NeededAtTimes()],
        choices=lambda: [choice("", ""), *choices(PartnerType)],
        description=_l("For a partner only."),
    )
    country = SelectField(
        _l("In which country?"),
        [NeededAtTimes()],
        description=_l("For a city, a nation or a residents’ organisation; for a partner, if it has one."),
    )
    city = line(
        _l("In which city?"),
        needed=NeededAtTimes(),
        description=_l("As the gazetteer spells it, for a city government or a residents’ organisation."),
    )
    language = SelectField(_l("In which language does it work?"), choices=lambda: choices(Language))
    about = text(_l("What should others know of it?"), Organisation.LENGTHS["about"])
    active = BooleanField(_l("It may act on the platform"), default=True)

    def __init__(
        self, organisation: Organisation | None, countries: Sequence[Country], find_city: FindCity, **more: Any
    ) -> None:
        super().__init__(data=shown(organisation) if organisation else None, **more)
        self.find_city = find_city
        self.country.choices = [choice("", ""), *(choice(one.iso3, one.name) for one in countries)]
        self.city_until_now = organisation.city if organisation else None
        if organisation:
            del self.kind
            self.fixed_kind = organisation.kind

    @property
    def chosen_kind(self) -> OrganisationKind:
        return OrganisationKind(self.kind.data) if "kind" in self else self.fixed_kind

    def terms(self) -> OrganisationTerms:
        country_id = self.country.data or None
        city = self.find_city(self.city.data or "", country_id, self.city_until_now)
        return OrganisationTerms(
            name=self.name.data or "",
            kind=self.chosen_kind,
            partner_type=PartnerType(self.partner_type.data) if self.partner_type.data else None,
            country_id=country_id,
            city_id=city.id if city else None,
            about=self.about.data or "",
            language=Language(self.language.data),
            active=self.active.data,
        )


def shown(organisation: Organisation) -> dict[str, Any]:
    city = organisation.city
    return {
        **{name: getattr(organisation, name) for name in ("version", "name", "language", "about", "active")},
        "partner_type": organisation.partner_type or "",
        "country": organisation.country_id or (city.country_id if city else ""),
        "city": city.name if city else "",
    }


class MemberForm(AddressForm):
    role = SelectField(_l("In which role?"))

    def __init__(self, organisation: Organisation, **more: Any) -> None:
        super().__init__(**more)
        self.role.choices = choices(Role, ROLES_OF[organisation.kind])
