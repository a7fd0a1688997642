"""Pools the lap-time models of many dry races: everywhere, by nominated compound, season, circuit, and race.

    terms of a race = everywhere + compound effects (C1..C6) + season's wear + circuit effects + race effect

All levels are normal and solved together in closed form, given their variances, which expectation-maximisation finds
(empirical Bayes; Laird and Ware 1982). The season's wear walks from year to year, as cars and tyres do. Race effects
have a full covariance and heavy tails (multivariate t), so one strange race does not set the rule. What was measured
`HALF_LIFE_SEASONS` ago counts half.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pitwall.calibration.compound_scale import COMPOUND_SCALE, compound_share
from pitwall.calibration.lap_terms import CURVE, DRY_TERMS, LAP, OFFSET, WEAR, Array, Codes

HALF_LIFE_SEASONS = 3.0
"""Of 2, 4, 8 and 30 seasons, 2 and 4 foretold held-out races of 2020 to 2025 best, and equally well."""
REFERENCE_LENGTH_KM = 5.0
"""Wear per lap is taken to go with the lap's length: as good on held-out races as with its square, better than the same
for every circuit."""

_TERMS = len(DRY_TERMS)
_STEPS = len(COMPOUND_SCALE)
_SEASONS = 10
"""Seasons told apart, the newest last; older ones count as the oldest."""
_COMMON = _TERMS + 2 * _STEPS
_EVERYWHERE = _COMMON + _SEASONS
_CIRCUIT_GROUPS = np.array([0, 1, 1, 2, 3, 3, 3, 4, 4, 4])
"""Circuit effects: evolution, two offsets, wear of all compounds, wear by role, curve by role."""
_CIRCUIT = len(_CIRCUIT_GROUPS)
_ROUNDS = 8
_TAIL = 5.0
"""Degrees of freedom of the race effects."""
_PRIOR_RACES = 15.0

_MEAN = np.array([0.0, -0.4, 0.3, 0.07, 0.05, 0.04, 0.0, 0.0, 0.0, 0.01, 0.01, 0.01])
_MEAN_SD = np.array([0.02, 0.5, 0.5, 0.05, 0.05, 0.05, 0.03, 0.03, 0.03, 0.01, 0.01, 0.01])
"""Before any race: order of magnitude of what Pirelli says of its compounds (steps of a few tenths, wear of a few
hundredths a lap); a handful of races outweighs it. Curve and cliff are held close to a straight line on purpose: races
bend either way, and on held-out ones straight wear with a slight cliff foretold laps best."""
_RACE_SD = np.array([0.01, 0.25, 0.25, 0.04, 0.035, 0.03, 0.08, 0.06, 0.05, 0.05, 0.05, 0.05])
_CIRCUIT_SD = np.array([0.01, 0.15, 0.03, 0.015, 0.03])
_CURVE_GROUP = 4
_STEP_SD = np.array([0.05, 0.01])
_SEASON_SD = 0.012
"""From one season to the next, of the wear of all compounds."""


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
    season_sd: float
    newest_season: int
    race_covariance: tuple[tuple[float, ...], ...]
    """[12, 12] of the race effects on a lap of REFERENCE_LENGTH_KM."""

    def expected(
        self, circuit_id: str, season: int, length_km: float, nominations: tuple[str, str, str] | None
    ) -> tuple[Array, Array]:
        """Terms of a race (`lap` is evolution alone) and their covariance, what races differ by included."""
        effect = self.circuits.get(circuit_id)
        design = _design(length_km, nominations, season - self.newest_season)
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
        scale = _scale(length_km)
        spread = design @ covariance @ design.T + self.race_covariance * np.outer(scale, scale)
        later = max(season - self.newest_season, 0) * self.season_sd**2
        spread[WEAR, WEAR] += later * np.outer(scale[WEAR], scale[WEAR])
        return terms, spread


def pool_dry_races(races: Sequence[DryRace], newest_season: int) -> DryPool:
    """The posterior given `races`; with none, what is believed before any."""
    names = sorted({race.circuit_id for race in races})
    sums = _Levels.start(sorted(races, key=lambda race: (race.circuit_id, race.season)), names, newest_season)
    circuit_sd, step_sd, season_sd, covariance = _CIRCUIT_SD, _STEP_SD, _SEASON_SD, np.diag(_RACE_SD**2)
    trust = np.ones(len(races))
    for _ in range(_ROUNDS):
        solved = sums.solve(circuit_sd, step_sd, season_sd, covariance, trust)
        covariance, trust = sums.race_covariance(solved, covariance)
        circuit_sd, step_sd, season_sd = _level_sds(solved)
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
        season_sd=season_sd,
        newest_season=newest_season,
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
    scale: Array
    weight: Array
    circuit: Codes
    """Rising: races come circuit by circuit."""
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
            design=np.array(
                [_design(race.length_km, race.nominations, race.season - newest_season) for race in races]
            ).reshape(-1, _TERMS, _EVERYWHERE + _CIRCUIT),
            scale=np.array([_scale(race.length_km) for race in races]).reshape(-1, _TERMS),
            weight=0.5 ** (ages / HALF_LIFE_SEASONS),
            circuit=np.array([names.index(race.circuit_id) for race in races], dtype=np.int64),
            circuits=len(names),
        )

    def solve(
        self, circuit_sd: Array, step_sd: Array, season_sd: float, race_covariance: Array, trust: Array
    ) -> _Solved:
        """Every level's posterior, the race effects integrated out and each circuit eliminated in turn."""
        inverse = _inverse(race_covariance) / (self.scale[:, :, None] * self.scale[:, None, :])
        shrunk = _inverse(self.precision + inverse * trust[:, None, None])
        marginal = self.precision - self.precision @ shrunk @ self.precision
        score = self.score - _times(self.precision, _times(shrunk, self.score))
        across = self.design.transpose(0, 2, 1) * self.weight[:, None, None]
        first = np.searchsorted(self.circuit, np.arange(self.circuits))
        normal = np.add.reduceat(across @ (marginal @ self.design), first, axis=0)
        right = np.add.reduceat(_times(across, score), first, axis=0)
        belief = _belief(step_sd, season_sd)
        prior_mean = np.concatenate([_MEAN, np.zeros(_EVERYWHERE - _TERMS)])
        inner = _inverse(normal[:, _EVERYWHERE:, _EVERYWHERE:] + np.diag(1.0 / circuit_sd[_CIRCUIT_GROUPS] ** 2))
        mixed = normal[:, :_EVERYWHERE, _EVERYWHERE:]
        through = mixed @ inner
        everywhere = normal[:, :_EVERYWHERE, :_EVERYWHERE].sum(axis=0) + belief
        covariance = _inverse(everywhere - (through @ mixed.transpose(0, 2, 1)).sum(axis=0))
        own = right[:, _EVERYWHERE:]
        mean = covariance @ (
            right[:, :_EVERYWHERE].sum(axis=0) + belief @ prior_mean - _times(through, own).sum(axis=0)
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
        square /= self.scale[:, :, None] * self.scale[:, None, :]
        distance = np.einsum("rij,ji->r", square, _inverse(before))
        trust = (_TAIL + _TERMS) / (_TAIL + distance)
        total = np.einsum("r,rij->ij", self.weight * trust, square) + _PRIOR_RACES * np.diag(_RACE_SD**2)
        return total / (self.weight.sum() + _PRIOR_RACES), trust


def _level_sds(solved: _Solved) -> tuple[Array, Array, float]:
    """Standard deviations of circuit, compound and season effects, drawn a little to what they were believed to be."""
    squares = solved.mean**2 + np.diag(solved.covariance)
    steps = squares[_TERMS:_COMMON].reshape(2, _STEPS)
    walk = np.diff(np.eye(_SEASONS), axis=0)
    moved = (walk @ solved.mean[_COMMON:]) ** 2 + np.diag(walk @ solved.covariance[_COMMON:, _COMMON:] @ walk.T)
    season_sd = float(np.sqrt((moved.sum() + 3.0 * _SEASON_SD**2) / (len(moved) + 3.0)))
    of_circuits = solved.circuits**2 + np.diagonal(solved.circuit_covariance, axis1=1, axis2=2)
    by_group = [of_circuits[:, group == _CIRCUIT_GROUPS] for group in range(len(_CIRCUIT_SD))]
    sums = np.array([values.sum() for values in by_group]) + 3.0 * _CIRCUIT_SD**2
    circuit_sd = np.sqrt(sums / (np.array([values.size for values in by_group]) + 3.0))
    circuit_sd[_CURVE_GROUP] = _CIRCUIT_SD[_CURVE_GROUP]
    return circuit_sd, np.sqrt((steps.sum(axis=1) + _STEP_SD**2) / (_STEPS + 1)), season_sd


def _belief(step_sd: Array, season_sd: float) -> Array:
    """[everywhere, everywhere] prior precision: known orders of magnitude, and a season like the one before it."""
    belief = np.diag(np.concatenate([1.0 / _MEAN_SD**2, np.repeat(1.0 / step_sd**2, _STEPS), np.zeros(_SEASONS)]))
    walk = np.diff(np.eye(_SEASONS), axis=0, prepend=0.0)
    belief[_COMMON:, _COMMON:] = walk.T @ walk / season_sd**2
    return belief


def _scale(length_km: float) -> Array:
    """[12] how much larger each term is on a lap of `length_km`."""
    scale = np.ones(_TERMS)
    scale[WEAR.start :] = length_km / REFERENCE_LENGTH_KM
    return scale


def _design(length_km: float, nominations: tuple[str, str, str] | None, seasons_on: int) -> Array:
    """[12, everywhere + circuit] what makes up each term of a race `seasons_on` after (or before) the newest season."""
    soft, medium, hard = (compound_share(name) for name in nominations or (None, None, None))
    design = np.zeros((_TERMS, _EVERYWHERE + _CIRCUIT))
    design[:, :_TERMS] = np.eye(_TERMS)
    design[OFFSET, _TERMS : _TERMS + _STEPS] = soft - medium, hard - medium
    design[WEAR, _TERMS + _STEPS : _COMMON] = soft, medium, hard
    design[WEAR, _COMMON + min(max(_SEASONS - 1 + seasons_on, 0), _SEASONS - 1)] = 1.0
    circuit = design[:, _EVERYWHERE:]
    circuit[LAP, 0] = circuit[1, 1] = circuit[2, 2] = 1.0
    circuit[WEAR, 3] = 1.0
    circuit[WEAR, 4:7] = circuit[CURVE, 7:10] = np.eye(3)
    return design * _scale(length_km)[:, None]


def _inverse(matrices: Array) -> Array:
    return np.asarray(np.linalg.inv(matrices), dtype=np.float64)


def _times(matrices: Array, vectors: Array) -> Array:
    return np.asarray(np.matmul(matrices, vectors[..., None])[..., 0])


def _rows(matrix: Array) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(row) for row in matrix.tolist())
