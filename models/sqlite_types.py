"""SQLite takes any value into any column; these checks make it refuse what PostgreSQL refuses by the column's type."""

import re

from sqlalchemy import CheckConstraint, Column, MetaData
from sqlalchemy.dialects import sqlite

SQLITE = sqlite.dialect()
RULES = {
    "BIGINT": "typeof({0}) = 'integer'",
    "BOOLEAN": "typeof({0}) = 'integer' AND {0} IN (0, 1)",
    "DOUBLE": "typeof({0}) = 'real'",
    "TEXT": "typeof({0}) = 'text'",
    "CHAR(32)": "length({0}) = 32 AND {0} NOT GLOB '*[^0-9a-f]*'",
    "DATE": "date({0}, '+0 days') IS {0}",
    "DATETIME": "{0} LIKE '____-__-__ __:__:__%' AND date({0}, '+0 days') IS substr({0}, 1, 10)",
    "JSON": "json_valid({0})",
}
"""By the name of the type. A date beyond its month is moved on by `date`, and so is not what it was."""


def hold_types(metadata: MetaData) -> None:
    """Once all tables are there: some columns have their type from the one that they refer to."""
    for table in metadata.tables.values():
        for column in table.columns:
            table.append_constraint(CheckConstraint(rule(column), f"{column.name}_storage").ddl_if(dialect="sqlite"))


def rule(column: "Column[object]") -> str:
    kind = column.type.compile(dialect=SQLITE)
    if varchar := re.fullmatch(r"VARCHAR\((\d+)\)", kind):
        held = f"typeof({{0}}) = 'text' AND length({{0}}) <= {varchar[1]}"
    else:
        held = RULES[kind]
    held = held.format(column.name)
    return f"{column.name} IS NULL OR ({held})" if column.nullable else held
