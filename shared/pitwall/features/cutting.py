"""Cuts a weekend at a horizon, and an outcome out of history: a selection of rows, and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pitwall.domain.forecasts import Horizon
from pitwall.domain.vocabulary import RaceKey
from pitwall.features.race_rows import RaceRows
from pitwall.features.standings_after import Scored, Tables, season_standings
from pitwall.features.weekend import Entry, GridLine, Outcome, QualifyingLine, Weekend

_AFTER_QUALIFYING: Mapping[str | None, frozenset[str]] = {
    None: frozenset({"WU"}),
    "sets_grid": frozenset({"FP2", "S", "WU"}),
    "after_qualifying": frozenset({"SQ", "S", "WU"}),
    "before_qualifying": frozenset({"WU"}),
}
"""By sprint format: what runs between qualifying and the race. All other sessions run before qualifying."""
_PRACTICE = frozenset({"FP1", "FP2", "FP3"})
_NOTHING = frozenset[str]()


class Cutter:
    """Weekends and outcomes of the races in `rows`."""

    def __init__(self, rows: RaceRows) -> None:
        """`rows` are those of one history."""
        self.rows = rows
        self._standings: dict[int, Mapping[int, Tables]] = {}

    def weekend(self, race: RaceKey, horizon: Horizon) -> Weekend:
        """The weekend as known at `horizon`. Raises KeyError for a race that is not in the calendar."""
        rows, known = self.rows, self.rows.races[race]
        start = Weekend(known, horizon, rows.entries.get(race, ()), nomination=rows.nominations.get(race))
        if horizon is Horizon.PRE_WEEKEND:
            return start
        late = _NOTHING if horizon is Horizon.POST_QUALIFYING else _AFTER_QUALIFYING[known.sprint_format] | {"Q"}
        sprint_run = "S" not in late
        weekend = replace(
            start,
            practice=tuple(line for line in rows.practice.get(race, ()) if line.session not in late),
            # Long runs are measured over all practice together.
            long_runs=() if late & _PRACTICE else rows.long_runs.get(race, ()),
            sprint_qualifying=rows.qualifying.get((*race, "SQ"), ()) if "SQ" not in late else (),
            sprint=rows.results.get((*race, "S"), ()) if sprint_run else (),
            sprint_pace=rows.sprint_pace.get(race, ()) if sprint_run else (),
            weather=tuple(sky for sky in rows.weather.get(race, ()) if sky.session not in late | {"R"}),
        )
        return weekend if horizon is Horizon.POST_PRACTICE else self._with_grid(weekend)

    def outcome(self, race: RaceKey) -> Outcome:
        """The race and its whole weekend. Raises KeyError."""
        rows = self.rows
        drivers, constructors = self._season_standings(race.season).get(race.round, ((), ()))
        return Outcome(
            weekend=self.weekend(race, Horizon.POST_QUALIFYING),
            results=rows.results.get((*race, "R"), ()),
            fastest_laps=rows.fastest_laps.get(race, ()),
            stops=rows.stops.get(race, ()),
            neutralised=rows.neutralised.get(race),
            race_weather=next((sky for sky in rows.weather.get(race, ()) if sky.session == "R"), None),
            driver_standings=drivers,
            constructor_standings=constructors,
            race_pace=rows.race_pace.get(race, ()),
        )

    def _with_grid(self, weekend: Weekend) -> Weekend:
        race = weekend.race.key
        grid, qualifying = self.rows.grids.get(race, ()), self.rows.qualifying.get((*race, "Q"), ())
        teams = {one.driver_id: one for one in weekend.entries}
        starting: Sequence[GridLine | QualifyingLine] = grid or qualifying
        entries = tuple(_entered(line.driver_id, line.constructor_id, teams) for line in starting)
        return replace(
            weekend,
            entries=entries or weekend.entries,
            qualifying=qualifying,
            grid=grid,
            sectors=self.rows.sectors.get(race, ()),
        )

    def _season_standings(self, season: int) -> Mapping[int, Tables]:
        if season not in self._standings:
            rows = self.rows
            scored = [
                Scored(
                    race.round,
                    rows.results[(*race, "R")],
                    rows.results.get((*race, "S"), ()),
                    rows.fastest_laps.get(race, ()),
                    *rows.distances[race],
                )
                for race in rows.races
                if race.season == season and (*race, "R") in rows.results
            ]
            self._standings[season] = season_standings(season, scored)
        return self._standings[season]


def _entered(driver_id: str, constructor_id: str, known: Mapping[str, Entry]) -> Entry:
    """Who starts; the engine is that of the entry list, where the car is the same."""
    listed = known.get(driver_id)
    if listed is not None and listed.constructor_id == constructor_id:
        return listed
    engines = {one.engine_manufacturer_id for one in known.values() if one.constructor_id == constructor_id}
    return Entry(driver_id, constructor_id, engines.pop() if len(engines) == 1 else None)
