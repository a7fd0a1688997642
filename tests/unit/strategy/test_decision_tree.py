"""The decision tree: probabilities that add up, values that are means, and nothing that does not matter."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pitwall.strategy.decision_tree import Choice, Node, Split, decision_tree


def _choice(label: str, runs: int, seed: int, sc_share: float = 0.4, effect: float = 1.0) -> Choice:
    rng = np.random.default_rng(seed)
    sc, slow = (rng.random(runs) < sc_share).astype(int), (rng.random(runs) < 0.1).astype(int)
    keeping = rng.normal(size=runs) - effect * sc - effect * slow
    splits = (Split("SC?", sc, ("none", "safety car")), Split("Stop?", slow, ("usual", "slow")))
    return Choice(label, keeping, keeping + 0.5 * effect * sc, splits)


def _check(node: Node) -> None:
    for below in node.walk():
        if below.kind == "chance":
            shares = [branch.probability for branch in below.branches]
            assert sum(share or 0.0 for share in shares) == pytest.approx(1.0)
            mean = sum((branch.probability or 0.0) * branch.node.value for branch in below.branches)
            assert below.value == pytest.approx(mean)
            assert below.runs == sum(branch.node.runs for branch in below.branches)
        elif below.kind == "decision":
            assert below.value == max(branch.node.value for branch in below.branches)
            assert [branch.chosen for branch in below.branches].count(True) == 1
        else:
            assert below.branches == ()


@settings(max_examples=40, deadline=None)
@given(
    runs=st.integers(1, 400),
    seed=st.integers(0, 10_000),
    share=st.floats(0.0, 1.0),
    effect=st.floats(0.0, 5.0),
    count=st.integers(1, 6),
)
def test_every_split_adds_up(runs: int, seed: int, share: float, effect: float, count: int) -> None:
    choices = [_choice(f"choice {index}", runs, seed + index, share, effect) for index in range(count)]
    _check(decision_tree("now", choices, most_choices=4))


def test_answering_a_safety_car_is_chosen_where_it_pays() -> None:
    root = decision_tree("now", [_choice("box", 2000, 1)])
    chance = root.branches[0].node
    after = {branch.label: branch.node for branch in chance.branches}
    assert after["safety car"].kind == "decision"
    assert {branch.label: branch.chosen for branch in after["safety car"].branches} == {
        "answer it": True,
        "keep to the plan": False,
    }
    assert after["none"].kind != "decision"


def test_chance_that_changes_nothing_is_not_told() -> None:
    even = Choice("box", np.ones(100), np.ones(100), (Split("SC?", np.arange(100) % 2, ("none", "also none")),))
    kept = Choice("box", np.ones(100), np.ones(100), (Split("SC?", np.zeros(100, int), ("none", "safety car")),))
    assert decision_tree("now", [kept]).branches[0].node.kind == "end"
    assert decision_tree("now", [even]).value == 1.0


def test_rare_outcomes_are_told_together() -> None:
    outcome = np.zeros(1000, int)
    outcome[:5], outcome[5:12], outcome[12:300] = 1, 2, 3
    values = np.where(outcome == 3, 5.0, 0.0)
    choice = Choice("box", values, values, (Split("SC?", outcome, ("none", "VSC", "red", "SC")),))
    labels = [branch.label for branch in decision_tree("now", [choice]).branches[0].node.branches]
    assert labels == ["none", "SC", "VSC or red"]


def test_only_the_best_choices_are_kept_best_first() -> None:
    quiet = (Split("SC?", np.zeros(4, int), ("none",)),)
    choices = [Choice(str(value), np.full(4, value), np.full(4, value), quiet) for value in (1.0, 3.0, 2.0)]
    root = decision_tree("now", choices, most_choices=2)
    assert [branch.label for branch in root.branches] == ["3.0", "2.0"]
