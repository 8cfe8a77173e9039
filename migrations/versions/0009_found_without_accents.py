"""Found without accents: what a thing is found by, folded, beside what it says; and what one person did, in order."""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

NAMES = {
    "countries": ("name",),
    "cities": ("name",),
    "users": ("name", "email"),
    "organisations": ("name",),
    "settlements": ("name",),
    "programmes": ("title",),
    "needs": ("title",),
    "offers": ("title",),
    "rounds": ("title",),
}
TEXTS = {
    "organisations": ("about",),
    "settlements": ("about",),
    "programmes": ("vision", "city_plan_fit", "national_policy_fit", "running_support"),
    "needs": ("description",),
    "offers": ("description", "conditions"),
}
KEYS = {"countries": "iso3"}
SPELLINGS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ŋ": "n"}
    | {"ى": "ي", "ة": "ه", "ـ": ""}
    | {chr(zero + n): str(n) for zero in (0x0660, 0x06F0, 0x0966) for n in range(10)}
)


def fold(text: str) -> str:
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    letters = "".join(one for one in apart if not unicodedata.combining(one) and unicodedata.category(one) != "Cf")
    return " ".join(letters.translate(SPELLINGS).split())


def columns(table: str) -> dict[str, tuple[str, ...]]:
    """The new columns, each with those that it folds."""
    found = {"folded_name": NAMES[table]}
    return found | {"folded_text": TEXTS[table]} if table in TEXTS else found


def fill(table: str) -> None:
    key = sa.column(KEYS.get(table, "id"))
    folded = columns(table)
    said = [sa.column(name) for names in folded.values() for name in names]
    rows = op.get_bind().execute(sa.select(key, *said).select_from(sa.table(table))).mappings().all()
    if rows:
        changed = sa.table(table, key, *map(sa.column, folded))
        op.get_bind().execute(
            sa.update(changed).where(key == sa.bindparam("row")).values({one: sa.bindparam(one) for one in folded}),
            [
                {"row": row[key.name]}
                | {one: fold(" ".join(row[name] or "" for name in names)) for one, names in folded.items()}
                for row in rows
            ],
        )


def upgrade() -> None:
    op.create_index("ix_audit_events_actor_id_at", "audit_events", ["actor_id", "at"])
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in NAMES:
        for name in columns(table):
            op.add_column(table, sa.Column(name, sa.Text(), nullable=True))
        fill(table)
        with op.batch_alter_table(table) as batch_op:
            for name in columns(table):
                batch_op.alter_column(name, existing_type=sa.Text(), nullable=False)
                if on_sqlite:
                    batch_op.create_check_constraint(
                        batch_op.f(f"ck_{table}_{name}_storage"), f"typeof({name}) = 'text'"
                    )


def downgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in NAMES:
        with op.batch_alter_table(table) as batch_op:
            for name in columns(table):
                if on_sqlite:
                    batch_op.drop_constraint(batch_op.f(f"ck_{table}_{name}_storage"), type_="check")
                batch_op.drop_column(name)
    op.drop_index("ix_audit_events_actor_id_at", "audit_events")
