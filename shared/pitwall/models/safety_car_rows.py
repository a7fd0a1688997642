"""Green laps of races as rows: what was known as the leader began them, and whether a safety car came on them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pitwall.models.lap_table import LapTable
from pitwall.models.safety_car_answers import KINDS, NEVER_NEUTRALISED

_PRIOR_LAPS = 150.0
"""Of the mean circuit, beside a circuit's own laps."""


@dataclass(frozen=True)
class GreenLaps:
    """One row per race and lap that began green."""

    rows: pd.DataFrame
    """race, circuit_id and every column of the model but the circuit's rates."""
    events: np.ndarray
    """[rows, KINDS] whether one began on the lap."""

    def rates(self, learn: np.ndarray) -> tuple[dict[str, tuple[float, float]], tuple[float, float]]:
        """Per green lap by circuit, shrunk to that of all, from the rows marked."""
        circuits, place = np.unique(self.rows["circuit_id"].to_numpy(dtype=str)[learn], return_inverse=True)
        events = self.events[learn]
        pooled = events.mean(axis=0)
        laps = np.bincount(place)[:, None]
        counts = np.column_stack([np.bincount(place, events[:, kind]) for kind in range(len(KINDS))])
        shrunk = (counts + _PRIOR_LAPS * pooled) / (laps + _PRIOR_LAPS)
        by_circuit = {str(name): (float(sc), float(vsc)) for name, (sc, vsc) in zip(circuits, shrunk, strict=True)}
        return by_circuit, (float(pooled[0]), float(pooled[1]))

    def own_race_left_out(self, learn: np.ndarray) -> np.ndarray:
        """[rows of `learn`, KINDS] the circuit's rates as they were without the row's own race."""
        frame = pd.DataFrame(self.events[learn], columns=list(KINDS)).assign(
            circuit=self.rows["circuit_id"].to_numpy()[learn], race=self.rows["race"].to_numpy()[learn], laps=1.0
        )
        names = [*KINDS, "laps"]
        others = frame.groupby("circuit")[names].transform("sum") - frame.groupby(["circuit", "race"])[names].transform(
            "sum"
        )
        pooled = self.events[learn].mean(axis=0)
        rates: np.ndarray = (others[list(KINDS)].to_numpy() + _PRIOR_LAPS * pooled) / (
            others[["laps"]].to_numpy() + _PRIOR_LAPS
        )
        return rates


def green_laps(table: LapTable) -> GreenLaps:
    """Every lap that began green, of every race."""
    rows = _by_lap(table)
    begun = np.zeros((len(rows), len(KINDS)))
    since = np.full(len(rows), NEVER_NEUTRALISED)
    under = np.zeros(len(rows), dtype=bool)
    place = {(race, lap): row for row, (race, lap) in enumerate(zip(rows["race"], rows["lap"], strict=True))}
    last = rows.groupby("race")["lap"].max()
    told = table.neutralisations.assign(end_lap=table.neutralisations["end_lap"].fillna(0))
    for race, kind, start, end in told[["race", "kind", "start_lap", "end_lap"]].to_numpy().tolist():
        end = max(int(end), start)
        if kind in KINDS and (race, max(start, 1)) in place:
            begun[place[race, max(start, 1)], KINDS.index(kind)] = 1.0
        for lap in range(start + 1, int(last.get(race, 0)) + 1):
            row = place.get((race, lap))
            if row is None:
                continue
            under[row] |= lap <= end
            since[row] = min(since[row], max(lap - end, 0))
    rows["laps_since_restart"] = since
    return GreenLaps(rows.loc[~under].reset_index(drop=True), begun[~under])


def _by_lap(table: LapTable) -> pd.DataFrame:
    """One row per race and lap with the state of the field at the end of the lap before."""
    laps = table.laps
    by_lap = laps.groupby(["race", "lap_number"])
    field = by_lap.agg(
        running=("driver_id", "size"),
        wet_share=("wet_share", "first"),
        rain=("rain", "max"),
        street=("street", "first"),
        total_laps=("total_laps", "first"),
        circuit_id=("circuit_id", "first"),
        first_end=("lap_end_time_s", "min"),
        last_end=("lap_end_time_s", "max"),
        on_wets=("compound", lambda held: held.isin(["INTERMEDIATE", "WET"]).mean()),
    ).reset_index()
    same = field["race"].eq(field["race"].shift())
    starters = field.groupby("race")["running"].transform("first")
    # The grid stands together: a spread that is missing there would teach that a missing one means lap 1.
    spread = (field["last_end"] - field["first_end"]).shift().where(same, 0.0)
    before = field["running"].shift().where(same, starters)
    return pd.DataFrame(
        {
            "race": field["race"],
            "circuit_id": field["circuit_id"],
            "lap": field["lap_number"].astype(float),
            "first_lap": (field["lap_number"] == 1).astype(float),
            "laps_left": field["total_laps"] - field["lap_number"],
            "street": field["street"],
            "wet_share": field["wet_share"].where(same, field["on_wets"]),
            "rain": field["rain"],
            "field_spread_s": spread,
            "running": before.astype(float),
            "retired": (starters - before).astype(float),
        }
    )
