"""the groups of a run"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

RUNS = sa.table('runs', sa.column('id', sa.Uuid()), sa.column('round_id', sa.Uuid()), sa.column('fairness_group'))
PLANS = sa.table('plans', sa.column('run_id', sa.Uuid()), sa.column('summary', sa.JSON()))
POLICIES = sa.table('policies', sa.column('round_id', sa.Uuid()), sa.column('fairness_group'))
NAMES = {
    'income_group': {'Low income', 'Lower middle income', 'Upper middle income', 'High income', 'Not classified'},
    'city_size': {'under 500,000', '500,000 to 5 million', 'over 5 million'},
}


def upgrade() -> None:
    words = sa.Enum('world_region', 'income_group', 'city_size', name='fairnessgroup', native_enum=False, length=40)
    with op.batch_alter_table('runs', schema=None) as batch_op:
        batch_op.add_column(sa.Column('fairness_group', words, nullable=False, server_default='world_region'))
        batch_op.create_check_constraint(
            batch_op.f('ck_runs_fairness_group_word'), "fairness_group IN ('world_region', 'income_group', 'city_size')"
        )
    with op.batch_alter_table('runs', schema=None) as batch_op:
        batch_op.alter_column('fairness_group', server_default=None)
    of_policy = sa.select(POLICIES.c.fairness_group).where(POLICIES.c.round_id == RUNS.c.round_id).scalar_subquery()
    op.execute(RUNS.update().values(fairness_group=sa.func.coalesce(of_policy, 'world_region')))
    # which groups a plan speaks of tells more than the policy, which may have changed since
    for run_id, summary in op.get_bind().execute(sa.select(PLANS.c.run_id, PLANS.c.summary)).all():
        told = {one['group'] for one in ((summary or {}).get('fairness') or {}).get('groups') or []}
        if told:
            group = next((group for group, names in NAMES.items() if told <= names), 'world_region')
            op.execute(RUNS.update().where(RUNS.c.id == run_id).values(fairness_group=group))


def downgrade() -> None:
    with op.batch_alter_table('runs', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_runs_fairness_group_word'), type_='check')
        batch_op.drop_column('fairness_group')
