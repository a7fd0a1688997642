"""Race control lap by lap: safety car, virtual safety car and red flag, rain, and what they make of a lap."""

import numpy as np

from simulator.compiling import compiled, in_kernel
from simulator.kernel_types import Index, Number, Record, Scratch
from simulator.lane_numbers import hashes, uniforms
from simulator.lanes import chosen, lanes_in, lowest, put, row
from simulator.layout import (
    AID,
    AID_LAP,
    BEST_KIND,
    DIRTY,
    HAPPENED_ROWS,
    INTENSITY,
    LANES,
    LEAST_GAP,
    OWN_PACE,
    PARKS,
    RAIN,
    RAINING,
    REACH,
    RED_NEXT,
    RETIRED_NOW,
    SEED_A,
    SEED_B,
    SHARED,
    START,
    STATUS,
    STATUS_LAPS,
    STATUS_LAPS_LEFT,
    TRACK,
    TRACK_LENGTH,
    WET_PENALTY,
    WET_SEEN,
    WETNESS,
)
from simulator.random_numbers import another, key_of, logarithm, mixed, uniform
from simulator.tyres import set_base, set_wet_penalties

_F = np.float32
_GREEN, _VSC, _SC, _RED = 0, 1, 2, 3
_SAFETY_CARS, _VIRTUAL, _RED_FLAGS, _RAIN_LAPS = (np.uint64(n) * LANES for n in (2, 3, 4, 6))
_NONE, _ONE, _NO_AID = np.int32(0), np.int32(1), np.int32(-1)
_FAR_MS = 1 << 29
_WET = _F(0.1)
"""From this wetness on the hazards are those of rain and the overtaking aid is off."""


@in_kernel
def number_of(i: Scratch, k: Index, key: Index) -> Number:
    """The hash of one race for one key."""
    return mixed(np.uint32(i[SEED_A + k]) ^ key, np.uint32(i[SEED_B + k]))


@compiled
def drawn_length(i: Scratch, x: Record, k: Index, status: Number, after: Number, key: Index) -> Number:
    """Further laps of a neutralisation that has lasted `after` laps."""
    if status == _RED:
        return 0
    before = x.duration[status - 1, after - 1] if 0 < after < 15 else _F(0.0)
    left = _F(1.0) - before
    u = before + left * uniform(number_of(i, k, key))
    length = after
    while length < 14 and x.duration[status - 1, length] <= u:
        length += 1
    return length + 1 - after if after < 15 else 0


@compiled
def control_races(s: Scratch, i: Scratch, x: Record, lap: Index) -> None:
    """Weather, track status and what follows from both for lap `lap`: where nothing happens, for all races at once."""
    if x.status_given or x.wetness_given or lap == x.first_lap:
        for k in range(LANES):
            control_race(s, i, x, k, lap)
        return
    begins = uniforms(hashes(i, key_of(TRACK, 0, lap))) < x.hazard[0, 0] + x.hazard[0, 1] + x.hazard[0, 2]
    rains = uniforms(hashes(i, key_of(RAIN, 0, lap))) < x.rain_start
    wet = (row(s, WETNESS) > _F(0.0)) | (row(i, RAINING) > _NONE)
    after = (row(i, STATUS) > _NONE) | (row(i, START) > _NONE) | (row(i, RETIRED_NOW) > _NONE)
    busy = begins | rains | wet | after
    put(i, STATUS_LAPS, row(i, STATUS_LAPS) + chosen(busy, _NONE, _ONE))
    put(s, SHARED, chosen(busy, row(s, SHARED), x.green_s[lap]))
    aid = chosen(row(i, AID_LAP) > np.int32(lap), _NO_AID, np.int32(x.aid_ms))
    put(i, AID, chosen(busy, row(i, AID), aid))
    lanes = lanes_in(busy)
    while lanes:
        control_race(s, i, x, lowest(lanes), lap)
        lanes &= lanes - 1


@compiled
def control_race(s: Scratch, i: Scratch, x: Record, k: Index, lap: Index) -> None:
    """Weather, track status and what follows from both for lap `lap` of race `k`."""
    _change_weather(s, i, x, k, lap)
    before = i[STATUS + k]
    if x.status_given:
        status = x.status_by_lap[lap]
    elif lap == 1:
        status = _GREEN
    else:
        status = _drawn_status(s, i, x, k, lap, before)
    i[STATUS_LAPS + k] = i[STATUS_LAPS + k] + 1 if status == before else 1
    i[STATUS + k] = status
    if status != before:
        _count(i, k, status)
    i[START + k] = 1 if lap == 1 or (before == _RED and status == _GREEN) else 0
    if status == _GREEN and before >= _SC:
        i[AID_LAP + k] = lap + x.aid_from_lap - 1
    i[RETIRED_NOW + k] = 0
    _set_lap(s, i, x, k, lap)


@in_kernel
def _count(i: Scratch, k: Index, status: Number) -> None:
    if status == _SC:
        i[HAPPENED_ROWS + _SAFETY_CARS + k] += 1
    elif status == _VSC:
        i[HAPPENED_ROWS + _VIRTUAL + k] += 1
    elif status == _RED:
        i[HAPPENED_ROWS + _RED_FLAGS + k] += 1


@in_kernel
def _drawn_status(s: Scratch, i: Scratch, x: Record, k: Index, lap: Index, before: Number) -> Number:
    if before != _GREEN:
        if i[STATUS_LAPS_LEFT + k] > 0:
            i[STATUS_LAPS_LEFT + k] -= 1
            return np.int64(before)
        if i[RED_NEXT + k]:
            i[RED_NEXT + k] = 0
            return _RED
        return _GREEN
    h = number_of(i, k, key_of(TRACK, 0, lap))
    u = uniform(h)
    wet = i[RAINING + k] > 0 or s[WETNESS + k] >= _WET
    reached = _F(0.0)
    for kind in range(3):
        chance = x.hazard[0, kind]
        if i[START + k]:
            chance = chance * x.hazard[1, kind]
        if wet:
            chance = chance * x.hazard[2, kind]
        reached = reached + chance + _F(i[RETIRED_NOW + k]) * x.per_retirement[kind]
        if u < reached:
            return _begun(i, x, k, lap, kind + 1)
    return _GREEN


@in_kernel
def _begun(i: Scratch, x: Record, k: Index, lap: Index, status: Number) -> Number:
    key = key_of(TRACK_LENGTH, 0, lap)
    if status != _RED:
        i[STATUS_LAPS_LEFT + k] = drawn_length(i, x, k, status, 0, key) - 1
        return status
    u = uniform(number_of(i, k, key))
    behind = 0
    while behind < 14 and x.duration[2, behind] <= u:
        behind += 1
    if behind == 0:
        return _RED
    i[STATUS_LAPS_LEFT + k] = behind - 1
    i[RED_NEXT + k] = 1
    return _SC


@in_kernel
def shower_wetness(x: Record, h: Number) -> Number:
    """How wet a shower makes the track."""
    wetness = x.slick_wetness - x.intensity_mean * logarithm(uniform(h))
    return wetness if wetness < _F(1.0) else _F(1.0)


@in_kernel
def _change_weather(s: Scratch, i: Scratch, x: Record, k: Index, lap: Index) -> None:
    wetness = s[WETNESS + k]
    if x.wetness_given:
        now = x.wetness_by_lap[lap]
        i[RAINING + k] = 1 if now > _F(0.0) else 0
    else:
        h = number_of(i, k, key_of(RAIN, 0, lap))
        u = uniform(h)
        if i[RAINING + k]:
            if u < x.rain_stop:
                i[RAINING + k] = 0
        elif u < x.rain_start:
            i[RAINING + k] = 1
            s[INTENSITY + k] = shower_wetness(x, another(h))
        to = s[INTENSITY + k] if i[RAINING + k] else _F(0.0)
        dries = x.drying if wetness > x.slick_wetness else x.last_drying
        now = min(wetness + x.wetting, to) if wetness < to else max(wetness - dries, to)
    if now >= x.slick_wetness:
        i[HAPPENED_ROWS + _RAIN_LAPS + k] += 1
    if now != wetness:
        s[WETNESS + k] = now
        i[WET_SEEN + k] = 1
        set_wet_penalties(s, i, x, k, now)
        for c in range(np.uint64(x.cars)):
            set_base(s, i, x, c * LANES, k)


@in_kernel
def _set_lap(s: Scratch, i: Scratch, x: Record, k: Index, lap: Index) -> None:
    status = i[STATUS + k]
    racing = status == _GREEN and i[START + k] == 0
    aid = racing and lap >= i[AID_LAP + k] and s[WETNESS + k] < _WET
    s[OWN_PACE + k] = _F(1.0) if status == _GREEN else _F(0.0)
    s[DIRTY + k] = x.dirty_slope if racing else _F(0.0)
    i[REACH + k] = x.reach_ms if racing else -(1 << 30)
    i[AID + k] = x.aid_ms if aid else _NO_AID
    held = status < _SC and i[START + k] == 0
    i[PARKS + k] = 1 if held else 0
    i[LEAST_GAP + k] = 1 if held else -_FAR_MS
    if status == _GREEN:
        s[SHARED + k] = x.green_s[lap]
    elif status == _SC:
        s[SHARED + k] = x.catch_up * free_lap_s(s, i, x, k, lap)
    else:
        s[SHARED + k] = x.status_factor[status] * free_lap_s(s, i, x, k, lap)


@in_kernel
def free_lap_s(s: Scratch, i: Scratch, x: Record, k: Index, lap: Index) -> Number:
    """A free lap of the fastest car on the right fresh tyres."""
    best = np.uint64(i[BEST_KIND + k]) * LANES
    return x.reference_s[lap] + s[WET_PENALTY + best + k]
