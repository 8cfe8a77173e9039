"""The pages of needs."""

from app.pages.intake.needs import fitting, lists, views
from app.pages.intake.needs.blueprint import needs

__all__ = ["fitting", "lists", "needs", "views"]
