"""Drivers, constructors and circuits, in lists and alone."""

from datetime import date

from functions.api.shapes.references import ConstructorRef, Shape, Winner


class DriverRow(Shape):
    """A driver; `constructors` are those driven for in the season asked for, in order."""

    driver_id: str
    name: str
    first_name: str | None
    last_name: str | None
    code: str | None
    number: str | None
    nationality: str | None
    date_of_birth: date | None
    date_of_death: date | None
    constructors: list[ConstructorRef]


class DriverDetail(DriverRow):
    """A driver's record in Grands Prix; `races` are starts."""

    seasons: list[int]
    races: int
    wins: int
    podiums: int
    poles: int


class ConstructorRow(Shape):
    """A constructor."""

    constructor_id: str
    name: str
    full_name: str | None
    country: str | None


class ConstructorDetail(ConstructorRow):
    """A constructor's record in Grands Prix; both cars of a race may count among `podiums`."""

    seasons: list[int]
    races: int
    wins: int
    podiums: int


class CircuitRow(Shape):
    """A circuit."""

    circuit_id: str
    name: str
    full_name: str | None
    circuit_type: str | None
    direction: str | None
    place_name: str | None
    country: str | None
    latitude: float | None
    longitude: float | None
    length_km: float | None
    turns: int | None


class CircuitRace(Shape):
    """A race run at a circuit."""

    race_id: str
    name: str
    date: date
    winner: Winner | None


class CircuitDetail(CircuitRow):
    """A circuit with its races, newest first."""

    races: list[CircuitRace]
