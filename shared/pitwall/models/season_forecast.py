"""The titles after a race: points as they stand, paces as rated, and what the calendar still holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from pitwall.domain.forecasts import ChampionshipForecast, ForecastHeader, ForecastSource, Horizon, Title
from pitwall.domain.points import RaceOutcome, points_table
from pitwall.domain.vocabulary import RaceKey, SessionCode
from pitwall.errors import NotFoundError
from pitwall.features.history import History
from pitwall.models.championship import RUNS, Contenders, Remaining, Team, Wandering, title_chances
from pitwall.ratings.history import EntryRating, RatingHistory
from pitwall.ratings.parameters import STATE_SPACE

MODEL_NAME = "championship"
_RETIREMENT_RACES = 20
"""So many last races tell how many of the starters do not reach the flag: half of them in 1995, an eighth now."""
_FORM = 0.25
"""Pace, in sigma units, that a driver one sd ahead of the field in the square root of his points has besides his
rating. This, `_KNOWN` and `_RACE_SD` were chosen by the champion's log loss after a quarter, half and three quarters of
the seasons 1994-2017: 0.659 (after half 0.537) against 0.673 without it."""
_KNOWN = 0.6
"""Factor on the ratings' uncertainty: part of it is of the single weekend."""
_RACE_SD = 0.4


@dataclass(frozen=True)
class _Standing:
    points: float = 0.0
    wins: int = 0
    seconds: int = 0


def championship_forecasts(
    history: History, ratings: RatingHistory, after: RaceKey, computed_at: datetime, seed: int
) -> tuple[ChampionshipForecast, ChampionshipForecast]:
    """Both titles after the race `after`. Raises NotFoundError where it has no result."""
    rated = next((one for one in ratings.races if one.race == after and one.after), None)
    if rated is None:
        raise NotFoundError(f"{after} has no result: the titles cannot be foretold from it")
    field = rated.after
    drivers, teams = _standings(history, after)
    left = _remaining(history, after)
    contenders = _contenders(field, drivers, _retirement(history, after))
    known = {team: teams.get(team, _Standing()) for team in {*teams, *contenders.constructor_ids}}
    odds = title_chances(
        contenders,
        [Team(team, one.points, one.wins, one.seconds) for team, one in sorted(known.items())],
        left,
        Wandering(STATE_SPACE.driver_race_var + STATE_SPACE.team_race_var, _RACE_SD),
        seed,
    )
    header = ForecastHeader(
        race_id=str(after),
        horizon=Horizon.PRE_WEEKEND,
        model_name=MODEL_NAME,
        model_version=f"ratings-{after}",
        source=ForecastSource.MODEL,
        as_of=f"{after} race",
        cut_off=computed_at,
        computed_at=computed_at,
        runs=RUNS,
    )
    made = [
        ChampionshipForecast(header, after.season, title, left.races, left.sprints, rows)
        for title, rows in zip((Title.DRIVERS, Title.CONSTRUCTORS), odds, strict=True)
    ]
    return made[0], made[1]


def _contenders(field: Sequence[EntryRating], drivers: dict[str, _Standing], retirement: float) -> Contenders:
    standings = [drivers.get(one.driver_id, _Standing()) for one in field]
    earned = np.sqrt(np.maximum([one.points for one in standings], 0.0))
    form = _FORM * (earned - earned.mean()) / max(float(earned.std()), 1e-9)
    return Contenders(
        driver_ids=tuple(one.driver_id for one in field),
        constructor_ids=tuple(one.constructor_id for one in field),
        pace=np.array([one.overall.total for one in field]) + form,
        pace_sd=_KNOWN * np.array([one.overall.total_sd for one in field]),
        retirement=np.full(len(field), retirement),
        points=np.array([one.points for one in standings]),
        wins=np.array([float(one.wins) for one in standings]),
        seconds=np.array([float(one.seconds) for one in standings]),
    )


def _retirement(history: History, after: RaceKey) -> float:
    """Share of the starters that did not reach the flag in the last races up to `after`."""
    results = history.results
    starters = results.loc[
        (results["session"] == SessionCode.R)
        & results["started"].astype(bool)
        & (
            (results["season"] < after.season)
            | ((results["season"] == after.season) & (results["round"] <= after.round))
        )
    ]
    lost = 1.0 - starters["finished"].astype(float).groupby([starters["season"], starters["round"]]).mean()
    return float(lost.sort_index().iloc[-_RETIREMENT_RACES:].mean())


def _standings(history: History, after: RaceKey) -> tuple[dict[str, _Standing], dict[str, _Standing]]:
    """Points after the race as the domain computes them, with the wins and second places that countback wants."""
    outcome = history.outcome(after)
    results = history.results
    season = results.loc[
        (results["season"] == after.season) & (results["round"] <= after.round) & (results["session"] == SessionCode.R)
    ]
    made = []
    for column, table in (("driver_id", outcome.driver_standings), ("constructor_id", outcome.constructor_standings)):
        won = season.loc[season["position"] == 1].groupby(column).size().to_dict()
        second = season.loc[season["position"] == 2].groupby(column).size().to_dict()
        made.append(
            {
                one.competitor_id: _Standing(
                    one.points, int(won.get(one.competitor_id, 0)), int(second.get(one.competitor_id, 0))
                )
                for one in table
            }
        )
    return made[0], made[1]


def _remaining(history: History, after: RaceKey) -> Remaining:
    races = history.races
    ahead = races.loc[(races["season"] == after.season) & (races["round"] > after.round)]
    sprints = int(ahead["sprint"].sum())
    return Remaining(
        races=len(ahead),
        sprints=sprints,
        race_points=points_table(RaceOutcome(after.season, after.round, "R", ())),
        sprint_points=points_table(RaceOutcome(after.season, after.round, "S", ())) if sprints else (0.0,),
    )
