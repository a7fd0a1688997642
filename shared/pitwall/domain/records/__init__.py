"""What one row of each data set is: names, units and bounds, stated once for every door.

The lake derives its Parquet schema and its vectorised checks from these models; a live record is checked by the model
itself. Durations are seconds, lengths km, temperatures degrees C. None means "not known", never zero.
"""

from pitwall.domain.records.base import RaceRecord, Record
from pitwall.domain.records.books import IngestRun
from pitwall.domain.records.calendar import Circuit, Constructor, Driver, Race, ScheduledSession, Seat, SessionTiming
from pitwall.domain.records.results import (
    FastestLap,
    GridPosition,
    PracticeResult,
    PublishedConstructorStanding,
    PublishedDriverStanding,
    QualifyingResult,
    RaceResult,
)
from pitwall.domain.records.timing import (
    CompoundNomination,
    HourlyWeather,
    Lap,
    Neutralisation,
    PitStop,
    RaceControlMessage,
    SessionWeather,
    TrackStatus,
)

__all__ = [
    "Circuit",
    "CompoundNomination",
    "Constructor",
    "Driver",
    "FastestLap",
    "GridPosition",
    "HourlyWeather",
    "IngestRun",
    "Lap",
    "Neutralisation",
    "PitStop",
    "PracticeResult",
    "PublishedConstructorStanding",
    "PublishedDriverStanding",
    "QualifyingResult",
    "Race",
    "RaceControlMessage",
    "RaceRecord",
    "RaceResult",
    "Record",
    "ScheduledSession",
    "Seat",
    "SessionTiming",
    "SessionWeather",
    "TrackStatus",
]
