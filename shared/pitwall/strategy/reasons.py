"""The words of a recommendation, built from computed numbers: nothing is said that was not calculated.

Plain short sentences; a number keeps its unit, a chance is given as a probability.
"""

from collections.abc import Mapping, Sequence

from pitwall.calibration.usual_strategies import UsualStrategy
from pitwall.domain.race_state import CarState, RaceState
from pitwall.domain.vocabulary import Compound
from pitwall.strategy.actions import Option
from pitwall.strategy.paired import Difference
from pitwall.strategy.rejoin import Rejoin
from pitwall.strategy.undercut import Duel

Names = Mapping[str, str]
"""What each driver is called, by driver id; mostly the three-letter code."""

_EQUAL_S = 0.1


def box_label(compound: Compound) -> str:
    """Such as `BOX NOW for HARD`."""
    return f"BOX NOW for {compound}"


def stay_label(next_stop_lap: int | None) -> str:
    """Such as `STAY OUT until lap 27`."""
    return "STAY OUT to the flag" if next_stop_lap is None else f"STAY OUT until lap {next_stop_lap}"


def time_reason(faster: Difference, other_label: str) -> str:
    """Such as `3.1 s faster in expectation than STAY OUT until lap 27 (standard error 0.2 s)`."""
    if abs(faster.mean) < _EQUAL_S:
        return f"as fast as {other_label} in expectation (standard error {faster.standard_error:.2f} s)"
    word = "faster" if faster.mean > 0 else "slower"
    error = f"(standard error {faster.standard_error:.1f} s)"
    return f"{abs(faster.mean):.1f} s {word} in expectation than {other_label} {error}"


def lead_reason(lead: Difference, unit: str, other_label: str) -> str:
    """Such as `0.42 positions better than STAY OUT until lap 27 (standard error 0.03), with probability 0.99`."""
    word = "better" if lead.mean >= 0 else "worse"
    error = f"(standard error {lead.standard_error:.2f})"
    return f"{abs(lead.mean):.2f} {unit} {word} than {other_label} {error}, with probability {lead.probability:.2f}"


def place_reason(option: Option, position: int) -> str:
    """The chance to gain a place, and where 80 % of the races end."""
    span = f"P{option.position_low}" + (
        f" to P{option.position_high}" if option.position_high > option.position_low else ""
    )
    if position == 1:
        return f"P(win) {option.p_win:.2f}; {span} in 80 % of the races"
    return f"P(gain a place) {option.p_gain:.2f}; {span} in 80 % of the races"


def rejoin_reason(rejoin: Rejoin, names: Names) -> str:
    """Such as `rejoins P7 in clear air, 3.2 s behind ALB`, if everybody else stays out."""
    if rejoin.ahead_id is None or rejoin.gap_ahead_s is None:
        return "rejoins in the lead"
    air = "in clear air" if rejoin.clear_air else "in traffic"
    return f"rejoins P{rejoin.position} {air}, {rejoin.gap_ahead_s:.1f} s behind {names[rejoin.ahead_id]}"


def duel_reason(duel: Duel, names: Names) -> str:
    """What an undercut or overcut lives of, and until when it can be answered."""
    attacker, target = names[duel.attacker_id], names[duel.target_id]
    first = duel.by_answer[0]
    text = (
        f"{attacker} is {duel.gap_s:.1f} s behind {target}; fresh tyres give {duel.gain_per_lap_s:.1f} s a lap after "
        f"{duel.out_lap_loss_s:.1f} s lost on the out lap; ahead once both have stopped with probability "
        f"{first.probability:.2f} if answered one lap later"
    )
    if duel.kind == "undercut" and duel.cover_lap is not None:
        text += f"; {target} must stop by lap {duel.cover_lap} to stay ahead"
    return text


def usual_reason(usual: Sequence[UsualStrategy], here: CarState, state: RaceState) -> tuple[str, ...]:
    """What share of the cars in earlier races here had made the next stop by the next lap; nothing where unknown."""
    comparable = [one for one in usual if len(one.stop_shares) > here.stops_done]
    weight = sum(one.weight for one in comparable)
    if weight <= 0.0 or state.lap == 0:
        return ()
    lap = state.lap + 1
    done = sum(one.weight for one in comparable if one.stop_shares[here.stops_done] * state.laps <= lap) / weight
    cars = sum(one.cars for one in comparable)
    return (f"usually done: {done:.0%} of {cars} cars in earlier races here had made this stop by lap {lap}",)
