"""What the cars around mean for a car's decision: whom to undercut, whom to cover, a safety car, the team-mate.

Closed form throughout: information beside the pit call, never against it.
"""

from collections.abc import Iterator

from pitwall.domain.race_state import CarState, TrackStatus
from pitwall.strategy.actions import Kind, Recommendation
from pitwall.strategy.free_air_odds import odds
from pitwall.strategy.moment import Moment
from pitwall.strategy.paired import LEAN, Strength, strength_of
from pitwall.strategy.reasons import box_label, duel_reason, rejoin_reason
from pitwall.strategy.rejoin import rejoin
from pitwall.strategy.safety_car_table import SafetyCarRow, safety_car_rows
from pitwall.strategy.set_pace import SetPace, pit_loss_s
from pitwall.strategy.undercut import LIKELY, Duel, undercut

_SOON_LAPS = 2
"""A rival's undercut that can wait longer to be answered needs no answer now."""
_SWAP_REACH_S = 2.5
_SWAP_GAIN_S = 0.3
"""Per lap, from which on it is worth telling that the team-mate behind is held up."""


def duels(moment: Moment) -> Iterator[Recommendation]:
    """An undercut on the car ahead that is likely to work, and the one behind that must be answered soon."""
    state = moment.state
    if state.track_status is not TrackStatus.GREEN or not 0 < state.lap <= state.laps - 3:
        return
    ahead, behind = _neighbour(moment, -1), _neighbour(moment, 1)
    if ahead is not None:
        duel = undercut(moment.parameters, state, moment.driver_id, ahead.driver_id)
        if duel.success >= LIKELY:
            yield _duel_call(moment, Kind.UNDERCUT, duel, ahead)
    if behind is not None:
        duel = undercut(moment.parameters, state, behind.driver_id, moment.driver_id)
        if duel.laps_to_answer is not None and duel.laps_to_answer <= _SOON_LAPS and duel.success >= 1.0 - LEAN:
            yield _duel_call(moment, Kind.COVER, duel, behind)


def safety_car_ready(moment: Moment) -> Iterator[Recommendation]:
    """What to do if a safety car comes out on the next lap."""
    if moment.state.track_status is not TrackStatus.GREEN or moment.state.lap == 0:
        return
    rows = safety_car_rows(
        moment.parameters, moment.setup.rules, moment.state, moment.driver_id, laps_ahead=1, statuses=(TrackStatus.SC,)
    )
    for row in rows:
        label = box_label(row.compound).replace("NOW ", "") if row.action == "BOX" else row.action
        yield _information(
            moment,
            Kind.SC_READY,
            f"SC READY: if a safety car comes on lap {row.lap}, {label}",
            _safety_car_reasons(moment, row),
            row.strength,
            max(row.faster_probability, 1.0 - row.faster_probability),
        )


def swap(moment: Moment) -> Iterator[Recommendation]:
    """That the car is held up by its slower team-mate right ahead. Whether to swap is the team's to say."""
    mate = _neighbour(moment, -1, team_mate=True)
    if mate is None or moment.here.gap_s - mate.gap_s > _SWAP_REACH_S or moment.state.lap == 0:
        return
    pace, cars, wetness = SetPace(moment.parameters), moment.parameters.cars, moment.state.wetness
    row = moment.state.car(mate.driver_id)
    mine = cars.base_pace_s[moment.car] + _next_lap_s(pace, moment.car, moment.here, wetness)
    gain_s = float(cars.base_pace_s[row] + _next_lap_s(pace, row, mate, wetness) - mine)
    if gain_s < _SWAP_GAIN_S:
        return
    name = moment.names[mate.driver_id]
    text = (
        f"{gain_s:.1f} s a lap faster than {name} right ahead, on tyres {moment.here.tyre_life} laps old "
        f"against {mate.tyre_life}; {moment.here.gap_s - mate.gap_s:.1f} s behind"
    )
    headline = f"SWAP with {name}: the team's choice"
    form_sd_s = float(cars.day_form_sd_s[moment.car] ** 2 + cars.day_form_sd_s[row] ** 2) ** 0.5
    faster = odds(gain_s, form_sd_s)
    strength = faster.strength(_SWAP_GAIN_S)
    yield _information(moment, Kind.SWAP, headline, (text,), strength, faster.probability, mate.driver_id)


def _next_lap_s(pace: SetPace, row: int, car: CarState, wetness: float) -> float:
    return pace.laps_s(row, car.compound, car.tyre_life, 1, wetness)


def _neighbour(moment: Moment, places: int, *, team_mate: bool = False) -> CarState | None:
    """The running car so many places behind, of another team or of the same, within a pit loss."""
    reach_s = pit_loss_s(moment.parameters, moment.car, TrackStatus.GREEN)
    for car in moment.state.cars:
        if car.running and car.position == moment.here.position + places:
            near = abs(car.gap_s - moment.here.gap_s) <= reach_s
            return car if near and (car.constructor_id == moment.here.constructor_id) is team_mate else None
    return None


def _duel_call(moment: Moment, kind: Kind, duel: Duel, other: CarState) -> Recommendation:
    name = moment.names[other.driver_id]
    probability = duel.success
    strength = strength_of(probability)
    if kind is Kind.UNDERCUT:
        headline = f"UNDERCUT {name}: box for {duel.attacker_compound}"
    else:
        headline = f"COVER {name}: if he stops, answer by lap {duel.cover_lap}"
    reasons = [duel_reason(duel, moment.names)]
    if kind is Kind.UNDERCUT:
        back = rejoin(moment.parameters, moment.state, moment.car, moment.state.track_status)
        reasons.append(rejoin_reason(back, moment.names))
    lap = moment.state.lap + 1 if kind is Kind.UNDERCUT else duel.cover_lap
    return _information(moment, kind, headline, tuple(reasons), strength, probability, other.driver_id, lap)


def _safety_car_reasons(moment: Moment, row: SafetyCarRow) -> tuple[str, ...]:
    reasons = [
        f"a stop would cost {row.pit_loss_s:.1f} s instead of {row.green_pit_loss_s:.1f} s",
        f"{abs(row.gain_s):.1f} s {'faster' if row.gain_s >= 0 else 'slower'} to the flag than staying out",
        rejoin_reason(row.rejoin, moment.names),
        f"equal at a pit loss of {row.flips_at_pit_loss_s:.1f} s",
    ]
    if row.double_stack_with is not None:
        reasons.append(f"double stack: {moment.names[row.double_stack_with]} is in the box first if both come in")
    return tuple(reasons)


def _information(
    moment: Moment,
    kind: Kind,
    headline: str,
    reasons: tuple[str, ...],
    strength: Strength,
    probability: float,
    target_id: str | None = None,
    lap: int | None = None,
) -> Recommendation:
    return Recommendation(
        kind=kind,
        driver_id=moment.driver_id,
        headline=headline,
        lap=moment.state.lap + 1 if lap is None else lap,
        compound=None,
        target_id=target_id,
        strength=strength,
        probability=probability,
        reasons=reasons,
        options=(),
        break_evens=(),
        rejoin=None,
        source="closed form",
        runs=0,
        seed=moment.seed,
        provenance=moment.setup.provenance,
    )
