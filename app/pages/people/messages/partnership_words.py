"""Messages of partnerships and refusals, and of who acts for an organisation."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.pages.people.messages.parts import Item, Link, Section, Words
from app.services.people.message_facts import (
    MemberChanged,
    PartnershipChange,
    PartnershipEnded,
    PartnershipMoved,
    PartnershipStep,
    RefusalLifted,
)
from app.texts.labels import label

STEPS = {
    PartnershipStep.ACCEPTED: (
        _l("%(who)s accepted the partnership with you"),
        _l("It waits for your answer: accept it, or decline it with a reason."),
    ),
    PartnershipStep.ACCEPTED_BY_BOTH: (
        _l("%(city)s and %(partner)s both accepted their partnership"),
        _l("The two sides sign next. Its page says whom to ask; the secretariat records the signing."),
    ),
    PartnershipStep.AGREED: (
        _l("%(city)s and %(partner)s: signed"),
        _l("The amount is committed. Work may begin; the secretariat records when it does."),
    ),
    PartnershipStep.STARTED: (
        _l("%(city)s and %(partner)s: work began"),
        _l("When the work is done, tell the secretariat, which records it."),
    ),
    PartnershipStep.COMPLETED: (
        _l("%(city)s and %(partner)s: completed"),
        _l("Nothing waits for you."),
    ),
}


def partnership_moved(facts: PartnershipMoved, link: Link) -> Words:
    named = {"who": facts.organisation, "city": facts.city, "partner": facts.partner}
    subject, lead = (str(one) % named for one in STEPS[facts.step])
    item = Item(facts.need, link("partnerships.show", partnership_id=facts.partnership))
    return Words(subject, lead, (Section(_("The partnership"), (item,)),))


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


def member_changed(facts: MemberChanged, link: Link) -> Words:
    named = {"person": facts.person, "role": label(facts.role)}
    if facts.joined:
        subject = _("%(person)s acts for your organisation from now on", **named)
        lead = _("As %(role)s. Tell the secretariat if this should not be so.", **named)
    else:
        subject = _("%(person)s no longer acts for your organisation", **named)
        lead = _("The rights as %(role)s have ended. Tell the secretariat if this should not be so.", **named)
    return Words(subject, lead)
