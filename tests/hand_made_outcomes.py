"""A made-up championship for tests of the outcome models: cars with a pace, grids and results drawn from it."""

import numpy as np

from pitwall.domain.forecasts import Horizon
from pitwall.domain.vocabulary import RaceKey
from pitwall.models import outcome_columns as of
from pitwall.models.outcome_table import OutcomeTable

CARS = 12
ROUNDS = 10


def made_up_races(
    horizon: Horizon = Horizon.POST_QUALIFYING, seasons: int = 8, first: int = 2010, seed: int = 5
) -> OutcomeTable:
    """`seasons` of ROUNDS races; car 0 is the fastest, the grid tells some of a race, some values are unknown."""
    rng = np.random.default_rng(seed)
    names = of.needed(horizon)
    races = tuple(RaceKey(first + s, r + 1) for s in range(seasons) for r in range(ROUNDS))
    pace = np.linspace(1.5, -1.5, CARS)
    values, orders, retired = [], [], []
    for _ in races:
        day = pace + 0.5 * rng.standard_normal(CARS)
        grid = np.argsort(np.argsort(-day)) + 1.0
        out = rng.random(CARS) < 0.15
        result = np.where(out, -20.0 + rng.random(CARS), day + 0.5 * rng.standard_normal(CARS))
        noisy = pace[:, None] + 0.7 * rng.standard_normal((CARS, len(names)))
        noisy[rng.random(noisy.shape) < 0.05] = np.nan
        known = {"grid_position": grid, of.GRID_LOG: -np.log(grid), of.GRID_TEN: np.minimum(grid, 10.0)}
        known["standing"] = np.arange(1.0, CARS + 1)
        for place, name in enumerate(names):
            if name in known:
                noisy[:, place] = known[name]
        for name in (of.PACE_CHANCE, of.OVERALL_CHANCE, of.GRID_PACE_CHANCE):
            if name in names:
                noisy[:, names.index(name)] = np.log(np.exp(2 * pace) / np.exp(2 * pace).sum())
        values.append(noisy)
        orders.append(np.argsort(np.argsort(-result)) + 1.0)
        retired.append(out.astype(float))
    return OutcomeTable(
        horizon=horizon,
        races=races,
        starts=(np.arange(len(races) + 1) * CARS).astype(np.int32),
        driver_ids=tuple(f"driver-{car:02d}" for _ in races for car in range(CARS)),
        constructor_ids=tuple(f"team-{car // 2}" for _ in races for car in range(CARS)),
        columns=names,
        values=np.vstack(values),
        order=np.concatenate(orders),
        retired=np.concatenate(retired),
    )
