"""Who stops when the race is neutralised: a logit over the chances real cars had, and who answers an undercut.

What a team had planned is not public; the plan of a real car is taken to be its compound's usual stint of that race.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from pitwall.calibration.estimates import Estimate
from pitwall.calibration.event_laps import DRY_COMPOUNDS, Flags, Floats, LapGrid
from pitwall.calibration.logistic import fit_logit
from pitwall.calibration.neutralisations_measured import KINDS, NeutralisationEvent
from pitwall.domain.race_parameters import REACTION_TERMS

_FIRST_LAPS = 2
_USUAL_STINT_SHARE = (0.3, 0.4, 0.5)
"""Of the race distance on soft, medium and hard, where a race's own green stops do not say."""
_FEWEST_STOPS = 4
_WORN_LAPS = 12
_LATE_LAPS = 15
_COVER_GAP_S = 3.0
_COVER_WINDOW_LAPS = 8
_USEFUL_SHARE = 0.05
"""A neutralised stop of the last laps counts as useful from the lap on with which so many cars took it."""
_PRIOR_COEFFICIENTS = ((-2.0, 4.0, 0.0, 0.5, -5.0), (-1.0, 4.0, 0.0, 0.5, -5.0))
"""VSC, SC: believed before any chance was seen, with a spread of `_PRIOR_SD` each."""
_PRIOR_SD = 3.0

Chance = tuple[int, float, float, float, float, int]
"""Kind (0 VSC, 1 SC), the four covariates of REACTION_TERMS after the intercept, whether the car stopped."""


@dataclass(frozen=True)
class ReactionMeasurement:
    """One race's chances to stop under VSC or safety car, and to answer a stop from behind."""

    chances: tuple[Chance, ...] = ()
    late_chances: tuple[tuple[int, int], ...] = ()
    """(laps left, stopped) of cars on worn tyres when a safety car came out late."""
    stops_by_lap: tuple[int, int] = (0, 0)
    """Cars that stopped on the lap it began on, and on the one after."""
    answered: tuple[int, int] = (0, 0)
    """Stops on the lap after the rival right behind stopped; chances."""
    base: tuple[int, int] = (0, 0)
    """The same where the rival right behind stayed out."""


def measure_reactions(grid: LapGrid, events: Sequence[NeutralisationEvent]) -> ReactionMeasurement:
    """The reactions of a dry race; those on lap 1 and under red flags are left out."""
    if not grid.laps or not grid.tyres_reliable:
        return ReactionMeasurement()
    dry = grid.wet_share() == 0.0
    stints = _usual_stints(grid)
    chances: list[Chance] = []
    late: list[tuple[int, int]] = []
    by_lap = [0, 0]
    for event in events:
        if (
            event.kind == KINDS.index("RED")
            or event.lap == 1
            or event.lap > grid.laps - 2
            or not dry[event.lap - 2 : event.lap + 2].all()
        ):
            continue
        for car, lap in _running(grid, event):
            chance = _chance(grid, event, car, lap, stints)
            if chance is not None:
                chances.append(chance)
                if chance[-1]:
                    by_lap[0 if grid.stop[lap - 1, car] else 1] += 1
                worn = chance[1] * grid.laps >= _WORN_LAPS and grid.laps - lap <= _LATE_LAPS
                if event.kind == KINDS.index("SC") and worn:
                    late.append((grid.laps - lap, chance[-1]))
    answered, base = _covers(grid)
    return ReactionMeasurement(tuple(chances), tuple(late), (by_lap[0], by_lap[1]), answered, base)


def _running(grid: LapGrid, event: NeutralisationEvent) -> Iterable[tuple[int, int]]:
    """Each car and the lap it was on when the event began."""
    if event.start_time_s is None:
        return
    for car in range(grid.end_s.shape[1]):
        ended = np.nonzero(grid.end_s[:, car] <= event.start_time_s)[0]
        lap = int(ended[-1]) + 2 if len(ended) else 1
        if 1 < lap <= grid.laps and grid.driven[lap - 1, car]:
            yield car, lap


def _chance(grid: LapGrid, event: NeutralisationEvent, car: int, lap: int, stints: Floats) -> Chance | None:
    before = lap - 2
    compound, life = grid.compound[before, car], grid.tyre_life[before, car]
    if not 0 <= compound < DRY_COMPOUNDS or not np.isfinite(life):
        return None
    last = lap - 1 + min(_FIRST_LAPS, max(1, round(event.laps)))
    stopped = bool((grid.stop[lap - 1 : last, car] & grid.neutralised[lap - 1 : last, car]).any())
    used = {int(c) for c in grid.compound[: lap - 1, car] if c >= 0}
    left = grid.laps - lap
    planned = max(0.0, float(stints[compound] - life))
    rule_open = len(used) < 2
    # A stop due within the last laps would not have been planned.
    to_planned = planned if planned < left - 5 or rule_open else float(left)
    return (
        event.kind,
        round(float(life / grid.laps), 3),
        round(left / grid.laps, 3),
        float(rule_open),
        round(min(to_planned, left) / grid.laps, 3),
        int(stopped),
    )


def _usual_stints(grid: LapGrid) -> Floats:
    green = grid.stop & ~grid.neutralised
    usual = np.array(_USUAL_STINT_SHARE) * grid.laps
    for compound in range(DRY_COMPOUNDS):
        lives = grid.tyre_life[green & (grid.compound == compound)]
        lives = lives[np.isfinite(lives)]
        if len(lives) >= _FEWEST_STOPS:
            usual[compound] = np.median(lives)
    return usual


def _covers(grid: LapGrid) -> tuple[tuple[int, int], tuple[int, int]]:
    """Did the car ahead stop on the next lap, among cars that stopped within the window anyway."""
    ahead, gap = grid.ahead
    counts = np.zeros((2, 2), dtype=np.int64)
    for lap in range(2, grid.laps - 2):
        if grid.neutralised[lap - 1 : lap + 2].any() or (grid.compound[lap] >= DRY_COMPOUNDS).any():
            continue
        for rival in np.nonzero((gap[lap - 1] < _COVER_GAP_S) & grid.driven[lap])[0]:
            car = ahead[lap - 1, rival]
            if _stops_within(grid.stop, lap, car):
                row = 0 if grid.stop[lap, rival] else 1
                counts[row] += (int(grid.stop[lap + 1, car]), 1)
    return (int(counts[0, 0]), int(counts[0, 1])), (int(counts[1, 0]), int(counts[1, 1]))


def _stops_within(stop: Flags, lap: int, car: int) -> bool:
    """Not on this lap, but on one of the next."""
    return not stop[lap, car] and bool(stop[lap + 1 : lap + 1 + _COVER_WINDOW_LAPS, car].any())


@dataclass(frozen=True)
class ReactionCalibration:
    """Reactions of all races."""

    logit: tuple[tuple[Estimate, ...], tuple[Estimate, ...]]
    """VSC, SC: coefficients of REACTION_TERMS."""
    first_lap_share: Estimate
    """Of those that stop, on the first lap."""
    shortest_useful_laps: int
    cover_probability: Estimate
    cover_gap_s: float
    cover_window_laps: int


def pool_reactions(races: Iterable[tuple[int, ReactionMeasurement]]) -> ReactionCalibration:
    """Of (season, measurement)."""
    rows = list(races)
    seasons = tuple(sorted({season for season, _ in rows}))
    chances = np.array([chance for _, m in rows for chance in m.chances], dtype=float).reshape(
        -1, len(REACTION_TERMS) + 1
    )
    late = np.array([pair for _, m in rows for pair in m.late_chances], dtype=int).reshape(-1, 2)
    return ReactionCalibration(
        (_fit(chances, 0, seasons), _fit(chances, 1, seasons)),
        _first_lap_share([m.stops_by_lap for _, m in rows], seasons),
        _shortest_useful(late),
        _cover([m for _, m in rows], seasons),
        _COVER_GAP_S,
        _COVER_WINDOW_LAPS,
    )


def _fit(chances: Floats, kind: int, seasons: tuple[int, ...]) -> tuple[Estimate, ...]:
    own = chances[chances[:, 0] == kind]
    design = np.column_stack([np.ones(len(own)), own[:, 1:-1]])
    every = np.ones(len(own))
    fitted = fit_logit(design, own[:, -1], every, np.array(_PRIOR_COEFFICIENTS[kind]), _PRIOR_SD)
    return tuple(Estimate(float(b), float(s), len(own), seasons) for b, s in zip(fitted.mean, fitted.sd, strict=True))


def _first_lap_share(stops: Sequence[tuple[int, int]], seasons: tuple[int, ...]) -> Estimate:
    first, second = (sum(pair[i] for pair in stops) for i in range(2))
    mean = (first + 1.5) / (first + second + 2.0)
    return Estimate(mean, float(np.sqrt(mean * (1.0 - mean) / (first + second + 2.0))), first + second, seasons)


def _shortest_useful(late: Floats) -> int:
    """Fewest laps left with which cars on worn tyres still stopped under a safety car more than now and then."""
    for left in range(1, 12):
        near = late[np.abs(late[:, 0] - left) <= 1]
        if len(near) >= 8 and near[:, 1].mean() > _USEFUL_SHARE:
            return left
    return 4


def _cover(measurements: Sequence[ReactionMeasurement], seasons: tuple[int, ...]) -> Estimate:
    """What the rival's stop adds: of answers, beyond those that would have come that lap anyway."""
    answers, chances = (sum(m.answered[i] for m in measurements) for i in range(2))
    own, base = (sum(m.base[i] for m in measurements) for i in range(2))
    if chances < 20 or base < 20:
        return Estimate(0.2, 0.2, chances, seasons)
    usual, seen = own / base, answers / chances
    error = float(np.sqrt(seen * (1 - seen) / chances) / (1 - usual))
    return Estimate(max(0.0, (seen - usual) / (1.0 - usual)), error, chances, seasons)
