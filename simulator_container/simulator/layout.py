"""Where each piece of a simulated race lies in the kernel's one scratch array, and the numbers the kernel is made with.

One row is LANES races side by side. Unsigned constants: an index that may be negative is not vectorised.
"""

import numpy as np

LANES_SHIFT = 4
LANES = np.uint64(1 << LANES_SHIFT)
"""Races side by side. Results do not depend on it; docs/decisions/0008 tells how it was chosen."""
_CARS = np.uint64(30)
BLOCK = _CARS * LANES
"""Words from one field to the next."""

_number = iter(range(1000))


def _field() -> np.uint64:
    return np.uint64(next(_number)) * BLOCK


# By car: row `car * LANES` of the field.
LIFE = _field()
"""Tyre life [laps, float]."""
LINEAR = _field()
QUADRATIC = _field()
CLIFF_LAP = _field()
CLIFF = _field()
BASE = _field()
"""Pace, form, mode, compound and wet track [s]."""
EXTRA = _field()
"""Pit loss on an in lap, cold tyres on an out lap; NEVER_S for a car out of the race [s]."""
STEP = _field()
"""Tyre life gained per lap."""
FLAG = _field()
"""1 in lap, 2 out lap, 5 retires on this lap."""
WORD = _field()
"""What the order needs of this lap: score << 20 | milliseconds << 2 | the flag's last two bits."""
EVENT = _field()
"""The next lap something is planned on: the least of the three below."""
STOP_LAP = _field()
RETIREMENT_LAP = _field()
PENALTY_LAP = _field()
PACE = _field()
"""Base pace and forms [s]."""
COMPOUND = _field()
MODE = _field()
USED = _field()
"""Compounds used, present set included: bit per compound."""
PLAN = _field()
"""Which alternative was drawn."""
NEXT_STOP = _field()
"""Which stop of it is the next."""
STOPS = _field()
PENDING = _field()
"""Time penalties to serve [ms]."""
NEW_TYRES = _field()
"""Compound | tyre life << 3 to be fitted at the end of this lap."""
GONE = _field()
"""Time of a retired car's last crossing of the line [ms]."""

# By position: row `position * LANES`.
KEY = _field()
"""Milliseconds << 5 | car, in order."""
MOVED = _field()
"""Milliseconds at the end of this lap, passes apart."""
FOLLOWER = _field()
"""Part of the overtaking logit of who follows, less what is drawn, in steps of the score."""
NOISE = FOLLOWER
"""By car, before the order is made: what is drawn for the lap [s]."""
LEADER = _field()
"""The same of who is followed."""
HELD_UP = _field()
"""Milliseconds a follower stays behind after a failed attempt, both cars' loss included."""

MOST_DRAWN_STOPS = np.uint64(5)
PIT_LOSS = _field()
"""By car and number of the stop: what is drawn for it [s]; the last block is drawn anew whenever it is read."""
for _ in range(int(MOST_DRAWN_STOPS)):
    _field()

HISTORY_LAPS = 8
HISTORY = np.uint64(next(_number)) * BLOCK
"""Milliseconds by car, or keys by position, at the end of the last laps; block h is lap `laps - h`."""
for _ in range(HISTORY_LAPS):
    next(_number)

_LANE_ROWS = np.uint64(next(_number)) * BLOCK
_lane_number = iter(range(1000))


def _lane(rows: int = 1) -> np.uint64:
    first = next(_lane_number)
    for _ in range(rows - 1):
        next(_lane_number)
    return _LANE_ROWS + np.uint64(first) * LANES


# By race.
SEED_A = _lane()
SEED_B = _lane()
STATUS = _lane()
STATUS_LAPS_LEFT = _lane()
STATUS_LAPS = _lane()
RED_NEXT = _lane()
START = _lane()
"""1 on a lap that begins from a standing start."""
RETIRED_NOW = _lane()
"""Cars that dropped out on this lap, then on the lap before."""
AID_LAP = _lane()
WETNESS = _lane()
RAINING = _lane()
INTENSITY = _lane()
WET_SEEN = _lane()
BEST_KIND = _lane()
"""Compound of least time on the track as wet as it is; MEDIUM stands for the dry ones."""
OWN_PACE = _lane()
"""1 where cars drive their own pace, 0 under a neutralisation."""
SHARED = _lane()
"""Lap time common to all [s]."""
DIRTY = _lane()
REACH = _lane()
AID = _lane()
PARKS = _lane()
"""1 where cars that stop or drop out stand aside while the others fight for the order, or hold it under a VSC."""
AHEAD = _lane()
"""Keys of the cars right ahead of those that stop."""
LEAST_GAP = _lane()
"""Between cars that do not fight [ms]."""
TOUCHED = _lane()
"""Cars that stop or drop out on this lap: bit per car."""
OFFSET = _lane(5)
WEAR_FACTOR = _lane(5)
WET_PENALTY = _lane(5)
HAPPENED_ROWS = _lane(8)

# By block.
AGENDA = _lane(int(-(-121 // int(LANES))))
"""By lap: cars for which something may be planned in any race, as bits."""
_BLOCK_WORDS = _lane()
PIT_CARS = _BLOCK_WORDS
"""Cars on an in or out lap in any race, as bits."""
REACTS = _BLOCK_WORDS + np.uint64(1)
"""Cars that react, as bits."""
DRAWN_STOPS = _BLOCK_WORDS + np.uint64(2)
"""By number of the stop: cars for which it is drawn, as bits."""

SCRATCH_WORDS = int(_LANE_ROWS) + next(_lane_number) * int(LANES)

NEVER = 1 << 20
NEVER_S = np.float32(-1e9)
PARK_MS = 40_000_000
"""Cars at or behind this are in the pits (for the length of one sweep) or out of the race: eleven hours."""
PARK_STEP_MS = 300_000
LONGEST_LAP_MS = (1 << 18) - 1
SCORE_STEPS = np.float32(32.0)
MOST_SCORE = 2047
"""A score counts from the fastest car on fresh tyres: 64 units of the logit hold a slow car on worn or wrong tyres."""
SCORE_SHIFT, MS_SHIFT = np.int32(20), np.int32(2)
MS_MASK = np.int32(LONGEST_LAP_MS)
PLANS_SHARED = np.float32(0.4)
"""Share of cars that draw their plan with the race's number. Pairs then plan the same compounds as often as real ones
of 2018 to 2025 drove them (25 %); with numbers of their own they do in 17 %, all with the race's in 65 %."""

# Purposes of random numbers, part of each number's key.
DAY_FORM, TEAM_FORM, COMPOUND_FORM, WEAR_FORM, PLAN_DRAW, RETIREMENT, PENALTY, LAP_NOISE, PASS = range(1, 10)
TRACK, TRACK_LENGTH, RAIN, RAIN_AMOUNT, REACTION, CROSSOVER, START_LAP, PIT_LANE, STATIONARY, SLOW_STOP, COVER = range(
    10, 21
)
REMAINING, INTERVAL = 21, 22
