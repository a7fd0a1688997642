"""When the track wants other tyres than a car is on: the crossover between slicks, intermediates and wets.

Physics before probabilities: a car on the wrong tyres for the weather needs no simulated race to know it.
"""

from dataclasses import dataclass

from pitwall.domain.race_parameters import RaceParameters
from pitwall.domain.race_state import RaceState, TrackStatus
from pitwall.domain.tyre_strategy import DRY_COMPOUNDS
from pitwall.domain.vocabulary import Compound
from pitwall.strategy.free_air import expected_wetness
from pitwall.strategy.set_pace import SetPace, pit_loss_s


@dataclass(frozen=True)
class Crossover:
    """The tyres to change to and when."""

    lap: int
    """The first lap on which they are faster by the margin teams wait for, as the water is expected to go."""
    compounds: tuple[Compound, ...]
    """The slicks, or intermediates, or wets."""
    gain_s: float
    """Per lap, on that lap."""
    total_gain_s: float
    """Until its own tyres are the right ones again, or to the flag, the stop there (and back) paid for."""
    wetness: float
    """Expected on that lap."""


def crossover(parameters: RaceParameters, state: RaceState, car: int) -> Crossover | None:
    """The next crossover of the car's tyres before the flag; None where its tyres stay the right ones."""
    pace, wetness = SetPace(parameters), expected_wetness(parameters, state)
    on = state.cars[car].compound
    own = DRY_COMPOUNDS if on in DRY_COMPOUNDS else (on,)
    for lap in range(state.lap + 1, state.laps):
        water = float(wetness[lap - 1])
        wanted = pace.family(water)
        gain_s = _gain_s(pace, own, wanted, water)
        if wanted != own and gain_s >= parameters.weather.crossover_margin_s:
            gains_s = [_gain_s(pace, own, wanted, float(level)) for level in wetness[lap:]]
            lasts = next((laps for laps, gain in enumerate(gains_s) if gain < 0.0), len(gains_s))
            loss_s = pit_loss_s(parameters, car, state.track_status)
            if lasts < len(gains_s):
                loss_s += pit_loss_s(parameters, car, TrackStatus.GREEN)
            total_s = sum(gains_s[:lasts]) - loss_s
            return Crossover(lap, wanted, gain_s, total_s, water)
    return None


def _gain_s(pace: SetPace, own: tuple[Compound, ...], wanted: tuple[Compound, ...], wetness: float) -> float:
    return pace.family_s(own, wetness) - pace.family_s(wanted, wetness)
