"""A field's plans with one car's replaced: what the lab's edits and a rival's other stop come to.

The arrays grow where the new plan has more stops than any before it.
"""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pitwall.domain.tyre_strategy import PaceMode, Strategy
from simulator import FieldPlans


def with_strategy(plans: FieldPlans, car: int, strategy: Strategy) -> FieldPlans:
    """The plans with the car in row `car` bound to one strategy; whether it reacts and covers stays as it is."""
    one = FieldPlans.of([[(strategy, 1.0)]])
    stops = max(plans.stop_lap.shape[2], one.stop_lap.shape[2])
    weight = plans.weight.copy()
    weight[car] = [1.0, *([0.0] * (weight.shape[1] - 1))]
    return replace(
        plans,
        start_compound=_row(plans.start_compound, car, one.start_compound),
        start_tyre_life=_row(plans.start_tyre_life, car, one.start_tyre_life),
        stop_lap=_row(plans.stop_lap, car, one.stop_lap, stops),
        stop_compound=_row(plans.stop_compound, car, one.stop_compound, stops),
        stop_tyre_life=_row(plans.stop_tyre_life, car, one.stop_tyre_life, stops),
        stop_free=_row(plans.stop_free, car, one.stop_free, stops),
        mode=_row(plans.mode, car, one.mode, stops + 1, int(PaceMode.BALANCED)),
        weight=weight,
    )


def _row(values: NDArray[Any], car: int, new: NDArray[Any], width: int | None = None, fill: int = 0) -> NDArray[Any]:
    """`values` with every alternative of one car replaced by the new one, widened where needed."""
    if width is not None:
        values, new = _widened(values, width, fill), _widened(new, width, fill)
    changed = values.copy()
    changed[car] = new[0, 0]
    return changed


def _widened(values: NDArray[Any], width: int, fill: int) -> NDArray[Any]:
    more = width - values.shape[-1]
    return np.pad(values, [(0, 0)] * (values.ndim - 1) + [(0, more)], constant_values=fill) if more else values
