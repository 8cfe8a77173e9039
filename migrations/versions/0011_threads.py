"""threads: what was written about a need or an offer, with which organisation; and messages of every event"""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

KINDS_BEFORE = ('round_published', 'window_opened', 'partner_replied', 'written', 'partnership_ended', 'refusal_lifted')
KINDS = (*KINDS_BEFORE, 'submission_changed', 'nation_answered', 'residents_stated', 'partnership_moved', 'window_closed', 'member_changed')
MESSAGES = sa.table('messages', sa.column('id', sa.Uuid()), sa.column('kind'))

WITH_WHOM = """
UPDATE remarks SET organisation_id = COALESCE(
    (SELECT programmes.organisation_id FROM needs JOIN programmes ON programmes.id = needs.programme_id WHERE needs.id = remarks.need_id),
    (SELECT offers.organisation_id FROM offers WHERE offers.id = remarks.offer_id)
)
"""


def upgrade() -> None:
    with op.batch_alter_table('remarks', schema=None) as batch_op:
        batch_op.add_column(sa.Column('organisation_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('is_answer', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(WITH_WHOM)
    with op.batch_alter_table('remarks', schema=None) as batch_op:
        batch_op.alter_column('organisation_id', existing_type=sa.Uuid(), nullable=False)
        batch_op.alter_column('is_answer', existing_type=sa.Boolean(), existing_nullable=False, server_default=None)
        batch_op.create_foreign_key(batch_op.f('fk_remarks_organisation_id_organisations'), 'organisations', ['organisation_id'], ['id'])
        batch_op.create_index(batch_op.f('ix_remarks_organisation_id'), ['organisation_id'], unique=False)
        if op.get_bind().dialect.name == 'sqlite':
            batch_op.create_check_constraint(batch_op.f('ck_remarks_organisation_id_storage'), "length(organisation_id) = 32 AND organisation_id NOT GLOB '*[^0-9a-f]*'")
            batch_op.create_check_constraint(batch_op.f('ck_remarks_is_answer_storage'), "typeof(is_answer) = 'integer' AND is_answer IN (0, 1)")
    allow(KINDS)


def allow(kinds: tuple[str, ...]) -> None:
    words = ', '.join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table('messages', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_messages_kind_word'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_messages_kind_word'), f'kind IN ({words})')


def downgrade() -> None:
    """What organisations answered, and what was written to others about a need, had no place before."""
    gone = sa.select(MESSAGES.c.id).where(MESSAGES.c.kind.not_in(KINDS_BEFORE))
    for table in ('letters', 'message_readings'):
        of_message = sa.table(table, sa.column('message_id', sa.Uuid()))
        op.execute(of_message.delete().where(of_message.c.message_id.in_(gone)))
    op.execute(MESSAGES.delete().where(MESSAGES.c.kind.not_in(KINDS_BEFORE)))
    allow(KINDS_BEFORE)
    op.execute('DELETE FROM remarks WHERE is_answer')
    with op.batch_alter_table('remarks', schema=None) as batch_op:
        if op.get_bind().dialect.name == 'sqlite':
            batch_op.drop_constraint(batch_op.f('ck_remarks_organisation_id_storage'), type_='check')
            batch_op.drop_constraint(batch_op.f('ck_remarks_is_answer_storage'), type_='check')
        batch_op.drop_constraint(batch_op.f('fk_remarks_organisation_id_organisations'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_remarks_organisation_id'))
        batch_op.drop_column('is_answer')
        batch_op.drop_column('organisation_id')
