"""What a step of a partnership would do, said before it is taken."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.forms.confirming import Outlook
from app.texts.formatting import money
from models import Organisation, Partnership
from models.lifecycle import HOLDS_RESERVED
from models.lifecycle import PartnershipStatus as Status


def accepting(partnership: Partnership, side: Organisation) -> Outlook:
    city, partner = partnership.parties
    first = partnership.status == Status.OFFERED
    return Outlook(
        _("Accept this partnership?"),
        [
            _subject(partnership),
            _("This amount stays reserved of the offer: nobody else gets it."),
            _("%(other)s answers next.", other=(partner if side is city else city).name)
            if first
            else _(
                "The other side accepted already. With your answer anybody can see the partnership; signing is next."
            ),
            _("Until it is signed, the secretariat can take it back where one side asks for that, with a reason."),
        ],
        _("Accept this partnership"),
        _page(partnership),
    )


def declining(partnership: Partnership) -> Outlook:
    return Outlook(
        _("Decline this partnership?"),
        [
            _not_given(partnership),
            _("This amount is free again for other needs."),
            _("The two are not proposed to each other again until your side lifts that, or what mattered changes."),
            _("The other side and the secretariat are told, with your reason."),
        ],
        _("Decline"),
        _page(partnership),
        danger=True,
    )


RECORDED = {
    Status.AGREED: (
        _l("Record that it was signed?"),
        _l("Its amount is committed of the offer. From then on it can only be ended with a reason."),
        _l("Record that it was signed"),
    ),
    Status.ACTIVE: (
        _l("Record that work began?"), _l("It counts as under way."), _l("Record that work began"),
    ),
    Status.COMPLETED: (
        _l("Record that it is completed?"),
        _l("It is over. Its amount stays committed of the offer, and no further step follows."),
        _l("Record that it is completed"),
    ),
}  # fmt: skip


def recording(partnership: Partnership, status: Status) -> Outlook:
    question, outcome, button = map(str, RECORDED[status])
    told = _("Both sides are told.")
    return Outlook(question, [_subject(partnership), outcome, told], button, _page(partnership))


def ending(partnership: Partnership) -> Outlook:
    reserved = partnership.status in HOLDS_RESERVED
    return Outlook(
        _("End this partnership before its time?"),
        [
            _not_given(partnership),
            _("What was reserved of the offer is free again.")
            if reserved
            else _("What was committed of the offer is free again."),
            _("The two are not proposed to each other again until whoever does not go on lifts that."),
            _("Both sides are told, with the reason."),
        ],
        _("End it"),
        _page(partnership),
        danger=True,
    )


def _subject(partnership: Partnership) -> str:
    return _("%(partner)s gives %(amount)s to %(city)s, for “%(need)s”.", **_facts(partnership))


def _not_given(partnership: Partnership) -> str:
    return _("What was to go from %(partner)s to %(city)s for “%(need)s” does not: %(amount)s.", **_facts(partnership))


def _facts(partnership: Partnership) -> dict[str, str]:
    city, partner = partnership.parties
    return {
        "partner": partner.name,
        "amount": money(partnership.amounts.total, partnership.currency),
        "city": city.name,
        "need": partnership.need.title,
    }


def _page(partnership: Partnership) -> str:
    return url_for("partnerships.show", partnership_id=partnership.id)
