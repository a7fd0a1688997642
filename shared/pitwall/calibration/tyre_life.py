"""How long tyres last before the cliff, and what they lose cold: pooled over races, by circuit where data allow."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pitwall.calibration.dry_pooling import REFERENCE_LENGTH_KM
from pitwall.calibration.estimates import Estimate, between_variance, precision_weighted, shrink
from pitwall.calibration.lap_measurement import LapMeasurement, Sample
from pitwall.calibration.lap_terms import Array
from pitwall.domain.race_parameters import COMPOUNDS

_CLIFF_BELIEF_LAPS = (22.0, 28.0, 36.0)
"""Soft, medium, hard on a lap of REFERENCE_LENGTH_KM, where no race was measured: usual stints."""
_CLIFF_BELIEF_LOG_VARIANCE = 0.1
_STINT_LOG_SD = 0.35
"""Of stint lengths on one compound in one race: what a quantile of n stints is uncertain by, over the root of n."""
_COLD_BELIEF_S = (0.3, 0.3)
"""Mean and standard deviation before any race, sectors two and three only: a few tenths."""
_COLD_RACE_SD_S = 0.4
"""From race to race, beyond what its out laps differ by."""


@dataclass(frozen=True)
class LapCount:
    """Clean laps of one race on soft, medium, hard."""

    circuit_id: str
    season: int
    laps: tuple[int, int, int]


@dataclass(frozen=True)
class CliffPool:
    """Where wear turns steep, as the logarithm of laps of REFERENCE_LENGTH_KM."""

    everywhere: tuple[Estimate, Estimate, Estimate]
    circuits: Mapping[str, tuple[Estimate, Estimate, Estimate]]

    def for_circuit(self, circuit_id: str, length_km: float) -> Array:
        """[3] tyre life of the cliff in laps; the mean of all circuits for one never seen."""
        logs = self.circuits.get(circuit_id, self.everywhere)
        return np.exp([estimate.mean for estimate in logs]) * REFERENCE_LENGTH_KM / length_km


@dataclass(frozen=True)
class ColdTyrePool:
    """Loss of an out lap in seconds, pit loss apart."""

    by_compound: tuple[Estimate, ...]
    """[5] by COMPOUNDS."""


def pool_cliffs(races: Sequence[tuple[str, int, LapMeasurement]]) -> CliffPool:
    """Quantiles of stint lengths of all races, by circuit drawn to everywhere."""
    roles = [_cliff_of_role(races, role) for role in range(3)]
    names = sorted({circuit for _, circuits in roles for circuit in circuits})
    everywhere = (roles[0][0], roles[1][0], roles[2][0])
    return CliffPool(
        everywhere=everywhere,
        circuits={
            name: (
                roles[0][1].get(name, everywhere[0]),
                roles[1][1].get(name, everywhere[1]),
                roles[2][1].get(name, everywhere[2]),
            )
            for name in names
        },
    )


def pool_cold_tyres(races: Sequence[tuple[int, tuple[Sample, ...]]]) -> ColdTyrePool:
    """Medians of races, each compound drawn to the mean of all."""
    told = {
        index: [(season, samples[index]) for season, samples in races if samples[index].n > 0]
        for index in range(len(COMPOUNDS))
    }
    pooled = {index: _cold_mean([sample for _, sample in rows]) for index, rows in told.items() if rows}
    mean, variance = _COLD_BELIEF_S[0], _COLD_BELIEF_S[1] ** 2
    between = _COLD_BELIEF_S[1] ** 2
    if pooled:
        means, variances = zip(*pooled.values(), strict=True)
        between = max(between_variance(means, variances), 0.05**2)
        mean, variance = precision_weighted([*means, mean], [v + between for v in (*variances, variance)])
    estimates = []
    for index in range(len(COMPOUNDS)):
        value, spread = shrink(*pooled[index], mean, between) if index in pooled else (mean, variance + between)
        seasons = tuple(sorted({season for season, _ in told[index]}))
        n = sum(sample.n for _, sample in told[index])
        estimates.append(Estimate(max(value, 0.0), float(np.sqrt(spread)), n, seasons))
    return ColdTyrePool(tuple(estimates))


def _cold_mean(samples: Sequence[Sample]) -> tuple[float, float]:
    usual = max(float(np.median([sample.variance for sample in samples])), 0.1)
    variances = [1.57 * max(sample.variance, usual) / sample.n + _COLD_RACE_SD_S**2 for sample in samples]
    return precision_weighted([sample.median for sample in samples], variances)


def _cliff_of_role(races: Sequence[tuple[str, int, LapMeasurement]], role: int) -> tuple[Estimate, dict[str, Estimate]]:
    logs: dict[str, list[tuple[float, float, int, int]]] = defaultdict(list)
    for circuit, season, lap in races:
        cliff = lap.dry.cliff_laps[role] if lap.dry else None
        if lap.dry is None or cliff is None or not lap.course_length_km:
            continue
        scaled = float(np.log(cliff * lap.course_length_km / REFERENCE_LENGTH_KM))
        logs[circuit].append((scaled, _STINT_LOG_SD**2 / lap.dry.stints[role], lap.dry.stints[role], season))
    if not logs:
        sd = float(np.sqrt(_CLIFF_BELIEF_LOG_VARIANCE))
        return Estimate(float(np.log(_CLIFF_BELIEF_LAPS[role])), sd, 0), {}
    rows = [row for circuit in sorted(logs) for row in logs[circuit]]
    race_variance = between_variance([row[0] for row in rows], [row[1] for row in rows])
    told = {
        circuit: precision_weighted([r[0] for r in own], [r[1] + race_variance / 2.0 for r in own])
        for circuit, own in sorted(logs.items())
    }
    means, variances = zip(*told.values(), strict=True)
    between = between_variance(means, variances)
    mean, variance = precision_weighted(means, [v + between for v in variances])
    seasons = tuple(sorted({row[3] for row in rows}))
    everywhere = Estimate(mean, float(np.sqrt(variance + between + race_variance)), sum(r[2] for r in rows), seasons)
    circuits = {}
    for circuit, (own, own_variance) in told.items():
        value, spread = shrink(own, own_variance, mean, between)
        own_seasons = tuple(sorted({row[3] for row in logs[circuit]}))
        stints = sum(row[2] for row in logs[circuit])
        circuits[circuit] = Estimate(value, float(np.sqrt(spread + race_variance)), stints, own_seasons)
    return everywhere, circuits
