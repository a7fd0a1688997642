"""How a version runs its statements: they stand in the SQL file of the same name, so that a change is read as SQL."""

from pathlib import Path

from alembic import op


def run_script_of(version_file: str) -> None:
    """Runs the SQL file beside `version_file`, statement by statement, on the migration's connection."""
    script = Path(version_file).with_suffix(".sql").read_text(encoding="utf-8")
    for statement in script.split(";\n"):
        if statement.strip():
            op.get_bind().exec_driver_sql(statement)
