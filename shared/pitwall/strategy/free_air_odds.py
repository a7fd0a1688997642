"""How sure a free-air difference between two plans is, from what the calibration leaves open about tyres and stops.

So that a call without simulated races has a probability that was computed, not a word that was chosen.
"""

from collections.abc import Iterator
from math import erf, sqrt

import numpy as np

from pitwall.domain.race_parameters import COMPOUNDS, RaceParameters
from pitwall.domain.tyre_strategy import Stint, Strategy
from pitwall.strategy.free_air import compound_index
from pitwall.strategy.paired import Difference
from pitwall.strategy.set_pace import SetPace


def free_air_difference(
    parameters: RaceParameters, car: int, lap: int, plans: tuple[Strategy, Strategy], gain_s: float
) -> Difference:
    """By how much the first plan is faster from lap `lap` on: `gain_s` with its standard deviation and odds.

    A race's offset and wear of a compound are the same in both plans: only what they differ in counts, stops as well.
    """
    pace, cars = SetPace(parameters), parameters.cars
    (laps, worn_s), (other_laps, other_worn_s) = (np.array(on_tyres(pace, plan, lap)) for plan in plans)
    offset, wear = laps - other_laps, float(cars.wear_factor[car]) * (worn_s - other_worn_s)
    stops = sum(stop.lap > lap for stop in plans[0].stops) - sum(stop.lap > lap for stop in plans[1].stops)
    stationary = float(cars.stationary_median_s[car]) ** 2 * np.expm1(float(cars.stationary_log_sd[car]) ** 2)
    slow = float(cars.slow_stop_probability[car])
    slow_s = slow * (2.0 - slow) * float(cars.slow_stop_extra_s[car]) ** 2
    variance = float(((offset * parameters.lap.compound_offset_sd_s) ** 2).sum())
    variance += float(((wear * parameters.lap.wear_spread) ** 2).sum())
    variance += abs(stops) * (stationary + slow_s + parameters.pit.lane_loss_sd_s**2)
    return odds(gain_s, sqrt(variance))


def on_tyres(pace: SetPace, plan: Strategy, lap: int) -> tuple[list[float], list[float]]:
    """[5] laps to come after lap `lap` and seconds lost to wear on them, by compound; a car's own wear factor apart."""
    laps_on, worn_s = [0.0] * len(COMPOUNDS), [0.0] * len(COMPOUNDS)
    for stint, tyre_life, laps in _to_come(plan, lap):
        row = compound_index(stint.compound)
        laps_on[row] += laps
        worn_s[row] += pace.field_wear_s(stint.compound, tyre_life, laps)
    return laps_on, worn_s


def odds(gain: float, sd: float) -> Difference:
    """A normal difference of known spread."""
    if sd == 0.0:
        return Difference(gain, 0.0, 0.5 if gain == 0.0 else float(gain > 0.0))
    return Difference(gain, sd, 0.5 * (1.0 + erf(gain / sd / sqrt(2.0))))


def _to_come(plan: Strategy, lap: int) -> Iterator[tuple[Stint, int, int]]:
    """The stints still to drive after a lap, each with its tyre life then and the laps to come."""
    for stint in plan.stints:
        if stint.last_lap > lap:
            driven = max(0, lap + 1 - stint.first_lap)
            yield stint, stint.tyre_life_at_start + driven, stint.laps - driven
