"""Forms of the administrators: organisations and their members."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy import Select, func, select
from wtforms import BooleanField, Field, RadioField, SelectField, ValidationError
from wtforms.validators import DataRequired

from app.extensions import db
from app.forms.fields import line, text
from app.forms.submitting import WrittenForm
from app.services.people.addresses import normal_address
from app.texts.labels import choice, choices
from models import City, Country, Organisation, Role
from models.organisations import ROLES_OF, OrganisationKind, PartnerType
from models.vocabulary import Language

IN_A_CITY = (OrganisationKind.CITY_GOVERNMENT, OrganisationKind.COMMUNITY_ORGANISATION)


class OrganisationForm(WrittenForm):
    name = line(_l("What is it called?"))
    kind = RadioField(_l("What kind of organisation is it?"), choices=lambda: choices(OrganisationKind))
    partner_type = SelectField(
        _l("What kind of partner?"),
        choices=lambda: [choice("", ""), *choices(PartnerType)],
        description=_l("For a partner only."),
    )
    country = SelectField(_l("In which country?"), description=_l("For a city, a nation or a residents’ organisation."))
    city = line(
        _l("In which city?"),
        description=_l("As the gazetteer spells it, for a city government or a residents’ organisation."),
    )
    language = SelectField(_l("In which language does it work?"), choices=lambda: choices(Language))
    about = text(_l("What should others know of it?"), 3000)
    active = BooleanField(_l("It may act on the platform"), default=True)

    def __init__(self, organisation: Organisation | None, **more: Any) -> None:
        super().__init__(data=shown(organisation) if organisation else None, **more)
        countries = db.session.scalars(select(Country).order_by(Country.name))
        self.country.choices = [choice("", ""), *(choice(one.iso3, one.name) for one in countries)]
        self.city_until_now = organisation.city if organisation else None
        if organisation:
            del self.kind
            self.fixed_kind = organisation.kind

    @property
    def chosen_kind(self) -> OrganisationKind:
        return OrganisationKind(self.kind.data) if "kind" in self else self.fixed_kind

    def validate_name(self, field: Any) -> None:
        DataRequired(_l("Enter the name of the organisation."))(self, field)

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        wanting: list[tuple[Field, str]] = []
        if self.chosen_kind == OrganisationKind.PARTNER and not self.partner_type.data:
            wanting.append((self.partner_type, _l("Choose what kind of partner it is.")))
        if self.chosen_kind == OrganisationKind.NATIONAL_GOVERNMENT and not self.country.data:
            wanting.append((self.country, _l("Choose the country.")))
        self.found_city = self._find_city()
        if self.chosen_kind in IN_A_CITY and self.found_city is None:
            wanting.append((self.city, self._ask_for_city()))
        for field, message in wanting:
            field.errors = [*field.errors, message]
        return not wanting

    def _find_city(self) -> City | None:
        """Of several cities of one name the largest, unless it was a smaller one until now."""
        now, name = self.city_until_now, str(self.city.data)
        if now and (now.name, now.country_id) == (name, self.country.data):
            return now
        return db.session.scalar(self._cities().where(func.lower(City.name) == name.lower()).limit(1))

    def _cities(self) -> Select[City]:
        return select(City).where(City.country_id == self.country.data).order_by(City.population.desc(), City.id)

    def _ask_for_city(self) -> str:
        """What to enter, with the cities that come near what was entered."""
        if not self.country.data:
            return str(_l("Choose the country, then enter the city."))
        near = self._cities().where(City.name.icontains(str(self.city.data)[:3], autoescape=True)).limit(5)
        names = ", ".join(city.name for city in db.session.scalars(near))
        if self.city.data and names:
            return str(_l("The gazetteer has no such city in this country. Did you mean: %(names)s?", names=names))
        return str(_l("Enter a city of 100,000 people or more, as the gazetteer spells it."))

    def values(self) -> dict[str, Any]:
        return {
            "name": self.name.data,
            "kind": self.chosen_kind,
            "partner_type": PartnerType(self.partner_type.data) if self.partner_type.data else None,
            "country_id": self.country.data or None,
            "city_id": self.found_city.id if self.found_city else None,
            "language": Language(self.language.data),
            "about": self.about.data,
            "active": self.active.data,
        }


def shown(organisation: Organisation) -> dict[str, Any]:
    city = organisation.city
    return {
        **{name: getattr(organisation, name) for name in ("version", "name", "language", "about", "active")},
        "partner_type": organisation.partner_type or "",
        "country": organisation.country_id or (city.country_id if city else ""),
        "city": city.name if city else "",
    }


class MemberForm(FlaskForm):
    email = line(
        _l("What is the person’s e-mail address?"),
        description=_l("Who has no account yet is sent an invitation."),
    )
    role = SelectField(_l("In which role?"))

    def __init__(self, organisation: Organisation, **more: Any) -> None:
        super().__init__(**more)
        self.role.choices = choices(Role, ROLES_OF[organisation.kind])

    def validate_email(self, field: Any) -> None:
        try:
            self.address = normal_address(field.data)
        except ValueError:
            raise ValidationError(_l("Enter an e-mail address such as name@example.org.")) from None
