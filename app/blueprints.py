"""Every part of the site, a noun each."""

from flask import Flask

from app.audit.views import audit
from app.capacity.views import capacity
from app.home.views import home
from app.interests.views import interests
from app.invitations.views import invitations
from app.messages.views import messages
from app.needs import needs
from app.offers.views import offers
from app.organisations.views import organisations
from app.partnerships.views import partnerships
from app.plans.views import plans
from app.programmes.views import programmes
from app.proposals.views import proposals
from app.rounds import rounds
from app.settlements.views import settlements
from app.studies import studies


def register_blueprints(app: Flask) -> None:
    for blueprint in (
        home,
        settlements,
        programmes,
        needs,
        offers,
        partnerships,
        rounds,
        studies,
        interests,
        invitations,
        messages,
        plans,
        proposals,
        capacity,
        organisations,
        audit,
    ):
        app.register_blueprint(blueprint)
