"""Answers to `what now?`: recommendations with their reasons, the strategy tree, the undercut."""

from typing import Literal

from functions.strategy.shapes.parts import Answer, Car, Plan, Probability, Shape
from functions.strategy.shapes.questions import ObjectiveName
from pitwall.domain.vocabulary import Compound

Strength = Literal["clear", "lean", "toss-up"]


class Compared(Shape):
    """How much better one choice is, on the same simulated races; `probability` is that it is better at all."""

    mean: float
    standard_error: float
    probability: Probability


class Option(Shape):
    """One way on, as it came out. `lead` is how much better the recommended one is; None for that one itself."""

    label: str
    plan: Plan
    next_stop_lap: int | None
    next_compound: Compound | None
    expected_position: float
    expected_points: float
    p_win: Probability
    p_podium: Probability
    p_gain: Probability
    position_low: int
    position_high: int
    lead: Compared | None
    p_best: Probability
    runs: int


class BreakEven(Shape):
    """Where the order of the first two options flips; `flips_at` None: nowhere from `low` to `high`."""

    quantity: Literal["pit loss", "tyre wear"]
    now: float
    flips_at: float | None
    low: float
    high: float
    sentence: str


class Rejoin(Shape):
    """Where the car comes back after a stop now."""

    position: int
    pit_loss_s: float
    ahead: Car | None
    gap_ahead_s: float | None
    behind: Car | None
    gap_behind_s: float | None
    clear_air: bool


class Recommended(Shape):
    """One action, with its reasons in words made of numbers, the options it beat, and what would change its mind."""

    kind: str
    headline: str
    lap: int | None
    compound: Compound | None
    target: Car | None
    strength: Strength
    probability: Probability
    reasons: list[str]
    options: list[Option]
    break_evens: list[BreakEven]
    rejoin: Rejoin | None
    basis: Literal["simulation", "closed form", "rule"]
    runs: int


class SafetyCarAnswer(Shape):
    """What to do if the track is neutralised on that lap; `gain_s` is of boxing against staying out."""

    lap: int
    status: Literal["VSC", "SC", "RED"]
    action: Literal["BOX", "STAY", "TOSS-UP"]
    strength: Strength
    compound: Compound
    pit_loss_s: float
    green_pit_loss_s: float
    gain_s: float
    flips_at_pit_loss_s: float
    gain_positions: Compared | None
    rejoin: Rejoin
    double_stack_with: Car | None


class FieldSafetyCar(Shape):
    """What one car of the field does if the safety car comes out on the next lap, in closed form."""

    driver: Car
    action: Literal["BOX", "STAY", "TOSS-UP"]
    strength: Strength
    compound: Compound
    pit_loss_s: float
    gain_s: float
    p_faster: Probability
    rejoin: Rejoin
    double_stack_with: Car | None


class Recommendations(Answer):
    """What to do now, most urgent first, and what to do if the track is neutralised on one of the next laps.

    `safety_car_field`: what everybody would do under a safety car on the next lap, who gains most from boxing first.
    """

    driver: Car
    lap: int
    recommendations: list[Recommended]
    safety_car: list[SafetyCarAnswer]
    safety_car_field: list[FieldSafetyCar]


class TreeNode(Shape):
    """A node of the strategy tree: `branch` leads to it from its parent; a decision's value is its best choice's."""

    id: int
    parent: int | None
    kind: Literal["decision", "chance", "end"]
    label: str
    branch: str | None
    probability: Probability | None
    chosen: bool | None
    value: float
    runs: int


class StrategyTree(Answer):
    """Decisions and chances from here on; the first node is the root, parents come before their children."""

    driver: Car
    lap: int
    objective: ObjectiveName
    unit: str
    more_is_better: bool
    nodes: list[TreeNode]


class DuelLap(Shape):
    """One timing: the first car stops at the end of `first_stop_lap`, the other `laps_later` laps later."""

    first_stop_lap: int
    laps_later: int
    gap_s: float
    tyre_gain_s: float
    margin_s: float
    sd_s: float
    p_ahead: Probability


class Played(Shape):
    """The share of simulated races in which the attacker is ahead once both have stopped, a lap apart."""

    p_ahead: Probability
    standard_error: float
    runs: int


class Duel(Shape):
    """An undercut (the attacker stops first) or an overcut (the target does)."""

    kind: Literal["undercut", "overcut"]
    attacker_compound: Compound
    target_compound: Compound
    gap_s: float
    pit_loss_s: float
    gain_per_lap_s: float
    out_lap_loss_s: float
    p_success: Probability
    by_lap: list[DuelLap]
    by_answer: list[DuelLap]
    laps_to_answer: int | None
    cover_lap: int | None
    played: Played | None


class Threat(Shape):
    """An undercut or overcut that one car of the field has on another, the first stop at the end of the next lap."""

    kind: Literal["undercut", "overcut"]
    attacker: Car
    target: Car
    gap_s: float
    attacker_compound: Compound
    p_success: Probability
    laps_to_answer: int | None
    cover_lap: int | None


class Undercut(Answer):
    """Whether stopping before the target, or after it, brings the attacker past: in closed form, played as asked.

    `threats`: all that have a chance in the field as it stands, the likelier first; none while it is neutralised.
    """

    attacker: Car
    target: Car
    lap: int
    undercut: Duel
    overcut: Duel
    threats: list[Threat]
