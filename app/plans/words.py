"""The names of the groups between which a plan is fair, as people read them."""

from flask_babel import lazy_gettext as _l

from app.labels import LABELS
from app.services.frames import NOT_CLASSIFIED
from models.vocabulary import IncomeGroup

SIZES = {
    "under 500,000": _l("Cities under 500,000"),
    "500,000 to 5 million": _l("Cities of 500,000 to 5 million"),
    "over 5 million": _l("Cities over 5 million"),
}


def group_name(group: str) -> str:
    """World regions keep the name that the reference data gives them."""
    return str(
        SIZES.get(group)
        or LABELS[IncomeGroup].get(group)
        or (_l("Not classified") if group == NOT_CLASSIFIED else group)
    )
