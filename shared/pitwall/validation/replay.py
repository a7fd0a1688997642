"""Plays a real race again: with what is given (strategies, neutralisations, retirements) or with nothing given at all.

One race in, one score out; everything that is averaged over races is in `tables`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pitwall.calibration.driven_race import DrivenRace
from pitwall.calibration.race_setup import RaceSetup
from pitwall.domain.vocabulary import RaceKey
from pitwall.strategy.rivals import rival_plans
from pitwall.validation import measures
from simulator import FieldPlans, RaceRuns, Scenario, simulate

Array = NDArray[np.float64]


@dataclass(frozen=True)
class ReplayScore:
    """How near a race simulated with its real strategies, neutralisations and retirements came to the real one.

    Positions are ranks among the cars that finished in both. The predicted rank is that of the mean simulated
    position; the predicted winner and podium are the cars that came there most often.
    """

    race: RaceKey
    circuit_id: str
    cars: int
    position_error: float
    grid_error: float
    middle_error: float
    """Of the forecast that everyone comes in the middle of the field."""
    spearman: float
    grid_spearman: float
    kendall_tau: float
    winner_hit: bool
    grid_winner_hit: bool
    podium_hits: float
    grid_podium_hits: float
    time_error_s: float | None
    """Median of |simulated mean - real| race time, each against the mean of the cars on the lead lap in both."""
    laps_match: float
    """Share of the finishers whose median simulated lap count is the real one."""


@dataclass(frozen=True)
class ForecastScore:
    """A race forecast after qualifying, nothing of the race known; all starters count, in official order."""

    race: RaceKey
    circuit_id: str
    dry: bool
    cars: int
    crps: float
    grid_crps: float
    """Of the grid as a sure forecast: its mean absolute error."""
    frequency_crps: float
    """Of how often each slot came where in the earlier races."""
    log_loss: float
    frequency_log_loss: float
    """Of how often each slot won in the earlier races."""
    winner_hit: bool
    grid_winner_hit: bool
    winner_probability: float
    pit_below: tuple[float, ...]
    pit_at: tuple[float, ...]


def given_scenario(driven: DrivenRace) -> Scenario:
    """What really happened, as given to the simulator."""
    return Scenario(
        status_by_lap=np.array(driven.status_by_lap, dtype=np.int8),
        retirement_lap=driven.retirement_lap,
        wetness_by_lap=np.array(driven.wetness_by_lap, dtype=np.float64),
    )


def replay(setup: RaceSetup, driven: DrivenRace, *, runs: int, seed: int) -> ReplayScore:
    """The race with its real strategies, neutralisations and retirements. Raises InvalidSimulationError."""
    plans = FieldPlans.driven(driven.driven_stops())
    state = driven.state_after(0)
    played = simulate(setup.parameters, state, plans, runs=runs, seed=seed, scenario=given_scenario(driven), threads=1)
    return score_replay(played, driven, setup.circuit_id)


def score_replay(played: RaceRuns, driven: DrivenRace, circuit_id: str) -> ReplayScore:
    """Simulated runs of a driven race against it."""
    finished = np.array([car.finished for car in driven.cars]) & (played.retired[0].mean(axis=0) < 0.5)
    actual = measures.ranks(np.array(driven.classification)[finished])
    grid = measures.ranks(np.array([car.grid for car in driven.cars])[finished])
    positions = played.position[0][:, finished].astype(float)
    predicted = measures.ranks(positions.mean(axis=0))
    order = np.argsort(positions, axis=1)
    cars = int(finished.sum())
    wins = np.bincount(order[:, 0], minlength=cars)
    podiums = np.bincount(order[:, : measures.PODIUM].ravel(), minlength=cars)
    laps = np.median(played.laps_done[0][:, finished], axis=0)
    return ReplayScore(
        race=driven.race,
        circuit_id=circuit_id,
        cars=cars,
        position_error=measures.mean_absolute_error(predicted, actual),
        grid_error=measures.mean_absolute_error(grid, actual),
        middle_error=measures.mean_absolute_error(np.full(cars, (cars + 1) / 2), actual),
        spearman=measures.spearman(predicted, actual),
        grid_spearman=measures.spearman(grid, actual),
        kendall_tau=measures.kendall_tau(predicted, actual),
        winner_hit=bool(np.argmax(wins) == np.argmin(actual)),
        grid_winner_hit=bool(np.argmin(grid) == np.argmin(actual)),
        podium_hits=measures.podium_hits(measures.ranks(-podiums), actual),
        grid_podium_hits=measures.podium_hits(grid, actual),
        time_error_s=_time_error_s(played, driven, finished),
        laps_match=float(np.mean(laps == np.array([car.laps for car in driven.cars])[finished])),
    )


def forecast(setup: RaceSetup, driven: DrivenRace, slots: "SlotFrequencies", *, runs: int, seed: int) -> ForecastScore:
    """The race from the grid with likely strategies and nothing given. Raises InvalidSimulationError."""
    state = setup.start_state()
    played = simulate(setup.parameters, state, rival_plans(setup, state), runs=runs, seed=seed, threads=1)
    return score_forecast(played, driven, slots, setup.circuit_id)


def score_forecast(played: RaceRuns, driven: DrivenRace, slots: "SlotFrequencies", circuit_id: str) -> ForecastScore:
    """Simulated runs of a race from its grid against what came."""
    actual = measures.ranks(np.array(driven.classification))
    grid = np.arange(1, len(actual) + 1)
    table = measures.position_probabilities(played.position[0])
    of_slots = slots.probabilities(len(actual))
    bounds = measures.pit_bounds(table, actual)
    winner = int(np.argmin(actual))
    return ForecastScore(
        race=driven.race,
        circuit_id=circuit_id,
        dry=driven.dry,
        cars=len(actual),
        crps=float(measures.ranked_probability_score(table, actual).mean()),
        grid_crps=measures.mean_absolute_error(grid, actual),
        frequency_crps=float(measures.ranked_probability_score(of_slots, actual).mean()),
        log_loss=measures.winner_log_loss(table[:, 0], winner, played.runs),
        frequency_log_loss=float(-np.log(of_slots[winner, 0] / of_slots[:, 0].sum())),
        winner_hit=bool(np.argmax(table[:, 0]) == winner),
        grid_winner_hit=winner == 0,
        winner_probability=float(table[:, 0].max()),
        pit_below=tuple(bounds.below.round(5).tolist()),
        pit_at=tuple(bounds.at.round(5).tolist()),
    )


@dataclass(frozen=True)
class SlotFrequencies:
    """Where the cars of each grid slot came in the races before: the baseline that knows the grid and nothing else."""

    counts: Array
    """[slots, positions]"""

    @classmethod
    def before(cls, races: list[DrivenRace]) -> "SlotFrequencies":
        """From the races given; neighbouring outcomes and a thin uniform prior fill what few races leave empty."""
        size = 30
        counts = np.full((size, size), 0.05)
        for race in races:
            for car in race.cars:
                for offset, share in ((0, 0.5), (-1, 0.25), (1, 0.25)):
                    counts[car.grid - 1, min(max(car.position - 1 + offset, 0), size - 1)] += share
        return cls(counts)

    def probabilities(self, cars: int) -> Array:
        """[cars, cars] by slot."""
        table = self.counts[:cars, :cars]
        return np.asarray(table / table.sum(axis=1, keepdims=True))


def _time_error_s(played: RaceRuns, driven: DrivenRace, finished: NDArray[np.bool_]) -> float | None:
    real = np.array([np.nan if car.race_time_s is None else car.race_time_s for car in driven.cars])
    full = np.array([car.laps == driven.laps for car in driven.cars])
    full &= np.median(played.laps_done[0], axis=0) == driven.laps
    compared = finished & full & np.isfinite(real)
    if compared.sum() < 3:
        return None
    simulated = played.race_time_s[0][:, compared].mean(axis=0, dtype=np.float64)
    difference = (simulated - simulated.mean()) - (real[compared] - real[compared].mean())
    return float(np.median(np.abs(difference)))
