"""The audit trail, for administrators."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload

from app.access import Permission, requires
from app.forms.finding import Word, found, words
from app.forms.listing import Sorting, argument, paginate
from models import AuditEvent, User

audit = Blueprint("audit", __name__, url_prefix="/audit")


@audit.get("/")
@requires(Permission.SEE_AUDIT)
def index() -> ResponseReturnValue:
    sorting = Sorting({"at": AuditEvent.at, "action": AuditEvent.action}, default="-at")
    statement = select(AuditEvent).options(joinedload(AuditEvent.actor))
    statement = statement.where(*map(tells_of, words(argument("q"))))
    page = paginate(sorting.order(statement, AuditEvent.id), 50)
    return render_template("people/audit/index.html", page=page, sorting=sorting)


def tells_of(word: Word) -> ColumnElement[bool]:
    columns = (AuditEvent.action, AuditEvent.subject_type, AuditEvent.subject_id)
    by_whom = AuditEvent.actor_id.in_(select(User.id).where(found(User, word)))
    return or_(by_whom, *(one.icontains(form, autoescape=True) for one in columns for form in word))
