"""All that the lake says about one race weekend, as tables ready to be measured.

The lake's rows are believed as they are; only what is unknown gets the value that lap hygiene's readers assume.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from pitwall.domain.datasets import Partition
from pitwall.domain.vocabulary import FIRST_LAP_SEASON, RaceKey, SessionCode
from pitwall.errors import NotFoundError
from pitwall.lake.lake import Index, Lake

TYRES_UNRELIABLE = frozenset({RaceKey(2022, 11)})
"""The official feed's tyre messages were wrong (Austria 2022): its compounds and tyre lives measure nothing."""

_WEEKEND = tuple(code for code in SessionCode if code is not SessionCode.R)
_PRACTICE = (SessionCode.FP1, SessionCode.FP2, SessionCode.FP3)
_FLAGS = ("pit_in", "pit_out", "in_lap", "out_lap", "neutralised", "deleted", "is_accurate", "valid")


@dataclass(frozen=True)
class RaceFacts:
    """The tables of one weekend; a table of which the lake has nothing is empty with its columns.

    Columns are those of the records (`pitwall.domain.records`). Laps are sorted by driver and lap number; their flags
    are plain booleans (unknown counts as False: no neutralisation, no pit lap); `tyre_life` is ours where the source
    has none.
    """

    key: RaceKey
    grand_prix_id: str
    circuit_id: str
    course_length_km: float
    """NaN where unknown."""
    counted_laps: int | None
    """Laps of the result; None before the race."""
    scheduled_laps: int | None
    """Distance announced; the laps of the result where it is not told apart."""
    nominations: tuple[str, str, str] | None
    """Names of soft, medium and hard: C1..C6, in 2018 HYPERSOFT..HARD."""
    laps: pd.DataFrame
    """Of the race."""
    session_laps: Mapping[SessionCode, pd.DataFrame]
    """Of the other sessions the lake has laps of."""
    pit_stops: pd.DataFrame
    results: pd.DataFrame
    grid: pd.DataFrame
    """In grid order; `position_text` is `PL` for a start from the pit lane."""
    qualifying: pd.DataFrame
    practice: pd.DataFrame
    """Best laps of every practice session."""
    sprint_qualifying: pd.DataFrame
    sprint_results: pd.DataFrame
    neutralisations: pd.DataFrame
    track_status: pd.DataFrame
    weather: pd.DataFrame
    """Of the race; so race control. Times are in the race's session time."""
    race_control: pd.DataFrame
    seats: pd.DataFrame
    """Who is entered, by driver and constructor."""
    timings: pd.DataFrame
    """When each session of the weekend ran."""
    start_time_s: float | None
    """Session time of the race's start; None where unknown."""

    @property
    def tyres_reliable(self) -> bool:
        """False where compounds and tyre lives of the race must not be learned from."""
        return self.key not in TYRES_UNRELIABLE

    @cached_property
    def driver_laps(self) -> Mapping[str, pd.DataFrame]:
        """The race laps of each driver."""
        return {str(driver): laps for driver, laps in self.laps.groupby("driver_id", sort=False)}


def races_with_laps(index: Index, first_season: int = FIRST_LAP_SEASON) -> list[RaceKey]:
    """Races from `first_season` on whose laps the lake has, in order of time."""
    return sorted(
        RaceKey(partition.season, partition.round)
        for partition in index
        if partition.dataset == "laps"
        and partition.session == SessionCode.R
        and partition.season is not None
        and partition.round is not None
        and partition.season >= first_season
    )


def read_race_facts(lake: Lake, index: Index, race: RaceKey) -> RaceFacts:
    """The weekend of `race`, past or coming. Raises NotFoundError where the calendar does not have it."""
    reader = _Reader(lake, index, race)
    calendar = reader.season_rows("races")
    if calendar.empty:
        raise NotFoundError(f"the lake's calendar has no race {race}")
    entry = calendar.iloc[0]
    counted = _whole(entry["laps"])
    timings = reader.season_rows("session_timings")
    started = timings.loc[timings["session"] == SessionCode.R, "start_time_s"].dropna()
    return RaceFacts(
        key=race,
        grand_prix_id=entry["grand_prix_id"] or entry["circuit_id"],
        circuit_id=entry["circuit_id"],
        course_length_km=float(entry["course_length_km"]),
        counted_laps=counted,
        scheduled_laps=_whole(entry["scheduled_laps"]) or counted,
        nominations=_nominations(reader.season_rows("compound_nominations")),
        laps=_clean_laps(reader.rows("laps", SessionCode.R)),
        session_laps=reader.session_laps(),
        pit_stops=reader.rows("pit_stops", SessionCode.R).sort_values(["driver_id", "lap_number"], ignore_index=True),
        results=reader.rows("race_results", SessionCode.R).sort_values("display_order", ignore_index=True),
        grid=reader.rows("starting_grids", SessionCode.R).sort_values("display_order", ignore_index=True),
        qualifying=reader.rows("qualifying_results", SessionCode.Q).sort_values("display_order", ignore_index=True),
        practice=reader.practice(),
        sprint_qualifying=reader.rows("qualifying_results", SessionCode.SQ),
        sprint_results=reader.rows("race_results", SessionCode.S).sort_values("display_order", ignore_index=True),
        neutralisations=reader.rows("neutralisations", SessionCode.R).sort_values("number", ignore_index=True),
        track_status=reader.rows("track_status", SessionCode.R).sort_values("time_s", ignore_index=True),
        weather=reader.rows("session_weather", SessionCode.R).sort_values("time_s", ignore_index=True),
        race_control=reader.rows("race_control", SessionCode.R).sort_values("message_number", ignore_index=True),
        seats=reader.season_rows("seats"),
        timings=timings,
        start_time_s=float(started.iloc[0]) if len(started) else None,
    )


@dataclass(frozen=True)
class _Reader:
    lake: Lake
    index: Index
    race: RaceKey

    def rows(self, dataset: str, session: SessionCode) -> pd.DataFrame:
        return self._frame(Partition(dataset, self.race.season, self.race.round, session.value))

    def season_rows(self, dataset: str) -> pd.DataFrame:
        rows = self._frame(Partition(dataset, self.race.season))
        return rows.loc[rows["round"] == self.race.round].reset_index(drop=True)

    def _frame(self, partition: Partition) -> pd.DataFrame:
        frame: pd.DataFrame = self.lake.read(partition, self.index.get(partition, ())).table.to_pandas()
        return frame

    def practice(self) -> pd.DataFrame:
        frames = [self.rows("practice_results", code) for code in _PRACTICE]
        return pd.concat([frame for frame in frames if not frame.empty] or frames[:1], ignore_index=True)

    def session_laps(self) -> Mapping[SessionCode, pd.DataFrame]:
        held = [code for code in _WEEKEND if Partition("laps", *self.race, code.value) in self.index]
        return {code: _clean_laps(self.rows("laps", code)) for code in held}


def _clean_laps(laps: pd.DataFrame) -> pd.DataFrame:
    cleaned = laps.sort_values(["driver_id", "lap_number"], ignore_index=True)
    for flag in _FLAGS:
        cleaned[flag] = cleaned[flag].eq(True)
    own = cleaned["tyre_life_recomputed"].astype("float64")
    cleaned["tyre_life"] = cleaned["tyre_life"].astype("float64").fillna(own)
    return cleaned


def _nominations(rows: pd.DataFrame) -> tuple[str, str, str] | None:
    if rows.empty:
        return None
    return str(rows["soft"].iloc[0]), str(rows["medium"].iloc[0]), str(rows["hard"].iloc[0])


def _whole(value: float | None) -> int | None:
    return None if value is None or pd.isna(value) else int(value)
