"""Rights, in one place: what each role may do, what exists for whom, and the guard before every view."""

from app.access.current import current_actor, current_viewer, forget_viewer
from app.access.guards import exists_for_viewer, register_access, requires
from app.access.permissions import Permission
from app.access.recording import record_reading
from app.access.viewer import Viewer
from app.access.visibility import visible

__all__ = [
    "Permission",
    "Viewer",
    "current_actor",
    "current_viewer",
    "exists_for_viewer",
    "forget_viewer",
    "record_reading",
    "register_access",
    "requires",
    "visible",
]
