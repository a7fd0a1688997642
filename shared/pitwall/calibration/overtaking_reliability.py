"""Does the overtaking model keep its word? Each season forecast from those before it, passes against chances given.

For the report; pooling and serving do not need it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pitwall.calibration.event_laps import Floats
from pitwall.calibration.logistic import sigmoid
from pitwall.calibration.overtaking import AID_REACH_S, OvertakingMeasurement
from pitwall.calibration.overtaking_fit import pool_overtaking

PROBABILITY_EDGES = (0.01, 0.02, 0.04, 0.07, 0.1, 0.15, 0.2, 0.3, 0.45, 0.6, 0.8)

Races = Sequence[tuple[str, int, OvertakingMeasurement]]


@dataclass(frozen=True)
class ReliabilityBin:
    """Following laps given about the same chance of a pass."""

    attempts: int
    forecast: float
    """Mean chance given."""
    passed: float
    """Share that passed."""


@dataclass(frozen=True)
class SeasonForecast:
    """A season's passes as forecast from the seasons before it."""

    season: int
    attempts: int
    forecast: float
    passes: int


def reliability(races: Races) -> tuple[tuple[ReliabilityBin, ...], tuple[SeasonForecast, ...]]:
    """By chance given, and by season; the first season forecasts the second, and so on. Empty with one season only."""
    seasons = sorted({season for _, season, m in races if m.cells})
    forecasts = [(season, _forecast(races, season)) for season in seasons[1:]]
    by_season = tuple(
        SeasonForecast(season, round(rows[:, 1].sum()), float(rows[:, 0] @ rows[:, 1]), round(rows[:, 2].sum()))
        for season, rows in forecasts
    )
    if not forecasts:
        return (), ()
    every = np.vstack([rows for _, rows in forecasts])
    place = np.digitize(every[:, 0], PROBABILITY_EDGES)
    bins = [every[place == bin_] for bin_ in range(len(PROBABILITY_EDGES) + 1)]
    return tuple(_bin(rows) for rows in bins if len(rows)), by_season


def _forecast(races: Races, season: int) -> Floats:
    """[cells, 3] chance given, attempts, passes."""
    model = pool_overtaking([race for race in races if race[1] < season])
    coefficients = np.array([estimate.mean for estimate in model.coefficients])
    rows = []
    for circuit, of_season, measured in races:
        if of_season != season or not measured.cells:
            continue
        cells = np.array(measured.cells)
        closer = model.follow_gap_s.mean - np.minimum(cells[:, 5], AID_REACH_S)
        log_odds = coefficients[0] + model.circuit.of(circuit).mean + cells[:, :5] @ coefficients[1:]
        log_odds += model.closeness.mean * closer
        rows.append(np.column_stack([sigmoid(log_odds), cells[:, 6], cells[:, 7]]))
    return np.vstack(rows)


def _bin(rows: Floats) -> ReliabilityBin:
    attempts = rows[:, 1].sum()
    return ReliabilityBin(
        round(attempts), float(rows[:, 0] @ rows[:, 1] / attempts), float(rows[:, 2].sum() / attempts)
    )
