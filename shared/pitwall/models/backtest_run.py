"""The whole trial in one call: races at every horizon and qualifying, two processes, and what limits it."""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version as installed_version
from multiprocessing import get_context

from pitwall.domain.forecasts import Horizon
from pitwall.domain.model_records import Backtest
from pitwall.models.backtest import CHAMPION, FIRST_SEASON, trial
from pitwall.models.backtest_summary import LAST_JUDGED, backtest_of
from pitwall.models.outcome_table import outcome_tables
from pitwall.models.qualifying_table import qualifying_tables
from pitwall.models.qualifying_trial import QualifyingScore, qualifying_trial
from pitwall.models.season_trial import TitleScore, title_trial
from pitwall.models.training import Sources

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
    "The blend's weights, drawn to equal shares or shares by kind, differ little from a plain average with one "
    "temperature: members err on the same races. Bringing each member to its own temperature first: no "
    "gain on 2012-2017.",
    "A median for the expected place, not a mean, takes two tenths of a place off its error after qualifying.",
    "The grid times the circuit (overtaking, wins from pole, street) or times the field's retirements, gaps to "
    "team-mate and pole, penalties, front row: what helps 2002-2009 does not help 2010-2017, or vanishes beside a "
    "temperature.",
    "Shares of the winner's blend by kind of member (trees together as one) took 0.005 off its log loss after "
    "qualifying on 2010-2017; linear pooling, other memories and averaging seeds of the ranking took nothing.",
    "Qualifying by straight lines of least absolute miss, with the place in practice: 2.01 to 1.99 on 2010-2017. "
    "Practice against what is usual for a team, ranks by session, squares: nothing beyond that.",
    "The race simulator's forecasts were not tried as a member: they would have to be made anew for each race.",
)


@dataclass(frozen=True)
class BacktestRun:
    """What was found."""

    backtest: Backtest
    qualifying: tuple[QualifyingScore, ...]
    titles: tuple[TitleScore, ...]


def run_backtest(
    sources: Sources, made_at: datetime, *, workers: int = 2, say: Callable[[str], None] = lambda _: None
) -> BacktestRun:
    """Every race and qualifying session since FIRST_SEASON foretold from those before it, and the titles.

    The same sources and seed give the same digits, whatever `workers`. `say` hears of each part that is done.
    """
    seed = sources.seed
    tables, session_tables = outcome_tables(sources), qualifying_tables(sources)
    say("features and ratings of all races are made")
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        races = {horizon: pool.submit(trial, table, FIRST_SEASON, seed) for horizon, table in tables.items()}
        sessions = [
            pool.submit(qualifying_trial, session_tables[horizon], FIRST_SEASON, seed)
            for horizon in (Horizon.POST_PRACTICE, Horizon.PRE_WEEKEND)
        ]
        trials = []
        for horizon, job in races.items():
            trials.append(job.result())
            say(f"{horizon.replace('_', ' ')}: {len(trials[-1].coverage)} races foretold")
        qualifying = tuple(score for job in sessions for score in job.result())
    backtest = backtest_of(
        trials,
        model_version=f"{CHAMPION}-{sources.newest_race}",
        code_version=installed_version("pitwall"),
        made_at=made_at,
        seed=seed,
        known_limits=KNOWN_LIMITS,
    )
    titles = title_trial(sources.history, sources.ratings, range(FIRST_SEASON, LAST_JUDGED + 1), seed)
    return BacktestRun(backtest, qualifying, tuple(titles))
