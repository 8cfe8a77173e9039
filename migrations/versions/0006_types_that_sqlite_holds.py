"""types that SQLite holds as PostgreSQL does"""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op
from sqlalchemy.engine.interfaces import ReflectedColumn

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

RULES = {
    'BIGINT': "typeof({0}) = 'integer'",
    'BOOLEAN': "typeof({0}) = 'integer' AND {0} IN (0, 1)",
    'DOUBLE': "typeof({0}) = 'real'",
    'TEXT': "typeof({0}) = 'text'",
    'CHAR(32)': "length({0}) = 32 AND {0} NOT GLOB '*[^0-9a-f]*'",
    'DATE': "date({0}, '+0 days') IS {0}",
    'DATETIME': "{0} LIKE '____-__-__ __:__:__%' AND date({0}, '+0 days') IS substr({0}, 1, 10)",
    'JSON': 'json_valid({0})',
}


def rule(column: ReflectedColumn) -> str:
    kind, name = column['type'], column['name']
    words = f"typeof({{0}}) = 'text' AND length({{0}}) <= {getattr(kind, 'length', None)}"
    held = (words if isinstance(kind, sa.VARCHAR) else RULES[str(kind)]).format(name)
    return f'{name} IS NULL OR ({held})' if column['nullable'] else held


def tables() -> Iterator[tuple[str, dict[str, str]]]:
    """Our tables, by the names of their keys (the job library's stand beside them), each with its checks by name."""
    found = sa.inspect(op.get_bind())
    for table in found.get_table_names():
        if found.get_pk_constraint(table)['name'] == f'pk_{table}':
            columns = found.get_columns(table)
            yield table, {f"ck_{table}_{column['name']}_storage": rule(column) for column in columns}


def upgrade() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        for table, checks in tables():
            with op.batch_alter_table(table, schema=None) as batch_op:
                for name, rule in checks.items():
                    batch_op.create_check_constraint(batch_op.f(name), rule)


def downgrade() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        for table, checks in tables():
            with op.batch_alter_table(table, schema=None) as batch_op:
                for name in checks:
                    batch_op.drop_constraint(batch_op.f(name), type_='check')
