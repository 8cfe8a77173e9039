"""Every CHECK of the models, broken once in each way that it forbids, on a database that the migrations made and on one
that the models describe. What breaks it breaks no other, so that each answers for itself."""

import pytest
from sqlalchemy import BigInteger, Boolean, CheckConstraint, Float, func, select, text
from sqlalchemy.exc import IntegrityError

from app.database import connect, sessions
from factories import Make
from models import AuditEvent, Base, Role
from models.amounts import LARGEST, HorizonAmounts
from models.messages import Letter, MessageReading
from models.needs import NeedFlag
from models.no_objections import NoObjection
from models.notes import Note
from models.offers import HORIZONS
from models.plans import UnservedNeed
from models.remarks import Remark
from models.settlements import Deprivation, SettlementStatement, Verdict
from models.users import SignInAttempt
from models.vocabulary import DeprivationKind, Flag
from models.windows import Reply, ReplyKind

MORE = LARGEST + 1


def beyond(column: str, *values: int) -> list[str]:
    return [f"{column} = {value}" for value in values]


EARLY = "capacity_short = 100, capacity_medium = 0, capacity_long = 0"
NOTHING = "short = 0, medium = 0, long = 0"
BELOW_NOTHING = [", ".join(f"{one} = {-1 if one == below else 2}" for one in HORIZONS) for below in HORIZONS]
ANOTHER = "(SELECT id FROM users WHERE id <> decided_by_id LIMIT 1)"

BROKEN = {
    "ck_exchange_rates_per_usd": beyond("per_usd_billionths", 0, -1, 10**18),
    "ck_exchange_rates_has_source": ["source = ''"],
    "ck_policies_fairness": beyond("fairness_percent", -1, 101),
    "ck_policies_partnership_cost": beyond("partnership_cost_permille", -1, 1001),
    "ck_policies_integration_bonus": beyond("integration_bonus_permille", -1, 1001),
    "ck_policies_time_limit": beyond("time_limit_seconds", 0, 3601),
    "ck_policies_window_days": beyond("window_days", -1, 61),
    "ck_policies_second_approval_money": beyond("second_approval_money", -1, MORE),
    "ck_policies_second_approval_days": beyond("second_approval_days", -1, MORE),
    "ck_runs_keeps_something": ["keeps = true, base_id = NULL"],
    "ck_organisations_has_city": [
        "kind = 'city_government', city_id = NULL",
        "kind = 'community_organisation', city_id = NULL",
    ],
    "ck_organisations_has_country": ["kind = 'national_government', country_id = NULL"],
    "ck_organisations_has_partner_type": ["kind = 'partner', partner_type = NULL"],
    "ck_interests_has_nature": ["nature = ''"],
    "ck_interests_has_reason": ["ended_at = declared_at, ended_because = ''"],
    **{f"ck_offers_capacity_{one}": beyond(f"capacity_{one}", MORE) for one in HORIZONS},
    **{f"ck_offers_reserved_{one}": beyond(f"reserved_{one}", -1) for one in HORIZONS},
    **{f"ck_offers_committed_{one}": beyond(f"committed_{one}", -1) for one in HORIZONS},
    "ck_offers_within_capacity": [
        *(f"capacity_{one} = 100, reserved_{one} = 60, committed_{one} = 41, carry_over = false" for one in HORIZONS),
        "capacity_short = 100, reserved_short = 101, carry_over = true",
        f"{EARLY}, reserved_short = 60, committed_medium = 41, carry_over = true",
        f"{EARLY}, reserved_medium = 60, committed_long = 41, reserved_short = 0, carry_over = true",
    ],
    "ck_offers_min_amount": [*beyond("min_amount", -1), f"min_amount = {MORE}, max_amount = NULL"],
    "ck_offers_max_amount": ["min_amount = 0, max_amount = 0", *beyond("max_amount", MORE)],
    "ck_offers_min_to_max": ["min_amount = 2, max_amount = 1"],
    "ck_offers_max_partnerships": beyond("max_partnerships", 0),
    "ck_offers_max_share": beyond("max_share_percent", 0, 101),
    "ck_offers_max_country_share": beyond("max_country_share_percent", 0, 101),
    "ck_offers_currency": ["kind = 'technical', currency = 'USD'", "kind = 'financial', currency = NULL"],
    "ck_offers_complete": [
        *(f"{column} = ''" for column in ("title", "themes", "instruments")),
        "verified_on = NULL",
        ", ".join(f"{of}_{one} = 0" for of in ("capacity", "reserved", "committed") for one in HORIZONS),
    ],
    "ck_settlements_residents": beyond("residents", -1),
    "ck_settlements_households": beyond("households", -1),
    "ck_settlements_area": beyond("area_square_metres", -1),
    "ck_settlements_latitude": beyond("latitude", -91, 91),
    "ck_settlements_longitude": beyond("longitude", -181, 181),
    "ck_deprivations_share": beyond("share_percent", -1, 101),
    "ck_deprivations_year": beyond("year", 1949, 2101),
    "ck_settlement_statements_says_what": ["verdict = 'contested', text = ''"],
    "ck_needs_amount": [*beyond("amount", MORE), "status = 'draft', amount = -1"],
    "ck_needs_own_contribution": beyond("own_contribution", -1, MORE),
    "ck_needs_secured": beyond("secured", -1, MORE),
    "ck_needs_min_share": beyond("min_share_percent", -1, 101),
    "ck_needs_max_partners": beyond("max_partners", 0),
    "ck_needs_currency": ["kind = 'technical', currency = 'USD'", "kind = 'financial', currency = NULL"],
    "ck_needs_complete": [
        *(f"{column} = ''" for column in ("title", "description", "instruments")),
        "theme = NULL",
        "amount = 0",
    ],
    "ck_need_requires_not_itself": ["required_id = need_id"],
    "ck_no_objections_has_reason": ["given = false, reason = ''"],
    "ck_remarks_on_one_thing": [
        "need_id = NULL, offer_id = NULL",
        "need_id = (SELECT id FROM needs LIMIT 1), offer_id = (SELECT id FROM offers LIMIT 1)",
    ],
    "ck_remarks_says_something": ["text = ''"],
    "ck_notes_says_something": ["text = ''"],
    "ck_decisions_has_reason": ["reason = ''"],
    "ck_decisions_four_eyes": ["seconded_by_id = decided_by_id, seconded_at = decided_at, seconded_because = 'So.'"],
    "ck_decisions_seconded": [
        "seconded_by_id = NULL, seconded_at = decided_at",
        f"seconded_by_id = {ANOTHER}, seconded_because = 'So.'",
    ],
    "ck_decisions_has_second_reason": [f"seconded_by_id = {ANOTHER}, seconded_at = decided_at"],
    "ck_decisions_undone": ["undone_by_id = decided_by_id, undone_at = NULL"],
    "ck_matches_amounts": [*BELOW_NOTHING, NOTHING],
    "ck_matches_share": beyond("share_millionths", -1, 1_000_001),
    "ck_windows_has_reason": ["closed_by_id = opened_by_id, closed_at = opened_at, closed_because = ''"],
    "ck_windows_closed": ["closed_by_id = opened_by_id", "closed_at = opened_at, closed_because = 'So.'"],
    "ck_replies_says_something": ["kind = 'comment', text = ''", "kind = 'objection', text = ''"],
    "ck_replies_amounts": ["kind = 'comment', short = 1", f"kind = 'raise', {NOTHING}"],
    "ck_replies_not_negative": [f"kind = 'raise', {one}" for one in BELOW_NOTHING],
    "ck_partnerships_amounts": [*BELOW_NOTHING, NOTHING],
    "ck_partnerships_covers": beyond("covers", -1),
    "ck_partnerships_has_reason": [
        f"status = '{status}', reason = ''" for status in ("declined", "withdrawn", "terminated")
    ],
    "ck_refusals_lifted": ["status = 'lifted', lifted_at = NULL", "status = 'standing', lifted_at = refused_at"],
    "ck_refusals_lifted_by": ["lifted_by_id = (SELECT id FROM users LIMIT 1), lifted_at = NULL"],
    "ck_letters_claimed_first": ["sent_at = due_at, claimed_at = NULL"],
}
"""What each rule forbids, as SQL that changes a row which keeps them all."""

BESIDE = {
    "ck_needs_kind": "currency = NULL",
    "ck_offers_kind": "currency = NULL",
    "ck_runs_keeps": "base_id = id",
    "ck_interests_ended_at": "ended_because = 'So.'",
    "ck_windows_closed_by_id": "closed_at = opened_at, closed_because = 'So.'",
    "ck_windows_closed_at": "closed_by_id = opened_by_id, closed_because = 'So.'",
    "ck_letters_sent_at": "claimed_at = due_at",
    "ck_decisions_seconded_by_id": "seconded_at = decided_at, seconded_because = 'So.'",
    "ck_decisions_seconded_at": f"seconded_by_id = {ANOTHER}, seconded_because = 'So.'",
    "ck_decisions_undone_by_id": "undone_at = decided_at",
    "ck_remarks_offer_id": "need_id = NULL",
    **{f"ck_replies_{one}": "kind = 'raise'" for one in HORIZONS},
    "ck_refusals_lifted_by_id": "status = 'lifted', lifted_at = refused_at",
    "ck_refusals_lifted_at": "status = 'lifted'",
}
"""What other rules ask beside a word that no vocabulary has, or a value that is not of its type."""

REFUSED_FIRST_BY = {f"ck_settlements_{one}_storage": f"ck_settlements_{one}" for one in ("latitude", "longitude")}
"""What is no number lies beyond every bound as well."""


def checks():
    """Each with its table. Those on the type of a column hold on SQLite alone: elsewhere the type does."""
    for table in Base.metadata.sorted_tables:
        yield from ((table, one) for one in table.constraints if isinstance(one, CheckConstraint))


def ways_to_break(table, check):
    """As SQL that changes the rows of the table."""
    rule, _, ending = check.name.rpartition("_")
    if ending not in ("word", "storage"):
        return BROKEN[check.name]
    column = table.columns[rule.removeprefix(f"ck_{table.name}_")]
    value = "'magic'" if ending == "word" else of_no_type(column)
    return [", ".join(filter(None, (f"{column.name} = {value}", BESIDE.get(rule))))]


def of_no_type(column):
    """What SQLite would take into the column without a CHECK, and turn into nothing that fits."""
    if isinstance(column.type, Boolean):
        return "2"
    if isinstance(column.type, BigInteger):
        return "1.5" if column.nullable else f"{column.name} + 0.5"
    return "x'31'" if isinstance(column.type, Float) else "x'ff'"


def test_every_rule_is_broken_here_and_every_one_here_is_a_rule():
    named = {one.name for _table, one in checks() if not one.name.endswith(("_word", "_storage"))}
    assert named == set(BROKEN)
    assert all(BROKEN.values())


@pytest.fixture(params=["migrated", "as the models describe it"])
def database(request, session, tmp_path):
    """A session on tables without rows. Nothing in it is kept."""
    if request.param == "migrated":
        yield session
        return
    if session.get_bind().dialect.name == "sqlite":
        engine = connect(f"sqlite:///{tmp_path}/models.sqlite")
        Base.metadata.create_all(engine)
        with sessions(engine)() as described:
            yield described
        engine.dispose()
        return
    session.execute(text("CREATE SCHEMA described"))
    session.execute(text("SET LOCAL search_path TO described"))
    Base.metadata.create_all(session.connection(), checkfirst=False)
    yield session


def rows(session):
    """At least one of each table that has a CHECK, all of them as they may be."""
    make = Make(session)
    partnership = make.partnership(make.match(offer=make.offer(capacity=HorizonAmounts(*[1_000_00] * 3))))
    make.refusal(partnership)
    match, by = partnership.match, make.user(Role.REVIEWER)
    need, offer, round_ = match.need, match.offer, match.plan.run.round
    make.decision(match)
    make.window(match.plan)
    make.interest(by)
    make.invitation()
    make.study(match.plan)
    message = make.message()
    settlement = make.settlement(need.organisation)
    need.programme.settlements.append(settlement)
    make.need(need.programme, requires=[need])
    session.add_all(
        [
            AuditEvent(action="plan.keep", subject_type="Plan", subject_id=str(match.plan_id)),
            SignInAttempt(key="a key", since=match.plan.created_at, attempts=1),
            Letter(message=message, user=by, due_at=match.plan.created_at),
            MessageReading(message_id=message.id, user_id=by.id),
            NeedFlag(need_id=need.id, flag=Flag.LAND_SECURED, evidence="A deed."),
            NoObjection(need=need, organisation=need.organisation, author=by, given=True),
            Remark(need_id=need.id, organisation=need.organisation, author=by, text="A remark."),
            Note(round_id=round_.id, need_id=need.id, offer_id=offer.id, author=by, text="A note."),
            UnservedNeed(plan=match.plan, need=need),
            Reply(match=match, organisation=offer.organisation, author=by, kind=ReplyKind.COMMENT, text="A reply."),
            Deprivation(settlement=settlement, kind=DeprivationKind.WATER, share_percent=1, year=2026, source="One."),
            SettlementStatement(
                settlement=settlement, settlement_version=1, organisation=need.organisation, author=by,
                verdict=Verdict.CONFIRMED,
            ),
        ]
    )  # fmt: skip
    session.flush()


def test_every_check_refuses_what_it_forbids(database):
    rows(database)
    on_sqlite = database.get_bind().dialect.name == "sqlite"
    wrong = []
    for table, check in checks():
        if check.name.endswith("_storage") and not on_sqlite:
            continue
        if not database.scalar(select(func.count()).select_from(table)):
            wrong.append(f"{table.name}: it has no row to break {check.name} on")
            continue
        wrong += [
            f"{change}: {answer}, not {check.name}"
            for change in ways_to_break(table, check)
            if not refused_by(check, answer := answer_to(database, f"UPDATE {table.name} SET {change}"))
        ]
    assert wrong == [], "\n".join(wrong)


def answer_to(session, statement):
    try:
        with session.begin_nested() as savepoint:
            session.execute(text(statement))
            savepoint.rollback()
    except IntegrityError as refusal:
        return str(refusal.orig)
    return "taken"


def refused_by(check, answer):
    """By its name. What is not of its type may be no word of its vocabulary either."""
    names = {check.name, check.name.replace("_storage", "_word"), REFUSED_FIRST_BY.get(check.name)}
    return not names.isdisjoint(answer.replace('"', " ").split())
