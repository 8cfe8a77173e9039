"""A message in the reader's words: the same for its page, for the plain and for the HTML part of an e-mail."""

from flask import url_for

from app.pages.people.messages import intake_words, partnership_words, round_words
from app.pages.people.messages.parts import Speaker, Words
from app.services.people.message_facts import facts_of
from models import Message
from models.messages import MessageKind

SPEAKERS: dict[MessageKind, Speaker] = {
    MessageKind.ROUND_PUBLISHED: round_words.round_published,
    MessageKind.WINDOW_OPENED: round_words.window_opened,
    MessageKind.WINDOW_CLOSED: round_words.window_closed,
    MessageKind.PARTNER_REPLIED: round_words.partner_replied,
    MessageKind.WRITTEN: intake_words.written,
    MessageKind.SUBMISSION_CHANGED: intake_words.submission_changed,
    MessageKind.NATION_ANSWERED: intake_words.nation_answered,
    MessageKind.RESIDENTS_STATED: intake_words.residents_stated,
    MessageKind.PARTNERSHIP_MOVED: partnership_words.partnership_moved,
    MessageKind.PARTNERSHIP_ENDED: partnership_words.partnership_ended,
    MessageKind.REFUSAL_LIFTED: partnership_words.refusal_lifted,
    MessageKind.MEMBER_CHANGED: partnership_words.member_changed,
}


def words(message: Message, external: bool = False) -> Words:
    """In the language in force. Links are whole addresses where it is read elsewhere."""
    return SPEAKERS[message.kind](
        facts_of(message), lambda endpoint, **values: url_for(endpoint, _external=external, **values)
    )
