"""The small objects by which answers name a driver, a constructor or a circuit."""

from pydantic import BaseModel, ConfigDict


class Shape(BaseModel):
    """Base of all shapes: nothing but the named fields, all of them always present."""

    model_config = ConfigDict(extra="forbid", defer_build=True)


class DriverRef(Shape):
    """A driver, with code and number as of the race or season in question."""

    driver_id: str
    name: str
    code: str | None
    number: str | None


class ConstructorRef(Shape):
    """A constructor."""

    constructor_id: str
    name: str


class CircuitRef(Shape):
    """A circuit."""

    circuit_id: str
    name: str
    place_name: str | None
    country: str | None


class Winner(Shape):
    """Who won, in what."""

    driver: DriverRef
    constructor: ConstructorRef
