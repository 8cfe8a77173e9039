"""The person at the other end of a request, with the rights that hold at this moment."""

import uuid
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, runtime_checkable

from app.access.permissions import GRANTS, OWN_ALONE, PUBLIC, SIGNED_IN, STAFF, Permission
from models import City, Membership, Organisation, Role, User


@runtime_checkable
class Owned(Protocol):
    """A thing of one organisation."""

    @property
    def organisation(self) -> Organisation: ...


@runtime_checkable
class Shared(Protocol):
    """A thing between organisations, such as a partnership."""

    @property
    def parties(self) -> tuple[Organisation, ...]: ...


@runtime_checkable
class Placed(Protocol):
    """A thing of a city, about which its residents and its nation may speak."""

    @property
    def city(self) -> City: ...


@dataclass(frozen=True)
class Viewer:
    """A user of None is a visitor."""

    user: User | None

    @cached_property
    def memberships(self) -> list[Membership]:
        if self.user is None or not self.user.active:
            return []
        return [one for one in self.user.memberships if one.organisation.active]

    @cached_property
    def roles(self) -> set[Role]:
        return {one.role for one in self.memberships}

    @cached_property
    def currency(self) -> str | None:
        """In which amounts stand first for them."""
        return (self.user.currency if self.user else None) or self.usual_currency

    @property
    def usual_currency(self) -> str | None:
        """The same of those who chose none: that of the first organisation that has a country."""
        return next(filter(None, (one.currency for one in self.organisations())), None)

    @property
    def is_staff(self) -> bool:
        return bool(self.roles & STAFF)

    def organisations(self, *roles: Role) -> list[Organisation]:
        """Those the viewer acts for, in any of the roles (in any role at all if none is named)."""
        return [one.organisation for one in self.memberships if not roles or one.role in roles]

    def organisation_ids(self, *roles: Role) -> list[uuid.UUID]:
        return [one.id for one in self.organisations(*roles)]

    def may(self, permission: Permission) -> bool:
        """Whether some role of the viewer grants it, whatever the thing."""
        always = PUBLIC if self.user is None else SIGNED_IN
        return permission in always or any(permission in GRANTS[role] for role in self.roles)

    def can(self, permission: Permission, thing: object) -> bool:
        """Whether a role grants it and the thing is theirs. Which things one may see is asked of `visibility`."""
        if permission.only_sees:
            return self.may(permission)
        everywhere = STAFF if permission not in OWN_ALONE else frozenset()
        return any(
            permission in GRANTS[one.role] and (one.role in everywhere or self._theirs(one, thing))
            for one in self.memberships
        )

    @staticmethod
    def _theirs(membership: Membership, thing: object) -> bool:
        if isinstance(thing, Organisation):
            return thing.id == membership.organisation_id
        if membership.role == Role.NATIONAL_OFFICER:
            return isinstance(thing, Placed) and thing.city.country_id == membership.organisation.country_id
        if membership.role == Role.COMMUNITY_REPRESENTATIVE:
            return isinstance(thing, Placed) and thing.city.id == membership.organisation.city_id
        if isinstance(thing, Shared):
            return membership.organisation_id in {one.id for one in thing.parties}
        return isinstance(thing, Owned) and thing.organisation.id == membership.organisation_id
