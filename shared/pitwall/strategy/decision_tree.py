"""The strategy tree: what to do now, what chance may bring (safety car, rain, slow stop), what to do then, and worth.

Every chance node splits the very races that were simulated, so probabilities add up to one and values to their mean.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pitwall.strategy.paired import Values

RARE = 0.02
"""Outcomes less likely than this are told together."""
WORTH_TELLING = 0.01
"""A chance node stays if its outcomes move the value by this much on average over all races, in objective's units."""
FEWEST_RUNS = 20
"""A split of which an outcome rests on fewer races is not told: its value would be noise."""


@dataclass(frozen=True)
class Branch:
    """One way on from a node."""

    label: str
    probability: float | None
    """Of a chance node's outcome; None for a choice."""
    chosen: bool | None
    """Of a decision: the best choice; None for an outcome."""
    node: "Node"


@dataclass(frozen=True)
class Node:
    """A decision (its value is its best choice's), a chance (its value is the mean of its outcomes') or an end."""

    kind: Literal["decision", "chance", "end"]
    label: str
    value: float
    """In units of the objective; more is better."""
    runs: int
    """Simulated races the value rests on."""
    branches: tuple[Branch, ...] = ()

    def walk(self) -> Iterator["Node"]:
        """This node and all under it."""
        yield self
        for branch in self.branches:
            yield from branch.node.walk()


@dataclass(frozen=True)
class Split:
    """One kind of chance: which outcome each run had, and what the outcomes are called."""

    label: str
    outcome: NDArray[np.integer]
    """[runs] index in `names`."""
    names: tuple[str, ...]


@dataclass(frozen=True)
class Choice:
    """One thing to do now, with what became of it in every run."""

    label: str
    keeping: Values
    """[runs] value when the plan is kept to whatever happens; more is better."""
    reacting: Values
    """[runs] value when the car also answers neutralisations and the weather."""
    splits: tuple[Split, ...]
    """The first one is the neutralisation split: after its outcomes but the first the car may react."""


def decision_tree(question: str, choices: Sequence[Choice], *, most_choices: int = 4) -> Node:
    """The tree over the best `most_choices` choices, pruned to what matters.

    The best of several means over finite runs is a little high by nature; the runs are given for judging it.
    """
    nodes = [(choice.label, _after(choice)) for choice in choices]
    ranked = sorted(nodes, key=lambda entry: -entry[1].value)[:most_choices]
    return _decision(question, ranked)


def _decision(label: str, options: Sequence[tuple[str, Node]]) -> Node:
    best = max(options, key=lambda option: option[1].value)
    branches = tuple(Branch(name, None, node is best[1], node) for name, node in options)
    return Node("decision", label, best[1].value, best[1].runs, branches)


def _after(choice: Choice) -> Node:
    neutralisation, *others = choice.splits
    everything = np.ones(len(choice.keeping), dtype=bool)
    outcomes = []
    for name, runs in _outcomes(neutralisation, everything):
        keep = _chances(choice.keeping, runs, others)
        if name == neutralisation.names[0]:
            outcomes.append((name, runs, keep))
            continue
        react = _chances(choice.reacting, runs, others)
        answers = [("answer it", react), ("keep to the plan", keep)]
        outcomes.append((name, runs, _decision(f"{name}: what now?", answers)))
    return _pruned(_chance(neutralisation.label, outcomes), len(everything))


def _chances(values: Values, runs: NDArray[np.bool_], splits: Sequence[Split]) -> Node:
    if not splits:
        return Node("end", "", float(values[runs].mean()), int(runs.sum()))
    split, *others = splits
    outcomes = [(name, part, _chances(values, part, others)) for name, part in _outcomes(split, runs)]
    if min(int(part.sum()) for _, part, _ in outcomes) < FEWEST_RUNS:
        return _chances(values, runs, others)
    return _pruned(_chance(split.label, outcomes), len(values))


def _outcomes(split: Split, runs: NDArray[np.bool_]) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    """The outcomes that happened in these runs, rare ones together where there are several."""
    total = int(runs.sum())
    masks = [(name, runs & (split.outcome == index)) for index, name in enumerate(split.names)]
    masks = [(name, mask) for name, mask in masks if mask.any()]
    rare = [(name, mask) for name, mask in masks if mask.sum() < RARE * total]
    yield from ((name, mask) for name, mask in masks if mask.sum() >= RARE * total)
    if rare:
        together: NDArray[np.bool_] = np.logical_or.reduce([mask for _, mask in rare])
        yield " or ".join(name for name, _ in rare), together


def _chance(label: str, outcomes: Sequence[tuple[str, NDArray[np.bool_], Node]]) -> Node:
    total = sum(int(mask.sum()) for _, mask, _ in outcomes)
    shares = [int(mask.sum()) / total for _, mask, _ in outcomes]
    value = sum(share * node.value for share, (_, _, node) in zip(shares, outcomes, strict=True))
    branches = tuple(Branch(name, share, None, node) for share, (name, _, node) in zip(shares, outcomes, strict=True))
    return Node("chance", label, value, total, branches)


def _pruned(node: Node, total: int) -> Node:
    """The node, or its bare value where its outcomes move the tree's value too little and nothing hangs on them."""
    if len(node.branches) == 1:
        return node.branches[0].node
    moved = sum((branch.probability or 0.0) * abs(branch.node.value - node.value) for branch in node.branches)
    reached = node.runs / total
    if moved * reached < WORTH_TELLING and not any(below.kind == "decision" for below in node.walk()):
        return replace(node, kind="end", label="", branches=())
    return node
