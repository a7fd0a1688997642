"""Where a car would come back after a stop now: its place, its neighbours, and whether the air is clear.

From the gaps as they stand; rivals are taken to stay out, which is what a rejoin means on the pit wall.
"""

from dataclasses import dataclass

from pitwall.domain.race_parameters import RaceParameters
from pitwall.domain.race_state import CarState, RaceState, TrackStatus
from pitwall.strategy.set_pace import pit_loss_s


@dataclass(frozen=True)
class Rejoin:
    """A place between two cars."""

    position: int
    pit_loss_s: float
    """Of this stop, a penalty to serve included."""
    ahead_id: str | None
    """The car it comes out behind; None in the lead."""
    gap_ahead_s: float | None
    behind_id: str | None
    gap_behind_s: float | None
    clear_air: bool
    """The car ahead is further away than its dirty air reaches."""


def rejoin(
    parameters: RaceParameters, state: RaceState, car: int, status: TrackStatus, *, double_stacked: bool = False
) -> Rejoin:
    """The place after a stop at the present gaps under a track status; second of two team-mates: `double_stacked`."""
    here = state.cars[car]
    loss_s = pit_loss_s(parameters, car, status)
    if status is not TrackStatus.RED:
        loss_s += here.penalty_s + (parameters.pit.double_stack_loss_s if double_stacked else 0.0)
    back_s = here.gap_s + loss_s
    others = [other for other in state.cars if other.running and other is not here]
    ahead = [other for other in others if _before(other, here, back_s)]
    behind = [other for other in others if not _before(other, here, back_s)]
    last_ahead = max(ahead, key=lambda other: other.position, default=None)
    first_behind = min(behind, key=lambda other: other.position, default=None)
    gap_ahead_s = None if last_ahead is None else back_s - last_ahead.gap_s
    return Rejoin(
        position=len(ahead) + 1,
        pit_loss_s=loss_s,
        ahead_id=None if last_ahead is None else last_ahead.driver_id,
        gap_ahead_s=gap_ahead_s,
        behind_id=None if first_behind is None else first_behind.driver_id,
        gap_behind_s=None if first_behind is None else first_behind.gap_s - back_s,
        clear_air=gap_ahead_s is None or gap_ahead_s > parameters.traffic.dirty_air_reach_s,
    )


def _before(other: CarState, here: CarState, back_s: float) -> bool:
    return other.position < here.position or other.gap_s < back_s
