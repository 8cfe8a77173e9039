"""Every part of the site, a noun each."""

from flask import Flask

from app.pages.home.views import home
from app.pages.intake.needs import needs
from app.pages.intake.offers.views import offers
from app.pages.intake.programmes.views import programmes
from app.pages.intake.settlements.views import settlements
from app.pages.partnerships.views import partnerships
from app.pages.people.audit.views import audit
from app.pages.people.interests.views import interests
from app.pages.people.invitations.views import invitations
from app.pages.people.messages.views import messages
from app.pages.people.organisations.views import organisations
from app.pages.people.users.views import users
from app.pages.review.capacity.views import capacity
from app.pages.review.plans.views import plans
from app.pages.review.proposals.views import proposals
from app.pages.review.rounds import rounds
from app.pages.review.studies import studies


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
        users,
        audit,
    ):
        app.register_blueprint(blueprint)
