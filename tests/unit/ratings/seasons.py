"""Hand-made seasons: who is fast is known, so what ratings say of it can be checked."""

from collections.abc import Mapping, Sequence

from pitwall.domain.vocabulary import RaceKey
from pitwall.ratings.race_record import RaceEntry, RaceRecord

TEAMS = {"ada": "red", "bo": "red", "cy": "blue", "dee": "blue", "eve": "green", "fay": "green"}
GRID = tuple(TEAMS)


def race(
    season: int,
    round_: int,
    order: Sequence[str] = GRID,
    *,
    teams: Mapping[str, str] = TEAMS,
    retired: Sequence[str] = (),
    gaps: Mapping[str, float] | None = None,
    circuit: str = "oval",
) -> RaceRecord:
    """A race in which `order` finished so, `retired` behind them as told; gaps are of qualifying."""
    return RaceRecord(
        RaceKey(season, round_),
        circuit,
        tuple(
            RaceEntry(
                driver_id=driver,
                constructor_id=teams[driver],
                order=place,
                classified=driver not in retired,
                qualifying_gap_pct=(gaps or {}).get(driver),
            )
            for place, driver in enumerate(order, start=1)
        ),
    )


def season(year: int, races: int = 10, order: Sequence[str] = GRID, **told: object) -> list[RaceRecord]:
    """A season in which every race ends the same."""
    return [race(year, round_, order, **told) for round_ in range(1, races + 1)]  # type: ignore[arg-type]


def coming(
    year: int, round_: int, drivers: Sequence[str] = GRID, teams: Mapping[str, str] = TEAMS, circuit: str = "oval"
) -> RaceRecord:
    """A race still to come."""
    return RaceRecord(RaceKey(year, round_), circuit, tuple(RaceEntry(name, teams[name]) for name in drivers))
