"""`pitwall strategy`: a car's ranked strategies before a race, or from a lap of it on with what to do now.

One command of the command line in a file of its own; it computes nothing itself.
"""

from collections.abc import Iterator, Sequence
from time import process_time
from typing import TYPE_CHECKING, Annotated, get_args

import typer
from rich.console import Console
from rich.table import Table

from pitwall.domain.vocabulary import parse_race_id
from pitwall.errors import CalibrationMissingError, InvalidRequestError

if TYPE_CHECKING:
    from pitwall.calibration.race_setup import RaceSetup
    from pitwall.domain.race_state import RaceState
    from pitwall.strategy.actions import Recommendation
    from pitwall.strategy.objectives import Objective
    from pitwall.strategy.optimal import StrategyAnswer

_console = Console(highlight=False, soft_wrap=True)


def strategy(
    race: Annotated[str, typer.Argument(help="A race such as 2025-24.")],
    driver: Annotated[str, typer.Option(help="Three-letter code or driver id.")],
    lap: Annotated[int, typer.Option(help="From the end of this lap of the real race on; 0 is the grid.")] = 0,
    objective: Annotated[str, typer.Option(help="expected_position, expected_points, win, podium or cautious.")] = (
        "expected_position"
    ),
    runs: Annotated[int, typer.Option(help="Simulated races of each plan in contention.")] = 1_000,
    seed: Annotated[int, typer.Option(help="The same seed gives the same answer.")] = 1,
    plans: Annotated[int, typer.Option(help="Plans to print.")] = 10,
) -> None:
    """Rank a car's strategies by thousands of simulated races; from a lap on, say what to do now as well."""
    from pitwall.calibration.archive import load_archive, newest_version
    from pitwall.calibration.race_setup import race_setup
    from pitwall.lake.storage import open_storage
    from pitwall.settings import settings
    from pitwall.strategy.optimal import optimal
    from pitwall.strategy.recommend import recommend

    key, wanted = parse_race_id(race), _objective(objective)
    storage = open_storage(settings().artefacts)
    version = newest_version(storage)
    if version is None:
        raise CalibrationMissingError("no calibration is stored yet: run `pitwall calibrate`")
    archive = load_archive(storage, version)
    began = process_time()
    setup = race_setup(archive, key)
    driver_id = _driver(setup, driver)
    state = archive.driven(key).state_after(lap) if lap else setup.start_state()
    ready = process_time()
    answer = optimal(setup, state, driver_id, objective=wanted, runs=runs, seed=seed)
    calls = recommend(setup, state, driver_id, objective=wanted, runs=runs, seed=seed) if lap else ()
    done = process_time()
    _console.print(f"{setup.race} {setup.grand_prix_id}, {_name(setup, driver_id)} {_where(state, driver_id)}")
    for line in _calls(calls):
        _console.print(line, markup=False)
    _console.print(_table(answer, plans))
    for line in _small_print(setup, answer, runs):
        _console.print(line, markup=False)
    _console.print(f"{done - ready:.2f} s of CPU time to search, {ready - began:.2f} s to pool the parameters.")


def _objective(name: str) -> "Objective":
    from pitwall.strategy.objectives import Objective, ObjectiveName

    offered = [known for known in get_args(ObjectiveName) if known != "target_position"]
    known = next((one for one in offered if one == name), None)
    if known is None:
        raise InvalidRequestError(f"objective {name}: one of {', '.join(offered)}")
    return Objective(known)


def _driver(setup: "RaceSetup", name: str) -> str:
    for entry in setup.entries:
        if name.upper() == entry.driver_code or name == entry.driver_id:
            return entry.driver_id
    known = ", ".join(entry.driver_code or entry.driver_id for entry in setup.entries)
    raise InvalidRequestError(f"no driver {name} in {setup.race}; there are {known}")


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


def _table(answer: "StrategyAnswer", most: int) -> Table:
    table = Table("", "plan", "position", "80 %", "points", "win", "podium", "behind the best", "P(best)", "windows")
    for rank, one in enumerate(answer.ranked[:most], start=1):
        table.add_row(
            str(rank),
            str(one.strategy),
            f"{one.expected_position:.2f}",
            f"P{one.position_low}-P{one.position_high}",
            f"{one.expected_points:.1f}",
            f"{one.p_win:.3f}",
            f"{one.p_podium:.3f}",
            f"{one.difference_to_best:.3f} ± {one.standard_error:.3f}",
            f"{one.p_best:.2f}",
            ", ".join(f"{low}-{high}" for low, high in one.stop_windows),
        )
    return table


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
