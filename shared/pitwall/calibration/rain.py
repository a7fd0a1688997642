"""Rain: when it begins and ends, how wet it makes the track, and when crews change tyres for it.

The feed's rain flag knows drizzle as well as downpour; only the tyres say how much it rained. So rain begins here when
most of the field leaves its slicks for it; how long showers last is the flag's. How wet a shower makes the track is the
share of laps on wets among those on wet tyres; how slowly it dries, how long intermediates stay on without rain.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from pitwall.calibration.estimates import Estimate
from pitwall.calibration.event_groups import Counted, Pooled, pool_rates
from pitwall.calibration.event_laps import DRY_COMPOUNDS, Flags, Floats, LapGrid
from pitwall.domain.race_parameters import COMPOUNDS, WeatherParameters
from pitwall.domain.vocabulary import Compound

if TYPE_CHECKING:
    from pitwall.calibration.race_facts import RaceFacts

_MOST_OF_FIELD = 0.5
_SHORTEST_SHOWER_LAPS = 2
_WETS_WETNESS = 0.75
"""From about here on wets are the right tyres, on the scale of `wet_laps`."""
_NEARLY_NONE = 0.1
_USUAL_WETS_SHARE, _USUAL_DRYING_LAPS, _USUAL_LAST_LAPS = 0.1, 20.0, 4.0
"""Believed before any wet lap was seen, with the weight of _PRIOR_LAPS on wet tyres and one drying of the track."""
_PRIOR_LAPS = 20.0
_SMALLEST_CHANGES = 3
_USUAL_MARGIN_S = 2.0
_LONGEST_WAIT_LAPS = 16


@dataclass(frozen=True)
class RainMeasurement:
    """One race's weather, in laps of the leader."""

    known: bool = False
    slick_laps: int = 0
    """Most of the field was on slicks."""
    turned_wet: int = 0
    """Times most of the field left slicks for intermediates or wets, after the start."""
    showers: int = 0
    """That began after the start, drizzle included."""
    rain_laps: int = 0
    ended: int = 0
    laps_to_wet_tyres: tuple[int, ...] = ()
    """From the rain's beginning to most of the field on wet tyres."""
    drying_laps: int = 0
    """Most of the field was on wet tyres without rain."""
    dried: int = 0
    """Times most of the field left wet tyres for slicks without rain."""
    last_drying_laps: tuple[int, ...] = ()
    """From then to hardly any car on wet tyres."""
    wet_tyre_laps: int = 0
    wets_laps: int = 0
    """Most of the field was on intermediates or wets; on wets."""
    wet_start: bool = False
    wet_start_rain: bool = False
    """It rained on the first lap of a wet start."""
    wet_race: bool = False
    """Most of the field was on intermediates or wets for some lap."""
    gain_s: tuple[float, ...] = ()
    """Per lap, of those already on the right tyres, on the laps others changed to them."""
    waited: tuple[int, int] = (0, 0)
    """Laps that cars stayed on the wrong tyres though those changed gained more than the margin; all such chances."""


def measure_rain(facts: "RaceFacts", grid: LapGrid) -> RainMeasurement:
    """The weather of a race."""
    if not grid.laps:
        return RainMeasurement()
    wet_share = grid.wet_share()
    wet = wet_share > _MOST_OF_FIELD
    raining = _raining(facts, grid)
    gain, waited = _changes(grid, wet_share)
    tyres = RainMeasurement(
        slick_laps=int((~wet).sum()),
        turned_wet=int((wet[1:] & ~wet[:-1]).sum()),
        last_drying_laps=_last_drying(wet_share, wet),
        wet_tyre_laps=int(wet.sum()),
        wets_laps=int((wet & (_wets_share(grid) > _MOST_OF_FIELD)).sum()),
        wet_start=bool(wet[0]),
        wet_race=bool(wet.any()),
        gain_s=gain,
        waited=waited,
    )
    if raining is None:
        return tyres
    begins = np.nonzero(raining[1:] & ~raining[:-1])[0] + 1
    ends = np.nonzero(~raining[1:] & raining[:-1])[0] + 1
    on_slicks = [int(lap) for lap in begins if not wet[lap - 1]]
    to_wet = [_laps_until(wet, lap) for lap in on_slicks]
    return replace(
        tyres,
        known=True,
        showers=len(begins),
        rain_laps=int(raining.sum()),
        ended=len(ends),
        laps_to_wet_tyres=tuple(laps for laps in to_wet if laps is not None),
        drying_laps=int((wet & ~raining).sum()),
        dried=int((wet[:-1] & ~raining[:-1] & ~wet[1:]).sum()),
        wet_start_rain=bool(wet[0] and raining[0]),
    )


def _raining(facts: "RaceFacts", grid: LapGrid) -> Flags | None:
    """[laps] the sensor said rain for most of the leader's lap; shorter showers than two laps are drizzle or noise."""
    weather = facts.weather.dropna(subset=["rainfall"])
    ends = np.nanmin(np.where(np.isfinite(grid.end_s), grid.end_s, np.inf), axis=1)
    if len(weather) < grid.laps / 3 or not np.isfinite(ends).all():
        return None
    starts = np.append(facts.start_time_s if facts.start_time_s else ends[0] - 100.0, ends[:-1])
    times, rain = weather["time_s"].to_numpy(dtype=float), weather["rainfall"].to_numpy(dtype=bool)
    readings = np.interp((starts + ends) / 2, times, rain.astype(float)) >= _MOST_OF_FIELD
    return _without_short(np.asarray(readings))


def _without_short(raining: Flags) -> Flags:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], raining, [False]]).astype(int)))
    kept = np.zeros_like(raining)
    for first, last in zip(edges[::2], edges[1::2], strict=True):
        if last - first >= _SHORTEST_SHOWER_LAPS:
            kept[first:last] = True
    return kept


def _wets_share(grid: LapGrid) -> Floats:
    """[laps] share of the running cars on wets."""
    known = grid.compound >= 0
    wets = (grid.compound == COMPOUNDS.index(Compound.WET)).sum(axis=1)
    return np.asarray(wets / np.maximum(known.sum(axis=1), 1), dtype=np.float64)


def _last_drying(wet_share: Floats, wet: Flags) -> tuple[int, ...]:
    """Laps from most of the field on slicks to nearly all."""
    changes = np.nonzero(wet[:-1] & ~wet[1:])[0] + 1
    found = [_laps_until(wet_share < _NEARLY_NONE, int(lap)) for lap in changes]
    return tuple(laps for laps in found if laps is not None)


def _laps_until(state: Flags, lap: int) -> int | None:
    later = np.nonzero(state[lap : lap + _LONGEST_WAIT_LAPS])[0]
    return int(later[0]) if len(later) else None


def _changes(grid: LapGrid, wet_share: Floats) -> tuple[tuple[float, ...], tuple[int, int]]:
    """What the changed gained per lap while the field was split, and how many of the rest waited all the same."""
    gains, stayed, chances = [], 0, 0
    wet_tyres = grid.compound >= DRY_COMPOUNDS
    split = (wet_share > 0.1) & (wet_share < 0.9) & ~grid.neutralised_by_lap()
    for lap in np.nonzero(split[:-1])[0]:
        timed = np.isfinite(grid.time_s[lap]) & ~grid.pitted[lap] & (grid.compound[lap] >= 0)
        on_wets, on_slicks = timed & wet_tyres[lap], timed & ~wet_tyres[lap]
        if min(on_wets.sum(), on_slicks.sum()) < _SMALLEST_CHANGES:
            continue
        faster_on_wets = float(np.median(grid.time_s[lap, on_slicks]) - np.median(grid.time_s[lap, on_wets]))
        gains.append(round(abs(faster_on_wets), 2))
        wrong = on_slicks if faster_on_wets > 0 else on_wets
        if abs(faster_on_wets) > _USUAL_MARGIN_S:
            chances += int(wrong.sum())
            stayed += int((wrong & ~grid.stop[lap] & ~grid.stop[lap + 1]).sum())
    return tuple(gains), (stayed, chances)


@dataclass(frozen=True)
class RainCalibration:
    """The weather of all races."""

    start_hazard: Pooled
    """By circuit, per lap on slicks: rain that calls for other tyres."""
    stop_hazard: Estimate
    slick_wetness: float
    """Where intermediates become faster than slicks."""
    wetting_per_lap: Estimate
    drying_per_lap: Estimate
    last_drying_per_lap: Estimate
    intensity_mean: Estimate
    """Of the wetness beyond slick_wetness of showers that call for other tyres."""
    wet_start: Pooled
    """Probability that a race starts on wet tyres, by circuit."""
    wet_start_rain: Estimate
    """That it rains on the first lap of such a race."""
    crossover_margin_s: Estimate
    crossover_delay: Estimate
    wet_race: Pooled
    """Probability that a race is wet at some point, by circuit."""

    def for_race(self, circuit_id: str) -> WeatherParameters:
        """The weather parameters of a circuit."""
        return WeatherParameters(
            rain_start_hazard=self.start_hazard.of(circuit_id).mean,
            rain_stop_hazard=self.stop_hazard.mean,
            slick_wetness=self.slick_wetness,
            wetting_per_lap=self.wetting_per_lap.mean,
            drying_per_lap=self.drying_per_lap.mean,
            last_drying_per_lap=self.last_drying_per_lap.mean,
            intensity_mean=self.intensity_mean.mean,
            wet_start_probability=min(1.0, self.wet_start.of(circuit_id).mean),
            wet_start_rain_probability=self.wet_start_rain.mean,
            crossover_margin_s=self.crossover_margin_s.mean,
            crossover_delay_probability=self.crossover_delay.mean,
        )


def pool_rain(races: Iterable[tuple[str, int, RainMeasurement]], crossover_wetness: float) -> RainCalibration:
    """Of (circuit, season, measurement).

    `crossover_wetness` is where intermediates become faster than slicks: the track is taken to be that wet when most of
    the field has changed, since nothing measures water on it.
    """
    rows = list(races)
    known = [row for row in rows if row[2].known]
    seasons = tuple(sorted({season for _, season, _ in rows}))
    to_wet = np.array([laps for *_, m in known for laps in m.laps_to_wet_tyres], dtype=float)
    last = np.array([laps for *_, m in rows for laps in m.last_drying_laps], dtype=float)
    intensity = _intensity(rows, crossover_wetness, seasons)
    starts = [m for *_, m in known if m.wet_start]
    return RainCalibration(
        start_hazard=pool_rates([Counted(c, m.turned_wet, m.slick_laps, s) for c, s, m in rows], prior_rate=0.0008),
        stop_hazard=_share(sum(m.ended for *_, m in known), sum(m.rain_laps for *_, m in known), 0.1, seasons),
        slick_wetness=crossover_wetness,
        wetting_per_lap=_per_lap(crossover_wetness, to_wet + 1.0, 2.5, seasons),
        drying_per_lap=_drying(known, intensity.mean, seasons),
        last_drying_per_lap=_per_lap(crossover_wetness, last + 1.0, _USUAL_LAST_LAPS, seasons),
        intensity_mean=intensity,
        wet_start=pool_rates([Counted(c, float(m.wet_start), 1.0, s) for c, s, m in rows], prior_rate=0.1),
        wet_start_rain=_share(sum(m.wet_start_rain for m in starts), len(starts), 0.4, seasons),
        crossover_margin_s=_margin([gain for *_, m in rows for gain in m.gain_s], seasons),
        crossover_delay=_share(sum(m.waited[0] for *_, m in rows), sum(m.waited[1] for *_, m in rows), 0.5, seasons),
        wet_race=pool_rates([Counted(c, float(m.wet_race), 1.0, s) for c, s, m in rows], prior_rate=0.15),
    )


Races = Sequence[tuple[str, int, RainMeasurement]]


def _share(events: float, chances: float, prior: float, seasons: tuple[int, ...]) -> Estimate:
    """A probability with two prior chances."""
    mean = (events + 2.0 * prior) / (chances + 2.0)
    return Estimate(mean, float(np.sqrt(mean * (1.0 - mean) / (chances + 2.0))), round(chances), seasons)


def _intensity(rows: Races, crossover_wetness: float, seasons: tuple[int, ...]) -> Estimate:
    """Mean of the exponential that is beyond _WETS_WETNESS as often as laps on wet tyres were driven on wets."""
    wets, laps = sum(m.wets_laps for *_, m in rows), sum(m.wet_tyre_laps for *_, m in rows)
    share = (wets + _PRIOR_LAPS * _USUAL_WETS_SHARE) / (laps + _PRIOR_LAPS)
    mean = (_WETS_WETNESS - crossover_wetness) / -np.log(share)
    races = max(1, sum(m.wet_race for *_, m in rows))
    # Laps of one race share its rain: races count, not laps.
    error = mean / -np.log(share) * np.sqrt((1.0 - share) / (share * races))
    return Estimate(float(mean), float(error), laps, seasons)


def _drying(rows: Races, beyond: float, seasons: tuple[int, ...]) -> Estimate:
    """Wetness lost per lap: a track wetter than slicks bear by `beyond` in the mean takes the mean time until slicks
    are on, races that ended before counted by their laps."""
    laps, dried = sum(m.drying_laps for *_, m in rows), sum(m.dried for *_, m in rows)
    mean = beyond * (dried + 1.0) / (laps + _USUAL_DRYING_LAPS)
    return Estimate(mean, mean / float(np.sqrt(dried + 1.0)), dried, seasons)


def _per_lap(amount: float, laps: Floats, usual_laps: float, seasons: tuple[int, ...]) -> Estimate:
    """`amount` of wetness over the median of `laps`."""
    if len(laps) < _SMALLEST_CHANGES:
        return Estimate(amount / usual_laps, amount / usual_laps, len(laps), seasons)
    mean = amount / float(np.median(laps))
    return Estimate(mean, mean * float(laps.std() / laps.mean() / np.sqrt(len(laps))), len(laps), seasons)


def _margin(gains: Sequence[float], seasons: tuple[int, ...]) -> Estimate:
    """Lower quartile of what those gained who had changed: crews ask for about as much before they stop."""
    if len(gains) < _SMALLEST_CHANGES:
        return Estimate(_USUAL_MARGIN_S, 1.0, len(gains), seasons)
    return Estimate(float(np.percentile(gains, 25)), float(np.std(gains) / np.sqrt(len(gains))), len(gains), seasons)
