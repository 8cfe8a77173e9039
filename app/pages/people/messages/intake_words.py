"""Messages of needs, offers and settlements: what became of them, and what was said and written of them."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.pages.people.messages.parts import Item, Link, Section, Words
from app.services.people.message_facts import (
    Audience,
    NationAnswered,
    ResidentsStated,
    SubmissionChange,
    SubmissionChanged,
    Written,
)
from models.settlements import Verdict

SUBJECTS = {
    SubmissionChange.RETURNED: _l("“%(title)s” was sent back to you"),
    SubmissionChange.PUBLISHED: _l("“%(title)s” is published"),
    SubmissionChange.WITHDRAWN: _l("%(organisation)s withdrew “%(title)s”"),
}

PUBLISHED = {
    Audience.OWNER: _l("It takes part in the next run of the matching. Nothing waits for you now."),
    Audience.NATION: _l("A need of %(organisation)s. Read it, and say whether your government objects."),
    Audience.RESIDENTS: _l("A need of %(organisation)s, for settlements of your city. Read what it says of them."),
}


def submission_changed(facts: SubmissionChanged, link: Link) -> Words:
    named = {"title": facts.title, "organisation": facts.organisation}
    return Words(
        str(SUBJECTS[facts.change]) % named,
        _lead(facts) % named,
        (_thing(facts, link),),
        facts.text,
        _answer(facts, link),
    )


def _lead(facts: SubmissionChanged) -> str:
    match facts.change:
        case SubmissionChange.RETURNED:
            return _("Change it and submit it again, or answer the reviewer. The reviewer wrote:")
        case SubmissionChange.WITHDRAWN:
            return _("It takes part in no round any more. Nothing waits for you.")
    if facts.waits:
        return _(
            "It is set aside for now: another need must be met first, which takes no part yet. Its page says which."
        )
    return str(PUBLISHED[facts.audience])


def written(facts: Written, link: Link) -> Words:
    if facts.organisation:
        subject = _("%(who)s writes about “%(thing)s”", who=facts.organisation, thing=facts.title)
    else:
        subject = _("The secretariat writes about “%(need)s”", need=facts.title)
    return Words(subject, "", (_thing(facts, link),), facts.text, _answer(facts, link))


def nation_answered(facts: NationAnswered, link: Link) -> Words:
    named = {"nation": facts.nation, "title": facts.title}
    section = Section(_("The need"), (Item(facts.title, link("needs.show", need_id=facts.need)),))
    if facts.given:
        lead = _("Partners that ask for a no-objection see it on the need from now on.")
        return Words(_("%(nation)s has no objection to “%(title)s”", **named), lead, (section,))
    lead = _(
        "Partners that ask for a no-objection cannot be matched with it until the nation answers otherwise. It says:"
    )
    return Words(_("%(nation)s objects to “%(title)s”", **named), lead, (section,), facts.reason)


def residents_stated(facts: ResidentsStated, link: Link) -> Words:
    named = {"who": facts.organisation, "settlement": facts.name}
    section = Section(
        _("The settlement"), (Item(facts.name, link("settlements.show", settlement_id=facts.settlement)),)
    )
    if facts.verdict == Verdict.CONFIRMED:
        return Words(_("%(who)s confirms what is said of %(settlement)s", **named), "", (section,), facts.text)
    lead = _("Read what they say, and put right what is wrong on the page of the settlement. They say:")
    return Words(_("%(who)s contests what is said of %(settlement)s", **named), lead, (section,), facts.text)


def _thing(facts: Written | SubmissionChanged, link: Link) -> Section:
    if facts.need is not None:
        return Section(_("The need"), (Item(facts.title, link("needs.show", need_id=facts.need)),))
    return Section(_("The offer"), (Item(facts.title, link("offers.show", offer_id=facts.offer)),))


def _answer(facts: Written | SubmissionChanged, link: Link) -> str:
    return link("messages.thread", remark_id=facts.remark) if facts.remark is not None else ""
