"""What happens in simulated races beside history, counted alike: a fast race in which nothing happens does not count.

Forecasts from the grid with nothing given, each race with parameters from the races before it and numbers of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pitwall.calibration.archive import Archive, load_archive, newest_version
from pitwall.calibration.driven_race import DrivenRace
from pitwall.calibration.neutralisations_measured import KINDS, NeutralisationEvent
from pitwall.calibration.race_setup import RaceSetup, race_setup
from pitwall.domain.race_state import TrackStatus
from pitwall.errors import PitwallError
from pitwall.lake.storage import open_storage
from pitwall.settings import Settings
from pitwall.strategy.rivals import rival_plans
from pitwall.validation.replay import given_scenario
from simulator import HAPPENED, FieldPlans, simulate

Counts = NDArray[np.float64]

_FIRST_SEASON = 2019
_RUNS = 100
_REPLAYED_RUNS = 8
_TOO_SHORT_LAPS = 20
_HALF_ON_WET_TYRES = 0.25
"""Wetness of a real race with half the field on intermediates; the simulator counts from its crossover on."""


@dataclass(frozen=True)
class Happening:
    """One row of the table."""

    name: str
    counted: str
    """How, on both sides."""
    simulated: float
    history: float
    standard_error: float
    """Of the mean of history's races."""


_DRY = (
    ("passes", "two cars change order on a green lap, neither in the pits, on its out lap, dropping out or starting"),
    ("passes, real stops and flags given", "the same, from the positions at the end of each lap"),
    ("stops", "changes of tyres but for those under a red flag"),
    ("safety cars", "times it comes out, for a lap before a red flag included"),
    ("virtual safety cars", "times it is called and no safety car follows at once"),
    ("red flags", "times a race is stopped"),
    ("retirements", "cars that do not take the chequered flag"),
)
_ALL = (
    ("wet races", "share with a lap on which the track asks for other tyres than slicks"),
    ("wet laps", "laps on which it does"),
)


def happenings_table(settings: Settings) -> list[Happening]:
    """Dry races since 2019 (simulated: the runs that stay dry), then the rain of all. Empty without a calibration."""
    storage = open_storage(settings.artefacts)
    version = newest_version(storage)
    if version is None:
        return []
    archive = load_archive(storage, version)
    dry: list[tuple[Counts, Counts]] = []
    rain: list[tuple[Counts, Counts]] = []
    for number, driven in enumerate(_driven_races(archive)):
        try:
            setup = race_setup(archive, driven.race)
        except PitwallError:  # too early in the archive for a calibration
            continue
        state = setup.start_state()
        # Races need numbers of their own: with one seed for all, a hundred runs of each were the same hundred draws.
        played = simulate(setup.parameters, state, rival_plans(setup, state), runs=_RUNS, seed=number, threads=1)
        happened = played.happened[0].astype(float)
        wet_laps = happened[:, HAPPENED.index("rain_laps")]
        rain.append((np.array([np.mean(wet_laps > 0), wet_laps.mean()]), _rain_in(driven)))
        if driven.dry and (wet_laps == 0).any():
            counts = happened[wet_laps == 0].mean(axis=0)[: len(_DRY) - 1]
            events = archive.measurement(driven.race).events.neutralisation.events
            replayed = _replayed_passes(setup, driven, number)
            dry.append((np.concatenate([counts[:1], replayed, counts[1:]]), _happened_in(driven, events)))
    return [*_rows(_DRY, _counted_alike(dry)), *_rows(_ALL, rain)]


def _counted_alike(races: Sequence[tuple[Counts, Counts]]) -> list[tuple[Counts, Counts]]:
    """The kernel counts passes of and by cars on their out lap too: less by what that comes to in the replays."""
    if not races:
        return []
    _, by_lap, by_kernel = np.sum([simulated[:3] for simulated, _ in races], axis=0)
    alike = np.array([by_lap / by_kernel, *np.ones(len(_DRY) - 1)])
    return [(np.delete(simulated, 2) * alike, real) for simulated, real in races]


def _driven_races(archive: Archive) -> list[DrivenRace]:
    known = (archive.driven_race(race) for race in archive.races if race.season >= _FIRST_SEASON)
    return [driven for driven in known if driven is not None and driven.laps > _TOO_SHORT_LAPS]


def _rows(names: Sequence[tuple[str, str]], races: Sequence[tuple[Counts, Counts]]) -> list[Happening]:
    if not races:
        return []
    simulated, history = (np.array(side) for side in zip(*races, strict=True))
    errors = history.std(axis=0) / np.sqrt(len(history))
    values = zip(names, simulated.mean(axis=0), history.mean(axis=0), errors, strict=True)
    return [
        Happening(name, counted, float(ours), float(real), float(error))
        for (name, counted), ours, real, error in values
    ]


def _happened_in(driven: DrivenRace, events: Sequence[NeutralisationEvent]) -> Counts:
    passes = passes_in(driven)
    vsc, sc, red = (sum(KINDS[event.kind] == kind for event in events) for kind in KINDS)
    behind_it_first = sum(KINDS[event.kind] == "RED" and round(event.laps) >= 1 for event in events)
    return np.array(
        [
            passes,
            passes,
            sum(not stop.under_red_flag for car in driven.cars for stop in car.stops),
            sc + behind_it_first,
            vsc,
            red,
            sum(not car.finished for car in driven.cars),
        ],
        dtype=float,
    )


def _rain_in(driven: DrivenRace) -> Counts:
    wet = np.array(driven.wetness_by_lap) >= _HALF_ON_WET_TYRES
    return np.array([float(wet.any()), float(wet.sum())])


def passes_in(driven: DrivenRace) -> int:
    """Pairs of cars in another order than a lap before, on green laps after the first, while both race.

    A car in the pits on the lap or on its last lap before it drops out does not: the simulator's cars do not limp.
    """
    positions, status = driven.position_by_lap, np.array([int(TrackStatus.GREEN), *driven.status_by_lap])
    away = [
        {*car.pit_lane_laps, *(lap for stop in car.stops for lap in (stop.lap, stop.lap + 1)), car.retirement_lap - 1}
        for car in driven.cars
    ]
    passes = 0
    for lap in range(2, len(positions) + 1):
        if status[lap] != TrackStatus.GREEN or status[lap - 1] == TrackStatus.RED:
            continue
        before, after = positions[lap - 2], positions[lap - 1]
        racing = [c for c in range(len(after)) if before[c] > 0 and after[c] > 0 and lap not in away[c]]
        earlier, later = before[racing], after[racing]
        passes += int(np.sum((earlier[:, None] < earlier) & (later[:, None] > later)))
    return passes


def _replayed_passes(setup: RaceSetup, driven: DrivenRace, seed: int) -> Counts:
    """Of the race simulated with its real stops, neutralisations and retirements: from positions as in the real one,
    and as the kernel counts.
    """
    plans, state = FieldPlans.driven(driven.driven_stops()), driven.state_after(0)
    played = simulate(
        setup.parameters,
        state,
        plans,
        runs=_REPLAYED_RUNS,
        seed=seed,
        scenario=given_scenario(driven),
        trace=True,
        threads=1,
    )
    passes = []
    for run in range(_REPLAYED_RUNS):
        positions = np.asarray(played.trace_position)[0, run].astype(int)
        done = np.arange(1, len(positions) + 1)[:, None] <= played.laps_done[0, run]
        rows = tuple(tuple(row) for row in np.where(done, positions, 0).tolist())
        passes.append(passes_in(replace(driven, positions=rows)))
    return np.array([np.mean(passes), played.happened[0, :, HAPPENED.index("passes")].mean()])
