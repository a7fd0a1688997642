"""Everything the kernel reads of one simulation, as one record in its own number types; `packing` fills it.

One record and one array of plans: a function of dozens of arrays takes minutes to compile and seconds to load.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pitwall.domain.race_parameters import LONGEST_NEUTRALISATION_LAPS
from pitwall.domain.regulations import MOST_CARS, MOST_LAPS

Floats = NDArray[np.float32]
Wholes = NDArray[np.int64]

(
    COMPOUND_OFFSET,
    COMPOUND_SD,
    COMPOUND_LINEAR,
    COMPOUND_QUADRATIC,
    COMPOUND_CLIFF_LAP,
    COMPOUND_CLIFF,
    COMPOUND_SPREAD,
    COMPOUND_COLD,
    COMPOUND_ROWS,
) = range(9)

CAR_BASE, CAR_DAY_SD, CAR_TEAM_SD, CAR_NOISE_SD, CAR_MISTAKE_LOG, CAR_MISTAKE_MEAN, CAR_WEAR, CAR_START_GAIN = range(8)
CAR_SPEED, CAR_STATIONARY, CAR_STATIONARY_LOG_SD, CAR_SLOW, CAR_SLOW_LOG, CAR_SLOW_EXTRA = range(8, 14)
CAR_RETIRES_FIRST, CAR_RETIREMENT, CAR_PENALTY, CAR_MISTAKE, CAR_ROWS = range(14, 19)

STATE_TIME, STATE_COMPOUND, STATE_LIFE, STATE_USED, STATE_STOPS, STATE_PENDING, STATE_GONE_ON, STATE_PIT_START = range(
    8
)
STATE_ROWS = 8

# One row of plans per car, then one per candidate of the focus car; in it P alternatives of so many words.
PLAN_WEIGHT, PLAN_REACTS, PLAN_COVERS, PLAN_COMPOUND, PLAN_LIFE, PLAN_MODE, PLAN_STOPS = range(7)
STOP_LAP_AT, STOP_COMPOUND_AT, STOP_LIFE_AT, STOP_MODE_AT, STOP_FREE_AT, STOP_TO_COME_AT, STOP_WORDS = range(7)

WHOLES = (
    "cars",
    "laps",
    "first_lap",
    "focus",  # index of the focus car; -1: none
    "first_status",
    "first_status_laps",
    "raining",
    "status_given",
    "wetness_given",
    "retirements_given",
    "aid_from_lap",
    "cover_window",
    "shortest_laps",
    "follow_ms",
    "follow_least_ms",
    "follow_span_ms",
    "pass_ms",
    "fail_ms",
    "queue_ms",
    "restart_least_ms",  # in place of queue_ms as the safety car comes in
    "restart_span_ms",
    "reach_ms",
    "aid_ms",
    "cover_ms",
    "penalty_ms",
    "blue_ms",
    "dirty_reach_ms",
    "easing_ms",
    "easing_gap_ms",
)
FRACTIONS = (
    "dirty_slope",  # milliseconds lost per millisecond within dirty_reach_ms
    "logit",  # of a follower dirty_reach_ms behind
    "close_weight",  # per millisecond closer
    "close_from_ms",  # milliseconds closer at which it begins to count
    "pace_weight",
    "life_weight",
    "aid_weight",
    "out_lap_weight",
    "lane_sd_s",
    "pit_change_s",
    "double_stack_s",
    "cover_probability",
    "catch_up",
    "first_lap_share",
    "rain_start",
    "rain_stop",
    "wetting",
    "drying",
    "last_drying",
    "slick_wetness",
    "intensity_mean",
    "wet_start",  # 0 where the weather is known
    "wet_start_rain",
    "margin_s",
    "delay",
    "wetness",
    "standing_s",
    "pit_start_s",
    "interval_log_sd",
)
_FLOAT_TABLES = {
    "green_s": (MOST_LAPS + 1,),  # fuel and track evolution by lap
    "reference_s": (MOST_LAPS + 1,),  # a free lap of the fastest car on fresh medium, dry
    "wetness_by_lap": (MOST_LAPS + 1,),
    "status_factor": (4,),
    "hazard": (3, 3),  # a lap of running, factor after a standing start, factor in rain: VSC, SC, RED
    "per_retirement": (3,),
    "duration": (3, LONGEST_NEUTRALISATION_LAPS),  # cumulative
    "reaction": (2, 5),
    "lane_loss_s": (4,),
    "compound": (COMPOUND_ROWS, 5),
    "wet": (5, 3),
    "mode_s": (3,),
    "mode_wear": (3,),
    "slot_loss_s": (MOST_CARS,),
    "slot_spread_s": (MOST_CARS,),
    "interval_s": (MOST_CARS,),
    "car": (CAR_ROWS, MOST_CARS),
}
_WHOLE_TABLES = {
    "state": (STATE_ROWS, MOST_CARS),
    "order": (MOST_CARS,),  # car indices by position
    "team": (MOST_CARS,),
    "mate": (MOST_CARS,),  # a team-mate; -1: none
    "status_by_lap": (MOST_LAPS + 1,),
    "retirement_lap": (MOST_CARS,),
    "best_dry": (MOST_LAPS + 1, 8),  # compound by laps left and dry compounds used, as bits
}

INPUTS = np.dtype(
    [(name, np.int64) for name in WHOLES]
    + [(name, np.float32) for name in FRACTIONS]
    + [(name, np.int64, shape) for name, shape in _WHOLE_TABLES.items()]
    + [(name, np.float32, shape) for name, shape in _FLOAT_TABLES.items()],
    align=True,
)
_fields: Any = INPUTS.fields
WHOLES_AT, FRACTIONS_AT = (int(_fields[names[0]][1]) for names in (WHOLES, FRACTIONS))
"""Where the numbers of a kind, one after the other, begin [bytes]."""


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
