"""What ratings say of each car once its weekend has qualified: the step between measuring races and pooling them.

A rating weighs qualifying against all that earlier qualifyings, race paces and results said of driver and team.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pitwall.calibration.measurement import RaceMeasurement
from pitwall.ratings.history import rate
from pitwall.ratings.race_record import RaceEntry, RaceRecord

GAP_OF_A_SIGMA = 0.0075
"""Of a lap: a rating's unit is the field's spread, by race pace 0.6 to 1.0 percent in 2018 and 2019.

No more than a round number is needed, since what a rating counts is learnt in `pace_pooling`."""
_PERCENT = 100.0


def rated(measurements: Sequence[RaceMeasurement]) -> list[RaceMeasurement]:
    """The measurements, their weekends told the rated gap of each car; each knows the races before it only.

    A weekend that has not qualified is told none: before it a rating says no more than form does.
    """
    records = [_record(one) for one in measurements if one.weekend.entries]
    gaps = {
        race.race: {car.driver_id: -GAP_OF_A_SIGMA * car.race.total for car in race.after_qualifying}
        for race in rate(records).races
    }
    return [_told(one, gaps.get(one.key, {})) for one in measurements]


def _told(measurement: RaceMeasurement, gaps: Mapping[str, float]) -> RaceMeasurement:
    weekend = measurement.weekend
    if all(entry.qualifying_gap is None for entry in weekend.entries):
        gaps = {}
    entries = tuple(
        replace(entry, rated_gap=round(gaps[entry.driver_id], 6) if entry.driver_id in gaps else None)
        for entry in weekend.entries
    )
    return replace(measurement, weekend=replace(weekend, entries=entries))


def _record(measurement: RaceMeasurement) -> RaceRecord:
    places = {} if measurement.driven is None else {car.driver_id: car for car in measurement.driven.cars}
    paces = {pace.driver_id: _PERCENT * pace.gap for pace in measurement.race_pace.drivers}
    entries = []
    for entry in measurement.weekend.entries:
        car = places.get(entry.driver_id)
        entries.append(
            RaceEntry(
                driver_id=entry.driver_id,
                constructor_id=entry.constructor_id,
                order=None if car is None else car.position,
                classified=car is not None and car.finished,
                qualifying_gap_pct=None if entry.qualifying_gap is None else _PERCENT * entry.qualifying_gap,
                race_pace_gap_pct=paces.get(entry.driver_id),
            )
        )
    return RaceRecord(measurement.key, measurement.circuit_id, tuple(entries))
