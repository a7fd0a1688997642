"""Cuts weekends and outcomes out of history's tables: rows as plain values, by race, made once."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import pandas as pd

from pitwall.domain.forecasts import Horizon
from pitwall.domain.vocabulary import RaceKey
from pitwall.features.standings_after import Scored, season_standings
from pitwall.features.weekend import (
    Entry,
    FastestLapLine,
    GridLine,
    Neutralised,
    Outcome,
    PaceLine,
    PracticeLine,
    QualifyingLine,
    Race,
    ResultLine,
    SectorLine,
    SessionSky,
    Standing,
    StopLine,
    Weekend,
)

if TYPE_CHECKING:
    from pitwall.features.history import History

_Line = TypeVar("_Line")
_AFTER_QUALIFYING: Mapping[str | None, frozenset[str]] = {
    None: frozenset({"WU"}),
    "sets_grid": frozenset({"FP2", "S", "WU"}),
    "after_qualifying": frozenset({"SQ", "S", "WU"}),
    "before_qualifying": frozenset({"WU"}),
}
"""By sprint format: what runs between qualifying and the race. All other sessions run before qualifying."""


class Cutter:
    """The tables' rows by race. Built once; a cut is a selection of tuples."""

    def __init__(self, history: "History") -> None:
        """`history` is read when a kind of row is first asked for."""
        self._history = history
        self._standings: dict[int, Mapping[int, tuple[tuple[Standing, ...], tuple[Standing, ...]]]] = {}

    def weekend(self, race: RaceKey, horizon: Horizon) -> Weekend:
        """The weekend as known at `horizon`. Raises KeyError for a race that is not in `races`."""
        known = self.races[race]
        start = Weekend(known, horizon, self._entries.get(race, ()), nomination=self._nominations.get(race))
        if horizon is Horizon.PRE_WEEKEND:
            return start
        after = _AFTER_QUALIFYING[known.sprint_format]
        late = frozenset[str]() if horizon is Horizon.POST_QUALIFYING else after | {"Q"}
        sprint_run = "S" not in late
        weekend = Weekend(
            known,
            horizon,
            start.entries,
            nomination=start.nomination,
            practice=tuple(line for line in self._practice.get(race, ()) if line.session not in late),
            # Long runs are measured over all practice together.
            long_runs=self._long_runs.get(race, ()) if not late & {"FP1", "FP2", "FP3"} else (),
            sprint_qualifying=self._qualifying.get((*race, "SQ"), ()) if "SQ" not in late else (),
            sprint=self._results.get((*race, "S"), ()) if sprint_run else (),
            sprint_pace=self._sprint_pace.get(race, ()) if sprint_run else (),
            weather=tuple(sky for sky in self._weather.get(race, ()) if sky.session not in late | {"R"}),
        )
        return weekend if horizon is Horizon.POST_PRACTICE else self._with_grid(weekend)

    def outcome(self, race: RaceKey) -> Outcome:
        """The race and its whole weekend."""
        drivers, constructors = self._season_standings(race.season).get(race.round, ((), ()))
        return Outcome(
            weekend=self.weekend(race, Horizon.POST_QUALIFYING),
            results=self._results.get((*race, "R"), ()),
            counted_laps=self._counted_laps[race],
            fastest_laps=self._fastest_laps.get(race, ()),
            stops=self._stops.get(race, ()),
            neutralised=self._neutralised.get(race),
            race_weather=next((sky for sky in self._weather.get(race, ()) if sky.session == "R"), None),
            driver_standings=drivers,
            constructor_standings=constructors,
            race_pace=self._race_pace.get(race, ()),
        )

    def _with_grid(self, weekend: Weekend) -> Weekend:
        race = weekend.race.key
        grid, qualifying = self._grids.get(race, ()), self._qualifying.get((*race, "Q"), ())
        teams = {one.driver_id: one for one in weekend.entries}
        starting: Sequence[GridLine | QualifyingLine] = grid or qualifying
        entries = tuple(_entered(line.driver_id, line.constructor_id, teams) for line in starting) or weekend.entries
        return Weekend(
            **{
                **vars(weekend),
                "entries": entries,
                "qualifying": qualifying,
                "grid": grid,
                "sectors": self._sectors.get(race, ()),
            }
        )

    def _season_standings(self, season: int) -> Mapping[int, tuple[tuple[Standing, ...], tuple[Standing, ...]]]:
        if season not in self._standings:
            self._standings[season] = season_standings(
                season,
                [
                    Scored(
                        race.round,
                        self._results[(*race, "R")],
                        self._results.get((*race, "S"), ()),
                        self._fastest_laps.get(race, ()),
                        self._counted_laps[race],
                        known.scheduled_laps,
                    )
                    for race, known in self.races.items()
                    if race.season == season and (*race, "R") in self._results
                ],
            )
        return self._standings[season]

    @cached_property
    def races(self) -> Mapping[RaceKey, Race]:
        """Every race, in order of time."""
        columns = [
            "season",
            "round",
            "date",
            "grand_prix_id",
            "circuit_id",
            "circuit_type",
            "latitude",
            "course_length_km",
            "scheduled_laps",
            "season_rounds",
            "sprint",
            "sprint_format",
        ]
        found = {}
        for season, round_, date, *names, latitude, length, laps, rounds, sprint, form in _rows(
            self._history.races, columns
        ):
            key = RaceKey(int(season), int(round_))
            grand_prix, circuit, kind = (name if isinstance(name, str) else None for name in names)
            found[key] = Race(
                key,
                date.date(),
                grand_prix or str(circuit),
                str(circuit),
                kind,
                float(latitude),
                float(length),
                float(laps),
                int(rounds),
                bool(sprint),
                form if isinstance(form, str) else None,
            )
        return found

    @cached_property
    def _counted_laps(self) -> Mapping[RaceKey, float]:
        rows = _rows(self._history.races, ["season", "round", "counted_laps"])
        return {RaceKey(season, round_): float(laps) for season, round_, laps in rows}

    @cached_property
    def _entries(self) -> Mapping[RaceKey, tuple[Entry, ...]]:
        return _by_race(self._history.entries, Entry, ["driver_id", "constructor_id", "engine_manufacturer_id"])

    @cached_property
    def _practice(self) -> Mapping[RaceKey, tuple[PracticeLine, ...]]:
        return _by_race(
            self._history.practice,
            PracticeLine,
            ["session", "driver_id", "constructor_id", "position", "time_s", "laps"],
        )

    @cached_property
    def _qualifying(self) -> Mapping[tuple[int, int, str], tuple[QualifyingLine, ...]]:
        columns = ["driver_id", "constructor_id", "display_order", "position", "q1_s", "q2_s", "q3_s", "time_s"]
        return _by_session(self._history.qualifying, QualifyingLine, columns)

    @cached_property
    def _results(self) -> Mapping[tuple[int, int, str], tuple[ResultLine, ...]]:
        columns = [
            "driver_id",
            "constructor_id",
            "order",
            "position",
            "position_text",
            "grid",
            "laps",
            "time_s",
            "points",
            "reason_retired",
            "started",
            "engine_manufacturer_id",
            "finished",
        ]
        return _by_session(self._history.results, ResultLine, columns)

    @cached_property
    def _grids(self) -> Mapping[RaceKey, tuple[GridLine, ...]]:
        return _by_race(self._history.grids, GridLine, ["driver_id", "constructor_id", "slot", "pit_lane"])

    @cached_property
    def _sectors(self) -> Mapping[RaceKey, tuple[SectorLine, ...]]:
        return _by_race(
            self._history.sectors,
            SectorLine,
            ["driver_id", "sector1_s_min", "sector2_s_min", "sector3_s_min", "speed_st_kmh_max"],
        )

    @cached_property
    def _long_runs(self) -> Mapping[RaceKey, tuple[PaceLine, ...]]:
        return _by_race(self._history.long_runs, PaceLine, ["driver_id", "gap", "laps"])

    @cached_property
    def _sprint_pace(self) -> Mapping[RaceKey, tuple[PaceLine, ...]]:
        return _by_race(self._history.sprint_pace, PaceLine, ["driver_id", "gap", "laps"])

    @cached_property
    def _race_pace(self) -> Mapping[RaceKey, tuple[PaceLine, ...]]:
        return _by_race(self._history.race_pace, PaceLine, ["driver_id", "gap", "laps"])

    @cached_property
    def _weather(self) -> Mapping[RaceKey, tuple[SessionSky, ...]]:
        columns = ["session", "wet_mean", "air_temp_c_mean", "track_temp_c_mean"]
        return _by_race(self._history.weather, SessionSky, columns)

    @cached_property
    def _fastest_laps(self) -> Mapping[RaceKey, tuple[FastestLapLine, ...]]:
        return _by_race(self._history.fastest_laps, FastestLapLine, ["driver_id", "lap_time_s"])

    @cached_property
    def _stops(self) -> Mapping[RaceKey, tuple[StopLine, ...]]:
        return _by_race(self._history.stops, StopLine, ["driver_id", "stops", "softness"])

    @cached_property
    def _neutralised(self) -> Mapping[RaceKey, Neutralised]:
        columns = ["safety_cars", "virtual_safety_cars", "red_flags"]
        found = _by_race(self._history.neutralisations, Neutralised, columns)
        return {race: lines[0] for race, lines in found.items()}

    @cached_property
    def _nominations(self) -> Mapping[RaceKey, tuple[str, str, str]]:
        rows = _rows(self._history.nominations, ["season", "round", "soft", "medium", "hard"])
        return {RaceKey(int(season), int(round_)): (soft, medium, hard) for season, round_, soft, medium, hard in rows}


def _entered(driver_id: str, constructor_id: str, known: Mapping[str, Entry]) -> Entry:
    """Who starts; the engine is that of the entry list, where the car is the same."""
    listed = known.get(driver_id)
    if listed is not None and listed.constructor_id == constructor_id:
        return listed
    engines = {one.engine_manufacturer_id for one in known.values() if one.constructor_id == constructor_id}
    return Entry(driver_id, constructor_id, engines.pop() if len(engines) == 1 else None)


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
    for season, round_, *values in _rows(frame, ["season", "round", *columns]):
        found[RaceKey(season, round_)].append(line(*values))
    return {race: tuple(lines) for race, lines in found.items()}


def _by_session(
    frame: pd.DataFrame, line: Callable[..., _Line], columns: Sequence[str]
) -> Mapping[tuple[int, int, str], tuple[_Line, ...]]:
    found: dict[tuple[int, int, str], list[_Line]] = defaultdict(list)
    for season, round_, session, *values in _rows(frame, ["season", "round", "session", *columns]):
        found[season, round_, session].append(line(*values))
    return {key: tuple(lines) for key, lines in found.items()}
