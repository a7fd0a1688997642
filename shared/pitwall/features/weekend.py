"""A race weekend as known at a horizon, and its outcome: plain values, so that a fold cannot reach for more.

`Weekend` has no field that could hold anything of the race itself; what the horizon hides is an empty tuple in it.
"""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from pitwall.domain.forecasts import Horizon
from pitwall.domain.vocabulary import RaceKey

NAN = float("nan")


@dataclass(frozen=True)
class Race:
    """One race as the calendar announces it."""

    key: RaceKey
    date: date
    grand_prix_id: str
    circuit_id: str
    circuit_type: str | None
    """RACE (permanent), ROAD or STREET."""
    latitude: float
    course_length_km: float
    """NaN where not announced."""
    season_rounds: int
    """Races of the season's calendar."""
    sprint: bool
    sprint_format: str | None
    """`sets_grid` (2021-22), `after_qualifying` (2023), `before_qualifying` (since 2024); None without a sprint."""


class Entry(NamedTuple):
    """Who is entered for whom."""

    driver_id: str
    constructor_id: str
    engine_manufacturer_id: str | None


class PracticeLine(NamedTuple):
    """A driver's practice session."""

    session: str
    driver_id: str
    constructor_id: str
    position: float
    time_s: float
    laps: float


class QualifyingLine(NamedTuple):
    """A driver's qualifying, all parts together."""

    driver_id: str
    constructor_id: str
    display_order: int
    position: float
    q1_s: float
    q2_s: float
    q3_s: float
    time_s: float

    @property
    def best_s(self) -> float:
        """The best lap of all parts; NaN without a time."""
        known = [one for one in (self.q1_s, self.q2_s, self.q3_s, self.time_s) if one == one]
        return min(known, default=NAN)


class GridLine(NamedTuple):
    """A place on the grid, penalties served; `slot` counts pit-lane starters after the last."""

    driver_id: str
    constructor_id: str
    slot: int
    pit_lane: bool


class ResultLine(NamedTuple):
    """A driver's race or sprint. `order` counts 1..n over the starters, retirements in official order."""

    driver_id: str
    constructor_id: str
    order: float
    position: float
    """NaN where not classified."""
    position_text: str
    grid: float
    laps: float
    time_s: float
    points: float
    reason_retired: str | None
    started: bool
    engine_manufacturer_id: str | None
    finished: bool
    """Running at the end or excluded after it; False for a retirement and for who never started."""


class SectorLine(NamedTuple):
    """A driver's best sectors of a session."""

    driver_id: str
    sector1_s: float
    sector2_s: float
    sector3_s: float
    speed_trap_kmh: float


class PaceLine(NamedTuple):
    """Gaps to the field of one session, as shares of a lap, and the laps they rest on."""

    driver_id: str
    gap: float
    laps: float


class SessionSky(NamedTuple):
    """Weather of one session: share of readings with rain, mean temperatures."""

    session: str
    wet_share: float
    air_temp_c: float
    track_temp_c: float


@dataclass(frozen=True)
class Weekend:
    """All that is known of a race at `horizon`; what came later is not in it."""

    race: Race
    horizon: Horizon
    entries: tuple[Entry, ...]
    nomination: tuple[str, str, str] | None = None
    """C1..C6 of soft, medium and hard."""
    practice: tuple[PracticeLine, ...] = ()
    long_runs: tuple[PaceLine, ...] = ()
    qualifying: tuple[QualifyingLine, ...] = ()
    sectors: tuple[SectorLine, ...] = ()
    """Of qualifying."""
    sprint_qualifying: tuple[QualifyingLine, ...] = ()
    sprint: tuple[ResultLine, ...] = ()
    sprint_pace: tuple[PaceLine, ...] = ()
    grid: tuple[GridLine, ...] = ()
    weather: tuple[SessionSky, ...] = ()
    """Of the sessions that were run; none of the race."""


class FastestLapLine(NamedTuple):
    """A driver's best lap of the race."""

    driver_id: str
    lap_time_s: float


class StopLine(NamedTuple):
    """A driver's stops of the race."""

    driver_id: str
    stops: int
    softness: float
    """Mean over his stints: 0 hard, 1 medium, 2 soft; NaN where compounds are unknown."""


class Standing(NamedTuple):
    """A place in a championship."""

    competitor_id: str
    position: float
    """NaN for one excluded."""
    points: float


@dataclass(frozen=True)
class Neutralised:
    """How often a race was neutralised."""

    safety_cars: int
    virtual_safety_cars: int
    red_flags: int


@dataclass(frozen=True)
class Outcome:
    """What a race weekend left behind: the whole weekend, and the race. For folds, after the race."""

    weekend: Weekend
    """After qualifying."""
    results: tuple[ResultLine, ...]
    fastest_laps: tuple[FastestLapLine, ...] = ()
    stops: tuple[StopLine, ...] = ()
    """Empty where nobody counted them (before 1994)."""
    neutralised: Neutralised | None = None
    """None where unknown."""
    race_weather: SessionSky | None = None
    driver_standings: tuple[Standing, ...] = ()
    """After the race; empty before 1981. So the constructors'."""
    constructor_standings: tuple[Standing, ...] = ()
    race_pace: tuple[PaceLine, ...] = ()
    """Fuel-, tyre- and traffic-corrected gaps to the field's mean (from 2018)."""

    @property
    def race(self) -> Race:
        """The race."""
        return self.weekend.race

    @property
    def starters(self) -> tuple[ResultLine, ...]:
        """Who started, in official order."""
        return tuple(line for line in self.results if line.started)
