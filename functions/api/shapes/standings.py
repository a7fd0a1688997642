"""Rows of the championship standings."""

from typing import Literal

from functions.api.shapes.references import ConstructorRef, DriverRef, Shape


class DriverStandingRow(Shape):
    """A driver in the championship after a round."""

    season: int
    round: int
    position: int | None
    position_text: str
    driver: DriverRef
    constructors: list[ConstructorRef]
    points: float
    wins: int
    podiums: int
    gap_to_leader: float
    basis: Literal["computed", "published"]


class ConstructorStandingRow(Shape):
    """A constructor (with its engine, which early seasons count apart) in the championship after a round."""

    season: int
    round: int
    position: int | None
    position_text: str
    constructor: ConstructorRef
    engine_manufacturer_id: str
    points: float
    wins: int
    podiums: int
    gap_to_leader: float
    basis: Literal["computed", "published"]
