"""The words of the vocabulary as people read them."""

from collections.abc import Iterable
from enum import StrEnum
from functools import cache
from typing import Any

from babel import Locale
from flask_babel import lazy_gettext as _l
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from app.texts.language import locale
from models.lifecycle import MatchStatus, PartnershipStatus, RoundStatus, RunStatus, SubmissionStatus
from models.organisations import OrganisationKind, PartnerType, Role
from models.rounds import DecisionKind, FairnessGroup
from models.users import AccountState, Digest
from models.vocabulary import (
    DeprivationKind,
    Flag,
    Hazard,
    Horizon,
    IncomeGroup,
    Instrument,
    Kind,
    LandOwner,
    Language,
    SettlementCategory,
    Stage,
    Tenure,
    Theme,
)
from models.windows import ReplyKind

# By class first: words of two vocabularies may be spelled alike and still mean different things.
LABELS: dict[type[StrEnum], dict[str, str]] = {
    Theme: {
        Theme.WATER: _l("Water"),
        Theme.SANITATION: _l("Sanitation"),
        Theme.DRAINAGE_AND_FLOODING: _l("Drainage and flooding"),
        Theme.ROADS_AND_PATHS: _l("Roads and paths"),
        Theme.HOUSING: _l("Housing"),
        Theme.LAND_AND_TENURE: _l("Land and tenure"),
        Theme.ENERGY: _l("Energy"),
        Theme.SOLID_WASTE: _l("Solid waste"),
        Theme.SOCIAL_FACILITIES: _l("Social facilities"),
        Theme.PUBLIC_SPACE: _l("Public space"),
        Theme.LIVELIHOODS: _l("Livelihoods"),
        Theme.PLANNING_AND_GOVERNANCE: _l("Planning and governance"),
        Theme.PARTICIPATION: _l("Participation"),
        Theme.CLIMATE_AND_DISASTER_RISK: _l("Climate and disaster risk"),
    },
    Kind: {
        Kind.TECHNICAL: _l("Technical"),
        Kind.FINANCIAL: _l("Financial"),
    },
    Instrument: {
        Instrument.GRANT: _l("Grant"),
        Instrument.CONCESSIONAL_LOAN: _l("Concessional loan"),
        Instrument.LOAN: _l("Loan"),
        Instrument.GUARANTEE: _l("Guarantee"),
        Instrument.EQUITY: _l("Equity"),
        Instrument.RESULTS_BASED: _l("Results-based finance"),
        Instrument.EXPERT_ADVICE: _l("Expert advice"),
        Instrument.PROJECT_PREPARATION: _l("Project preparation"),
        Instrument.STUDIES_AND_DESIGN: _l("Studies and design"),
        Instrument.MAPPING_AND_DATA: _l("Mapping and data"),
        Instrument.TRAINING: _l("Training"),
        Instrument.PEER_EXCHANGE: _l("Peer exchange"),
    },
    Flag: {
        Flag.COMMUNITY_AGREEMENT: _l("Community agreement"),
        Flag.NATIONAL_NO_OBJECTION: _l("National no-objection"),
        Flag.LAND_SECURED: _l("Land secured"),
        Flag.IN_CITY_PLAN: _l("In the city plan"),
        Flag.FEASIBILITY_DONE: _l("Feasibility study done"),
        Flag.SAFEGUARDS_SCREENED: _l("Safeguards screened"),
    },
    Horizon: {
        Horizon.SHORT: _l("Short (years 0–2)"),
        Horizon.MEDIUM: _l("Medium (years 2–5)"),
        Horizon.LONG: _l("Long (years 5–10)"),
    },
    IncomeGroup: {
        IncomeGroup.LOW: _l("Low income"),
        IncomeGroup.LOWER_MIDDLE: _l("Lower middle income"),
        IncomeGroup.UPPER_MIDDLE: _l("Upper middle income"),
        IncomeGroup.HIGH: _l("High income"),
    },
    Stage: {
        Stage.PROFILING: _l("Profiling"),
        Stage.ACTION_PLANNING: _l("Action planning"),
        Stage.PILOT: _l("Pilot"),
        Stage.SCALING_UP: _l("Scaling up"),
    },
    DeprivationKind: {
        DeprivationKind.WATER: _l("Without improved water"),
        DeprivationKind.SANITATION: _l("Without improved sanitation"),
        DeprivationKind.LIVING_SPACE: _l("Without enough living space"),
        DeprivationKind.DURABLE_HOUSING: _l("Without durable housing"),
        DeprivationKind.SECURE_TENURE: _l("Without secure tenure"),
    },
    Tenure: {
        Tenure.NO_DOCUMENTS: _l("No documents"),
        Tenure.OCCUPANCY_RIGHTS: _l("Occupancy rights"),
        Tenure.COMMUNAL: _l("Communal"),
        Tenure.RENTAL: _l("Rental"),
        Tenure.FREEHOLD: _l("Freehold"),
        Tenure.DISPUTED: _l("Disputed"),
        Tenure.UNKNOWN: _l("Not known yet"),
    },
    LandOwner: {
        LandOwner.MUNICIPALITY: _l("Municipality"),
        LandOwner.STATE: _l("State"),
        LandOwner.PRIVATE: _l("Private owners"),
        LandOwner.COMMUNITY: _l("Community"),
        LandOwner.MIXED: _l("Several owners"),
        LandOwner.UNKNOWN: _l("Not known yet"),
    },
    Hazard: {
        Hazard.FLOOD: _l("Flood"),
        Hazard.LANDSLIDE: _l("Landslide"),
        Hazard.FIRE: _l("Fire"),
        Hazard.EARTHQUAKE: _l("Earthquake"),
        Hazard.STORM: _l("Storm"),
        Hazard.HEAT: _l("Heat"),
        Hazard.COASTAL_EROSION: _l("Coastal erosion"),
        Hazard.INDUSTRIAL: _l("Industrial hazard"),
    },
    SettlementCategory: {
        SettlementCategory.FULL_UPGRADING: _l("Full upgrading"),
        SettlementCategory.BASIC_SERVICES_FIRST: _l("Basic services first"),
        SettlementCategory.EMERGENCY_SERVICES: _l("Emergency services"),
        SettlementCategory.RESETTLEMENT: _l("Resettlement"),
        SettlementCategory.NOT_YET_ASSESSED: _l("Not yet assessed"),
    },
    Language: {
        Language.ENGLISH: _l("English"),
        Language.FRENCH: _l("French"),
        Language.SPANISH: _l("Spanish"),
        Language.PORTUGUESE: _l("Portuguese"),
        Language.ARABIC: _l("Arabic"),
    },
    SubmissionStatus: {
        SubmissionStatus.DRAFT: _l("Draft"),
        SubmissionStatus.SUBMITTED: _l("Submitted"),
        SubmissionStatus.RETURNED: _l("Sent back"),
        SubmissionStatus.PUBLISHED: _l("Published"),
        SubmissionStatus.CLOSED: _l("Closed"),
        SubmissionStatus.WITHDRAWN: _l("Withdrawn"),
    },
    RoundStatus: {
        RoundStatus.OPEN: _l("Open"),
        RoundStatus.IN_REVIEW: _l("In review"),
        RoundStatus.PUBLISHED: _l("Published"),
        RoundStatus.CLOSED: _l("Closed"),
    },
    RunStatus: {
        RunStatus.QUEUED: _l("Waiting"),
        RunStatus.RUNNING: _l("Running"),
        RunStatus.SUCCEEDED: _l("Done"),
        RunStatus.FAILED: _l("Failed"),
        RunStatus.CANCELLED: _l("Cancelled"),
    },
    MatchStatus: {
        MatchStatus.PROPOSED: _l("Proposed"),
        MatchStatus.APPROVED: _l("Approved"),
        MatchStatus.REJECTED: _l("Rejected"),
        MatchStatus.CHANGED: _l("Changed"),
    },
    PartnershipStatus: {
        PartnershipStatus.OFFERED: _l("Offered"),
        PartnershipStatus.ACCEPTED_BY_CITY: _l("Accepted by the city"),
        PartnershipStatus.ACCEPTED_BY_PARTNER: _l("Accepted by the partner"),
        PartnershipStatus.ACCEPTED: _l("Accepted by both"),
        PartnershipStatus.AGREED: _l("Agreed"),
        PartnershipStatus.ACTIVE: _l("Active"),
        PartnershipStatus.COMPLETED: _l("Completed"),
        PartnershipStatus.DECLINED: _l("Declined"),
        PartnershipStatus.WITHDRAWN: _l("Withdrawn"),
        PartnershipStatus.TERMINATED: _l("Terminated"),
    },
    OrganisationKind: {
        OrganisationKind.CITY_GOVERNMENT: _l("City government"),
        OrganisationKind.PARTNER: _l("Partner"),
        OrganisationKind.NATIONAL_GOVERNMENT: _l("National government"),
        OrganisationKind.COMMUNITY_ORGANISATION: _l("Residents’ organisation"),
        OrganisationKind.SECRETARIAT: _l("Global secretariat"),
    },
    PartnerType: {
        PartnerType.BILATERAL: _l("Bilateral agency"),
        PartnerType.MULTILATERAL: _l("Multilateral organisation"),
        PartnerType.DEVELOPMENT_BANK: _l("Development bank"),
        PartnerType.FOUNDATION: _l("Foundation"),
        PartnerType.COMPANY: _l("Company"),
        PartnerType.NGO: _l("Non-governmental organisation"),
    },
    Role: {
        Role.CITY_OFFICER: _l("City officer"),
        Role.PARTNER_OFFICER: _l("Partner officer"),
        Role.NATIONAL_OFFICER: _l("National officer"),
        Role.COMMUNITY_REPRESENTATIVE: _l("Community representative"),
        Role.REVIEWER: _l("Reviewer"),
        Role.ADMINISTRATOR: _l("Administrator"),
    },
    FairnessGroup: {
        FairnessGroup.WORLD_REGION: _l("World region"),
        FairnessGroup.INCOME_GROUP: _l("Income group"),
        FairnessGroup.CITY_SIZE: _l("City size"),
    },
    AccountState: {
        AccountState.CONFIRMED: _l("Confirmed"),
        AccountState.UNCONFIRMED: _l("Not confirmed yet"),
        AccountState.CLOSED: _l("Closed"),
    },
    Digest: {
        Digest.OFF: _l("Each by itself, at once"),
        Digest.DAILY: _l("Gathered once a day"),
        Digest.WEEKLY: _l("Gathered once a week, on Mondays"),
    },
    ReplyKind: {
        ReplyKind.COMMENT: _l("Comment"),
        ReplyKind.OBJECTION: _l("Objection"),
        ReplyKind.RAISE: _l("Could give more"),
    },
    DecisionKind: {
        DecisionKind.APPROVE: _l("Approve"),
        DecisionKind.REJECT: _l("Reject"),
        DecisionKind.PIN: _l("Pin"),
        DecisionKind.FORBID: _l("Forbid"),
    },
}


def label(word: str, vocabulary: type[StrEnum] | None = None) -> str:
    """The word as people read it; a plain string is looked up in the vocabulary named."""
    return written(locale())[vocabulary or type(word)][word]  # type: ignore[index]


@cache
def written(_locale: Locale | None) -> dict[type[StrEnum], dict[str, str]]:
    """All labels in the language in force, which is this one."""
    return {vocabulary: {word: str(text) for word, text in words.items()} for vocabulary, words in LABELS.items()}


def labels(words: Iterable[str], vocabulary: type[StrEnum]) -> str:
    return ", ".join(label(word, vocabulary) for word in words)


def choices(vocabulary: type[StrEnum], words: Iterable[StrEnum] | None = None) -> list[Any]:
    """The vocabulary, or some words of it, for a field of a form."""
    return [choice(word.value, label(word, vocabulary)) for word in words or vocabulary]


def choice(value: str, text: str) -> Any:
    return SelectChoice(value, text)


COLUMNS: dict[str, Any] = {
    "fairness_percent": _l("fairness"),
    "fairness_group": _l("the groups it is fair between"),
    "preference_short_percent": _l("what the short horizon is worth"),
    "preference_medium_percent": _l("what the medium horizon is worth"),
    "preference_long_percent": _l("what the long horizon is worth"),
    "partnership_cost_permille": _l("what one more partnership must be worth"),
    "integration_bonus_permille": _l("what a whole programme is worth"),
    "weight_theme": _l("how much the theme counts"),
    "weight_place": _l("how much the place counts"),
    "weight_instrument": _l("how much the form of support counts"),
    "weight_readiness": _l("how much readiness counts"),
    "weight_continuity": _l("how much it counts that the two have worked together"),
    "gap_permille": _l("how close to the best plan is close enough"),
    "time_limit_seconds": _l("how long a run may search"),
    "window_days": _l("for how many working days partners see a plan"),
    "second_approval_money": _l("the amount of money above which two people approve"),
    "second_approval_days": _l("the expert-days above which two people approve"),
    "status": _l("what was decided"),
    "short": _l("the amount in years 0–2"),
    "medium": _l("the amount in years 2–5"),
    "long": _l("the amount in years 5–10"),
}
"""What the columns of a policy and of a match are to a reviewer, within a sentence."""


def columns(names: Iterable[str]) -> str:
    """Those that have words; what has none means nothing to a reader."""
    return ", ".join(str(COLUMNS[name]) for name in names if name in COLUMNS)


TERMS: dict[str, Any] = {
    "need_kind": _l("the kind of the need"),
    "need_theme": _l("the theme of the need"),
    "need_instruments": _l("the forms of support that the need accepts"),
    "need_currency": _l("the currency of the need"),
    "need_amount": _l("the amount of the need"),
    "need_gap": _l("what the need asks of partners"),
    "need_first_horizon": _l("when the need begins"),
    "need_last_horizon": _l("when the need ends"),
    "need_flags": _l("the flags that the need carries"),
    "offer_kind": _l("the kind of the offer"),
    "offer_themes": _l("the themes of the offer"),
    "offer_instruments": _l("the forms of support that the offer gives"),
    "offer_countries": _l("the countries of the offer"),
    "offer_regions": _l("the regions of the offer"),
    "offer_income_groups": _l("the income groups of the offer"),
    "offer_currency": _l("the currency of the offer"),
    "offer_capacity_short": _l("what the offer gives"),
    "offer_capacity_medium": _l("what the offer gives"),
    "offer_capacity_long": _l("what the offer gives"),
    "offer_min_amount": _l("what the offer gives"),
    "offer_max_amount": _l("what the offer gives"),
    "offer_required_flags": _l("the flags that the offer requires"),
    "offer_conditions": _l("the conditions of the offer"),
}
"""What mattered to whoever said no to a pair, within a sentence. Not every reader knows the amounts of an offer."""


def terms(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(str(TERMS[name]) for name in names))


TONES: dict[str, str] = {
    "draft": "neutral",
    "submitted": "info",
    "returned": "warning",
    "published": "success",
    "closed": "neutral",
    "withdrawn": "neutral",
    "open": "info",
    "in_review": "progress",
    "queued": "neutral",
    "running": "progress",
    "succeeded": "success",
    "failed": "danger",
    "cancelled": "neutral",
    "proposed": "info",
    "approved": "success",
    "rejected": "danger",
    "changed": "warning",
    "offered": "info",
    "accepted_by_city": "progress",
    "accepted_by_partner": "progress",
    "accepted": "success",
    "agreed": "success",
    "active": "success",
    "completed": "success",
    "declined": "danger",
    "terminated": "danger",
}


def tone(status: StrEnum) -> str:
    """The colour of a status tag; the word itself always stands beside it."""
    return TONES[status.value]
