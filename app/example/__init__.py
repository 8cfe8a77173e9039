"""An example world: real cities and countries; everything else is invented, and says so. Its data are in `data/`."""

from app.example.users import EXAMPLE_PASSWORD, SECOND_REVIEWER, SIGN_INS
from app.example.world import is_empty, load_example_world

__all__ = ["EXAMPLE_PASSWORD", "SECOND_REVIEWER", "SIGN_INS", "is_empty", "load_example_world"]
