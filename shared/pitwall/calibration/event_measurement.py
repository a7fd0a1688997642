"""What one race says about everything that happens in races: starts, stops, passes, neutralisations, retirements, rain.

The first stage of calibrating events; each part is measured in a file of its own.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pitwall.calibration.dirty_air import DirtyAirMeasurement, measure_dirty_air
from pitwall.calibration.easing import Easing, measure_easing
from pitwall.calibration.event_laps import lap_grid
from pitwall.calibration.event_pace import expected_pace
from pitwall.calibration.neutralisations_measured import NeutralisationMeasurement, measure_neutralisations
from pitwall.calibration.overtaking import OvertakingMeasurement, measure_overtaking
from pitwall.calibration.penalties import PenaltyMeasurement, measure_penalties
from pitwall.calibration.pit_loss import PitLossMeasurement, measure_pit_loss
from pitwall.calibration.rain import RainMeasurement, measure_rain
from pitwall.calibration.reactions import ReactionMeasurement, measure_reactions
from pitwall.calibration.retirements import RetirementMeasurement, measure_retirements
from pitwall.calibration.starts import StartMeasurement, measure_start
from pitwall.calibration.stationary import StationaryMeasurement, measure_stationary

if TYPE_CHECKING:
    from pitwall.calibration.race_facts import RaceFacts


@dataclass(frozen=True)
class EventMeasurement:
    """The events of one race; each part is empty where the race says nothing about it."""

    circuit_id: str
    season: int
    start: StartMeasurement = field(default_factory=StartMeasurement)
    pit_loss: PitLossMeasurement = field(default_factory=PitLossMeasurement)
    stationary: StationaryMeasurement = field(default_factory=StationaryMeasurement)
    overtaking: OvertakingMeasurement = field(default_factory=OvertakingMeasurement)
    dirty_air: DirtyAirMeasurement = field(default_factory=DirtyAirMeasurement)
    easing: Easing = (0.0, 0)
    neutralisation: NeutralisationMeasurement = field(default_factory=NeutralisationMeasurement)
    reaction: ReactionMeasurement = field(default_factory=ReactionMeasurement)
    retirement: RetirementMeasurement = field(default_factory=RetirementMeasurement)
    penalty: PenaltyMeasurement = field(default_factory=PenaltyMeasurement)
    rain: RainMeasurement = field(default_factory=RainMeasurement)


def measure_events(facts: "RaceFacts") -> EventMeasurement:
    """The events of a race that was run; all parts empty where the lake has no laps of it."""
    season = facts.key.season
    if facts.laps.empty:
        return EventMeasurement(facts.circuit_id, season)
    grid = lap_grid(facts)
    pace = expected_pace(grid)
    neutralisation = measure_neutralisations(facts, grid, pace)
    return EventMeasurement(
        circuit_id=facts.circuit_id,
        season=season,
        start=measure_start(facts, grid),
        pit_loss=measure_pit_loss(facts, grid, pace),
        stationary=measure_stationary(facts, grid),
        overtaking=measure_overtaking(grid, pace),
        dirty_air=measure_dirty_air(grid, pace),
        easing=measure_easing(grid, pace),
        neutralisation=neutralisation,
        reaction=measure_reactions(grid, neutralisation.events),
        retirement=measure_retirements(facts),
        penalty=measure_penalties(facts, grid),
        rain=measure_rain(facts, grid),
    )
