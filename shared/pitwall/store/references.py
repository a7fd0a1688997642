"""The schema's one metadata object with its naming rules, and the references that many tables share."""

from sqlalchemy import ForeignKeyConstraint, MetaData

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def race_reference() -> ForeignKeyConstraint:
    """A row of a race the calendar has."""
    return ForeignKeyConstraint(["season", "round"], ["races.season", "races.round"])


def reference(column: str, table: str, target: str) -> ForeignKeyConstraint:
    """A row that `table` has."""
    return ForeignKeyConstraint([column], [f"{table}.{target}"])


def driver() -> ForeignKeyConstraint:
    """A known driver."""
    return reference("driver_id", "drivers", "driver_id")


def constructor() -> ForeignKeyConstraint:
    """A known constructor."""
    return reference("constructor_id", "constructors", "constructor_id")
