"""Learns tyre degradation: XGBoost, never less on an older tyre, on clean laps freed of fuel and their stint's level.

A stint has no lap on fresh tyres in it that tells its level, so levels and wear are fitted in turn.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
import xgboost as xgb

from pitwall.domain.vocabulary import Compound
from pitwall.errors import UnusableArtefactError
from pitwall.models.degradation_answers import COLUMNS, LIFE_BANDS, DegradationModel
from pitwall.models.lap_columns import CAR
from pitwall.models.lap_learning import MODEL, LapTrainer, Losses, Mask, race_means
from pitwall.models.lap_table import LapTable
from pitwall.models.plain_answers import INTERVAL
from pitwall.models.tree_exports import from_xgboost
from pitwall.models.trees import TreeEnsemble

_ROUNDS = 120
_TURNS = 3
_FEWEST_LAPS = 8
"""Clean laps of a stint that tell wear."""
_FIRST_LAPS = 3
"""What a stint's later laps are judged against."""
_TRAFFIC_S = 1.0
_CIRCUIT_PRIOR_STINTS, _DRIVER_PRIOR_STINTS = 15.0, 60.0
_SPEED_LIMIT_PCT = 3.0
_ROLES = {compound.value: float(number) for number, compound in enumerate(Compound)}
_PARAMETERS: Mapping[str, Any] = MappingProxyType(
    {
        "objective": "reg:squarederror",
        "max_depth": 4,
        "eta": 0.08,
        "min_child_weight": 200,
        "lambda": 10.0,
        "tree_method": "hist",
        "max_bin": 64,
        "nthread": 1,
        "seed": 1,
        "base_score": 0.0,
        "monotone_constraints": "(" + ",".join("1" if name == "tyre_life" else "0" for name in COLUMNS) + ")",
    }
)


class DegradationLearner:
    """Stints ready to be learned from."""

    def __init__(self, table: LapTable) -> None:
        """Chooses the clean laps of stints that are long enough."""
        self._laps = _stint_laps(table)

    def fit(self, learn: Mask) -> DegradationModel:
        """See LapLearner."""
        laps = self._laps.loc[learn[self._laps["race"].to_numpy()]]
        if laps["stint_id"].nunique() < 50:
            raise UnusableArtefactError(f"{laps['stint_id'].nunique()} stints: too few to learn wear from")
        slopes = _slopes(laps)
        circuits, drivers = _circuit_wear(slopes), _driver_styles(slopes)
        laps = laps.assign(circuit_wear=laps["circuit_id"].map(circuits), driver_style=laps["driver_id"].map(drivers))
        trees = _grown(laps)
        facts = laps.groupby("circuit_id").agg(
            length_km=("length_km", "last"), street=("street", "last"), lap_s=("lap_time_s", "median")
        )
        model = DegradationModel(
            trees=trees,
            circuits={
                str(name): (circuits[str(name)], float(one.length_km), float(one.street), float(one.lap_s))
                for name, one in facts.iterrows()
            },
            drivers=drivers,
            low_pct=(0.0,) * (len(LIFE_BANDS) + 1),
            high_pct=(0.0,) * (len(LIFE_BANDS) + 1),
        )
        return _with_edges(model, laps)

    def losses(self, learn: Mask, judge: Mask) -> Losses:
        """Mean absolute error in s of pace lost since the stint's first laps, beside the mean of the compound."""
        laps = self._laps.loc[judge[self._laps["race"].to_numpy()]]
        model = self.fit(learn)
        early = self._laps.loc[learn[self._laps["race"].to_numpy()]]
        guesses = {
            MODEL: model.predict(self.columns(model, laps)),
            "mean of the compound": _compound_means(early, laps),
            "no wear": np.zeros(len(laps)),
        }
        later = (laps["place"] >= _FIRST_LAPS).to_numpy()
        losses = {}
        for name, guess in guesses.items():
            off = _since_first(laps, laps["corrected_pct"].to_numpy() - guess) * laps["level_s"].to_numpy() / 100.0
            losses[name] = race_means(laps["race"].to_numpy(), np.where(later, np.abs(off), np.nan))
        return losses

    @staticmethod
    def columns(model: DegradationModel, laps: pd.DataFrame) -> np.ndarray:
        """The rows of `laps` as the model reads them."""
        wear = {name: facts[0] for name, facts in model.circuits.items()}
        rows = laps.assign(
            circuit_wear=laps["circuit_id"].map(wear).fillna(0.0),
            driver_style=laps["driver_id"].map(model.drivers).fillna(0.0),
        )
        columns: np.ndarray = rows[list(COLUMNS)].to_numpy(dtype=float)
        return columns


def _stint_laps(table: LapTable) -> pd.DataFrame:
    """Clean laps out of traffic with `stint_id`, `place` in it, and `corrected_pct` off the stint's first laps."""
    laps = table.laps
    free = laps["clean"] & ~(laps["gap_ahead_s"] < _TRAFFIC_S) & (laps["tyre_life"] >= 2)
    rows = laps.loc[free & laps["stint"].notna()].copy()
    rows["stint_id"] = rows.groupby([*CAR, "stint"], sort=False).ngroup()
    rows = rows.loc[rows.groupby("stint_id")["stint_id"].transform("size") >= _FEWEST_LAPS]
    rows["place"] = rows.groupby("stint_id").cumcount()
    rows["corrected_s"] = rows["lap_time_s"] - rows["fuel_s"]
    rows["level_s"] = rows["corrected_s"].where(rows["place"] < _FIRST_LAPS).groupby(rows["stint_id"]).transform("mean")
    rows["corrected_pct"] = 100.0 * (rows["corrected_s"] / rows["level_s"] - 1.0)
    rows = rows.loc[rows["corrected_pct"].abs() < _SPEED_LIMIT_PCT]
    return rows.assign(compound=rows["compound"].map(_ROLES).astype(float))


def _since_first(laps: pd.DataFrame, values: np.ndarray) -> np.ndarray:
    """`values` against their mean on the stint's first laps."""
    first = pd.Series(values, index=laps.index).where(laps["place"] < _FIRST_LAPS)
    level: np.ndarray = first.groupby(laps["stint_id"]).transform("mean").fillna(0.0).to_numpy()
    since: np.ndarray = values - level
    return since


def _slopes(laps: pd.DataFrame) -> pd.DataFrame:
    """Of each stint its wear in per cent a lap against that of its compound."""
    stints = laps["stint_id"]
    life = laps["tyre_life"] - laps.groupby(stints)["tyre_life"].transform("mean")
    pace = laps["corrected_pct"] - laps.groupby(stints)["corrected_pct"].transform("mean")
    sums = pd.DataFrame({"both": life * pace, "square": life**2}).groupby(stints).sum()
    of_stint = laps.groupby(stints)[["race", "driver_id", "circuit_id", "compound"]].first()
    of_stint["slope"] = (sums["both"] / sums["square"].clip(lower=1.0)).clip(-0.3, 0.3)
    of_stint["slope"] -= of_stint.groupby("compound")["slope"].transform("mean")
    return of_stint


def _circuit_wear(slopes: pd.DataFrame) -> dict[str, float]:
    return _shrunk(slopes, "circuit_id", _CIRCUIT_PRIOR_STINTS)


def _driver_styles(slopes: pd.DataFrame) -> dict[str, float]:
    field = slopes.groupby(["race", "compound"])["slope"].transform("mean")
    return _shrunk(slopes.assign(slope=slopes["slope"] - field), "driver_id", _DRIVER_PRIOR_STINTS)


def _shrunk(slopes: pd.DataFrame, by: str, prior_stints: float) -> dict[str, float]:
    found = slopes.groupby(by)["slope"].agg(["sum", "size"])
    return {str(name): float(value) for name, value in (found["sum"] / (found["size"] + prior_stints)).items()}


def _grown(laps: pd.DataFrame) -> TreeEnsemble:
    columns = laps[list(COLUMNS)].to_numpy(dtype=np.float32)
    pace, stints = laps["corrected_pct"].to_numpy(), laps["stint_id"]
    rows = xgb.DMatrix(columns, feature_names=list(COLUMNS))
    # Begins with stints that lose what tyres lose on the whole; each turn the levels follow the wear that was fitted.
    wear = 0.04 * laps["tyre_life"].to_numpy()
    for _ in range(_TURNS):
        level = pd.Series(pace - wear, index=laps.index).groupby(stints).transform("mean").to_numpy()
        rows.set_label(pace - level)
        booster = xgb.train(dict(_PARAMETERS), rows, _ROUNDS)
        wear = booster.predict(rows, output_margin=True).astype(float)
    return from_xgboost(booster.get_dump(dump_format="json", with_stats=True), COLUMNS, 0.0)


def _with_edges(model: DegradationModel, laps: pd.DataFrame) -> DegradationModel:
    """Tells by band of tyre life how far laps of the races learned from fell from what is told of them."""
    off = _since_first(
        laps, laps["corrected_pct"].to_numpy() - model.predict(laps[list(COLUMNS)].to_numpy(dtype=float))
    )
    band = np.searchsorted(LIFE_BANDS, laps["tyre_life"].to_numpy())
    tails = ((1.0 - INTERVAL) / 2.0, (1.0 + INTERVAL) / 2.0)
    later = (laps["place"] >= _FIRST_LAPS).to_numpy()
    edges = [
        np.quantile(off[later & (band == one)] if (later & (band == one)).any() else off, tails) for one in range(6)
    ]
    low, high = (tuple(float(edge[side]) for edge in edges) for side in (0, 1))
    return DegradationModel(model.trees, model.circuits, model.drivers, low, high)


def _compound_means(early: pd.DataFrame, laps: pd.DataFrame) -> np.ndarray:
    """Mean loss of the compound at that tyre life, as a straight line through the stints of `early`."""
    stints = early["stint_id"]
    life = early["tyre_life"] - early.groupby(stints)["tyre_life"].transform("mean")
    pace = early["corrected_pct"] - early.groupby(stints)["corrected_pct"].transform("mean")
    sums = pd.DataFrame({"both": life * pace, "square": life**2}).groupby(early["compound"]).sum()
    slope = laps["compound"].map(sums["both"] / sums["square"])
    means: np.ndarray = (slope * laps["tyre_life"]).fillna(0.0).to_numpy()
    return means


TRAINER = LapTrainer(
    name="tyre-degradation",
    kind="monotone gradient boosting (XGBoost)",
    figure="mean absolute error of pace lost since the stint's first laps, s a lap",
    learner=DegradationLearner,
    hyper_parameters={**_PARAMETERS, "rounds": _ROUNDS, "turns": _TURNS},
    known_limits=(
        "what the track gains over a race cannot be told from wear and is in it; fuel is taken out by physics",
        "tyres that went off were changed: long lives are those of tyres that lasted",
        "slicks on a dry track only",
    ),
)
