"""Pools the lap-time models of many dry races: everywhere, by nominated compound, by circuit, and by race.

    terms of a race = everywhere + compound effects (C1..C6) + circuit effects + race effect

All levels are normal and solved together in closed form, given their variances, which expectation-maximisation finds
(empirical Bayes; Laird and Ware 1982). Race effects have a full covariance and heavy tails (multivariate t), so one
strange race does not set the rule. What was measured `HALF_LIFE_SEASONS` ago counts half.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pitwall.calibration.clean_laps import Array, Codes
from pitwall.calibration.compound_scale import COMPOUND_SCALE, compound_share
from pitwall.calibration.lap_fit import CURVE, DRY_TERMS, LAP, OFFSET, WEAR

HALF_LIFE_SEASONS = 4.0
"""2, 4 and 8 were tried on held-out races: no difference beyond noise; 4 spans a set of technical rules."""
REFERENCE_LENGTH_KM = 5.0
"""Wear per lap goes with the square of the lap's length: the tyre does more kilometres, and loses over more of them."""

_TERMS = len(DRY_TERMS)
_STEPS = len(COMPOUND_SCALE)
_EVERYWHERE = _TERMS + 2 * _STEPS
_CIRCUIT_GROUPS = np.array([0, 1, 1, 2, 3, 3, 3, 4, 4, 4])
"""Circuit effects: evolution, two offsets, wear of all compounds, wear by role, curve by role."""
_CIRCUIT = len(_CIRCUIT_GROUPS)
_ROUNDS = 8
_TAIL = 5.0
"""Degrees of freedom of the race effects."""
_PRIOR_RACES = 15.0

_MEAN = np.array([0.0, -0.4, 0.3, 0.07, 0.05, 0.04, 0.0, 0.0, 0.0, 0.03, 0.03, 0.03])
_MEAN_SD = np.array([0.02, 0.5, 0.5, 0.05, 0.05, 0.05, 0.3, 0.3, 0.3, 0.05, 0.05, 0.05])
"""Before any race: order of magnitude of what Pirelli says of its compounds (steps of a few tenths, wear of a few
hundredths a lap); a handful of races outweighs it."""
_RACE_SD = np.array([0.01, 0.25, 0.25, 0.04, 0.035, 0.03, 0.08, 0.06, 0.05, 0.05, 0.05, 0.05])
_CIRCUIT_SD = np.array([0.01, 0.15, 0.03, 0.015, 0.05])
_STEP_SD = np.array([0.05, 0.01])


@dataclass(frozen=True)
class DryRace:
    """What one race says, and where it was."""

    circuit_id: str
    season: int
    length_km: float
    fuel_slope_s: float
    """Of the lap time over laps, from burning fuel; what is left of the slope is the track's evolution."""
    nominations: tuple[str, str, str] | None
    precision: Array
    score: Array


@dataclass(frozen=True)
class CircuitEffect:
    """A circuit's part: mean, covariance, and covariance with what holds everywhere."""

    mean: tuple[float, ...]
    covariance: tuple[tuple[float, ...], ...]
    with_everywhere: tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class DryPool:
    """The posterior of all levels."""

    mean: tuple[float, ...]
    """Everywhere: DRY_TERMS, then offset and wear effects of C1..C6."""
    covariance: tuple[tuple[float, ...], ...]
    circuits: dict[str, CircuitEffect]
    circuit_sd: tuple[float, ...]
    race_covariance: tuple[tuple[float, ...], ...]
    """[12, 12] of the race effects."""

    def expected(
        self, circuit_id: str, length_km: float, nominations: tuple[str, str, str] | None
    ) -> tuple[Array, Array, Array]:
        """Terms of a race at a circuit (`lap` is evolution alone), their covariance, and the race effect's."""
        effect = self.circuits.get(circuit_id)
        design = _design(length_km, nominations)
        covariance = np.zeros((_EVERYWHERE + _CIRCUIT,) * 2)
        covariance[:_EVERYWHERE, :_EVERYWHERE] = self.covariance
        own = np.zeros(_CIRCUIT)
        if effect is None:
            covariance[_EVERYWHERE:, _EVERYWHERE:] = np.diag(np.array(self.circuit_sd)[_CIRCUIT_GROUPS] ** 2)
        else:
            own = np.array(effect.mean)
            covariance[_EVERYWHERE:, _EVERYWHERE:] = effect.covariance
            covariance[:_EVERYWHERE, _EVERYWHERE:] = effect.with_everywhere
            covariance[_EVERYWHERE:, :_EVERYWHERE] = np.array(effect.with_everywhere).T
        terms = design @ np.concatenate([self.mean, own])
        return terms, design @ covariance @ design.T, np.array(self.race_covariance)


def pool_dry_races(races: Sequence[DryRace], newest_season: int) -> DryPool:
    """The posterior given `races`; with none, what is believed before any."""
    names = sorted({race.circuit_id for race in races})
    sums = _Levels.start(races, names, newest_season)
    circuit_sd, step_sd, covariance = _CIRCUIT_SD, _STEP_SD, np.diag(_RACE_SD**2)
    trust = np.ones(len(races))
    for _ in range(_ROUNDS):
        solved = sums.solve(circuit_sd, step_sd, covariance, trust)
        covariance, trust = sums.race_covariance(solved, covariance)
        circuit_sd, step_sd = _level_sds(solved, circuit_sd, step_sd)
    return DryPool(
        mean=tuple(solved.mean.tolist()),
        covariance=_rows(solved.covariance),
        circuits={
            name: CircuitEffect(
                tuple(solved.circuits[i].tolist()), _rows(solved.circuit_covariance[i]), _rows(solved.cross[i])
            )
            for i, name in enumerate(names)
        },
        circuit_sd=tuple(circuit_sd.tolist()),
        race_covariance=_rows(covariance),
    )


def posterior_of_race(expected: Array, covariance: Array, precision: Array, score: Array) -> tuple[Array, Array]:
    """Terms and covariance once the race itself has been measured."""
    gain = _inverse(np.eye(_TERMS) + covariance @ precision)
    return expected + gain @ covariance @ (score - precision @ expected), gain @ covariance


@dataclass(frozen=True)
class _Solved:
    mean: Array
    covariance: Array
    circuits: Array
    circuit_covariance: Array
    cross: Array
    shrunk: Array
    """[races, 12, 12] posterior covariance of each race effect, the levels known."""


@dataclass(frozen=True)
class _Levels:
    precision: Array
    score: Array
    design: Array
    weight: Array
    circuit: Codes
    circuits: int

    @classmethod
    def start(cls, races: Sequence[DryRace], names: Sequence[str], newest_season: int) -> "_Levels":
        precision = np.array([race.precision for race in races]).reshape(-1, _TERMS, _TERMS)
        fuel = np.array([race.fuel_slope_s for race in races])
        score = np.array([race.score for race in races]).reshape(-1, _TERMS) - precision[:, :, LAP] * fuel[:, None]
        ages = newest_season - np.array([race.season for race in races], dtype=float)
        return cls(
            precision=precision,
            score=score,
            design=np.array([_design(race.length_km, race.nominations) for race in races]).reshape(
                -1, _TERMS, _EVERYWHERE + _CIRCUIT
            ),
            weight=0.5 ** (ages / HALF_LIFE_SEASONS),
            circuit=np.array([names.index(race.circuit_id) for race in races], dtype=np.int64),
            circuits=len(names),
        )

    def solve(self, circuit_sd: Array, step_sd: Array, race_covariance: Array, trust: Array) -> _Solved:
        """Every level's posterior, the race effects integrated out and each circuit eliminated in turn."""
        inverse = _inverse(race_covariance)
        shrunk = _inverse(self.precision + inverse * trust[:, None, None])
        marginal = self.precision - self.precision @ shrunk @ self.precision
        score = self.score - _times(self.precision, _times(shrunk, self.score))
        across = self.design.transpose(0, 2, 1) * self.weight[:, None, None]
        normal = np.zeros((self.circuits, _EVERYWHERE + _CIRCUIT, _EVERYWHERE + _CIRCUIT))
        right = np.zeros((self.circuits, _EVERYWHERE + _CIRCUIT))
        np.add.at(normal, self.circuit, across @ (marginal @ self.design))
        np.add.at(right, self.circuit, _times(across, score))
        belief = np.concatenate([1.0 / _MEAN_SD**2, np.repeat(1.0 / step_sd**2, _STEPS)])
        prior_mean = np.concatenate([_MEAN, np.zeros(2 * _STEPS)])
        inner = _inverse(normal[:, _EVERYWHERE:, _EVERYWHERE:] + np.diag(1.0 / circuit_sd[_CIRCUIT_GROUPS] ** 2))
        mixed = normal[:, :_EVERYWHERE, _EVERYWHERE:]
        through = mixed @ inner
        everywhere = normal[:, :_EVERYWHERE, :_EVERYWHERE].sum(axis=0) + np.diag(belief)
        covariance = _inverse(everywhere - (through @ mixed.transpose(0, 2, 1)).sum(axis=0))
        own = right[:, _EVERYWHERE:]
        mean = covariance @ (
            right[:, :_EVERYWHERE].sum(axis=0) + belief * prior_mean - _times(through, own).sum(axis=0)
        )
        cross = -covariance @ through
        return _Solved(
            mean=mean,
            covariance=covariance,
            circuits=_times(inner, own) - through.transpose(0, 2, 1) @ mean,
            circuit_covariance=inner - through.transpose(0, 2, 1) @ cross,
            cross=cross,
            shrunk=shrunk,
        )

    def race_covariance(self, solved: _Solved, before: Array) -> tuple[Array, Array]:
        """The race effects' covariance, and how far each race is trusted to be one of the usual ones."""
        level = np.concatenate([np.tile(solved.mean, (self.circuits, 1)), solved.circuits], axis=1)[self.circuit]
        joint = np.zeros((self.circuits, _EVERYWHERE + _CIRCUIT, _EVERYWHERE + _CIRCUIT))
        joint[:, :_EVERYWHERE, :_EVERYWHERE] = solved.covariance
        joint[:, :_EVERYWHERE, _EVERYWHERE:] = solved.cross
        joint[:, _EVERYWHERE:, :_EVERYWHERE] = solved.cross.transpose(0, 2, 1)
        joint[:, _EVERYWHERE:, _EVERYWHERE:] = solved.circuit_covariance
        effect = _times(solved.shrunk, self.score - _times(self.precision, _times(self.design, level)))
        carried = solved.shrunk @ self.precision @ self.design
        square = effect[:, :, None] * effect[:, None, :] + solved.shrunk
        square += carried @ joint[self.circuit] @ carried.transpose(0, 2, 1)
        distance = np.einsum("rij,ji->r", square, _inverse(before))
        trust = (_TAIL + _TERMS) / (_TAIL + distance)
        total = np.einsum("r,rij->ij", self.weight * trust, square) + _PRIOR_RACES * np.diag(_RACE_SD**2)
        return total / (self.weight.sum() + _PRIOR_RACES), trust


def _level_sds(solved: _Solved, circuit_sd: Array, step_sd: Array) -> tuple[Array, Array]:
    """Standard deviations of circuit and compound effects, drawn a little to what they were believed to be."""
    steps = (solved.mean**2 + np.diag(solved.covariance))[_TERMS:].reshape(2, _STEPS)
    new_steps = np.sqrt((steps.sum(axis=1) + _STEP_SD**2) / (_STEPS + 1))
    if not len(solved.circuits):
        return circuit_sd, step_sd
    squares = solved.circuits**2 + np.diagonal(solved.circuit_covariance, axis1=1, axis2=2)
    by_group = [squares[:, group == _CIRCUIT_GROUPS] for group in range(len(_CIRCUIT_SD))]
    sums = np.array([values.sum() for values in by_group]) + 3.0 * _CIRCUIT_SD**2
    return np.sqrt(sums / (np.array([values.size for values in by_group]) + 3.0)), new_steps


def _design(length_km: float, nominations: tuple[str, str, str] | None) -> Array:
    """[12, everywhere + circuit] what makes up each term of a race."""
    scale = (length_km / REFERENCE_LENGTH_KM) ** 2
    soft, medium, hard = (compound_share(name) for name in nominations or (None, None, None))
    design = np.zeros((_TERMS, _EVERYWHERE + _CIRCUIT))
    circuit = design[:, _EVERYWHERE:]
    everywhere = np.ones(_TERMS)
    everywhere[WEAR.start :] = scale
    design[:, :_TERMS] = np.diag(everywhere)
    design[OFFSET, _TERMS : _TERMS + _STEPS] = soft - medium, hard - medium
    design[WEAR, _TERMS + _STEPS : _EVERYWHERE] = np.stack([soft, medium, hard]) * scale
    circuit[LAP, 0] = circuit[1, 1] = circuit[2, 2] = 1.0
    circuit[WEAR, 3] = scale
    circuit[WEAR, 4:7] = circuit[CURVE, 7:10] = np.eye(3) * scale
    return design


def _inverse(matrices: Array) -> Array:
    return np.asarray(np.linalg.inv(matrices), dtype=np.float64)


def _times(matrices: Array, vectors: Array) -> Array:
    return np.asarray(np.matmul(matrices, vectors[..., None])[..., 0])


def _rows(matrix: Array) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(row) for row in matrix.tolist())
