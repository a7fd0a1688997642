"""Says what is to be said now: the next race at every horizon that is known, the titles, ratings, and past marks."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

import pandas as pd

from pitwall.clock import Clock
from pitwall.domain.datasets import Partition
from pitwall.domain.forecasts import Horizon, RaceForecast
from pitwall.domain.model_records import RatingPoint, RatingTable
from pitwall.domain.vocabulary import RaceKey, SessionCode
from pitwall.errors import ModelMissingError, UnusableArtefactError
from pitwall.features.building import build_all_features
from pitwall.features.history import History
from pitwall.lake.lake import Lake
from pitwall.lake.publications import Document, publish
from pitwall.lake.storage import Storage
from pitwall.models.outcome import MODEL_NAME, OutcomeModel
from pitwall.models.outcome_forecast import Asking, forecast_race, horizon_of
from pitwall.models.outcome_table import OutcomeTable, outcome_table
from pitwall.models.outcome_trainer import outcome_models
from pitwall.models.published_marks import scores_of_published
from pitwall.models.rating_records import rating_records
from pitwall.models.registry import Registry
from pitwall.models.retraining import read_sources
from pitwall.models.season_forecast import championship_forecasts
from pitwall.models.training import Sources
from pitwall.observability import logger
from pitwall.ratings.columns import as_columns
from pitwall.ratings.history import RatingHistory, rate

_FACTS = {
    Horizon.PRE_WEEKEND: "{newest} race",
    Horizon.POST_PRACTICE: "{race} practice",
    Horizon.POST_QUALIFYING: "{race} grid",
}
_RATED_FROM = 2010
"""Kalman paces are published from here on; Elo goes back to 1950."""


def publish_everything(lake: Lake, artefacts: Storage, clock: Clock) -> list[str]:
    """As `publish_forecasts`, from what lies in the lake. Raises LakeError."""
    sources = read_sources(lake, artefacts)
    ratings = rate(rating_records(sources.history))
    return publish_forecasts(sources, Registry(artefacts, clock), artefacts, ratings, clock)


def publish_forecasts(
    sources: Sources, registry: Registry, artefacts: Storage, ratings: RatingHistory, clock: Clock
) -> list[str]:
    """Everything there is to say now, as documents in `artefacts`; their paths. What was said before stays as it was.

    Raises LakeError. Where no model is in use, or the one in use cannot be read, simpler ones speak.
    """
    tables = forecast_tables(sources.history, ratings)
    models, version = _models_in_use(registry)
    documents: list[Document] = []
    race = next_race(sources.history)
    if race is not None:
        documents += race_forecasts(sources, tables, models, version, race, clock())
    newest = sources.history.finished[-1] if sources.history.finished else None
    if newest is not None:
        documents += championship_forecasts(sources.history, ratings, newest, clock(), sources.seed)
        documents.append(rating_table(ratings, str(newest)))
    documents += scores_of_published(artefacts, sources.history)
    return [publish(artefacts, document) for document in documents]


def forecast_tables(history: History, ratings: RatingHistory) -> Mapping[Horizon, OutcomeTable]:
    """Features and ratings of all races at each horizon."""
    rows = as_columns(ratings)
    return {horizon: outcome_table(table, rows, history) for horizon, table in build_all_features(history).items()}


def next_race(history: History) -> RaceKey | None:
    """The first race after the newest one with a result; None where the calendar ends."""
    if not history.finished:
        return next(iter(history.keys), None)
    return next((race for race in history.keys if race > history.finished[-1]), None)


def race_forecasts(
    sources: Sources,
    tables: Mapping[Horizon, OutcomeTable],
    models: Mapping[Horizon, OutcomeModel],
    version: str,
    race: RaceKey,
    now: datetime,
) -> list[RaceForecast]:
    """The race's forecast at every horizon whose facts are known; before the weekend always."""
    moments = cut_offs(sources, race)
    made = []
    for horizon in Horizon:
        if horizon is Horizon.PRE_WEEKEND or horizon_of(tables, race, horizon)[0] is horizon:
            as_of = _FACTS[horizon].format(newest=sources.newest_race, race=race)
            asking = Asking(str(race), as_of, moments[horizon], now, version, sources.seed)
            made.append(forecast_race(tables, models, race, horizon, asking))
    return made


def cut_offs(sources: Sources, race: RaceKey) -> dict[Horizon, datetime]:
    """The moments after which nothing was used: the first session's day, the start of qualifying, of the race.

    A session whose time is not announced counts from the beginning of its day (UTC).
    """
    partition = Partition("sessions", race.season)
    rows = sources.lake.read(partition, sources.index.get(partition, ())).table.to_pylist()
    sessions = {row["session"]: row for row in rows if row["round"] == race.round}
    days = sources.history.races
    race_day = days.loc[(days["season"] == race.season) & (days["round"] == race.round), "date"].iloc[0]
    starts = {code: row["start_time_utc"] or _begin(row["date"]) for code, row in sessions.items()}
    race_start = starts.get(SessionCode.R) or _begin(race_day)
    qualifying = starts.get(SessionCode.Q) or race_start - timedelta(days=1)
    first = min((row["date"] for row in sessions.values()), default=race_start.date() - timedelta(days=2))
    return {
        Horizon.PRE_WEEKEND: _begin(first),
        Horizon.POST_PRACTICE: qualifying,
        Horizon.POST_QUALIFYING: race_start,
    }


def rating_table(ratings: RatingHistory, as_of: str) -> RatingTable:
    """Elo since 1950 and the paces that win since 2010, of drivers and constructors, after each race."""
    points: list[RatingPoint] = []
    for one in ratings.races:
        race, teams = str(one.race), {}
        for entry in one.after:
            points.append(RatingPoint("elo", "driver", entry.driver_id, race, round(entry.elo_driver, 1)))
            teams[entry.constructor_id] = entry
            if one.race.season >= _RATED_FROM:
                pace = entry.overall
                points.append(
                    RatingPoint(
                        "pace", "driver", entry.driver_id, race, round(pace.driver, 4), round(pace.driver_sd, 4)
                    )
                )
        for team, entry in teams.items():
            points.append(RatingPoint("elo", "constructor", team, race, round(entry.elo_constructor, 1)))
            if one.race.season >= _RATED_FROM:
                told = (round(entry.overall.constructor, 4), round(entry.overall.constructor_sd, 4))
                points.append(RatingPoint("pace", "constructor", team, race, *told))
    return RatingTable(as_of, tuple(points))


def _models_in_use(registry: Registry) -> tuple[Mapping[Horizon, OutcomeModel], str]:
    """The champion's models; none, where there is no champion or it was tampered with: simpler ones speak then."""
    try:
        stored = registry.load(MODEL_NAME)
        return outcome_models(stored.files), stored.card.version
    except (ModelMissingError, UnusableArtefactError) as error:
        logger().warning("simpler models speak", extra={"problem": str(error)})
        return {}, "none"


def _begin(day: date) -> datetime:
    return datetime.combine(pd.Timestamp(day).date(), time(), UTC)
