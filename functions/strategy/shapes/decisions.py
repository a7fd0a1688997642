"""Answers to `what now?`: recommendations with their reasons, the strategy tree, the undercut."""

from typing import Literal

from functions.strategy.shapes.parts import Answer, Car, Probability, Shape, Source
from pitwall.domain.vocabulary import Compound


class Beaten(Shape):
    """An alternative that the recommendation beat, and by how much (in expected positions, with standard error)."""

    action: str
    positions_lost: float | None
    standard_error: float | None


class Recommended(Shape):
    """One action, with its reason in words made of numbers."""

    priority: int
    kind: str
    headline: str
    lap: int | None
    compound: Compound | None
    target: Car | None
    confidence: Probability
    reason: str
    beats: list[Beaten]
    would_change: list[str]
    source: Source


class SafetyCarAnswer(Shape):
    """What to do if a safety car comes out on that lap."""

    lap: int
    action: str
    compound: Compound | None
    positions_gained: float
    confidence: Probability


class Recommendations(Answer):
    """What to do now, most urgent first, and what to do if a safety car comes."""

    driver: Car
    lap: int
    recommendations: list[Recommended]
    safety_car: list[SafetyCarAnswer]


class TreeNode(Shape):
    """A node of the strategy tree; `value` is the expected finishing position from there on."""

    id: int
    parent: int | None
    kind: Literal["decision", "chance", "outcome"]
    label: str
    lap: int
    probability: Probability
    value: float
    best: bool


class StrategyTree(Answer):
    """Decisions and chances from here on; the first node is the root, parents come before their children."""

    driver: Car
    lap: int
    nodes: list[TreeNode]


class UndercutLap(Shape):
    """Stopping on `lap`: seconds gained on the target once both have stopped, and the chance to be ahead then."""

    lap: int
    gain_s: float
    gain_sd_s: float
    p_ahead: Probability


class Undercut(Answer):
    """Whether stopping before the target, or after it, brings the attacker past."""

    attacker: Car
    target: Car
    lap: int
    gap_s: float
    undercut: list[UndercutLap]
    overcut: list[UndercutLap]
