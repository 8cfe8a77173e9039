"""The pages of needs."""

from app.needs import lists, views
from app.needs.blueprint import needs

__all__ = ["lists", "needs", "views"]
