"""Reads a driven race from its laps and results: who drove which tyres when, under which flags, and came where."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pitwall.calibration.driven_race import DrivenCar, DrivenRace
from pitwall.calibration.race_facts import RaceFacts
from pitwall.calibration.weekend_measurement import WeekendEntry, WeekendMeasurement
from pitwall.calibration.wet_laps import wetness_by_lap
from pitwall.domain.race_state import TrackStatus
from pitwall.domain.tyre_strategy import DRY_COMPOUNDS, Stop
from pitwall.domain.vocabulary import Compound, NeutralisationKind

_STATUS = {
    NeutralisationKind.VSC: TrackStatus.VSC,
    NeutralisationKind.SC: TrackStatus.SC,
    NeutralisationKind.RED: TrackStatus.RED,
}
_LONGEST_STOP_S = 300.0
"""In the pit lane: with a new front wing a minute; a race is stopped for more than ten."""
_COVERED = 0.5
"""Share of the leader's lap from which it counts as neutralised; a lap whose end is neutralised always does."""


def measure_driven_race(facts: RaceFacts, weekend: WeekendMeasurement) -> DrivenRace | None:
    """The race as driven, cars as in `weekend`; None where the lake has no laps or no result of it."""
    if facts.laps.empty or facts.results.empty or not weekend.entries:
        return None
    laps = facts.counted_laps or int(facts.laps["lap_number"].max())
    places = _classification(facts.results)
    results = {str(row["driver_id"]): row for row in facts.results.to_dict("records")}
    changes = _Changes.of(facts)
    cars = tuple(
        _car(facts, entry, slot, laps, places, results.get(entry.driver_id), changes)
        for slot, entry in enumerate(weekend.entries, start=1)
    )
    drivers = [car.driver_id for car in cars]
    ends = _table(facts.laps, "lap_end_time_s", drivers, laps)
    gaps = ends - np.nanmin(np.where(np.isnan(ends), np.inf, ends), axis=1, keepdims=True)
    positions = _positions(_table(facts.laps, "position", drivers, laps), gaps)
    return DrivenRace(
        race=facts.key,
        laps=laps,
        scheduled_laps=max(weekend.laps, laps),
        cars=cars,
        status_by_lap=_status_by_lap(facts, ends, laps),
        wetness_by_lap=_wetness_by_lap(facts.laps, laps),
        positions=tuple(tuple(row) for row in positions.tolist()),
        gaps_s=tuple(tuple(round(gap, 3) if np.isfinite(gap) else None for gap in row) for row in gaps.tolist()),
        dry=bool(facts.laps["compound"].dropna().isin(DRY_COMPOUNDS).all()),
    )


@dataclass(frozen=True)
class _Period:
    status: TrackStatus
    start_lap: int
    end_lap: int
    start_time_s: float
    end_time_s: float

    def covers(self, lap_start_s: float, lap_end_s: float) -> bool:
        """Whether a lap of the leader among the period's counts as neutralised."""
        known = np.isfinite([self.start_time_s, self.end_time_s, lap_start_s, lap_end_s]).all()
        if not known or self.status is TrackStatus.RED or self.start_time_s <= lap_end_s <= self.end_time_s:
            return True
        covered_s = min(lap_end_s, self.end_time_s) - max(lap_start_s, self.start_time_s)
        return covered_s >= _COVERED * (lap_end_s - lap_start_s)


def _periods(neutralisations: pd.DataFrame) -> Iterator[_Period]:
    """Of a red flag the first lap only: the race stops at its end."""
    columns = ["kind", "start_lap", "end_lap", "start_time_s", "end_time_s"]
    for kind, start, end, start_s, end_s in neutralisations[columns].to_numpy(dtype=object):
        status = _STATUS[NeutralisationKind(kind)]
        last = start if status is TrackStatus.RED or pd.isna(end) else end
        times = (np.nan if pd.isna(time_s) else float(time_s) for time_s in (start_s, end_s))
        yield _Period(status, int(start), int(last), *times)


def _classification(results: pd.DataFrame) -> Mapping[str, int]:
    """Place of every car: the classified by position, the rest behind them by laps done."""
    behind = results.assign(
        unplaced=results["position"].isna(), behind=-results["laps"].fillna(0.0).astype(float)
    ).sort_values(["unplaced", "position", "behind", "display_order"])
    return {str(driver): place for place, driver in enumerate(behind["driver_id"], start=1)}


@dataclass(frozen=True)
class _Changes:
    """What tells a change of tyres from a drive through the pit lane."""

    listed: Mapping[str, frozenset[int]]
    """Laps of each driver's pit stops; waiting in the pit lane under a red flag, listed too, is none."""
    red_laps: frozenset[int]

    @classmethod
    def of(cls, facts: RaceFacts) -> "_Changes":
        listed: dict[str, set[int]] = {}
        rows = facts.pit_stops[["driver_id", "lap_number", "pit_lane_time_s"]]
        for driver, lap, lane_s in rows.to_numpy(dtype=object):
            if pd.isna(lane_s) or lane_s <= _LONGEST_STOP_S:
                listed.setdefault(str(driver), set()).add(int(lap))
        red = facts.neutralisations.loc[facts.neutralisations["kind"] == NeutralisationKind.RED]
        return cls(
            {driver: frozenset(laps) for driver, laps in listed.items()},
            frozenset(
                lap
                for start, end in zip(red["start_lap"], red["end_lap"].fillna(red["start_lap"]), strict=True)
                for lap in range(int(start), int(end) + 1)
            ),
        )


def _car(
    facts: RaceFacts,
    entry: WeekendEntry,
    slot: int,
    laps: int,
    places: Mapping[str, int],
    result: Mapping[Hashable, Any] | None,
    changes: _Changes,
) -> DrivenCar:
    driven = facts.driver_laps.get(entry.driver_id, facts.laps.iloc[:0])
    completed = 0 if result is None or pd.isna(result["laps"]) else min(int(result["laps"]), laps)
    finished = result is not None and not pd.isna(result["position"]) and result["reason_retired"] is None
    race_time_s = None if not finished or result is None or pd.isna(result["time_s"]) else float(result["time_s"])
    start, start_tyre_life = _start(driven)
    return DrivenCar(
        driver_id=entry.driver_id,
        constructor_id=entry.constructor_id,
        grid=slot,
        pit_lane_start=entry.pit_lane_start,
        start=start,
        start_tyre_life=start_tyre_life,
        stops=_stops(driven, changes, entry.driver_id, min(completed, laps - 1)),
        position=places.get(entry.driver_id, len(places) + 1),
        finished=finished,
        laps=completed,
        retirement_lap=0 if finished else min(completed + 1, laps),
        race_time_s=race_time_s,
        pit_lane_laps=_pit_lane_laps(driven, laps),
    )


def _pit_lane_laps(driven: pd.DataFrame, laps: int) -> tuple[int, ...]:
    numbers = driven.loc[driven["in_lap"].astype(bool) | driven["out_lap"].astype(bool), "lap_number"]
    return tuple(sorted({int(lap) for lap in numbers if 1 <= lap <= laps}))


def _start(driven: pd.DataFrame) -> tuple[Compound, int]:
    """Compound and laps already on the set; medium and new where nothing is known."""
    compounds, lives = driven["compound"].tolist(), driven["tyre_life"].tolist()
    for compound, life, lap in zip(compounds, lives, driven["lap_number"].tolist(), strict=True):
        if compound is not None and not pd.isna(compound):
            return Compound(compound), 0 if pd.isna(life) else max(0, int(life - lap))
    return Compound.MEDIUM, 0


def _stops(driven: pd.DataFrame, changes: _Changes, driver_id: str, last_lap: int) -> tuple[Stop, ...]:
    """Changes of tyres: another compound or tyre life, or where that is unknown a listed stop with a new stint.

    The whole field driving through the pit lane behind the safety car is listed too, but keeps its tyres.
    """
    listed = changes.listed.get(driver_id, frozenset())
    numbers = driven["lap_number"].to_numpy(dtype=int)
    compounds = driven["compound"].ffill().bfill().tolist()
    lives = driven["tyre_life"].to_numpy(dtype=float)
    stints = driven["stint"].to_numpy(dtype=float)
    stops = []
    for before in range(len(numbers) - 1):
        after, lap = before + 1, int(numbers[before])
        worn = lives[after] - lives[before]
        same_set = compounds[after] == compounds[before] and worn == numbers[after] - lap
        known = not np.isnan(worn) or compounds[after] != compounds[before]
        if same_set or not (known or (lap in listed and stints[after] > stints[before])):
            continue
        if 1 <= lap <= last_lap and compounds[after] is not None:
            red = lap not in listed and not changes.red_laps.isdisjoint({lap, lap + 1})
            life = 0 if np.isnan(lives[after]) else max(0, int(lives[after]) - 1)
            stops.append(Stop(lap, Compound(compounds[after]), life, under_red_flag=red))
    return tuple(stops)


def _table(laps: pd.DataFrame, column: str, drivers: list[str], count: int) -> NDArray[np.float64]:
    wide = laps.pivot_table(index="lap_number", columns="driver_id", values=column, aggfunc="last")
    return wide.reindex(index=range(1, count + 1), columns=drivers).to_numpy(dtype=np.float64)


def _positions(listed: NDArray[np.float64], gaps: NDArray[np.float64]) -> NDArray[np.int64]:
    """As listed; by crossing time where the feed lost them."""
    ranks = np.argsort(np.argsort(np.where(np.isnan(gaps), np.inf, gaps), axis=1, kind="stable"), axis=1) + 1
    known = np.where(np.isnan(listed), np.where(np.isnan(gaps), 0, ranks), listed)
    return known.astype(np.int64)


def _status_by_lap(facts: RaceFacts, ends: NDArray[np.float64], laps: int) -> tuple[int, ...]:
    leader_end = np.nanmin(np.where(np.isnan(ends), np.inf, ends), axis=1)
    start_s = facts.start_time_s if facts.start_time_s is not None else leader_end[0] - 120.0
    leader_start = np.concatenate([[start_s], leader_end[:-1]])
    status = np.zeros(laps, dtype=int)
    for period in _periods(facts.neutralisations):
        for lap in range(max(period.start_lap, 1), min(period.end_lap, laps) + 1):
            if period.covers(leader_start[lap - 1], leader_end[lap - 1]):
                status[lap - 1] = max(status[lap - 1], period.status)
    return tuple(status.tolist())


def _wetness_by_lap(laps: pd.DataFrame, count: int) -> tuple[float, ...]:
    by_lap = wetness_by_lap(laps).reindex(range(1, count + 1)).ffill().fillna(0.0)
    return tuple(round(float(value), 3) for value in by_lap)
