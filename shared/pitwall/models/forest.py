"""The random-forest member: one forest answers win, podium, points and place at once; kept as plain trees."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from sklearn.ensemble import RandomForestRegressor

from pitwall.models.tree_exports import from_forest
from pitwall.models.trees import Floats, TreeEnsemble

_TREES = 80
_SMALLEST_LEAF = 8
_DEPTH = 9
_COLUMN_SHARE = 0.35
_ROW_SHARE = 0.5


def fit_forest(
    rows: Floats, wanted: Sequence[Floats], scales: Sequence[float], weights: Floats, seed: int
) -> TreeEnsemble:
    """A forest whose output i is the mean of `wanted[i]` ([rows]); `scales` say how much each counts in a split."""
    factors = np.array(scales)
    grown = RandomForestRegressor(
        _TREES,
        min_samples_leaf=_SMALLEST_LEAF,
        max_depth=_DEPTH,
        max_features=_COLUMN_SHARE,
        max_samples=_ROW_SHARE,
        random_state=seed,
        n_jobs=1,
    ).fit(rows.astype(np.float32), np.column_stack(list(wanted)) * factors, sample_weight=weights)
    trees = from_forest(grown)
    return replace(trees, value=trees.value / factors, base=trees.base / factors)
