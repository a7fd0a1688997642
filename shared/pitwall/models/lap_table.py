"""All race laps from 2018 on as one table, each with what was known as it began: built once, read by every lap model.

Vectorised over all races together: hundreds of thousands of laps take seconds.
"""

import hashlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from pitwall.calibration.compound_scale import compound_share
from pitwall.calibration.fuel import TYPICAL_LAPS, TYPICAL_LENGTH_KM, fuel_effect_s_per_kg, race_fuel_kg
from pitwall.calibration.race_facts import TYRES_UNRELIABLE
from pitwall.domain.tyre_strategy import DRY_COMPOUNDS, WET_COMPOUNDS
from pitwall.domain.vocabulary import RaceKey
from pitwall.errors import UnusableArtefactError
from pitwall.features.lake_tables import read_tables
from pitwall.lake.lake import Index, Lake
from pitwall.models.lap_columns import CAR, RACE, READS
from pitwall.models.lap_surroundings import with_gaps, with_sky

_SLOWEST = 1.06
"""Of the driver's median green lap: beyond it a lap was no racing lap."""
_LAPS_BEFORE_RAIN, _LAPS_AFTER_RAIN = 3, 8
_FLAGS = ("in_lap", "out_lap", "neutralised", "valid")


@dataclass(frozen=True)
class LapTable:
    """Races in order of time; laps by race, driver and lap number."""

    races: pd.DataFrame
    """race (0, 1, ...), season, round, circuit_id, street, length_km, total_laps."""
    laps: pd.DataFrame
    """Of `race`: driver_id, constructor_id, lap_number, lap_time_s, sector1_s, stint, compound, hardness (1 hardest to
    6), tyre_life, position, in_lap, out_lap, neutralised, valid, track_status, gap_ahead_s, gap_behind_s (as the lap
    began; gap_ahead_end_s, gap_behind_end_s as it ended), track_temp_c, air_temp_c, rain, wet_share (of the field's
    tyres a lap before), total_laps, street, length_km, circuit_id, fuel_kg, fuel_s (what it costs), tyres_known, green,
    clean."""
    stops: pd.DataFrame
    """Of `race`: driver_id, lap_number, pit_lane_time_s, stationary_s."""
    neutralisations: pd.DataFrame
    """Of `race`: kind, start_lap, end_lap."""
    results: pd.DataFrame
    """Of `race`: driver_id, display_order, laps, reason_retired, grid_position."""

    @cached_property
    def race_ids(self) -> tuple[str, ...]:
        """By `race`."""
        pairs = zip(self.races["season"], self.races["round"], strict=True)
        return tuple(str(RaceKey(int(season), int(round_))) for season, round_ in pairs)

    @cached_property
    def season(self) -> np.ndarray:
        """By `race`."""
        return self.races["season"].to_numpy()

    def before(self, season: int) -> "LapTable":
        """The races of earlier seasons alone."""
        return self.only(self.season < season)

    def only(self, chosen: np.ndarray) -> "LapTable":
        """The races marked in `chosen`, which keep their numbers."""

        def cut(frame: pd.DataFrame) -> pd.DataFrame:
            kept: pd.DataFrame = frame.loc[chosen[frame["race"].to_numpy()]]
            return kept

        return LapTable(self.races, cut(self.laps), cut(self.stops), cut(self.neutralisations), cut(self.results))


class _Kept:
    """The table made last, so that all models of a training share one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._digest, self._table = "", None

    _table: LapTable | None

    def table(self, lake: Lake, index: Index) -> LapTable:
        digest = _digest(index)
        with self._lock:
            if self._table is None or self._digest != digest:
                self._digest, self._table = digest, table_of(read_tables(lake, index, READS))
            return self._table


_KEPT = _Kept()


def lap_table(lake: Lake, index: Index) -> LapTable:
    """All laps of the lake's races from 2018 on, read once per process and state of the lake.

    Raises UnusableArtefactError where there is no lap, LakeError where the storage is away.
    """
    return _KEPT.table(lake, index)


def _digest(index: Index) -> str:
    names = sorted({read.dataset for read in READS.values()})
    digest = hashlib.blake2b(digest_size=10)
    for partition, versions in index.items():
        if partition.dataset in names:
            digest.update("".join(f"{one.path} {one.confirmations}\n" for one in versions).encode())
    return digest.hexdigest()


def table_of(tables: Mapping[str, pd.DataFrame]) -> LapTable:
    """The table made of the lake's tables, named and with columns as in READS.

    Raises UnusableArtefactError where there is no lap.
    """
    if tables["laps"].empty:
        raise UnusableArtefactError("the lake holds no race laps from 2018 on: load them first")
    races = _races(tables["races"], tables["circuits"], tables["laps"])
    of_races = ("laps", "stops", "weather", "neutralisations", "results")
    numbered = {name: _numbered(tables[name], races) for name in of_races}
    laps = with_sky(with_gaps(_plain(numbered["laps"])), numbered["weather"])
    return LapTable(
        races=races,
        laps=_judged(_with_race(laps, races)),
        stops=numbered["stops"],
        neutralisations=numbered["neutralisations"],
        results=numbered["results"].sort_values(["race", "display_order"], ignore_index=True),
    )


def _races(races: pd.DataFrame, circuits: pd.DataFrame, laps: pd.DataFrame) -> pd.DataFrame:
    driven = laps[list(RACE)].drop_duplicates()
    held = races.merge(driven, on=list(RACE)).merge(circuits, on="circuit_id", how="left")
    held = held.sort_values(list(RACE), ignore_index=True)
    total = held["scheduled_laps"].astype(float).fillna(held["laps"].astype(float)).fillna(TYPICAL_LAPS)
    return pd.DataFrame(
        {
            "race": np.arange(len(held)),
            "season": held["season"],
            "round": held["round"],
            "circuit_id": held["circuit_id"],
            "street": held["circuit_type"].eq("STREET").astype(float),
            "length_km": held["course_length_km"].astype(float).fillna(TYPICAL_LENGTH_KM),
            "total_laps": total,
        }
    )


def _numbered(rows: pd.DataFrame, races: pd.DataFrame) -> pd.DataFrame:
    return rows.merge(races[[*RACE, "race"]], on=list(RACE)).drop(columns=list(RACE))


def _plain(laps: pd.DataFrame) -> pd.DataFrame:
    """Sorted; unknown flags are False, unknown tyre lives ours."""
    rows = laps.sort_values([*CAR, "lap_number"], kind="stable", ignore_index=True)
    for flag in _FLAGS:
        rows[flag] = rows[flag].eq(True)
    rows["tyre_life"] = rows["tyre_life"].astype(float).fillna(rows.pop("tyre_life_recomputed").astype(float))
    names = rows["compound_name"].astype("category")
    scale = [float(compound_share(str(name)) @ np.arange(1, 7)) or np.nan for name in names.cat.categories]
    rows["hardness"] = np.append(scale, np.nan)[names.cat.codes]
    return rows.drop(columns="compound_name")


def _with_race(laps: pd.DataFrame, races: pd.DataFrame) -> pd.DataFrame:
    of_race = races.loc[laps["race"], ["circuit_id", "street", "length_km", "total_laps"]].set_index(laps.index)
    rows = pd.concat([laps, of_race], axis=1)
    keys = [RaceKey(int(season), int(round_)) for season, round_ in zip(races["season"], races["round"], strict=True)]
    rows["tyres_known"] = np.array([key not in TYRES_UNRELIABLE for key in keys])[rows["race"]]
    start_kg = races["season"].map(race_fuel_kg).to_numpy()[rows["race"]]
    left = 1.0 - (rows["lap_number"] - 1) / rows["total_laps"]
    rows["fuel_kg"] = start_kg * left.clip(lower=0.0)
    rows["fuel_s"] = rows["fuel_kg"] * fuel_effect_s_per_kg(1.0) * rows["length_km"]
    return rows


def _judged(laps: pd.DataFrame) -> pd.DataFrame:
    """With `green` (timed at racing speed, no stop, a green lap before) and `clean` (green on known dry tyres)."""
    same = laps["race"].eq(laps["race"].shift()) & laps["driver_id"].eq(laps["driver_id"].shift())
    resumed = laps["neutralised"].shift(fill_value=False) & same
    stopped = laps["in_lap"] | laps["out_lap"] | laps["neutralised"] | resumed
    green = laps["valid"] & ~stopped & (laps["lap_number"] > 1)
    median = laps["lap_time_s"].where(green).groupby([laps[name] for name in CAR]).transform("median")
    green &= laps["lap_time_s"] < _SLOWEST * median
    dry = laps["compound"].isin(DRY_COMPOUNDS) & ~_around_rain(laps)
    return laps.assign(green=green, clean=green & dry & laps["tyres_known"] & (laps["tyre_life"] >= 1))


def _around_rain(laps: pd.DataFrame) -> pd.Series:
    """Laps of a race near one on which anybody was on intermediates or wets."""
    wet = laps.loc[laps["compound"].isin(WET_COMPOUNDS), ["race", "lap_number"]].drop_duplicates()
    near = {
        (race, lap + step)
        for race, lap in zip(wet["race"], wet["lap_number"], strict=True)
        for step in range(-_LAPS_BEFORE_RAIN, _LAPS_AFTER_RAIN + 1)
    }
    keys = pd.MultiIndex.from_arrays([laps["race"], laps["lap_number"]])
    return pd.Series(keys.isin(pd.MultiIndex.from_tuples(near or {(-1, -1)})), index=laps.index)
