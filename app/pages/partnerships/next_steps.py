"""Who moves next in a partnership, and how."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from models import Partnership
from models.lifecycle import PartnershipStatus as Status

IN_SHORT = {
    Status.OFFERED: _l("Next: both sides answer"),
    Status.ACCEPTED_BY_CITY: _l("Next: the partner answers"),
    Status.ACCEPTED_BY_PARTNER: _l("Next: the city answers"),
    Status.ACCEPTED: _l("Next: both sides sign"),
    Status.AGREED: _l("Next: work begins"),
    Status.ACTIVE: _l("Next: work is completed"),
}
"""For a line of a list; where it is over nobody moves."""


@dataclass(frozen=True)
class NextStep:
    """`by_sides`: the two sides take it outside the platform, and the secretariat records it."""

    who: str
    what: str
    by_sides: bool = False


def next_step(partnership: Partnership) -> NextStep:
    city, partner = (one.name for one in partnership.parties)
    both = _("%(city)s and %(partner)s", city=city, partner=partner)
    answer = _("Accept it or decline it with a reason, on this page. Its amount stays reserved until then.")
    match partnership.status:
        case Status.OFFERED:
            return NextStep(both, answer)
        case Status.ACCEPTED_BY_CITY:
            return NextStep(partner, answer)
        case Status.ACCEPTED_BY_PARTNER:
            return NextStep(city, answer)
        case Status.ACCEPTED:
            return NextStep(
                both,
                _(
                    "Agree on the terms with each other and sign. Then tell the secretariat, which records it here: "
                    "from then on the amount is committed."
                ),
                by_sides=True,
            )
        case Status.AGREED:
            return NextStep(both, _("Begin the work, and tell the secretariat, which records it here."), by_sides=True)
        case Status.ACTIVE:
            done = _("Do the work and, when it is done, tell the secretariat, which records it here.")
            return NextStep(both, done, by_sides=True)
        case Status.COMPLETED:
            return NextStep(_("Nobody"), _("It is completed."))
    return NextStep(
        _("Nobody"), _("It is over. The two may be proposed to each other again once nothing stands against it.")
    )
