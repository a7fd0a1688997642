"""Compiles what the strategy function needs beyond the simulator, into the image's cache: run once when it is built.

A made-up race is searched in each way that a question can be asked.
"""

from pitwall.calibration.race_setup import Entry, Provenance, RaceSetup
from pitwall.domain.race_state import RaceState
from pitwall.domain.regulations import race_rules
from pitwall.domain.vocabulary import RaceKey
from pitwall.strategy.optimal import optimal
from pitwall.strategy.recommend import recommend
from simulator.warm_up import made_up_parameters, made_up_state, warm_up

_RUNS = 64


def warm_up_searches() -> None:
    """Plays, plans and recommends."""
    warm_up(_RUNS)
    state = made_up_state()
    setup = made_up_setup(state)
    for driver in (state.cars[0], state.cars[-1]):
        optimal(setup, state, driver.driver_id, runs=_RUNS)
        recommend(setup, state, driver.driver_id, runs=_RUNS)


def made_up_setup(state: RaceState) -> RaceSetup:
    """A setup around the made-up race of the simulator's warm-up."""
    return RaceSetup(
        race=RaceKey(2024, 1),
        grand_prix_id="nowhere",
        circuit_id="nowhere",
        rules=race_rules(2024, "nowhere", state.laps),
        entries=tuple(Entry(car.driver_id, None, car.constructor_id, car.position) for car in state.cars),
        parameters=made_up_parameters(),
        compound_names={},
        wear={},
        pit_loss={},
        safety_car_by_lap=(),
        usual=(),
        provenance=Provenance("made up", "2023-01", "before the race"),
    )


if __name__ == "__main__":
    warm_up_searches()
