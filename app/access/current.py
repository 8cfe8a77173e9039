"""Who is at the other end of this request, and as whom they act."""

from flask import current_app, g
from flask_security import current_user

from app.access.permissions import STAFF
from app.access.viewer import Viewer
from app.services.record.actor import Actor
from models import Organisation


def current_viewer() -> Viewer:
    """Read afresh at each request: a role lost is lost everywhere at once."""
    if "viewer" not in g:
        signed_in = current_user and current_user.is_authenticated
        g.viewer = Viewer(current_user._get_current_object() if signed_in else None)
    viewer: Viewer = g.viewer
    return viewer


def forget_viewer() -> None:
    """From here to the end of the request the viewer counts as a visitor, and nobody is looked up."""
    g.viewer = Viewer(None)
    current_app.login_manager._update_request_context_with_user()  # type: ignore[attr-defined]  # the library's own


def current_actor(on_behalf_of: Organisation | None = None) -> Actor:
    """The viewer as the one who acts; on behalf of the secretariat or their own organisation, unless told otherwise."""
    viewer = current_viewer()
    mine = viewer.organisations(*STAFF) or viewer.organisations()
    organisation_id = on_behalf_of.id if on_behalf_of else (mine[0].id if mine else None)
    return Actor(viewer.user, organisation_id, g.get("request_id", ""))
