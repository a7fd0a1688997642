"""The whole trial in one call: races at every horizon and qualifying, two processes, and what limits it."""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context

from pitwall.domain.forecasts import Horizon
from pitwall.domain.model_records import Backtest
from pitwall.features.building import build_all_features
from pitwall.features.history import History
from pitwall.models.backtest import FIRST_SEASON, HorizonTrial, trial
from pitwall.models.backtest_summary import backtest_of
from pitwall.models.outcome_table import outcome_table
from pitwall.models.qualifying_table import qualifying_table
from pitwall.models.qualifying_trial import QualifyingScore, qualifying_trial
from pitwall.models.rating_records import rating_records
from pitwall.ratings.columns import as_columns
from pitwall.ratings.history import rate

SEED = 2026
KNOWN_LIMITS = (
    "The 95 % interval of a share over 170 races is about seven points either way: models are told apart by log loss, "
    "Brier score and place error, race by race.",
    "Retirements are nearly unpredictable; their chance is the field's, moved a little by team, driver and circuit.",
    "No archived weather forecasts exist: a race that turns wet is foretold as if it could be either.",
    "After a change of rules the ratings of cars know little for some races.",
    "The places of the points are those of today, also for seasons that paid fewer.",
)
TRIED = (
    "Straight lines on few columns (conditional logit, Plackett-Luce over the first three places) beat every tree on "
    "2010-2017; with sixty features boosters did no better than with the 25 that are kept.",
    "The ratings' own chance to win as a column, on a logarithmic scale, is worth more than ratings as such.",
    "Boosting with the Plackett-Luce loss, also on top of the straight line: no gain (1.20 to 1.24 after qualifying).",
    "Most other features were added to the straight line one at a time: none moved its log loss by more than 0.01.",
    "The blend's weights, drawn to equal shares, differ little from a plain average with one temperature: members err "
    "on the same races. Bringing each member to its own temperature first: no gain on 2012-2017.",
    "A median for the expected place, not a mean, takes two tenths of a place off its error after qualifying.",
    "The race simulator's forecasts were not tried as a member: they would have to be made anew for each race.",
)


@dataclass(frozen=True)
class BacktestRun:
    """What was found."""

    backtest: Backtest
    qualifying: tuple[QualifyingScore, ...]
    trials: tuple[HorizonTrial, ...]


def run_backtest(
    history: History,
    *,
    code_version: str,
    made_at: datetime,
    model_version: str = "walk-forward",
    seed: int = SEED,
    first_season: int = FIRST_SEASON,
    workers: int = 2,
    say: Callable[[str], None] = lambda _: None,
) -> BacktestRun:
    """Every race and qualifying session of `history` from `first_season` on, foretold from those before it.

    The same history and seed give the same digits, whatever `workers`. `say` hears of each part that is done.
    """
    features = build_all_features(history)
    ratings = as_columns(rate(rating_records(history)))
    say("features and ratings of all races are made")
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        races = {
            horizon: pool.submit(trial, outcome_table(table, ratings, history), first_season, seed)
            for horizon, table in features.items()
        }
        sessions = {
            horizon: pool.submit(
                qualifying_trial, qualifying_table(features[horizon], ratings, history), first_season, seed
            )
            for horizon in (Horizon.POST_PRACTICE, Horizon.PRE_WEEKEND)
        }
        trials = []
        for horizon, job in races.items():
            trials.append(job.result())
            say(f"{horizon.replace('_', ' ')}: {len(trials[-1].coverage)} races foretold")
        qualifying = tuple(score for job in sessions.values() for score in job.result())
    backtest = backtest_of(
        trials,
        model_version=model_version,
        code_version=code_version,
        made_at=made_at,
        seed=seed,
        known_limits=KNOWN_LIMITS,
    )
    return BacktestRun(backtest, qualifying, tuple(trials))
