"""The register of data sets: for each its record, the key of a row, its partitions and how versions merge."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from pitwall.domain import records
from pitwall.domain.records import Record

if TYPE_CHECKING:
    import pyarrow as pa


class Merge(Enum):
    """How the versions of one partition become one table.

    In every case (source rank, source revision) decides, never the order of arrival.
    """

    BY_RECORD = "each key takes its highest version; nothing vanishes"
    BY_SOURCE = "the highest-ranked source has the whole partition (its rows cannot be matched with another's)"
    WHOLE = "the newest version of the highest-ranked source is the whole truth (a corrected classification loses rows)"
    APART = "every object stands for itself: its rows are its own, and no other object speaks of them"
    SNAPSHOT = "the newest version of the highest-ranked source says which rows exist (calendars shrink); \
what it leaves unknown in a row is filled from the next version that has the same row"


class PartitionBy(Enum):
    """How far the path `dataset/season=/round=/session=` goes."""

    NOTHING = ""
    SEASON = "season"
    ROUND = "season round"
    SESSION = "season round session"

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that tell its partitions apart."""
        return tuple(self.value.split())


class Partition(NamedTuple):
    """The unit that is written, versioned and loaded together."""

    dataset: str
    season: int | None = None
    round: int | None = None
    session: str | None = None

    @property
    def path(self) -> str:
        """Its folder below the lake's root, such as `laps/season=2024/round=05/session=R`."""
        parts = [self.dataset]
        if self.season is not None:
            parts.append(f"season={self.season}")
        if self.round is not None:
            parts.append(f"round={self.round:02d}")
        if self.session is not None:
            parts.append(f"session={self.session}")
        return "/".join(parts)

    @property
    def columns(self) -> dict[str, object]:
        """The column values all its rows share; none for a data set that is one partition."""
        values = {"season": self.season, "round": self.round, "session": self.session}
        return {name: value for name, value in values.items() if value is not None}


@dataclass(frozen=True)
class DataSetSpec:
    """One data set's contract. Raise `schema_version` whenever `record` changes."""

    name: str
    record: type[Record]
    key: tuple[str, ...]
    partition_by: PartitionBy
    merge: Merge = Merge.BY_RECORD
    same_row: tuple[str, ...] = ()
    """Further columns that must agree before a SNAPSHOT row is filled from another version of it."""
    schema_version: int = 1


@dataclass(frozen=True)
class Batch:
    """Rows of one data set as a source yields them, not yet validated.

    `table` is columnar (a pyarrow Table whose columns are the record's fields; absent optional columns count as
    unknown). `revision` grows whenever the source corrects itself: a release number or the time of fetching.
    """

    dataset: str
    source: str
    revision: int
    table: "pa.Table"


_RACE = ("season", "round")
_SESSION = ("season", "round", "session")

DATASETS: Mapping[str, DataSetSpec] = MappingProxyType(
    {
        spec.name: spec
        for spec in (
            DataSetSpec("drivers", records.Driver, ("driver_id",), PartitionBy.NOTHING),
            DataSetSpec("constructors", records.Constructor, ("constructor_id",), PartitionBy.NOTHING),
            DataSetSpec("circuits", records.Circuit, ("circuit_id",), PartitionBy.NOTHING),
            DataSetSpec("races", records.Race, _RACE, PartitionBy.SEASON, Merge.SNAPSHOT, same_row=("circuit_id",)),
            DataSetSpec(
                "sessions", records.ScheduledSession, _SESSION, PartitionBy.SEASON, Merge.SNAPSHOT, same_row=("date",)
            ),
            DataSetSpec(
                "seats",
                records.Seat,
                (*_RACE, "driver_id", "constructor_id"),
                PartitionBy.SEASON,
                Merge.SNAPSHOT,
            ),
            DataSetSpec("session_timings", records.SessionTiming, _SESSION, PartitionBy.SEASON),
            DataSetSpec(
                "race_results", records.RaceResult, (*_SESSION, "driver_id", "entry"), PartitionBy.SESSION, Merge.WHOLE
            ),
            DataSetSpec(
                "fastest_laps", records.FastestLap, (*_SESSION, "driver_id", "entry"), PartitionBy.SESSION, Merge.WHOLE
            ),
            DataSetSpec(
                "qualifying_results",
                records.QualifyingResult,
                (*_SESSION, "part", "driver_id", "entry"),
                PartitionBy.SESSION,
                Merge.WHOLE,
            ),
            DataSetSpec(
                "starting_grids", records.GridPosition, (*_SESSION, "driver_id"), PartitionBy.SESSION, Merge.WHOLE
            ),
            DataSetSpec(
                "practice_results", records.PracticeResult, (*_SESSION, "driver_id"), PartitionBy.SESSION, Merge.WHOLE
            ),
            DataSetSpec(
                "pit_stops", records.PitStop, (*_SESSION, "driver_id", "stop"), PartitionBy.SESSION, Merge.WHOLE
            ),
            DataSetSpec("laps", records.Lap, (*_SESSION, "driver_id", "lap_number"), PartitionBy.SESSION),
            DataSetSpec(
                "session_weather",
                records.SessionWeather,
                (*_SESSION, "time_s"),
                PartitionBy.SESSION,
                Merge.BY_SOURCE,
            ),
            DataSetSpec("hourly_weather", records.HourlyWeather, (*_RACE, "kind", "time_utc"), PartitionBy.ROUND),
            DataSetSpec(
                "race_control",
                records.RaceControlMessage,
                (*_SESSION, "message_number"),
                PartitionBy.SESSION,
                Merge.BY_SOURCE,
            ),
            DataSetSpec(
                "track_status",
                records.TrackStatus,
                (*_SESSION, "time_s", "status"),
                PartitionBy.SESSION,
                Merge.BY_SOURCE,
            ),
            DataSetSpec(
                "neutralisations",
                records.Neutralisation,
                (*_SESSION, "number"),
                PartitionBy.SESSION,
                Merge.BY_SOURCE,
            ),
            DataSetSpec("compound_nominations", records.CompoundNomination, _RACE, PartitionBy.SEASON),
            DataSetSpec(
                "published_driver_standings",
                records.PublishedDriverStanding,
                (*_RACE, "driver_id"),
                PartitionBy.SEASON,
                Merge.BY_RECORD,
            ),
            DataSetSpec(
                "published_constructor_standings",
                records.PublishedConstructorStanding,
                (*_RACE, "constructor_id", "engine_manufacturer_id"),
                PartitionBy.SEASON,
                Merge.BY_RECORD,
            ),
            DataSetSpec("ingest_runs", records.IngestRun, ("run_id",), PartitionBy.NOTHING, Merge.APART),
        )
    }
)


def dataset_spec(name: str) -> DataSetSpec:
    """The contract of the data set called `name`. Raises KeyError where there is none."""
    return DATASETS[name]
