"""The race kernel: LANES races side by side, lap by lap. What every car does every lap is vector code over the lanes;
what happens now and then (stops, safety cars, starts, retirements) is done race by race where it happens.
"""

import numpy as np

from simulator.classification import classify, finish_block, remember, trace
from simulator.compiling import compiled, entered, in_kernel
from simulator.inputs import Outputs
from simulator.kernel_types import Index, Number, Plans, Record, Scratch
from simulator.lanes import chosen, joined, lanes_in, lowest, put, row
from simulator.lap_time import drive_lap
from simulator.layout import (
    AGENDA,
    EVENT,
    LANES,
    PARKS,
    PIT_CARS,
    RETIRED_NOW,
    SCRATCH_WORDS,
    START,
    STATUS,
    STATUS_LAPS,
    TOUCHED,
    WET_SEEN,
)
from simulator.neutralisation import control_races
from simulator.order import answer_stops, battle, drop_out, ease_off, free_air_order, sort, wave_blue_flags
from simulator.pit_stops import leave_pits, plan_row, planned_events
from simulator.race_start import place_cars, seed_block
from simulator.reactions import react_to_neutralisation, react_to_weather
from simulator.standing_order import settle, space, start_block, string_out

_NONE, _ONE = np.int32(0), np.int32(1)
_SETTLED = np.int32(3)
_SC = np.int32(2)


@compiled
def _decide(s: Scratch, i: Scratch, x: Record, plans: Plans, lap: Index, candidate: Index) -> None:
    """Race control and every decision of lap `lap`, before anyone drives it."""
    put(i, TOUCHED, chosen(row(i, STATUS) < _NONE, _NONE, _NONE))
    control_races(s, i, x, lap)
    cars = np.int64(i[AGENDA + np.uint64(lap)])
    while cars:
        c = lowest(cars)
        cars &= cars - 1
        lanes = lanes_in(row(i, EVENT + c * LANES) == np.int32(lap))
        while lanes:
            planned_events(s, i, x, plans, c, lowest(lanes), lap, plan_row(x, c, candidate))
            lanes &= lanes - 1
    lanes = lanes_in((row(i, STATUS) > _NONE) & (row(i, STATUS_LAPS) < _SETTLED))
    while lanes:
        react_to_neutralisation(s, i, x, plans, lowest(lanes), lap, candidate)
        lanes &= lanes - 1
    lanes = lanes_in(row(i, WET_SEEN) > _NONE)
    while lanes:
        react_to_weather(s, i, x, plans, lowest(lanes), lap, candidate)
        lanes &= lanes - 1


@compiled
def _drive(s: Scratch, i: Scratch, x: Record, plans: Plans, lap: Index, candidate: Index) -> None:
    """Lap `lap` of a block."""
    touched = joined(row(i, TOUCHED))
    drive_lap(s, i, x, lap)
    free_air_order(s, i, x, lap)
    if 2 * lap > x.laps:
        ease_off(i, x)
    if touched:
        answer_stops(i, x, plans, lap, candidate)
    wave_blue_flags(s, i, x, lap)
    battle(s, i, x)
    standing = lanes_in(row(i, PARKS) < _ONE)
    if lap == 1:
        start_block(s, i, x)
    else:
        lanes = standing
        while lanes:
            settle(s, i, x, lowest(lanes), lap)
            lanes &= lanes - 1
    if touched or standing:
        _put_in_order(i, x, standing, lap)
    cars = touched | np.int64(i[PIT_CARS])
    i[PIT_CARS] = touched
    while cars:
        c = lowest(cars)
        leave_pits(s, i, x, plans, c, plan_row(x, c, candidate))
        cars &= cars - 1


@in_kernel
def _put_in_order(i: Scratch, x: Record, standing: Number, lap: Index) -> None:
    """Cars that stopped or dropped out where they belong."""
    lanes = lanes_in(row(i, RETIRED_NOW) > _NONE) & ~standing
    while lanes:
        drop_out(i, x, lowest(lanes))
        lanes &= lanes - 1
    sort(i, x)
    if standing and lanes_in(row(i, START) > _NONE):
        string_out(i, x, lap)
    lanes = standing & lanes_in((row(i, TOUCHED) > _NONE) & (row(i, STATUS) == _SC) & (row(i, START) < _ONE))
    while lanes:
        space(i, x, lowest(lanes), lap)
        lanes &= lanes - 1


@entered
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
        finish_block(s, i, x)
        for lane in range(wanted):
            classify(s, i, x, out, candidate, first + lane, np.uint64(lane))
