"""Published documents -> store. A document is taken in once; a forecast that is there already is never changed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, Table, delete, text, update
from sqlalchemy.dialects.postgresql import insert

from pitwall.domain.forecasts import ChampionshipForecast, QualifyingForecast, RaceForecast
from pitwall.domain.model_records import (
    Backtest,
    CircuitTable,
    FeatureManifest,
    ModelCard,
    ProfileTable,
    Promotion,
    PublishedScores,
    RatingTable,
)
from pitwall.errors import LakeError
from pitwall.lake.publications import Publication, published_paths, read_publication
from pitwall.lake.storage import Storage
from pitwall.load import published_rows as rows
from pitwall.load.books import loaded_paths
from pitwall.store import forecast_tables as tables
from pitwall.store.tables import loaded_objects

_LOCK = 0x9174_0002
"""Advisory lock: one load of documents at a time."""
_LIVE = "published"

Row = rows.Row


@dataclass
class PublishedReport:
    """What a load of documents did."""

    documents: int = 0
    unreadable: list[str] = field(default_factory=list)


def load_published(engine: Engine, storage: Storage) -> PublishedReport:
    """Takes in every published document the store does not know. Raises StoreUnavailableError.

    One that cannot be read is left out, reported and tried again next time.
    """
    report = PublishedReport()
    with engine.connect() as connection:
        known = loaded_paths(connection)
    for path in published_paths(storage):
        if path not in known:
            load_document(engine, storage, path, report)
    return report


def load_document(engine: Engine, storage: Storage, path: str, report: PublishedReport) -> None:
    """Takes in one document. Raises StoreUnavailableError."""
    try:
        publication = read_publication(storage, path)
    except LakeError as error:
        report.unreadable.append(str(error))
        return
    with engine.begin() as connection:
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
        _LOADERS[type(publication.document)](connection, publication)
        about = {"path": path, "dataset": f"published/{publication.kind}", "rows": 1}
        connection.execute(insert(loaded_objects).on_conflict_do_nothing(), [about])
    report.documents += 1


def _load_race(connection: Connection, publication: Publication) -> None:
    assert isinstance(publication.document, RaceForecast)
    head, cars = rows.race_rows(publication.document)
    _add(connection, tables.forecasts, [head])
    _add(connection, tables.predictions, cars)


def _load_qualifying(connection: Connection, publication: Publication) -> None:
    assert isinstance(publication.document, QualifyingForecast)
    head, cars = rows.qualifying_rows(publication.document)
    _add(connection, tables.forecasts, [head])
    _add(connection, tables.qualifying_predictions, cars)


def _load_championship(connection: Connection, publication: Publication) -> None:
    assert isinstance(publication.document, ChampionshipForecast)
    head, competitors = rows.championship_rows(publication.document)
    _add(connection, tables.forecasts, [head])
    _add(connection, tables.championship_predictions, competitors)


def _load_model(connection: Connection, publication: Publication) -> None:
    card = publication.document
    assert isinstance(card, ModelCard)
    _add(connection, tables.model_metadata, [rows.model_row(card)])
    _put_champion_into_use(connection, card.name)


def _load_promotion(connection: Connection, publication: Publication) -> None:
    promotion = publication.document
    assert isinstance(promotion, Promotion)
    _add(connection, tables.model_promotions, [vars(promotion)])
    _put_champion_into_use(connection, promotion.model_name)


def _put_champion_into_use(connection: Connection, name: str) -> None:
    models, promotions = tables.model_metadata, tables.model_promotions
    champion = (
        promotions.select()
        .with_only_columns(promotions.c.version)
        .where(promotions.c.model_name == name)
        .order_by(promotions.c.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    mine = update(models).where(models.c.model_name == name)
    connection.execute(mine.where(models.c.version != champion).values(is_production=False))
    connection.execute(mine.where(models.c.version == champion).values(is_production=True))


def _load_backtest(connection: Connection, publication: Publication) -> None:
    backtest = publication.document
    assert isinstance(backtest, Backtest)
    trial = publication.path.rsplit("/", 1)[-1].removesuffix(".json")
    _add(connection, tables.backtests, [rows.backtest_row(backtest, trial)])
    _add(connection, tables.prediction_accuracy, rows.score_rows(backtest.scores, trial))
    _add(connection, tables.scored_cars, rows.scored_car_rows(backtest.cars, trial))
    _add(connection, tables.accuracy_summaries, rows.summary_rows(backtest.summaries, trial))
    _add(connection, tables.calibration_bins, rows.bin_rows(backtest.bins, trial))


def _load_scores(connection: Connection, publication: Publication) -> None:
    scored = publication.document
    assert isinstance(scored, PublishedScores)
    _replace(connection, tables.prediction_accuracy, rows.score_rows(scored.scores, _LIVE))
    _replace(connection, tables.scored_cars, rows.scored_car_rows(scored.cars, _LIVE))


def _load_ratings(connection: Connection, publication: Publication) -> None:
    table = publication.document
    assert isinstance(table, RatingTable)
    if _is_older(connection, publication, table.as_of):
        return
    history = tables.rating_history
    systems = {(point.system, point.competitor) for point in table.points}
    for system, competitor in sorted(systems):
        mine = (history.c.system == system) & (history.c.competitor == competitor)
        connection.execute(delete(history).where(mine))
    _add(connection, history, rows.rating_rows(table))
    for competitor, stored in (("driver", "drivers"), ("constructor", "constructors")):
        connection.execute(
            text(
                f"UPDATE {stored} AS known SET current_elo = newest.rating FROM (SELECT DISTINCT ON (competitor_id) "
                "competitor_id, rating FROM rating_history WHERE system = 'elo' AND competitor = :competitor "
                "ORDER BY competitor_id, season DESC, round DESC) AS newest "
                f"WHERE known.{competitor}_id = newest.competitor_id "
                "AND known.current_elo IS DISTINCT FROM newest.rating"
            ),
            {"competitor": competitor},
        )


def _load_profiles(connection: Connection, publication: Publication) -> None:
    table = publication.document
    assert isinstance(table, ProfileTable)
    if not _is_older(connection, publication, table.as_of, tables.driver_profiles.c.season == table.season):
        profiles = tables.driver_profiles
        connection.execute(delete(profiles).where(profiles.c.season == table.season))
        _add(connection, profiles, rows.profile_rows(table))


def _load_circuits(connection: Connection, publication: Publication) -> None:
    table = publication.document
    assert isinstance(table, CircuitTable)
    if not _is_older(connection, publication, table.as_of):
        connection.execute(delete(tables.circuit_traits))
        _add(connection, tables.circuit_traits, rows.circuit_rows(table))


def _load_manifest(connection: Connection, publication: Publication) -> None:
    assert isinstance(publication.document, FeatureManifest)
    _add(connection, tables.feature_manifests, [rows.manifest_row(publication.document)])


def _is_older(connection: Connection, publication: Publication, as_of: str, where: Any = None) -> bool:
    """Whether the store already holds a table of a newer race; documents may arrive in any order."""
    match publication.document:
        case RatingTable():
            newest = "SELECT max(season::text || '-' || lpad(round::text, 2, '0')) FROM rating_history"
            held = connection.scalar(text(newest))
        case ProfileTable():
            known = tables.driver_profiles
            held = connection.scalar(known.select().with_only_columns(known.c.as_of).where(where).limit(1))
        case _:
            known = tables.circuit_traits
            held = connection.scalar(known.select().with_only_columns(known.c.as_of).limit(1))
    return held is not None and str(held) > as_of


def _add(connection: Connection, table: Table, new: Sequence[Row]) -> None:
    if new:
        connection.execute(insert(table).on_conflict_do_nothing(), list(new))


def _replace(connection: Connection, table: Table, new: Sequence[Row]) -> None:
    if not new:
        return
    wanted = insert(table)
    keys = [column.name for column in table.primary_key]
    changed = {name: wanted.excluded[name] for name in new[0] if name not in keys}
    connection.execute(wanted.on_conflict_do_update(index_elements=keys, set_=changed), list(new))


_LOADERS: dict[type[Any], Callable[[Connection, Publication], None]] = {
    RaceForecast: _load_race,
    QualifyingForecast: _load_qualifying,
    ChampionshipForecast: _load_championship,
    ModelCard: _load_model,
    Promotion: _load_promotion,
    Backtest: _load_backtest,
    PublishedScores: _load_scores,
    RatingTable: _load_ratings,
    ProfileTable: _load_profiles,
    CircuitTable: _load_circuits,
    FeatureManifest: _load_manifest,
}
