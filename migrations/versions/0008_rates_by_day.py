"""rates by day and per dollar, and in which currency a person reads amounts

Yearly means per euro become rates per dollar of the first day of their year: whatever is loaded later is newer. A mean
is laid beside the dollar's of its year; where there is none it says nothing of the dollar, and goes.
"""

from collections.abc import Iterator
from datetime import date

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

USERS_CURRENCY = ("ck_users_currency_storage", "currency IS NULL OR (typeof(currency) = 'text' AND length(currency) <= 3)")
STORED = {
    'currency': "typeof(currency) = 'text' AND length(currency) <= 3",
    'source': "typeof(source) = 'text'",
}
BY_DAY = {'day': "date(day, '+0 days') IS day", 'per_usd_billionths': "typeof(per_usd_billionths) = 'integer'"}
BY_YEAR = {'year': "typeof(year) = 'integer'", 'per_euro_millionths': "typeof(per_euro_millionths) = 'integer'"}


def on_sqlite() -> bool:
    return op.get_bind().dialect.name == 'sqlite'


def storage(rules: dict[str, str]) -> Iterator[sa.CheckConstraint]:
    if on_sqlite():
        for column, rule in (STORED | rules).items():
            yield sa.CheckConstraint(rule, name=op.f(f'ck_exchange_rates_{column}_storage'))


def made_anew(rows: list[dict[str, object]], key: str, *parts: sa.schema.SchemaItem) -> None:
    """The table in its new shape, with these rows."""
    op.drop_table('exchange_rates')
    table = op.create_table(
        'exchange_rates',
        sa.Column('currency', sa.String(length=3), nullable=False),
        sa.Column('source', sa.Text(), nullable=False),
        *parts,
        sa.PrimaryKeyConstraint('currency', key, name=op.f('pk_exchange_rates')),
    )
    if rows:
        op.bulk_insert(table, rows)


def divided(amount: int, by: int) -> int:
    """The nearest whole number, and never nothing."""
    return max((2 * amount + by) // (2 * by), 1)


def upgrade() -> None:
    found = op.get_bind().execute(sa.text('SELECT currency, year, per_euro_millionths, source FROM exchange_rates')).all()
    dollars = {one.year: one.per_euro_millionths for one in found if one.currency == 'USD'}
    rows = [
        {
            'currency': one.currency,
            'day': date(one.year, 1, 1),
            'per_usd_billionths': divided(one.per_euro_millionths * 10**9, dollars[one.year]),
            'source': one.source or 'not recorded',
        }
        for one in found
        if dollars.get(one.year, 0) > 0 and one.per_euro_millionths > 0
    ]
    made_anew(
        rows, 'day',
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('per_usd_billionths', sa.BigInteger(), nullable=False),
        sa.CheckConstraint(f'per_usd_billionths BETWEEN 1 AND {10**18 - 1}', name=op.f('ck_exchange_rates_per_usd')),
        sa.CheckConstraint("source <> ''", name=op.f('ck_exchange_rates_has_source')),
        *storage(BY_DAY),
    )  # fmt: skip
    with op.batch_alter_table('users', schema=None) as batch_op:
        batch_op.add_column(sa.Column('currency', sa.String(length=3), nullable=True))
        if on_sqlite():
            name, rule = USERS_CURRENCY
            batch_op.create_check_constraint(batch_op.f(name), rule)


def downgrade() -> None:
    with op.batch_alter_table('users', schema=None) as batch_op:
        if on_sqlite():
            batch_op.drop_constraint(batch_op.f(USERS_CURRENCY[0]), type_='check')
        batch_op.drop_column('currency')
    euros, newest = {}, {}
    statement = sa.text('SELECT currency, day, per_usd_billionths, source FROM exchange_rates ORDER BY day')
    for one in op.get_bind().execute(statement):
        year = int(str(one.day)[:4])
        newest[one.currency, year] = one
        if one.currency == 'EUR':
            euros[year] = one.per_usd_billionths
    rows = [
        {
            'currency': currency,
            'year': year,
            'per_euro_millionths': divided(one.per_usd_billionths * 10**6, euros[year]),
            'source': one.source,
        }
        for (currency, year), one in newest.items()
        if year in euros
    ]
    made_anew(
        rows, 'year',
        sa.Column('year', sa.BigInteger(), nullable=False),
        sa.Column('per_euro_millionths', sa.BigInteger(), nullable=False),
        *storage(BY_YEAR),
    )  # fmt: skip
