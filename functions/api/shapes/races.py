"""Seasons, the calendar, and one race with what is stored about it."""

from datetime import date, datetime
from typing import Literal

from functions.api.shapes.references import CircuitRef, ConstructorRef, DriverRef, Shape, Winner
from pitwall.domain.vocabulary import SessionCode


class Season(Shape):
    """A season; champions once every race of it is run."""

    season: int
    races: int
    completed_races: int
    first_date: date
    last_date: date
    has_laps: bool
    drivers_champion: DriverRef | None
    constructors_champion: ConstructorRef | None


class RaceSession(Shape):
    """A session of the weekend as announced."""

    session: SessionCode
    date: date
    start_time_utc: datetime | None


class RaceSummary(Shape):
    """A race of the calendar."""

    race_id: str
    season: int
    round: int
    name: str
    official_name: str | None
    date: date
    start_time_utc: datetime | None
    status: Literal["scheduled", "completed", "cancelled"]
    circuit: CircuitRef
    sessions: list[RaceSession]
    has_sprint: bool
    laps: int | None
    scheduled_laps: int | None
    shortened: bool
    has_laps: bool
    """Whether laps of the race itself are stored: without them nothing can be simulated after the fact."""
    winner: Winner | None
    pole: DriverRef | None
    source: str


class NominatedCompounds(Shape):
    """Which of C1..C6 were the race's soft, medium and hard."""

    soft: str
    medium: str
    hard: str


class RaceWeather(Shape):
    """The means of the track-side readings during the race; `rainfall_share` of 0-1 is the share with rain."""

    air_temp_c: float | None
    track_temp_c: float | None
    rainfall_share: float | None
    readings: int


class Coverage(Shape):
    """How many rows are stored; laps, stints, stops, weather and race control of the race itself."""

    results: int
    qualifying: int
    grid: int
    practice: int
    sprint: int
    pit_stops: int
    laps: int
    stints: int
    weather: int
    race_control: int


class RaceDetail(RaceSummary):
    """A race with everything that its page shows first."""

    qualifying_format: str | None
    course_length_km: float | None
    turns: int | None
    distance_km: float | None
    compounds: NominatedCompounds | None
    weather: RaceWeather | None
    coverage: Coverage
    previous_race_id: str | None
    next_race_id: str | None
