"""the section that a remark concerns, and why what was doubted is right"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

DOUBTED = ('needs', 'offers', 'settlements')
HELD = "typeof({0}) = 'text'"


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == 'sqlite'
    for table in DOUBTED:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column('kept_because', sa.Text(), nullable=False, server_default=''))
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column('kept_because', server_default=None)
            if sqlite:
                batch_op.create_check_constraint(batch_op.f(f'ck_{table}_kept_because_storage'), HELD.format('kept_because'))
    with op.batch_alter_table('remarks', schema=None) as batch_op:
        batch_op.add_column(sa.Column('section', sa.Text(), nullable=True))
        if sqlite:
            rule = f"section IS NULL OR ({HELD.format('section')})"
            batch_op.create_check_constraint(batch_op.f('ck_remarks_section_storage'), rule)


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == 'sqlite'
    with op.batch_alter_table('remarks', schema=None) as batch_op:
        if sqlite:
            batch_op.drop_constraint(batch_op.f('ck_remarks_section_storage'), type_='check')
        batch_op.drop_column('section')
    for table in DOUBTED:
        with op.batch_alter_table(table, schema=None) as batch_op:
            if sqlite:
                batch_op.drop_constraint(batch_op.f(f'ck_{table}_kept_because_storage'), type_='check')
            batch_op.drop_column('kept_because')
