"""The strategy tree of a simulated race: adds up, in the objective's own words, and the same as the recommendation."""

import json
from dataclasses import asdict

import pytest

from pitwall.errors import IllegalStrategyError
from pitwall.strategy.decision_tree import Node
from pitwall.strategy.objectives import Objective
from pitwall.strategy.tree import strategy_tree
from tests.hand_made_setup import hand_made_setup, state_after

SETUP = hand_made_setup()


def _check(node: Node, more_is_better: bool) -> None:
    best = max if more_is_better else min
    for below in node.walk():
        if below.kind == "chance":
            assert sum(branch.probability or 0.0 for branch in below.branches) == pytest.approx(1.0)
            mean = sum((branch.probability or 0.0) * branch.node.value for branch in below.branches)
            assert below.value == pytest.approx(mean)
        if below.kind == "decision":
            assert below.value == best(branch.node.value for branch in below.branches)


@pytest.mark.parametrize("name", ["expected_position", "expected_points", "win"])
def test_the_tree_adds_up_in_the_words_of_its_objective(name: str) -> None:
    tree = strategy_tree(SETUP, state_after(SETUP, 22), "d1", objective=Objective(name), runs=192)  # type: ignore[arg-type]
    _check(tree.root, tree.more_is_better)
    assert tree.more_is_better is (name != "expected_position")
    low, high = {"expected_position": (1, 20), "expected_points": (0, 25), "win": (0, 1)}[name]
    assert all(low <= node.value <= high for node in tree.root.walk())


def test_boxing_and_staying_are_both_choices_and_chance_follows() -> None:
    root = strategy_tree(SETUP, state_after(SETUP, 22), "d4", runs=256).root
    labels = [branch.label.split()[0] for branch in root.branches]
    assert root.kind == "decision"
    assert {"BOX", "STAY"} <= set(labels)
    assert any(branch.node.kind == "chance" for branch in root.branches)


def test_a_tree_is_json_as_it_is() -> None:
    tree = strategy_tree(SETUP, state_after(SETUP, 22), "d4", runs=64)
    assert json.loads(json.dumps(asdict(tree.root)))["kind"] == "decision"


def test_without_a_legal_plan_there_is_no_tree() -> None:
    with pytest.raises(IllegalStrategyError, match="no legal plan left"):
        strategy_tree(SETUP, state_after(SETUP, 56), "d4", runs=64)
