"""What would change a decision's mind: the pit loss or the tyre wear at which its first two options are equal.

Both options are played again under other pit losses and other wear, on the same random numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from pitwall.domain.race_parameters import RaceParameters
from pitwall.domain.race_state import TrackStatus
from pitwall.domain.tyre_strategy import Strategy
from pitwall.strategy.actions import BreakEven
from pitwall.strategy.moment import Moment
from pitwall.strategy.optimal import focus_play
from pitwall.strategy.set_pace import pit_loss_s

RUNS = 250
PIT_LOSS_CHANGES_S = (-6.0, 6.0)
WEAR_FACTORS = (0.6, 1.4)
"""Wider than the calibrated spread from race to race: what flips only beyond it is settled."""


@dataclass(frozen=True)
class _Lead:
    at: float
    value: float


def break_evens(moment: Moment, best: Strategy, other: Strategy, lead: float) -> tuple[BreakEven, ...]:
    """Where the lead of the best option, `lead` in the objective's unit as things are, comes to nothing."""
    loss_s = pit_loss_s(moment.parameters, moment.car, moment.state.track_status)
    by_loss = [_Lead(loss_s, lead)]
    for change_s in PIT_LOSS_CHANGES_S:
        scenario = replace(moment.scenario, pit_loss_change_s=moment.scenario.pit_loss_change_s + change_s)
        varied = replace(moment, scenario=scenario, given_rivals=moment.rivals)
        by_loss.append(_Lead(loss_s + change_s, _lead(varied, moment.parameters, best, other)))
    worn = ((factor, with_wear(moment.parameters, factor)) for factor in WEAR_FACTORS)
    by_wear = [_Lead(1.0, lead), *(_Lead(factor, _lead(moment, race, best, other)) for factor, race in worn)]
    settled = moment.state.track_status is TrackStatus.RED
    return (*(() if settled else (_break_even("pit loss", by_loss),)), _break_even("tyre wear", by_wear))


def with_wear(parameters: RaceParameters, factor: float) -> RaceParameters:
    """The same race with all wear times `factor`."""
    lap = parameters.lap
    worn = replace(
        lap,
        wear_linear_s=lap.wear_linear_s * factor,
        wear_quadratic_s=lap.wear_quadratic_s * factor,
        cliff_s=lap.cliff_s * factor,
    )
    return replace(parameters, lap=worn)


def _lead(moment: Moment, parameters: RaceParameters, best: Strategy, other: Strategy) -> float:
    play = focus_play(parameters, moment.state, moment.rivals, moment.car, seed=moment.seed, scenario=moment.scenario)
    races = play((best, other), min(RUNS, moment.runs), 0)
    points = np.where(races.retired, 0.0, moment.points[races.position])
    losses = [moment.objective.losses(races.position[row], points[row]).mean() for row in range(2)]
    return float(losses[1] - losses[0])


def _break_even(quantity: Literal["pit loss", "tyre wear"], leads: Sequence[_Lead]) -> BreakEven:
    """The crossing nearest to now, between the values tried on either side."""
    now, below, above = leads
    crossings = [
        now.at + (there.at - now.at) * now.value / (now.value - there.value)
        for there in (below, above)
        if there.value < 0.0 < now.value
    ]
    flips_at = min(crossings, key=lambda at: abs(at - now.at)) if crossings else None
    low, high = (f"{at:.1f} s" if quantity == "pit loss" else f"{at:.0%} of expected" for at in (below.at, above.at))
    if flips_at is None:
        sentence = f"holds for any {quantity} from {low} to {high}"
    else:
        at = f"{flips_at:.1f} s" if quantity == "pit loss" else f"{flips_at:.0%} of what is expected"
        sentence = f"flips at a {quantity} of {at}" + (f" (now {now.at:.1f} s)" if quantity == "pit loss" else "")
    return BreakEven(quantity, now.at, flips_at, below.at, above.at, sentence)
