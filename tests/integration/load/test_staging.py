"""Rows on their way into PostgreSQL: values that COPY could mistake arrive as they are, and refusals have a name."""

import pyarrow as pa
import pytest
from sqlalchemy import text

from pitwall.errors import StoreError
from pitwall.load.staging import STAGING, stage
from pitwall.store.tables import drivers
from tests.integration.load.track import Track

_AWKWARD = ["", " ", "NULL", "\\N", "\\.", "a\n\\.\nb", 'a,"b"', "a\r\nb", "a\rb", "é😀", "\ufeff", None]


def test_awkward_texts_arrive_as_they_are(track: Track) -> None:
    rows = pa.table({"driver_id": [str(n) for n in range(len(_AWKWARD))], "nationality": _AWKWARD})
    with track.engine.begin() as connection:
        connection.execute(text("ALTER TABLE drivers ALTER name DROP NOT NULL"))
        connection.execute(text("ALTER TABLE drivers ALTER source DROP NOT NULL"))
        connection.execute(text("ALTER TABLE drivers ALTER source_rank DROP NOT NULL"))
        connection.execute(text("ALTER TABLE drivers ALTER source_revision DROP NOT NULL"))
        stage(connection, drivers, rows)
        found = connection.execute(text(f"SELECT nationality FROM {STAGING} ORDER BY driver_id::int")).scalars().all()
    assert found == _AWKWARD


def test_rows_that_postgresql_cannot_hold_are_a_store_error(track: Track) -> None:
    rows = pa.table({"driver_id": ["ann-amber"], "permanent_number": ["forty-four"]})
    with pytest.raises(StoreError, match="forty-four"), track.engine.begin() as connection:
        stage(connection, drivers, rows)
