"""Completes a weekend that does not know all yet: who is entered, how long the race is, and in what order they start.

What had to be assumed is said in words.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from pitwall.calibration.driven_race import DrivenRace
from pitwall.calibration.pace_pooling import PaceForecast
from pitwall.calibration.usual_strategies import UsualStrategy, newest, usual_strategies
from pitwall.calibration.weekend_measurement import WeekendEntry, WeekendMeasurement
from pitwall.errors import NotFoundError

_USUAL_LAPS = 58
"""Of a race whose circuit's length is not known: the mean distance of 2018 to 2019."""


def completed(
    weekend: WeekendMeasurement, earlier: Sequence[WeekendMeasurement]
) -> tuple[WeekendMeasurement, tuple[str, ...]]:
    """With entries and a distance; `earlier` is in order of time. Raises NotFoundError if nobody ever was."""
    remarks = []
    if not weekend.entries:
        newest_entered = next((known for known in reversed(earlier) if known.entries), None)
        if newest_entered is None:
            raise NotFoundError(f"nobody is entered for {weekend.race}, and there is no earlier race to go by")
        entries = tuple(
            WeekendEntry(
                entry.driver_id, entry.constructor_id, entry.driver_code, entry.name, driver_number=entry.driver_number
            )
            for entry in newest_entered.entries
        )
        weekend = replace(weekend, entries=entries)
        remarks.append(f"nobody is entered yet: cars and drivers of {newest_entered.race}")
    if weekend.laps < 1:
        there = [known.laps for known in earlier if known.circuit_id == weekend.circuit_id and known.laps]
        weekend = replace(weekend, laps=there[-1] if there else _USUAL_LAPS)
        remarks.append(f"distance not known: {weekend.laps} laps")
    return weekend, tuple(remarks)


def in_grid_order(
    weekend: WeekendMeasurement, forecast: PaceForecast
) -> tuple[WeekendMeasurement, PaceForecast, tuple[str, ...]]:
    """Entries and forecast as they start; before there is a grid as they qualified, or as fast as they are expected."""
    entries = weekend.entries
    last = len(entries) + 1
    remarks: tuple[str, ...] = ()
    if all(entry.grid is not None for entry in entries):
        order = sorted(range(len(entries)), key=lambda car: entries[car].grid or last)
    elif any(entry.qualifying_position is not None for entry in entries):
        order = sorted(range(len(entries)), key=lambda car: entries[car].qualifying_position or last)
        remarks = ("no grid yet: cars start as they qualified",)
    else:
        order = np.argsort(forecast.gap, kind="stable").tolist()
        remarks = ("no grid yet: cars start in the order of their expected pace",)
    ordered = replace(forecast, gap=forecast.gap[order], own_sd=forecast.own_sd[order], team_sd=forecast.team_sd[order])
    return replace(weekend, entries=tuple(entries[car] for car in order)), ordered, remarks


def usual_at(
    weekend: WeekendMeasurement, earlier: Sequence[DrivenRace], circuits: Sequence[str]
) -> tuple[tuple[UsualStrategy, ...], tuple[str, ...]]:
    """Usual strategies of the circuit; where it had no dry race, of the newest anywhere. `circuits`: of `earlier`."""
    here = [race for race, circuit in zip(earlier, circuits, strict=True) if circuit == weekend.circuit_id]
    found = usual_strategies(here, weekend.race.season)
    if found:
        return found, ()
    elsewhere = usual_strategies(newest(earlier), weekend.race.season)
    return elsewhere, (f"no dry race at {weekend.circuit_id} before: strategies usual elsewhere",)
