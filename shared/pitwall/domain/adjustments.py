"""What stewards and courts did to championships beside the results: points taken and entries excluded.

Each line is a decision with its reason; anything that follows from positions alone does not belong here.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class ConstructorAdjustment(NamedTuple):
    """Points a constructor gains (below zero: loses) with a round, beside those of its cars.

    None: all it had before the round lapses, finishes for countback included.
    """

    season: int
    round: int
    constructor_id: str
    points: float | None
    reason: str


class Exclusion(NamedTuple):
    """An entry (driver or constructor id) out of its championship from a round on: last, and without a position."""

    season: int
    from_round: int
    entry_id: str
    position_text: str
    keeps_points: bool
    reason: str


CONSTRUCTOR_ADJUSTMENTS = (
    ConstructorAdjustment(1995, 1, "benetton", -10, "Brazil: fuel unlike its sample; the driver kept his points"),
    ConstructorAdjustment(1995, 1, "williams", -6, "Brazil: fuel unlike its sample; the driver kept his points"),
    ConstructorAdjustment(2000, 10, "mclaren", -10, "Austria: a seal missing on the winner's electronic box"),
    ConstructorAdjustment(2018, 13, "force-india", None, "sold and entered anew in Belgium: a new team in the table"),
    ConstructorAdjustment(2020, 5, "racing-point", -15, "brake ducts made to another team's design"),
)
"""Stewards' and FIA decisions of those events."""

DRIVER_EXCLUSIONS = (
    Exclusion(
        1997, 17, "michael-schumacher", "DSQ", True, "collision at Jerez: results stand, place in the table lost"
    ),
)
"""FIA World Motor Sport Council, 11 November 1997."""

CONSTRUCTOR_EXCLUSIONS = (
    Exclusion(2007, 1, "mclaren", "EX", False, "held another team's confidential documents: all points of the season"),
)
"""FIA World Motor Sport Council, 13 September 2007. Applied from the first round, as the standings were republished."""

_ONE_CAR_ENTRY = "second car of a team that had entered one for the season: not eligible for points"
INELIGIBLE: Mapping[tuple[int, int, str], str] = MappingProxyType(
    {
        (1984, 14, "gerhard-berger"): _ONE_CAR_ENTRY,
        (1984, 14, "jo-gartner"): _ONE_CAR_ENTRY,
        (1987, 16, "yannick-dalmas"): _ONE_CAR_ENTRY,
    }
)
"""Season, round and driver of a finish in the points that scored none; those behind did not move up."""
