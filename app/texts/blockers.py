"""What stands in the way of a step, a sentence for each blocker in the reader's language."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from models.errors import Blocker

PLAIN = {
    "round_over": _l("The round is over: its plan is published or it was closed, so nothing in it can change."),
    "known_conflict": _l(
        "The engine found that no plan can hold this beside what is decided already. Take back what stands against it, "
        "or decide otherwise. If the need or the offer has changed since, run the matching again first."
    ),
    "no_needs": _l("There is no published need with anything left to match. Publish a need first."),
    "no_offers": _l(
        "There is no published offer with capacity left. Publish an offer, or ask partners to verify theirs."
    ),
    "no_plan_to_start_from": _l("The run that this one should start from has no plan in this round."),
    "undecided": _l("Some matches are not decided yet. Approve or reject each."),
    "own_approval": _l("You approved some of these yourself: a colleague has to approve them as well."),
    "window_open": _l("The coordination window is open. Wait for its last day, or close it early with a reason."),
    "window_missing": _l("The policy wants partners to see the plan first. Open a coordination window."),
    "window_was_open": _l("This plan had its coordination window already."),
    "nothing_to_show": _l("The plan has no match that could be shown to a partner."),
    "none_approved": _l("No match is approved. Approve at least one."),
    "window_closed": _l("The window is closed: nothing can be said any more."),
    "role_does_not_fit": _l("This organisation has no such role."),
    "is_member": _l("The person has this role already."),
    "last_administrator": _l("This is the last administrator: make somebody else one first."),
    "own_account": _l("Nobody closes their own account. Ask another administrator."),
    "not_to_oneself": _l("Nobody gives a role to themselves. Ask another administrator."),
    "has_administrator": _l("There is an administrator already, who can invite others on the site."),
    "is_declared": _l("You declared this interest already."),
}

NAMED = {
    "offer_left": _l(
        "The offer “%(title)s” has left the pool: it was withdrawn, has expired or is no longer verified. Reject "
        "its matches, or ask the partner to renew it."
    ),
    "offer_waits": _l(
        "The offer “%(title)s” has left the pool for now: it was changed and waits for review. Publish it again under "
        "“Review submitted offers”, or reject its matches."
    ),
    "offer_shrunk": _l(
        "The offer “%(title)s” has less free capacity than the plan takes of it. Reject one of its matches, or run "
        "the matching again."
    ),
    "offer_changed": _l(
        "The offer “%(title)s” has changed since the run was made: what it is for, or how large a partnership may "
        "be. Run the matching again."
    ),
    "too_small": _l(
        "The match “%(title)s” is worth less than the smallest unit of the offer’s currency. Reject it, or pin an "
        "amount that comes to at least one unit there."
    ),
    "need_waits": _l(
        "The need “%(title)s” was changed and waits for review. Publish it again under “Review submitted needs”, or "
        "reject its matches."
    ),
    "need_left": _l("The need “%(title)s” is no longer published. Reject its matches, or publish it again."),
    "need_covered": _l(
        "With what it already has, the need “%(title)s” would get more than it asks, or more partners than it "
        "wants. Reject one of its matches, or run the matching again."
    ),
    "offer_full": _l("The offer “%(title)s” has as many partnerships as it wants. Reject one of its matches."),
    "changed": _l(
        "Amounts of “%(title)s” were pinned otherwise than in this plan. Run the matching again: it makes the plan "
        "around them."
    ),
    "second_approval": _l("The match “%(title)s” is large: a second reviewer has to approve it as well."),
    "objected": _l(
        "The partner objected to the match “%(title)s” after it was approved. Read the objection and decide again: "
        "approve the match once more, or reject it."
    ),
    "other_approver": _l(
        "Somebody who approved the match “%(title)s” has an interest in it. Somebody else has to approve it."
    ),
    "need_share": _l(
        "The offer “%(title)s” would give one need more than its largest share of it, with what it gave in other "
        "rounds. Reject that match, or run the matching again."
    ),
    "country_share": _l(
        "The offer “%(title)s” would give one country more than its largest share, with what it gave in other "
        "rounds. Reject one of its matches there, or run the matching again."
    ),
    "refused_by_city": _l(
        "“%(title)s”: the city said no to these two before, and its no still holds. They can neither be pinned nor "
        "published until the city lifts it, on the page of their partnership, or changes what it asks."
    ),
    "refused_by_partner": _l(
        "“%(title)s”: the partner said no to these two before, and its no still holds. They can neither be pinned nor "
        "published until the partner lifts it, on the page of their partnership, or changes what it gives."
    ),
    "refused_by_secretariat": _l(
        "“%(title)s”: the secretariat ended a partnership of these two, and that still holds. They can neither be "
        "pinned nor published until a reviewer lifts it, on the page of that partnership."
    ),
    "decided_otherwise": _l(
        "A match of “%(title)s” was rejected on another plan of this round. Decide on it again here."
    ),
}
"""What stands in the way of one thing; `title` is its name."""


def sentence(blocker: Blocker) -> str:
    if blocker.code in NAMED:
        return str(NAMED[blocker.code]) % {"title": blocker.subject}
    return str(PLAIN[blocker.code]) if blocker.code in PLAIN else _("A rule of the platform does not allow this yet.")
