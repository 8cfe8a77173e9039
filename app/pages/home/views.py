"""The first page of each person, their account, and what the site says of itself."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from app.access import Permission, current_actor, current_viewer, requires
from app.extensions import db
from app.forms.submitting import status_of
from app.pages.home import visitor
from app.pages.home.forms import AccountForm
from app.pages.home.tasks import tasks_for
from app.services.money import exchange
from app.services.people import accounts
from app.texts.language import speaking, spoken
from models.vocabulary import Language

home = Blueprint("home", __name__)


@home.get("/")
@requires(Permission.SEE_PUBLIC)
def start() -> ResponseReturnValue:
    viewer = current_viewer()
    if viewer.user is None:
        return render_template("home/visitor.html", **visitor.context(viewer))
    return render_template("home/member.html", groups=tasks_for(viewer))


@home.route("/account", methods=["GET", "POST"])
@requires(Permission.USE_ACCOUNT)
def account() -> ResponseReturnValue:
    """Who one is here, and how one reads these pages: in which language, where there is a choice, and currency."""
    viewer = current_viewer()
    user = viewer.user
    assert user is not None
    form = AccountForm(viewer, spoken(), exchange.currencies(db.session))
    if form.validate_on_submit():
        language = Language(form.language.data) if form.language else user.language
        currency = form.currency.data or None
        if language != user.language:
            accounts.choose_language(db.session, user, language, current_actor())
        if currency != user.currency:
            accounts.choose_currency(db.session, user, currency, current_actor())
        db.session.commit()
        with speaking(language):
            flash(_("Saved. This is how you read these pages from now on."), "success")
        return redirect(url_for("home.account"))
    return render_template("home/account.html", form=form), status_of(form)


@home.get("/accessibility")
@requires(Permission.SEE_PUBLIC)
def accessibility() -> ResponseReturnValue:
    return render_template("home/accessibility.html")


@home.get("/healthz")
@requires(Permission.SEE_PUBLIC)
def health() -> ResponseReturnValue:
    """For whoever watches over the site: 200 while its database answers, else 503."""
    db.session.execute(select(1))
    return "ok\n", {"Content-Type": "text/plain; charset=utf-8"}
