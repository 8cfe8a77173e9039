"""The links that a person may follow from every page."""

from typing import Any

from flask import Flask, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.access import Permission, current_viewer
from app.labels import label

LINKS = (
    ("home.start", _l("Home"), Permission.SEE_PUBLIC),
    ("needs.index", _l("Needs"), Permission.SEE_NEED),
    ("offers.index", _l("Offers"), Permission.SEE_OFFERS),
    ("programmes.index", _l("Programmes"), Permission.SEE_PROGRAMME),
    ("settlements.index", _l("Settlements"), Permission.SEE_SETTLEMENT),
    ("rounds.index", _l("Rounds"), Permission.SEE_ROUND),
    ("proposals.index", _l("Proposals"), Permission.SEE_PROPOSALS),
    ("partnerships.index", _l("Partnerships"), Permission.SEE_PARTNERSHIP),
    ("plans.index", _l("Published plans"), Permission.SEE_PLAN),
    ("messages.index", _l("Messages"), Permission.SEE_MESSAGES),
    ("organisations.index", _l("Organisations"), Permission.SEE_ORGANISATION),
    ("audit.index", _l("Audit"), Permission.SEE_AUDIT),
)


PART_OF = {"studies": "rounds", "capacity": "rounds"}
"""Pages that stand under another heading."""


def register_navigation(app: Flask) -> None:
    @app.context_processor
    def frame() -> dict[str, Any]:
        viewer = current_viewer()
        here = PART_OF.get(request.blueprint or "", request.blueprint) if request else None
        return {
            "home_url": url_for("home.start"),
            "nav": [
                {"label": text, "href": url_for(endpoint), "current": endpoint.split(".")[0] == here}
                for endpoint, text, permission in LINKS
                if viewer.may(permission)
            ],
            "account": account() if viewer.user else None,
            "sign_in_url": None if viewer.user else url_for("security.login"),
            "footer_links": [{"label": _("Accessibility"), "href": url_for("home.accessibility")}],
        }


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
