"""The limits that pins pass, in words, with the figures of each."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.texts.formatting import money, number
from app.texts.labels import label
from models.errors import BrokenLimit, Figures
from models.vocabulary import Horizon

FIELDS = {
    "need_amount": _l("What “%(need)s” still asks for"),
    "smallest_share": _l("Smallest useful share of “%(need)s”"),
    "most_partners": _l("Partners that “%(need)s” still wants"),
    "capacity": _l("Free capacity of “%(offer)s”, %(horizon)s"),
    "carried_over": _l("Free capacity of “%(offer)s”, all that is carried over to %(horizon)s"),
    "min_amount": _l("Smallest partnership of “%(offer)s”, with “%(need)s”"),
    "max_amount": _l("Largest partnership of “%(offer)s”, with “%(need)s”"),
    "max_share": _l("Largest share that “%(offer)s” gives of one need, here “%(need)s”"),
    "largest_partnership": _l("The most that “%(offer)s” may give to “%(need)s”"),
    "most_partnerships": _l("Partnerships that “%(offer)s” still wants"),
    "country_share": _l("Largest share of “%(offer)s” for one country"),
}
"""The field that sets the limit, by the rule."""

AT_LEAST = ("min_amount", "smallest_share")
COUNTS = ("most_partners", "most_partnerships")

TESTS = {
    "kind": _l("one is technical, the other financial"),
    "theme": _l("the theme is not among those of the offer"),
    "instrument": _l("they share no form of support"),
    "place": _l("the offer is for other places"),
    "flags": _l("the offer requires readiness flags that the need does not carry"),
    "horizon": _l("the offer has no capacity in the years in which the need wants support"),
    "size": _l("the offer’s smallest partnership is larger than the largest that the two may have"),
}
"""Why an offer does not fit a need."""

CLOSED = {
    "closed_by_share": _l(
        "“%(need)s” can get nothing more of “%(offer)s”: it has %(asked)s of it, and %(limit)s is the offer’s largest "
        "share of this need."
    ),
    "closed_by_country": _l(
        "“%(need)s” can get nothing of “%(offer)s”: its country has %(asked)s of it already, and %(limit)s is the "
        "offer’s largest share for one country. What is left is too little to plan with."
    ),
}


def passed(broken: BrokenLimit) -> str:
    """One limit in a sentence."""
    rule, _colon, detail = broken.rule.partition(":")
    titles = {"need": broken.need, "offer": broken.offer}
    if rule in CLOSED:
        asked, limit = _amounts(rule, broken.figures[0])
        return str(CLOSED[rule]) % (titles | {"asked": asked, "limit": limit})
    if rule == "eligibility":
        why = str(TESTS[detail]) if detail in TESTS else _("the offer does not fit the need")
        return _("“%(offer)s” does not fit “%(need)s”: %(why)s.", why=why, **titles)
    if rule == "window":
        return _("“%(need)s” wants no support in %(horizon)s.", need=broken.need, horizon=label(detail, Horizon))
    if rule in FIELDS and broken.figures:
        horizon = label(detail, Horizon) if detail in [*Horizon] else ""
        field = str(FIELDS[rule]) % (titles | {"horizon": horizon})
        return _("%(field)s: %(figures)s.", field=field, figures=_figures(rule, broken.figures))
    return _("“%(title)s” takes no part in the round: it is not published.", title=broken.need or broken.offer)


def _figures(rule: str, figures: tuple[Figures, ...]) -> str:
    """In the round's unit first and, where it is another, in that of the party whose limit it is."""
    first, *others = (_compared(rule, one) for one in figures)
    return f"{first} ({others[0]})" if others else first


def _compared(rule: str, figures: Figures) -> str:
    asked, limit = _amounts(rule, figures)
    if rule in AT_LEAST:
        return _("%(asked)s pinned, at least %(limit)s possible", asked=asked, limit=limit)
    return _("%(asked)s pinned, at most %(limit)s possible", asked=asked, limit=limit)


def _amounts(rule: str, figures: Figures) -> tuple[str, str]:
    if rule in COUNTS:
        return number(figures.asked), number(figures.limit)
    return money(figures.asked, figures.unit), money(figures.limit, figures.unit)
