"""Facts of others that the platform stands on: countries, cities and exchange rates, with their origin."""

from app.reference.loading import load_rates, load_reference
from app.reference.rates_file import BadRates

__all__ = ["BadRates", "load_rates", "load_reference"]
