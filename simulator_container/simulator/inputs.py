"""Everything the kernel reads of one simulation, in its own number types; `packing` builds it.

Named tuples, which compiled code takes as they are.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Wholes = NDArray[np.int64]


class Inputs(NamedTuple):
    """Milliseconds are whole, seconds and probabilities float32."""

    cars: np.int64
    laps: np.int64
    first_lap: np.int64
    focus: np.int64
    """Index of the focus car; -1: none."""
    first_status: np.int64
    first_status_laps: np.int64
    raining: np.int64
    status_given: np.int64
    wetness_given: np.int64
    retirements_given: np.int64
    aid_from_lap: np.int64
    cover_window: np.int64
    shortest_laps: np.int64
    follow_ms: np.int64
    fail_ms: np.int64
    queue_ms: np.int64
    reach_ms: np.int64
    aid_ms: np.int64
    cover_ms: np.int64
    penalty_ms: np.int64
    blue_ms: np.int64
    dirty_reach_ms: np.int64
    dirty_slope: np.float32
    """Milliseconds lost per millisecond within dirty_reach_ms."""
    pace_weight: np.float32
    """Of the overtaking logit, per second of lap time."""
    life_weight: np.float32
    aid_weight: np.float32
    out_lap_weight: np.float32
    logit: np.float32
    lane_sd_s: np.float32
    pit_change_s: np.float32
    double_stack_s: np.float32
    cover_probability: np.float32
    catch_up: np.float32
    first_lap_share: np.float32
    rain_start: np.float32
    rain_stop: np.float32
    wetting: np.float32
    drying: np.float32
    intensity_mean: np.float32
    margin_s: np.float32
    delay: np.float32
    wetness: np.float32
    standing_s: np.float32
    pit_start_s: np.float32
    green_s: Floats
    """[laps + 1] fuel and track evolution."""
    reference_s: Floats
    """[laps + 1] a free lap of the fastest car on fresh medium, dry."""
    status_factor: Floats
    hazard: Floats
    """[3, 3] per lap of running, after a standing start, in rain: VSC, SC, RED."""
    per_retirement: Floats
    duration: Floats
    """[3, 15] cumulative."""
    reaction: Floats
    lane_loss_s: Floats
    compound: Floats
    """[8, 5] rows COMPOUND_*."""
    wet: Floats
    """[5, 3]"""
    mode_s: Floats
    mode_wear: Floats
    slot_loss_s: Floats
    slot_spread_s: Floats
    car: Floats
    """[18, cars] rows CAR_*."""
    state: Wholes
    """[9, cars] rows STATE_*."""
    order: Wholes
    """[cars] car indices by position."""
    team: Wholes
    mate: Wholes
    """[cars] a team-mate; -1: none."""
    plan: Wholes
    """[cars + candidates, P, 3 + 6 * (S + 1)]: PLAN_*, then stops of STOP_*; the last has lap NEVER."""
    plan_weight: Floats
    """[cars + candidates, P] cumulative."""
    reacts: Wholes
    covers: Wholes
    best_dry: Wholes
    """[laps + 1, 8] compound by laps left and dry compounds used, as bits."""
    status_by_lap: Wholes
    wetness_by_lap: Floats
    retirement_lap: Wholes


class Outputs(NamedTuple):
    """What the kernel writes; the arrays of RaceRuns."""

    position: NDArray[np.uint8]
    race_time_s: Floats
    laps_done: NDArray[np.uint8]
    retired: NDArray[np.uint8]
    stops: NDArray[np.uint8]
    happened: NDArray[np.uint16]
    trace_position: NDArray[np.uint8]
    """Of no laps where no trace is wanted."""
    trace_gap_s: Floats


COMPOUND_OFFSET, COMPOUND_SD, COMPOUND_LINEAR, COMPOUND_QUADRATIC = range(4)
COMPOUND_CLIFF_LAP, COMPOUND_CLIFF, COMPOUND_SPREAD, COMPOUND_COLD = range(4, 8)
CAR_BASE, CAR_DAY_SD, CAR_TEAM_SD, CAR_NOISE_SD, CAR_MISTAKE_LOG, CAR_MISTAKE_MEAN, CAR_WEAR, CAR_START_GAIN = range(8)
CAR_SPEED, CAR_STATIONARY, CAR_STATIONARY_LOG_SD, CAR_SLOW, CAR_SLOW_LOG, CAR_SLOW_EXTRA = range(8, 14)
CAR_RETIRES_FIRST, CAR_RETIREMENT, CAR_PENALTY, CAR_MISTAKE = range(14, 18)
STATE_TIME, STATE_COMPOUND, STATE_LIFE, STATE_USED, STATE_STOPS, STATE_PENDING, STATE_GONE_ON, STATE_PIT_START = range(
    8
)
STATE_FROM_GRID = 8
PLAN_COMPOUND, PLAN_LIFE, PLAN_MODE, PLAN_STOPS = range(4)
PLAN_STOPS = 3
STOP_LAP_AT, STOP_COMPOUND_AT, STOP_LIFE_AT, STOP_MODE_AT, STOP_FREE_AT, STOP_LATER_AT = range(6)
STOP_WORDS = 6
NO_HAZARD = np.float32(0.0)
