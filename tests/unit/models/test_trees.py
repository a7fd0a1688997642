"""Plain trees answer as the libraries that grew them, explain themselves exactly, and refuse what is not a tree."""

import io

import lightgbm
import numpy as np
import pytest
import xgboost
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

from pitwall.errors import UnusableArtefactError
from pitwall.models.tree_exports import from_forest, from_lightgbm, from_xgboost
from pitwall.models.trees import TreeEnsemble

RNG = np.random.default_rng(3)
ROWS = np.where(RNG.random((300, 5)) < 0.1, np.nan, RNG.normal(size=(300, 5))).astype(np.float32).astype(float)
SCORE = np.nan_to_num(ROWS) @ np.array([1.0, -2.0, 0.5, 0.0, 0.0]) + RNG.normal(size=300)
WON = (SCORE > 0.5).astype(int)


@pytest.fixture(scope="module")
def forest() -> tuple[RandomForestRegressor, TreeEnsemble]:
    grown = RandomForestRegressor(12, min_samples_leaf=4, random_state=1).fit(ROWS, np.column_stack([WON, SCORE]))
    return grown, from_forest(grown)


def test_a_forest_of_several_outputs_answers_as_it_did(forest: tuple[RandomForestRegressor, TreeEnsemble]) -> None:
    grown, trees = forest
    np.testing.assert_allclose(trees.predict(ROWS), grown.predict(ROWS), atol=1e-12)


def test_a_forest_of_classes_gives_the_chance_of_the_second() -> None:
    grown = RandomForestClassifier(9, max_depth=4, random_state=2).fit(ROWS, WON)
    np.testing.assert_allclose(from_forest(grown).predict(ROWS)[:, 0], grown.predict_proba(ROWS)[:, 1], atol=1e-12)


def test_boosted_trees_of_xgboost_answer_as_they_did() -> None:
    names = [f"f{i}" for i in range(5)]
    booster = xgboost.train(
        {"objective": "binary:logistic", "base_score": 0.5, "max_depth": 3, "nthread": 1},
        xgboost.DMatrix(ROWS, label=WON, feature_names=names),
        20,
    )
    trees = from_xgboost(booster.get_dump(dump_format="json", with_stats=True), names, 0.0)
    said = booster.predict(xgboost.DMatrix(ROWS, feature_names=names), output_margin=True)
    np.testing.assert_allclose(trees.predict(ROWS)[:, 0], said, atol=1e-4)


def test_boosted_trees_of_lightgbm_answer_as_they_did() -> None:
    booster = lightgbm.train(
        {"objective": "binary", "num_leaves": 6, "verbose": -1, "num_threads": 1, "deterministic": True},
        lightgbm.Dataset(ROWS, label=WON),
        20,
    )
    trees = from_lightgbm(booster.dump_model())
    np.testing.assert_allclose(trees.predict(ROWS)[:, 0], booster.predict(ROWS, raw_score=True), atol=1e-6)


def test_contributions_add_up_to_the_answer(forest: tuple[RandomForestRegressor, TreeEnsemble]) -> None:
    _, trees = forest
    base, shares = trees.contributions(ROWS)
    np.testing.assert_allclose(base + shares.sum(axis=1), trees.predict(ROWS), atol=1e-9)
    assert np.abs(shares[:, 1, 1]).mean() > np.abs(shares[:, 4, 1]).mean()


def test_trees_come_back_from_their_file_to_the_digit(forest: tuple[RandomForestRegressor, TreeEnsemble]) -> None:
    _, trees = forest
    np.testing.assert_array_equal(TreeEnsemble.from_bytes(trees.to_bytes()).predict(ROWS), trees.predict(ROWS))


def test_rows_of_another_width_are_refused(forest: tuple[RandomForestRegressor, TreeEnsemble]) -> None:
    with pytest.raises(UnusableArtefactError, match="5 columns"):
        forest[1].predict(ROWS[:, :4])


def test_a_file_that_holds_no_trees_is_refused() -> None:
    with pytest.raises(UnusableArtefactError, match="no trees"):
        TreeEnsemble.from_bytes(b"PK\x03\x04 not one")


def test_a_file_with_objects_is_refused() -> None:
    held = io.BytesIO()
    np.savez(held, roots=np.array([{"a": 1}], dtype=object))
    with pytest.raises(UnusableArtefactError):
        TreeEnsemble.from_bytes(held.getvalue())


def test_trees_that_lead_in_a_circle_are_refused(forest: tuple[RandomForestRegressor, TreeEnsemble]) -> None:
    trees = forest[1]
    circular = TreeEnsemble(
        trees.roots,
        trees.feature,
        trees.threshold,
        np.where(trees.left >= 0, 0, trees.left).astype(np.int32),
        trees.right,
        trees.missing_left,
        trees.value,
        trees.base,
        trees.features,
    )
    with pytest.raises(UnusableArtefactError, match="circle"):
        TreeEnsemble.from_bytes(circular.to_bytes())
