"""What teams usually do at a circuit: start tyres and stops of earlier races there, as shares of the distance."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from pitwall.calibration.driven_race import DrivenRace
from pitwall.domain.vocabulary import Compound


@dataclass(frozen=True)
class UsualStrategy:
    """A strategy driven before at a circuit, averaged over the cars that chose it."""

    start: Compound
    compounds: tuple[Compound, ...]
    """Fitted at each stop."""
    stop_shares: tuple[float, ...]
    """Lap of each stop as a share of the distance, mean over the cars."""
    stop_share_sds: tuple[float, ...]
    """Its standard deviation over the cars."""
    weight: float
    """Share of the cars, newer races counting more; all usual strategies of a circuit sum to 1."""
    cars: int
    seasons: tuple[int, ...]


HALF_LIFE_SEASONS = 2.0
"""Cars and tyres change: a race so many seasons old counts half."""
LEAST_WEIGHT = 0.02
MOST_STRATEGIES = 12
_RECENT_RACES = 24
"""Of all circuits, where there is no dry race at this one."""


def usual_strategies(races: Sequence[DrivenRace], season: int) -> tuple[UsualStrategy, ...]:
    """What finishers did in the dry ones of `races` (of one circuit, or the newest of all), most usual first."""
    groups: dict[tuple[Compound, tuple[Compound, ...]], list[_Driven]] = {}
    for race in races:
        if not race.dry or race.laps < race.scheduled_laps:
            continue
        weight = 0.5 ** ((season - race.race.season) / HALF_LIFE_SEASONS)
        for car in race.cars:
            # A free change under a red flag is luck, not a plan.
            if car.finished and car.stops and not any(stop.under_red_flag for stop in car.stops):
                shares = tuple(stop.lap / race.laps for stop in car.stops)
                key = car.start, tuple(stop.compound for stop in car.stops)
                groups.setdefault(key, []).append(_Driven(weight, shares, race.race.season))
    found = [_usual(start, compounds, cars) for (start, compounds), cars in groups.items()]
    total = sum(strategy.weight for strategy in found)
    kept = sorted((one for one in found if one.weight >= LEAST_WEIGHT * total), key=lambda one: -one.weight)
    kept_total = sum(strategy.weight for strategy in kept[:MOST_STRATEGIES])
    return tuple(replace(one, weight=round(one.weight / kept_total, 4)) for one in kept[:MOST_STRATEGIES])


def newest(races: Sequence[DrivenRace]) -> Sequence[DrivenRace]:
    """The races whose strategies stand in for those of a circuit without a dry race."""
    return [race for race in races if race.dry][-_RECENT_RACES:]


@dataclass(frozen=True)
class _Driven:
    weight: float
    shares: tuple[float, ...]
    season: int


def _usual(start: Compound, compounds: tuple[Compound, ...], cars: Sequence[_Driven]) -> UsualStrategy:
    weights = np.array([car.weight for car in cars])
    shares = np.array([car.shares for car in cars])
    mean = np.average(shares, axis=0, weights=weights)
    sd = np.sqrt(np.average((shares - mean) ** 2, axis=0, weights=weights))
    return UsualStrategy(
        start=start,
        compounds=compounds,
        stop_shares=tuple(mean.round(4).tolist()),
        stop_share_sds=tuple(sd.round(4).tolist()),
        weight=float(weights.sum()),
        cars=len(cars),
        seasons=tuple(sorted({car.season for car in cars})),
    )
