"""How long stints and whole plans take one car alone on the track, from the mean of every parameter.

The tables every search reads: one subtraction of prefix sums per stint, so that millions of plans cost milliseconds.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from pitwall.domain.race_parameters import COMPOUNDS, STATUSES, RaceParameters
from pitwall.domain.race_state import RaceState, TrackStatus
from pitwall.domain.tyre_strategy import DRY_COMPOUNDS, Strategy
from pitwall.domain.vocabulary import Compound
from pitwall.strategy.situation import Situation

Array = NDArray[np.float64]

IMPOSSIBLE_S = 1e9
"""Stands for a stint that cannot be driven; finite, so that compiled loops need no care for infinities."""

_INDEX = {compound: index for index, compound in enumerate(COMPOUNDS)}


@dataclass(frozen=True)
class FreeAir:
    """Expected times of one car's possible stints. Get one from `free_air`."""

    situation: Situation
    options: tuple[int, ...]
    """Compounds worth fitting, as indices in COMPOUNDS: the dry ones, and the others where it is or will be wet."""
    first_s: Array
    """[5, laps + 1] from now to the end of a lap on the set the car is on or starts on."""
    stint_s: Array
    """[5, laps + 1, laps + 1] after a stop on one lap to the end of another, on a new set, cold tyres included.

    Where no stop can be, on the lap just done (0 on the grid), stands `first_s`; before it, IMPOSSIBLE_S."""
    stop_s: Array
    """[laps + 1] lost by a stop at the end of a lap."""

    def race_s(self, strategy: Strategy) -> float:
        """Time from now to the flag, as `IMPOSSIBLE_S` or more where a stint cannot be driven."""
        stops = self.situation.stops_ahead(strategy)
        laps = self.situation.rules.laps
        start = strategy.start if self.situation.lap == 0 else self.situation.start_options[0]
        ends = [*(stop.lap for stop in stops), laps]
        total = float(self.first_s[_INDEX[start], ends[0]])
        for stop, end in zip(stops, ends[1:], strict=True):
            total += float(self.stop_s[stop.lap] + self.stint_s[_INDEX[stop.compound], stop.lap, end])
        return total


def free_air(
    parameters: RaceParameters,
    state: RaceState,
    situation: Situation,
    *,
    status_by_lap: NDArray[np.int8] | None = None,
    wetness_by_lap: Array | None = None,
    pit_loss_change_s: float = 0.0,
) -> FreeAir:
    """The tables of one car from a race state on.

    `status_by_lap` (TrackStatus) and `wetness_by_lap` (0 to 1) give each lap from lap 1 where they are known; otherwise
    what holds now is expected to end as the parameters say. `pit_loss_change_s` is added to every stop.
    """
    lap, laps, car = situation.lap, situation.rules.laps, situation.car
    wetness = expected_wetness(parameters, state) if wetness_by_lap is None else np.asarray(wetness_by_lap, float)
    track_s = _track_s(parameters, car, laps, wetness)
    wear_s = parameters.cars.wear_factor[car] * summed_wear_s(parameters, laps + situation.tyre_life)
    wet = bool(np.any(wetness[lap:] > 0.0)) or situation.start_options[0] not in DRY_COMPOUNDS
    options = tuple(_INDEX[compound] for compound in (COMPOUNDS if wet else DRY_COMPOUNDS))
    first_s = _first_s(situation, options, wear_s, track_s)
    stint_s = _stint_s(parameters, situation, options, wear_s, track_s)
    stint_s[:, lap] = first_s
    return FreeAir(
        situation=situation,
        options=options,
        first_s=first_s,
        stint_s=stint_s,
        stop_s=_stop_s(parameters, state, situation, status_by_lap) + pit_loss_change_s,
    )


def compound_index(compound: Compound) -> int:
    """The row of a compound in every table."""
    return _INDEX[compound]


def expected_wetness(parameters: RaceParameters, state: RaceState) -> Array:
    """[laps] wetness expected at each lap from lap 1: as it is up to now, then showers end with their hazard."""
    weather = parameters.weather
    wetness = np.full(state.laps, state.wetness)
    if state.wetness == 0.0 and not state.raining:
        return wetness
    still_raining, level = float(state.raining), state.wetness
    shower = level if level >= weather.slick_wetness else weather.slick_wetness + weather.intensity_mean
    for lap in range(state.lap, state.laps):
        wetting = min(weather.wetting_per_lap, shower - level)
        drying = weather.drying_per_lap if level > weather.slick_wetness else weather.last_drying_per_lap
        level = min(1.0, max(0.0, level + still_raining * wetting - (1.0 - still_raining) * drying))
        wetness[lap] = level
        still_raining *= 1.0 - weather.rain_stop_hazard
    return wetness


def stop_loss_s(parameters: RaceParameters, car: int, status: TrackStatus = TrackStatus.GREEN) -> float:
    """Mean time a stop of this car costs under a track status: pit lane, stationary time and slow stops."""
    cars = parameters.cars
    stationary = cars.stationary_median_s[car] * np.exp(0.5 * cars.stationary_log_sd[car] ** 2)
    slow = cars.slow_stop_probability[car] * cars.slow_stop_extra_s[car]
    return float(parameters.pit.lane_loss_s[STATUSES.index(status)] + stationary + slow)


def summed_wear_s(parameters: RaceParameters, longest: int) -> Array:
    """[5, longest + 1] sums of the wear over the first laps of a set; a car's own wear factor apart."""
    lap = parameters.lap
    life = np.arange(longest)
    wear = lap.wear_linear_s[:, None] * life + lap.wear_quadratic_s[:, None] * life**2
    return _sums(wear + lap.cliff_s[:, None] * np.maximum(0.0, life - lap.cliff_lap[:, None]))


def _track_s(parameters: RaceParameters, car: int, laps: int, wetness: Array) -> Array:
    """[5, laps + 1] sums over the laps so far of all that depends on lap and compound but not on tyre life."""
    lap = parameters.lap
    number = np.arange(1, laps + 1)
    fuel_kg = np.maximum(0.0, lap.fuel_start_kg - lap.fuel_per_lap_kg * (number - 1))
    common = parameters.cars.base_pace_s[car] + lap.fuel_effect_s_per_kg * fuel_kg
    common = common + lap.track_evolution_s_per_lap * number
    common[0] += parameters.start.standing_lap_loss_s
    water = lap.wetness_penalty_s[:, :1]
    if wetness.any():
        water = lap.wetness_penalty_s @ np.stack([np.ones(laps), wetness, wetness**2])
    return _sums(common + lap.compound_offset_s[:, None] + water)


def _sums(values: Array) -> Array:
    return np.concatenate([np.zeros((len(values), 1)), np.cumsum(values, axis=1)], axis=1)


def _first_s(situation: Situation, options: tuple[int, ...], wear_s: Array, track_s: Array) -> Array:
    lap, laps, life = situation.lap, situation.rules.laps, situation.tyre_life
    first_s = np.full((len(COMPOUNDS), laps + 1), IMPOSSIBLE_S)
    ends = np.arange(lap, laps + 1)
    for index in {_INDEX[compound] for compound in situation.start_options}.intersection(options):
        wear = wear_s[index, life + ends - lap] - wear_s[index, life]
        first_s[index, lap:] = wear + track_s[index, ends] - track_s[index, lap]
        limit = situation.rules.longest_stint_laps
        if limit is not None and COMPOUNDS[index] in DRY_COMPOUNDS:
            first_s[index, lap:][life + ends - lap > limit] = IMPOSSIBLE_S
    return first_s


def _stint_s(
    parameters: RaceParameters, situation: Situation, options: tuple[int, ...], wear_s: Array, track_s: Array
) -> Array:
    lap, laps = situation.lap, situation.rules.laps
    limit = situation.rules.longest_stint_laps
    stint_s = np.full((len(COMPOUNDS), laps + 1, laps + 1), IMPOSSIBLE_S)
    for index in options:
        longest = laps if limit is None or COMPOUNDS[index] not in DRY_COMPOUNDS else limit
        _write_stints(
            stint_s[index], wear_s[index], track_s[index], float(parameters.lap.cold_tyre_s[index]), lap, longest
        )
    return stint_s


@njit(cache=True)
def _write_stints(stint_s, wear_s, track_s, cold_s, lap, longest):  # type: ignore[no-untyped-def]
    """The stints of one compound from lap `lap` on, of up to `longest` laps."""
    for start in range(lap, len(track_s)):
        for end in range(start + 1, min(start + longest + 1, len(track_s))):
            stint_s[start, end] = wear_s[end - start] + (track_s[end] - track_s[start]) + cold_s


def _stop_s(
    parameters: RaceParameters, state: RaceState, situation: Situation, status_by_lap: NDArray[np.int8] | None
) -> Array:
    """[laps + 1] what a stop at the end of each lap costs: as the status is known, or as the present one may last."""
    loss_s = np.array([stop_loss_s(parameters, situation.car, status) for status in STATUSES])
    stop_s = np.full(situation.rules.laps + 1, loss_s[STATUSES.index(TrackStatus.GREEN)])
    if status_by_lap is not None:
        stop_s[1:] = loss_s[np.asarray(status_by_lap)[: situation.rules.laps]]
    elif state.track_status in (TrackStatus.VSC, TrackStatus.SC):
        durations = parameters.neutralisation.duration_pmf[STATUSES.index(state.track_status) - 1]
        lasts = np.append(np.cumsum(durations[::-1])[::-1], 0.0)
        so_far = min(state.status_laps, len(lasts) - 1)
        ahead = lasts[so_far:][: situation.rules.laps - state.lap]
        chance = ahead / lasts[so_far] if lasts[so_far] > 0.0 else np.zeros(len(ahead))
        saved = loss_s[STATUSES.index(TrackStatus.GREEN)] - loss_s[STATUSES.index(state.track_status)]
        stop_s[state.lap + 1 : state.lap + 1 + len(chance)] -= chance * saved
    return stop_s
