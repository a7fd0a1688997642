"""What the sporting regulations ask of a race: number of cars, tyre rules, overtaking aids, season by season.

One source for everything that plans or judges a strategy; points are in `points`.
"""

from dataclasses import dataclass
from types import MappingProxyType

from pitwall.domain.vocabulary import FIRST_LAP_SEASON, LAST_SEASON
from pitwall.errors import InvalidRequestError

FEWEST_CARS = 2
MOST_CARS = 30
"""What the simulator accepts; the grid itself is `RaceRules.cars`."""
MOST_LAPS = 120
"""More than any championship race since 1950 but the Indianapolis 500s; none had more than 110 laps since 1966."""

_FIRST_SEASON_OF_22_CARS = 2026
_LAST_Q2_TYRE_SEASON = 2021
"""FIA Formula One Sporting Regulations 2021, Article 24.4(h), struck out in those of 2022."""
_LAST_DRS_SEASON = 2025
"""Replaced by overtake mode: FIA Formula One Sporting Regulations 2026."""
_FIRST_SEASON_OF_DRS_AFTER_ONE_LAP = 2024
"""FIA Formula One Sporting Regulations 2024, Article 22.1(h): after one lap, two laps before."""

_TYRE_SETS = MappingProxyType({(2025, "monaco"): 3})
"""At least so many sets, whatever the weather; a change under a red flag counts. Article 30.5(n), 2025 only."""

_LONGEST_STINTS = MappingProxyType({(2023, "qatar"): 18, (2025, "qatar"): 25})
"""Laps a set may do, earlier use included: imposed for safety by the race director (2023) and by Pirelli (2025)."""


@dataclass(frozen=True)
class RaceRules:
    """The rules of one race. Get one from `race_rules`."""

    season: int
    laps: int
    """Scheduled distance."""
    cars: int
    dry_compounds: int = 2
    """Different dry compounds a car must use unless it has used intermediates or wets (Article 30.5(m) of 2025)."""
    tyre_sets: int = 1
    """Sets of tyres a car must use at least, changes under a red flag included."""
    longest_stint_laps: int | None = None
    """Laps a set may do at most, earlier use included; None: no limit."""
    q2_start_tyres: bool = False
    """The first ten of the grid start on the tyres of their fastest lap of Q2."""
    drs: bool = True
    """DRS; False: overtake mode (2026)."""
    overtaking_aid_from_lap: int = 3
    """First lap on which DRS or overtake mode may be used; as many laps pass after a restart."""


def race_rules(season: int, grand_prix_id: str, laps: int) -> RaceRules:
    """The rules of a race of `laps` laps; `grand_prix_id` is f1db's slug such as `monaco`.

    Raises InvalidRequestError for a season before 2018 (no tyre data, nothing to plan) or an impossible distance.
    """
    if not FIRST_LAP_SEASON <= season <= LAST_SEASON:
        raise InvalidRequestError(f"season {season}: strategies are known from {FIRST_LAP_SEASON} on")
    if not 1 <= laps <= MOST_LAPS:
        raise InvalidRequestError(f"{laps} laps: a race has 1 to {MOST_LAPS}")
    after_one_lap = season >= _FIRST_SEASON_OF_DRS_AFTER_ONE_LAP
    return RaceRules(
        season=season,
        laps=laps,
        cars=22 if season >= _FIRST_SEASON_OF_22_CARS else 20,
        tyre_sets=_TYRE_SETS.get((season, grand_prix_id), 1),
        longest_stint_laps=_LONGEST_STINTS.get((season, grand_prix_id)),
        q2_start_tyres=season <= _LAST_Q2_TYRE_SEASON,
        drs=season <= _LAST_DRS_SEASON,
        overtaking_aid_from_lap=2 if after_one_lap else 3,
    )
