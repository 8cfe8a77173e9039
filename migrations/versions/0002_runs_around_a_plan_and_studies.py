"""runs around a plan, and studies"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('studies',
    sa.Column('plan_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Enum('decision', 'stress', 'frontier', name='studykind', native_enum=False, length=40), nullable=False),
    sa.Column('status', sa.Enum('queued', 'running', 'succeeded', 'failed', 'cancelled', name='runstatus', native_enum=False, length=40), nullable=False),
    sa.Column('question', sa.JSON(), nullable=False),
    sa.Column('answer', sa.JSON(), nullable=False),
    sa.Column('progress', sa.JSON(), nullable=False),
    sa.Column('problem', sa.Text(), nullable=False),
    sa.Column('asked_by_id', sa.Uuid(), nullable=True),
    sa.Column('started_at', sa.DateTime(), nullable=True),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('changed_at', sa.DateTime(), nullable=False),
    sa.CheckConstraint("kind IN ('decision', 'stress', 'frontier')", name=op.f('ck_studies_kind_word')),
    sa.CheckConstraint("status IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')", name=op.f('ck_studies_status_word')),
    sa.ForeignKeyConstraint(['asked_by_id'], ['users.id'], name=op.f('fk_studies_asked_by_id_users')),
    sa.ForeignKeyConstraint(['plan_id'], ['plans.id'], name=op.f('fk_studies_plan_id_plans')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_studies'))
    )
    with op.batch_alter_table('studies', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_studies_plan_id'), ['plan_id'], unique=False)

    with op.batch_alter_table('runs', schema=None) as batch_op:
        batch_op.add_column(sa.Column('base_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('keeps', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_foreign_key(batch_op.f('fk_runs_base_id_runs'), 'runs', ['base_id'], ['id'])
        batch_op.create_check_constraint(batch_op.f('ck_runs_keeps_something'), 'NOT keeps OR base_id IS NOT NULL')
    with op.batch_alter_table('runs', schema=None) as batch_op:
        batch_op.alter_column('keeps', server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('runs', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_runs_keeps_something'), type_='check')
        batch_op.drop_constraint(batch_op.f('fk_runs_base_id_runs'), type_='foreignkey')
        batch_op.drop_column('keeps')
        batch_op.drop_column('base_id')

    with op.batch_alter_table('studies', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_studies_plan_id'))

    op.drop_table('studies')