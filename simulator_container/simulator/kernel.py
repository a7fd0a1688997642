"""The race kernel: LANES races side by side, lap by lap. What every car does every lap is vector code over the lanes;
what happens now and then (stops, safety cars, starts, retirements) is done race by race where it happens.
"""

import numpy as np

from simulator.classification import classify, remember, trace
from simulator.compiling import compiled
from simulator.inputs import Outputs
from simulator.kernel_types import Index, Number, Plans, Record, Scratch
from simulator.lanes import any_of, chosen, put, row
from simulator.lap_time import drive_lap
from simulator.layout import EVENT, FLAG, LANES, SCRATCH_WORDS, STATUS, TOUCHED, WET_SEEN
from simulator.neutralisation import control_races
from simulator.order import battle, free_air_order, is_parked_in, needs_settling, park, wave_blue_flags
from simulator.pit_stops import leave_pits, plan_row, planned_events, react_to_neutralisation, react_to_weather
from simulator.race_start import place_cars, seed_block
from simulator.standing_order import settle

_NONE = np.int32(0)


@compiled
def _decide(s: Scratch, i: Scratch, x: Record, plans: Plans, lap: Index, candidate: Index) -> None:
    """Race control and every decision of lap `lap`, before anyone drives it."""
    put(i, TOUCHED, chosen(row(i, STATUS) < _NONE, _NONE, _NONE))
    control_races(s, i, x, lap)
    for c in range(np.uint64(x.cars)):
        a = c * LANES
        if any_of(row(i, EVENT + a) == np.int32(lap)):
            for k in range(LANES):
                if i[EVENT + a + k] == lap:
                    planned_events(s, i, x, plans, c, k, lap, plan_row(x, c, candidate))
    if any_of((row(i, STATUS) > _NONE) | (row(i, WET_SEEN) > _NONE)):
        for k in range(LANES):
            react_to_neutralisation(s, i, x, plans, k, lap, candidate)
            react_to_weather(s, i, x, plans, k, lap, candidate)


@compiled
def _drive(s: Scratch, i: Scratch, x: Record, plans: Plans, lap: Index, candidate: Index) -> None:
    """Lap `lap` of a block."""
    drive_lap(s, i, x, lap)
    for k in range(LANES):
        if i[TOUCHED + k] and is_parked_in(i, k):
            park(i, x, plans, k, lap, candidate)
    free_air_order(s, i, x)
    wave_blue_flags(s, i, x, lap)
    battle(s, i, x, lap)
    for k in range(LANES):
        if needs_settling(i, k):
            settle(s, i, x, k, lap)
    for c in range(np.uint64(x.cars)):
        if any_of(row(i, FLAG + c * LANES) > _NONE):
            leave_pits(s, i, x, plans, c, plan_row(x, c, candidate))


@compiled
def play(
    x: Record, plans: Plans, out: Outputs, seed: Number, first_run: Index, first_task: Index, last_task: Index
) -> None:
    """Tasks `first_task` to `last_task` - 1: a task is one block of runs of one candidate."""
    s = np.zeros(SCRATCH_WORDS, np.float32)
    i = s.view(np.int32)
    lanes = np.int64(LANES)
    runs = np.int64(out.position.shape[1])
    blocks = (runs + lanes - 1) // lanes
    traced = out.trace_position.shape[2] > 0
    for task in range(first_task, last_task):
        candidate, first = task // blocks, (task % blocks) * lanes
        wanted = min(lanes, runs - first)
        seed_block(s, i, x, seed, first_run + first)
        place_cars(s, i, x, plans, candidate)
        remember(i, x, x.first_lap - 1)
        for lap in range(x.first_lap, x.laps + 1):
            _decide(s, i, x, plans, lap, candidate)
            _drive(s, i, x, plans, lap, candidate)
            remember(i, x, lap)
            if traced:
                trace(i, x, out, candidate, first, wanted, lap)
        for lane in range(wanted):
            classify(s, i, x, out, candidate, first + lane, np.uint64(lane))
