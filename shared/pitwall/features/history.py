"""Everything that happened in every race weekend since 1950, from which weekends are cut at a horizon."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from pitwall.domain.forecasts import Horizon
from pitwall.domain.vocabulary import RaceKey
from pitwall.errors import NotFoundError
from pitwall.features import history_tables as made
from pitwall.features.cutting import Cutter
from pitwall.features.lake_reads import READS
from pitwall.features.lake_tables import read_tables
from pitwall.features.race_rows import RaceRows
from pitwall.features.weekend import Outcome, Weekend
from pitwall.lake.lake import Index, Lake
from pitwall.lake.storage import Storage

FIRST_COUNTED_NEUTRALISATIONS = 1994
"""Safety cars are listed from 1973, but before the nineties the list is of single ones."""


@dataclass(frozen=True)
class History:
    """Tables over all races, past and coming; every one has `season` and `round`. Unknown is NaN or None."""

    races: pd.DataFrame
    """season, round, date, grand_prix_id, circuit_id, circuit_type, latitude, course_length_km, counted_laps,
    scheduled_laps, season_rounds, sprint, sprint_format, finished; in order of time, called-off races left out."""
    entries: pd.DataFrame
    """driver_id, constructor_id, engine_manufacturer_id, assumed."""
    results: pd.DataFrame
    """session (R, S), driver_id, constructor_id, engine_manufacturer_id, order (1..n of the starters in official order,
    retirements included), position, position_text, grid, pit_lane_start, laps, time_s, points, reason_retired, started,
    finished."""
    qualifying: pd.DataFrame
    """session (Q, SQ), driver_id, constructor_id, position, q1_s, q2_s, q3_s, time_s, best_s, gap_pct."""
    grids: pd.DataFrame
    """driver_id, constructor_id, slot, pit_lane."""
    practice: pd.DataFrame
    """session (FP1..FP4, WU), driver_id, constructor_id, position, time_s, laps."""
    fastest_laps: pd.DataFrame
    """driver_id, lap_time_s."""
    stops: pd.DataFrame
    """driver_id, stops, softness; from 1994."""
    neutralisations: pd.DataFrame
    """safety_cars, virtual_safety_cars, red_flags."""
    weather: pd.DataFrame
    """session, wet_mean, air_temp_c_mean, track_temp_c_mean; from 2018."""
    sectors: pd.DataFrame
    """Of qualifying, from 2018 where laps exist: driver_id, sector1_s_min ..., speed_st_kmh_max."""
    nominations: pd.DataFrame
    """soft, medium, hard."""
    race_pace: pd.DataFrame
    """driver_id, constructor_id, gap, gap_sd, laps: freed of fuel, tyres and traffic, shares of a lap; from 2018."""
    sprint_pace: pd.DataFrame
    """As race pace, of sprints."""
    long_runs: pd.DataFrame
    """driver_id, gap, laps: long runs of practice against the field's median; where laps of practice exist."""
    births: Mapping[str, pd.Timestamp]
    """Date of birth by driver."""

    @cached_property
    def keys(self) -> tuple[RaceKey, ...]:
        """Every race, past and coming, in order of time."""
        return tuple(RaceKey(int(s), int(r)) for s, r in zip(self.races["season"], self.races["round"], strict=True))

    @cached_property
    def finished(self) -> tuple[RaceKey, ...]:
        """The races that have a result."""
        return tuple(key for key, done in zip(self.keys, self.races["finished"], strict=True) if done)

    def weekend(self, race: RaceKey, horizon: Horizon) -> Weekend:
        """The weekend as known at `horizon`. Raises NotFoundError."""
        if race not in self._cutter.rows.races:
            raise NotFoundError(f"history's calendar has no race {race}")
        return self._cutter.weekend(race, horizon)

    def outcome(self, race: RaceKey) -> Outcome:
        """What came of it. Raises NotFoundError where there is no such race, or no result of it."""
        if race not in self._finished:
            raise NotFoundError(f"there is no result of race {race}")
        return self._cutter.outcome(race)

    def outcomes(self) -> Iterator[Outcome]:
        """All finished races in order of time."""
        return (self._cutter.outcome(race) for race in self.finished)

    @cached_property
    def _finished(self) -> frozenset[RaceKey]:
        return frozenset(self.finished)

    @cached_property
    def _cutter(self) -> Cutter:
        return Cutter(RaceRows(self))


def read_history(lake: Lake, index: Index, *, cache: Storage | None = None) -> History:
    """History from the lake. `cache` keeps the tables read, by a digest of their objects. Raises LakeError."""
    return history_of_tables(read_tables(lake, index, READS, cache))


def history_of_tables(tables: Mapping[str, pd.DataFrame]) -> History:
    """History from tables with the columns of `READS`, summarised as they say."""
    races = made.race_table(tables)
    born = tables["drivers"].dropna(subset=["date_of_birth"])
    return History(
        races=races,
        entries=made.entry_table(tables, races),
        results=made.result_table(tables["results"]),
        qualifying=made.qualifying_table(tables["qualifying"]),
        grids=made.grid_table(tables["grids"]),
        practice=tables["practice"],
        fastest_laps=tables["fastest_laps"].loc[tables["fastest_laps"]["entry"] == 1].reset_index(drop=True),
        stops=made.stop_table(tables["pit_stops"]),
        neutralisations=made.neutralisation_table(tables, FIRST_COUNTED_NEUTRALISATIONS),
        weather=tables["weather"],
        sectors=tables["sectors"],
        nominations=tables["nominations"],
        race_pace=tables["race_pace"],
        sprint_pace=tables["sprint_pace"],
        long_runs=tables["long_runs"],
        births=dict(zip(born["driver_id"], pd.to_datetime(born["date_of_birth"]), strict=True)),
    )
