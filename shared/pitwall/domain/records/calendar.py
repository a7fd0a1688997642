"""People, places and plans: drivers, constructors, circuits, races, sessions and seats."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from pitwall.domain.records.base import DriverCode, Laps, RaceRecord, Record, SessionTime, Slug, Text
from pitwall.domain.vocabulary import SessionCode


class Driver(Record):
    """A person who entered a World Championship race."""

    driver_id: Slug
    name: Text
    first_name: Text | None = None
    last_name: Text | None = None
    driver_code: DriverCode | None = None
    permanent_number: Annotated[int, Field(ge=0, le=999)] | None = None
    date_of_birth: date | None = None
    date_of_death: date | None = None
    nationality: Text | None = None


class Constructor(Record):
    """A maker of cars."""

    constructor_id: Slug
    name: Text
    full_name: Text | None = None
    country: Text | None = None


class Circuit(Record):
    """A place where races are run."""

    circuit_id: Slug
    name: Text
    full_name: Text | None = None
    circuit_type: Literal["RACE", "ROAD", "STREET"] | None = None
    direction: Literal["CLOCKWISE", "ANTI_CLOCKWISE"] | None = None
    place_name: Text | None = None
    country: Text | None = None
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None
    length_km: Annotated[float, Field(gt=0, le=100)] | None = None
    turns: Annotated[int, Field(ge=0, le=200)] | None = None


class Race(RaceRecord):
    """One round of a season's calendar."""

    date: date
    start_time_utc: datetime | None = None
    name: Text
    official_name: Text | None = None
    grand_prix_id: Slug | None = None
    circuit_id: Slug
    circuit_layout_id: Slug | None = None
    qualifying_format: Text | None = None
    course_length_km: Annotated[float, Field(gt=0, le=100)] | None = None
    turns: Annotated[int, Field(ge=0, le=200)] | None = None
    laps: Laps | None = None
    """Laps counted for the result; None before the race."""
    scheduled_laps: Laps | None = None
    """Only where it differs from `laps`: the race was shortened (or lengthened)."""
    distance_km: Annotated[float, Field(ge=0, le=1_000)] | None = None
    cancelled: bool = False


class ScheduledSession(RaceRecord):
    """A session of a weekend as the calendar announces it."""

    session: SessionCode
    date: date
    start_time_utc: datetime | None = None


class SessionTiming(RaceRecord):
    """When a session really ran: offsets of the live-timing feed, and its zero in UTC."""

    session: SessionCode
    start_time_s: SessionTime | None = None
    finish_time_s: SessionTime | None = None
    feed_zero_utc: datetime | None = None
    started_utc: datetime | None = None
    feed_zero_method: Text | None = None


class Seat(RaceRecord):
    """A driver entered by a constructor for one round."""

    driver_id: Slug
    constructor_id: Slug
    entrant_id: Slug | None = None
    engine_manufacturer_id: Slug | None = None
    driver_code: DriverCode | None = None
