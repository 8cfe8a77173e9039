"""A whole life of the platform in one transaction, of which nothing is left: thousands of them take minutes."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy.orm import sessionmaker

from app.database import AuditedSession
from app.extensions import Bound


@contextmanager
def one_transaction(site: Flask) -> Iterator[AuditedSession]:
    """A session whose commits are savepoints, and whose site reads on the same connection: its pages see what was
    committed so far."""
    database = site.extensions["database"]
    with database.engine.connect() as connection:
        outer = connection.begin()
        here = sessionmaker(connection, class_=AuditedSession, join_transaction_mode="create_savepoint")
        site.extensions["database"] = Bound(database.engine, here, here, here)
        try:
            with here() as session:
                yield session
        finally:
            site.extensions["database"] = database
            outer.rollback()
