"""Lists in order: the newest needs and offers are found without reading all of them, and one's own counted by an index."""

from alembic import op

revision = "0007"
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_needs_changed_at", "needs", ["changed_at"])
    op.create_index("ix_offers_changed_at", "offers", ["changed_at"])
    op.create_index("ix_needs_programme_id_status", "needs", ["programme_id", "status"])
    op.drop_index("ix_needs_programme_id", "needs")


def downgrade() -> None:
    op.create_index("ix_needs_programme_id", "needs", ["programme_id"])
    op.drop_index("ix_needs_programme_id_status", "needs")
    op.drop_index("ix_offers_changed_at", "offers")
    op.drop_index("ix_needs_changed_at", "needs")
