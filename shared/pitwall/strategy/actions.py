"""What a recommendation is made of: the kind of action, its options on one scale, and what would change its mind.

Plain frozen dataclasses, so that a screen, a log and the command line say the same thing.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from pitwall.calibration.race_setup import Provenance
from pitwall.domain.tyre_strategy import Strategy
from pitwall.domain.vocabulary import Compound
from pitwall.strategy.paired import Difference, Strength
from pitwall.strategy.rejoin import Rejoin


class Kind(StrEnum):
    """What a car may be told."""

    BOX_NOW = "BOX NOW"
    STAY_OUT = "STAY OUT"
    EXTEND = "EXTEND TO LAP"
    TOSS_UP = "TOSS-UP"
    SWITCH = "SWITCH"
    UNDERCUT = "UNDERCUT"
    COVER = "COVER"
    PUSH = "PUSH"
    BALANCED = "BALANCED"
    CONSERVE = "CONSERVE"
    SC_READY = "SC READY"
    SWAP = "SWAP"


Source = Literal["simulation", "closed form", "rule"]
"""Simulated races; the calibrated means and spreads alone; or a rule that leaves no choice."""


@dataclass(frozen=True)
class Option:
    """One way on, as it came out over the simulated races."""

    label: str
    """Such as `BOX NOW for HARD` or `STAY OUT until lap 27`."""
    strategy: Strategy
    next_stop_lap: int | None
    """None: no more stops."""
    next_compound: Compound | None
    expected_position: float
    expected_points: float
    p_win: float
    p_podium: float
    p_gain: float
    """That the car finishes ahead of its present place."""
    position_low: int
    position_high: int
    """80 % of the races lie between them."""
    lead: Difference | None
    """How much better the recommended option is, in the objective's unit; None for the recommended one itself."""
    p_best: float
    runs: int


@dataclass(frozen=True)
class BreakEven:
    """Where the order of the first two options flips."""

    quantity: Literal["pit loss", "tyre wear"]
    now: float
    """Seconds a stop costs; 1 for wear."""
    flips_at: float | None
    """Same unit; None: nowhere in the range that was tried."""
    low: float
    high: float
    """The range that was tried."""
    sentence: str


@dataclass(frozen=True)
class Recommendation:
    """One action for one car."""

    kind: Kind
    driver_id: str
    headline: str
    lap: int | None
    """When: the lap at whose end the car stops, or from which on it holds."""
    compound: Compound | None
    target_id: str | None
    """Whom it is about, for UNDERCUT, COVER and SWAP."""
    strength: Strength
    probability: float
    """That it is better than the alternative named first in `options`, or that it succeeds."""
    reasons: tuple[str, ...]
    options: tuple[Option, ...]
    """The recommended one first; empty where nothing was simulated."""
    break_evens: tuple[BreakEven, ...]
    rejoin: Rejoin | None
    source: Source
    runs: int
    seed: int
    provenance: Provenance
