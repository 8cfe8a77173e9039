"""A site that fails where a request ends well and leaves behind what nobody committed.

That a request which only reads changes nothing is held by the site itself (`app.database.ReadingSession`).
"""

from flask import Flask, Response, g
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.database import AuditedSession

MARK = "flushed, not committed"
COMMIT = AuditedSession.commit


@event.listens_for(AuditedSession, "after_flush")
def flushed(session: Session, _context: object) -> None:
    session.info[MARK] = True


@event.listens_for(AuditedSession, "after_commit")
@event.listens_for(AuditedSession, "after_soft_rollback")
def ended(session: Session, *_which: object) -> None:
    session.info.pop(MARK, None)


def refuse_unsaved(site: Flask) -> None:
    @site.after_request
    def look(response: Response) -> Response:
        session = g.get("database_session")
        if session is not None and response.status_code < 400 and AuditedSession.commit is COMMIT:
            changed = [one for one in session.dirty if session.is_modified(one)]
            unsaved = [*session.new, *session.deleted, *changed]
            assert unsaved == [], "a request left something unsaved"
            assert MARK not in session.info, "a request flushed something and did not commit it"
        return response
