"""The links that a person may follow from every page."""

from functools import lru_cache
from typing import Any

from babel import Locale
from flask import Flask, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from app.access import Permission, current_viewer
from app.templating import macro
from app.texts.labels import label
from app.texts.language import locale

LINKS: dict[str, tuple[Any, Permission]] = {
    "home.start": (_l("Home"), Permission.SEE_PUBLIC),
    "needs.index": (_l("Needs"), Permission.SEE_NEED),
    "offers.index": (_l("Offers"), Permission.SEE_OFFERS),
    "programmes.index": (_l("Programmes"), Permission.SEE_PROGRAMME),
    "settlements.index": (_l("Settlements"), Permission.SEE_SETTLEMENT),
    "rounds.index": (_l("Rounds"), Permission.SEE_ROUND),
    "proposals.index": (_l("Proposals"), Permission.SEE_PROPOSALS),
    "partnerships.index": (_l("Partnerships"), Permission.SEE_PARTNERSHIP),
    "plans.index": (_l("Published plans"), Permission.SEE_PLAN),
    "messages.index": (_l("Messages"), Permission.SEE_MESSAGES),
    "organisations.index": (_l("Organisations"), Permission.SEE_ORGANISATION),
    "users.index": (_l("People"), Permission.SEE_USERS),
    "audit.index": (_l("Audit"), Permission.SEE_AUDIT),
}


PART_OF = {"studies": "rounds", "capacity": "rounds", "invitations": "users"}
"""Pages that stand under another heading."""


def register_navigation(app: Flask) -> None:
    @app.context_processor
    def frame() -> dict[str, Any]:
        viewer = current_viewer()
        here = PART_OF.get(request.blueprint or "", request.blueprint) if request else None
        may_follow = tuple(endpoint for endpoint, (_text, permission) in LINKS.items() if viewer.may(permission))
        return {
            "home_url": url_for("home.start"),
            "navigation": navigation(locale(), request.script_root if request else "", may_follow, here),
            "account": account() if viewer.user else None,
            "sign_in_url": None if viewer.user else url_for("security.login"),
            "footer_links": [{"label": _("Accessibility"), "href": url_for("home.accessibility")}],
        }


@lru_cache(1000)
def navigation(_locale: Locale, _root: str, endpoints: tuple[str, ...], here: str | None) -> Markup:
    """The links in the language in force, drawn; they stand on every page and are the same for all of a role."""
    parts = [
        {"label": LINKS[endpoint][0], "href": url_for(endpoint), "current": endpoint.split(".")[0] == here}
        for endpoint in endpoints
    ]
    return macro("macros/navigation.html", "site_nav")(parts)


def account() -> dict[str, str]:
    viewer = current_viewer()
    user, first = viewer.user, next(iter(viewer.memberships), None)
    return {
        "name": (user.name or user.email) if user else "",
        "organisation": first.organisation.name if first else "",
        "role": label(first.role) if first else "",
        "sign_out_url": url_for("security.logout"),
        "account_url": url_for("home.account"),
    }
