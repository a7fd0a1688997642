"""A calibration of one hand-made race for tests of the strategy function: its setup, and the race as it was driven."""

from dataclasses import dataclass, field, replace

from pitwall.calibration.driven_race import DrivenCar, DrivenRace
from pitwall.calibration.race_setup import Pace, RaceSetup
from pitwall.domain.tyre_strategy import Stop
from pitwall.domain.vocabulary import Compound, RaceKey
from pitwall.errors import NotFoundError
from tests.hand_made_setup import hand_made_setup

RACE = RaceKey(2024, 5)
STOP_LAP = 24
LAPS = 30
CARS = 6


@dataclass
class HandMadeCalibration:
    """What ArchiveInUse gives, made by hand; `files` are what was kept."""

    version: str = "made-by-hand"
    files: dict[str, bytes] = field(default_factory=dict)

    def setup(self, race: RaceKey, pace: Pace) -> RaceSetup:
        """The one race there is."""
        if race != RACE:
            raise NotFoundError(f"no race {race} is in the calibration")
        made = hand_made_setup(cars=CARS, laps=LAPS)
        words = "before the race" if pace == "before" else "fitted on the race itself"
        return replace(made, provenance=replace(made.provenance, pace=words, quality=("made by hand",)))

    def driven(self, race: RaceKey) -> DrivenRace:
        """Everybody stopped once and nobody passed; the last car dropped out on lap 11."""
        assert race == RACE
        return hand_made_driven_race()

    def kept(self, path: str) -> bytes | None:
        """What lies there."""
        return self.files.get(path)

    def keep(self, path: str, data: bytes) -> bytes:
        """The first that came."""
        return self.files.setdefault(path, data)


def hand_made_driven_race() -> DrivenRace:
    """Gaps grow by a tenth of a second a lap and car."""
    out = CARS - 1
    stop = (Stop(STOP_LAP, Compound.HARD),)
    cars = [
        DrivenCar(
            driver_id=f"d{i}",
            constructor_id=f"t{i // 2}",
            grid=i + 1,
            pit_lane_start=False,
            start=Compound.MEDIUM,
            start_tyre_life=0,
            stops=() if i == out else stop,
            position=i + 1,
            finished=i != out,
            laps=10 if i == out else LAPS,
            retirement_lap=11 if i == out else 0,
            race_time_s=None if i == out else 2_700.0 + 3.0 * i,
        )
        for i in range(CARS)
    ]
    running = [[i for i in range(CARS) if i != out or lap <= 10] for lap in range(1, LAPS + 1)]
    return DrivenRace(
        race=RACE,
        laps=LAPS,
        scheduled_laps=LAPS,
        cars=tuple(cars),
        status_by_lap=(0,) * LAPS,
        wetness_by_lap=(0.0,) * LAPS,
        positions=tuple(tuple(i + 1 if i in there else 0 for i in range(CARS)) for there in running),
        gaps_s=tuple(
            tuple(0.1 * lap * i if i in there else None for i in range(CARS))
            for lap, there in enumerate(running, start=1)
        ),
        dry=True,
    )
