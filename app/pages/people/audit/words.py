"""What an event tells, in the reader's words: what was done, and each field before and after."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Boolean, Date, Enum

from app.texts.formatting import day, moment, money, number
from app.texts.labels import COLUMNS, LABELS, label
from models import AuditEvent, Base, Need, Offer
from models.base import Moment
from models.offers import HORIZONS
from models.vocabulary import DeprivationKind, Flag, Hazard, IncomeGroup, Instrument, Language, Stage, Theme

NOUNS: Mapping[str, Any] = {
    "need": _l("Need"),
    "offer": _l("Offer"),
    "programme": _l("Programme"),
    "settlement": _l("Settlement"),
    "settlement_statement": _l("What residents said"),
    "organisation": _l("Organisation"),
    "user": _l("Person"),
    "account": _l("Account"),
    "membership": _l("Membership"),
    "invitation": _l("Invitation"),
    "interest": _l("Interest"),
    "message": _l("Message"),
    "letter": _l("Letter"),
    "round": _l("Round"),
    "policy": _l("Policy"),
    "run": _l("Run"),
    "plan": _l("Plan"),
    "match": _l("Match"),
    "decision": _l("Decision"),
    "study": _l("Study"),
    "window": _l("Coordination window"),
    "reply": _l("Reply"),
    "note": _l("Note"),
    "partnership": _l("Partnership"),
    "refusal": _l("Refusal"),
    "access": _l("Right"),
    "page": _l("Page"),
    "platform": _l("Platform"),
    "rates": _l("Exchange rates"),
    "reference": _l("Reference data"),
    "remark": _l("Remark"),
    "example": _l("Example"),
}

VERBS: Mapping[str, Any] = {
    "accept": _l("accepted"),
    "add": _l("added"),
    "agree": _l("signed"),
    "answer": _l("answered"),
    "approve": _l("approved"),
    "ask": _l("asked"),
    "begin": _l("begun"),
    "cancel": _l("cancelled"),
    "change": _l("changed by its owner"),
    "choose_currency": _l("currency chosen"),
    "choose_digest": _l("e-mail chosen"),
    "choose_language": _l("language chosen"),
    "claim": _l("taken out of the outbox"),
    "close": _l("closed"),
    "comment": _l("comment"),
    "commit": _l("amount committed"),
    "complete": _l("completed"),
    "confirm": _l("address confirmed"),
    "confirmed": _l("confirmed by residents"),
    "contested": _l("contested by residents"),
    "create": _l("written"),
    "declare": _l("declared"),
    "declined": _l("declined"),
    "end": _l("ended"),
    "explain": _l("explained"),
    "explain_in_part": _l("explained in part"),
    "fail": _l("failed"),
    "forbid": _l("forbidden"),
    "lift": _l("taken back"),
    "load": _l("loaded"),
    "no_objection": _l("no objection"),
    "objection": _l("objection"),
    "offer": _l("offered"),
    "open": _l("opened"),
    "pin": _l("pinned"),
    "publish": _l("published"),
    "queue": _l("asked for"),
    "raise": _l("could give more"),
    "read": _l("read"),
    "refuse": _l("refused"),
    "register": _l("registered"),
    "reject": _l("rejected"),
    "release": _l("amount freed"),
    "remember": _l("remembered"),
    "remove": _l("ended"),
    "reopen": _l("opened again"),
    "report": _l("progress told"),
    "reserve": _l("amount reserved"),
    "review": _l("review begun"),
    "revise": _l("changed"),
    "second": _l("approved by a second person"),
    "send": _l("sent"),
    "send_back": _l("sent back"),
    "set_policy": _l("policy changed"),
    "show": _l("shown to its partner"),
    "start": _l("begun"),
    "submit": _l("submitted"),
    "succeed": _l("finished"),
    "take_back": _l("taken back"),
    "tell": _l("told"),
    "terminated": _l("terminated"),
    "verify": _l("verified"),
    "withdraw": _l("withdrawn"),
    "withdrawn": _l("withdrawn"),
    "write": _l("written"),
}

FIELDS: Mapping[str, Any] = {
    **COLUMNS,
    "about": _l("about"),
    "active": _l("may act"),
    "amount": _l("amount"),
    "amounts_disclosed": _l("amounts open to all"),
    "area_square_metres": _l("area in square metres"),
    "author_id": _l("written by"),
    "capacity_long": _l("capacity in years 5–10"),
    "capacity_medium": _l("capacity in years 2–5"),
    "capacity_short": _l("capacity in years 0–2"),
    "carry_over": _l("unused capacity carries over"),
    "category": _l("category"),
    "city_accepted_at": _l("accepted by the city"),
    "city_id": _l("city"),
    "city_plan_fit": _l("fit with the city’s plan"),
    "closed_because": _l("why it was closed"),
    "closes_on": _l("closes on"),
    "comment": _l("comment"),
    "committed_long": _l("committed in years 5–10"),
    "committed_medium": _l("committed in years 2–5"),
    "committed_short": _l("committed in years 0–2"),
    "conditions": _l("conditions"),
    "confirmed_at": _l("address confirmed"),
    "contact_email": _l("e-mail of the contact"),
    "contact_name": _l("name of the contact"),
    "countries": _l("countries"),
    "country_id": _l("country"),
    "covers": _l("what it covers of the need"),
    "currency": _l("currency"),
    "decided_at": _l("decided"),
    "decided_by_id": _l("decided by"),
    "description": _l("description"),
    "digest": _l("messages by e-mail"),
    "email": _l("e-mail"),
    "ended_at": _l("ended"),
    "ended_because": _l("why it ended"),
    "evidence": _l("evidence"),
    "expires_at": _l("link works until"),
    "figures": _l("figures of deprivation"),
    "first_horizon": _l("first years"),
    "hazards": _l("hazards"),
    "households": _l("households"),
    "income_groups": _l("income groups"),
    "instruments": _l("forms of support"),
    "kind": _l("kind"),
    "label": _l("name"),
    "land_owner": _l("owner of the land"),
    "language": _l("language"),
    "languages": _l("languages"),
    "last_horizon": _l("last years"),
    "latitude": _l("latitude"),
    "longitude": _l("longitude"),
    "matches": _l("matches"),
    "max_amount": _l("largest partnership"),
    "max_country_share_percent": _l("largest share for one country, in per cent"),
    "max_partners": _l("most partners"),
    "max_partnerships": _l("most partnerships"),
    "max_share_percent": _l("largest share of a need, in per cent"),
    "min_amount": _l("smallest partnership"),
    "min_share_percent": _l("smallest useful share, in per cent"),
    "name": _l("name"),
    "national_policy_fit": _l("fit with national policy"),
    "nature": _l("what ties them"),
    "open_until": _l("open until"),
    "organisation_id": _l("organisation"),
    "own_contribution": _l("own contribution"),
    "partner_accepted_at": _l("accepted by the partner"),
    "partner_type": _l("kind of partner"),
    "partnerships": _l("partnerships"),
    "problem": _l("problem"),
    "published_at": _l("published"),
    "reason": _l("reason"),
    "regions": _l("regions"),
    "required_flags": _l("what must be ready"),
    "reserved_long": _l("reserved in years 5–10"),
    "reserved_medium": _l("reserved in years 2–5"),
    "reserved_short": _l("reserved in years 0–2"),
    "residents": _l("residents"),
    "residents_reached": _l("residents reached"),
    "right": _l("right"),
    "role": _l("role"),
    "running_support": _l("support that already runs"),
    "sdg_targets": _l("SDG targets"),
    "seconded_at": _l("second approval"),
    "seconded_because": _l("why the second person approved"),
    "seconded_by_id": _l("second approval by"),
    "secured": _l("already secured"),
    "sent_at": _l("sent"),
    "shown_at": _l("shown to the partner"),
    "stage": _l("stage"),
    "stages": _l("stages"),
    "start_year": _l("first year"),
    "started_at": _l("begun"),
    "status": _l("status"),
    "tenure": _l("tenure"),
    "text": _l("text"),
    "theme": _l("theme"),
    "themes": _l("themes"),
    "title": _l("title"),
    "told": _l("organisations told"),
    "undone_at": _l("taken back"),
    "undone_by_id": _l("taken back by"),
    "user_id": _l("person"),
    "verdict": _l("verdict"),
    "verified_on": _l("verified on"),
    "vision": _l("vision"),
}  # fmt: skip

AMOUNTS = frozenset({*Need.AMOUNTS, *Offer.AMOUNTS, *HORIZONS, "covers"}) | {
    f"{ledger}_{horizon}" for ledger in ("reserved", "committed") for horizon in HORIZONS
}
LISTS: Mapping[str, Any] = {
    "themes": Theme, "instruments": Instrument, "hazards": Hazard, "income_groups": IncomeGroup, "languages": Language,
    "required_flags": Flag, "stages": Stage, "evidence": Flag, "figures": DeprivationKind,
}  # fmt: skip
"""Fields that hold words of a vocabulary, or say something of each."""

UNTOLD = frozenset(
    {"version", "revision", "settlement_version", "snapshot", "data", "key", "rates", "plan", "messages"}
)
"""Fields that tell a reader nothing."""

Names = Mapping[str, str]
"""What an id in an event is called, where the reader may know it."""


@dataclass(frozen=True)
class Line:
    """A field of an event. Only what was changed has something before it."""

    field: str
    after: str
    before: str = ""
    changed: bool = False


def action_words(action: str) -> str:
    noun, _dot, verb = action.partition(".")
    return _("%(thing)s: %(done)s", thing=noun_words(noun), done=verb_words(verb))


def verb_words(verb: str) -> str:
    return str(VERBS.get(verb, verb.replace("_", " ")))


def noun_words(noun: str) -> str:
    return str(NOUNS.get(noun, noun.replace("_", " ")))


def lines(event: AuditEvent, model: type[Base] | None, currency: str | None, names: Names) -> Iterator[Line]:
    """Every field that tells something, as people read it."""
    changes = event.changes
    told = changes.get("currency")
    currency = (told[1] if isinstance(told, list) else told) or currency
    for field, value in changes.items():
        if field in UNTOLD:
            continue
        pair = value if is_change(value) else [None, value]
        before, after = (shown(model, field, one, currency, names) for one in pair)
        if (before or after) and before != after:
            called = str(FIELDS.get(field, field.removesuffix("_id").replace("_", " ")))
            yield Line(called, after or _("nothing"), before or _("nothing"), is_change(value) and pair[0] is not None)


def is_change(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2


def shown(model: type[Base] | None, field: str, value: Any, currency: str | None, names: Names) -> str:
    """A value of a field; nothing where it is none, or an id of what the reader does not know."""
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, dict):
        return "; ".join(f"{word(LISTS.get(field), name)}: {plain(one)}" for name, one in value.items())
    if isinstance(value, list):
        known = [names.get(str(one), "") if is_id(one) else word(LISTS.get(field), one) for one in value]
        return ", ".join(filter(None, known))
    if is_id(value):
        return names.get(str(value), "")
    column = model.__table__.columns.get(field) if model else None
    match getattr(column, "type", None):
        case Enum() as kind if kind.enum_class:
            return word(kind.enum_class, value)
        case Boolean():
            return _("yes") if value else _("no")
        case Moment():
            return moment(datetime.fromisoformat(value))
        case Date():
            return day(date.fromisoformat(value))
    if field in AMOUNTS and isinstance(value, int):
        return money(value, currency)
    return names.get(str(value)) or plain(value)


def word(vocabulary: Any, value: Any) -> str:
    known = LABELS.get(vocabulary, {}) if vocabulary else {}
    return label(value, vocabulary) if value in known else str(value)


def plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float):
        return number(value)
    return ", ".join(map(plain, value)) if isinstance(value, list) else str(value)


def is_id(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(uuid.UUID(value))
    except ValueError:
        return False
