"""Facts of others that the platform stands on: countries, cities and exchange rates, with their origin."""

from app.reference.loading import load_reference

__all__ = ["load_reference"]
