"""History's tables as plain values by race: each kind of row is converted once, when it is first asked for."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import pandas as pd

from pitwall.domain.vocabulary import RaceKey
from pitwall.features.weekend import (
    Entry,
    FastestLapLine,
    GridLine,
    Neutralised,
    PaceLine,
    PracticeLine,
    QualifyingLine,
    Race,
    ResultLine,
    SectorLine,
    SessionSky,
    StopLine,
)

if TYPE_CHECKING:
    from pitwall.features.history import History

_Line = TypeVar("_Line")
_SessionKey = tuple[int, int, str]
_PACE = ("driver_id", "gap", "laps")


class Distance(NamedTuple):
    """Laps of the result, and of the announcement; NaN where unknown."""

    counted_laps: float
    scheduled_laps: float


class RaceRows:
    """Rows by race, or by race and session, in the tables' order."""

    def __init__(self, history: "History") -> None:
        """`history` must not change afterwards."""
        self._history = history

    @cached_property
    def races(self) -> Mapping[RaceKey, Race]:
        """Every race, in order of time."""
        columns = ("date", "grand_prix_id", "circuit_id", "circuit_type", "latitude", "course_length_km")
        found = {}
        for season, round_, rounds, sprint, form, date, grand_prix, circuit, kind, latitude, length in _rows(
            self._history.races, ("season", "round", "season_rounds", "sprint", "sprint_format", *columns)
        ):
            key = RaceKey(season, round_)
            found[key] = Race(
                key,
                date.date(),
                grand_prix or circuit,
                circuit,
                kind,
                latitude,
                length,
                rounds,
                sprint,
                form,
            )
        return found

    @cached_property
    def distances(self) -> Mapping[RaceKey, Distance]:
        """How far each race went."""
        found = _by_race(self._history.races, Distance, ("counted_laps", "scheduled_laps"))
        return {race: lines[0] for race, lines in found.items()}

    @cached_property
    def entries(self) -> Mapping[RaceKey, tuple[Entry, ...]]:
        """Entry lists."""
        return _by_race(self._history.entries, Entry, ("driver_id", "constructor_id", "engine_manufacturer_id"))

    @cached_property
    def practice(self) -> Mapping[RaceKey, tuple[PracticeLine, ...]]:
        """All practice sessions."""
        columns = ("session", "driver_id", "constructor_id", "position", "time_s", "laps")
        return _by_race(self._history.practice, PracticeLine, columns)

    @cached_property
    def qualifying(self) -> Mapping[_SessionKey, tuple[QualifyingLine, ...]]:
        """Qualifying (Q) and sprint qualifying (SQ)."""
        columns = ("driver_id", "constructor_id", "display_order", "position", "q1_s", "q2_s", "q3_s", "time_s")
        return _by_session(self._history.qualifying, QualifyingLine, columns)

    @cached_property
    def results(self) -> Mapping[_SessionKey, tuple[ResultLine, ...]]:
        """Races (R) and sprints (S)."""
        return _by_session(self._history.results, ResultLine, ResultLine._fields)

    @cached_property
    def grids(self) -> Mapping[RaceKey, tuple[GridLine, ...]]:
        """Final grids."""
        return _by_race(self._history.grids, GridLine, ("driver_id", "constructor_id", "slot", "pit_lane"))

    @cached_property
    def sectors(self) -> Mapping[RaceKey, tuple[SectorLine, ...]]:
        """Best sectors of qualifying."""
        columns = ("driver_id", "sector1_s_min", "sector2_s_min", "sector3_s_min", "speed_st_kmh_max")
        return _by_race(self._history.sectors, SectorLine, columns)

    @cached_property
    def long_runs(self) -> Mapping[RaceKey, tuple[PaceLine, ...]]:
        """Long runs of practice."""
        return _by_race(self._history.long_runs, PaceLine, _PACE)

    @cached_property
    def sprint_pace(self) -> Mapping[RaceKey, tuple[PaceLine, ...]]:
        """Race pace of sprints."""
        return _by_race(self._history.sprint_pace, PaceLine, _PACE)

    @cached_property
    def race_pace(self) -> Mapping[RaceKey, tuple[PaceLine, ...]]:
        """Race pace of races."""
        return _by_race(self._history.race_pace, PaceLine, _PACE)

    @cached_property
    def weather(self) -> Mapping[RaceKey, tuple[SessionSky, ...]]:
        """All sessions' weather."""
        columns = ("session", "wet_mean", "air_temp_c_mean", "track_temp_c_mean")
        return _by_race(self._history.weather, SessionSky, columns)

    @cached_property
    def fastest_laps(self) -> Mapping[RaceKey, tuple[FastestLapLine, ...]]:
        """Best laps of races."""
        return _by_race(self._history.fastest_laps, FastestLapLine, ("driver_id", "lap_time_s"))

    @cached_property
    def stops(self) -> Mapping[RaceKey, tuple[StopLine, ...]]:
        """Stops of races."""
        return _by_race(self._history.stops, StopLine, ("driver_id", "stops", "softness"))

    @cached_property
    def neutralised(self) -> Mapping[RaceKey, Neutralised]:
        """Neutralisations of races."""
        columns = ("safety_cars", "virtual_safety_cars", "red_flags")
        return {race: lines[0] for race, lines in _by_race(self._history.neutralisations, Neutralised, columns).items()}

    @cached_property
    def nominations(self) -> Mapping[RaceKey, tuple[str, str, str]]:
        """Nominated compounds."""
        rows = _rows(self._history.nominations, ("season", "round", "soft", "medium", "hard"))
        return {RaceKey(season, round_): (soft, medium, hard) for season, round_, soft, medium, hard in rows}


def _rows(frame: pd.DataFrame, columns: Sequence[str]) -> Iterable[tuple[Any, ...]]:
    return zip(*(_plain(frame[name]) for name in columns), strict=True)


def _plain(column: pd.Series) -> list[Any]:
    """Python values: numbers unknown are NaN, words unknown None."""
    if column.dtype == object:
        return [None if value is None or value != value else value for value in column]
    values: list[Any] = column.tolist()
    return values


def _by_race(
    frame: pd.DataFrame, line: Callable[..., _Line], columns: Sequence[str]
) -> Mapping[RaceKey, tuple[_Line, ...]]:
    found: dict[RaceKey, list[_Line]] = defaultdict(list)
    for season, round_, *values in _rows(frame, ("season", "round", *columns)):
        found[RaceKey(season, round_)].append(line(*values))
    return {race: tuple(lines) for race, lines in found.items()}


def _by_session(
    frame: pd.DataFrame, line: Callable[..., _Line], columns: Sequence[str]
) -> Mapping[_SessionKey, tuple[_Line, ...]]:
    found: dict[_SessionKey, list[_Line]] = defaultdict(list)
    for season, round_, session, *values in _rows(frame, ("season", "round", "session", *columns)):
        found[season, round_, session].append(line(*values))
    return {key: tuple(lines) for key, lines in found.items()}
