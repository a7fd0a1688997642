"""Makes plain trees from fitted forests and boosters: read from what the libraries tell of themselves, none imported.

Children always come after their parent, so that a walk ends.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from pitwall.models.trees import LEAF, Floats, TreeEnsemble


class _Forest(Protocol):
    """A fitted random forest of scikit-learn."""

    estimators_: Sequence[Any]
    n_features_in_: int


@dataclass
class _Nodes:
    """Nodes as they are collected."""

    roots: list[int] = field(default_factory=list)
    feature: list[int] = field(default_factory=list)
    threshold: list[float] = field(default_factory=list)
    left: list[int] = field(default_factory=list)
    right: list[int] = field(default_factory=list)
    missing_left: list[bool] = field(default_factory=list)
    value: list[float] = field(default_factory=list)

    def add(self, feature: int, threshold: float, missing_left: bool, value: float) -> int:
        """Its index; the children are entered once they are known."""
        self.feature.append(feature)
        self.threshold.append(threshold)
        self.left.append(LEAF)
        self.right.append(LEAF)
        self.missing_left.append(missing_left)
        self.value.append(value)
        return len(self.feature) - 1

    def ensemble(self, base: float, features: int) -> TreeEnsemble:
        return TreeEnsemble(
            roots=np.array(self.roots, dtype=np.int32),
            feature=np.array(self.feature, dtype=np.int32),
            threshold=np.array(self.threshold),
            left=np.array(self.left, dtype=np.int32),
            right=np.array(self.right, dtype=np.int32),
            missing_left=np.array(self.missing_left, dtype=bool),
            value=np.array(self.value)[:, None],
            base=np.array([base]),
            features=features,
        )


def from_forest(forest: _Forest) -> TreeEnsemble:
    """Of a RandomForestRegressor (one or several outputs) or a binary RandomForestClassifier (chance of class 1)."""
    trees = [one.tree_ for one in forest.estimators_]
    starts = np.cumsum([0, *(tree.node_count for tree in trees)])
    share = 1.0 / len(trees)
    feature = np.concatenate([tree.feature for tree in trees])
    leaf = feature < 0

    def moved(name: str) -> np.ndarray:
        held = np.concatenate([getattr(tree, name) + start for tree, start in zip(trees, starts, strict=False)])
        return np.where(leaf, LEAF, held).astype(np.int32)

    value = np.concatenate([_forest_value(tree) for tree in trees]) * share
    return TreeEnsemble(
        roots=starts[:-1].astype(np.int32),
        feature=np.where(leaf, LEAF, feature).astype(np.int32),
        threshold=np.concatenate([tree.threshold for tree in trees]),
        left=moved("children_left"),
        right=moved("children_right"),
        missing_left=np.concatenate([tree.missing_go_to_left for tree in trees]).astype(bool),
        value=value,
        base=np.zeros(value.shape[1]),
        features=int(forest.n_features_in_),
    )


def from_xgboost(dump: Sequence[str], names: Sequence[str], base: float) -> TreeEnsemble:
    """Of `booster.get_dump(dump_format="json", with_stats=True)`; `base` is the margin before the first tree."""
    column = {name: place for place, name in enumerate(names)}
    nodes = _Nodes()
    for tree in dump:
        nodes.roots.append(len(nodes.feature))
        _add_xgboost(nodes, json.loads(tree), column)
    return nodes.ensemble(base, len(names))


def from_lightgbm(model: Mapping[str, Any]) -> TreeEnsemble:
    """Of `booster.dump_model()`, numeric features only."""
    nodes = _Nodes()
    for tree in model["tree_info"]:
        nodes.roots.append(len(nodes.feature))
        _add_lightgbm(nodes, tree["tree_structure"])
    return nodes.ensemble(0.0, len(model["feature_names"]))


def _forest_value(tree: Any) -> Floats:
    """[nodes, outputs]: of a classifier's node (one output, two classes) the chance of the second class."""
    held: Floats = tree.value
    return held[:, 0, 1:] if held.shape[2] == 2 else held[:, :, 0]


def _add_xgboost(nodes: _Nodes, node: Mapping[str, Any], column: Mapping[str, int]) -> tuple[int, float, float]:
    """(index, mean value, cover) of the node; its inner values are those of its leaves, by cover."""
    if "leaf" in node:
        return nodes.add(LEAF, 0.0, False, float(node["leaf"])), float(node["leaf"]), float(node["cover"])
    # XGBoost goes left below the threshold, these trees up to it: the next smaller single-precision number is the same.
    threshold = float(np.nextafter(np.float32(node["split_condition"]), np.float32(-np.inf)))
    own = nodes.add(column[node["split"]], threshold, node["missing"] == node["yes"], 0.0)
    children = {child["nodeid"]: child for child in node["children"]}
    left, left_value, left_cover = _add_xgboost(nodes, children[node["yes"]], column)
    right, right_value, right_cover = _add_xgboost(nodes, children[node["no"]], column)
    nodes.left[own], nodes.right[own] = left, right
    cover = left_cover + right_cover
    share = left_cover / cover if cover > 0 else 0.5
    nodes.value[own] = left_value * share + right_value * (1.0 - share)
    return own, nodes.value[own], cover


def _add_lightgbm(nodes: _Nodes, node: Mapping[str, Any]) -> tuple[int, float, float]:
    if "leaf_value" in node:
        value = float(node["leaf_value"])
        return nodes.add(LEAF, 0.0, False, value), value, float(node.get("leaf_count", 1))
    # Compared in single precision: the threshold is rounded the way the value will be, so that ties fall the same side.
    missing_left = bool(node["default_left"]) if node["missing_type"] == "NaN" else float(node["threshold"]) >= 0.0
    own = nodes.add(int(node["split_feature"]), float(np.float32(node["threshold"])), missing_left, 0.0)
    left, left_value, left_count = _add_lightgbm(nodes, node["left_child"])
    right, right_value, right_count = _add_lightgbm(nodes, node["right_child"])
    nodes.left[own], nodes.right[own] = left, right
    count = left_count + right_count
    nodes.value[own] = (left_value * left_count + right_value * right_count) / count if count > 0 else 0.0
    return own, nodes.value[own], count
