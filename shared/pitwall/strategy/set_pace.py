"""What a set of tyres costs lap by lap, and what a stop costs: the calibrated means, without chance or other cars.

The arithmetic the closed-form decisions (undercut, safety-car table, rules) share; plain floats, since they ask for
a few numbers at a time and thousands of times.
"""

from dataclasses import dataclass
from functools import cached_property

from pitwall.domain.race_parameters import COMPOUNDS, RaceParameters
from pitwall.domain.race_state import TrackStatus
from pitwall.domain.regulations import MOST_LAPS
from pitwall.domain.tyre_strategy import DRY_COMPOUNDS
from pitwall.domain.vocabulary import Compound
from pitwall.strategy.free_air import stop_loss_s, summed_wear_s

_LONGEST_LIFE = 2 * MOST_LAPS
"""Laps a set's wear is tabled for: a race on a set that was old when it began."""


@dataclass(frozen=True)
class SetPace:
    """Lap-time costs of tyres in one race, seconds against a fresh medium in the dry."""

    parameters: RaceParameters

    @cached_property
    def _worn_s(self) -> dict[Compound, list[float]]:
        """By compound: wear summed over the first laps of a set, wear factor apart."""
        return dict(zip(COMPOUNDS, summed_wear_s(self.parameters, _LONGEST_LIFE).tolist(), strict=True))

    @cached_property
    def _lap_tables(self) -> dict[Compound, tuple[float, float, tuple[float, ...]]]:
        """By compound: offset, cold-tyre loss, wetness coefficients."""
        lap = self.parameters.lap
        return {
            compound: (
                float(lap.compound_offset_s[row]),
                float(lap.cold_tyre_s[row]),
                tuple(lap.wetness_penalty_s[row].tolist()),
            )
            for row, compound in enumerate(COMPOUNDS)
        }

    def wear_s(self, car: int, compound: Compound, tyre_life: int, laps: int) -> float:
        """Wear over the next `laps` laps on a set that has done `tyre_life`."""
        return float(self.parameters.cars.wear_factor[car]) * self.field_wear_s(compound, tyre_life, laps)

    def field_wear_s(self, compound: Compound, tyre_life: int, laps: int) -> float:
        """The same of the field's mean car."""
        table = self._worn_s[compound]
        return table[tyre_life + laps] - table[tyre_life]

    def laps_s(self, car: int, compound: Compound, tyre_life: int, laps: int, wetness: float = 0.0) -> float:
        """Offset, wear and wetness over the next laps on a set, tyres warm."""
        each = self._lap_tables[compound][0] + self.wet_s(compound, wetness)
        return laps * each + self.wear_s(car, compound, tyre_life, laps)

    def stint_s(self, car: int, compound: Compound, tyre_life: int, laps: int, wetness: float = 0.0) -> float:
        """A stint after a stop: its laps and its cold out lap."""
        return self.laps_s(car, compound, tyre_life, laps, wetness) + self.cold_s(compound)

    def cold_s(self, compound: Compound) -> float:
        """Lost to cold tyres on an out lap."""
        return self._lap_tables[compound][1]

    def wet_s(self, compound: Compound, wetness: float) -> float:
        """Lost per lap to water (or, on rain tyres, to the want of it)."""
        constant, linear, quadratic = self._lap_tables[compound][2]
        return constant + linear * wetness + quadratic * wetness**2

    def family(self, wetness: float) -> tuple[Compound, ...]:
        """The tyres the track wants: the dry compounds, intermediates or wets, by what water costs each."""
        families: tuple[tuple[Compound, ...], ...] = (DRY_COMPOUNDS, (Compound.INTERMEDIATE,), (Compound.WET,))
        return min(families, key=lambda family: self.family_s(family, wetness))

    def family_s(self, family: tuple[Compound, ...], wetness: float) -> float:
        """What water costs the best of a family per lap."""
        return min(self.wet_s(compound, wetness) for compound in family)


def pit_loss_s(parameters: RaceParameters, car: int, status: TrackStatus) -> float:
    """What a stop costs against staying out; under a red flag tyres are changed for nothing."""
    return 0.0 if status is TrackStatus.RED else stop_loss_s(parameters, car, status)
