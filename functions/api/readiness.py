"""Judges whether answers can be trusted: what is reachable, how old the data are, what is missing."""

from datetime import datetime

from functions.api.shapes.status import (
    DatabaseHealth,
    DataHealth,
    LakeHealth,
    ModelHealth,
    NewestForecast,
    NewestResult,
    Ready,
)
from pitwall.domain.vocabulary import FIRST_LAP_SEASON
from pitwall.errors import ConfigurationError, StoreUnavailableError
from pitwall.serving.access import StoreAccess
from pitwall.store.queries import status
from pitwall.store.reader import Reader

_NAMED_AT_MOST = 10


def readiness(access: StoreAccess, lake_reachable: bool, now: datetime) -> Ready:
    """The answer of /health/ready at `now` (UTC); never raises for a store that is away."""
    try:
        origin = access.state().origin
        with access.reading() as reader:
            data = _data_health(reader, origin, now)
            models = _model_health(reader, now)
            newest_object_at = status.newest_lake_object_at(reader)
    except (StoreUnavailableError, ConfigurationError) as error:
        return Ready(
            status="down",
            database=DatabaseHealth(reachable=False, detail=str(error)),
            lake=LakeHealth(reachable=lake_reachable, newest_object_at=None),
            data=_unknown_data(),
        )
    trusted = lake_reachable and data.origin == "real" and not data.stale
    return Ready(
        status="ready" if trusted else "degraded",
        database=DatabaseHealth(reachable=True, detail=None),
        lake=LakeHealth(reachable=lake_reachable, newest_object_at=newest_object_at),
        data=data,
        models=models,
    )


def _data_health(reader: Reader, origin: status.Origin, now: datetime) -> DataHealth:
    newest = status.newest_result(reader)
    age_days = (now.date() - newest.date).days if newest else None
    overdue = status.overdue_races(reader, now.date())
    return DataHealth(
        origin=origin,
        newest_result=NewestResult(race_id=newest.race_id, name=newest.name, date=newest.date) if newest else None,
        age_days=age_days,
        stale=overdue > 0,
        stale_reason=_stale_reason(newest, age_days, overdue) if overdue else None,
        missing=_missing("laps", status.races_without_laps(reader))
        + _missing("pit stops", status.races_without_pit_stops(reader)),
        last_ingest_at=status.last_ingest_at(reader),
    )


def _model_health(reader: Reader, now: datetime) -> ModelHealth:
    known, told = status.models_in_use(reader), status.newest_forecast(reader)
    newest = None
    if told is not None:
        age_hours = round((now - told.computed_at).total_seconds() / 3600, 1)
        newest = NewestForecast(age_hours=age_hours, **vars(told))
    return ModelHealth(in_use=known.in_use, learned_up_to=known.learned_up_to, newest_forecast=newest)


def _stale_reason(newest: status.NewestResult | None, age_days: int | None, overdue: int) -> str:
    races = "1 race whose date has passed has" if overdue == 1 else f"{overdue} races whose date has passed have"
    if newest is None:
        return f"no result is stored; {races} none"
    return f"newest result is {newest.race_id} ({newest.name}), {age_days} days old; {races} no result"


def _missing(part: str, lacking: list[tuple[str, str]]) -> list[str]:
    if not lacking:
        return []
    named = ", ".join(f"{race_id} ({name})" for race_id, name in lacking[:_NAMED_AT_MOST])
    more = len(lacking) - _NAMED_AT_MOST
    rest = f" and {more} more" if more > 0 else ""
    races = "1 completed race" if len(lacking) == 1 else f"{len(lacking)} completed races"
    return [f"{part} of {races} since {FIRST_LAP_SEASON}: {named}{rest}"]


def _unknown_data() -> DataHealth:
    return DataHealth(
        origin="none",
        newest_result=None,
        age_days=None,
        stale=False,
        stale_reason=None,
        missing=[],
        last_ingest_at=None,
    )
