"""Says what is to be said now: the next race at every horizon that is known, the titles, ratings, and past marks."""

from collections.abc import Collection, Mapping
from datetime import datetime

from pitwall.clock import Clock
from pitwall.domain.forecasts import Horizon, QualifyingForecast, RaceForecast
from pitwall.domain.vocabulary import RaceKey
from pitwall.errors import ModelMissingError, UnusableArtefactError
from pitwall.features.building import FeatureTable, build_all_features
from pitwall.features.history import History
from pitwall.lake.lake import Lake
from pitwall.lake.publications import Document, publish, published_paths
from pitwall.lake.storage import Storage
from pitwall.models import qualifying_trainer
from pitwall.models.circuit_traits import circuit_table
from pitwall.models.driver_profiles import profile_tables
from pitwall.models.lap_table import lap_table
from pitwall.models.outcome import MODEL_NAME, OutcomeModel
from pitwall.models.outcome_forecast import Asking, forecast_race, horizon_of
from pitwall.models.outcome_table import OutcomeTable, outcome_table
from pitwall.models.outcome_trainer import outcome_models
from pitwall.models.published_marks import scores_of_published
from pitwall.models.rating_documents import rating_table
from pitwall.models.rating_records import rating_records
from pitwall.models.registry import Registry
from pitwall.models.retraining import read_sources
from pitwall.models.season_forecast import championship_forecasts
from pitwall.models.training import Sources
from pitwall.models.weekend_moments import cut_offs
from pitwall.observability import logger
from pitwall.ratings.columns import as_columns
from pitwall.ratings.history import RatingHistory, rate

_FACTS = {
    Horizon.PRE_WEEKEND: "{newest} race",
    Horizon.POST_PRACTICE: "{race} practice",
    Horizon.POST_QUALIFYING: "{race} grid",
}


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
    features = build_all_features(sources.history)
    documents: list[Document] = []
    race = next_race(sources.history)
    if race is not None:
        tables = forecast_tables(sources.history, ratings, features)
        models, version = _models_in_use(registry)
        forecasts = race_forecasts(sources, tables, models, version, race, clock())
        known = {forecast.header.horizon for forecast in forecasts}
        documents += forecasts
        if Horizon.POST_QUALIFYING not in known:
            sessions = qualifying_trainer.qualifying_tables(sources, features, ratings)
            documents += _qualifying_forecasts(sources, sessions, known, registry, race, clock())
    if sources.history.finished:
        for after in _unsaid_titles(artefacts, sources.history):
            documents += championship_forecasts(sources.history, ratings, after, clock(), sources.seed)
        documents.append(rating_table(ratings, sources.newest_race))
    documents += scores_of_published(artefacts, sources.history)
    documents += _of_laps(sources)
    return [publish(artefacts, document) for document in documents]


def forecast_tables(
    history: History, ratings: RatingHistory, features: Mapping[Horizon, FeatureTable]
) -> Mapping[Horizon, OutcomeTable]:
    """Features and ratings of all races at each horizon."""
    rows = as_columns(ratings)
    return {horizon: outcome_table(table, rows, history) for horizon, table in features.items()}


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


def _qualifying_forecasts(
    sources: Sources,
    sessions: Mapping[Horizon, OutcomeTable],
    known: Collection[Horizon],
    registry: Registry,
    race: RaceKey,
    now: datetime,
) -> list[QualifyingForecast]:
    """Of the next qualifying at the `known` horizons; none where no model of it is in use or nobody is entered."""
    try:
        stored = registry.load(qualifying_trainer.MODEL_NAME)
        models = qualifying_trainer.qualifying_models(stored.files)
    except (ModelMissingError, UnusableArtefactError) as error:
        logger().warning("nobody foretells qualifying", extra={"problem": str(error)})
        return []
    moments = cut_offs(sources, race)
    made = []
    for horizon, table in sessions.items():
        if horizon in known and race in table.races:
            as_of = _FACTS[horizon].format(newest=sources.newest_race, race=race)
            asking = Asking(str(race), as_of, moments[horizon], now, stored.card.version, sources.seed)
            made.append(qualifying_trainer.qualifying_forecast(table, models[horizon], race, asking))
    return made


def _of_laps(sources: Sources) -> list[Document]:
    """Profiles of drivers and traits of circuits; none where the lake holds no laps."""
    try:
        profiles = profile_tables(lap_table(sources.lake, sources.index))
        return [*profiles, circuit_table(sources)]
    except UnusableArtefactError as error:
        logger().info("no profiles and traits", extra={"reason": str(error)})
        return []


def _unsaid_titles(artefacts: Storage, history: History) -> list[RaceKey]:
    """The season's races after which nothing was said of the titles, and always the newest."""
    newest = history.finished[-1]
    said = {path.split("/")[2] for path in published_paths(artefacts, "championships")}
    season = [race for race in history.finished if race.season == newest.season]
    return [race for race in season if race == newest or str(race) not in said]


def _models_in_use(registry: Registry) -> tuple[Mapping[Horizon, OutcomeModel], str]:
    """The champion's models; none, where there is no champion or it was tampered with: simpler ones speak then."""
    try:
        stored = registry.load(MODEL_NAME)
        return outcome_models(stored.files), stored.card.version
    except (ModelMissingError, UnusableArtefactError) as error:
        logger().warning("simpler models speak", extra={"problem": str(error)})
        return {}, "none"
