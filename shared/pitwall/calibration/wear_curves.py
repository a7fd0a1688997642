"""Wear curves from the terms of the lap-time model: never falling with tyre life, with spreads the simulator draws."""

from dataclasses import dataclass

import numpy as np

from pitwall.calibration.estimates import Estimate
from pitwall.calibration.lap_terms import CLIFF, CURVE, CURVE_LAPS, LAP, OFFSET, WEAR, Array, wear_basis
from pitwall.calibration.wear_estimate import WearEstimate

_LEAST_WEAR_S = 0.004
"""Per lap: no tyre gets faster with age, whatever a few races say."""
_LARGEST_CURVE_SHARE = 0.8
"""The curve may take so much of the mean slope, so that wear begins above zero."""
_SPREAD_LAPS = 15.0
_OFFSET_LAPS = 10.0
"""Tyre lives at which the spreads from race to race are stated: the middle of a stint."""
_WIDEST_WEAR_SPREAD = 0.6
"""The logarithm makes a long tail of a wide spread: a tenth of the races would wear more than twice as fast."""
_LEAST_OFFSET_SD_S = 0.1


@dataclass(frozen=True)
class DryCurves:
    """[3] soft, medium, hard."""

    evolution_s: float
    offset_s: Array
    """Against the medium, both fresh."""
    offset_sd_s: Array
    linear_s: Array
    quadratic_s: Array
    cliff_lap: Array
    cliff_s: Array
    wear_spread: Array
    mean_wear_s: Array
    """Per lap over the first CURVE_LAPS."""
    term_sd: Array
    """[12] of DRY_TERMS."""

    def estimate(self, role: int, laps: int, seasons: tuple[int, ...]) -> WearEstimate:
        """What a screen shows of one compound."""
        offset_sd = 0.0 if role == 1 else float(self.offset_sd_s[role])
        curve_sd = float(self.term_sd[CURVE][role]) / CURVE_LAPS**2
        return WearEstimate(
            offset_s=Estimate(float(self.offset_s[role]), offset_sd, laps, seasons),
            linear_s=Estimate(float(self.linear_s[role]), float(self.term_sd[WEAR][role]), laps, seasons),
            quadratic_s=Estimate(float(self.quadratic_s[role]), curve_sd, laps, seasons),
            cliff_lap=float(self.cliff_lap[role]),
            cliff_s=float(self.cliff_s[role]),
            laps=laps,
            seasons=seasons,
        )


def in_order(terms: Array, covariance: Array) -> Array:
    """Forecast terms with which no compound wears faster than a softer one, or is faster than it when fresh.

    Where few races seem to say so it is taken for chance: laps of the dry races of 2020 to 2025, each foretold from
    those before it, are as likely with ordered terms. The race itself may say otherwise once it has been measured.
    """
    ordered = terms.copy()
    ordered[WEAR] = _falling(terms[WEAR], 1.0 / np.diag(covariance)[WEAR])
    ordered[OFFSET] = min(terms[OFFSET][0], 0.0), max(terms[OFFSET][1], 0.0)
    return ordered


def _falling(values: Array, weights: Array) -> Array:
    """The nearest values that never rise: neighbours that do share their mean (pool adjacent violators)."""
    blocks: list[tuple[float, float, int]] = []
    for value, weight in zip(values.tolist(), weights.tolist(), strict=True):
        mean, total, count = value, weight, 1
        while blocks and blocks[-1][0] < mean:
            before, heavy, many = blocks.pop()
            mean = (before * heavy + mean * total) / (heavy + total)
            total, count = heavy + total, many + count
        blocks.append((mean, total, count))
    return np.repeat([mean for mean, _, _ in blocks], [count for _, _, count in blocks])


def dry_curves(terms: Array, covariance: Array, cliff_lap: Array) -> DryCurves:
    """The curves of a race whose terms have this mean and covariance, race to race spread included."""
    wear = np.maximum(terms[WEAR], _LEAST_WEAR_S)
    curve = np.clip(terms[CURVE], 0.0, _LARGEST_CURVE_SHARE * wear * CURVE_LAPS)
    offset = np.array([terms[OFFSET][0], 0.0, terms[OFFSET][1]])
    spread = np.zeros(3)
    for role in range(3):
        at = _wear_at(role, _SPREAD_LAPS)
        expected = wear[role] * _SPREAD_LAPS + curve[role] * wear_basis(np.array([_SPREAD_LAPS]), np.inf)[1][0]
        spread[role] = np.sqrt(np.log1p(at @ covariance @ at / expected**2))
    return DryCurves(
        evolution_s=float(terms[LAP]),
        offset_s=offset,
        offset_sd_s=_offset_sd(covariance),
        linear_s=wear - curve / CURVE_LAPS,
        quadratic_s=curve / CURVE_LAPS**2,
        cliff_lap=cliff_lap,
        cliff_s=np.maximum(terms[CLIFF], 0.0),
        wear_spread=np.minimum(spread, _WIDEST_WEAR_SPREAD),
        mean_wear_s=wear,
        term_sd=np.sqrt(np.diag(covariance)),
    )


def _wear_at(role: int, tyre_life: float) -> Array:
    """[12] how wear at a tyre life is made of the terms, cliff apart."""
    linear, curved, _ = wear_basis(np.array([tyre_life]), np.inf)
    at = np.zeros(CLIFF.stop)
    at[WEAR.start + role], at[CURVE.start + role] = linear[0], curved[0]
    return at


def _offset_sd(covariance: Array) -> Array:
    """Spread of soft and hard against medium in mid-stint, beyond what the spreads of wear, drawn apart, give."""
    medium = _wear_at(1, _OFFSET_LAPS)
    spread = np.zeros(3)
    for role, term in ((0, OFFSET.start), (2, OFFSET.start + 1)):
        own = _wear_at(role, _OFFSET_LAPS)
        difference = own - medium
        difference[term] += 1.0
        total = difference @ covariance @ difference - own @ covariance @ own - medium @ covariance @ medium
        spread[role] = np.sqrt(max(float(total), _LEAST_OFFSET_SD_S**2))
    return spread
