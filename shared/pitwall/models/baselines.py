"""What a model has to beat: grid frequencies, championship order, Elo alone, and knowing nothing.

Each is fitted on the races before, like the model itself, and its chances add up in the same way.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from pitwall.domain.forecasts import Horizon
from pitwall.models.field_chances import place_chances
from pitwall.models.linear import Linear, fit_among_first, fit_share
from pitwall.models.outcome_table import OutcomeTable
from pitwall.models.rule import PlaceRule, fit_rule
from pitwall.models.scoring import Said
from pitwall.models.targets import PLACES, Target, truth
from pitwall.models.trees import Floats

GRID, STANDING, ELO, UNIFORM = "grid frequencies", "championship order", "elo", "uniform"
BASELINES = (GRID, STANDING, ELO, UNIFORM)
_ELO = ("elo_driver",)
_PENALTY = 1e-3


@dataclass(frozen=True)
class Baselines:
    """Fitted."""

    rules: Mapping[str, PlaceRule]
    elo: Mapping[Target, Linear]

    def said(self, race: OutcomeTable) -> dict[str, Said]:
        """What each says of one race."""
        made = {name: rule_said(rule, race) for name, rule in self.rules.items()}
        return {**made, ELO: self._elo_said(race), UNIFORM: uniform_said(len(race.driver_ids))}

    def _elo_said(self, race: OutcomeTable) -> Said:
        chances = {
            target: place_chances(self.elo[target].scores(race), race.starts, places)
            for target, places in PLACES.items()
        }
        share = self.elo[Target.PLACE].scores(race) + 0.5
        return Said.of(chances, _places(share))


def fit_baselines(table: OutcomeTable) -> Baselines:
    """From the finished races of `table`; grid frequencies only where the grid is known."""
    columns = {STANDING: "standing"}
    if table.horizon is Horizon.POST_QUALIFYING:
        columns = {GRID: "grid_position", **columns}
    weights = np.ones(len(table.races))
    elo = {target: fit_among_first(table, _ELO, places, weights, _PENALTY) for target, places in PLACES.items()}
    share = truth(Target.PLACE, table.order, table.starts) - 0.5
    elo[Target.PLACE] = fit_share(table, _ELO, share, weights, _PENALTY)
    return Baselines({name: fit_rule(table, column) for name, column in columns.items()}, elo)


def rule_said(rule: PlaceRule, race: OutcomeTable) -> Said:
    """Frequencies of one race's slots, made to add up."""
    chances = {
        target: place_chances(rule.scores(race, target), race.starts, places) for target, places in PLACES.items()
    }
    return Said.of(chances, _places(rule.values(race, Target.PLACE)))


def uniform_said(cars: int) -> Said:
    """Everybody alike."""
    chances = {target: np.full(cars, min(places / cars, 1.0)) for target, places in PLACES.items()}
    return Said.of(chances, np.full(cars, (cars + 1) / 2.0))


def _places(shares: Floats) -> Floats:
    """Shares of the field in front as places, their mean that of the field."""
    cars = len(shares)
    places: Floats = (shares - shares.mean()) * cars + (cars + 1) / 2.0
    return places
