"""refusals"""

import uuid

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

KINDS_BEFORE = ('round_published', 'window_opened', 'partner_replied', 'written')
KINDS = (*KINDS_BEFORE, 'partnership_ended', 'refusal_lifted')
ENDED = ('declined', 'withdrawn', 'terminated')

PARTNERSHIPS = sa.table('partnerships', *(sa.column(name, sa.Uuid()) for name in ('id', 'need_id', 'offer_id')), sa.column('status'), sa.column('changed_at', sa.DateTime()), sa.column('city_accepted_at', sa.DateTime()))
NEEDS = sa.table('needs', sa.column('id', sa.Uuid()), sa.column('programme_id', sa.Uuid()))
PROGRAMMES = sa.table('programmes', sa.column('id', sa.Uuid()), sa.column('organisation_id', sa.Uuid()))
OFFERS = sa.table('offers', sa.column('id', sa.Uuid()), sa.column('organisation_id', sa.Uuid()))
EVENTS = sa.table('audit_events', sa.column('action'), sa.column('subject_id'), sa.column('organisation_id', sa.Uuid()))
REFUSALS = sa.table('refusals', *(sa.column(name, sa.Uuid()) for name in ('id', 'partnership_id', 'need_id', 'offer_id', 'organisation_id')), sa.column('status'), sa.column('terms', sa.JSON()), sa.column('refused_at', sa.DateTime()), sa.column('version'))
MESSAGES = sa.table('messages', sa.column('id', sa.Uuid()), sa.column('kind'))


def upgrade() -> None:
    op.create_table('refusals',
    sa.Column('partnership_id', sa.Uuid(), nullable=False),
    sa.Column('need_id', sa.Uuid(), nullable=False),
    sa.Column('offer_id', sa.Uuid(), nullable=False),
    sa.Column('organisation_id', sa.Uuid(), nullable=False),
    sa.Column('status', sa.Enum('standing', 'lifted', name='refusalstatus', native_enum=False, length=40), nullable=False),
    sa.Column('terms', sa.JSON(), nullable=False),
    sa.Column('refused_at', sa.DateTime(), nullable=False),
    sa.Column('lifted_by_id', sa.Uuid(), nullable=True),
    sa.Column('lifted_at', sa.DateTime(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.CheckConstraint("(status = 'lifted') = (lifted_at IS NOT NULL)", name=op.f('ck_refusals_lifted')),
    sa.CheckConstraint('lifted_by_id IS NULL OR lifted_at IS NOT NULL', name=op.f('ck_refusals_lifted_by')),
    sa.CheckConstraint("status IN ('standing', 'lifted')", name=op.f('ck_refusals_status_word')),
    sa.ForeignKeyConstraint(['lifted_by_id'], ['users.id'], name=op.f('fk_refusals_lifted_by_id_users')),
    sa.ForeignKeyConstraint(['need_id'], ['needs.id'], name=op.f('fk_refusals_need_id_needs')),
    sa.ForeignKeyConstraint(['offer_id'], ['offers.id'], name=op.f('fk_refusals_offer_id_offers')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_refusals_organisation_id_organisations')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnerships.id'], name=op.f('fk_refusals_partnership_id_partnerships')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_refusals')),
    sa.UniqueConstraint('partnership_id', name=op.f('uq_refusals_partnership_id'))
    )
    with op.batch_alter_table('refusals', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_refusals_need_id'), ['need_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_refusals_offer_id'), ['offer_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_refusals_organisation_id'), ['organisation_id'], unique=False)
    allow(KINDS)
    remember_earlier_ends()


def remember_earlier_ends() -> None:
    """Who ended a partnership stands in its audit event. What the two sides were then was not kept: no terms.

    A pair that has found together again since is no longer refused.
    """
    connection, later = op.get_bind(), PARTNERSHIPS.alias()
    who = dict(connection.execute(sa.select(EVENTS.c.subject_id, EVENTS.c.organisation_id).where(EVENTS.c.action.in_([f'partnership.{one}' for one in ENDED]), EVENTS.c.organisation_id.is_not(None))).all())
    ended = (
        sa.select(PARTNERSHIPS, PROGRAMMES.c.organisation_id.label('city_id'), OFFERS.c.organisation_id.label('partner_id'))
        .join(NEEDS, NEEDS.c.id == PARTNERSHIPS.c.need_id)
        .join(PROGRAMMES, PROGRAMMES.c.id == NEEDS.c.programme_id)
        .join(OFFERS, OFFERS.c.id == PARTNERSHIPS.c.offer_id)
        .where(
            PARTNERSHIPS.c.status.in_(ENDED),
            ~sa.exists().where(later.c.need_id == PARTNERSHIPS.c.need_id, later.c.offer_id == PARTNERSHIPS.c.offer_id, later.c.status.not_in(ENDED)),
        )
    )
    for one in connection.execute(ended).all():
        organisation_id = who.get(str(one.id)) or (one.partner_id if one.city_accepted_at else one.city_id)
        connection.execute(REFUSALS.insert().values(id=uuid.uuid4(), partnership_id=one.id, need_id=one.need_id, offer_id=one.offer_id, organisation_id=organisation_id, status='standing', terms={}, refused_at=one.changed_at, version=1))


def allow(kinds: tuple[str, ...]) -> None:
    words = ', '.join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table('messages', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_messages_kind_word'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_messages_kind_word'), f'kind IN ({words})')


def downgrade() -> None:
    gone = sa.select(MESSAGES.c.id).where(MESSAGES.c.kind.not_in(KINDS_BEFORE))
    for table in ('letters', 'message_readings'):
        of_message = sa.table(table, sa.column('message_id', sa.Uuid()))
        op.execute(of_message.delete().where(of_message.c.message_id.in_(gone)))
    op.execute(MESSAGES.delete().where(MESSAGES.c.kind.not_in(KINDS_BEFORE)))
    allow(KINDS_BEFORE)
    with op.batch_alter_table('refusals', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_refusals_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_refusals_offer_id'))
        batch_op.drop_index(batch_op.f('ix_refusals_need_id'))
    op.drop_table('refusals')
