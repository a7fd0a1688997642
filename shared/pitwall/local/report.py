"""What the store holds, in words: how much, how old, what is missing, and where it came from.

Printed when `pitwall up` has loaded, and by `pitwall status`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from sqlalchemy import Engine

from pitwall.clock import now
from pitwall.store.queries import status
from pitwall.store.reader import Reader, Statement, reading

_MOST_NAMED = 8

_COUNTS = """SELECT
    (SELECT count(*) FROM races) AS races,
    (SELECT count(*) FROM races WHERE status = 'completed') AS completed,
    (SELECT min(season) FROM races) AS first_season,
    (SELECT max(season) FROM races) AS last_season,
    (SELECT count(*) FROM race_results) AS results,
    (SELECT count(*) FROM lap_times) AS laps,
    (SELECT count(*) FROM pit_stops) AS pit_stops"""

_ORIGINS = """SELECT source, min(season) AS first_season, max(season) AS last_season FROM races
    WHERE status = 'completed' GROUP BY source ORDER BY count(*) DESC"""

_IN_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "dataset": "the data set in the folder PITWALL_DATA",
        "f1db": "f1db, the open Formula 1 database",
        "jolpica": "Jolpica, the successor of Ergast",
        "fastf1": "Formula 1 live timing, read by FastF1",
        "openf1": "OpenF1",
        "official_f1": "the official Formula 1 interface",
        "synthetic": "an invented season: nobody drove these races",
    }
)


@dataclass(frozen=True)
class StoreReport:
    """The facts about the store that a person starting Pitwall wants to know."""

    races: int
    completed_races: int
    seasons: tuple[int, int] | None
    results: int
    laps: int
    pit_stops: int
    origins: tuple[str, ...]
    newest_result: status.NewestResult | None
    overdue_races: int
    races_without_laps: tuple[tuple[str, str], ...]
    rejected_rows: int
    gaps: int
    models: status.ModelsInUse
    newest_forecast: status.NewestForecast | None

    def lines(self, today: date) -> list[str]:
        """The report as sentences; `today` is the day that ages are counted to."""
        if not self.races or self.seasons is None:
            return ["The store holds no races yet."]
        first, last = self.seasons
        return [
            f"{self.completed_races} of {self.races} races of {_span(first, last)} with {self.results:,} results, "
            f"{self.laps:,} laps and {self.pit_stops:,} pit stops.",
            *self._origin_lines(),
            *self._age_lines(today),
            *self._forecast_lines(today),
            *self._missing_lines(),
        ]

    def _origin_lines(self) -> list[str]:
        return [f"Results come from {'; '.join(self.origins)}."] if self.origins else []

    def _age_lines(self, today: date) -> list[str]:
        if self.newest_result is None:
            return ["No race has a result."]
        newest = self.newest_result
        age_days = (today - newest.date).days
        lines = [f"Newest result: {newest.name} ({newest.race_id}), {_days(age_days)} ago."]
        if self.overdue_races:
            lines.append(f"{_races(self.overdue_races)} should have been run since and have no result here yet.")
        return lines

    def _forecast_lines(self, today: date) -> list[str]:
        told = self.newest_forecast
        if told is None:
            return ["Nothing is foretold yet."]
        age_days = (today - told.computed_at.date()).days
        by = f"models that learned up to {self.models.learned_up_to}" if told.source == "model" else f"a {told.source}"
        made = "today" if age_days == 0 else f"{_days(age_days)} ago"
        return [f"Newest forecast: {told.race_id}, {told.horizon.replace('_', ' ')}, made {made} by {by}."]

    def _missing_lines(self) -> list[str]:
        lines: list[str] = []
        if self.races_without_laps:
            named = ", ".join(f"{name} {race_id}" for race_id, name in self.races_without_laps[:_MOST_NAMED])
            more = len(self.races_without_laps) - _MOST_NAMED
            lines.append(f"Missing laps: {named}{f' and {more} more' if more > 0 else ''}.")
        if self.rejected_rows:
            lines.append(f"{self.rejected_rows:,} rows were refused, each with its reason (GET /api/v1/sync/status).")
        if self.gaps:
            lines.append(f"{self.gaps} race tables differ from the lake; `pitwall load` tries again.")
        return lines


def read_report(engine: Engine) -> StoreReport:
    """The report of the store behind `engine`. Raises StoreUnavailableError."""
    with reading(engine) as reader:
        counts = reader.rows(Statement(_COUNTS))[0]
        return StoreReport(
            races=counts.races,
            completed_races=counts.completed,
            seasons=None if counts.first_season is None else (counts.first_season, counts.last_season),
            results=counts.results,
            laps=counts.laps,
            pit_stops=counts.pit_stops,
            origins=_origins(reader),
            newest_result=status.newest_result(reader),
            overdue_races=status.overdue_races(reader, now().date()),
            races_without_laps=tuple(status.races_without_laps(reader)),
            rejected_rows=sum(row.rows for row in reader.rows(status.rejects())),
            gaps=len(reader.rows(status.gaps())),
            models=status.models_in_use(reader),
            newest_forecast=status.newest_forecast(reader),
        )


def _origins(reader: Reader) -> tuple[str, ...]:
    return tuple(
        f"{_IN_WORDS.get(row.source, row.source)} ({_span(row.first_season, row.last_season)})"
        for row in reader.rows(Statement(_ORIGINS))
    )


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}-{last}"


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _races(count: int) -> str:
    return "1 race" if count == 1 else f"{count} races"
