"""Records of our own doings."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from pitwall.domain.records.base import Record, Text


class IngestRun(Record):
    """One job of ingestion: what was asked of which source, and what came of it."""

    run_id: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    job: Text
    source_name: Text
    target: Text
    started_at: datetime
    finished_at: datetime
    outcome: Literal["succeeded", "unchanged", "partial", "failed"]
    rows_accepted: Annotated[int, Field(ge=0)]
    rows_rejected: Annotated[int, Field(ge=0)]
    objects_written: Annotated[int, Field(ge=0)]
    detail: Text | None = None
