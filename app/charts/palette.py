"""The colours of the charts: each keeps 3:1 on the paper, neighbours differ in lightness as well as in hue."""

INK = "#1c2524"
SOFT = "#505b59"
TRACK = "#ebe5d8"
LAND = "#d8d0bf"
PAPER = "#faf8f3"
GROUND = "#0b4a48"
CLAY = "#9b3f1b"

# For series that have an order, such as the horizons, and for groups that have none.
SERIES = ("#0b4a48", "#56968f", "#b5761a", "#7a3b69", "#3f6ea3", "#6d6a2f", "#9b3f1b", "#7d7666")


def colour(position: int) -> str:
    """The colour of the series at that position; after the last one they begin again."""
    return SERIES[position % len(SERIES)]
