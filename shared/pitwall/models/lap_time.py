"""Learns lap times of the next ten laps: LightGBM on the absolute error, with intervals from races left out.

Hyper-parameters were chosen on 2019 from 2018. Target: per cent off the car's recent pace, both freed of fuel.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import lightgbm as lgb
import numpy as np
import pandas as pd

from pitwall.errors import UnusableArtefactError
from pitwall.models.lap_learning import MODEL, LapTrainer, Losses, Mask, race_means
from pitwall.models.lap_table import LapTable
from pitwall.models.lap_time_answers import AHEAD_BANDS, COLUMNS, LapTimeModel, Spread
from pitwall.models.lap_time_rows import LapPairs, lap_pairs
from pitwall.models.plain_answers import INTERVAL
from pitwall.models.tree_exports import from_lightgbm
from pitwall.models.trees import TreeEnsemble

_ROUNDS = 150
_MOST_ROWS = 80_000
_LEFT_OUT = 5
"""Every so many races are left out of a first fit, and say how wide intervals must be."""
_SPREAD_EVERY = 3
_FIRST_WET = 3
"""Number of the intermediate among the compounds; full wets come after it."""
_DRIFT_PRIOR_RACES = 1.0
_FEWEST_OF_CLASS = 200
_PARAMETERS: Mapping[str, Any] = MappingProxyType(
    {
        "objective": "l1",
        "learning_rate": 0.08,
        "num_leaves": 31,
        "min_data_in_leaf": 100,
        "feature_fraction": 0.7,
        "feature_fraction_seed": 1,
        "lambda_l2": 5.0,
        "max_bin": 63,
        "seed": 1,
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": 1,
        "verbosity": -1,
    }
)


class LapTimeLearner:
    """Pairs of laps ready to be learned from."""

    def __init__(self, table: LapTable) -> None:
        """Makes the pairs."""
        self._races = table.races.set_index("circuit_id")[["length_km", "street"]]
        self._pairs = lap_pairs(table)

    def fit(self, learn: Mask) -> LapTimeModel:
        """See LapLearner."""
        pairs = self._pairs.only(learn[self._pairs.race])
        drifts, pooled = _drifts(pairs)
        _set_drift(pairs, drifts, pooled)
        left_out = pairs.race % _LEFT_OUT == 0
        measured = left_out & (pairs.clean | (pairs.columns[:, COLUMNS.index("compound")] >= _FIRST_WET))
        spread = _spread(pairs.only(np.flatnonzero(measured)[::_SPREAD_EVERY]), _grown(pairs.only(~left_out)))
        facts = self._races.groupby(level=0).last().to_dict("index")
        circuits = {
            circuit: (drift, float(facts[circuit]["length_km"]), float(facts[circuit]["street"]))
            for circuit, drift in drifts.items()
        }
        return LapTimeModel(_grown(pairs), circuits, pooled, spread)

    def losses(self, learn: Mask, judge: Mask) -> Losses:
        """Mean absolute error of clean laps in s, beside persistence (the last lap) and recent pace."""
        pairs, foretold = self._foretold(self.fit(learn), judge)
        driven, clean = pairs.lap_time_s, pairs.clean
        guesses = {
            MODEL: pairs.recent_s * (1.0 + foretold / 100.0) + pairs.fuel_s,
            "the last lap again": pairs.last_s,
            "recent pace, lighter by fuel": pairs.recent_s + pairs.fuel_s,
        }
        return {
            name: race_means(pairs.race, np.where(clean, np.abs(guess - driven), np.nan))
            for name, guess in guesses.items()
        }

    def coverage(self, learn: Mask, judge: Mask) -> float:
        """Share of clean laps that fell into their interval."""
        model = self.fit(learn)
        pairs, foretold = self._foretold(model, judge)
        low, high = model.edges(pairs.columns)
        off = pairs.target - foretold
        return float(np.mean(((off >= low) & (off <= high))[pairs.clean]))

    def _foretold(self, model: LapTimeModel, judge: Mask) -> tuple[LapPairs, np.ndarray]:
        pairs = self._pairs.only(judge[self._pairs.race])
        _set_drift(pairs, {name: facts[0] for name, facts in model.circuits.items()}, model.drift)
        return pairs, model.predict(pairs.columns)


def _grown(pairs: LapPairs) -> TreeEnsemble:
    chosen = np.arange(len(pairs.target))
    if len(chosen) < 10 * _PARAMETERS["min_data_in_leaf"]:
        raise UnusableArtefactError(f"{len(chosen)} pairs of green laps: too few to learn lap times from")
    if len(chosen) > _MOST_ROWS:
        chosen = np.sort(np.random.default_rng(1).choice(chosen, _MOST_ROWS, replace=False))
    rows = lgb.Dataset(pairs.columns[chosen], pairs.target[chosen], feature_name=list(COLUMNS))
    fitted = lgb.train(dict(_PARAMETERS), rows, _ROUNDS).dump_model()
    # A split on missing alone has a threshold beyond single precision: infinity splits the same.
    with np.errstate(over="ignore"):
        return from_lightgbm(fitted)


def _drifts(pairs: LapPairs) -> tuple[dict[str, float], float]:
    """How much slower a lap gets from lap to lap within a stint, in per cent, by circuit; and over all of them."""
    within = pairs.clean & (pairs.columns[:, COLUMNS.index("stops_between")] == 0.0)
    slopes = pd.DataFrame(
        {
            "circuit": pairs.circuit[within],
            "race": pairs.race[within],
            "slope": pairs.target[within] / pairs.ahead[within],
        }
    )
    medians = slopes.groupby(["circuit", "race"])["slope"].median()
    pooled = float(medians.mean())
    by_circuit = medians.groupby("circuit").agg(["sum", "size"])
    shrunk = (by_circuit["sum"] + _DRIFT_PRIOR_RACES * pooled) / (by_circuit["size"] + _DRIFT_PRIOR_RACES)
    return {str(name): float(value) for name, value in shrunk.items()}, pooled


def _set_drift(pairs: LapPairs, drifts: Mapping[str, float], pooled: float) -> None:
    names, place = np.unique(pairs.circuit, return_inverse=True)
    pairs.columns[:, COLUMNS.index("circuit_drift")] = np.array([drifts.get(str(one), pooled) for one in names])[place]


def _spread(pairs: LapPairs, trees: TreeEnsemble) -> Spread:
    off = pairs.target - trees.predict(pairs.columns)[:, 0]
    evenness = pairs.columns[:, COLUMNS.index("recent_spread_pct")]
    edges = np.quantile(evenness, (1 / 3, 2 / 3))
    wet = pairs.columns[:, COLUMNS.index("compound")] >= _FIRST_WET
    band, even = np.searchsorted(AHEAD_BANDS, pairs.ahead), np.searchsorted(edges, evenness)
    tails = ((1.0 - INTERVAL) / 2.0, (1.0 + INTERVAL) / 2.0)
    found = np.zeros((2, 2, len(AHEAD_BANDS), 3))
    for place in np.ndindex(found.shape[1:]):
        of_class = off[(wet == place[0]) & (band == place[1]) & (even == place[2])]
        enough = of_class if len(of_class) >= _FEWEST_OF_CLASS else off[band == place[1]]
        found[(slice(None), *place)] = np.quantile(enough, tails)
    return Spread(tuple(edges.tolist()), found[0].tolist(), found[1].tolist())


TRAINER = LapTrainer(
    name="lap-time",
    kind="gradient boosting (LightGBM)",
    figure="mean absolute error of the next 1 to 10 clean laps, s",
    learner=LapTimeLearner,
    hyper_parameters={**_PARAMETERS, "rounds": _ROUNDS},
    known_limits=(
        "green laps only: neither in nor out laps, nor laps under a neutralisation",
        "in the rain hardly better than the last lap again",
        "does not know that a car will be overtaken, called in or told to save",
    ),
)
