"""What newcomers turned out to be: the prior of the next rookie and the next new team."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pitwall.ratings.belief import Kind
from pitwall.ratings.parameters import StateSpaceParameters


@dataclass(frozen=True)
class Newcomers:
    """Weights and weighted sums of what newcomers of each kind were against the field, sigma units."""

    weight: Mapping[Kind, float] = field(default_factory=dict)
    total: Mapping[Kind, float] = field(default_factory=dict)

    def mean(self, kind: Kind, parameters: StateSpaceParameters) -> float:
        """What the next is expected to be."""
        prior = parameters.rookie_mean if kind is Kind.DRIVER else parameters.new_team_mean
        weight = parameters.newcomer_weight
        return (weight * prior + self.total.get(kind, 0.0)) / (weight + self.weight.get(kind, 0.0))


def debuts_told(
    newcomers: Newcomers, told: Sequence[tuple[Kind, float]], parameters: StateSpaceParameters
) -> Newcomers:
    """The same after further newcomers showed what they are."""
    weight, total = dict(newcomers.weight), dict(newcomers.total)
    for kind, pace in told:
        weight[kind] = weight.get(kind, 0.0) * parameters.newcomer_memory + 1.0
        total[kind] = total.get(kind, 0.0) * parameters.newcomer_memory + pace
    return Newcomers(weight, total)
