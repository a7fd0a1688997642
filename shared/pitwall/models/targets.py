"""What is asked about a car's race, and the truth of it."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

import numpy as np

from pitwall.models.trees import Floats, Ints

SCORING_PLACES = 10
"""Places that earn points since 2010; learned from older races too, whoever scored then."""


class Target(StrEnum):
    """What members answer. `PLACE` is the expected share of the field in front, the rest are chances."""

    WIN = "win"
    PODIUM = "podium"
    POINTS = "points"
    PLACE = "place"


PLACES: Mapping[Target, int] = MappingProxyType({Target.WIN: 1, Target.PODIUM: 3, Target.POINTS: SCORING_PLACES})
"""How many cars a chance is shared by."""


def truth(target: Target, order: Floats, starts: Ints) -> Floats:
    """[rows] 1 or 0 for a chance; for PLACE the share of the field in front, 0-1 (a half place to its own)."""
    if target is Target.PLACE:
        share: Floats = (order - 0.5) / np.repeat(np.diff(starts), np.diff(starts))
        return share
    return (order <= PLACES[target]).astype(float)
