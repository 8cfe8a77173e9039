"""The controlled words of needs and offers, in the order in which people read them."""

from typing import Final

KINDS: Final = ("technical", "financial")

HORIZONS: Final = ("short", "medium", "long")
"""Years 0-2, 2-5 and 5-10; a horizon is its position here everywhere inside the library."""

THEMES: Final = (
    "water",
    "sanitation",
    "drainage_and_flooding",
    "roads_and_paths",
    "housing",
    "land_and_tenure",
    "energy",
    "solid_waste",
    "social_facilities",
    "public_space",
    "livelihoods",
    "planning_and_governance",
    "participation",
    "climate_and_disaster_risk",
)

INSTRUMENTS: Final = {
    "financial": ("grant", "concessional_loan", "loan", "guarantee", "equity", "results_based"),
    "technical": (
        "expert_advice",
        "project_preparation",
        "studies_and_design",
        "mapping_and_data",
        "training",
        "peer_exchange",
    ),
}

FLAGS: Final = (
    "community_agreement",
    "national_no_objection",
    "land_secured",
    "in_city_plan",
    "feasibility_done",
    "safeguards_screened",
)
"""What makes a need ready, each backed by evidence."""
