"""The blueprint that the pages of needs share."""

from flask import Blueprint

needs = Blueprint("needs", __name__, url_prefix="/needs")
