"""The settlements of a city in the example world. The cities are real; no settlement in them is."""

from app.example.calendar import Calendar
from app.example.reading import Table, identity, words
from models import Deprivation, Organisation, Settlement
from models.vocabulary import DeprivationKind, Hazard, LandOwner, SettlementCategory, Tenure

SOURCE = "Example profile"
SQUARE_METRES_PER_HECTARE = 10_000


def settlement(row: Table, city: Organisation, calendar: Calendar) -> Settlement:
    """`point` is latitude and longitude; `lacking` is the per cent of households that lack each of the five."""
    latitude, longitude = row.pop("point")
    return Settlement(
        id=identity("settlement", city.name, row["name"]),
        organisation_id=city.id,
        city_id=city.city_id,
        category=SettlementCategory(row.pop("category")),
        latitude=latitude,
        longitude=longitude,
        area_square_metres=row.pop("hectares") * SQUARE_METRES_PER_HECTARE,
        land_owner=LandOwner(row.pop("land_owner")),
        tenure=Tenure(row.pop("tenure")),
        hazards=words(Hazard, row, "hazards"),
        deprivations=_deprivations(row.pop("lacking", {}), row.pop("year"), city.name, row["name"]),
        **calendar.since(row.pop("days_ago")),
        **row,
    )


def _deprivations(lacking: Table, year: int, *names: str) -> list[Deprivation]:
    return [
        Deprivation(
            id=identity("deprivation", *names, kind),
            kind=DeprivationKind(kind),
            share_percent=share,
            year=year,
            source=SOURCE,
        )
        for kind, share in lacking.items()
    ]
