"""The first page of each person, their account, and what the site says of itself."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.access import Permission, current_viewer, requires
from app.extensions import db
from app.home.tasks import tasks_for
from app.services import overview

home = Blueprint("home", __name__)


@home.get("/")
@requires(Permission.SEE_PUBLIC)
def start() -> ResponseReturnValue:
    viewer = current_viewer()
    if viewer.user is None:
        return render_template("home/visitor.html", figures=overview.figures(db.session))
    return render_template("home/member.html", groups=tasks_for(viewer))


@home.get("/account")
@requires(Permission.USE_ACCOUNT)
def account() -> ResponseReturnValue:
    return render_template("home/account.html")


@home.get("/accessibility")
@requires(Permission.SEE_PUBLIC)
def accessibility() -> ResponseReturnValue:
    return render_template("home/accessibility.html")
