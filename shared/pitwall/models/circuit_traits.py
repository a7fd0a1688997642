"""What sets circuits apart, in numbers from the races held there: pit lane, passes, neutralisations, rain, wear.

`sd` is what is not known of the number: the standard error of a mean over races, or what calibration says.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pitwall.calibration.calibration import Calibration, calibrate
from pitwall.calibration.lap_pooling import TYPICAL_LAP_S, RaceConditions
from pitwall.domain.model_records import CircuitTable, CircuitTrait
from pitwall.domain.race_state import TrackStatus
from pitwall.domain.tyre_strategy import DRY_COMPOUNDS
from pitwall.models.lap_table import LapTable, lap_table
from pitwall.models.on_track import attacks
from pitwall.models.training import Sources

if TYPE_CHECKING:
    from pitwall.features.history import History

FIRST_COUNTED_SEASON = 2010
"""Of neutralisations, stops, and grid against finish: before it tyres were others, and refuelling set the stops."""
_PASS_REACH_S = 1.5
_WET_SHARE = 0.1
"""Of a race's laps on intermediates or wets that make it a wet one."""
_WEAR_OVER_LAPS = 20
_KEY = ["season", "round"]


def circuit_table(sources: Sources) -> CircuitTable:
    """All traits of all circuits that had a race since 2010; of laps and tyres, since 2018.

    What calibration tells is left out where nothing is calibrated. Raises UnusableArtefactError where no lap is there.
    """
    table = lap_table(sources.lake, sources.index)
    traits = [*_of_history(sources.history), *_of_laps(table)]
    if any(one.driven is not None for one in sources.measurements):
        traits += _of_calibration(calibrate(sources.measurements), table)
    return CircuitTable(sources.newest_race, tuple(sorted(traits, key=lambda one: (one.circuit_id, one.trait))))


def _of_history(history: "History") -> Iterator[CircuitTrait]:
    races = history.races.loc[history.races["finished"] & (history.races["season"] >= FIRST_COUNTED_SEASON)]
    circuits = races[[*_KEY, "circuit_id"]]
    counted = history.neutralisations.merge(circuits, on=_KEY)
    for trait in ("safety_cars", "virtual_safety_cars", "red_flags"):
        # There was no virtual safety car before 2015.
        rows = counted.loc[counted["season"] >= 2015] if trait == "virtual_safety_cars" else counted
        yield from _means(rows, trait, f"{trait}_per_race", "per race")
    ran = history.results.loc[history.results["session"].eq("R") & history.results["started"]]
    stops = ran[[*_KEY, "driver_id", "grid", "order", "finished"]].merge(circuits, on=_KEY)
    stops = stops.merge(history.stops[[*_KEY, "driver_id", "stops"]], on=[*_KEY, "driver_id"], how="left")
    known = stops.groupby(_KEY)["stops"].transform("count") > 0
    of_cars = stops.loc[known & stops["finished"].astype(bool)].assign(stops=lambda rows: rows["stops"].fillna(0.0))
    by_race = of_cars.groupby([*_KEY, "circuit_id"])["stops"].mean().reset_index()
    yield from _means(by_race, "stops", "stops_per_race", "per car and race")
    yield from _means(_kept_order(stops), "correlation", "grid_to_finish_correlation", "rank correlation")


def _kept_order(cars: pd.DataFrame) -> pd.DataFrame:
    """How well each race's finish follows its grid (Spearman), retirements in official order."""
    rows = cars.dropna(subset=["grid", "order"])
    ranks = rows.groupby(_KEY)[["grid", "order"]].rank()
    rows = rows.assign(grid=ranks["grid"], order=ranks["order"])
    found = [
        {"circuit_id": circuit, "correlation": float(np.corrcoef(one["grid"], one["order"])[0, 1])}
        for (_, _, circuit), one in rows.groupby([*_KEY, "circuit_id"])
        if len(one) > 2
    ]
    return pd.DataFrame(found, columns=["circuit_id", "correlation"])


def _of_laps(table: LapTable) -> Iterator[CircuitTrait]:
    circuits = table.races[["race", "circuit_id"]]
    passed = attacks(table, _PASS_REACH_S)
    by_race = circuits.assign(passes=circuits["race"].map(passed.groupby("race")["passed"].sum()).fillna(0.0))
    yield from _means(by_race, "passes", "passes_per_race", "per race")
    wets = table.laps["compound"].isin(["INTERMEDIATE", "WET"]).groupby(table.laps["race"]).mean()
    wet = circuits.assign(wet=circuits["race"].map(wets).ge(_WET_SHARE).astype(float))
    yield from _means(wet, "wet", "wet_race_share", "0-1")


def _of_calibration(calibration: Calibration, table: LapTable) -> Iterator[CircuitTrait]:
    newest = table.races.groupby("circuit_id").last()
    for circuit, race in newest.iterrows():
        losses = calibration.events.pit_loss.lane_loss(str(circuit))
        for status in (TrackStatus.GREEN, TrackStatus.VSC, TrackStatus.SC):
            loss = losses[status]
            if loss.n:
                name = f"pit_loss_{status.name.lower()}"
                yield CircuitTrait(str(circuit), name, loss.mean, loss.sd, "s", loss.n)
        conditions = RaceConditions(
            str(circuit), int(race["season"]), int(race["total_laps"]), TYPICAL_LAP_S, float(race["length_km"])
        )
        for compound, wear in calibration.laps.for_race(conditions).wear.items():
            if compound in DRY_COMPOUNDS and wear.laps:
                slope = wear.linear_s.mean + wear.quadratic_s.mean * _WEAR_OVER_LAPS
                unit = f"s per lap, over {_WEAR_OVER_LAPS} laps"
                yield CircuitTrait(str(circuit), f"wear_{compound.lower()}", slope, wear.linear_s.sd, unit, wear.laps)


def _means(rows: pd.DataFrame, column: str, trait: str, unit: str) -> Iterator[CircuitTrait]:
    """Mean over the races of each circuit; a single race has no spread to tell."""
    for circuit, values in rows.dropna(subset=[column]).groupby("circuit_id")[column]:
        n = len(values)
        # Where all races were alike, what one more that was not would have done.
        error = 1.0 / (n + 1) if values.nunique() == 1 else values.std() / np.sqrt(n)
        yield CircuitTrait(str(circuit), trait, float(values.mean()), float(error) if n > 1 else None, unit, n)
