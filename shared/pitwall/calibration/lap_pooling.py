"""What a lap is made of at any race: the pooled lap-time model turned into the simulator's parameters.

The second stage of calibration for everything that `lap_measurement` measures.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pitwall.calibration.driver_pooling import DriverPool, pool_drivers
from pitwall.calibration.dry_pooling import DryPool, DryRace, pool_dry_races, posterior_of_race
from pitwall.calibration.estimates import Estimate
from pitwall.calibration.fuel import (
    LOSS_S_PER_KG,
    LOSS_SD_S_PER_KG,
    REFERENCE_LENGTH_KM,
    TYPICAL_LAPS,
    TYPICAL_LENGTH_KM,
    fuel_effect_s_per_kg,
    fuel_slope_s,
    race_fuel_kg,
)
from pitwall.calibration.lap_measurement import LapMeasurement
from pitwall.calibration.lap_terms import LAP, Array
from pitwall.calibration.tyre_life import CliffPool, ColdTyrePool, LapCount, pool_cliffs, pool_cold_tyres
from pitwall.calibration.wear_curves import DryCurves, dry_curves, in_order
from pitwall.calibration.wear_estimate import WearEstimate
from pitwall.calibration.wet_pooling import WetPool, best_track, pool_wet
from pitwall.domain.race_parameters import COMPOUNDS, LapParameters
from pitwall.domain.tyre_strategy import DRY_COMPOUNDS
from pitwall.domain.vocabulary import Compound

TYPICAL_LAP_S = 90.0
"""Only for the summary: a race's own comes with its weekend."""

PACE_MODE_SHARE = (0.003, 0.0, -0.002)
PACE_MODE_WEAR = (0.8, 1.0, 1.25)
"""CONSERVE, BALANCED, PUSH: change of the lap time as a share of it, and of wear. No public data marks a lap as saved
or pushed. Physical order of magnitude: lifting before the braking points costs about 0.3 % of the lap; tyre energy goes
with the square of the sliding and cornering forces, so a few per cent of grip used or left are a fifth of the wear."""

_WIDEST_WEAR_SPREAD = 0.6
"""Few races are wet: what they differ by is hardly known."""


@dataclass(frozen=True)
class RaceConditions:
    """What the lap model must know of a race."""

    circuit_id: str
    season: int
    laps: int
    """Scheduled."""
    lap_s: float
    """A dry race lap of a mean car."""
    length_km: float | None = None
    nominations: tuple[str, str, str] | None = None


@dataclass(frozen=True)
class RaceLaps:
    """The lap model of one race."""

    parameters: LapParameters
    wear: Mapping[Compound, WearEstimate]
    field_wear_s: float
    """Mean wear per lap of tyre life over the dry compounds."""
    quality: tuple[str, ...]
    """What is pooled for want of data, in words."""


@dataclass(frozen=True)
class DriverParameters:
    """[cars] each, in the order asked for."""

    noise_sd_s: Array
    mistake_probability: Array
    mistake_mean_s: Array
    wear_factor: Array


@dataclass(frozen=True)
class LapCalibration:
    """All pooled lap models."""

    dry: DryPool
    cliffs: CliffPool
    cold_tyres: ColdTyrePool
    wet: WetPool
    drivers: DriverPool
    counts: tuple[LapCount, ...]
    """Laps by circuit and role, and the seasons they are from."""
    lengths_km: Mapping[str, float]
    """Newest known length of each circuit's lap."""

    def for_race(self, race: RaceConditions, own: LapMeasurement | None = None) -> RaceLaps:
        """The lap model of `race`; `own` is the race itself measured, for looking back."""
        length_km = race.length_km or self.lengths_km.get(race.circuit_id) or TYPICAL_LENGTH_KM
        terms, covariance = self.dry.expected(race.circuit_id, race.season, length_km, race.nominations)
        terms = in_order(terms, covariance)
        if own is not None and own.dry is not None:
            precision = np.array(own.dry.precision)
            slope = fuel_slope_s(race.season, length_km, own.scheduled_laps or race.laps)
            score = np.array(own.dry.score) - precision[:, LAP] * slope
            terms, covariance = posterior_of_race(terms, covariance, precision, score)
        curves = dry_curves(terms, covariance, self.cliffs.for_circuit(race.circuit_id, length_km))
        return RaceLaps(
            parameters=self._parameters(race, length_km, curves),
            wear=self._wear(race, curves),
            field_wear_s=float(curves.mean_wear_s.mean()),
            quality=tuple(self._quality(race)),
        )

    def for_drivers(self, driver_ids: Sequence[str], laps: RaceLaps) -> DriverParameters:
        """Noise, mistakes and wear of the drivers in the race that `laps` describes."""
        mean_s = self.drivers.mistake_mean_s.mean
        return DriverParameters(
            noise_sd_s=self.drivers.noise(driver_ids),
            mistake_probability=self.drivers.mistakes(driver_ids),
            mistake_mean_s=np.full(len(driver_ids), mean_s),
            wear_factor=self.drivers.wear_factor(driver_ids, laps.field_wear_s),
        )

    def summary(self) -> list[tuple[str, Estimate]]:
        """The figures of a mean circuit, with units in their names."""
        newest = self.dry.newest_season
        mean = self.for_race(RaceConditions("", newest, TYPICAL_LAPS, TYPICAL_LAP_S))
        laps = {role: sum(count.laps[role] for count in self.counts) for role in range(len(DRY_COMPOUNDS))}
        seasons = tuple(sorted({count.season for count in self.counts}))
        terms, covariance = self.dry.expected("", newest, TYPICAL_LENGTH_KM, None)
        evolution = Estimate(float(terms[LAP]), float(np.sqrt(covariance[LAP, LAP])), sum(laps.values()), seasons)
        figures = [
            (f"fuel, s per kg on a lap of {REFERENCE_LENGTH_KM} km", Estimate(LOSS_S_PER_KG, LOSS_SD_S_PER_KG, 0)),
            ("track evolution, s per lap", evolution),
        ]
        for role, compound in enumerate(DRY_COMPOUNDS):
            wear, name = mean.wear[compound], compound.lower()
            figures.append((f"{name}: fresh, against medium, s", replace(wear.offset_s, n=laps[role], seasons=seasons)))
            figures.append((f"{name}: wear, s per lap of life", replace(wear.linear_s, n=laps[role], seasons=seasons)))
            figures.append((f"{name}: out lap, cold tyres, s", self.cold_tyres.by_compound[role]))
        figures.append(("intermediate: wear, s per lap of life", self.wet.wear[0]))
        figures.append(("lap to lap, s", self.drivers.field_noise_sd_s))
        figures.append(("mistakes per lap", self.drivers.field_mistake_probability))
        figures.append(("a mistake costs, s", self.drivers.mistake_mean_s))
        return figures

    def _parameters(self, race: RaceConditions, length_km: float, dry: DryCurves) -> LapParameters:
        fuel_kg = race_fuel_kg(race.season)
        best = [best_track(parabola) for parabola in self.wet.parabolas[1:]]
        wet_wear = np.array([wear.mean for wear in self.wet.wear])
        wet_spread = np.minimum(
            np.sqrt(np.log1p((np.array(self.wet.wear_spread_s) / np.maximum(wet_wear, 0.01)) ** 2)), _WIDEST_WEAR_SPREAD
        )
        never = np.full(len(wet_wear), float(race.laps))
        return LapParameters(
            fuel_effect_s_per_kg=fuel_effect_s_per_kg(length_km),
            fuel_start_kg=fuel_kg,
            fuel_per_lap_kg=fuel_kg / race.laps,
            track_evolution_s_per_lap=dry.evolution_s,
            compound_offset_s=np.concatenate([dry.offset_s, np.array(best) * race.lap_s]),
            compound_offset_sd_s=np.concatenate([dry.offset_sd_s, np.array(self.wet.spread) * race.lap_s]),
            wear_linear_s=np.concatenate([dry.linear_s, wet_wear]),
            wear_quadratic_s=np.concatenate([dry.quadratic_s, np.zeros_like(wet_wear)]),
            cliff_lap=np.concatenate([dry.cliff_lap, never]),
            cliff_s=np.concatenate([dry.cliff_s, np.zeros_like(wet_wear)]),
            wear_spread=np.concatenate([dry.wear_spread, wet_spread]),
            cold_tyre_s=np.array([estimate.mean for estimate in self.cold_tyres.by_compound]),
            wetness_penalty_s=self._wetness_penalty_s(race.lap_s, best),
            pace_mode_s=np.array(PACE_MODE_SHARE) * race.lap_s,
            pace_mode_wear=np.array(PACE_MODE_WEAR),
        )

    def _wetness_penalty_s(self, lap_s: float, best: Sequence[float]) -> Array:
        slick, intermediate, wet = (np.array(parabola) for parabola in self.wet.parabolas)
        for parabola, least in zip((intermediate, wet), best, strict=True):
            parabola[0] -= least
        return np.stack([slick, slick, slick, intermediate, wet]) * lap_s

    def _wear(self, race: RaceConditions, dry: DryCurves) -> Mapping[Compound, WearEstimate]:
        estimates = {}
        for role, compound in enumerate(DRY_COMPOUNDS):
            laps, seasons = self._count(race.circuit_id, role)
            estimates[compound] = dry.estimate(role, laps, seasons)
        for kind, compound in enumerate(COMPOUNDS[3:]):
            wear = self.wet.wear[kind]
            best = best_track(self.wet.parabolas[kind + 1]) * race.lap_s
            offset = Estimate(best, self.wet.spread[kind] * race.lap_s, self.wet.points[kind + 1], wear.seasons)
            estimates[compound] = WearEstimate(
                offset, wear, Estimate(0.0, 0.0, 0), float(race.laps), 0.0, wear.n, wear.seasons
            )
        return estimates

    def _count(self, circuit_id: str, role: int) -> tuple[int, tuple[int, ...]]:
        at_circuit = [count for count in self.counts if count.circuit_id == circuit_id and count.laps[role] > 0]
        return sum(count.laps[role] for count in at_circuit), tuple(sorted({count.season for count in at_circuit}))

    def _quality(self, race: RaceConditions) -> Iterable[str]:
        seasons = sorted({count.season for count in self.counts if count.circuit_id == race.circuit_id})
        if not self.counts:
            yield "no dry race measured: tyres are what is believed before any data"
        elif not seasons:
            yield f"no earlier dry race at {race.circuit_id}: tyres are the mean of all circuits, with their spread"
        elif len(seasons) == 1:
            yield f"one dry season at {race.circuit_id} ({seasons[0]}): tyres lean on all circuits"
        if race.nominations is None:
            yield "compounds not nominated: soft, medium and hard of a mean race"


def pool_laps(races: Sequence[tuple[str, int, LapMeasurement]]) -> LapCalibration:
    """Pools `races` (circuit, season, measurement), in order of time; the newest season counts full."""
    newest = max((season for _, season, _ in races), default=0)
    lengths = {circuit: lap.course_length_km for circuit, _, lap in races if lap.course_length_km}
    counts = tuple(LapCount(circuit, season, lap.dry.laps) for circuit, season, lap in races if lap.dry)
    return LapCalibration(
        dry=pool_dry_races([dry for dry in (_dry_race(*race) for race in races) if dry is not None], newest),
        cliffs=pool_cliffs(races),
        cold_tyres=pool_cold_tyres([(season, lap.cold_tyre) for _, season, lap in races]),
        wet=pool_wet([(season, lap.wet) for _, season, lap in races]),
        drivers=pool_drivers([(season, lap.drivers) for _, season, lap in races], newest),
        counts=counts,
        lengths_km=dict(sorted(lengths.items())),
    )


def _dry_race(circuit_id: str, season: int, lap: LapMeasurement) -> DryRace | None:
    if lap.dry is None:
        return None
    length_km = lap.course_length_km or TYPICAL_LENGTH_KM
    return DryRace(
        circuit_id=circuit_id,
        season=season,
        length_km=length_km,
        fuel_slope_s=fuel_slope_s(season, length_km, lap.scheduled_laps or TYPICAL_LAPS),
        nominations=lap.nominations,
        precision=np.array(lap.dry.precision),
        score=np.array(lap.dry.score),
    )
