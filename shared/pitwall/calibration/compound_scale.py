"""Pirelli's names of compounds on one scale, C1 (hardest) to C6: what a nomination tells beyond soft, medium, hard.

2018's names are placed as Pirelli did when it renamed them for 2019: hypersoft became C5, ultrasoft C4, soft C3, medium
C2 and hard C1; the supersoft, dropped between ultrasoft and soft, counts half as either. Renumberings since (C0 in
2023) are not followed: they are smaller than what races of one compound differ by.
"""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

COMPOUND_SCALE = ("C1", "C2", "C3", "C4", "C5", "C6")

_NAMES_2018: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {
        "HYPERSOFT": (5,),
        "ULTRASOFT": (4,),
        "SUPERSOFT": (3, 4),
        "SOFT": (3,),
        "MEDIUM": (2,),
        "HARD": (1,),
        "SUPERHARD": (1,),
    }
)


def compound_share(name: str | None) -> NDArray[np.float64]:
    """[6] how much of the compound called `name` is C1 to C6; all 0 for a name not on the scale."""
    share = np.zeros(len(COMPOUND_SCALE))
    numbers = _NAMES_2018.get(name or "") or tuple(i + 1 for i, known in enumerate(COMPOUND_SCALE) if known == name)
    for number in numbers:
        share[number - 1] = 1.0 / len(numbers)
    return share
