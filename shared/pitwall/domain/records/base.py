"""What all records share: their kind of model, and the bounds of the figures that occur in many of them."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from pitwall.domain.vocabulary import FIRST_SEASON, LAST_SEASON

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)]
"""An f1db identifier such as `max-verstappen`."""
Season = Annotated[int, Field(ge=FIRST_SEASON, le=LAST_SEASON)]
Round = Annotated[int, Field(ge=1, le=40)]
Position = Annotated[int, Field(ge=1, le=200)]
LapNumber = Annotated[int, Field(ge=1, le=200)]
"""No World Championship race had more laps than the 200 of Indianapolis 1950-1960."""
CarNumber = Annotated[str, Field(pattern=r"^[^\x00]*$", max_length=4)]
"""As painted on the car; text, since early races ran numbers such as `2A`."""
Seconds = Annotated[float, Field(gt=0, le=36_000)]
DriverCode = Annotated[str, Field(pattern=r"^[A-Z0-9' ]{3}$")]
"""Three letters, as on the timing screens; older ones made from surnames may hold an apostrophe (`D'O`)."""
SessionTime = Annotated[float, Field(ge=-86_400, le=86_400)]
"""Seconds since the live-timing feed of a session began; negative where a message was sent before."""
QualifyingGap = Annotated[float, Field(ge=-3_600, le=3_600)]
"""To the best time of the session; negative where a faster car was put behind."""
Laps = Annotated[int, Field(ge=0, le=200)]
PositionText = Annotated[str, Field(pattern=r"^[^\x00]*$", max_length=8)]
Text = Annotated[str, Field(pattern=r"^[^\x00]*$", max_length=2_000)]
"""Any text but NUL characters, which PostgreSQL cannot hold."""


class Record(BaseModel):
    """Base of all records: immutable, no unknown fields, no NaN."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class RaceRecord(Record):
    """Base of what belongs to one race weekend."""

    season: Season
    round: Round
