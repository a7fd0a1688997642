"""The qualifying model: in which place each car will qualify, from practice, form and ratings.

Straight line, forest, XGBoost and LightGBM pooled; chances of pole, top three and top ten in one joint forecast.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from pitwall.domain.forecasts import Explanation, Horizon, QualifyingDriver, Reason, likely_range, rounded_to_sum
from pitwall.errors import UnusableArtefactError
from pitwall.models.boosters import LightgbmMember, XgboostMember, fit_lightgbm, fit_xgboost
from pitwall.models.field_chances import log_odds, place_chances
from pitwall.models.forest import fit_forest
from pitwall.models.linear import Linear, documents, fit_among_first, fit_median_share
from pitwall.models.outcome_table import OutcomeTable
from pitwall.models.place_matrix import middle_places, place_matrix
from pitwall.models.qualifying_table import line_columns, tree_columns
from pitwall.models.targets import PLACES, Target, truth
from pitwall.models.trees import Floats, TreeEnsemble

FEWEST_SESSIONS = 60
HALF_LIFE_SEASONS = 8.0
_PENALTY = 30.0
_FOREST_SCALES = (2.0, 1.5, 1.0, 2.0)
_LEAST = 5e-3
_WEIGHTS = (0.3533, 0.1767, 0.1767, 0.3533)
"""Those fitted to the median count twice, and what the members say together is stretched by 1.06, since a pool of
cautious members is too cautious. Both chosen on 2010-2017."""


@dataclass(frozen=True)
class QualifyingModel:
    """Fitted at one horizon."""

    horizon: Horizon
    lines: dict[str, Linear]
    """By target: `win` is pole, `podium` the top three, `points` the top ten."""
    columns: tuple[str, ...]
    """Of the trees."""
    forest: TreeEnsemble
    xgboost: XgboostMember
    lightgbm: LightgbmMember
    seed: int
    weights: tuple[float, ...] = _WEIGHTS
    """Of line, forest, XGBoost and LightGBM in the expected place."""

    def shares(self, session: OutcomeTable) -> Floats:
        """[cars] expected share of the field in front, less a half; the members pooled."""
        rows = session.matrix(self.columns)
        told = (
            self.lines[Target.PLACE].scores(session),
            self.forest.predict(rows)[:, -1] - 0.5,
            self.xgboost.scores(rows) - 0.5,
            self.lightgbm.scores(rows) - 0.5,
        )
        share: Floats = np.array(self.weights) @ np.stack([one - one.mean() for one in told])
        return share

    def places(self, session: OutcomeTable) -> Floats:
        """[cars, places] the joint forecast of one session."""
        said = self.forest.predict(session.matrix(self.columns))
        chances = {}
        for output, (target, places) in enumerate(PLACES.items()):
            pooled = (self.lines[target].scores(session) + log_odds(said[:, output], _LEAST)) / 2.0
            chances[target] = place_chances(pooled, session.starts, places)
        share = self.shares(session) + 0.5
        nobody = np.zeros(len(share))
        return place_matrix(
            chances[Target.WIN], chances[Target.PODIUM], chances[Target.POINTS], share, nobody, self.seed
        )

    def forecast(self, session: OutcomeTable) -> tuple[QualifyingDriver, ...]:
        """Every car, likeliest on pole first."""
        matrix = self.places(session)
        cars = len(matrix)
        poles = rounded_to_sum(matrix[:, 0].tolist(), 1)
        threes = rounded_to_sum(np.minimum(matrix[:, :3].sum(axis=1), 1.0).tolist(), min(3, cars))
        tens = rounded_to_sum(np.minimum(matrix[:, :10].sum(axis=1), 1.0).tolist(), min(10, cars))
        middles, reasons = middle_places(matrix), self.explanations(session)
        made = []
        for car in range(cars):
            positions = rounded_to_sum((matrix[car] / matrix[car].sum()).tolist(), 1)
            made.append(
                QualifyingDriver(
                    session.driver_ids[car],
                    session.constructor_ids[car],
                    poles[car],
                    threes[car],
                    tens[car],
                    round(float(middles[car]), 2),
                    *likely_range(positions),
                    positions,
                    reasons[car],
                )
            )
        return tuple(sorted(made, key=lambda one: (-one.pole, one.expected_position, one.driver_id)))

    def explanations(self, session: OutcomeTable) -> list[Explanation]:
        """What moves each car's expected place, in places, from the middle of the field."""
        cars = len(session.driver_ids)
        shares = {name: cars * values for name, values in self._column_shares(session).items()}
        total = sum(shares.values())
        middle = (cars + 1) / 2.0
        said = cars * self.shares(session) + middle
        assert isinstance(total, np.ndarray)
        return [
            Explanation(
                "position",
                float(said[car] - total[car]),
                float(said[car]),
                tuple(
                    sorted(
                        (_reason(session, car, name, float(values[car])) for name, values in shares.items()),
                        key=lambda one: (-abs(one.contribution), one.feature),
                    )
                ),
            )
            for car in range(cars)
        ]

    def _column_shares(self, session: OutcomeTable) -> dict[str, Floats]:
        rows = session.matrix(self.columns)
        line = self.lines[Target.PLACE]
        told = [
            (line.columns, line.contributions(session)),
            (self.columns, self.forest.contributions(rows)[1][:, :, -1]),
            (self.columns, self.xgboost.contributions(rows)[:, :-1]),
            (self.columns, self.lightgbm.contributions(rows)[:, :-1]),
        ]
        total: dict[str, Floats] = {}
        for weight, (names, values) in zip(self.weights, told, strict=True):
            for name, column in zip(names, (values - values.mean(axis=0)).T, strict=True):
                plain = name.removesuffix("_capped").removesuffix("_rank")
                total[plain] = total.get(plain, np.zeros(len(rows))) + weight * column
        return total

    def files(self) -> dict[str, bytes]:
        """By file name, formats that execute nothing."""
        about = {"horizon": self.horizon, "columns": list(self.columns), "seed": self.seed, "weights": self.weights}
        return {
            "qualifying.json": json.dumps(about, sort_keys=True).encode(),
            "lines.json": documents(self.lines),
            "forest.npz": self.forest.to_bytes(),
            "xgboost.json": self.xgboost.to_bytes(),
            "lightgbm.txt": self.lightgbm.to_bytes(),
        }

    @classmethod
    def from_files(cls, files: Mapping[str, bytes]) -> "QualifyingModel":
        """From `files`. Raises UnusableArtefactError where one is missing or damaged."""
        try:
            about = json.loads(files["qualifying.json"])
            lines = {name: Linear.of_document(one) for name, one in json.loads(files["lines.json"]).items()}
            return cls(
                Horizon(about["horizon"]),
                lines,
                tuple(about["columns"]),
                TreeEnsemble.from_bytes(files["forest.npz"]),
                XgboostMember.from_bytes(files["xgboost.json"]),
                LightgbmMember.from_bytes(files["lightgbm.txt"]),
                int(about["seed"]),
                tuple(float(weight) for weight in about["weights"]),
            )
        except (KeyError, ValueError) as problem:
            raise UnusableArtefactError(f"these files are not a qualifying model: {problem}") from problem


def fit_qualifying(table: OutcomeTable, seed: int) -> QualifyingModel:
    """From the sessions of `table` that have a result. Raises UnusableArtefactError with too few."""
    told = table.finished()
    if len(told.races) < FEWEST_SESSIONS:
        raise UnusableArtefactError(f"{len(told.races)} qualifying sessions: fewer than {FEWEST_SESSIONS}")
    names, columns = line_columns(told.horizon), tree_columns(told.horizon)
    when = told.seasons[told.starts[:-1]]
    race_weights = 0.5 ** ((when.max() - when) / HALF_LIFE_SEASONS)
    weights = np.repeat(race_weights, np.diff(told.starts))
    wanted = {target: truth(target, told.order, told.starts) for target in Target}
    lines: dict[str, Linear] = {
        target: fit_among_first(told, names, places, race_weights, _PENALTY) for target, places in PLACES.items()
    }
    lines[Target.PLACE] = fit_median_share(told, names, wanted[Target.PLACE] - 0.5, race_weights, _PENALTY)
    rows, share = told.matrix(columns), wanted[Target.PLACE]
    return QualifyingModel(
        told.horizon,
        lines,
        columns,
        fit_forest(rows, list(wanted.values()), _FOREST_SCALES, weights, seed),
        fit_xgboost(rows, share, weights, seed, binary=False),
        fit_lightgbm(rows, share, weights, seed, objective="l1"),
        seed,
    )


def _reason(session: OutcomeTable, car: int, name: str, places: float) -> Reason:
    value = float(session.matrix((name,))[car, 0]) if name in session.columns else float("nan")
    words = f"{name.replace('_', ' ')}: {abs(places):.1f} places {'back' if places > 0 else 'forward'}"
    return Reason(name, words, None if value != value else value, places)
