"""The parameters that several endpoints share, with their bounds and their words in the OpenAPI document."""

from typing import Annotated, Literal

from fastapi import Path, Query

from pitwall.domain.vocabulary import FIRST_SEASON, LAST_SEASON
from pitwall.serving.pagination import PAGE_LIMIT

# Whatever names a person or thing: no control characters, which PostgreSQL would refuse.
_NAME = r"^[\w .'-]+$"

RaceId = Annotated[
    str,
    Path(max_length=20, description="`2026-08` (season and round), or `current`, `last`, `next`", examples=["2026-08"]),
]
DriverName = Annotated[
    str,
    Path(max_length=100, pattern=_NAME, description="slug, three-letter code or Jolpica id", examples=["lando-norris"]),
]
ConstructorName = Annotated[
    str, Path(max_length=100, pattern=_NAME, description="slug or Jolpica id", examples=["mclaren"])
]
CircuitName = Annotated[
    str, Path(max_length=100, pattern=_NAME, description="slug or Jolpica id", examples=["silverstone"])
]
DriverFilter = Annotated[
    list[Annotated[str, Query(max_length=100, pattern=_NAME)]],
    Query(max_length=50, description="slug, three-letter code or car number; may be repeated"),
]
SeasonFilter = Annotated[int | None, Query(ge=FIRST_SEASON, le=LAST_SEASON)]
RoundFilter = Annotated[int | None, Query(alias="round", ge=1, le=40)]
LapBound = Annotated[int | None, Query(ge=1, le=200)]
Limit = Annotated[int, Query(ge=1, le=PAGE_LIMIT, description="rows of a page")]
Cursor = Annotated[str | None, Query(max_length=300, description="from the `Link` header of the page before")]

AnySession = Annotated[
    Literal["FP1", "FP2", "FP3", "FP4", "WU", "Q", "SQ", "S", "R"], Query(description="R race, S sprint, Q qualifying")
]
RaceOrSprint = Annotated[Literal["R", "S"], Query(description="R race, S sprint")]
QualifyingSession = Annotated[Literal["Q", "SQ"], Query(description="Q qualifying, SQ sprint qualifying")]
PracticeNumber = Annotated[int, Path(ge=1, le=4)]
LapColumns = Annotated[
    Literal["fastf1"] | None, Query(description="`fastf1`: CSV under FastF1's column names, ready for pandas")
]
