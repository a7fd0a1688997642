"""Simple rules from the newest calibration, for where no model is in use: pooled means, no learning.

The parts of an answer sum to it here too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np

from functions.strategy.archive_in_use import ArchiveInUse
from pitwall.calibration.calibration import Calibration
from pitwall.calibration.estimates import Estimate
from pitwall.calibration.fuel import TYPICAL_LAPS, TYPICAL_LENGTH_KM, fuel_slope_s
from pitwall.calibration.lap_pooling import TYPICAL_LAP_S, RaceConditions
from pitwall.domain.race_state import TrackStatus
from pitwall.domain.tyre_strategy import DRY_COMPOUNDS
from pitwall.errors import InvalidStateError
from pitwall.models.degradation_answers import DegradationQuestion
from pitwall.models.lap_time_answers import LapTimeQuestion
from pitwall.models.lap_time_answers import check as check_laps
from pitwall.models.pit_loss_answers import PitLossQuestion
from pitwall.models.plain_answers import TO_EDGE_SDS, PlainAnswer
from pitwall.models.safety_car_answers import SafetyCarQuestion

_LEVEL_SD_SHARE = 0.5
"""Of a lap's noise: what is not known of a pace that was read off a few laps."""


class RuleSource(Protocol):
    """Where rules come from. Raises CalibrationMissingError where nothing is calibrated."""

    def newest(self) -> tuple[str, Calibration]:
        """The newest calibration and its version."""


@dataclass(frozen=True)
class Rules:
    """The rules of one calibration."""

    version: str
    calibration: Calibration

    @classmethod
    def of(cls, source: RuleSource) -> "Rules":
        """The newest. Raises CalibrationMissingError."""
        return cls(*source.newest())

    def lap_time(self, question: LapTimeQuestion) -> list[PlainAnswer]:
        """Recent pace, lighter by fuel. Raises InvalidStateError."""
        check_laps(question)
        length_km = question.length_km or self.calibration.laps.lengths_km.get(question.circuit_id, TYPICAL_LENGTH_KM)
        slope = fuel_slope_s(question.season, length_km, question.total_laps)
        recent_s = float(np.mean([lap.lap_time_s for lap in question.recent]))
        middle = float(np.mean([lap.lap_number for lap in question.recent]))
        noise = self._noise_sd_s()
        edge = TO_EDGE_SDS * float(np.hypot(noise, _LEVEL_SD_SHARE * noise))
        told = []
        for lap in range(question.recent[-1].lap_number + 1, question.recent[-1].lap_number + question.laps + 1):
            fuel = slope * (lap - middle)
            value = recent_s + fuel
            told.append(PlainAnswer(value, value - edge, value + edge, "s", recent_s, {"fuel": fuel}))
        return told

    def degradation(self, question: DegradationQuestion) -> PlainAnswer:
        """The pooled wear of the compound at the circuit. Raises InvalidStateError for tyres there is none of."""
        if question.compound not in DRY_COMPOUNDS:
            raise InvalidStateError([f"{question.compound}: only slicks' wear is known, a wet track hides the rest"])
        seasons = self.calibration.events.seasons
        conditions = RaceConditions(question.circuit_id, max(seasons), TYPICAL_LAPS, question.lap_s or TYPICAL_LAP_S)
        wear = self.calibration.laps.for_race(conditions).wear[question.compound]
        life = question.tyre_life - 1
        parts = {
            "linear": wear.linear_s.mean * life,
            "quadratic": wear.quadratic_s.mean * life**2,
            "cliff": wear.cliff_s * max(0.0, life - wear.cliff_lap),
        }
        edge = TO_EDGE_SDS * float(np.hypot(wear.linear_s.sd * life, wear.quadratic_s.sd * life**2))
        value = sum(parts.values())
        return PlainAnswer(value, value - edge, value + edge, "s", 0.0, parts)

    def safety_car(self, question: SafetyCarQuestion) -> dict[Literal["SC", "VSC"], PlainAnswer]:
        """The circuit's rate spread evenly over the laps of a race."""
        if not 1 <= question.lap <= question.total_laps:
            raise InvalidStateError([f"lap {question.lap} of {question.total_laps}: there is none"])
        pooled = self.calibration.events.neutralisation
        found: dict[Literal["SC", "VSC"], PlainAnswer] = {}
        kinds: Mapping[Literal["SC", "VSC"], tuple[int, int]] = {"SC": (1, 1), "VSC": (0, 0)}
        for kind, (place, group) in kinds.items():
            mean, factor = pooled.per_race[place], pooled.circuit_factor[group].of(question.circuit_id)
            base = mean.mean / question.total_laps
            value = min(1.0, base * factor.mean)
            edge = (
                TO_EDGE_SDS
                * value
                * float(np.hypot(mean.sd / max(mean.mean, 1e-9), factor.sd / max(factor.mean, 1e-9)))
            )
            parts = {"circuit": value - base}
            found[kind] = PlainAnswer(value, max(0.0, value - edge), min(1.0, value + edge), "probability", base, parts)
        return found

    def pit_loss(self, question: PitLossQuestion) -> PlainAnswer:
        """The pooled lane loss of the circuit, and the usual stationary time where none is given."""
        events = self.calibration.events
        green = events.pit_loss.lane_loss(question.circuit_id)[TrackStatus.GREEN]
        lane = events.pit_loss.lane_loss(question.circuit_id)[TrackStatus[question.status]]
        stationary: Estimate = events.stationary.median_s.overall
        given = question.stationary_s
        parts = {
            "neutralisation": lane.mean - green.mean,
            "stationary": stationary.mean if given is None else given,
        }
        edge = TO_EDGE_SDS * float(np.hypot(lane.sd, events.pit_loss.sd_s.mean))
        value = green.mean + sum(parts.values())
        return PlainAnswer(value, value - edge, value + edge, "s", green.mean, parts)

    def _noise_sd_s(self) -> float:
        return self.calibration.laps.drivers.field_noise_sd_s.mean


class CalibratedRules:
    """Rules of the archive that strategy answers from."""

    def __init__(self, archive: ArchiveInUse) -> None:
        """Reads nothing yet."""
        self._archive = archive

    def newest(self) -> tuple[str, Calibration]:
        """See RuleSource."""
        return self._archive.newest_calibration()
