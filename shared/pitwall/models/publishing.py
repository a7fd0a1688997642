"""Says what is to be said now: the next race at every horizon that is known, the titles, ratings, and past marks."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import TypeVar

from pitwall.clock import Clock
from pitwall.domain.forecasts import Horizon, QualifyingForecast, RaceForecast
from pitwall.domain.vocabulary import RaceKey
from pitwall.errors import ModelMissingError, UnusableArtefactError
from pitwall.features.history import History
from pitwall.lake.publications import Document, publish, published_paths
from pitwall.lake.storage import Storage
from pitwall.models import qualifying_trainer
from pitwall.models.circuit_traits import circuit_table
from pitwall.models.driver_profiles import profile_tables
from pitwall.models.lap_table import lap_table
from pitwall.models.outcome import MODEL_NAME
from pitwall.models.outcome_forecast import Asking, forecast_race, horizon_of
from pitwall.models.outcome_table import outcome_tables
from pitwall.models.outcome_trainer import outcome_models
from pitwall.models.published_marks import scores_of_published
from pitwall.models.qualifying_table import qualifying_tables
from pitwall.models.rating_documents import rating_table
from pitwall.models.registry import Files, Registry
from pitwall.models.season_forecast import championship_forecasts
from pitwall.models.training import Sources
from pitwall.models.weekend_moments import cut_offs
from pitwall.observability import logger

Model = TypeVar("Model")

_FACTS = {
    Horizon.PRE_WEEKEND: "{newest} race",
    Horizon.POST_PRACTICE: "{race} practice",
    Horizon.POST_QUALIFYING: "{race} grid",
}


def publish_everything(sources: Sources, clock: Clock) -> list[str]:
    """Everything there is to say now, as documents among the artefacts; their paths. What was said before stays.

    Raises LakeError. Where no model is in use, or the one in use cannot be read, simpler ones speak.
    """
    registry = Registry(sources.artefacts, clock)
    documents: list[Document] = []
    race = next_race(sources.history)
    if race is not None:
        forecasts = race_forecasts(sources, registry, race, clock())
        known = {forecast.header.horizon for forecast in forecasts}
        documents += forecasts
        if Horizon.POST_QUALIFYING not in known:
            documents += _qualifying_forecasts(sources, known, registry, race, clock())
    if sources.history.finished:
        for after in _unsaid_titles(sources.artefacts, sources.history):
            documents += championship_forecasts(sources.history, sources.ratings, after, clock(), sources.seed)
        documents.append(rating_table(sources.ratings, sources.newest_race))
    documents += scores_of_published(sources.artefacts, sources.history)
    documents += _of_laps(sources)
    return [publish(sources.artefacts, document) for document in documents]


def next_race(history: History) -> RaceKey | None:
    """The first race after the newest one with a result; None where the calendar ends."""
    if not history.finished:
        return next(iter(history.keys), None)
    return next((race for race in history.keys if race > history.finished[-1]), None)


def race_forecasts(sources: Sources, registry: Registry, race: RaceKey, now: datetime) -> list[RaceForecast]:
    """The race's forecast at every horizon whose facts are known; before the weekend always."""
    tables = outcome_tables(sources)
    models, version = _in_use(registry, MODEL_NAME, outcome_models, "simpler models speak")
    known = [
        horizon
        for horizon in Horizon
        if horizon is Horizon.PRE_WEEKEND or horizon_of(tables, race, horizon)[0] is horizon
    ]
    asked = _asked(sources, race, version, now)
    return [forecast_race(tables, models, race, horizon, asked[horizon]) for horizon in known]


def _qualifying_forecasts(
    sources: Sources, known: Collection[Horizon], registry: Registry, race: RaceKey, now: datetime
) -> list[QualifyingForecast]:
    """Of the next qualifying at the `known` horizons; none where no model of it is in use or nobody is entered."""
    models, version = _in_use(
        registry, qualifying_trainer.MODEL_NAME, qualifying_trainer.qualifying_models, "nobody foretells qualifying"
    )
    tables, asked = qualifying_tables(sources), _asked(sources, race, version, now)
    return [
        qualifying_trainer.qualifying_forecast(tables[horizon], model, race, asked[horizon])
        for horizon, model in models.items()
        if horizon in known and race in tables[horizon].races
    ]


def _asked(sources: Sources, race: RaceKey, version: str, now: datetime) -> Mapping[Horizon, Asking]:
    """What every forecast of `race` says of itself."""
    return {
        horizon: Asking(
            str(race),
            _FACTS[horizon].format(newest=sources.newest_race, race=race),
            moment,
            now,
            version,
            sources.seed,
        )
        for horizon, moment in cut_offs(sources, race).items()
    }


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


def _in_use(
    registry: Registry, name: str, unpack: Callable[[Files], Mapping[Horizon, Model]], without: str
) -> tuple[Mapping[Horizon, Model], str]:
    """The champion's models and version; none, where there is no champion or it was tampered with."""
    try:
        stored = registry.load(name)
        return unpack(stored.files), stored.card.version
    except (ModelMissingError, UnusableArtefactError) as error:
        logger().warning(without, extra={"problem": str(error)})
        return {}, "none"
