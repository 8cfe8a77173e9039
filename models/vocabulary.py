"""The controlled words of the platform (docs/glossary.md says what each means)."""

from enum import StrEnum


class Theme(StrEnum):
    WATER = "water"
    SANITATION = "sanitation"
    DRAINAGE_AND_FLOODING = "drainage_and_flooding"
    ROADS_AND_PATHS = "roads_and_paths"
    HOUSING = "housing"
    LAND_AND_TENURE = "land_and_tenure"
    ENERGY = "energy"
    SOLID_WASTE = "solid_waste"
    SOCIAL_FACILITIES = "social_facilities"
    PUBLIC_SPACE = "public_space"
    LIVELIHOODS = "livelihoods"
    PLANNING_AND_GOVERNANCE = "planning_and_governance"
    PARTICIPATION = "participation"
    CLIMATE_AND_DISASTER_RISK = "climate_and_disaster_risk"


DAC_PURPOSES = {
    Theme.WATER: (14030, 14031, 14020, 14021),
    Theme.SANITATION: (14032, 14022),
    Theme.DRAINAGE_AND_FLOODING: (43060,),  # 41050, flood prevention, was withdrawn in 2017
    Theme.ROADS_AND_PATHS: (21020,),
    Theme.HOUSING: (16040, 16030),
    Theme.LAND_AND_TENURE: (43031,),
    Theme.ENERGY: (23110,),
    Theme.SOLID_WASTE: (14050,),
    Theme.SOCIAL_FACILITIES: (12230, 11120),
    Theme.PUBLIC_SPACE: (43032,),
    Theme.LIVELIHOODS: (24040, 16020),
    Theme.PLANNING_AND_GOVERNANCE: (43030, 15185, 15112),
    Theme.PARTICIPATION: (15150,),
    Theme.CLIMATE_AND_DISASTER_RISK: (43060, 41010),
}
"""The purpose codes of the OECD's Development Assistance Committee under which donors file each theme, the closest
first."""


class Kind(StrEnum):
    """Technical amounts are hundredths of an expert-day, financial ones the smallest unit of a currency."""

    TECHNICAL = "technical"
    FINANCIAL = "financial"


class Instrument(StrEnum):
    GRANT = "grant"
    CONCESSIONAL_LOAN = "concessional_loan"
    LOAN = "loan"
    GUARANTEE = "guarantee"
    EQUITY = "equity"
    RESULTS_BASED = "results_based"
    EXPERT_ADVICE = "expert_advice"
    PROJECT_PREPARATION = "project_preparation"
    STUDIES_AND_DESIGN = "studies_and_design"
    MAPPING_AND_DATA = "mapping_and_data"
    TRAINING = "training"
    PEER_EXCHANGE = "peer_exchange"


INSTRUMENTS_OF = {
    Kind.FINANCIAL: tuple(Instrument)[:6],
    Kind.TECHNICAL: tuple(Instrument)[6:],
}


class Flag(StrEnum):
    """Readiness of a need, each with evidence."""

    COMMUNITY_AGREEMENT = "community_agreement"
    NATIONAL_NO_OBJECTION = "national_no_objection"
    LAND_SECURED = "land_secured"
    IN_CITY_PLAN = "in_city_plan"
    FEASIBILITY_DONE = "feasibility_done"
    SAFEGUARDS_SCREENED = "safeguards_screened"


class Horizon(StrEnum):
    """Years 0-2, 2-5 and 5-10 from the start of the round."""

    SHORT = "short"
    MEDIUM = "medium"
    LONG = "long"


class IncomeGroup(StrEnum):
    """The World Bank's groups, in its own words."""

    LOW = "Low income"
    LOWER_MIDDLE = "Lower middle income"
    UPPER_MIDDLE = "Upper middle income"
    HIGH = "High income"


class Stage(StrEnum):
    """The stage of a programme."""

    PROFILING = "profiling"
    ACTION_PLANNING = "action_planning"
    PILOT = "pilot"
    SCALING_UP = "scaling_up"


class DeprivationKind(StrEnum):
    """The five by which UN-Habitat defines a slum household."""

    WATER = "water"
    SANITATION = "sanitation"
    LIVING_SPACE = "living_space"
    DURABLE_HOUSING = "durable_housing"
    SECURE_TENURE = "secure_tenure"


class Tenure(StrEnum):
    """How most residents hold the land they live on."""

    NO_DOCUMENTS = "no_documents"
    OCCUPANCY_RIGHTS = "occupancy_rights"
    COMMUNAL = "communal"
    RENTAL = "rental"
    FREEHOLD = "freehold"
    DISPUTED = "disputed"
    UNKNOWN = "unknown"


class LandOwner(StrEnum):
    MUNICIPALITY = "municipality"
    STATE = "state"
    PRIVATE = "private"
    COMMUNITY = "community"
    MIXED = "mixed"
    UNKNOWN = "unknown"


class Hazard(StrEnum):
    FLOOD = "flood"
    LANDSLIDE = "landslide"
    FIRE = "fire"
    EARTHQUAKE = "earthquake"
    STORM = "storm"
    HEAT = "heat"
    COASTAL_EROSION = "coastal_erosion"
    INDUSTRIAL = "industrial"


class SettlementCategory(StrEnum):
    """What the city means to do there; every settlement has one, so that none is left out of sight."""

    FULL_UPGRADING = "full_upgrading"
    BASIC_SERVICES_FIRST = "basic_services_first"
    EMERGENCY_SERVICES = "emergency_services"
    RESETTLEMENT = "resettlement"
    NOT_YET_ASSESSED = "not_yet_assessed"


class Language(StrEnum):
    ENGLISH = "en"
    FRENCH = "fr"
    SPANISH = "es"
    PORTUGUESE = "pt"
    ARABIC = "ar"


SDG_TARGETS = (
    "1.4",
    "6.1",
    "6.2",
    "7.1",
    "10.2",
    "11.1",
    "11.2",
    "11.3",
    "11.5",
    "11.6",
    "11.7",
    "11.c",
    "13.1",
    "17.17",
)
