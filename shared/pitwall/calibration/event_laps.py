"""One race as arrays, a row per lap and a column per car: the form in which its events are measured.

Built once per race from `RaceFacts`; everything after it is NumPy.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from pitwall.domain.lap_hygiene import LONGEST_LAP_S, SHORTEST_LAP_S
from pitwall.domain.race_parameters import COMPOUNDS
from pitwall.domain.regulations import race_rules
from pitwall.domain.vocabulary import FIRST_LAP_SEASON, RaceKey

if TYPE_CHECKING:
    import pandas as pd

    from pitwall.calibration.race_facts import RaceFacts

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

UNKNOWN = -1
DRY_COMPOUNDS = 3
"""The first three of COMPOUNDS."""
_STATUS_CODES: Mapping[str, str] = {"sc": "4", "red": "5", "vsc": "67"}


@dataclass(frozen=True, eq=False)
class LapGrid:
    """The laps of a race: arrays [laps, cars]; NaN, UNKNOWN or False where a car did not drive the lap."""

    key: RaceKey
    grand_prix_id: str
    driver_ids: tuple[str, ...]
    constructor_ids: tuple[str, ...]
    time_s: Floats
    """Lap times between 30 and 300 s."""
    end_s: Floats
    """Session time at the end of the lap."""
    sector1_s: Floats
    compound: NDArray[np.int64]
    """Index in COMPOUNDS."""
    tyre_life: Floats
    top_speed_kmh: Floats
    in_lap: Flags
    out_lap: Flags
    stop: Flags
    """A pit stop at the end of the lap, as the timekeepers list them."""
    sc: Flags
    red: Flags
    vsc: Flags
    clear: Flags
    """Nothing but green flags during the lap."""
    tyres_reliable: bool
    aid_from_lap: int
    """First lap with DRS or overtake mode, and as many after a restart."""

    @property
    def laps(self) -> int:
        """Laps of the winner, as driven."""
        return len(self.time_s)

    @property
    def driven(self) -> Flags:
        """The car ended the lap."""
        return np.isfinite(self.end_s) | np.isfinite(self.time_s)

    @property
    def neutralised(self) -> Flags:
        """Safety car, virtual safety car or red flag during the lap."""
        return self.sc | self.vsc | self.red

    @property
    def dry(self) -> Flags:
        """On slicks."""
        return (self.compound >= 0) & (self.compound < DRY_COMPOUNDS)

    @property
    def pitted(self) -> Flags:
        """An in lap, an out lap or both."""
        return self.in_lap | self.out_lap | self.stop

    def order(self, lap_index: int) -> NDArray[np.int64]:
        """The cars that ended a lap, first across the line first."""
        ends = self.end_s[lap_index]
        return np.argsort(ends, kind="stable")[: int(np.isfinite(ends).sum())]

    @cached_property
    def ahead(self) -> tuple[NDArray[np.int64], Floats]:
        """[laps, cars] who crossed the line last before a car on the same lap (UNKNOWN for the leader), and how long
        before it."""
        car = np.full(self.end_s.shape, UNKNOWN, dtype=np.int64)
        gap = np.full(self.end_s.shape, np.inf)
        for lap in range(self.laps):
            order = self.order(lap)
            car[lap, order[1:]] = order[:-1]
            gap[lap, order[1:]] = np.diff(self.end_s[lap, order])
        gap[~np.isfinite(self.end_s)] = np.nan
        return car, gap

    def neutralised_by_lap(self) -> Flags:
        """[laps] whether the front half of the field had a neutralisation during the lap."""
        running = self.driven.sum(axis=1)
        return np.asarray(self.neutralised.sum(axis=1) * 2 > running)

    def wet_share(self) -> Floats:
        """[laps] share of the running cars on intermediates or wets."""
        known = self.compound >= 0
        wet = (self.compound >= DRY_COMPOUNDS).sum(axis=1)
        return np.asarray(wet / np.maximum(known.sum(axis=1), 1), dtype=np.float64)


def lap_grid(facts: "RaceFacts") -> LapGrid:
    """The race's laps as arrays; laps beyond the winner's are left out."""
    laps = facts.laps
    drivers = tuple(dict.fromkeys(str(driver) for driver in laps["driver_id"]))
    constructors = dict(zip(laps["driver_id"], laps["constructor_id"], strict=True))
    count = min(int(laps["lap_number"].max()), facts.counted_laps or 200) if len(laps) else 0
    laps = laps[laps["lap_number"] <= count]
    row = laps["lap_number"].to_numpy(dtype=np.int64) - 1
    column = laps["driver_id"].map({driver: index for index, driver in enumerate(drivers)}).to_numpy(dtype=np.int64)

    def spread(values: Any, empty: Any, dtype: Any) -> Any:
        table = np.full((count, len(drivers)), empty, dtype=dtype)
        table[row, column] = values
        return table

    def numbers(name: str) -> Floats:
        return np.asarray(spread(laps[name].to_numpy(dtype=np.float64, na_value=np.nan), np.nan, np.float64))

    def flags(values: Any) -> Flags:
        return np.asarray(spread(np.asarray(values, dtype=bool), False, np.bool_))

    status = laps["track_status"].fillna("1").astype(str)
    holds = {name: flags(status.str.contains(f"[{codes}]")) for name, codes in _STATUS_CODES.items()}
    codes = {compound.value: index for index, compound in enumerate(COMPOUNDS)}
    time_s = numbers("lap_time_s")
    time_s[(time_s < SHORTEST_LAP_S) | (time_s > LONGEST_LAP_S)] = np.nan
    return LapGrid(
        key=facts.key,
        grand_prix_id=facts.grand_prix_id,
        driver_ids=drivers,
        constructor_ids=tuple(str(constructors[driver]) for driver in drivers),
        time_s=time_s,
        end_s=numbers("lap_end_time_s"),
        sector1_s=numbers("sector1_s"),
        compound=spread(laps["compound"].map(codes).fillna(UNKNOWN).to_numpy(dtype=np.int64), UNKNOWN, np.int64),
        tyre_life=numbers("tyre_life"),
        top_speed_kmh=numbers("speed_st_kmh"),
        in_lap=flags(laps["in_lap"]),
        out_lap=flags(laps["out_lap"]),
        stop=_stops(facts.pit_stops, drivers, count),
        clear=flags(status == "1"),
        tyres_reliable=facts.tyres_reliable,
        aid_from_lap=race_rules(
            max(facts.key.season, FIRST_LAP_SEASON), facts.grand_prix_id, max(count, 1)
        ).overtaking_aid_from_lap,
        **holds,
    )


def of_stops(grid: LapGrid, pit_stops: "pd.DataFrame", column: str) -> Floats:
    """[laps, cars] a column of the pit stops, on the lap at whose end the car stopped; NaN elsewhere."""
    table = np.full(grid.time_s.shape, np.nan)
    places = {driver: index for index, driver in enumerate(grid.driver_ids)}
    values = pit_stops[column].to_numpy(dtype=np.float64, na_value=np.nan)
    for driver, lap, value in zip(pit_stops["driver_id"], pit_stops["lap_number"], values, strict=True):
        if driver in places and 1 <= lap <= grid.laps:
            table[int(lap) - 1, places[driver]] = value
    return table


def _stops(pit_stops: "pd.DataFrame", drivers: tuple[str, ...], count: int) -> Flags:
    table = np.zeros((count, len(drivers)), dtype=bool)
    places = {driver: index for index, driver in enumerate(drivers)}
    for driver, lap in zip(pit_stops["driver_id"], pit_stops["lap_number"], strict=True):
        if driver in places and 1 <= lap <= count:
            table[int(lap) - 1, places[driver]] = True
    return table
