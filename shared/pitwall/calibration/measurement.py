"""Everything one race weekend says, by itself: the first stage of calibration.

A measurement knows no other race, so pools as of any date can be made of the same measurements; to its weekend
`weekend_rating` adds what the races before it said of the cars.
"""

from dataclasses import dataclass

from pitwall.calibration.driven_race import DrivenRace
from pitwall.calibration.event_measurement import EventMeasurement
from pitwall.calibration.lap_measurement import LapMeasurement
from pitwall.calibration.race_pace import RacePaceMeasurement
from pitwall.calibration.weekend_measurement import WeekendMeasurement
from pitwall.domain.vocabulary import RaceKey


@dataclass(frozen=True)
class RaceMeasurement:
    """One weekend. Only `weekend` may be used to forecast the race itself; the rest is for later races."""

    key: RaceKey
    circuit_id: str
    grand_prix_id: str
    season: int
    laps: int
    """Of the result; of the schedule before the race."""
    weekend: WeekendMeasurement
    lap: LapMeasurement
    events: EventMeasurement
    race_pace: RacePaceMeasurement
    driven: DrivenRace | None
    """None before the race, or where the lake has no laps of it."""
