"""The names of the groups between which a plan is fair, as people read them."""

from flask_babel import lazy_gettext as _l

from app.services.engine.files import NOT_CLASSIFIED
from app.texts.labels import LABELS
from models.rounds import FairnessGroup
from models.vocabulary import IncomeGroup

SIZES = {
    "under 500,000": _l("Cities under 500,000"),
    "500,000 to 5 million": _l("Cities of 500,000 to 5 million"),
    "over 5 million": _l("Cities over 5 million"),
}


HEADINGS = {
    FairnessGroup.WORLD_REGION: _l("By world region"),
    FairnessGroup.INCOME_GROUP: _l("By income group"),
    FairnessGroup.CITY_SIZE: _l("By city size"),
}


def group_heading(group: FairnessGroup) -> str:
    return str(HEADINGS[group])


def group_name(group: str) -> str:
    """World regions keep the name that the reference data gives them."""
    return str(
        SIZES.get(group)
        or LABELS[IncomeGroup].get(group)
        or (_l("Not classified") if group == NOT_CLASSIFIED else group)
    )
