"""Learns the chance of a safety car and of a virtual one per lap: a random forest, calibrated out of bag.

Events are rare and mostly chance: the forest is kept shallow, its chances are drawn to what was observed.
"""

import numpy as np
from sklearn.ensemble import RandomForestRegressor

from pitwall.calibration.logistic import fit_logit
from pitwall.errors import UnusableArtefactError
from pitwall.models.lap_learning import MODEL, LapTrainer, Losses, Mask, race_means
from pitwall.models.lap_table import LapTable
from pitwall.models.safety_car_answers import COLUMNS, KINDS, SafetyCarModel
from pitwall.models.safety_car_rows import green_laps
from pitwall.models.tree_exports import from_forest

_TREES = 150
_DEPTH = 5
_LEAF = 60
_COLUMNS_A_SPLIT = 0.4
_FLOOR = 1e-4
_FEWEST_EVENTS = 10


class SafetyCarLearner:
    """Green laps ready to be learned from."""

    def __init__(self, table: LapTable) -> None:
        """Makes one row per lap that began green."""
        self._green = green_laps(table)
        self._race = self._green.rows["race"].to_numpy()
        self._streets = table.races.groupby("circuit_id")["street"].last()

    def fit(self, learn: Mask) -> SafetyCarModel:
        """See LapLearner."""
        chosen = learn[self._race]
        events = self._green.events[chosen]
        if events.sum(axis=0).min() < _FEWEST_EVENTS:
            raise UnusableArtefactError(f"{events.sum():.0f} safety cars: too few to learn from")
        columns = self._columns(chosen, self._green.own_race_left_out(chosen))
        forest = RandomForestRegressor(
            n_estimators=_TREES,
            max_depth=_DEPTH,
            min_samples_leaf=_LEAF,
            max_features=_COLUMNS_A_SPLIT,
            oob_score=True,
            random_state=1,
            n_jobs=1,
        ).fit(columns, events)
        unseen = np.clip(forest.oob_prediction_, _FLOOR, 1.0 - _FLOOR)
        fitted = [_calibrated(unseen[:, kind], events[:, kind]) for kind in range(len(KINDS))]
        rates, pooled = self._green.rates(chosen)
        return SafetyCarModel(
            trees=from_forest(forest),
            intercepts=(fitted[0][0], fitted[1][0]),
            slopes=(fitted[0][1], fitted[1][1]),
            circuits={name: (*of, float(self._streets[name])) for name, of in rates.items()},
            rates=pooled,
            usual_spread_s=float(
                self._green.rows.loc[chosen & (self._green.rows["lap"] > 1), "field_spread_s"].median()
            ),
            laps_per_leaf=len(events) / float(np.mean([tree.get_n_leaves() for tree in forest.estimators_])),
        )

    def losses(self, learn: Mask, judge: Mask) -> Losses:
        """Log loss per green lap, both kinds added, beside constant rates."""
        model, learned, chosen = self.fit(learn), learn[self._race], judge[self._race]
        guesses = {
            MODEL: self._chances(model, chosen),
            "base rate": np.broadcast_to(self._green.events[learned].mean(axis=0), (int(chosen.sum()), 2)),
            "base rate, lap 1 apart": self._first_lap_apart(learned, chosen),
        }
        events, race = self._green.events[chosen], self._race[chosen]
        return {name: race_means(race, _log_loss(guess, events).sum(axis=1)) for name, guess in guesses.items()}

    def judged(self, learn: Mask, judge: Mask) -> tuple[np.ndarray, np.ndarray]:
        """(chances, events), both [rows, KINDS], of the laps of `judge`: for tables of calibration."""
        chosen = judge[self._race]
        return self._chances(self.fit(learn), chosen), self._green.events[chosen]

    def _chances(self, model: SafetyCarModel, chosen: Mask) -> np.ndarray:
        circuits = self._green.rows["circuit_id"].to_numpy(dtype=str)[chosen]
        rates = np.array([model.circuits.get(name, model.rates)[:2] for name in circuits])
        return model.predict(self._columns(chosen, rates))

    def _columns(self, chosen: Mask, rates: np.ndarray) -> np.ndarray:
        rows = self._green.rows.loc[chosen].assign(circuit_rate_sc=rates[:, 0], circuit_rate_vsc=rates[:, 1])
        columns: np.ndarray = rows[list(COLUMNS)].to_numpy(dtype=float)
        return columns

    def _first_lap_apart(self, learned: Mask, chosen: Mask) -> np.ndarray:
        first = self._green.rows["first_lap"].to_numpy() == 1.0
        on_first = self._green.events[learned & first].mean(axis=0)
        later = self._green.events[learned & ~first].mean(axis=0)
        rates: np.ndarray = np.where(first[chosen][:, None], on_first, later)
        return rates


def _calibrated(chance: np.ndarray, events: np.ndarray) -> tuple[float, float]:
    design = np.column_stack([np.ones(len(chance)), np.log(chance / (1.0 - chance))])
    fitted = fit_logit(design, events, np.ones(len(events)), prior_mean=np.array([0.0, 1.0]), prior_sd=0.5)
    return float(fitted.mean[0]), float(fitted.mean[1])


def _log_loss(chance: np.ndarray, events: np.ndarray) -> np.ndarray:
    held = np.clip(chance, _FLOOR, 1.0 - _FLOOR)
    loss: np.ndarray = -(events * np.log(held) + (1.0 - events) * np.log(1.0 - held))
    return loss


TRAINER = LapTrainer(
    name="safety-car",
    kind="random forest (scikit-learn), calibrated",
    figure="log loss per green lap, SC and VSC added",
    learner=SafetyCarLearner,
    hyper_parameters={"trees": _TREES, "depth": _DEPTH, "leaf": _LEAF, "columns_a_split": _COLUMNS_A_SPLIT},
    known_limits=(
        "incidents are mostly chance: what can be known before a lap tells little",
        "red flags are no safety cars and are not foretold",
        "the circuit's own rate is of races from 2018 on",
    ),
)
