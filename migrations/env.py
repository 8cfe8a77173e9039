"""Runs the migrations on whichever database `python -m app migrate` hands over."""

from typing import Literal

from alembic import context
from sqlalchemy import Connection

from models import Base
from models.base import Moment, Words


def ours(name: str | None, type_: str, _parents: object) -> bool:
    """The job library keeps its own tables beside ours on SQLite; they are none of our business."""
    return type_ != "table" or name in Base.metadata.tables


def plain_type(type_: str, column_type: object, _context: object) -> str | Literal[False]:
    """Migrations name the database's types: they outlive the models' own."""
    if type_ == "type" and isinstance(column_type, Moment):
        return "sa.DateTime()"
    return "sa.Text()" if type_ == "type" and isinstance(column_type, Words) else False


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        include_name=ours,
        render_item=plain_type,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
