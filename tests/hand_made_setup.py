"""The hand-made race with all that a race setup holds: entries, usual strategies, provenance."""

from dataclasses import replace

from pitwall.calibration.estimates import Estimate
from pitwall.calibration.race_setup import Entry, Provenance, RaceSetup
from pitwall.calibration.usual_strategies import UsualStrategy
from pitwall.calibration.wear_estimate import WearEstimate
from pitwall.domain.race_parameters import COMPOUNDS, STATUSES, RaceParameters
from pitwall.domain.race_state import RaceState, TrackStatus
from pitwall.domain.regulations import RaceRules
from pitwall.domain.tyre_strategy import DRY_COMPOUNDS
from pitwall.domain.vocabulary import Compound, RaceKey
from tests.hand_made_race import LAPS, hand_made_parameters, hand_made_rules

S, M, H = DRY_COMPOUNDS
USUAL = (
    UsualStrategy(M, (H,), (0.42,), (0.05,), 0.5, 22, (2022, 2023)),
    UsualStrategy(S, (H,), (0.33,), (0.06,), 0.3, 14, (2022, 2023)),
    UsualStrategy(M, (H, S), (0.3, 0.75), (0.05, 0.06), 0.2, 9, (2023,)),
)


def hand_made_setup(
    cars: int = 20, laps: int = LAPS, rules: RaceRules | None = None, parameters: RaceParameters | None = None
) -> RaceSetup:
    """A race before its start; nothing of it comes from data."""
    made = hand_made_parameters(cars) if parameters is None else parameters
    return RaceSetup(
        race=RaceKey(2024, 5),
        grand_prix_id="nowhere",
        circuit_id="nowhere",
        rules=hand_made_rules(laps) if rules is None else rules,
        entries=tuple(Entry(f"d{i}", f"D{i:02d}", f"t{i // 2}", i + 1) for i in range(cars)),
        parameters=made,
        compound_names={S: "C5", M: "C4", H: "C3"},
        wear={compound: _wear(made, compound) for compound in DRY_COMPOUNDS},
        pit_loss={status: Estimate(float(made.pit.lane_loss_s[status]) + 2.5, 0.5, 40) for status in STATUSES},
        safety_car_by_lap=(0.02,) * laps,
        usual=USUAL,
        provenance=Provenance("made-by-hand", "2024-04", "before the race"),
    )


def state_after(
    setup: RaceSetup, lap: int, *, gap_s: float = 1.8, status: TrackStatus = TrackStatus.GREEN, stopped_on: int = 0
) -> RaceState:
    """The field in grid order, each car `gap_s` behind the next; all stopped for hards on lap `stopped_on` if given."""
    grid = setup.start_state()
    cars = []
    for index, car in enumerate(grid.cars):
        under_way = replace(car, gap_s=gap_s * index, tyre_life=lap)
        if stopped_on:
            under_way = replace(under_way, compound=H, tyre_life=lap - stopped_on, used=frozenset({M}), stops_done=1)
        cars.append(under_way)
    return replace(
        grid, lap=lap, cars=tuple(cars), track_status=status, status_laps=int(status > 0), weather_known=True
    )


def _wear(parameters: RaceParameters, compound: Compound) -> WearEstimate:
    lap, row = parameters.lap, COMPOUNDS.index(compound)
    return WearEstimate(
        Estimate(float(lap.compound_offset_s[row]), 0.1, 400),
        Estimate(float(lap.wear_linear_s[row]), 0.01, 400),
        Estimate(float(lap.wear_quadratic_s[row]), 0.001, 400),
        float(lap.cliff_lap[row]),
        float(lap.cliff_s[row]),
        400,
        (2022, 2023),
    )
