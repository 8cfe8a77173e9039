"""Why a plan left a need out, and what would bring it in, as a city reads it."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.texts.formatting import percent
from app.texts.labels import label
from models.vocabulary import Flag, Horizon, Instrument

REASONS = {
    "waits": _l("It waits for another need, which is not met yet."),
    "taken": _l("Offers fit it, but they gave their capacity where the plan as a whole gained more."),
    "refused": _l("Offers fit it, but one of the two sides had said no to the other before. The need’s page says who."),
    "not_approved": _l("An offer was proposed for it, but the reviewers did not approve the match."),
    "no_fit": _l("No offer of this round fits it."),
    "closed": _l("Offers fit it, but gave it nothing. Its city reads why."),
    "set_aside": _l(
        "It was set aside before the matching: it waits for another need that took no part. Its page says which."
    ),
    "unknown": _l("No reason was kept. Ask the secretariat, and name the round."),
}

TESTS = {
    "theme": _l("Most offers that would fit otherwise are for other themes."),
    "instrument": _l("Most offers that would fit otherwise come in forms of support that you do not accept."),
    "place": _l("Most offers that would fit otherwise are for other places."),
    "flags": _l("Most offers that would fit otherwise require readiness that it does not show yet."),
    "horizon": _l("Most offers that would fit otherwise have no capacity in the years that it allows."),
}
"""The test at which most offers fell."""


def change(field: str, value: str, amount: str = "") -> str:
    """A change of one field of the need. A value that is blank is not the reader's to know; `amount`: the value of that
    field, as people read it."""
    match field:
        case "flags":
            return _("Show evidence for “%(flag)s”.", flag=label(value, Flag))
        case "instruments":
            return _("Accept the form of support “%(instrument)s” as well.", instrument=label(value, Instrument))
        case "last_horizon":
            return _("Accept help until a later horizon: %(horizon)s.", horizon=label(value, Horizon))
        case "first_horizon":
            return _("Accept help from an earlier horizon: %(horizon)s.", horizon=label(value, Horizon))
        case "max_partners":
            return _("Accept up to %(count)s partners.", count=value)
        case "min_share" if value:
            return _("Accept a smallest useful share of %(share)s.", share=percent(float(value)))
        case "min_share":
            return _("Accept a smaller part of the amount than you do now.")
        case "amount" if value:
            return _("Ask for less: %(amount)s.", amount=amount)
        case "amount":
            return _("Ask for less; the secretariat can advise you on how much.")
    return ""
