"""How templates are loaded, and their macros called from outside."""

from collections.abc import Callable, MutableMapping
from typing import Any, cast

from flask import current_app
from flask.templating import Environment
from markupsafe import Markup


class Templates(Environment):
    """Templates that share what they may all call, as one dictionary: Jinja layers one over another for each template,
    and looks through both for every macro that a page takes from elsewhere."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals


def macro(template: str, name: str) -> Callable[..., Markup]:
    """For what is drawn once and kept; the macro must ask for nothing of a single request."""
    return cast(Callable[..., Markup], getattr(current_app.jinja_env.get_template(template).module, name))
