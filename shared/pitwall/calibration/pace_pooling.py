"""Expected race pace of every car of a coming race, with honest spread: form, rating, qualifying, practice, weighed.

The weights are fitted on earlier races only, one set for every combination of what a weekend may know; a set that
rests on too few races leaves out the rarest sign.
"""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pitwall.calibration.lap_level import LapLevel, by_circuit, level_of
from pitwall.calibration.pace_form import Form, FormBook
from pitwall.calibration.race_pace import RacePaceMeasurement
from pitwall.calibration.weekend_measurement import WeekendMeasurement
from pitwall.domain.team_lineage import last_team_of

Array = NDArray[np.float64]

SIGNS = ("driver_form", "team_form", "rating", "qualifying", "short_runs", "long_runs", "sprint")
"""What a car's pace is expected from; the first two are always there."""
_FORM = 2
_PRIOR_WEIGHTS = (0.8, 0.8, 0.0, 0.3, 0.2, 0.0, 0.3)
"""Where the data say nothing yet: form is believed, and a sign of the weekend a little."""
_PRIOR_STRENGTH = 2e-4
"""In squared gaps, on top of which ridge regression adds the data's."""
_PRIOR_OWN_SD, _PRIOR_TEAM_SD, _PRIOR_CARS = 0.0018, 0.00135, 60.0
"""Spread of form before there are races, worth that many cars."""
FORM_SHARE = 0.15
"""Of the spread left over: the rest is what the simulator draws besides (tyres from race to race, noise, traffic) and a
few broken races, which measured pace alone cannot tell from form. Of 0, 0.15, 0.3 and 0.45 on 2018 and 2019, winners'
log loss is 1.346, 1.346, 1.358 and 1.356, CRPS the same within 0.002; none at all would claim to know."""
_FEWEST_CARS = 150
_WIDEST_GAP = 0.03
"""A gap beyond three percent says that something went wrong, not how slow the car is."""
_FULL_LAPS = 40
_HUBER_SDS = 2.0


@dataclass(frozen=True)
class PaceWeights:
    """What each sign is worth where just these are known."""

    signs: tuple[str, ...]
    weights: tuple[float, ...]
    own_sd: float
    """Left over, of each car: the day's form."""
    team_sd: float
    """Left over, shared by team-mates."""
    cars: int
    """Cars it was fitted on."""


@dataclass(frozen=True)
class PaceForecast:
    """Expected race pace of each car of a weekend, as shares of the lap; row by row as its entries."""

    gap: Array
    own_sd: Array
    team_sd: Array
    lap_s: float
    """Mean clean race lap of a mean car."""
    level: LapLevel
    quality: tuple[str, ...]
    """What is missing, in words."""


@dataclass(frozen=True)
class PaceCalibration:
    """Form, weights and lap levels from the races it was given."""

    teams: Mapping[str, Form]
    drivers: Mapping[str, Form]
    season: int | None
    weights: tuple[PaceWeights, ...]
    circuits: Mapping[str, LapLevel]
    everywhere: LapLevel
    races: int

    @cached_property
    def _by_signs(self) -> Mapping[tuple[str, ...], PaceWeights]:
        return {weights.signs: weights for weights in self.weights}

    def for_race(self, weekend: WeekendMeasurement) -> PaceForecast:
        """Expected pace of the cars of `weekend`; whatever it does not know yet widens the spread."""
        book = FormBook(dict(self.teams), dict(self.drivers), self.season)
        book.begin_season(weekend.race.season)
        table = signs_of(weekend, book)
        chosen = [self._weights_for(row) for row in table]
        gaps = np.array([_expected(weights, row) for weights, row in zip(chosen, table, strict=True)])
        new = np.array([entry.driver_id not in book.drivers for entry in weekend.entries])
        new_team = np.array([last_team_of(entry.constructor_id) not in book.teams for entry in weekend.entries])
        level = self.circuits.get(weekend.circuit_id, self.everywhere)
        return PaceForecast(
            gap=gaps - gaps.mean() if len(gaps) else gaps,
            own_sd=np.maximum([weights.own_sd for weights in chosen], np.where(new, _PRIOR_OWN_SD, 0.0)),
            team_sd=np.maximum([weights.team_sd for weights in chosen], np.where(new_team, _PRIOR_TEAM_SD, 0.0)),
            lap_s=self._lap_s(weekend, level),
            level=level,
            quality=tuple(self._quality(weekend, book)),
        )

    def _weights_for(self, row: Array) -> PaceWeights:
        signs = tuple(sign for sign, value in zip(SIGNS, row, strict=True) if not np.isnan(value))
        return self._by_signs[signs]

    def _lap_s(self, weekend: WeekendMeasurement, level: LapLevel) -> float:
        if weekend.pole_lap_s is not None and not weekend.wet_qualifying:
            return weekend.pole_lap_s * level.to_pole.mean
        if weekend.circuit_id in self.circuits or weekend.course_length_km is None:
            return level.lap_s
        return weekend.course_length_km * level.seconds_per_km

    def _quality(self, weekend: WeekendMeasurement, book: FormBook) -> Iterable[str]:
        if not self.races:
            yield "no earlier race: pace is a guess from this weekend alone"
        if all(entry.qualifying_gap is None for entry in weekend.entries):
            yield "no qualifying yet: expected pace rests on form and practice"
        if weekend.wet_qualifying:
            yield "wet qualifying: its gaps say less about a dry race"
        if all(entry.short_run_gap is None for entry in weekend.entries):
            yield "no practice known"
        new_drivers = [entry.driver_id for entry in weekend.entries if entry.driver_id not in book.drivers]
        if new_drivers and self.races:
            yield f"no earlier race of {', '.join(new_drivers)}: expected at the team's level"
        new_teams = {
            entry.constructor_id for entry in weekend.entries if last_team_of(entry.constructor_id) not in book.teams
        }
        if new_teams and self.races:
            yield f"no earlier race of the team {', '.join(sorted(new_teams))}: expected from this weekend alone"


def signs_of(weekend: WeekendMeasurement, book: FormBook) -> Array:
    """[cars, SIGNS] gaps to the field's median; NaN where not known."""
    entries = weekend.entries
    table = np.full((len(entries), len(SIGNS)), np.nan)
    table[:, 0] = [book.driver(entry.driver_id) for entry in entries]
    table[:, 1] = [book.team(entry.constructor_id) for entry in entries]
    columns = (
        [entry.rated_gap for entry in entries],
        [entry.qualifying_gap for entry in entries],
        [entry.short_run_gap for entry in entries],
        [entry.long_run_gap for entry in entries],
        [entry.sprint_gap for entry in entries],
    )
    for place, column in enumerate(columns, start=_FORM):
        values = np.array(column, dtype=float)
        ordered = np.sort(values[~np.isnan(values)])  # NumPy's own median of so few values costs ten times as much
        if count := len(ordered):
            median = 0.5 * (ordered[(count - 1) // 2] + ordered[count // 2])
            table[:, place] = np.minimum(np.maximum(values - median, -_WIDEST_GAP), _WIDEST_GAP)
    return table


def pool_pace(races: Sequence[tuple[WeekendMeasurement, RacePaceMeasurement]]) -> PaceCalibration:
    """Form, weights and lap levels from `races`, which must be in order of time."""
    book = FormBook()
    tables, responses, measured_sds, laps, pairs = [], [], [], [], []
    for number, (weekend, pace) in enumerate(races):
        book.begin_season(weekend.race.season)
        paces = {driver.driver_id: driver for driver in pace.drivers}
        if paces and weekend.entries:
            tables.append(signs_of(weekend, book))
            known = [paces.get(entry.driver_id) for entry in weekend.entries]
            responses += [np.nan if driver is None else driver.gap for driver in known]
            measured_sds += [np.nan if driver is None else driver.gap_sd for driver in known]
            laps += [0 if driver is None else driver.laps for driver in known]
            pairs += [f"{number} {last_team_of(entry.constructor_id)}" for entry in weekend.entries]
        book.add_race(pace.drivers)
    table = np.concatenate(tables) if tables else np.empty((0, len(SIGNS)))
    sample = _Sample(table, np.array(responses), np.array(measured_sds), np.array(laps, dtype=float), np.array(pairs))
    rests = itertools.chain.from_iterable(itertools.combinations(SIGNS[_FORM:], count) for count in range(6))
    return PaceCalibration(
        teams=dict(sorted(book.teams.items())),
        drivers=dict(sorted(book.drivers.items())),
        season=book.season,
        weights=tuple(_fitted(SIGNS[:_FORM] + rest, sample) for rest in rests),
        circuits={circuit: level_of(of_circuit) for circuit, of_circuit in by_circuit(races).items()},
        everywhere=level_of(races),
        races=sum(1 for _, pace in races if pace.drivers),
    )


@dataclass(frozen=True)
class _Sample:
    signs: Array
    gap: Array
    gap_sd: Array
    laps: Array
    pair: NDArray[np.str_]
    """Equal for the team-mates of one race."""


def _expected(weights: PaceWeights, row: Array) -> float:
    values = [row[SIGNS.index(sign)] for sign in weights.signs]
    return float(np.dot(weights.weights, values))


def _fitted(signs: tuple[str, ...], sample: _Sample) -> PaceWeights:
    """Ridge regression towards the prior weights, large residuals losing weight."""
    columns = [SIGNS.index(sign) for sign in signs]
    used = ~np.isnan(sample.gap) & ~np.isnan(sample.signs[:, columns]).any(axis=1)
    if used.sum() < _FEWEST_CARS and len(signs) > _FORM:
        fewer = _fitted(signs[:-1], sample)
        if fewer.cars >= _FEWEST_CARS:
            return PaceWeights(signs, (*fewer.weights, 0.0), fewer.own_sd, fewer.team_sd, fewer.cars)
    prior = np.array([_PRIOR_WEIGHTS[column] for column in columns])
    design, gap = sample.signs[used][:, columns], sample.gap[used]
    trust = np.minimum(sample.laps[used], _FULL_LAPS) / _FULL_LAPS
    coefficients = prior
    for _ in range(4):
        residual = gap - design @ coefficients
        scale = 1.4826 * np.median(np.abs(residual)) if len(residual) else 1.0
        weight = trust * np.minimum(1.0, _HUBER_SDS * scale / np.maximum(np.abs(residual), 1e-9))
        normal = design.T @ (design * weight[:, None]) + _PRIOR_STRENGTH * np.eye(len(columns))
        coefficients = np.linalg.solve(normal, design.T @ (weight * gap) + _PRIOR_STRENGTH * prior)
    own_sd, team_sd = _spread(gap - design @ coefficients, sample.gap_sd[used], sample.pair[used])
    return PaceWeights(signs, tuple(coefficients.round(6).tolist()), own_sd, team_sd, int(used.sum()))


def _spread(residual: Array, gap_sd: Array, pair: NDArray[np.str_]) -> tuple[float, float]:
    """Standard deviations of the day's form of a car and of a team, what the measurement itself scatters taken out."""
    order = np.argsort(pair, kind="stable")
    ordered = residual[order]
    mates = np.flatnonzero(pair[order][1:] == pair[order][:-1])
    shared, common = float(ordered[mates] @ ordered[mates + 1]), len(mates)
    prior = _PRIOR_CARS / (_PRIOR_CARS + len(residual))
    team_variance = max(shared / common, 0.0) if common else 0.0
    own_variance = float(np.mean(residual**2 - gap_sd**2)) - team_variance if len(residual) else 0.0
    own = (1 - prior) * FORM_SHARE**2 * max(own_variance, 1e-7) + prior * _PRIOR_OWN_SD**2
    team = (1 - prior) * FORM_SHARE**2 * team_variance + prior * _PRIOR_TEAM_SD**2
    return round(float(np.sqrt(own)), 6), round(float(np.sqrt(team)), 6)
