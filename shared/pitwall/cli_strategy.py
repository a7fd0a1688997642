"""`pitwall strategy`: a car's ranked strategies before a race, or from a lap of it on with what to do now.

One command of the command line in a file of its own; it computes nothing itself.
"""

from collections.abc import Iterator, Sequence
from time import process_time
from typing import TYPE_CHECKING, Annotated, get_args

import typer
from rich.console import Console

from pitwall.errors import InvalidRequestError

if TYPE_CHECKING:
    from pitwall.calibration.race_setup import RaceSetup
    from pitwall.domain.race_state import RaceState
    from pitwall.strategy.actions import Recommendation
    from pitwall.strategy.objectives import Objective
    from pitwall.strategy.optimal import StrategyAnswer

_console = Console(highlight=False, soft_wrap=True)


def strategy(
    race: Annotated[str, typer.Argument(help="A race such as 2025-24, or current, last or next.")],
    driver: Annotated[str, typer.Option(help="Three-letter code, slug or car number.")],
    lap: Annotated[int, typer.Option(help="From the end of this lap of the real race on; 0 is the grid.")] = 0,
    objective: Annotated[str, typer.Option(help="expected_position, expected_points, win, podium or cautious.")] = (
        "expected_position"
    ),
    runs: Annotated[int, typer.Option(help="Simulated races of each plan in contention.")] = 1_000,
    seed: Annotated[int, typer.Option(help="The same seed gives the same answer.")] = 1,
    plans: Annotated[int, typer.Option(help="Plans to print.")] = 10,
) -> None:
    """Rank a car's strategies by thousands of simulated races; from a lap on, say what to do now as well."""
    from pitwall.calibration.archive import load_archive, newest_usable_version
    from pitwall.calibration.race_setup import race_setup
    from pitwall.lake.opening import open_artefacts
    from pitwall.local.named_race import named_race
    from pitwall.settings import settings
    from pitwall.strategy.optimal import optimal
    from pitwall.strategy.past_race import situation_at
    from pitwall.strategy.recommend import recommend
    from pitwall.strategy.teams_choice import as_teams_choose

    wanted, chosen = _objective(objective), settings()
    key = named_race(race, chosen)
    storage = open_artefacts(chosen)
    archive = load_archive(storage, newest_usable_version(storage))
    began = process_time()
    setup = as_teams_choose(race_setup(archive, key))
    driver_id = setup.entry(driver).driver_id
    state = setup.start_state()
    if lap:
        setup, state = situation_at(setup, archive.driven(key), lap)
    pooled = process_time()
    optimal(setup, state, driver_id, runs=64)
    ready = process_time()
    answer = optimal(setup, state, driver_id, objective=wanted, runs=runs, seed=seed)
    calls = recommend(setup, state, driver_id, objective=wanted, runs=runs, seed=seed) if lap else ()
    done = process_time()
    _console.print(f"{setup.race} {setup.grand_prix_id}, {_name(setup, driver_id)} {_where(state, driver_id)}")
    for line in _calls(calls):
        _console.print(line, markup=False)
    for line in (*_rows(answer, plans), *_small_print(setup, answer, runs)):
        _console.print(line, markup=False)
    _console.print(
        f"CPU time: {done - ready:.2f} s to search and decide; before that {pooled - began:.2f} s to pool the "
        f"parameters and {ready - pooled:.2f} s to load the compiled simulator."
    )


def _objective(name: str) -> "Objective":
    from pitwall.strategy.objectives import Objective, ObjectiveName

    offered = [known for known in get_args(ObjectiveName) if known != "target_position"]
    known = next((one for one in offered if one == name), None)
    if known is None:
        raise InvalidRequestError(f"objective {name}: one of {', '.join(offered)}")
    return Objective(known)


def _name(setup: "RaceSetup", driver_id: str) -> str:
    entry = setup.entries[setup.car(driver_id)]
    return entry.name or entry.driver_code or driver_id


def _where(state: "RaceState", driver_id: str) -> str:
    car = state.cars[state.car(driver_id)]
    if state.lap == 0:
        return f"from P{car.position} on the grid, {state.laps} laps"
    return f"after lap {state.lap} of {state.laps}: P{car.position} on {car.compound}, {car.tyre_life} laps old"


def _calls(calls: Sequence["Recommendation"]) -> Iterator[str]:
    for call in calls:
        yield f"{call.headline} ({call.strength}, {call.probability:.2f}, by {call.source})"
        yield from (f"    {reason}" for reason in call.reasons)
        yield from (f"    {one.sentence}" for one in call.break_evens)


def _rows(answer: "StrategyAnswer", most: int) -> Iterator[str]:
    plans = [str(one.strategy) for one in answer.ranked[:most]]
    width = max(len("plan"), *(len(plan) for plan in plans))
    head = "position  80 %     points    win  podium  behind the best  P(best)  stop windows"
    yield f"    {'plan':<{width}}  {head}"
    for rank, (plan, one) in enumerate(zip(plans, answer.ranked, strict=False), start=1):
        places = f"P{one.position_low}-P{one.position_high}"
        windows = ", ".join(f"{low}-{high}" for low, high in one.stop_windows)
        yield (
            f"{rank:>2}  {plan:<{width}}  {one.expected_position:>8.2f}  {places:<7}  {one.expected_points:>6.1f}  "
            f"{one.p_win:>5.3f}  {one.p_podium:>6.3f}  {one.difference_to_best:>6.3f} ± {one.standard_error:.3f}  "
            f"{one.p_best:>7.2f}  {windows}"
        )


def _small_print(setup: "RaceSetup", answer: "StrategyAnswer", runs: int) -> Iterator[str]:
    from pitwall.strategy.paired import strength_of

    source = setup.provenance
    yield f"The first plan is the best of {len(answer.ranked)} with probability {answer.p_best:.2f}" + (
        f" ({strength_of(answer.p_best)}); differences in the unit of {answer.objective.name}, with standard errors."
    )
    yield (
        f"{answer.runs_played:,} simulated races of the whole field, {runs:,} of each plan in contention, seed "
        f"{answer.seed}; model {source.calibration_version}, as of {source.as_of}, pace {source.pace}."
    )
    yield from source.quality
