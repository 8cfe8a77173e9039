"""What each role may do. Whether the thing is theirs is asked in `can`; whether it exists for them, in `visibility`."""

from enum import StrEnum

from models.organisations import Role


class Permission(StrEnum):
    SEE_PUBLIC = "public:see"
    USE_ACCOUNT = "account:use"
    SEE_SETTLEMENT = "settlement:see"
    CREATE_SETTLEMENT = "settlement:create"
    EDIT_SETTLEMENT = "settlement:edit"
    STATE_ON_SETTLEMENT = "settlement:state"
    SEE_PROGRAMME = "programme:see"
    CREATE_PROGRAMME = "programme:create"
    EDIT_PROGRAMME = "programme:edit"
    SEE_NEED = "need:see"
    CREATE_NEED = "need:create"
    EDIT_NEED = "need:edit"
    SUBMIT_NEED = "need:submit"
    WITHDRAW_NEED = "need:withdraw"
    REVIEW_NEED = "need:review"
    OBJECT_TO_NEED = "need:object"
    SEE_OFFERS = "offers:see"
    SEE_OFFER = "offer:see"
    CREATE_OFFER = "offer:create"
    EDIT_OFFER = "offer:edit"
    SUBMIT_OFFER = "offer:submit"
    WITHDRAW_OFFER = "offer:withdraw"
    VERIFY_OFFER = "offer:verify"
    REVIEW_OFFER = "offer:review"
    SEE_ROUND = "round:see"
    OPEN_ROUND = "round:open"
    CLOSE_ROUND = "round:close"
    SET_POLICY = "round:set_policy"
    PUBLISH_PLAN = "round:publish"
    START_RUN = "run:start"
    SEE_RUN = "run:see"
    CANCEL_RUN = "run:cancel"
    SEE_MATCH = "match:see"
    DECIDE_MATCH = "match:decide"
    DISCUSS_MATCH = "match:discuss"
    SEE_STUDY = "study:see"
    ASK_STUDY = "study:ask"
    WRITE_MESSAGE = "message:write"
    SEE_PLAN = "plan:see"
    SEE_PARTNERSHIP = "partnership:see"
    ANSWER_PARTNERSHIP = "partnership:answer"
    FOLLOW_PARTNERSHIP = "partnership:follow"
    LIFT_REFUSAL = "refusal:lift"
    SEE_ORGANISATION = "organisation:see"
    CREATE_ORGANISATION = "organisation:create"
    EDIT_ORGANISATION = "organisation:edit"
    MANAGE_MEMBERS = "organisation:manage_members"
    DECLARE_INTEREST = "interest:declare"
    SEE_CAPACITY = "capacity:see"
    SEE_PROPOSALS = "proposals:see"
    SEE_PROPOSAL = "proposal:see"
    REPLY_TO_PROPOSAL = "proposal:reply"
    SEE_MESSAGES = "messages:see"
    SEE_MESSAGE = "message:see"
    SEE_USERS = "users:see"
    SEE_USER = "user:see"
    CLOSE_ACCOUNT = "user:close"
    ANSWER_REMARK = "remark:answer"
    SEE_AUDIT = "audit:see"

    @property
    def only_sees(self) -> bool:
        """Seeing asks no ownership: what does not exist for one is not found in the first place."""
        return self.value.endswith(":see")


P = Permission

PUBLIC = frozenset({P.SEE_PUBLIC, P.SEE_NEED, P.SEE_PROGRAMME, P.SEE_PLAN, P.SEE_PARTNERSHIP})
"""For everybody, signed in or not, as far as the thing itself is public."""

SIGNED_IN = PUBLIC | {P.USE_ACCOUNT, P.SEE_SETTLEMENT, P.SEE_ORGANISATION, P.SEE_MESSAGES, P.SEE_MESSAGE}
"""For everybody who signed in, whatever the role."""

REVIEWING = frozenset(
    {
        P.REVIEW_NEED, P.REVIEW_OFFER, P.SEE_OFFERS, P.SEE_OFFER, P.SEE_ROUND, P.OPEN_ROUND, P.CLOSE_ROUND,
        P.SET_POLICY, P.PUBLISH_PLAN, P.START_RUN, P.SEE_RUN, P.CANCEL_RUN, P.SEE_MATCH, P.DECIDE_MATCH,
        P.FOLLOW_PARTNERSHIP, P.DECLARE_INTEREST, P.SEE_CAPACITY, P.DISCUSS_MATCH,
        P.WRITE_MESSAGE, P.ANSWER_REMARK, P.SEE_STUDY, P.ASK_STUDY, P.LIFT_REFUSAL,
    }
)  # fmt: skip

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.CITY_OFFICER: frozenset(
        {
            P.CREATE_SETTLEMENT, P.EDIT_SETTLEMENT, P.CREATE_PROGRAMME, P.EDIT_PROGRAMME, P.CREATE_NEED, P.EDIT_NEED,
            P.SUBMIT_NEED, P.WITHDRAW_NEED, P.SEE_OFFERS, P.SEE_OFFER, P.ANSWER_PARTNERSHIP,
            P.LIFT_REFUSAL, P.ANSWER_REMARK,
        }
    ),
    Role.PARTNER_OFFICER: frozenset(
        {
            P.CREATE_OFFER, P.EDIT_OFFER, P.SUBMIT_OFFER, P.WITHDRAW_OFFER, P.VERIFY_OFFER, P.SEE_OFFERS, P.SEE_OFFER,
            P.ANSWER_PARTNERSHIP, P.SEE_PROPOSALS, P.SEE_PROPOSAL, P.REPLY_TO_PROPOSAL,
            P.SEE_CAPACITY, P.LIFT_REFUSAL, P.ANSWER_REMARK,
        }
    ),
    Role.NATIONAL_OFFICER: frozenset({P.OBJECT_TO_NEED}),
    Role.COMMUNITY_REPRESENTATIVE: frozenset({P.STATE_ON_SETTLEMENT}),
    Role.REVIEWER: REVIEWING,
    Role.ADMINISTRATOR: frozenset(
        {
            P.CREATE_ORGANISATION, P.EDIT_ORGANISATION, P.MANAGE_MEMBERS, P.SEE_AUDIT, P.SEE_ROUND, P.SEE_RUN,
            P.SEE_USERS, P.SEE_USER, P.CLOSE_ACCOUNT,
            P.SEE_MATCH, P.SEE_OFFERS, P.SEE_OFFER, P.DECLARE_INTEREST,
            P.SEE_CAPACITY, P.DISCUSS_MATCH, P.SEE_STUDY,
        }
    ),
}  # fmt: skip

STAFF = frozenset({Role.REVIEWER, Role.ADMINISTRATOR})

OWN_ALONE = frozenset({P.LIFT_REFUSAL})
"""What staff do for their own organisation only: nobody takes back the no of another."""
