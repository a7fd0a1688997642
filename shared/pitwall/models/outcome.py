"""The race-outcome model at one horizon: members, their blend, retirements, and the joint forecast made of them.

Fit it on the races before, ask it about a race; its files hold numbers and text only.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pitwall.domain.forecasts import DriverForecast, Horizon, likely_range, rounded_to_sum
from pitwall.errors import UnusableArtefactError
from pitwall.models.blend import Blend, Remembered, fit_blend
from pitwall.models.field_chances import place_chances
from pitwall.models.outcome_explain import explanations
from pitwall.models.outcome_members import (
    MEMBERS,
    LinearMembers,
    Members,
    TreeMembers,
    fit_linear_members,
    fit_tree_members,
)
from pitwall.models.outcome_table import OutcomeTable
from pitwall.models.place_matrix import middle_places, place_matrix
from pitwall.models.retirement import RetirementModel, fit_retirement
from pitwall.models.targets import PLACES, SCORING_PLACES, Target
from pitwall.models.trees import Floats

MODEL_NAME = "race-outcome"
FEWEST_RACES = 60
"""Of races with results: with fewer nothing is fitted."""


@dataclass(frozen=True)
class FieldChances:
    """One race's field; each [cars]."""

    win: Floats
    podium: Floats
    points: Floats
    shares: Floats
    """Expected share of the field in front."""
    retirement: Floats


@dataclass(frozen=True)
class OutcomeModel:
    """Fitted."""

    members: Members
    blend: Blend
    retirement: RetirementModel
    seed: int

    @property
    def horizon(self) -> Horizon:
        """What of the weekend it must know."""
        return self.members.horizon

    def chances(self, race: OutcomeTable, scores: Mapping[Target, Floats] | None = None) -> FieldChances:
        """Of one race alone (`table.of(race)`); `scores` are what its members say, where that is known already."""
        told = scores or {target: self.members.scores(race, target) for target in Target}
        said = {target: self.blend.scores(told[target], target, race.starts) for target in Target}
        chances = {target: place_chances(said[target], race.starts, places) for target, places in PLACES.items()}
        return FieldChances(
            chances[Target.WIN],
            chances[Target.PODIUM],
            chances[Target.POINTS],
            said[Target.PLACE] + 0.5,
            self.retirement.chances(race),
        )

    def places(self, race: OutcomeTable, scores: Mapping[Target, Floats] | None = None) -> Floats:
        """[cars, places] the joint forecast of one race; `scores` as of `chances`."""
        said = self.chances(race, scores)
        return place_matrix(said.win, said.podium, said.points, said.shares, said.retirement, self.seed)

    def forecast(self, race: OutcomeTable, *, explain: bool = True) -> tuple[DriverForecast, ...]:
        """Every car of one race, likeliest winner first."""
        matrix = self.places(race)
        reasons = explanations(self.members, self.blend, race, Target.WIN) if explain else [None] * len(matrix)
        return driver_forecasts(race, matrix, self.retirement.chances(race), reasons)

    def files(self) -> dict[str, bytes]:
        """By file name, formats that execute nothing."""
        held = {
            "blend.json": json.dumps(
                {target.value: values.tolist() for target, values in self.blend.weights.items()}, sort_keys=True
            ).encode(),
            "retirement.json": self.retirement.to_bytes(),
            "outcome.json": json.dumps(
                {"seed": self.seed, "members": {t: list(n) for t, n in MEMBERS.items()}}
            ).encode(),
        }
        return {**self.members.files(), **held}

    @classmethod
    def from_files(cls, files: Mapping[str, bytes]) -> "OutcomeModel":
        """From `files`. Raises UnusableArtefactError where one is missing or of other members than this code has."""
        try:
            held, weights = json.loads(files["outcome.json"]), json.loads(files["blend.json"])
            members = Members.from_files(files)
            retirement = RetirementModel.from_bytes(files["retirement.json"])
        except (KeyError, ValueError) as problem:
            raise UnusableArtefactError(f"these files are not a race-outcome model: {problem}") from problem
        if held["members"] != {target.value: list(names) for target, names in MEMBERS.items()}:
            raise UnusableArtefactError("this race-outcome model has members that this version does not know")
        blend = Blend({Target(name): np.array(values) for name, values in weights.items()})
        return cls(members, blend, retirement, int(held["seed"]))


def fit_outcome(
    table: OutcomeTable,
    memory: Sequence[Remembered],
    seed: int,
    *,
    trees: TreeMembers | None = None,
    linear: LinearMembers | None = None,
) -> OutcomeModel:
    """From finished races; `memory` is what members said before their races (see `outcome_memory`).

    `trees` or `linear` fitted before stand in for new ones. Raises UnusableArtefactError with fewer than FEWEST_RACES.
    """
    if len(table.races) < FEWEST_RACES:
        raise UnusableArtefactError(f"{len(table.races)} races with results: fewer than {FEWEST_RACES} teach nothing")
    members = Members(table.horizon, linear or fit_linear_members(table), trees or fit_tree_members(table, seed))
    return OutcomeModel(members, fit_blend(memory), fit_retirement(table), seed)


def remember(members: Members, race: OutcomeTable) -> Remembered:
    """What `members`, which did not learn from it, say of one finished race."""
    return Remembered(race.races[0], race.order, {target: members.scores(race, target) for target in Target})


def driver_forecasts(
    race: OutcomeTable, matrix: Floats, retirement: Floats, reasons: Sequence[object]
) -> tuple[DriverForecast, ...]:
    """The matrix in published digits, likeliest winner first."""
    cars = len(matrix)
    wins = rounded_to_sum(matrix[:, 0].tolist(), 1)
    podiums = _published(matrix, min(PLACES[Target.PODIUM], cars))
    points = _published(matrix, min(SCORING_PLACES, cars))
    middles = middle_places(matrix)
    made = []
    for car in range(cars):
        positions = rounded_to_sum((matrix[car] / matrix[car].sum()).tolist(), 1)
        low, high = likely_range(positions)
        made.append(
            DriverForecast(
                driver_id=race.driver_ids[car],
                constructor_id=race.constructor_ids[car],
                win=wins[car],
                podium=podiums[car],
                points=points[car],
                retirement=round(float(retirement[car]), 4),
                expected_position=round(float(middles[car]), 2),
                position_low=low,
                position_high=high,
                positions=positions,
                explanation=reasons[car],  # type: ignore[arg-type]
            )
        )
    return tuple(sorted(made, key=lambda one: (-one.win, one.expected_position, one.driver_id)))


def _published(matrix: Floats, places: int) -> tuple[float, ...]:
    return rounded_to_sum(np.minimum(matrix[:, :places].sum(axis=1), 1.0).tolist(), places)
