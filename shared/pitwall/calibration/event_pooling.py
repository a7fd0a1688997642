"""Everything that happens in races, pooled: the second stage of calibrating events.

Pure and fast, NumPy only. It sees the measurements it is given, so as-of-date honesty is the caller's cut.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pitwall.calibration.dirty_air import DirtyAirCalibration, pool_dirty_air
from pitwall.calibration.easing import EASING_GAP_S, pool_easing
from pitwall.calibration.estimates import Estimate
from pitwall.calibration.event_measurement import EventMeasurement
from pitwall.calibration.neutralisation_hazards import (
    NeutralisationCalibration,
    pool_neutralisations,
    safety_car_by_lap,
)
from pitwall.calibration.overtaking import AID_REACH_S, REACH_S
from pitwall.calibration.overtaking_fit import OvertakingCalibration, pool_overtaking
from pitwall.calibration.penalties import PenaltyCalibration, pool_penalties
from pitwall.calibration.pit_loss import PitLossCalibration, pool_pit_loss
from pitwall.calibration.rain import RainCalibration, pool_rain
from pitwall.calibration.reactions import ReactionCalibration, pool_reactions
from pitwall.calibration.retirements import RetirementCalibration, pool_retirements
from pitwall.calibration.starts import StartCalibration, pool_starts
from pitwall.calibration.stationary import StationaryCalibration, pool_stationary
from pitwall.domain.race_parameters import (
    STATUSES,
    NeutralisationParameters,
    PitParameters,
    StartParameters,
    TrafficParameters,
    WeatherParameters,
)
from pitwall.domain.race_state import TrackStatus
from pitwall.domain.team_lineage import last_team_of

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class CarEvents:
    """What happens to each car, [cars] in the order asked for; names as in `CarParameters`."""

    start_gain_s: Array
    top_speed_kmh: Array
    stationary_median_s: Array
    stationary_log_sd: Array
    slow_stop_probability: Array
    slow_stop_extra_s: Array
    retirement_hazard: Array
    first_lap_retirement: Array
    penalty_probability: Array


@dataclass(frozen=True, eq=False)
class RaceEvents:
    """The events' share of one race's parameters."""

    traffic: TrafficParameters
    pit: PitParameters
    neutralisation: NeutralisationParameters
    weather: WeatherParameters
    start: StartParameters
    cars: CarEvents
    pit_loss: dict[TrackStatus, Estimate]
    """Lane loss by status, stationary time apart."""
    penalty_s: float
    """Mean length of a time penalty."""
    safety_car_by_lap: tuple[float, ...]
    """Probability that it is out on lap 1, 2, ... of a dry race."""
    quality: tuple[str, ...]
    """What is missing, in words."""


@dataclass(frozen=True)
class EventCalibration:
    """The events of all races given."""

    races: int
    seasons: tuple[int, ...]
    start: StartCalibration
    pit_loss: PitLossCalibration
    stationary: StationaryCalibration
    overtaking: OvertakingCalibration
    dirty_air: DirtyAirCalibration
    easing_s: Estimate
    neutralisation: NeutralisationCalibration
    reaction: ReactionCalibration
    retirement: RetirementCalibration
    penalty: PenaltyCalibration
    rain: RainCalibration

    def for_race(
        self,
        circuit_id: str,
        driver_ids: Sequence[str],
        constructor_ids: Sequence[str],
        *,
        laps: int,
        aid_from_lap: int,
    ) -> RaceEvents:
        """The parameters of a race of `laps` laps; drivers in grid order, `aid_from_lap` as in `RaceRules`."""
        cars = self._cars(driver_ids, constructor_ids)
        pit_loss = self.pit_loss.lane_loss(circuit_id)
        neutralisation = replace(
            self.neutralisation.for_race(circuit_id),
            reaction_logit=np.array([[estimate.mean for estimate in row] for row in self.reaction.logit]),
            reaction_first_lap_share=self.reaction.first_lap_share.mean,
            shortest_useful_laps=self.reaction.shortest_useful_laps,
        )
        dropping_out = np.full(laps, cars.retirement_hazard.sum())
        dropping_out[:1] = cars.first_lap_retirement.sum()
        return RaceEvents(
            traffic=self._traffic(circuit_id, aid_from_lap),
            pit=PitParameters(
                lane_loss_s=np.array([pit_loss[status].mean for status in STATUSES]),
                lane_loss_sd_s=self.pit_loss.sd_s.mean,
                double_stack_loss_s=max(0.0, self.stationary.double_stack_s.mean),
                cover_probability=self.reaction.cover_probability.mean,
                cover_gap_s=self.reaction.cover_gap_s,
                cover_window_laps=self.reaction.cover_window_laps,
            ),
            neutralisation=neutralisation,
            weather=self.rain.for_race(circuit_id),
            start=self.start.for_race(circuit_id),
            cars=cars,
            pit_loss=pit_loss,
            penalty_s=self.penalty.seconds.mean,
            safety_car_by_lap=safety_car_by_lap(neutralisation, dropping_out.tolist()),
            quality=self._quality(circuit_id),
        )

    def _traffic(self, circuit_id: str, aid_from_lap: int) -> TrafficParameters:
        return TrafficParameters(
            overtaking_logit=self.overtaking.logit(circuit_id),
            overtaking_reach_s=REACH_S,
            aid_reach_s=AID_REACH_S,
            aid_from_lap=aid_from_lap,
            follow_gap_s=self.overtaking.follow_gap_s.mean,
            follow_gap_sd_s=self.overtaking.follow_gap_sd_s.mean,
            closeness_per_s=self.overtaking.closeness.mean,
            pass_gap_s=self.overtaking.pass_gap_s.mean,
            failed_attempt_loss_s=self.dirty_air.failed_attempt_s.mean,
            dirty_air_loss_s=max(0.0, self.dirty_air.loss_s.of(circuit_id).mean),
            dirty_air_reach_s=self.dirty_air.reach_s.mean,
            blue_flag_loss_s=self.dirty_air.blue_flag_s.mean,
            easing_s=self.easing_s.mean,
            easing_gap_s=EASING_GAP_S,
        )

    def _cars(self, driver_ids: Sequence[str], constructor_ids: Sequence[str]) -> CarEvents:
        every = np.ones(len(driver_ids))
        teams = [last_team_of(constructor) for constructor in constructor_ids]
        retirement = self.retirement
        return CarEvents(
            start_gain_s=_means(self.start.gain_s.of(driver).mean for driver in driver_ids),
            top_speed_kmh=_TOP_SPEED_LEVEL_KMH + _means(self.overtaking.top_speed_kmh.of(team).mean for team in teams),
            stationary_median_s=_means(self.stationary.median_s.of(team).mean for team in teams),
            stationary_log_sd=self.stationary.log_sd * every,
            slow_stop_probability=_means(self.stationary.slow_probability.of(team).mean for team in teams),
            slow_stop_extra_s=self.stationary.slow_extra_s.mean * every,
            retirement_hazard=retirement.hazards(driver_ids, teams),
            first_lap_retirement=_means(retirement.first_lap.of(driver).mean for driver in driver_ids),
            penalty_probability=_means(self.penalty.per_lap.of(driver).mean for driver in driver_ids),
        )

    def _quality(self, circuit_id: str) -> tuple[str, ...]:
        remarks = []
        if circuit_id not in self.pit_loss.green_s.groups:
            spread = self.pit_loss.green_s.of(circuit_id).sd
            remarks.append(
                f"no pit stops seen at {circuit_id}: pit loss of the mean circuit, give or take {spread:.1f} s"
            )
        if circuit_id not in self.overtaking.circuit.groups:
            remarks.append(
                f"no dry race seen at {circuit_id}: overtaking is taken to be as hard as at the mean circuit"
            )
        if self.start.n == 0:
            remarks.append("too few clean starts seen: the start is assumed, not measured")
        return tuple(remarks)


_TOP_SPEED_LEVEL_KMH = 320.0
"""Only differences count; 0 would mean that no speed is known."""


def _means(values: Iterable[float]) -> Array:
    return np.fromiter(values, dtype=float)


def pool_events(measurements: Sequence[EventMeasurement], crossover_wetness: float) -> EventCalibration:
    """The calibration of the races given, whatever they are; `crossover_wetness` as in `WetPool`."""
    rows = list(measurements)
    return EventCalibration(
        races=len(rows),
        seasons=tuple(sorted({m.season for m in rows})),
        start=pool_starts([(m.circuit_id, m.season, m.start) for m in rows]),
        pit_loss=pool_pit_loss((m.circuit_id, m.season, m.pit_loss) for m in rows),
        stationary=pool_stationary([(m.season, m.stationary) for m in rows]),
        overtaking=pool_overtaking([(m.circuit_id, m.season, m.overtaking) for m in rows]),
        dirty_air=pool_dirty_air([(m.circuit_id, m.season, m.dirty_air) for m in rows]),
        easing_s=pool_easing([(m.season, m.easing) for m in rows]),
        neutralisation=pool_neutralisations((m.circuit_id, m.season, m.neutralisation) for m in rows),
        reaction=pool_reactions((m.season, m.reaction) for m in rows),
        retirement=pool_retirements((m.season, m.retirement) for m in rows),
        penalty=pool_penalties((m.season, m.penalty) for m in rows),
        rain=pool_rain(((m.circuit_id, m.season, m.rain) for m in rows), crossover_wetness),
    )
