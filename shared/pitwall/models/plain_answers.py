"""What a lap model answers, and how its files are read back: plain numbers, no training library.

Whatever answers on demand imports this and numpy at most.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

import numpy as np

from pitwall.calibration.compound_scale import compound_share
from pitwall.domain.vocabulary import Compound
from pitwall.errors import UnusableArtefactError
from pitwall.models.registry import Files

_USUAL_HARDNESS: Mapping[Compound, float] = MappingProxyType(
    {Compound.SOFT: 4.0, Compound.MEDIUM: 3.0, Compound.HARD: 2.0}
)
"""C4, C3 and C2 are what is nominated most."""
FACTS = "model.json"
TREES = "trees.npz"
INTERVAL = 0.8
"""Share of cases that lows and highs span."""
TO_EDGE_SDS = 1.2815515655446004
"""Standard deviations from the middle to the edge of such an interval."""


@dataclass(frozen=True)
class PlainAnswer:
    """A number, the interval that holds it in INTERVAL of cases, and what it is made of."""

    value: float
    low: float
    high: float
    unit: str
    base: float
    contributions: Mapping[str, float]
    """By input; with `base` they sum to `value`, or to its log-odds where `scale` says so."""
    scale: Literal["value", "log-odds"] = "value"
    notes: tuple[str, ...] = ()
    """What was missing or pooled, in words."""


def hardness(name: str | None, compound: Compound) -> float:
    """1 (C1) to 6; where the name is not known that of the usual nomination, NaN for what is no slick."""
    share = compound_share(name)
    return float(share @ np.arange(1, 7)) if share.any() else _USUAL_HARDNESS.get(compound, float("nan"))


def facts_of(files: Files) -> Mapping[str, Any]:
    """The facts of a model. Raises UnusableArtefactError where they are missing or no JSON object."""
    try:
        held = json.loads(files[FACTS])
    except (KeyError, ValueError) as problem:
        raise UnusableArtefactError(f"no facts in {FACTS}: {problem}") from problem
    if not isinstance(held, dict):
        raise UnusableArtefactError(f"{FACTS} holds no facts but a {type(held).__name__}")
    return held


def facts_bytes(facts: Mapping[str, Any]) -> bytes:
    """As JSON, the same for the same facts; numbers that are none are refused."""
    return json.dumps(facts, sort_keys=True, allow_nan=False).encode()


def told_parts(contributions: Mapping[str, float]) -> dict[str, float]:
    """The parts that say anything, the largest first."""
    said = {name: share for name, share in contributions.items() if abs(share) > 1e-12}
    return dict(sorted(said.items(), key=lambda one: (-abs(one[1]), one[0])))
