"""The audit trail, for administrators."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from app.access import Permission, requires
from app.forms.listing import Sorting, paginate, search_text
from models import AuditEvent

audit = Blueprint("audit", __name__, url_prefix="/audit")


@audit.get("/")
@requires(Permission.SEE_AUDIT)
def index() -> ResponseReturnValue:
    sorting = Sorting({"at": AuditEvent.at, "action": AuditEvent.action}, default="-at")
    statement = select(AuditEvent).options(joinedload(AuditEvent.actor))
    if q := search_text():
        columns = (AuditEvent.action, AuditEvent.subject_type, AuditEvent.subject_id)
        statement = statement.where(or_(*(one.icontains(q, autoescape=True) for one in columns)))
    page = paginate(sorting.order(statement, AuditEvent.id), 50)
    return render_template("people/audit/index.html", page=page, sorting=sorting)
