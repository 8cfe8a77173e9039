"""Who acts, on whose behalf, in which request: what each service is told and each audit event keeps."""

import uuid
from dataclasses import dataclass

from models import User


@dataclass(frozen=True)
class Actor:
    """A user of None is the platform itself: a job or a command."""

    user: User | None = None
    organisation_id: uuid.UUID | None = None
    request_id: str = ""


PLATFORM = Actor()
