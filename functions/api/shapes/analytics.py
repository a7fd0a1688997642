"""How drivers, teams and circuits have done: form, trends with their uncertainty, rankings."""

from typing import Literal

from functions.api.shapes.references import CircuitRef, ConstructorRef, DriverRef, Shape


class Trend(Shape):
    """A straight line through finishing places by least squares: places a race (negative is forward), and how sure."""

    places_per_race: float
    standard_error: float | None
    races: int


class Conditions(Shape):
    """Results under one condition, such as street circuits or wet races."""

    condition: Literal["street", "road", "permanent", "wet", "dry"]
    races: int
    avg_position: float | None
    points_per_race: float


class RatingNow(Shape):
    """A rating after the newest race it knows."""

    system: str
    race_id: str
    rating: float
    sd: float | None


class EloPoint(Shape):
    """Elo after a race."""

    race_id: str
    rating: float


class TraitRow(Shape):
    """One trait of a driver, from laps, as a percentile among the season's drivers."""

    trait: str
    value: float
    unit: str
    n: int
    percentile: float
    as_of: str


class DriverPerformance(Shape):
    """A driver's results over a career or a season. What nothing is stored of is null or empty."""

    driver: DriverRef
    season: int | None
    races: int
    avg_position: float | None
    """Of classified finishes."""
    points_per_race: float | None
    qualifying_avg: float | None
    places_gained_avg: float | None
    """From grid to flag, classified finishes."""
    wins: int
    podiums: int
    retirement_rate: float | None
    trend: Trend | None
    by_condition: list[Conditions]
    ratings: list[RatingNow]
    elo_history: list[EloPoint]
    profile_season: int | None
    profile: list[TraitRow]


class LapRecord(Shape):
    """The fastest race lap since lap times are stored."""

    driver: DriverRef
    season: int
    lap_time_s: float


class CircuitTraitRow(Shape):
    """One number of a circuit, from the races held there."""

    trait: str
    value: float
    sd: float | None
    unit: str
    n: int
    as_of: str


class CircuitInsights(Shape):
    """What races at a circuit are like."""

    circuit: CircuitRef
    races: int
    first_season: int | None
    fastest_lap_record: LapRecord | None
    avg_pit_stops: float | None
    """A car, races since 1994."""
    pole_to_win: float | None
    """Share of races won from the first grid slot."""
    avg_winner_grid: float | None
    retirement_rate: float | None
    traits: list[CircuitTraitRow]


class TrackDriverRow(Shape):
    """A driver's results at one circuit."""

    driver: DriverRef
    races: int
    avg_position: float | None
    best_position: int | None
    wins: int
    podiums: int
    avg_grid: float | None


class DriverRankingRow(Shape):
    """A driver in a ranking; `value` is Elo, points, or wins, as `by` says."""

    rank: int
    driver: DriverRef
    value: float
    races: int
    wins: int
    podiums: int
    as_of: str | None


class ConstructorRankingRow(Shape):
    """A constructor in a ranking; `value` is Elo, points, or wins, as `by` says."""

    rank: int
    constructor: ConstructorRef
    value: float
    races: int
    wins: int
    podiums: int
    as_of: str | None
