"""Tells how hard the next lap will be driven: PUSH, BALANCED or CONSERVE, by a decision tree.

No public data mark a lap as pushed or saved. The target is defined here: a clean lap freed of fuel and of tyre wear,
against the straight line of its own stint; a lap faster than that line by EDGE_PCT of a lap counts as PUSH, one as much
slower as CONSERVE. What else makes laps fast or slow (traffic, wind, a mistake) is in it too.
"""

from types import SimpleNamespace

import numpy as np
import pandas as pd
from sklearn.tree import DecisionTreeRegressor

from pitwall.errors import UnusableArtefactError
from pitwall.models.driving_mode_answers import COLUMNS, EDGE_PCT, MODES, DrivingModeModel
from pitwall.models.lap_learning import MODEL, LapTrainer, Losses, Mask, race_means
from pitwall.models.lap_table import LapTable
from pitwall.models.on_track import stint_laps
from pitwall.models.tree_exports import from_forest

_DEPTH, _LEAF = 7, 300
_LAPS_BACK = 4
_FLOOR = 1e-3


class DrivingModeLearner:
    """Clean laps with their mode and what was known as they began."""

    def __init__(self, table: LapTable) -> None:
        """Marks every clean lap of a stint that is long enough."""
        self._rows = mode_rows(table)
        self._race = self._rows["race"].to_numpy()
        self._mode = self._rows["mode"].to_numpy()

    def fit(self, learn: Mask) -> DrivingModeModel:
        """See LapLearner."""
        chosen = learn[self._race]
        if chosen.sum() < 10 * _LEAF:
            raise UnusableArtefactError(f"{int(chosen.sum())} clean laps: too few to learn driving modes from")
        tree = DecisionTreeRegressor(max_depth=_DEPTH, min_samples_leaf=_LEAF, random_state=1)
        tree.fit(self._rows.loc[chosen, list(COLUMNS)], np.eye(len(MODES))[self._mode[chosen]])
        return DrivingModeModel(from_forest(SimpleNamespace(estimators_=[tree], n_features_in_=len(COLUMNS))))

    def losses(self, learn: Mask, judge: Mask) -> Losses:
        """Log loss per lap, beside the share of each mode, also by the mode of the lap before."""
        learned, chosen = learn[self._race], judge[self._race]
        before = self._rows["mode_before"].to_numpy()
        shares = np.bincount(self._mode[learned], minlength=3) / learned.sum()
        after = np.array([_shares(self._mode[learned & (before == mode)], shares) for mode in range(-1, len(MODES))])
        columns = self._rows.loc[chosen, list(COLUMNS)].to_numpy(dtype=float)
        guesses = {
            MODEL: self.fit(learn).predict(columns),
            "share of the mode": np.broadcast_to(shares, (int(chosen.sum()), len(MODES))),
            "share after the last lap's mode": after[before[chosen] + 1],
        }
        happened = self._mode[chosen]
        rows = np.arange(len(happened))
        return {
            name: race_means(self._race[chosen], -np.log(np.maximum(guess[rows, happened], _FLOOR)))
            for name, guess in guesses.items()
        }


def mode_rows(table: LapTable) -> pd.DataFrame:
    """Clean laps with `mode` (index in MODES), the one before (-1: none) and the columns known as the lap began.

    What went before is measured against the laps before it alone, so that no lap tells of itself.
    """
    laps = stint_laps(table)
    stints = laps["stint_id"]
    mode = np.select([laps["off_pct"] < -EDGE_PCT, laps["off_pct"] > EDGE_PCT], [0, 2], default=1)
    pace = [laps["corrected_s"].groupby(stints).shift(step) for step in range(1, _LAPS_BACK + 1)]
    earlier = pd.concat(pace, axis=1)
    level = earlier.mean(axis=1)
    lap_before = laps["lap_number"].groupby(stints).shift(1)
    recent = earlier.iloc[:, :2].mean(axis=1)
    return laps.assign(
        mode=mode,
        mode_before=np.where(lap_before.eq(laps["lap_number"] - 1), _told_before(pace, level), -1),
        laps_left=laps["total_laps"] - laps["lap_number"],
        lap_share=laps["lap_number"] / laps["total_laps"],
        last_off_pct=100.0 * (pace[0] / level - 1.0),
        recent_off_pct=100.0 * (recent / level - 1.0),
        stint_lap=laps.groupby("stint_id").cumcount().astype(float),
    )


def _told_before(pace: list[pd.Series], level: pd.Series) -> np.ndarray:
    """Mode of the lap before as its own past told it; -1 where there was none."""
    off = 100.0 * (pace[0] / level - 1.0)
    told: np.ndarray = np.select([off.isna(), off < -EDGE_PCT, off > EDGE_PCT], [-1, 0, 2], default=1)
    return told


def _shares(modes: np.ndarray, pooled: np.ndarray) -> np.ndarray:
    counts: np.ndarray = np.bincount(modes, minlength=len(MODES)) + 10.0 * pooled
    shares: np.ndarray = counts / counts.sum()
    return shares


TRAINER = LapTrainer(
    name="driving-mode",
    kind="decision tree (scikit-learn)",
    figure="log loss of the next clean lap's mode",
    learner=DrivingModeLearner,
    hyper_parameters={"depth": _DEPTH, "leaf": _LEAF, "edge_pct": EDGE_PCT},
    known_limits=(
        "no public data mark a lap as pushed or saved: the mode is defined from fuel- and tyre-corrected pace against "
        "the stint's own line, traffic and mistakes included",
        "clean dry laps only",
    ),
)
