"""Foretells a car's fuel-corrected pace on the next lap from its last laps: a ridge regression on what they were.

No public data say what fuel is on board. Fuel is physics (`pitwall.calibration.fuel`: what the rules allow at the
start, burnt evenly over the distance); what is learned is the pace that is left once it is taken out.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pitwall.calibration.robust_fit import robust_ridge
from pitwall.errors import UnusableArtefactError
from pitwall.models.lap_columns import CAR
from pitwall.models.lap_learning import MODEL, LapTrainer, Losses, Mask, race_means
from pitwall.models.lap_table import LapTable
from pitwall.models.plain_answers import facts_bytes, facts_of
from pitwall.models.registry import Files

LAPS_BACK = 5
COLUMNS = (*(f"lag_{step}_pct" for step in range(2, LAPS_BACK + 1)), "tyre_life", "tyre_life_square", "close", "one")
"""Earlier laps against the last one, in per cent; life of the set; 1 right behind a car to 0 from 2.5 s on."""
_PENALTY = 1.0
_MOST_ROWS = 40_000
_REACH_S = 2.5

Array = NDArray[np.float64]


@dataclass(frozen=True)
class PaceSequenceModel:
    """Coefficients in per cent of a lap, by COLUMNS."""

    coefficients: tuple[float, ...]

    def predict(self, columns: Array) -> Array:
        """Per cent by which the next lap, freed of fuel, will be slower than the last one."""
        foretold: Array = columns @ np.array(self.coefficients)
        return foretold

    def explain(self, columns: Array) -> Array:
        """[rows, COLUMNS]; a row's sum is its prediction, exactly."""
        parts: Array = columns * np.array(self.coefficients)
        return parts

    def files(self) -> Files:
        """Plain files."""
        return {"model.json": facts_bytes({"coefficients": list(self.coefficients)})}

    @classmethod
    def from_files(cls, files: Files) -> "PaceSequenceModel":
        """Raises UnusableArtefactError where they are not a model of this kind."""
        try:
            coefficients = tuple(float(one) for one in facts_of(files)["coefficients"])
        except (KeyError, TypeError, ValueError) as problem:
            raise UnusableArtefactError(f"no pace sequence: {problem!r}") from problem
        if len(coefficients) != len(COLUMNS):
            raise UnusableArtefactError(
                f"no pace sequence: {len(coefficients)} coefficients for {len(COLUMNS)} columns"
            )
        return cls(coefficients)


class PaceSequenceLearner:
    """Runs of clean laps."""

    def __init__(self, table: LapTable) -> None:
        """Chooses the clean laps that follow LAPS_BACK others of their stint."""
        self._rows = sequences(table)
        self._race = self._rows["race"].to_numpy()

    def fit(self, learn: Mask) -> PaceSequenceModel:
        """See LapLearner."""
        rows = self._rows.loc[learn[self._race]]
        if len(rows) < 100:
            raise UnusableArtefactError(f"{len(rows)} runs of clean laps: too few to learn from")
        rows = rows.iloc[:: max(1, len(rows) // _MOST_ROWS)]
        columns = rows[list(COLUMNS)].to_numpy(dtype=float)
        target = rows["target_pct"].to_numpy()
        fitted = robust_ridge(columns, target, np.full(len(COLUMNS), _PENALTY)).coefficients
        fitted[-1] += target.mean()
        return PaceSequenceModel(tuple(fitted.tolist()))

    def losses(self, learn: Mask, judge: Mask) -> Losses:
        """Mean absolute error in s of the next lap, beside the last one again and the mean of the last ones."""
        chosen = judge[self._race]
        rows = self._rows.loc[chosen]
        columns, target = rows[list(COLUMNS)].to_numpy(dtype=float), rows["target_pct"].to_numpy()
        lags = columns[:, : LAPS_BACK - 1]
        guesses = {
            MODEL: self.fit(learn).predict(columns),
            "the last lap's pace again": np.zeros(len(rows)),
            "mean of the last laps": lags.sum(axis=1) / LAPS_BACK,
        }
        scale = rows["last_s"].to_numpy() / 100.0
        return {name: race_means(self._race[chosen], np.abs(guess - target) * scale) for name, guess in guesses.items()}


def sequences(table: LapTable) -> pd.DataFrame:
    """One row per clean lap that follows LAPS_BACK clean ones without a break: COLUMNS, target_pct, last_s, race."""
    laps = table.laps
    clean = laps.loc[laps["clean"] & laps["stint"].notna()]
    pace = clean["lap_time_s"] - clean["fuel_s"]
    runs = [clean[name] for name in (*CAR, "stint")]
    earlier = {step: pace.groupby(runs).shift(step) for step in range(1, LAPS_BACK + 1)}
    first = clean["lap_number"].groupby(runs).shift(LAPS_BACK)
    last = earlier[1]
    close = 1.0 - clean["gap_ahead_s"].fillna(_REACH_S).clip(upper=_REACH_S) / _REACH_S
    life = clean["tyre_life"] / 30.0
    rows = pd.DataFrame(
        {
            "race": clean["race"],
            **{f"lag_{step}_pct": 100.0 * (earlier[step] / last - 1.0) for step in range(2, LAPS_BACK + 1)},
            "tyre_life": life,
            "tyre_life_square": life**2,
            "close": close,
            "one": 1.0,
            "target_pct": 100.0 * (pace / last - 1.0),
            "last_s": last,
        }
    )
    return rows.loc[first.eq(clean["lap_number"] - LAPS_BACK)]


TRAINER = LapTrainer(
    name="pace-sequence",
    kind="ridge regression on the last laps",
    figure="mean absolute error of the next clean lap, fuel taken out, s",
    learner=PaceSequenceLearner,
    hyper_parameters={"laps_back": LAPS_BACK, "penalty": _PENALTY},
    known_limits=(
        "fuel is physics, not measured: what a car really carries or saves is not public",
        "runs of clean dry laps only",
    ),
)
