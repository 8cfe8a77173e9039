"""Messages of rounds: a window opened and closed, a partner's reply, a plan published."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.pages.people.messages.parts import Item, Link, Section, Words
from app.services.people.message_facts import (
    Audience,
    LeftOut,
    OfferedPartnership,
    PartnerReplied,
    RoundPublished,
    TurnedDown,
    WindowClosed,
    WindowOpened,
)
from app.texts import left_out
from app.texts.formatting import day, money
from models.windows import ReplyKind


def round_published(facts: RoundPublished, link: Link) -> Words:
    offered = _("Offered to you") if facts.audience == Audience.OWNER else _("Partnerships that were offered")
    sections = [
        Section(offered, tuple(_partnership(one, link) for one in facts.partnerships)),
        Section(_("Needs that stayed out"), tuple(_left_out(one, link) for one in facts.left_out)),
        Section(_("Proposals that were not approved"), tuple(_turned_down(one, link) for one in facts.turned_down)),
    ]
    subject = _("The plan of %(round)s is published", round=facts.round)
    return Words(subject, _lead(facts), tuple(one for one in sections if one.items))


def _lead(facts: RoundPublished) -> str:
    match facts.audience:
        case Audience.NATION:
            return _("It offers partnerships to cities of your country. Both sides answer next; nothing waits for you.")
        case Audience.RESIDENTS:
            return _("It offers partnerships to your city. Both sides answer next; nothing waits for you.")
    if count := len(facts.partnerships):
        return ngettext(
            "%(num)d partnership waits for your answer: accept it, or decline it with a reason.",
            "%(num)d partnerships wait for your answer: accept each, or decline it with a reason.",
            count,
        )
    if facts.left_out:
        return _("None of your needs got a partner this time. Here is why, and what would help next time.")
    return _("None of the matches proposed for your offers was approved this time.")


def _partnership(one: OfferedPartnership, link: Link) -> Item:
    href = link("partnerships.show", partnership_id=one.id)
    if one.amount is None:
        return Item(_("%(need)s: %(sides)s", need=one.need, sides=one.other), href)
    amount = money(one.amount, one.currency)
    return Item(_("%(need)s, with %(other)s: %(amount)s", need=one.need, other=one.other, amount=amount), href)


def _left_out(one: LeftOut, link: Link) -> Item:
    details = [str(left_out.REASONS[one.reason])]
    if one.test in left_out.TESTS:
        details.append(str(left_out.TESTS[one.test]))
    changes = (left_out.change(each.field, each.value) for each in one.changes)
    details += [_("What would help: %(change)s", change=said) for said in changes if said]
    return Item(one.title, link("needs.show", need_id=one.need), tuple(details))


def _turned_down(one: TurnedDown, link: Link) -> Item:
    return Item(one.need, link("proposals.show", match_id=one.match))


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


def window_closed(facts: WindowClosed, link: Link) -> Words:
    subject = _("The time to reply to proposals of %(round)s is over", round=facts.round)
    lead = _("A reviewer closed it before its last day. What you said until then counts; the reviewers decide next.")
    item = Item(_("The proposals, and what you said of them"), link("proposals.index"))
    return Words(subject, lead, (Section(_("See them"), (item,)),))


REPLIES = {
    ReplyKind.COMMENT: _l("%(partner)s commented on a proposed match"),
    ReplyKind.OBJECTION: _l("%(partner)s objects to a proposed match"),
    ReplyKind.RAISE: _l("%(partner)s could give more to a proposed match"),
}


def partner_replied(facts: PartnerReplied, link: Link) -> Words:
    subject = str(REPLIES[facts.kind]) % {"partner": facts.partner}
    item = Item(facts.need, link("rounds.match", match_id=facts.match))
    return Words(subject, _("Read it on the page of the match."), (Section(_("The match"), (item,)),))
