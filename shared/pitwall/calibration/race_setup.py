"""All that is known about one race before its start: entries, rules and every parameter it is simulated with.

What the simulator, the strategy engine and the screens start from.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from pitwall.calibration.driven_race import DrivenRace
from pitwall.calibration.estimates import Estimate
from pitwall.calibration.lap_pooling import LapCalibration, RaceConditions, RaceLaps
from pitwall.calibration.pace_pooling import PaceForecast
from pitwall.calibration.pace_seconds import looking_back, pace_seconds
from pitwall.calibration.usual_strategies import UsualStrategy
from pitwall.calibration.wear_estimate import WearEstimate
from pitwall.calibration.weekend_completion import completed, in_grid_order, usual_at
from pitwall.calibration.weekend_measurement import WeekendMeasurement
from pitwall.domain.race_parameters import CarParameters, RaceParameters
from pitwall.domain.race_state import CarState, RaceState, TrackStatus
from pitwall.domain.regulations import RaceRules, race_rules
from pitwall.domain.team_lineage import last_team_of
from pitwall.domain.tyre_strategy import DRY_COMPOUNDS
from pitwall.domain.vocabulary import Compound, RaceKey
from pitwall.errors import InvalidStateError

if TYPE_CHECKING:
    from pitwall.calibration.archive import Archive
    from pitwall.calibration.event_pooling import RaceEvents
    from pitwall.calibration.measurement import RaceMeasurement

Pace = Literal["before", "race"]
"""`before`: expected from what was known before the race. `race`: fitted on the race itself, for looking back."""


@dataclass(frozen=True)
class Entry:
    """One car on the grid."""

    driver_id: str
    driver_code: str | None
    constructor_id: str
    grid: int
    pit_lane_start: bool = False
    q2_compound: Compound | None = None
    """What the first ten must start on (until 2021), where known."""
    name: str | None = None
    driver_number: str | None = None
    """As painted on the car, where a session of the season has shown it."""


@dataclass(frozen=True)
class Provenance:
    """Where a setup's numbers come from."""

    calibration_version: str
    as_of: str
    """Newest race used."""
    pace: Literal["before the race", "fitted on the race itself"]
    quality: tuple[str, ...] = ()
    """What is missing or pooled, in words; empty where all is known."""


@dataclass(frozen=True)
class RaceSetup:
    """A race ready to be simulated; car rows of `parameters` are in the order of `entries`, which is the grid's."""

    race: RaceKey
    grand_prix_id: str
    circuit_id: str
    rules: RaceRules
    entries: tuple[Entry, ...]
    parameters: RaceParameters
    compound_names: Mapping[Compound, str]
    """C1..C6 (2018: names); empty where not nominated yet."""
    wear: Mapping[Compound, WearEstimate]
    pit_loss: Mapping[TrackStatus, Estimate]
    """Seconds, stationary time included."""
    safety_car_by_lap: tuple[float, ...]
    """Probability that the safety car (VSC apart) is out on lap 1, 2, ..."""
    usual: tuple[UsualStrategy, ...]
    provenance: Provenance

    def start_state(self) -> RaceState:
        """The grid, the weather unknown; tyres are whatever the plans start on, medium until then."""
        return RaceState(
            lap=0,
            laps=self.rules.laps,
            cars=tuple(
                CarState(
                    entry.driver_id,
                    entry.constructor_id,
                    position=slot,
                    compound=entry.q2_compound or Compound.MEDIUM,
                    pit_lane_start=entry.pit_lane_start,
                )
                for slot, entry in enumerate(self.entries, start=1)
            ),
            weather_known=False,
        )

    def car(self, driver_id: str) -> int:
        """The row of a driver's car. Raises InvalidStateError."""
        return self.start_state().car(driver_id)

    def entry(self, name: str) -> Entry:
        """The entry that a slug, a three-letter code or a number no other car has names.

        Raises InvalidStateError naming those there are.
        """
        wanted = name.strip().lower()
        for entry in self.entries:
            if wanted in (entry.driver_id, (entry.driver_code or "").lower()):
                return entry
        numbered = [entry for entry in self.entries if wanted == (entry.driver_number or "").lower()]
        if len(numbered) == 1:
            return numbered[0]
        if numbered:
            several = " and ".join(entry.driver_code or entry.driver_id for entry in numbered)
            raise InvalidStateError([f"number {name} in {self.race} is that of {several}"])
        there = ", ".join(entry.driver_code or entry.driver_id for entry in self.entries)
        raise InvalidStateError([f"no car of {name} in {self.race}; there are {there}"])


def race_setup(archive: "Archive", race: RaceKey, *, pace: Pace = "before") -> RaceSetup:
    """The setup of `race` from races before it and its own weekend up to the lights going out.

    `pace="race"` takes pace and wear from the race itself, for looking back. Raises NotFoundError where the archive
    does not have the race, UnusableArtefactError where nothing was measured before it.
    """
    own, calibration, earlier = archive.measurement(race), archive.calibration_before(race), archive.before(race)
    weekend, assumed = completed(own.weekend, [measured.weekend for measured in earlier])
    weekend, forecast, started = in_grid_order(weekend, calibration.pace.for_race(weekend))
    drivers = [entry.driver_id for entry in weekend.entries]
    if pace == "race":
        forecast = looking_back(forecast, own.race_pace, drivers, weekend.laps)
    rules = race_rules(race.season, weekend.grand_prix_id, weekend.laps)
    laps = calibration.laps.for_race(
        RaceConditions(
            weekend.circuit_id, race.season, rules.laps, forecast.lap_s, weekend.course_length_km, weekend.nominations
        ),
        own.lap if pace == "race" else None,
    )
    events = calibration.events.for_race(
        weekend.circuit_id,
        drivers,
        [entry.constructor_id for entry in weekend.entries],
        laps=rules.laps,
        aid_from_lap=rules.overtaking_aid_from_lap,
    )
    usual, strange = usual_at(weekend, *_driven(earlier))
    return RaceSetup(
        race=race,
        grand_prix_id=weekend.grand_prix_id,
        circuit_id=weekend.circuit_id,
        rules=rules,
        entries=_entries(weekend, [measured.weekend for measured in earlier]),
        parameters=_parameters(calibration.laps, laps, events, forecast, weekend),
        compound_names=dict(zip(DRY_COMPOUNDS, weekend.nominations or (), strict=False)),
        wear=laps.wear,
        pit_loss=_pit_loss(events),
        safety_car_by_lap=events.safety_car_by_lap,
        usual=usual,
        provenance=Provenance(
            calibration_version=archive.version,
            as_of=calibration.as_of,
            pace="fitted on the race itself" if pace == "race" else "before the race",
            quality=(*assumed, *started, *forecast.quality, *laps.quality, *events.quality, *strange),
        ),
    )


def _driven(earlier: "Sequence[RaceMeasurement]") -> tuple[list[DrivenRace], list[str]]:
    known = [(measured.driven, measured.circuit_id) for measured in earlier if measured.driven is not None]
    return [driven for driven, _ in known], [circuit for _, circuit in known]


def _entries(weekend: WeekendMeasurement, earlier: "Sequence[WeekendMeasurement]") -> tuple[Entry, ...]:
    """As they start; before a session has shown a car's number, the one it had earlier in the season."""
    this_season = [known.entries for known in earlier if known.race.season == weekend.race.season]
    shown = {one.driver_id: one.driver_number for cars in this_season for one in cars if one.driver_number}
    return tuple(
        Entry(
            driver_id=entry.driver_id,
            driver_code=entry.driver_code,
            constructor_id=entry.constructor_id,
            grid=slot,
            pit_lane_start=entry.pit_lane_start,
            q2_compound=entry.q2_compound,
            name=entry.name,
            driver_number=entry.driver_number or shown.get(entry.driver_id),
        )
        for slot, entry in enumerate(weekend.entries, start=1)
    )


def _pit_loss(events: "RaceEvents") -> dict[TrackStatus, Estimate]:
    standing_s = float(events.cars.stationary_median_s.mean())
    return {
        status: loss if status is TrackStatus.RED else replace(loss, mean=loss.mean + standing_s)
        for status, loss in events.pit_loss.items()
    }


def _parameters(
    calibration: LapCalibration,
    laps: RaceLaps,
    events: "RaceEvents",
    forecast: PaceForecast,
    weekend: WeekendMeasurement,
) -> RaceParameters:
    drivers = [entry.driver_id for entry in weekend.entries]
    teams = [last_team_of(entry.constructor_id) for entry in weekend.entries]
    behaviour = calibration.for_drivers(drivers, laps)
    pace = pace_seconds(forecast, laps.parameters, weekend.laps, behaviour.wear_factor)
    happens = events.cars
    return RaceParameters(
        lap=laps.parameters,
        traffic=events.traffic,
        pit=events.pit,
        neutralisation=events.neutralisation,
        weather=events.weather,
        start=events.start,
        cars=CarParameters(
            base_pace_s=pace.base_pace_s,
            day_form_sd_s=pace.day_form_sd_s,
            team=np.array([teams.index(team) for team in teams], dtype=np.int64),
            team_form_sd_s=pace.team_form_sd_s,
            noise_sd_s=behaviour.noise_sd_s,
            mistake_probability=behaviour.mistake_probability,
            mistake_mean_s=behaviour.mistake_mean_s,
            wear_factor=behaviour.wear_factor,
            start_gain_s=happens.start_gain_s,
            top_speed_kmh=happens.top_speed_kmh,
            stationary_median_s=happens.stationary_median_s,
            stationary_log_sd=happens.stationary_log_sd,
            slow_stop_probability=happens.slow_stop_probability,
            slow_stop_extra_s=happens.slow_stop_extra_s,
            retirement_hazard=happens.retirement_hazard,
            first_lap_retirement=happens.first_lap_retirement,
            penalty_probability=happens.penalty_probability,
        ),
        penalty_s=events.penalty_s,
    ).validate()
