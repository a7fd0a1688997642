"""Boosted-tree members: XGBoost and LightGBM on the chance to be among the first, and LightGBM's ranking.

Small trees, few columns; half of them and most rows drawn for each tree with a fixed seed, one thread.
"""

from dataclasses import dataclass

import lightgbm
import numpy as np
import xgboost

from pitwall.models.trees import Floats, Ints

_XGBOOST = {
    "max_depth": 2,
    "eta": 0.05,
    "min_child_weight": 5,
    "reg_lambda": 5.0,
    "subsample": 0.8,
    "colsample_bytree": 0.5,
    "tree_method": "hist",
    "max_bin": 64,
    "nthread": 1,
    "verbosity": 0,
}
_LIGHTGBM = {
    "learning_rate": 0.04,
    "num_leaves": 4,
    "min_data_in_leaf": 40,
    "lambda_l2": 5.0,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "max_bin": 63,
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
    "verbose": -1,
}
_MEDIAN = {"num_leaves": 7, "learning_rate": 0.06}
"""Slopes of the absolute error are all alike: steps towards a median are short."""
_ROUNDS = 120
_RANKING_ROUNDS = 80
_WINNER_GAIN, _GRADES = 12, 11


@dataclass(frozen=True)
class XgboostMember:
    """A booster of XGBoost; its answer is its margin."""

    booster: xgboost.Booster

    def scores(self, rows: Floats) -> Floats:
        """[rows] log-odds, or the value itself of a regression."""
        held: Floats = self.booster.predict(_matrix(rows), output_margin=True).astype(float)
        return held

    def contributions(self, rows: Floats) -> Floats:
        """[rows, columns + 1] SHAP values and, last, the base; they add up to `scores`."""
        held: Floats = self.booster.predict(_matrix(rows), pred_contribs=True).astype(float)
        return held

    def to_bytes(self) -> bytes:
        """XGBoost's JSON."""
        return bytes(self.booster.save_raw("json"))

    @classmethod
    def from_bytes(cls, data: bytes) -> "XgboostMember":
        """From XGBoost's JSON."""
        booster = xgboost.Booster({"nthread": 1})
        booster.load_model(bytearray(data))
        return cls(booster)


@dataclass(frozen=True)
class LightgbmMember:
    """A booster of LightGBM; its answer is its raw score."""

    booster: lightgbm.Booster

    def scores(self, rows: Floats) -> Floats:
        """[rows] log-odds, the value itself of a regression, or a ranking's score."""
        return np.asarray(self.booster.predict(rows, raw_score=True, num_threads=1), dtype=float)

    def contributions(self, rows: Floats) -> Floats:
        """[rows, columns + 1] SHAP values and, last, the base; they add up to `scores`."""
        return np.asarray(self.booster.predict(rows, pred_contrib=True, num_threads=1), dtype=float)

    def to_bytes(self) -> bytes:
        """LightGBM's text."""
        return str(self.booster.model_to_string()).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> "LightgbmMember":
        """From LightGBM's text."""
        return cls(lightgbm.Booster(model_str=data.decode()))


def fit_xgboost(rows: Floats, wanted: Floats, weights: Floats, seed: int, *, binary: bool = True) -> XgboostMember:
    """Chance of `wanted` (0/1), or its value where not `binary`."""
    base = float(np.average(wanted, weights=weights))
    settings = {**_XGBOOST, "seed": seed, "base_score": base}
    settings["objective"] = "binary:logistic" if binary else "reg:squarederror"
    data = xgboost.DMatrix(rows, label=wanted, weight=weights, nthread=1)
    return XgboostMember(xgboost.train(settings, data, _ROUNDS))


def fit_lightgbm(rows: Floats, wanted: Floats, weights: Floats, seed: int, objective: str = "binary") -> LightgbmMember:
    """Chance of `wanted` (0/1); with objective `l2` its mean, with `l1` its median."""
    settings = {**_LIGHTGBM, "seed": seed, "objective": objective}
    settings |= _MEDIAN if objective == "l1" else {}
    return LightgbmMember(lightgbm.train(settings, lightgbm.Dataset(rows, wanted, weight=weights), _ROUNDS))


def fit_ranking(rows: Floats, order: Floats, starts: Ints, weights: Floats, seed: int) -> LightgbmMember:
    """LambdaRank (Burges 2010) over the first ten places, the winner counting most."""
    grades = np.where(order == 1, _WINNER_GAIN, np.clip(_GRADES - order, 0, _GRADES)).astype(int)
    settings = {
        **_LIGHTGBM,
        "seed": seed,
        "objective": "lambdarank",
        "lambdarank_truncation_level": 10,
        "label_gain": list(range(_WINNER_GAIN + 1)),
        "learning_rate": 0.06,
    }
    data = lightgbm.Dataset(rows, grades, group=np.diff(starts), weight=weights)
    return LightgbmMember(lightgbm.train(settings, data, _RANKING_ROUNDS))


def _matrix(rows: Floats) -> xgboost.DMatrix:
    return xgboost.DMatrix(rows, nthread=1)
