"""Every number one race is simulated with, as plain arrays: what calibration gives and the simulator takes.

Seconds, laps and probabilities; a car's row is its index in the race state, a compound's row its index in `COMPOUNDS`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from types import MappingProxyType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from pitwall.domain.race_state import TrackStatus
from pitwall.domain.regulations import FEWEST_CARS, MOST_CARS
from pitwall.domain.tyre_strategy import PaceMode
from pitwall.domain.vocabulary import Compound
from pitwall.errors import InvalidSimulationError

Array = NDArray[np.float64]

COMPOUNDS = (Compound.SOFT, Compound.MEDIUM, Compound.HARD, Compound.INTERMEDIATE, Compound.WET)
STATUSES = (TrackStatus.GREEN, TrackStatus.VSC, TrackStatus.SC, TrackStatus.RED)
LONGEST_NEUTRALISATION_LAPS = 15
_KINDS = 3
"""Of neutralisations: VSC, SC, RED."""
OVERTAKING_TERMS = (
    "intercept",
    "pace_difference_s",
    "tyre_life_difference_laps",
    "top_speed_difference_kmh",
    "aid_available",
    "car_ahead_on_out_lap",
)
"""Terms of the overtaking logit. Differences are positive where the follower is faster or fresher."""
REACTION_TERMS = ("intercept", "tyre_life_share", "laps_left_share", "compound_rule_open", "laps_to_planned_stop_share")
"""Terms of the logit that a car stops early in a neutralisation; shares are of the race distance."""


@dataclass(frozen=True)
class LapParameters:
    """What a lap is made of, common to all cars."""

    fuel_effect_s_per_kg: float
    fuel_start_kg: float
    fuel_per_lap_kg: float
    track_evolution_s_per_lap: float
    """Negative where the track gets faster; apart from fuel."""
    compound_offset_s: Array
    """[5] against the medium on a dry track; intermediates and wets against the medium on their own best track."""
    compound_offset_sd_s: Array
    """[5] from race to race."""
    wear_linear_s: Array
    """[5] per lap of tyre life."""
    wear_quadratic_s: Array
    """[5] per lap of tyre life squared."""
    cliff_lap: Array
    """[5] tyre life from which `cliff_s` is added per lap beyond it."""
    cliff_s: Array
    """[5]"""
    wear_spread: Array
    """[5] standard deviation of the logarithm of the factor on all wear, from race to race; the factor's mean is 1."""
    cold_tyre_s: Array
    """[5] lost on the out lap by cold tyres, pit loss apart."""
    wetness_penalty_s: Array
    """[5, 3] constant, linear and quadratic coefficient in wetness (0 to 1) of the time lost on that compound."""
    pace_mode_s: Array
    """[3] CONSERVE, BALANCED, PUSH: on the lap time; 0 for BALANCED."""
    pace_mode_wear: Array
    """[3] factor on tyre life gained per lap; 1 for BALANCED."""


@dataclass(frozen=True)
class TrafficParameters:
    """What other cars cost, and what passing them takes."""

    overtaking_logit: Array
    """[6] coefficients of OVERTAKING_TERMS; the circuit's difficulty is in the intercept."""
    overtaking_reach_s: float
    """A follower within this of the car ahead at the end of a lap, had it lapped freely, attacks."""
    aid_reach_s: float
    """DRS or overtake mode may be used within this of the car ahead (1 s)."""
    aid_from_lap: int
    """First lap with DRS or overtake mode, and as many laps after a restart."""
    follow_gap_s: float
    """What stays between the two after a failed attempt, on average."""
    follow_gap_sd_s: float
    """From attempt to attempt."""
    closeness_per_s: float
    """Added to the logit per second that the follower begins the lap closer than `follow_gap_s`; one that is farther
    loses by it, up to `aid_reach_s`."""
    pass_gap_s: float
    """Lead of a passer at the end of the lap."""
    failed_attempt_loss_s: float
    """Lost by both."""
    dirty_air_loss_s: float
    """Lost per lap right behind another car; falls linearly to nothing at `dirty_air_reach_s`."""
    dirty_air_reach_s: float
    blue_flag_loss_s: float
    """Lost by a lapped car each time a car laps it."""
    easing_s: float
    """Lost per lap by a leader nobody is near, in the second half of the race: he saves car and engine."""
    easing_gap_s: float
    """How far behind him the next car is then, at least."""


@dataclass(frozen=True)
class PitParameters:
    """What a stop costs; the team's own part is in `CarParameters`."""

    lane_loss_s: Array
    """[4] by STATUSES: lost against a car that stays out, stationary time apart; 0 under RED (free)."""
    lane_loss_sd_s: float
    """From stop to stop."""
    double_stack_loss_s: float
    """Least extra time of the second car of a team served in the same lap."""
    cover_probability: float
    """That a car answers the stop of the rival right behind it (within `cover_gap_s`) on the next lap."""
    cover_gap_s: float
    cover_window_laps: int
    """It answers only if its own stop was planned within so many laps."""


@dataclass(frozen=True)
class NeutralisationParameters:
    """Safety car, virtual safety car and red flag."""

    hazard: Array
    """[3] VSC, SC, RED: that one begins on a lap of green running, retirements apart."""
    first_lap_factor: Array
    """[3] on the hazard of lap 1 and of the first lap after a standing restart."""
    rain_factor: Array
    """[3] on the hazard while it rains or the track is wet."""
    per_retirement: Array
    """[3] that a retirement brings one out."""
    duration_pmf: Array
    """[3, 15] laps 1 to 15 of VSC and SC (a red flag's row: laps of SC before it, [.., 0] = none)."""
    lap_time_factor: Array
    """[4] by STATUSES, on a free lap of the leader; 1 under green."""
    queue_gap_s: float
    """Between cars in the queue behind the safety car."""
    restart_gap_s: float
    """The same at the line as the safety car comes in, on average."""
    restart_gap_sd_s: float
    """From car to car."""
    reaction_logit: Array
    """[2, 5] VSC, SC: coefficients of REACTION_TERMS, that a car stops in one of the first laps of it."""
    shortest_useful_laps: int
    """With fewer laps left nobody stops for it."""
    catch_up_factor: float = 1.2
    """On a free lap, of a car that catches up with the queue: the minimum time of the lap under the safety car is set
    well above racing pace (Sporting Regulations 2025, Article 55.7); how far is not published."""
    reaction_first_lap_share: float = 0.75
    """Of the cars that stop for a neutralisation, those that do so on its first lap; the others on its second."""


@dataclass(frozen=True)
class WeatherParameters:
    """Rain as a chain from lap to lap; a shower makes the track as wet as it is heavy, and no wetter."""

    rain_start_hazard: float
    """That it begins to rain on a dry lap."""
    rain_stop_hazard: float
    """That it stops on a lap of rain."""
    slick_wetness: float
    """Up to this wetness slicks are the right tyres; the showers that count here make the track wetter."""
    wetting_per_lap: float
    """What a lap of rain adds to wetness until the track is as wet as the shower makes it."""
    drying_per_lap: float
    """What a lap takes away from a track wetter than that, or wetter than slick_wetness where it does not rain."""
    last_drying_per_lap: float
    """The same once slicks are on: a dry line dries fast."""
    intensity_mean: float
    """How much wetter than slick_wetness a shower makes the track: drawn once per shower (exponential; 1 at most in
    all)."""
    wet_start_probability: float
    """That the track is that wet when the race starts, where the weather of the day is not known."""
    wet_start_rain_probability: float
    """That it still rains then."""
    crossover_margin_s: float
    """A car changes to the right tyres when they would be faster by this much per lap."""
    crossover_delay_probability: float
    """That it waits another lap all the same."""


@dataclass(frozen=True)
class CarParameters:
    """One row per car, [cars] each, in the order of the race state."""

    base_pace_s: Array
    """Lap time on a fresh medium, empty tank, clean air, dry track."""
    day_form_sd_s: Array
    """What we do not know of today's pace: one draw per car and race."""
    team: NDArray[np.int64]
    """Equal numbers are team-mates."""
    team_form_sd_s: Array
    """One draw per team and race."""
    noise_sd_s: Array
    """From lap to lap."""
    mistake_probability: Array
    """Per lap."""
    mistake_mean_s: Array
    """Exponential."""
    wear_factor: Array
    """On all wear; 1 is the field's mean."""
    start_gain_s: Array
    """Of this driver on lap 1 against his grid slot's mean; positive is time gained."""
    top_speed_kmh: Array
    """Speed trap; 0 for all where unknown."""
    stationary_median_s: Array
    stationary_log_sd: Array
    slow_stop_probability: Array
    slow_stop_extra_s: Array
    """Mean of the exponential extra time of a slow stop."""
    retirement_hazard: Array
    """Per lap."""
    first_lap_retirement: Array
    """On lap 1, instead of the hazard."""
    penalty_probability: Array
    """Per lap, of a time penalty."""


@dataclass(frozen=True)
class StartParameters:
    """From the lights to the end of lap 1."""

    slot_loss_s: Array
    """[30] mean time behind the pole sitter's free lap 1 by grid slot, first slot 0."""
    spread_s: Array
    """[30] standard deviation of the same."""
    pit_lane_loss_s: float
    """Of a start from the pit lane, on top of the last slot."""
    standing_lap_loss_s: float
    """Lap 1 against a flying lap."""
    interval_s: Array
    """[30] usual interval to the car ahead at the end of the lap, by place; first place 0. The order is made by the
    above, the field is strung out by this."""
    interval_log_sd: float
    """Of its logarithm."""


@dataclass(frozen=True)
class RaceParameters:
    """One race's parameters. `validate` before use."""

    lap: LapParameters
    traffic: TrafficParameters
    pit: PitParameters
    neutralisation: NeutralisationParameters
    weather: WeatherParameters
    start: StartParameters
    cars: CarParameters
    penalty_s: float = 5.0
    """FIA Formula One Sporting Regulations, Article 54.3(a): the usual time penalty."""

    def validate(self) -> Self:
        """Itself, if every array has its shape and every number is finite. Raises InvalidSimulationError."""
        cars = len(self.cars.base_pace_s)
        if not FEWEST_CARS <= cars <= MOST_CARS:
            raise InvalidSimulationError(f"{cars} cars: a race is simulated with {FEWEST_CARS} to {MOST_CARS}")
        numbers: dict[str, Array] = {}
        for part in fields(self):
            group = getattr(self, part.name)
            if not is_dataclass(group):
                numbers[part.name] = _shaped(part.name, group, ())
                continue
            for field in fields(group):
                name = f"{part.name}.{field.name}"
                shape = (cars,) if group is self.cars else _SHAPES.get(field.name, ())
                numbers[name] = _shaped(name, getattr(group, field.name), shape)
        # One by one takes five times as long.
        if not np.isfinite(np.concatenate(list(numbers.values()), axis=None)).all():
            name, value = next((name, value) for name, value in numbers.items() if not np.isfinite(value).all())
            raise InvalidSimulationError(f"{name} must be finite; it is {value.tolist()}")
        return self


_SHAPES: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {
        **dict.fromkeys(("compound_offset_s", "compound_offset_sd_s", "wear_spread", "cold_tyre_s"), (len(COMPOUNDS),)),
        **dict.fromkeys(("wear_linear_s", "wear_quadratic_s", "cliff_lap", "cliff_s"), (len(COMPOUNDS),)),
        "wetness_penalty_s": (len(COMPOUNDS), 3),
        **dict.fromkeys(("pace_mode_s", "pace_mode_wear"), (len(PaceMode),)),
        "overtaking_logit": (len(OVERTAKING_TERMS),),
        **dict.fromkeys(("lane_loss_s", "lap_time_factor"), (len(STATUSES),)),
        **dict.fromkeys(("hazard", "first_lap_factor", "rain_factor", "per_retirement"), (_KINDS,)),
        "duration_pmf": (_KINDS, LONGEST_NEUTRALISATION_LAPS),
        "reaction_logit": (2, len(REACTION_TERMS)),
        **dict.fromkeys(("slot_loss_s", "spread_s", "interval_s"), (MOST_CARS,)),
    }
)
"""Of the arrays that are not by car; all other fields are single numbers."""


def _shaped(name: str, given: object, shape: tuple[int, ...]) -> Array:
    value = np.asarray(given)
    if value.shape != shape:
        raise InvalidSimulationError(f"{name} has shape {value.shape}; this race needs {shape}")
    return value
