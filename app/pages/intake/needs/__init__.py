"""The pages of needs."""

from app.pages.intake.needs import lists, views
from app.pages.intake.needs.blueprint import needs

__all__ = ["lists", "needs", "views"]
