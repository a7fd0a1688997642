"""What a driver wants from a race, as a loss per simulated race.

The mean loss ranks plans; losses of the same races are what pairs of plans are compared by.
"""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from pitwall.domain.points import RaceOutcome, points_table
from pitwall.domain.regulations import MOST_CARS, RaceRules
from pitwall.errors import InvalidRequestError

Array = NDArray[np.float64]
ObjectiveName = Literal["expected_position", "expected_points", "win", "podium", "target_position", "cautious"]

_PODIUM = 3
_CAUTIOUS_SHARE = 0.2
"""The share of worst outcomes a cautious driver looks at: the same tail that an 80 % interval leaves out above."""


@dataclass(frozen=True)
class Objective:
    """What is to be got: see `ObjectiveName`. `target_position` belongs to the objective of that name.

    Raises InvalidRequestError for an unknown name or a target that is missing, needless or no place.
    """

    name: ObjectiveName = "expected_position"
    target_position: int | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be aimed at."""
        if self.name not in get_args(ObjectiveName):
            raise InvalidRequestError(f"objective {self.name}: one of {', '.join(get_args(ObjectiveName))}")
        if (self.name == "target_position") != (self.target_position is not None):
            raise InvalidRequestError("a target position belongs to the objective target_position, which needs it")
        if self.target_position is not None and not 1 <= self.target_position <= MOST_CARS:
            raise InvalidRequestError(f"target position {self.target_position}: 1 to {MOST_CARS}")

    def losses(self, position: NDArray[np.uint8], points: Array) -> Array:
        """[.., runs] how much each race fell short; less is better, and only means are compared.

        `position` holds finishing positions [.., runs], `points` what each race scored, of the same shape. Positions
        for expected position and cautious (mean of the worst fifth), points or probability for the others.
        """
        if self.name == "expected_points":
            return -points
        if self.name == "expected_position":
            return position.astype(np.float64)
        if self.name == "cautious":
            return _shortfall(position.astype(np.float64))
        aim = {"win": 1, "podium": _PODIUM}.get(self.name) or self.target_position or MOST_CARS
        return (position > aim).astype(np.float64)


EXPECTED_POSITION = Objective()


def race_points(rules: RaceRules) -> tuple[float, ...]:
    """Points of first, second, ... place of a race over its full distance; further places score nothing.

    The point for the fastest lap is left out: the simulator says nothing of single laps.
    """
    return points_table(RaceOutcome(rules.season, round=0, session="R", finishes=()))


def points_of_places(rules: RaceRules) -> Array:
    """[MOST_CARS + 1] the same by finishing position; none for place 0."""
    table = race_points(rules)
    points = np.zeros(MOST_CARS + 1)
    points[1 : len(table) + 1] = table
    return points


def _shortfall(position: Array) -> Array:
    """Losses whose mean is the mean of the worst share of positions (Rockafellar and Uryasev 2000)."""
    at_risk = np.quantile(position, 1.0 - _CAUTIOUS_SHARE, axis=-1, keepdims=True, method="inverted_cdf")
    losses: Array = at_risk + np.maximum(0.0, position - at_risk) / _CAUTIOUS_SHARE
    return losses
