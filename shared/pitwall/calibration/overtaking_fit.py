"""The overtaking model: one logit for all races, each circuit's difficulty a shrunken intercept of its own.

Newton on compressed counts with a normal prior (a random effect by empirical Bayes): scikit-learn's optimum to four
digits, in milliseconds and without scikit-learn where strategy is served.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pitwall.calibration.estimates import Estimate, between_variance
from pitwall.calibration.event_groups import Measured, Pooled, pool_means
from pitwall.calibration.event_laps import Floats
from pitwall.calibration.logistic import fit_logit, sigmoid
from pitwall.calibration.overtaking import AID_REACH_S, OvertakingMeasurement
from pitwall.domain.race_parameters import OVERTAKING_TERMS
from pitwall.domain.team_lineage import last_team_of

_PRIOR = (-2.5, 1.0, 0.0, 0.0, 0.5, 0.5, 2.0)
"""Believed before any lap was seen, with a spread of `_PRIOR_SD` each; the last is for the gap."""
_PRIOR_SD = 2.0
_HALF_LIFE_SEASONS = 4.0
_ROUNDS = 2
_SPEED_DRIFT_KMH = 2.0
_SPEED_ERROR_KMH = 3.0
_OVERDISPERSION = 2.0
_QUADRATURE_CELLS = 60
_NEWTON_STEPS = 12

Races = Sequence[tuple[str, int, OvertakingMeasurement]]


@dataclass(frozen=True)
class OvertakingCalibration:
    """Coefficients of OVERTAKING_TERMS for expected pace differences.

    They hold for a follower that starts the lap at `follow_gap_s`, which is where the simulator leaves it on average.
    """

    coefficients: tuple[Estimate, ...]
    closeness: Estimate
    """Per second closer than `follow_gap_s` at the start of the lap; negative for one farther, up to AID_REACH_S."""
    circuit: Pooled
    """Added to the intercept."""
    noise_sd_s: float
    """Of the difference of two laps around their expectations."""
    drawn_intercept: float
    """Added where pace differences are drawn laps' instead of expected ones."""
    drawn_slope: float
    """Of the pace difference there."""
    follow_gap_s: Estimate
    follow_gap_sd_s: Estimate
    pass_gap_s: Estimate
    """Lead of a passer at the end of the lap."""
    top_speed_kmh: Pooled
    """By team, against the field."""

    def logit(self, circuit_id: str) -> Floats:
        """[6] for the simulator, which asks with the laps it drew, noise included."""
        coefficients = np.array([estimate.mean for estimate in self.coefficients])
        coefficients[0] += self.circuit.of(circuit_id).mean + self.drawn_intercept
        coefficients[1] = self.drawn_slope
        return coefficients


def pool_overtaking(races: Races) -> OvertakingCalibration:
    """Of (circuit, season, measurement)."""
    names = sorted({circuit for circuit, _, m in races if m.cells})
    seasons = tuple(sorted({season for _, season, m in races if m.cells}))
    cells = np.array([cell for _, _, m in races for cell in m.cells], dtype=float).reshape(
        -1, len(OVERTAKING_TERMS) + 2
    )
    place = {name: index for index, name in enumerate(names)}
    circuit = np.array([place[c] for c, _, m in races for _ in m.cells], dtype=np.int64)
    season = np.array([s for _, s, m in races for _ in m.cells], dtype=float)
    weight = 0.5 ** ((season.max(initial=0) - season) / _HALF_LIFE_SEASONS)
    follow_gap = _follow_gap(races, seasons)
    closer = follow_gap.mean - np.minimum(cells[:, 5], AID_REACH_S)
    design = np.column_stack([np.ones(len(cells)), cells[:, :5], closer])
    trials, passes = cells[:, 6] * weight, cells[:, 7] * weight
    offsets = np.zeros(len(names))
    fitted = fit_logit(design, passes, trials, np.array(_PRIOR), _PRIOR_SD)
    pooled = Pooled(Estimate(0.0, 0.0, 0), 0.3, {})
    for _ in range(_ROUNDS if len(names) > 1 else 0):
        expected = sigmoid(design @ fitted.mean + offsets[circuit])
        pooled = _circuits(_seasons_by_circuit(races), circuit, expected, trials, passes, offsets)
        offsets = np.array([pooled.groups[name].mean for name in names])
        fitted = fit_logit(design, passes, trials, np.array(_PRIOR), _PRIOR_SD, offsets[circuit])
    attempts = int(cells[:, 6].sum())
    noise = _noise([m.noise_sd_s for _, _, m in races if m.noise_sd_s is not None])
    estimates = [Estimate(float(b), float(s), attempts, seasons) for b, s in zip(fitted.mean, fitted.sd, strict=True)]
    drawn = _for_drawn_laps(design @ fitted.mean + offsets[circuit], design[:, 1], trials, fitted.mean[1], noise)
    return OvertakingCalibration(
        tuple(estimates[: len(OVERTAKING_TERMS)]),
        estimates[-1],
        pooled,
        noise,
        *drawn,
        follow_gap,
        _typical([m.follow_gap_sd_s for _, _, m in races], Estimate(0.25, 0.1, 0), seasons),
        _typical([m.pass_gap_s for _, _, m in races], Estimate(1.2, 0.5, 0), seasons),
        _speeds(races),
    )


def _seasons_by_circuit(races: Races) -> dict[str, tuple[int, ...]]:
    """Of the races that tell, circuits by name."""
    seen: dict[str, set[int]] = defaultdict(set)
    for circuit, season, measured in races:
        if measured.cells:
            seen[circuit].add(season)
    return {circuit: tuple(sorted(seen[circuit])) for circuit in sorted(seen)}


def _circuits(
    seasons: Mapping[str, tuple[int, ...]],
    circuit: NDArray[np.int64],
    expected: Floats,
    trials: Floats,
    passes: Floats,
    offsets: Floats,
) -> Pooled:
    """One Newton step per circuit's intercept, shrunk by how much circuits differ; `circuit` counts `seasons`' keys."""
    count = len(seasons)
    information = np.bincount(circuit, trials * expected * (1.0 - expected), minlength=count) + 1e-9
    surplus = np.bincount(circuit, passes - trials * expected, minlength=count)
    own = offsets + np.clip(surplus / information, -2.0, 2.0)
    # Passes of one race share its weather, its tyres and its gaps: they say less than as many independent ones.
    variance = _OVERDISPERSION / information
    between = between_variance(own.tolist(), variance.tolist())
    attempts = np.bincount(circuit, trials, minlength=count)
    share = between / (between + variance)
    mean = float(np.average(own, weights=1.0 / (variance + between)))
    groups = {
        name: Estimate(
            float(share[i] * (own[i] - mean)), float(np.sqrt(share[i] * variance[i])), round(attempts[i]), seasons[name]
        )
        for i, name in enumerate(seasons)
    }
    every = tuple(sorted({season for of_circuit in seasons.values() for season in of_circuit}))
    return Pooled(Estimate(0.0, 0.0, round(attempts.sum()), every), float(np.sqrt(between)), groups)


def _for_drawn_laps(
    predictor: Floats, difference_s: Floats, trials: Floats, slope: float, noise_sd_s: float
) -> tuple[float, float]:
    """Change of the intercept, and the slope, with which noisy differences give the passes that expected ones do.

    Noise alone makes passes, more of the rare ones than it takes from the likely ones. Two moments are matched: passes,
    and passes weighted with the pace difference. Normal noise by Gauss-Hermite quadrature, Newton on both.
    """
    if not len(trials) or noise_sd_s <= 0.0:
        return 0.0, slope
    order = np.argsort(predictor)
    bins = np.array_split(order, min(len(order), _QUADRATURE_CELLS))
    total = np.array([trials[b].sum() for b in bins]) + 1e-12
    eta, x = (np.array([(v[b] * trials[b]).sum() for b in bins]) / total for v in (predictor, difference_s))
    nodes, weights = np.polynomial.hermite_e.hermegauss(7)
    weights = weights / weights.sum()
    drawn = x[:, None] + noise_sd_s * nodes
    target = sigmoid(eta)
    change = np.zeros(2)
    for _ in range(_NEWTON_STEPS):
        probability = sigmoid((eta - slope * x + change[0])[:, None] + (slope + change[1]) * drawn)
        steep = probability * (1.0 - probability)
        missing = target - probability @ weights
        by_intercept, by_slope = steep @ weights, (steep * drawn) @ weights
        moments = np.array([total @ missing, total @ (missing * x)])
        jacobian = np.array(
            [[total @ by_intercept, total @ by_slope], [total @ (by_intercept * x), total @ (by_slope * x)]]
        )
        change = change + np.clip(np.linalg.solve(jacobian, moments), -0.5, 0.5)
    return float(change[0]), float(slope + change[1])


def _noise(sds: Sequence[float]) -> float:
    return float(np.sqrt(2.0) * np.median(sds)) if sds else 0.0


def _follow_gap(races: Races, seasons: tuple[int, ...]) -> Estimate:
    gaps = [(m.follow_gap_s, m.follow_gaps) for _, _, m in races if m.follow_gap_s is not None]
    if not gaps:
        return Estimate(0.8, 0.3, 0)
    values = np.array([gap for gap, _ in gaps])
    return Estimate(
        float(np.median(values)), float(values.std() / np.sqrt(len(values))), sum(n for _, n in gaps), seasons
    )


def _typical(values: Sequence[float | None], unseen: Estimate, seasons: tuple[int, ...]) -> Estimate:
    """Median over the races that tell."""
    told = [value for value in values if value is not None]
    if not told:
        return unseen
    return Estimate(float(np.median(told)), float(1.25 * np.std(told) / np.sqrt(len(told))), len(told), seasons)


def _speeds(races: Races) -> Pooled:
    rows: dict[tuple[str, int], list[float]] = defaultdict(list)
    for _, season, m in races:
        for _, team, speed in m.top_speed_kmh:
            rows[last_team_of(team), season].append(speed)
    return pool_means(
        [
            Measured(team, float(np.mean(speeds)), _SPEED_ERROR_KMH**2 / len(speeds), season, len(speeds))
            for (team, season), speeds in rows.items()
        ],
        unseen=Estimate(0.0, _SPEED_DRIFT_KMH, 0),
        drift_sd=_SPEED_DRIFT_KMH,
    )
