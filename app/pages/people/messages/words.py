"""A message in the reader's words: the same for its page, for the plain and for the HTML part of an e-mail."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.services.people.message_facts import (
    LeftOut,
    OfferedPartnership,
    PartnerReplied,
    PartnershipChange,
    PartnershipEnded,
    RefusalLifted,
    RoundPublished,
    WindowOpened,
    Written,
    facts_of,
)
from app.texts import left_out
from app.texts.formatting import day, money
from models import Message
from models.messages import MessageKind
from models.windows import ReplyKind

Link = Callable[..., str]


@dataclass(frozen=True)
class Item:
    """One thing that a message tells of, where to read on, and what there is to say of it."""

    text: str
    href: str = ""
    details: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Words:
    subject: str
    lead: str
    sections: tuple[Section, ...] = field(default=())


def words(message: Message, external: bool = False) -> Words:
    """In the language in force. Links are whole addresses where it is read elsewhere."""
    return SPEAKERS[message.kind](
        facts_of(message), lambda endpoint, **values: url_for(endpoint, _external=external, **values)
    )


def round_published(facts: RoundPublished, link: Link) -> Words:
    count = len(facts.partnerships)
    sections = [
        Section(_("Offered to you"), tuple(_partnership(one, link) for one in facts.partnerships)),
        Section(_("Needs that stayed out"), tuple(_left_out(one, link) for one in facts.left_out)),
    ]
    lead = (
        ngettext(
            "%(num)d partnership waits for your answer: accept it, or decline it with a reason.",
            "%(num)d partnerships wait for your answer: accept each, or decline it with a reason.",
            count,
        )
        if count
        else _("None of your needs got a partner this time. Here is why, and what would help next time.")
    )
    return Words(
        _("The plan of %(round)s is published", round=facts.round), lead, tuple(one for one in sections if one.items)
    )


def _partnership(one: OfferedPartnership, link: Link) -> Item:
    text = _(
        "%(need)s, with %(other)s: %(amount)s",
        need=one.need,
        other=one.other,
        amount=money(one.amount, one.currency),
    )
    return Item(text, link("partnerships.show", partnership_id=one.id))


def _left_out(one: LeftOut, link: Link) -> Item:
    details = [str(left_out.REASONS[one.reason])]
    if one.test in left_out.TESTS:
        details.append(str(left_out.TESTS[one.test]))
    changes = (left_out.change(each.field, each.value) for each in one.changes)
    details += [_("What would help: %(change)s", change=said) for said in changes if said]
    return Item(one.title, link("needs.show", need_id=one.need), tuple(details))


def window_opened(facts: WindowOpened, link: Link) -> Words:
    lead = _(
        "Nothing is decided yet. Until the end of %(day)s you may comment, object with a reason, or offer more.",
        day=day(facts.closes_on),
    )
    text = ngettext("%(num)d match proposed for your offers", "%(num)d matches proposed for your offers", facts.matches)
    item = Item(text, link("proposals.index"))
    return Words(
        _("Proposals of %(round)s for your offers", round=facts.round), lead, (Section(_("See them"), (item,)),)
    )


REPLIES = {
    ReplyKind.COMMENT: _l("%(partner)s commented on a proposed match"),
    ReplyKind.OBJECTION: _l("%(partner)s objects to a proposed match"),
    ReplyKind.RAISE: _l("%(partner)s could give more to a proposed match"),
}


def partner_replied(facts: PartnerReplied, link: Link) -> Words:
    subject = str(REPLIES[facts.kind]) % {"partner": facts.partner}
    item = Item(facts.need, link("rounds.match", match_id=facts.match))
    return Words(subject, _("Read it on the page of the match."), (Section(_("The match"), (item,)),))


def written(facts: Written, link: Link) -> Words:
    """What a reviewer wrote: in the reviewer's own words, whatever the reader's language."""
    subject = _("The secretariat writes about “%(need)s”", need=facts.title)
    item = Item(facts.title, link("needs.show", need_id=facts.need))
    return Words(subject, facts.text, (Section(_("The need"), (item,)),))


def partnership_ended(facts: PartnershipEnded, link: Link) -> Words:
    lead = _(
        "%(who)s does not go on with it. The two are not proposed to each other again until %(who)s lifts this, or "
        "until what the need asks or the offer gives changes.",
        who=facts.organisation,
    )
    return _of_partnership(_("%(city)s and %(partner)s: the partnership ended", **_sides(facts)), lead, facts, link)


def refusal_lifted(facts: RefusalLifted, link: Link) -> Words:
    lead = _(
        "%(who)s had said no, and lifted that: the two may be proposed to each other again, from the next run on.",
        who=facts.organisation,
    )
    return _of_partnership(_("%(city)s and %(partner)s may be proposed again", **_sides(facts)), lead, facts, link)


def _sides(facts: PartnershipChange) -> dict[str, str]:
    return {"city": facts.city, "partner": facts.partner}


def _of_partnership(subject: str, lead: str, facts: PartnershipChange, link: Link) -> Words:
    reason = _("The reason: %(reason)s", reason=facts.reason)
    item = Item(facts.need, link("partnerships.show", partnership_id=facts.partnership), (reason,))
    return Words(subject, lead, (Section(_("The partnership"), (item,)),))


SPEAKERS: dict[MessageKind, Callable[[Any, Link], Words]] = {
    MessageKind.ROUND_PUBLISHED: round_published,
    MessageKind.WINDOW_OPENED: window_opened,
    MessageKind.PARTNER_REPLIED: partner_replied,
    MessageKind.WRITTEN: written,
    MessageKind.PARTNERSHIP_ENDED: partnership_ended,
    MessageKind.REFUSAL_LIFTED: refusal_lifted,
}
