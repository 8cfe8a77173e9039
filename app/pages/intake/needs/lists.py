"""The list of needs, searched, filtered and sorted by its address."""

from typing import cast

from flask import current_app, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, or_, select

from app.access import Permission, current_viewer, requires, visible
from app.access.visibility import nations, resident_cities
from app.extensions import db
from app.forms.listing import OwnFirst, Sorting, asked_for, asks, flag, lines, narrow, paginate, search
from app.pages.intake.needs.blueprint import needs
from app.services.intake import no_objections
from models import City, Country, Need, Programme, Role
from models.lifecycle import OPEN_TO_ALL, SubmissionStatus
from models.vocabulary import Kind, Theme

ROWS = lines(
    select(
        Need.id, Need.title, Need.kind, Need.theme, Need.status, Need.currency,
        (Need.amount - Need.own_contribution - Need.secured).label("gap"),
        City.name.label("city"), Country.name.label("country"), Programme.organisation_id.label("city_side"),
    )
    .join(Need.programme)
    .join(City, Programme.city_id == City.id)
    .join(Country, City.country_id == Country.iso3),
    Need.id,
)  # fmt: skip
"""What a line shows."""

REGIONS = select(Country.region).distinct().order_by(Country.region)


@needs.get("/")
@requires(Permission.SEE_NEED)
def index() -> ResponseReturnValue:
    sorting = Sorting(
        {"title": Need.title, "city": City.name, "theme": Need.theme, "changed": Need.changed_at}, default="-changed"
    )
    statement, mine = sorting.order(filtered(sorting), Need.id), current_viewer().organisation_ids(Role.CITY_OFFICER)
    own = Need.programme_id.in_(select(Programme.id).where(Programme.organisation_id.in_(mine)))
    page = paginate(statement, rows=ROWS, first=OwnFirst(own, sorting) if mine else None)
    statuses = [one for one in SubmissionStatus if current_viewer().user is not None or one in OPEN_TO_ALL]
    return render_template(
        "intake/needs/index.html", page=page, mine=mine, sorting=sorting, statuses=statuses,
        regions=regions(), ours=current_viewer().organisation_ids(),
        answering=asks("unanswered") and current_viewer().may(Permission.OBJECT_TO_NEED),
    )  # fmt: skip


def regions() -> tuple[str, ...]:
    """Of all countries; asked once, for they come with the reference data of a release."""
    kept = current_app.extensions
    if not kept.get("regions"):
        kept["regions"] = tuple(db.session.scalars(REGIONS))
    return cast(tuple[str, ...], kept["regions"])


def filtered(sorting: Sorting) -> Select[Need]:
    """The needs that exist for the viewer, as the address narrows them."""
    viewer = current_viewer()
    statement = select(Need).where(visible(viewer, Need))
    if sorting.by("city") or asks("region", "mine", "unanswered"):
        statement = (
            statement.join(Need.programme)
            .join(City, Programme.city_id == City.id)
            .join(Country, City.country_id == Country.iso3)
        )
    statement = search(statement, Need)
    statement = narrow(
        statement, theme=(Need.theme, Theme), kind=(Need.kind, Kind), status=(Need.status, SubmissionStatus)
    )
    if region := asked_for("region"):
        statement = statement.where(Country.region == region)
    if flag("mine"):
        statement = statement.where(
            or_(
                Programme.organisation_id.in_(viewer.organisation_ids()),
                Programme.city_id.in_(resident_cities(viewer)),
                City.country_id.in_(nations(viewer)),
            )
        )
    if flag("unanswered"):
        statement = statement.where(no_objections.unanswered(), City.country_id.in_(nations(viewer)))
    return statement
