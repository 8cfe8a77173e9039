"""What all tables share: names of constraints, ids, moments, lists of words, and the version of a row."""

import enum
import re
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    Enum,
    MetaData,
    Table,
    Text,
    Uuid,
    event,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.types import TypeDecorator

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def utc_now() -> datetime:
    return datetime.now(UTC)


class Moment(TypeDecorator[datetime]):
    """A point in time, kept as UTC on both databases; comes back aware."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None or value.tzinfo is None:
            return value
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Words(TypeDecorator[list[str]]):
    """A list of vocabulary words kept as ";a;b;", so that LIKE '%;a;%' finds one on both databases."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Iterable[str] | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        words = [str(word) for word in value]
        return ";" + "".join(f"{word};" for word in words) if words else ""

    def process_result_value(self, value: str | None, dialect: Dialect) -> list[str]:
        return value.strip(";").split(";") if value else []

    class comparator_factory(TypeDecorator.Comparator[list[str]]):  # noqa: N801
        def has_word(self, word: str) -> Any:
            return self.expr.cast(Text).contains(f";{word};", autoescape=True)


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {
        int: BigInteger,
        str: Text,
        datetime: Moment,
        list[str]: Words,
        dict[str, Any]: JSON,
        enum.StrEnum: Enum(
            enum.StrEnum,
            native_enum=False,
            length=40,
            values_callable=lambda words: [word.value for word in words],
        ),
    }


@event.listens_for(Column, "after_parent_attach")
def _hold_vocabulary(column: "Column[Any]", table: Table) -> None:
    """The database itself refuses a word that the vocabulary lacks. Named by column, since two may share a type."""
    if isinstance(column.type, Enum) and table.metadata is Base.metadata:
        words = ", ".join(f"'{word}'" for word in column.type.enums)
        table.append_constraint(CheckConstraint(f"{column.name} IN ({words})", f"{column.name}_word"))


class Identified:
    """An id that tells nobody how many there are or who came next."""

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)

    @property
    def reference(self) -> str:
        """Short enough to be read out: the first of the id."""
        digits = self.id.hex[:8].upper()
        return f"{digits[:4]}-{digits[4:]}"


class Versioned:
    """A counter that goes up at each change, so that the second of two writers learns of the first."""

    version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        return {"version_id_col": cls.version}


class Dated:
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    changed_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)


def noun(model: type[Base]) -> str:
    """What addresses, forms and audit events call one of its kind: "community_agreement". Many of them are called as
    their table is."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", model.__name__).lower()
