"""Measures one race weekend from its tables: the first stage of calibration, once per race."""

from pitwall.calibration.driven_race_measuring import measure_driven_race
from pitwall.calibration.event_measurement import measure_events
from pitwall.calibration.lap_measuring import measure_laps
from pitwall.calibration.measurement import RaceMeasurement
from pitwall.calibration.race_facts import RaceFacts
from pitwall.calibration.race_pace_measuring import measure_race_pace
from pitwall.calibration.weekend_measuring import measure_weekend


def measure_race(facts: RaceFacts) -> RaceMeasurement:
    """The weekend measured; before the race, or without laps of it, only `weekend` says anything."""
    weekend = measure_weekend(facts)
    return RaceMeasurement(
        key=facts.key,
        circuit_id=facts.circuit_id,
        grand_prix_id=facts.grand_prix_id,
        season=facts.key.season,
        laps=facts.counted_laps or weekend.laps,
        weekend=weekend,
        lap=measure_laps(facts),
        events=measure_events(facts),
        race_pace=measure_race_pace(facts),
        driven=measure_driven_race(facts, weekend),
    )
