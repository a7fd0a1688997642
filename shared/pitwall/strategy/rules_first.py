"""What rules and physics decide before any race is simulated, and the call they make alone where none can be.

Legality, the compound rule still open, penalties to serve, tyres that are wrong for the weather.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from pitwall.domain.race_parameters import COMPOUNDS
from pitwall.domain.regulations import RaceRules
from pitwall.domain.tyre_strategy import DRY_COMPOUNDS
from pitwall.strategy.actions import Kind, Recommendation
from pitwall.strategy.choices import Choice
from pitwall.strategy.crossover import Crossover
from pitwall.strategy.free_air import IMPOSSIBLE_S
from pitwall.strategy.free_air_odds import free_air_difference
from pitwall.strategy.moment import Moment
from pitwall.strategy.paired import Difference, Strength
from pitwall.strategy.reasons import box_label, rejoin_reason, stay_label
from pitwall.strategy.rejoin import rejoin

EQUAL_S = 1.0
"""Seconds to the flag that are nobody's concern in free air."""
_NO_CHOICE = Difference(0.0, 0.0, 1.0)
"""Where there is one way on only."""


def rule_reasons(moment: Moment) -> Iterator[str]:
    """What the rules still ask of the car, in words."""
    here, rules, state = moment.here, moment.setup.rules, moment.state
    used = here.used | {here.compound}
    if used <= set(DRY_COMPOUNDS) and len(used) < rules.dry_compounds:
        missing = " or ".join(compound for compound in DRY_COMPOUNDS if compound not in used)
        yield f"the compound rule is still open: {missing} must be fitted by lap {state.laps - 1}"
    sets = rules.tyre_sets - 1 - here.stops_done
    if sets > 0 and rules.tyre_sets > 1:
        yield f"this race needs {rules.tyre_sets} sets of tyres: {sets} more to fit"
    if here.penalty_s > 0.0:
        yield f"a penalty of {here.penalty_s:.0f} s is served at the next stop"
    if rules.longest_stint_laps is not None and here.compound in DRY_COMPOUNDS:
        yield f"this set may be used until lap {last_lap_of_set(rules, state.lap, here.tyre_life)}"


def last_lap_of_set(rules: RaceRules, lap: int, tyre_life: int) -> int:
    """The last lap the present set may do where stints are limited."""
    return lap + max(0, (rules.longest_stint_laps or rules.laps) - tyre_life)


def wrong_tyres(moment: Moment, cross: Crossover | None) -> bool:
    """Whether the car is on tyres the weather forbids now, a stop for others being worth its time."""
    return cross is not None and cross.lap <= moment.state.lap + 1 and cross.total_gain_s > 0.0


def rule_call(moment: Moment, found: Sequence[Choice], cross: Crossover | None, why: str) -> Recommendation:
    """The pit call by rules and free-air times alone. `why` says why no race was simulated."""
    box = min((choice for choice in found if choice.box), key=lambda choice: choice.time_s, default=None)
    stay = min((choice for choice in found if not choice.box), key=lambda choice: choice.time_s, default=None)
    reasons = [why, *rule_reasons(moment)]
    if box is None or stay is None:
        reasons.append("the rules leave no other choice" if found else "no legal plan is left")
        only = box or stay
        kind = Kind.BOX_NOW if only is not None and only.box else Kind.STAY_OUT
        return _call(moment, kind, only, _NO_CHOICE, Strength.CLEAR, reasons)
    if cross is not None and wrong_tyres(moment, cross):
        reasons.append(weather_reason(cross))
        wanted = next((choice for choice in found if choice.box and choice.compound in cross.compounds), box)
        return _call(moment, Kind.SWITCH, wanted, _faster(moment, wanted, stay), Strength.CLEAR, reasons)
    better, other = (box, stay) if box.time_s < stay.time_s else (stay, box)
    other = _sibling(moment, better) or other
    lead = _faster(moment, better, other)
    reasons.append(f"{lead.mean:.1f} s faster alone on the track than {other.label}")
    strength = lead.strength(EQUAL_S)
    kind = Kind.TOSS_UP if strength is Strength.TOSS_UP else Kind.BOX_NOW if better.box else Kind.STAY_OUT
    return _call(moment, kind, better, lead, strength, reasons)


def _sibling(moment: Moment, choice: Choice) -> Choice | None:
    """The other action with the same tyres to follow, which only the lap tells from it; None where there is none."""
    if choice.compound is None:
        return None
    now, ways = moment.state.lap + 1, moment.ways
    times_s = ways.next_stop_s[COMPOUNDS.index(choice.compound)]
    lap = now + 1 + int(np.argmin(times_s[now + 1 :])) if choice.box else now
    if times_s[lap] >= IMPOSSIBLE_S:
        return None
    label = stay_label(lap) if choice.box else box_label(choice.compound)
    plan = ways.strategy(choice.compound, lap)
    return Choice(label, plan, not choice.box, lap, choice.compound, float(times_s[lap]))


def _faster(moment: Moment, better: Choice, other: Choice) -> Difference:
    plans = better.strategy, other.strategy
    gain_s = other.time_s - better.time_s
    return free_air_difference(moment.parameters, moment.car, moment.state.lap, plans, gain_s)


def weather_reason(cross: Crossover) -> str:
    """Such as `INTERMEDIATE are 4.2 s a lap faster at wetness 0.40 from lap 23 on`."""
    tyres = "slicks" if cross.compounds == DRY_COMPOUNDS else cross.compounds[0].value
    return f"{tyres} are {cross.gain_s:.1f} s a lap faster at wetness {cross.wetness:.2f}, from lap {cross.lap} on"


def _call(
    moment: Moment, kind: Kind, choice: Choice | None, lead: Difference, strength: Strength, reasons: Sequence[str]
) -> Recommendation:
    back = rejoin(moment.parameters, moment.state, moment.car, moment.state.track_status)
    boxing = choice is not None and choice.box
    label = stay_label(None) if choice is None else choice.label
    return Recommendation(
        kind=kind,
        driver_id=moment.driver_id,
        headline=f"TOSS-UP: {label} or not" if kind is Kind.TOSS_UP else label,
        lap=None if choice is None else choice.lap,
        compound=None if choice is None else choice.compound,
        target_id=None,
        strength=strength,
        probability=lead.probability,
        reasons=(*reasons, rejoin_reason(back, moment.names)) if boxing else tuple(reasons),
        options=(),
        break_evens=(),
        rejoin=back if boxing else None,
        source="rule",
        runs=0,
        seed=moment.seed,
        provenance=moment.setup.provenance,
    )
