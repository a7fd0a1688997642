"""All that is known about one race before its start: entries, rules and every parameter it is simulated with.

What the simulator, the strategy engine and the screens start from.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pitwall.calibration.estimates import Estimate
from pitwall.calibration.usual_strategies import UsualStrategy
from pitwall.calibration.wear_estimate import WearEstimate
from pitwall.domain.race_parameters import RaceParameters
from pitwall.domain.race_state import CarState, RaceState, TrackStatus
from pitwall.domain.regulations import RaceRules
from pitwall.domain.vocabulary import Compound, RaceKey

Pace = Literal["before", "race"]
"""`before`: expected from what was known before the race. `race`: fitted on the race itself, for looking back."""


@dataclass(frozen=True)
class Entry:
    """One car on the grid."""

    driver_id: str
    driver_code: str | None
    constructor_id: str
    grid: int
    pit_lane_start: bool = False
    q2_compound: Compound | None = None
    """What the first ten must start on (until 2021), where known."""
    name: str | None = None


@dataclass(frozen=True)
class Provenance:
    """Where a setup's numbers come from."""

    calibration_version: str
    as_of: str
    """Newest race used."""
    pace: Literal["before the race", "fitted on the race itself"]
    quality: tuple[str, ...] = ()
    """What is missing or pooled, in words; empty where all is known."""


@dataclass(frozen=True)
class RaceSetup:
    """A race ready to be simulated; car rows of `parameters` are in the order of `entries`, which is the grid's."""

    race: RaceKey
    grand_prix_id: str
    circuit_id: str
    rules: RaceRules
    entries: tuple[Entry, ...]
    parameters: RaceParameters
    compound_names: Mapping[Compound, str]
    """C1..C6 (2018: names); empty where not nominated yet."""
    wear: Mapping[Compound, WearEstimate]
    pit_loss: Mapping[TrackStatus, Estimate]
    """Seconds, stationary time included."""
    safety_car_by_lap: tuple[float, ...]
    """Probability that the safety car (VSC apart) is out on lap 1, 2, ..."""
    usual: tuple[UsualStrategy, ...]
    provenance: Provenance

    def start_state(self) -> RaceState:
        """The grid; tyres are whatever the plans start on, medium until then."""
        return RaceState(
            lap=0,
            laps=self.rules.laps,
            cars=tuple(
                CarState(
                    entry.driver_id,
                    entry.constructor_id,
                    position=slot,
                    compound=entry.q2_compound or Compound.MEDIUM,
                    pit_lane_start=entry.pit_lane_start,
                )
                for slot, entry in enumerate(self.entries, start=1)
            ),
        )

    def car(self, driver_id: str) -> int:
        """The row of a driver's car. Raises InvalidStateError."""
        return self.start_state().car(driver_id)
