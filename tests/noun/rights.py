"""What each role may do with a community agreement, and for whom it exists."""

from enum import StrEnum

from sqlalchemy import true

from app.access import Viewer
from app.access.permissions import GRANTS
from app.access.visibility import Clause, rule
from models import Role
from tests.noun.table import CommunityAgreement


class CommunityAgreementRight(StrEnum):
    SEE = "community_agreement:see"
    CREATE = "community_agreement:create"
    EDIT = "community_agreement:edit"

    @property
    def only_sees(self) -> bool:
        return self is CommunityAgreementRight.SEE


GRANTS[Role.CITY_OFFICER] |= set(CommunityAgreementRight)
GRANTS[Role.REVIEWER] |= {CommunityAgreementRight.SEE}


@rule(CommunityAgreement)
def community_agreements(viewer: Viewer) -> Clause:
    """Its city's and staff's."""
    return true() if viewer.is_staff else CommunityAgreement.organisation_id.in_(viewer.organisation_ids())
