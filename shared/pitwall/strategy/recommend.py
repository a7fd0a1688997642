"""What one car should do now: rules first, then probabilities, and rules alone where no race can be simulated.

The pit call comes first; what rivals, a safety car, the driving mode and the team-mate mean for it follows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from pitwall.calibration.race_setup import RaceSetup
from pitwall.domain.race_state import RaceState
from pitwall.domain.tyre_strategy import PaceMode, Strategy
from pitwall.errors import BudgetExceededError, InvalidSimulationError, InvalidStateError
from pitwall.strategy.actions import Kind, Option, Recommendation
from pitwall.strategy.choices import MOST_CHOICES, Choice, choices
from pitwall.strategy.crossover import Crossover, crossover
from pitwall.strategy.driving_mode import RUNS as MODE_RUNS
from pitwall.strategy.driving_mode import DrivingMode, best_mode
from pitwall.strategy.evaluation import Evaluated, evaluate
from pitwall.strategy.flips import break_evens
from pitwall.strategy.moment import Moment
from pitwall.strategy.objectives import EXPECTED_POSITION, Objective
from pitwall.strategy.paired import Difference, Strength, paired_difference, strength_of
from pitwall.strategy.reasons import lead_reason, place_reason, rejoin_reason, time_reason, usual_reason
from pitwall.strategy.rejoin import rejoin
from pitwall.strategy.rules_first import rule_call, rule_reasons, weather_reason, wrong_tyres
from pitwall.strategy.surroundings import duels, safety_car_ready, swap
from simulator import MOST_RUNS, FieldPlans, Scenario

RUNS = 1_000
_EXTENDS_FROM = 2
"""Laps beyond the fastest stop in free air from which staying out is called extending."""
_LOW, _HIGH = 0.1, 0.9
_PODIUM = 3
_NOTHING_GIVEN = Scenario()
_MODE_KINDS = {PaceMode.PUSH: Kind.PUSH, PaceMode.BALANCED: Kind.BALANCED, PaceMode.CONSERVE: Kind.CONSERVE}


def recommend(
    setup: RaceSetup,
    state: RaceState,
    driver_id: str,
    *,
    objective: Objective = EXPECTED_POSITION,
    runs: int = RUNS,
    seed: int = 1,
    scenario: Scenario = _NOTHING_GIVEN,
    rivals: FieldPlans | None = None,
    simulated: bool = True,
) -> tuple[Recommendation, ...]:
    """The car's actions, the pit call first. `simulated` False: rules alone, when an answer cannot wait.

    Where the simulator refuses, the rules alone answer and say so. Raises InvalidStateError for a car that is not
    there or out of the race, BudgetExceededError for more runs than the simulator takes.
    """
    if runs * MOST_CHOICES > MOST_RUNS:
        raise BudgetExceededError(f"{runs} runs of {MOST_CHOICES} choices: at most {MOST_RUNS} races at once")
    moment = Moment(setup, state, driver_id, objective, runs, seed, scenario, rivals)
    if not moment.here.running:
        raise InvalidStateError([f"{driver_id} is out of the race: there is nothing left to decide"])
    found, cross = choices(moment.ways), crossover(moment.parameters, state, moment.car)
    around = [*duels(moment), *safety_car_ready(moment), *swap(moment)]
    if not simulated:
        return (rule_call(moment, found, cross, "decided by rules: no simulation was asked for"), *around)
    try:
        call, plan = _pit_call(moment, found, cross)
        modes = [_mode_call(moment, plan)] if plan is not None else []
    except InvalidSimulationError as refused:
        return (rule_call(moment, found, cross, f"decided by rules: {refused}"), *around)
    return (call, *_weather_ahead(moment, call, cross), *around, *modes)


def _pit_call(
    moment: Moment, found: Sequence[Choice], cross: Crossover | None
) -> tuple[Recommendation, Strategy | None]:
    """The call and the plan it follows; rules alone decide where they leave one action only."""
    actions = {choice.box for choice in found}
    if len(actions) < 2:
        return rule_call(moment, found, cross, "decided by rules"), found[0].strategy if found else None
    plans = [choice.strategy for choice in found]
    ranked = evaluate(
        moment.play, plans, moment.objective, moment.points, runs=moment.runs, seed=moment.seed, halving=False
    )
    of_plan = {choice.strategy: choice for choice in found}
    best = _first(ranked, of_plan, moment, cross)
    other = next(one for one in ranked if of_plan[one.strategy].box is not of_plan[best.strategy].box)
    order = [best, other, *(one for one in ranked if one is not best and one is not other)]
    options = tuple(_option(moment, of_plan[one.strategy], one, best) for one in order)
    return _simulated_call(moment, of_plan, (best, other), options, cross), best.strategy


def _first(
    ranked: Sequence[Evaluated], of_plan: dict[Strategy, Choice], moment: Moment, cross: Crossover | None
) -> Evaluated:
    """The best plan, unless the car is on the wrong tyres: then the best that changes them now.

    Not where the races say clearly that changing them now is worse: rivals and the weather to come count as well.
    """
    if cross is None or not wrong_tyres(moment, cross):
        return ranked[0]
    changing = next(
        (one for one in ranked if of_plan[one.strategy].box and of_plan[one.strategy].compound in cross.compounds),
        ranked[0],
    )
    worse = _lead(moment, ranked[0], changing).strength(moment.equal_value)
    return ranked[0] if worse is Strength.CLEAR else changing


def _simulated_call(
    moment: Moment,
    of_plan: dict[Strategy, Choice],
    pair: tuple[Evaluated, Evaluated],
    options: tuple[Option, ...],
    cross: Crossover | None,
) -> Recommendation:
    best, other = pair
    choice, against = of_plan[best.strategy], of_plan[other.strategy]
    lead = _lead(moment, best, other)
    strength, kind = lead.strength(moment.equal_value), _kind(moment, choice)
    ruled = cross is not None and wrong_tyres(moment, cross) and choice.box and choice.compound in cross.compounds
    if ruled:
        kind = Kind.SWITCH
    elif strength is Strength.TOSS_UP:
        kind = Kind.TOSS_UP
    back = rejoin(moment.parameters, moment.state, moment.car, moment.state.track_status) if choice.box else None
    reasons = [lead_reason(lead, moment.unit, against.label), *_race_reasons(moment, pair, options[0], against)]
    if back is not None:
        reasons.append(rejoin_reason(back, moment.names))
    if cross is not None and ruled:
        reasons.insert(0, weather_reason(cross))
    return Recommendation(
        kind=kind,
        driver_id=moment.driver_id,
        headline=f"TOSS-UP: {choice.label} or {against.label}" if kind is Kind.TOSS_UP else _headline(kind, choice),
        lap=choice.lap,
        compound=choice.compound,
        target_id=None,
        strength=strength,
        probability=lead.probability,
        reasons=(*reasons, *rule_reasons(moment), *usual_reason(moment.setup.usual, moment.here, moment.state)),
        options=options,
        break_evens=break_evens(moment, best.strategy, other.strategy, lead.mean),
        rejoin=back,
        source="rule" if ruled and lead.mean < 0.0 else "simulation",
        runs=best.runs,
        seed=moment.seed,
        provenance=moment.setup.provenance,
    )


def _race_reasons(moment: Moment, pair: tuple[Evaluated, Evaluated], option: Option, against: Choice) -> Iterator[str]:
    """Seconds against the other action over the races finished in both, and the places they bring."""
    best, other = (one.races for one in pair)
    runs = min(len(best.position), len(other.position))
    both = ~best.retired[:runs] & ~other.retired[:runs]
    if both.sum() > 1:
        faster = paired_difference(other.race_time_s[:runs][both], best.race_time_s[:runs][both])
        yield time_reason(faster, against.label)
    yield place_reason(option, moment.here.position)


def _lead(moment: Moment, better: Evaluated, other: Evaluated) -> Difference:
    """How much better one plan is than another, on the races both have played."""
    runs = min(better.runs, other.runs)
    losses = [moment.objective.losses(one.races.position, one.points)[:runs] for one in (better, other)]
    return paired_difference(losses[1], losses[0])


def _kind(moment: Moment, choice: Choice) -> Kind:
    if choice.box:
        return Kind.BOX_NOW
    fastest = moment.ways.best_after(moment.state.lap)[0]
    extends = choice.lap is not None and choice.lap >= fastest + _EXTENDS_FROM
    return Kind.EXTEND if extends else Kind.STAY_OUT


def _headline(kind: Kind, choice: Choice) -> str:
    if kind is Kind.SWITCH:
        return f"SWITCH to {choice.compound}"
    return f"EXTEND TO LAP {choice.lap}" if kind is Kind.EXTEND else choice.label


def _option(moment: Moment, choice: Choice, one: Evaluated, best: Evaluated) -> Option:
    position = one.races.position
    low, high = np.quantile(position, (_LOW, _HIGH), method="inverted_cdf")
    return Option(
        label=choice.label,
        strategy=one.strategy,
        next_stop_lap=choice.lap,
        next_compound=choice.compound,
        expected_position=float(position.mean()),
        expected_points=float(one.points.mean()),
        p_win=float((position == 1).mean()),
        p_podium=float((position <= _PODIUM).mean()),
        p_gain=float((position < moment.here.position).mean()),
        position_low=int(low),
        position_high=int(high),
        lead=None if one is best else _lead(moment, best, one),
        p_best=one.p_best,
        runs=one.runs,
    )


def _weather_ahead(moment: Moment, call: Recommendation, cross: Crossover | None) -> Iterator[Recommendation]:
    """A crossover still to come, beside the pit call."""
    if cross is None or cross.lap <= moment.state.lap + 1 or cross.total_gain_s <= 0.0:
        return
    weather = moment.parameters.weather
    changes = weather.rain_stop_hazard if moment.state.raining else weather.rain_start_hazard
    probability = (1.0 - changes) ** (cross.lap - moment.state.lap - 1)
    yield replace(
        call,
        kind=Kind.SWITCH,
        headline=f"SWITCH to {' or '.join(cross.compounds)} on lap {cross.lap}, as the water is expected to go",
        lap=cross.lap,
        compound=cross.compounds[0] if len(cross.compounds) == 1 else None,
        strength=strength_of(probability),
        probability=probability,
        reasons=(
            weather_reason(cross),
            f"{cross.total_gain_s:.1f} s to the flag, the stop paid for",
            "probability: that the weather goes on as it is until then",
        ),
        options=(),
        break_evens=(),
        rejoin=None,
        source="closed form",
        runs=0,
    )


def _mode_call(moment: Moment, plan: Strategy) -> Recommendation:
    found: DrivingMode = best_mode(replace(moment, runs=min(MODE_RUNS, moment.runs), given_rivals=moment.rivals), plan)
    kind = _MODE_KINDS[found.mode]
    reasons = [
        f"{one.mode.name}: {one.expected_position:.2f} expected position, {one.expected_points:.2f} points"
        for one in found.values
    ]
    return Recommendation(
        kind=kind,
        driver_id=moment.driver_id,
        headline=f"{kind.value} in this stint",
        lap=moment.state.lap + 1,
        compound=None,
        target_id=None,
        strength=found.strength,
        probability=found.probability,
        reasons=tuple(reasons),
        options=(),
        break_evens=(),
        rejoin=None,
        source="simulation",
        runs=found.runs,
        seed=found.seed,
        provenance=found.provenance,
    )
