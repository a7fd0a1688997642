"""The pooled parameters of everything as of a race: the second stage of calibration, fast once races are measured."""

from collections.abc import Sequence
from dataclasses import dataclass

from pitwall.calibration.event_pooling import EventCalibration, pool_events
from pitwall.calibration.lap_pooling import LapCalibration, pool_laps
from pitwall.calibration.measurement import RaceMeasurement
from pitwall.calibration.pace_pooling import PaceCalibration, pool_pace
from pitwall.domain.vocabulary import RaceKey
from pitwall.errors import UnusableArtefactError


@dataclass(frozen=True)
class Calibration:
    """What the simulator is told, each part pooled from the same races."""

    as_of: str
    """Newest race used, such as 2025-23."""
    races: int
    laps: LapCalibration
    events: EventCalibration
    pace: PaceCalibration


def calibrate(measurements: Sequence[RaceMeasurement]) -> Calibration:
    """Pools the races among `measurements` that were run and timed, and no other.

    Raises UnusableArtefactError where there is none.
    """
    raced = sorted((one for one in measurements if one.driven is not None), key=lambda one: one.key)
    if not raced:
        raise UnusableArtefactError("no race with laps to calibrate on: load laps of 2018 or later first")
    laps = pool_laps([(one.circuit_id, one.season, one.lap) for one in raced])
    return Calibration(
        as_of=str(raced[-1].key),
        races=len(raced),
        laps=laps,
        events=pool_events([one.events for one in raced], laps.wet.crossover_wetness),
        pace=pool_pace([(one.weekend, one.race_pace) for one in raced]),
    )


def before(measurements: Sequence[RaceMeasurement], race: RaceKey) -> list[RaceMeasurement]:
    """The measurements of races before `race`."""
    return [one for one in measurements if one.key < race]
