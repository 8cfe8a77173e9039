"""invitations, and attempts to sign in counted by key"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

ROLES = ('city_officer', 'partner_officer', 'national_officer', 'community_representative', 'reviewer', 'administrator')


def upgrade() -> None:
    op.create_table('invitations',
    sa.Column('email', sa.String(length=255), nullable=False),
    sa.Column('organisation_id', sa.Uuid(), nullable=False),
    sa.Column('role', sa.Enum(*ROLES, name='role', native_enum=False, length=40), nullable=False),
    sa.Column('secret_digest', sa.String(length=64), nullable=False),
    sa.Column('expires_at', sa.DateTime(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('changed_at', sa.DateTime(), nullable=False),
    sa.CheckConstraint(f"role IN ({', '.join(repr(role) for role in ROLES)})", name=op.f('ck_invitations_role_word')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_invitations_organisation_id_organisations')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitations')),
    sa.UniqueConstraint('email', 'organisation_id', 'role', name=op.f('uq_invitations_email_organisation_id_role')),
    sa.UniqueConstraint('secret_digest', name=op.f('uq_invitations_secret_digest'))
    )
    with op.batch_alter_table('invitations', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_invitations_organisation_id'), ['organisation_id'], unique=False)

    # what was counted is worth nothing after ten minutes
    op.drop_table('sign_in_attempts')
    op.create_table('sign_in_attempts',
    sa.Column('key', sa.String(length=120), nullable=False),
    sa.Column('since', sa.DateTime(), nullable=False),
    sa.Column('attempts', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_sign_in_attempts'))
    )
    with op.batch_alter_table('sign_in_attempts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sign_in_attempts_since'), ['since'], unique=False)


def downgrade() -> None:
    op.drop_table('sign_in_attempts')
    op.create_table('sign_in_attempts',
    sa.Column('key', sa.String(length=120), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_in_attempts'))
    )
    with op.batch_alter_table('sign_in_attempts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sign_in_attempts_key_at'), ['key', 'at'], unique=False)
    op.drop_table('invitations')
