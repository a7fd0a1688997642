"""The lap-time model of one dry race, fitted by reweighted mixed-model equations.

    lap time = driver + slope * lap + offset[compound] + wear[compound](tyre life) + traffic + stint + noise

Within a stint, lap number and tyre life rise together; fuel and wear are told apart only by stints that begin at
different laps. Two random terms per stint (its level, its own wear) keep the model from believing that each lap is
fresh evidence of that; their variances are estimated per race (Henderson 1975; Harville 1977).
"""

from dataclasses import dataclass

import numpy as np

from pitwall.calibration.clean_laps import DryLaps
from pitwall.calibration.lap_terms import CLIFF, CURVE, DRY_TERMS, LAP, OFFSET, WEAR, Array, wear_basis

CLIFF_QUANTILE = 0.9
"""The cliff is sought where a tenth of the race's stints on the compound still ran."""

_TERMS = len(DRY_TERMS)
_FEWEST_LAPS = 150
_FEWEST_STINTS = 6
_ROUNDS = 6
_CUT_SDS = 4.0
_PRIOR_STINT_SD_S, _PRIOR_WEAR_SD_S, _PRIOR_STINTS = 0.18, 0.022, 20.0
"""Medians over races of 2018 to 2025; they hold where a race has few stints."""
_EVOLUTION_SD_S = 0.01
"""Of the track's evolution per lap, from race to race."""
_VAGUE = 1e-6


@dataclass(frozen=True)
class DryFit:
    """What the fit found; `precision` and `score` belong to DRY_TERMS, all else integrated out."""

    precision: Array
    """[12, 12] inverse covariance; a term the race is silent about has a row of (nearly) 0."""
    score: Array
    """[12] precision times estimate."""
    noise_sd_s: float
    driver_s: Array
    """Level of each driver on a fresh medium at lap 0."""
    slope_s: float
    residual_s: Array
    """Of each lap, after all effects."""
    wear_residual_s: Array
    """Of each lap, the stint's own wear left in."""
    stint_wear_sd_s: float
    cliff_laps: tuple[float | None, float | None, float | None]
    stints: tuple[int, int, int]


@dataclass(frozen=True)
class _Design:
    matrix: Array
    fixed: int
    """Columns before the stints': DRY_TERMS, traffic, drivers."""
    stints: int
    stint_wear: Array
    """[n, stints] columns of the stints' own wear."""
    cliff_laps: tuple[float | None, float | None, float | None]
    stints_by_role: tuple[int, int, int]


def fit_dry_laps(laps: DryLaps, fuel_slope_s: float) -> DryFit | None:
    """The fit; None for too few laps to tell tyres from drivers.

    `fuel_slope_s` is the change from lap to lap that fuel alone makes. Residuals, drivers and slope lean on it, since a
    race whose stops fall together cannot tell fuel from wear; precision and score do not.
    """
    if len(laps.lap) < _FEWEST_LAPS:
        return None
    design = _design(laps)
    mean_s = float(laps.lap_time_s.mean())
    response = laps.lap_time_s - mean_s - fuel_slope_s * laps.lap
    weight, noise_sd = laps.weight, 0.4
    stint_sd, wear_sd = _PRIOR_STINT_SD_S, _PRIOR_WEAR_SD_S
    for _ in range(_ROUNDS):
        penalty = _penalty(design, noise_sd, stint_sd, wear_sd)
        weighted = design.matrix * weight[:, None]
        normal = weighted.T @ design.matrix
        normal[np.diag_indices_from(normal)] += penalty
        right = weighted.T @ response
        inverse = np.linalg.inv(normal)
        solution = inverse @ right
        residual = response - design.matrix @ solution
        noise_sd = max(1.4826 * float(np.median(np.abs(residual))), 0.05)
        spread = solution**2 + noise_sd**2 * np.diag(inverse)
        stint_sd = _scale(spread[design.fixed : design.fixed + design.stints], _PRIOR_STINT_SD_S)
        wear_sd = _scale(spread[design.fixed + design.stints :], _PRIOR_WEAR_SD_S)
        weight = laps.weight * (1.0 - np.clip(residual / (_CUT_SDS * noise_sd), -1.0, 1.0) ** 2) ** 2
    precision, score = _profile(normal, right, penalty, noise_sd)
    drivers = len(laps.drivers)
    return DryFit(
        precision=precision,
        score=score + precision[:, LAP] * fuel_slope_s,
        noise_sd_s=noise_sd,
        driver_s=solution[_TERMS + 1 : _TERMS + 1 + drivers] + mean_s,
        slope_s=fuel_slope_s + float(solution[LAP]),
        residual_s=residual,
        wear_residual_s=residual + design.stint_wear @ solution[design.fixed + design.stints :],
        stint_wear_sd_s=wear_sd,
        cliff_laps=design.cliff_laps,
        stints=design.stints_by_role,
    )


def _design(laps: DryLaps) -> _Design:
    rows, drivers, stints = len(laps.lap), len(laps.drivers), int(laps.stint.max()) + 1
    cliffs, by_role = _cliffs(laps, stints)
    terms = np.zeros((rows, _TERMS))
    terms[:, LAP] = laps.lap
    terms[:, OFFSET] = laps.role[:, None] == np.array([0, 2])
    for role, cliff in enumerate(cliffs):
        basis = wear_basis(laps.tyre_life, cliff if cliff is not None else np.inf)
        for group, values in zip((WEAR, CURVE, CLIFF), basis, strict=True):
            terms[:, group.start + role] = np.where(laps.role == role, values, 0.0)
    of_driver = np.eye(drivers)[laps.driver]
    of_stint = np.eye(stints)[laps.stint]
    mean_life = np.bincount(laps.stint, laps.tyre_life) / np.bincount(laps.stint)
    stint_wear = of_stint * (laps.tyre_life - mean_life[laps.stint])[:, None]
    return _Design(
        matrix=np.hstack([terms, laps.air[:, None], of_driver, of_stint, stint_wear]),
        fixed=_TERMS + 1 + drivers,
        stints=stints,
        stint_wear=stint_wear,
        cliff_laps=cliffs,
        stints_by_role=by_role,
    )


def _cliffs(laps: DryLaps, stints: int) -> tuple[tuple[float | None, float | None, float | None], tuple[int, int, int]]:
    ends, roles = np.zeros(stints), np.zeros(stints, dtype=np.int64)
    np.maximum.at(ends, laps.stint, laps.tyre_life)
    roles[laps.stint] = laps.role
    of_role = [ends[roles == role] for role in range(3)]
    soft, medium, hard = (
        float(np.quantile(lives, CLIFF_QUANTILE)) if len(lives) >= _FEWEST_STINTS else None for lives in of_role
    )
    return (soft, medium, hard), (len(of_role[0]), len(of_role[1]), len(of_role[2]))


def _penalty(design: _Design, noise_sd: float, stint_sd: float, wear_sd: float) -> Array:
    penalty = np.full(design.matrix.shape[1], _VAGUE)
    penalty[LAP] = (noise_sd / _EVOLUTION_SD_S) ** 2
    penalty[design.fixed : design.fixed + design.stints] = (noise_sd / stint_sd) ** 2
    penalty[design.fixed + design.stints :] = (noise_sd / wear_sd) ** 2
    return penalty


def _scale(squares: Array, prior_sd: float) -> float:
    """Standard deviation of a random term, drawn to the usual one where there are few stints."""
    return float(np.sqrt((squares.sum() + _PRIOR_STINTS * prior_sd**2) / (len(squares) + _PRIOR_STINTS)))


def _profile(normal: Array, right: Array, penalty: Array, noise_sd: float) -> tuple[Array, Array]:
    """Precision and score of the first terms, the others integrated out (Schur complement)."""
    cross, rest = normal[:_TERMS, _TERMS:], normal[_TERMS:, _TERMS:]
    through = np.linalg.solve(rest, cross.T)
    precision = normal[:_TERMS, :_TERMS] - cross @ through - np.diag(penalty[:_TERMS])
    score = right[:_TERMS] - through.T @ right[_TERMS:]
    return (precision + precision.T) / (2.0 * noise_sd**2), score / noise_sd**2
