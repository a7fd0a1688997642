"""Measurements of hand-made races, for tests of what is pooled, stored and read back."""

from dataclasses import replace
from functools import cache

from pitwall.calibration.event_measurement import EventMeasurement
from pitwall.calibration.lap_measurement import LapMeasurement
from pitwall.calibration.lap_measuring import measure_laps
from pitwall.calibration.measurement import RaceMeasurement
from pitwall.calibration.race_pace import DriverPace, RacePaceMeasurement
from pitwall.calibration.weekend_measurement import WeekendEntry, WeekendMeasurement
from pitwall.domain.vocabulary import RaceKey
from tests.hand_made_calibration import hand_made_driven_race
from tests.unit.calibration.hand_made_laps import LAPS, facts_of, plans, race_laps

CARS = 6


def measured_race(round_: int, season: int = 2024, *, circuit_id: str = "nowhere", run: bool = True) -> RaceMeasurement:
    """A race of the season, or the weekend before it."""
    key = RaceKey(season, round_)
    return RaceMeasurement(
        key=key,
        circuit_id=circuit_id,
        grand_prix_id=circuit_id,
        season=season,
        laps=LAPS,
        weekend=_weekend(key, circuit_id),
        lap=_laps(round_) if run else LapMeasurement(("C4", "C3", "C2"), LAPS, 5.0),
        events=EventMeasurement(circuit_id, season),
        race_pace=_pace() if run else RacePaceMeasurement(),
        driven=replace(hand_made_driven_race(), race=key) if run else None,
    )


@cache
def _laps(seed: int) -> LapMeasurement:
    return measure_laps(facts_of(race_laps(plans(), seed=seed)))


def _weekend(key: RaceKey, circuit_id: str) -> WeekendMeasurement:
    entries = tuple(
        WeekendEntry(f"d{i}", f"t{i // 2}", grid=i + 1, qualifying_position=i + 1, qualifying_gap=0.002 * i)
        for i in range(CARS)
    )
    return WeekendMeasurement(
        key, circuit_id, circuit_id, LAPS, entries, "grid", nominations=("C4", "C3", "C2"), pole_lap_s=88.0
    )


def _pace() -> RacePaceMeasurement:
    drivers = tuple(DriverPace(f"d{i}", f"t{i // 2}", 0.002 * i - 0.005, 0.001, 40) for i in range(CARS))
    share = (0.3, 0.4, 0.3, 0.0, 0.0)
    return RacePaceMeasurement(drivers, 91.0, 28.0, share, (8.0, 10.0, 14.0, 0.0, 0.0), (90.0, 130.0, 260.0, 0.0, 0.0))
