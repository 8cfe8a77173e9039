"""Pages of organisations and their members."""

import uuid
from collections.abc import Sequence
from functools import partial
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.access import Permission, current_actor, current_viewer, requires, visible
from app.extensions import db
from app.forms.attempt import attempt
from app.forms.listing import Sorting, narrow, paginate, search
from app.forms.writing import WriteError, Writing
from app.pages.people.invitations.adding import add_or_invite
from app.pages.people.invitations.forms import ConfirmForm
from app.pages.people.organisations.forms import MemberForm, OrganisationForm
from app.services.people import members
from app.services.people import organisations as service
from models import Country, Invitation, Membership, Organisation, Role
from models.organisations import OrganisationKind

organisations = Blueprint("organisations", __name__, url_prefix="/organisations")


@organisations.get("/")
@requires(Permission.SEE_ORGANISATION)
def index() -> ResponseReturnValue:
    sorting = Sorting({"name": Organisation.name, "kind": Organisation.kind}, default="name")
    statement = select(Organisation).where(visible(current_viewer(), Organisation))
    statement = search(statement, Organisation)
    statement = narrow(statement, kind=(Organisation.kind, OrganisationKind))
    page = paginate(sorting.order(statement, Organisation.id))
    return render_template("people/organisations/index.html", page=page, sorting=sorting, kinds=OrganisationKind)


@organisations.get("/<uuid:organisation_id>")
@requires(Permission.SEE_ORGANISATION, Organisation)
def show(organisation: Organisation) -> ResponseReturnValue:
    return render_show(organisation, MemberForm(organisation))


def render_show(organisation: Organisation, form: MemberForm) -> str:
    viewer = current_viewer()
    manages = viewer.can(Permission.MANAGE_MEMBERS, organisation)
    insider = manages or organisation.id in viewer.organisation_ids()
    memberships = db.session.scalars(
        select(Membership)
        .where(Membership.organisation_id == organisation.id)
        .options(joinedload(Membership.user))
        .order_by(Membership.created_at)
    ).all()
    return render_template(
        "people/organisations/show.html", organisation=organisation, form=form, manages=manages,
        memberships=memberships if insider else None, invitations=invitations_to(organisation) if manages else [],
    )  # fmt: skip


def invitations_to(organisation: Organisation) -> Sequence[Invitation]:
    return db.session.scalars(
        select(Invitation).where(Invitation.organisation_id == organisation.id).order_by(Invitation.created_at)
    ).all()


class OrganisationWriting(Writing[Organisation, OrganisationForm]):
    templates = "people/organisations"
    model = Organisation
    right = Permission.EDIT_ORGANISATION

    def form(self, thing: Organisation, **more: Any) -> OrganisationForm:
        return form_for(thing, **more)

    def revise(self, thing: Organisation, form: OrganisationForm) -> None:
        service.revise(db.session, thing, form.terms(), form.version_seen, current_actor())

    def saved(self, thing: Organisation) -> ResponseReturnValue:
        flash(_("Saved.") if thing.memberships else _("Saved. Now add its members."), "success")
        return redirect(url_for("organisations.show", organisation_id=thing.id))

    def refuse(self, form: OrganisationForm, thing: Organisation | None, refusal: WriteError) -> int:
        status = super().refuse(form, thing, refusal)
        if form.city.errors:
            form.city.errors = [which_city(form)]
        return status


def form_for(organisation: Organisation | None, **more: Any) -> OrganisationForm:
    countries = db.session.scalars(select(Country).order_by(Country.name)).all()
    return OrganisationForm(organisation, countries, partial(service.city_named, db.session), **more)


def which_city(form: OrganisationForm) -> str:
    """What to enter, with the cities that come near what was entered."""
    if not form.country.data:
        return _("Choose the country, then enter the city.")
    near = service.cities_like(db.session, form.city.data or "", form.country.data) if form.city.data else []
    if near:
        return _("The gazetteer has no such city in this country. Did you mean: %(names)s?", names=", ".join(near))
    return _("Enter a city of 100,000 people or more, as the gazetteer spells it.")


writing = OrganisationWriting()
writing.register(organisations)


@organisations.route("/new", methods=["GET", "POST"])
@requires(Permission.CREATE_ORGANISATION)
def create() -> ResponseReturnValue:
    form = form_for(None)
    return writing.create(form, lambda identity: service.create(db.session, form.terms(), current_actor(), identity))


@organisations.post("/<uuid:organisation_id>/members")
@requires(Permission.MANAGE_MEMBERS, Organisation)
def add_member(organisation: Organisation) -> ResponseReturnValue:
    form = MemberForm(organisation)
    if form.validate_on_submit():
        problems = add_or_invite(organisation, form.address, Role(form.role.data))
        if not problems:
            return redirect(url_for("organisations.show", organisation_id=organisation.id))
        form.email.errors = problems
    return render_show(organisation, form), 422


@organisations.route("/<uuid:organisation_id>/members/<uuid:membership_id>/remove", methods=["GET", "POST"])
@requires(Permission.MANAGE_MEMBERS, Organisation)
def remove_member(organisation: Organisation, membership_id: uuid.UUID) -> ResponseReturnValue:
    """Says what it means, asks once more, then ends it."""
    membership = db.session.get(Membership, membership_id)
    if membership is None or membership.organisation_id != organisation.id:
        abort(404)
    form, person = ConfirmForm(), membership.user
    if form.validate_on_submit():
        with attempt(form=form) as removed:
            members.remove(db.session, membership, current_actor())
        if not removed.problems:
            told = _("Ended. %(name)s acts for %(other)s no more.", name=person.called, other=organisation.name)
            flash(told, "success")
            return redirect(url_for("users.show", user_id=person.id))
    page = render_template(
        "people/organisations/end.html",
        organisation=organisation,
        membership=membership,
        form=form,
        last=members.is_last(db.session, membership),
        itself=person == current_viewer().user,
        breadcrumbs=[
            {"label": organisation.name, "href": url_for("organisations.show", organisation_id=organisation.id)},
            {"label": person.called, "href": url_for("users.show", user_id=person.id)},
        ],
    )
    return page, 409 if form.form_errors else 200
