"""What each person can do next, counted from the database."""

from dataclasses import dataclass, replace
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import ColumnElement, ScalarSelect, func, select

from app.access import Viewer, visible
from app.access.visibility import nations, resident_cities
from app.extensions import db
from app.pages.partnerships.waiting import waiting_for_cities, waiting_for_partners
from app.services.intake import no_objections, statements
from app.services.people import messages
from app.services.review import approvals
from models import City, Need, Offer, Partnership, Programme, Role, Round, Settlement
from models.lifecycle import UNFINISHED_ROUND, SubmissionStatus


@dataclass(frozen=True)
class Task:
    """One line of the list: where it leads, and how much waits there (None where nothing is ever counted)."""

    label: str
    href: str
    waiting: int | None = None
    hint: str = ""
    count: ScalarSelect[int] | None = None
    """What waits there, still to be counted."""

    @property
    def status_label(self) -> str:
        if self.waiting is None:
            return ""
        if not self.waiting:
            return _("Nothing waits")
        return ngettext("%(num)d waits for you", "%(num)d wait for you", self.waiting)

    @property
    def tone(self) -> str:
        return "info" if self.waiting else "neutral"


def tasks_for(viewer: Viewer) -> list[Task]:
    tasks: list[Task] = [read_messages(viewer)] if viewer.memberships else []
    for role in Role:
        if role in viewer.roles:
            tasks += TASKS[role](viewer)
    return sorted(counted(tasks), key=lambda task: (task.waiting is None, not task.waiting))  # what waits comes first


def counted(tasks: list[Task]) -> list[Task]:
    """The same with what waits for each, in one query for all."""
    counts = [task.count for task in tasks if task.count is not None]
    found = iter(db.session.execute(select(*counts)).one() if counts else ())
    return [task if task.count is None else replace(task, waiting=next(found)) for task in tasks]


def _count(model: type[Any], *conditions: Any) -> ScalarSelect[int]:
    """How many there are. A condition says that they exist for the viewer, or are the viewer's own, which do."""
    return select(func.count()).select_from(model).where(*conditions).scalar_subquery()


def _in_status(
    text: str, viewer: Viewer, model: type[Need | Offer], status: SubmissionStatus, *own: ColumnElement[bool]
) -> Task:
    """What to do with the needs or offers in a status: the viewer's own, where that is said, or all there are."""
    page = "needs.index" if model is Need else "offers.index"
    href = url_for(page, mine="1" if own else None, status=status)
    return Task(text, href, count=_count(model, *(own or [visible(viewer, model)]), model.status == status))


def read_messages(viewer: Viewer) -> Task:
    assert viewer.user is not None, "a visitor has no tasks"
    unread = messages.how_many_unread(viewer.user, viewer.organisation_ids())
    return Task(_("Read your messages"), url_for("messages.index", unread="1"), count=unread.scalar_subquery())


def city_tasks(viewer: Viewer) -> list[Task]:
    mine = viewer.organisation_ids(Role.CITY_OFFICER)
    own_needs = Need.programme_id.in_(select(Programme.id).where(Programme.organisation_id.in_(mine)))
    return [
        Task(
            _("Answer the partnerships offered to your city"),
            url_for("partnerships.index", waiting="1"),
            count=_count(Partnership, waiting_for_cities(mine)),
        ),
        _in_status(_("Correct the needs that reviewers sent back"), viewer, Need, SubmissionStatus.RETURNED, own_needs),
        _in_status(_("Finish and submit your draft needs"), viewer, Need, SubmissionStatus.DRAFT, own_needs),
        Task(
            _("Describe your settlements"),
            url_for("settlements.index", mine="1"),
            hint=_("Every settlement of the city, so that none is left out of sight"),
            count=_count(Settlement, Settlement.organisation_id.in_(mine), Settlement.residents.is_(None)),
        ),
        Task(_("Look after your programmes and their needs"), url_for("programmes.index", mine="1")),
        Task(_("Follow your partnerships"), url_for("partnerships.index", mine="1")),
    ]


def partner_tasks(viewer: Viewer) -> list[Task]:
    mine = viewer.organisation_ids(Role.PARTNER_OFFICER)
    own = Offer.organisation_id.in_(mine)
    return [
        Task(
            _("Answer the partnerships proposed for your offers"),
            url_for("partnerships.index", waiting="1"),
            count=_count(Partnership, waiting_for_partners(mine)),
        ),
        _in_status(_("Correct the offers that reviewers sent back"), viewer, Offer, SubmissionStatus.RETURNED, own),
        _in_status(_("Finish and submit your draft offers"), viewer, Offer, SubmissionStatus.DRAFT, own),
        Task(_("See what is proposed for your offers"), url_for("proposals.index")),
        Task(
            _("See which needs fit your offers"),
            url_for("offers.index", mine="1", status=SubmissionStatus.PUBLISHED),
            hint=_("Each offer leads to the needs that meet its conditions"),
        ),
        Task(_("See what is left of your offers"), url_for("capacity.index")),
    ]


def national_tasks(viewer: Viewer) -> list[Task]:
    ours = Need.programme.has(Programme.city.has(City.country_id.in_(nations(viewer))))
    return [
        Task(
            _("Say whether your government objects to the needs of its cities"),
            url_for("needs.index", unanswered="1"),
            hint=_("Some partners give only where the nation has no objection"),
            count=_count(Need, visible(viewer, Need), ours, no_objections.unanswered()),
        ),
        Task(_("See the needs of your country’s cities"), url_for("needs.index", mine="1")),
        Task(_("Follow partnerships in your country"), url_for("partnerships.index", mine="1")),
    ]


def community_tasks(viewer: Viewer) -> list[Task]:
    speakers = viewer.organisation_ids(Role.COMMUNITY_REPRESENTATIVE)
    ours = Settlement.city_id.in_(resident_cities(viewer))
    return [
        Task(
            _("Confirm or contest what is said about the settlements of your city"),
            url_for("settlements.index", mine="1", unstated="1"),
            count=_count(Settlement, visible(viewer, Settlement), ours, statements.unstated_by(speakers)),
        ),
        Task(_("See the needs of your city"), url_for("needs.index", mine="1")),
        Task(_("Follow partnerships in your city"), url_for("partnerships.index", mine="1")),
    ]


def reviewer_tasks(viewer: Viewer) -> list[Task]:
    return [
        _in_status(_("Review submitted needs"), viewer, Need, SubmissionStatus.SUBMITTED),
        _in_status(_("Review submitted offers"), viewer, Offer, SubmissionStatus.SUBMITTED),
        second_approvals(viewer),
        Task(
            _("Run the matching and review its plans"),
            url_for("rounds.index"),
            count=_count(Round, visible(viewer, Round), Round.status.in_(UNFINISHED_ROUND)),
        ),
        Task(_("Follow partnerships"), url_for("partnerships.index")),
        Task(_("See what is left of every offer"), url_for("capacity.index")),
        Task(_("Declare your interests"), url_for("interests.index")),
    ]


def second_approvals(viewer: Viewer) -> Task:
    """Leads to the newest plan that shows some of them, and shows there those alone that wait for this viewer."""
    assert viewer.user is not None, "a visitor has no tasks"
    waiting, run_id = approvals.open_to(db.session, viewer.user)
    href = url_for("rounds.plan", run_id=run_id, second="1", mine="1") if run_id else url_for("rounds.index")
    hint = _("Approved once; somebody other than the first approver has to approve them as well")
    return Task(_("Approve large matches as the second person"), href, waiting, hint)


def administrator_tasks(_viewer: Viewer) -> list[Task]:
    return [
        Task(_("Look after people, their roles and their invitations"), url_for("users.index")),
        Task(_("Look after organisations and their members"), url_for("organisations.index")),
        Task(_("Read the audit trail"), url_for("audit.index")),
    ]


TASKS = {
    Role.CITY_OFFICER: city_tasks,
    Role.PARTNER_OFFICER: partner_tasks,
    Role.NATIONAL_OFFICER: national_tasks,
    Role.COMMUNITY_REPRESENTATIVE: community_tasks,
    Role.REVIEWER: reviewer_tasks,
    Role.ADMINISTRATOR: administrator_tasks,
}
