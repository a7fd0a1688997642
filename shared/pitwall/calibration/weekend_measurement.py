"""What is known about a race weekend before the lights go out: entries, grid, qualifying, practice, nominations.

Nothing of the race itself is in here: a forecast may use all of it, for the race it belongs to.
"""

from dataclasses import dataclass
from typing import Literal

from pitwall.domain.vocabulary import Compound, RaceKey


@dataclass(frozen=True)
class WeekendEntry:
    """One car of the weekend. Gaps are shares: 0.01 is one percent slower than the reference."""

    driver_id: str
    constructor_id: str
    driver_code: str | None = None
    name: str | None = None
    grid: int | None = None
    """Slot on the grid, pit-lane starters after the last; None before there is a grid."""
    pit_lane_start: bool = False
    qualifying_position: int | None = None
    qualifying_gap: float | None = None
    """Best lap of the last part taken part in against the best of that part, parts chained; None without a lap."""
    q2_compound: Compound | None = None
    """What the first ten must start on (until 2021), where the laps of qualifying say so."""
    long_run_gap: float | None = None
    """Practice laps in runs of five or more, corrected for tyres and session, against the field's mean."""
    long_run_laps: int = 0
    short_run_gap: float | None = None
    """Best lap of practice against the best of all, sessions averaged."""
    sprint_gap: float | None = None
    """Race pace in the sprint of the weekend against the field's mean, where it was run before the race."""
    sprint_laps: int = 0
    driver_number: str | None = None
    """As painted on the car; None before a session has shown it."""
    rated_gap: float | None = None
    """Expected race pace by ratings from earlier races and this qualifying, against a mean car; None before it.

    The one field that is not measured: `weekend_rating` tells it when all races are measured."""


@dataclass(frozen=True)
class WeekendMeasurement:
    """A race weekend as it stands before the race."""

    race: RaceKey
    grand_prix_id: str
    circuit_id: str
    laps: int
    """Scheduled distance."""
    entries: tuple[WeekendEntry, ...]
    """In grid order; in qualifying order, then as listed, before there is a grid."""
    state: Literal["entries", "practice", "qualifying", "grid"]
    """How far the weekend has come."""
    course_length_km: float | None = None
    nominations: tuple[str, str, str] | None = None
    """C1..C6 (2018: names) of soft, medium, hard."""
    pole_lap_s: float | None = None
    """Best lap of qualifying."""
    sprint_weekend: bool = False
    wet_qualifying: bool = False
    """Intermediates or wets were used for times that count, as far as laps or times say so."""
