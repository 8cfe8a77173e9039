"""The board as bars: each offer's whole capacity, parted by what it is spoken for."""

from collections.abc import Sequence
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup

from app.charts import Stack, stacked_bars
from app.formatting import money, short_money
from app.services.capacity_board import Line


def chart(lines: Sequence[Line]) -> Markup:
    """All bars are as long, since the offers count in different units."""
    return stacked_bars(
        "capacity",
        _("How much of each offer is spoken for"),
        _("One bar for each offer: what is committed, reserved and proposed by the plan; the pale rest is free."),
        [_bar(line) for line in lines if line.offer.capacity.total],
        [_("Committed"), _("Reserved"), _("Proposed")],
        maximum=1,
        direction=_direction(),
    )


def _bar(line: Line) -> Stack:
    offer, whole = line.offer, line.offer.capacity.total
    proposed = min(line.proposed.total, line.free.total)
    amounts = (offer.committed.total, offer.reserved.total, proposed)
    return Stack(
        _("%(offer)s: %(amount)s", offer=offer.title, amount=short_money(whole, offer.currency)),
        tuple(amount / whole for amount in amounts),
        tuple(money(amount, offer.currency) for amount in amounts),
        "",  # the whole stands in the label: beside a long title there is no room for it on a phone
    )


def _direction() -> Any:
    return get_locale().text_direction
