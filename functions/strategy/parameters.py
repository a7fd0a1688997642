"""The parameters that several endpoints share, with their bounds and their words in the OpenAPI document."""

from typing import Annotated

from fastapi import Header, Path, Query

# Whatever names a person or thing: no control characters, which PostgreSQL would refuse.
_NAME = r"^[\w .'-]+$"

RaceId = Annotated[
    str,
    Path(max_length=20, description="`2026-08` (season and round), or `current`, `last`, `next`", examples=["2026-08"]),
]
DriverFilter = Annotated[
    list[Annotated[str, Query(max_length=100, pattern=_NAME)]],
    Query(max_length=30, description="slug, three-letter code or car number; may be repeated"),
]
JobId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$", description="from the answer that took the job")]
IdempotencyKey = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=200,
        pattern=r"^[\x21-\x7e]+$",
        description="the same key gets the first answer again for a day; with another body it is refused",
    ),
]
