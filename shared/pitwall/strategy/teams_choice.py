"""What teams chose at a circuit, as evidence on tyres beside the laps: compounds nobody fits are worse than they look.

Laps on a compound are driven where it lasts, so that it seems to last everywhere; and crews know today's tyres from
practice, which no earlier lap tells. So a compound that the laps praise and the crews avoid gets more wear.
"""

from dataclasses import dataclass, replace
from statistics import NormalDist

import numpy as np

from pitwall.calibration.race_setup import RaceSetup
from pitwall.domain.race_parameters import COMPOUNDS
from pitwall.domain.tyre_strategy import DRY_COMPOUNDS, Strategy
from pitwall.domain.vocabulary import Compound
from pitwall.strategy.candidates import Plan, orders, timed_plan
from pitwall.strategy.dynamic_programming import TimedPlan
from pitwall.strategy.free_air_odds import free_air_difference
from pitwall.strategy.rivals import tables_in

_CHOICE_EFFICIENCY = 2.0 / np.pi
"""What a choice between two tells of their difference, against seeing the difference itself (probit at even odds)."""
_MOST_STOPS = 3
_REFERENCE_CAR = 0
"""Whose free-air times are compared; base pace is the same in all of its plans."""


@dataclass(frozen=True)
class _Disagreement:
    """How much more time plans with a compound should lose than the laps say, and over what wear."""

    compound: Compound
    share: float
    more_s: float
    lives: float
    """Tyre life summed over the laps on the compound in its best plan."""


def as_teams_choose(setup: RaceSetup) -> RaceSetup:
    """The setup with more wear of dry compounds that earlier races' cars here avoided against the laps; says so.

    A compound's advantage from race to race is taken to be normal around its mean, with the spread the calibration
    has for it: the share of cars that used it then tells the mean. It is weighed against that of the laps, one race
    against the other. Never less wear: a compound is not good because another is bad. Start and length of stints
    move by it: on the dry races of 2023-2025 the engine's start compound was that of 66 % of the first five, against
    32 % without it. As it is where no dry race was driven here before.
    """
    words = []
    for compound in DRY_COMPOUNDS:
        found = _disagreement(setup, compound)
        if found is None:
            continue
        row = COMPOUNDS.index(compound)
        lap = setup.parameters.lap
        linear = lap.wear_linear_s.copy()
        change_s = found.more_s / found.lives
        linear[row] += change_s
        setup = replace(setup, parameters=replace(setup.parameters, lap=replace(lap, wear_linear_s=linear)))
        words.append(
            f"{compound} planned with {change_s:+.3f} s more wear a lap of life than its laps tell: "
            f"{found.share:.0%} of cars in earlier races here used it"
        )
    known = setup.provenance
    return replace(setup, provenance=replace(known, quality=(*known.quality, *words))) if words else setup


def _disagreement(setup: RaceSetup, compound: Compound) -> _Disagreement | None:
    """None where most cars used the compound, where laps and choices agree, or where nothing can be compared."""
    seasons = len({season for one in setup.usual for season in one.seasons})
    share = sum(one.weight for one in setup.usual if compound in (one.start, *one.compounds))
    pair = _best_with_and_without(setup, compound)
    if seasons == 0 or pair is None:
        return None
    using, avoiding = pair
    by_laps = free_air_difference(
        setup.parameters,
        _REFERENCE_CAR,
        0,
        (using.strategy, avoiding.strategy),
        avoiding.time_s - using.time_s,
    )
    # Cars of one race choose alike: a season counts as one choice, and half a choice speaks for the other side.
    likely = NormalDist().inv_cdf((share * seasons + 0.5) / (seasons + 1.0))
    by_choice_s = by_laps.standard_error * likely
    more_s = by_laps.mean - by_choice_s
    if likely >= 0.0 or more_s <= 0.0:
        return None
    choices = _CHOICE_EFFICIENCY * seasons
    return _Disagreement(compound, share, more_s * choices / (choices + 1.0), _lives(using.strategy, compound))


def _best_with_and_without(setup: RaceSetup, compound: Compound) -> tuple[TimedPlan, TimedPlan] | None:
    tables = tables_in(setup.parameters, setup.rules, setup.start_state(), _REFERENCE_CAR)
    row, counts = COMPOUNDS.index(compound), range(tables.situation.fewest_stops, _MOST_STOPS + 1)
    best: dict[bool, tuple[Plan, float]] = {}
    for time_s, (compounds, laps) in orders(tables, counts):
        best.setdefault(row in compounds, ((compounds, laps), time_s))
    if len(best) < len((True, False)):
        return None
    return timed_plan(tables, *best[True]), timed_plan(tables, *best[False])


def _lives(plan: Strategy, compound: Compound) -> float:
    on_it = [stint for stint in plan.stints if stint.compound is compound]
    return float(sum(stint.laps * (stint.laps - 1) / 2 for stint in on_it))
