"""The race kernel: LANES races side by side, lap by lap. What every car does every lap is vector code over the lanes;
what happens now and then (stops, safety cars, starts, retirements) is done race by race where it happens.
"""

import numpy as np

from simulator.classification import classify, remember, trace
from simulator.compiling import compiled
from simulator.lap_time import drive_lap
from simulator.layout import EVENT, LANES, SCRATCH_WORDS, START, STATUS, STATUS_LAPS, TOUCHED, WET_SEEN
from simulator.neutralisation import control_race
from simulator.order import battle, free_air_order, needs_settling, park, wave_blue_flags
from simulator.pit_stops import leave_pits, plan_row, planned_events, react_to_neutralisation, react_to_weather
from simulator.race_start import place_cars, seed_block
from simulator.standing_order import settle

_GREEN, _RED = 0, 3


@compiled
def _decide(s, i, x, plans, touched, lap, candidate):
    """Race control and every decision of lap `lap`, before anyone drives it. Notes the lap of cars that stop."""
    for k in range(LANES):
        i[TOUCHED + k] = 0
        control_race(s, i, x, k, lap)
    for c in range(np.uint64(x.cars)):
        due = np.int32(0)
        for k in range(LANES):
            due |= np.int32(i[EVENT + c * LANES + k] == lap)
        if due:
            for k in range(LANES):
                if i[EVENT + c * LANES + k] == lap:
                    planned_events(s, i, x, plans, c, k, lap, plan_row(x, c, candidate))
            touched[c] = lap
    for k in range(LANES):
        if i[STATUS + k] != _GREEN and i[STATUS_LAPS + k] <= 2:
            react_to_neutralisation(s, i, x, plans, k, lap, candidate)
            touched[:] = lap
        if i[WET_SEEN + k]:
            react_to_weather(s, i, x, plans, k, lap, candidate)
            touched[:] = lap


@compiled
def _drive(s, i, x, plans, touched, lap, candidate):
    """Lap `lap` of a block."""
    drive_lap(s, i, x, lap)
    for k in range(LANES):
        if i[TOUCHED + k] and i[START + k] == 0 and i[STATUS + k] != _RED:
            park(i, x, plans, k, lap, candidate)
    free_air_order(s, i, x)
    wave_blue_flags(s, i, x, lap)
    battle(s, i, x, lap)
    for k in range(LANES):
        if needs_settling(i, k):
            settle(s, i, x, k, lap)
    for c in range(x.cars):
        if touched[c] >= lap - 1:
            leave_pits(s, i, x, plans, c, plan_row(x, c, candidate))


@compiled
def play(x, plans, out, seed, first_run, first_task, last_task):
    """Tasks `first_task` to `last_task` - 1: a task is one block of runs of one candidate."""
    s = np.zeros(SCRATCH_WORDS, np.float32)
    i = s.view(np.int32)
    touched = np.zeros(x.cars, np.int64)
    lanes = np.int64(LANES)
    runs = np.int64(out.position.shape[1])
    blocks = (runs + lanes - 1) // lanes
    traced = out.trace_position.shape[2] > 0
    for task in range(first_task, last_task):
        candidate, first = task // blocks, (task % blocks) * lanes
        wanted = min(lanes, runs - first)
        seed_block(s, i, x, seed, first_run + first)
        place_cars(s, i, x, plans, candidate)
        touched[:] = -1
        remember(i, x, x.first_lap - 1)
        for lap in range(x.first_lap, x.laps + 1):
            _decide(s, i, x, plans, touched, lap, candidate)
            _drive(s, i, x, plans, touched, lap, candidate)
            remember(i, x, lap)
            if traced:
                trace(i, x, out, candidate, first, wanted, lap)
        for lane in range(wanted):
            classify(s, i, x, out, candidate, first + lane, np.uint64(lane))
