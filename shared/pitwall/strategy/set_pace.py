"""What a set of tyres costs lap by lap, and what a stop costs: the calibrated means, without chance or other cars.

The arithmetic the closed-form decisions (undercut, safety-car table, rules) share.
"""

from dataclasses import dataclass

import numpy as np

from pitwall.domain.race_parameters import COMPOUNDS, Array, RaceParameters
from pitwall.domain.race_state import TrackStatus
from pitwall.domain.tyre_strategy import DRY_COMPOUNDS
from pitwall.domain.vocabulary import Compound
from pitwall.strategy.free_air import stop_loss_s


@dataclass(frozen=True)
class SetPace:
    """Lap-time costs of tyres in one race, seconds against a fresh medium in the dry."""

    parameters: RaceParameters

    def wear_s(self, car: int, compound: Compound, tyre_life: int, laps: int) -> Array:
        """[laps] wear of the next `laps` laps on a set that has done `tyre_life`."""
        lap, row = self.parameters.lap, COMPOUNDS.index(compound)
        life = tyre_life + np.arange(laps, dtype=float)
        worn = lap.wear_linear_s[row] * life + lap.wear_quadratic_s[row] * life**2
        worn += lap.cliff_s[row] * np.maximum(0.0, life - lap.cliff_lap[row])
        mean_factor = np.exp(0.5 * lap.wear_spread[row] ** 2) * self.parameters.cars.wear_factor[car]
        return np.asarray(mean_factor * worn)

    def laps_s(self, car: int, compound: Compound, tyre_life: int, laps: int, wetness: float = 0.0) -> Array:
        """[laps] offset, wear and wetness of the next laps on a set, tyres warm."""
        offset = self.parameters.lap.compound_offset_s[COMPOUNDS.index(compound)] + self.wet_s(compound, wetness)
        return np.asarray(offset + self.wear_s(car, compound, tyre_life, laps))

    def stint_s(self, car: int, compound: Compound, tyre_life: int, laps: int, wetness: float = 0.0) -> float:
        """A stint after a stop: its laps and its cold out lap."""
        return float(self.laps_s(car, compound, tyre_life, laps, wetness).sum()) + self.cold_s(compound)

    def cold_s(self, compound: Compound) -> float:
        """Lost to cold tyres on an out lap."""
        return float(self.parameters.lap.cold_tyre_s[COMPOUNDS.index(compound)])

    def wet_s(self, compound: Compound, wetness: float) -> float:
        """Lost per lap to water (or, on rain tyres, to the want of it)."""
        constant, linear, quadratic = self.parameters.lap.wetness_penalty_s[COMPOUNDS.index(compound)]
        return float(constant + linear * wetness + quadratic * wetness**2)

    def family(self, wetness: float) -> tuple[Compound, ...]:
        """The tyres the track wants: the dry compounds, intermediates or wets, by what water costs each."""
        dry = min(self.wet_s(compound, wetness) for compound in DRY_COMPOUNDS)
        families: tuple[tuple[float, tuple[Compound, ...]], ...] = (
            (dry, DRY_COMPOUNDS),
            (self.wet_s(Compound.INTERMEDIATE, wetness), (Compound.INTERMEDIATE,)),
            (self.wet_s(Compound.WET, wetness), (Compound.WET,)),
        )
        return min(families, key=lambda family: family[0])[1]


def pit_loss_s(parameters: RaceParameters, car: int, status: TrackStatus) -> float:
    """What a stop costs against staying out; under a red flag tyres are changed for nothing."""
    return 0.0 if status is TrackStatus.RED else stop_loss_s(parameters, car, status)
