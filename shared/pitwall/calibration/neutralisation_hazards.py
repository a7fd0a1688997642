"""Hazards of VSC, safety car and red flag, pooled over races: by circuit, lap, rain and retirements.

What a retirement brings out and what comes by itself add up to history: an event on the lap of a retirement or the lap
after it is the retirement's.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TypeVar

import numpy as np

from pitwall.calibration.estimates import Estimate
from pitwall.calibration.event_groups import Counted, Pooled, discount, pool_rates
from pitwall.calibration.neutralisations_measured import KINDS, NeutralisationEvent, NeutralisationMeasurement
from pitwall.domain.race_parameters import LONGEST_NEUTRALISATION_LAPS, REACTION_TERMS, NeutralisationParameters

_HALF_LIFE_SEASONS = 5.0
_USUAL_LAPS = ((1.0, 1.0), (4.0, 2.0), (0.0, 1.0))
"""Centre and width of the durations believed before any was seen; together they weigh one event."""
_RAIN_PRIOR_EVENTS = 2.0

T = TypeVar("T")
Races = Sequence[tuple[str, int, NeutralisationMeasurement]]


@dataclass(frozen=True)
class NeutralisationCalibration:
    """Neutralisations of all circuits; triples are VSC, SC, RED."""

    hazard: tuple[Estimate, Estimate, Estimate]
    """Per dry green lap after the first, retirements apart."""
    circuit_factor: tuple[Pooled, Pooled]
    """VSC; SC and RED together: on hazard and on what retirements bring out, by circuit.

    Small: what a circuit had in earlier races foretells little of its next one (2018-2026: the likelihood of each race
    given those before it is best at a spread between circuits of about a tenth).
    """
    first_lap_factor: tuple[Estimate, Estimate, Estimate]
    rain_factor: tuple[Estimate, Estimate, Estimate]
    per_retirement: tuple[Estimate, Estimate, Estimate]
    """Of the mean circuit."""
    duration_pmf: tuple[tuple[float, ...], ...]
    """[3, 15]"""
    durations_seen: tuple[int, int, int]
    lap_time_factor: tuple[Estimate, Estimate]
    """VSC, SC."""
    catch_up_factor: Estimate
    """On a free lap, of a car that has not reached the queue."""
    queue_gap_s: Estimate
    restart_gap_s: Estimate
    restart_gap_sd_s: Estimate
    per_race: tuple[Estimate, Estimate, Estimate]
    """Events per race, as they happened."""

    def for_race(self, circuit_id: str) -> NeutralisationParameters:
        """The neutralisation parameters of a circuit, stops' reactions apart (see `reactions`)."""
        vsc, grave = (pooled.of(circuit_id).mean for pooled in self.circuit_factor)
        factor = np.array([vsc, grave, grave])
        return NeutralisationParameters(
            hazard=factor * np.array([e.mean for e in self.hazard]),
            first_lap_factor=np.array([e.mean for e in self.first_lap_factor]),
            rain_factor=np.array([e.mean for e in self.rain_factor]),
            per_retirement=np.minimum(0.9, factor * np.array([e.mean for e in self.per_retirement])),
            duration_pmf=np.array(self.duration_pmf),
            lap_time_factor=np.array([1.0, *(e.mean for e in self.lap_time_factor), 1.0]),
            catch_up_factor=self.catch_up_factor.mean,
            queue_gap_s=self.queue_gap_s.mean,
            restart_gap_s=self.restart_gap_s.mean,
            restart_gap_sd_s=self.restart_gap_sd_s.mean,
            reaction_logit=np.zeros((2, len(REACTION_TERMS))),
            shortest_useful_laps=0,
        )


def pool_neutralisations(races: Iterable[tuple[str, int, NeutralisationMeasurement]]) -> NeutralisationCalibration:
    """Of (circuit, season, measurement)."""
    rows = [row for row in races if row[2].dry_laps + row[2].wet_laps > 0]
    newest = max((season for _, season, _ in rows), default=0)
    rain = _each(lambda kind: _rain_factor(rows, kind))
    hazard = _each(lambda kind: _hazard(rows, kind, rain[kind].mean))
    retirement = _each(lambda kind: _per_retirement(rows, kind))
    return NeutralisationCalibration(
        hazard=hazard,
        circuit_factor=(
            _circuit_factor(rows, frozenset({0}), newest),
            _circuit_factor(rows, frozenset({1, 2}), newest),
        ),
        first_lap_factor=_each(lambda kind: _first_lap(rows, kind, hazard[kind], retirement[kind])),
        rain_factor=rain,
        per_retirement=retirement,
        duration_pmf=tuple(_durations(rows, kind, newest) for kind in range(3)),
        durations_seen=_each(lambda kind: len(_events(rows, kind))),
        lap_time_factor=(_slowness(rows, 0), _slowness(rows, 1)),
        catch_up_factor=_median(rows, [m.catch_up_factor for *_, m in rows], Estimate(1.3, 0.15, 0)),
        queue_gap_s=_median(rows, [m.queue_gap_s for *_, m in rows], Estimate(1.0, 0.5, 0)),
        restart_gap_s=_median(rows, [m.restart_gap_s for *_, m in rows], Estimate(0.5, 0.2, 0)),
        restart_gap_sd_s=_median(rows, [m.restart_gap_sd_s for *_, m in rows], Estimate(0.2, 0.1, 0)),
        per_race=_each(lambda kind: _rate(len(_events(rows, kind)), len(rows), rows)),
    )


def _each(of_kind: Callable[[int], T]) -> tuple[T, T, T]:
    return of_kind(0), of_kind(1), of_kind(2)


def _events(rows: Races, kind: int, later_only: bool = False) -> list[tuple[int, NeutralisationEvent]]:
    return [(s, e) for _, s, m in rows for e in m.events if e.kind == kind and not (later_only and e.lap == 1)]


def _rate(events: float, chances: float, rows: Races) -> Estimate:
    seasons = tuple(sorted({season for _, season, _ in rows}))
    return Estimate(events / max(chances, 1.0), sqrt(events + 0.5) / max(chances, 1.0), round(events), seasons)


def _rain_factor(rows: Races, kind: int) -> Estimate:
    """Ratio of rates, shrunk to 1 by a prior worth a few events."""
    events = [e for _, e in _events(rows, kind, later_only=True)]
    wet, dry = sum(e.wet for e in events), sum(not e.wet for e in events)
    wet_laps, dry_laps = sum(m.wet_laps for *_, m in rows), sum(m.dry_laps for *_, m in rows)
    expected = (dry + 0.5) / max(dry_laps, 1) * wet_laps
    mean = (wet + _RAIN_PRIOR_EVENTS) / (expected + _RAIN_PRIOR_EVENTS)
    return Estimate(mean, mean / sqrt(wet + _RAIN_PRIOR_EVENTS), wet, _rate(0, 1, rows).seasons)


def _per_retirement(rows: Races, kind: int) -> Estimate:
    """Events that followed retirements after lap 1, over those retirements that would have come under green.

    The simulator's cars drop out on any lap alike; real ones do so more often once a race is neutralised, by what
    neutralised it, so that counting those under green alone would make of each too much.
    """
    followed = sum(e.retirements > 0 for _, e in _events(rows, kind, later_only=True))
    green = sum(m.later_retirements * (m.dry_laps + m.wet_laps) / max(m.later_laps, 1) for *_, m in rows)
    return _rate(followed, green, rows)


def _hazard(rows: Races, kind: int, rain_factor: float) -> Estimate:
    """Events after lap 1 that no retirement explains, per dry green lap."""
    alone = sum(not e.retirements for _, e in _events(rows, kind, later_only=True))
    laps = sum(m.dry_laps + rain_factor * m.wet_laps for *_, m in rows)
    return _rate(alone + 0.5, laps, rows)


def _circuit_factor(rows: Races, kinds: frozenset[int], newest: int) -> Pooled:
    """Events of a circuit over those expected in as many races of the mean circuit, retirements included."""
    events = sum(e.kind in kinds for *_, m in rows for e in m.events)
    per_race = max(events, 0.5) / max(len(rows), 1)
    return pool_rates(
        [Counted(circuit, sum(e.kind in kinds for e in m.events), per_race, season) for circuit, season, m in rows],
        _HALF_LIFE_SEASONS,
        newest,
        prior_rate=1.0,
    )


def _first_lap(rows: Races, kind: int, hazard: Estimate, retirement: Estimate) -> Estimate:
    """What of lap 1's events its retirements do not explain, against the hazard of a later lap."""
    starts = [m for *_, m in rows if m.started]
    events = sum(e.kind == kind and e.lap == 1 for m in starts for e in m.events)
    explained = retirement.mean * sum(m.first_lap_retirements for m in starts)
    usual = hazard.mean * max(len(starts), 1)
    mean = max(0.5, events - explained) / usual
    return Estimate(mean, sqrt(events + 0.5) / usual, events, retirement.seasons)


def _durations(rows: Races, kind: int, newest: int) -> tuple[float, ...]:
    """Share of events by laps, over a prior worth one event; the red flag's first entry is none."""
    first = 0 if KINDS[kind] == "RED" else 1
    laps = np.arange(first, first + LONGEST_NEUTRALISATION_LAPS)
    centre, width = _USUAL_LAPS[kind]
    table = np.exp(-0.5 * ((laps - centre) / width) ** 2)
    table /= table.sum()
    for season, event in _events(rows, kind):
        place = min(max(round(event.laps), first), laps[-1]) - first
        table[place] += discount(season, newest, 2 * _HALF_LIFE_SEASONS)
    return tuple(float(value) for value in table / table.sum())


def _slowness(rows: Races, kind: int) -> Estimate:
    pairs = np.array([(m.extra_laps[kind], m.under_laps[kind]) for *_, m in rows if m.under_laps[kind] > 0])
    if len(pairs) < 2:
        return Estimate((1.35, 1.5)[kind], 0.2, len(pairs))
    ratio = float(pairs[:, 0].sum() / pairs[:, 1].sum())
    error = float(np.std(pairs[:, 0] - ratio * pairs[:, 1]) * np.sqrt(len(pairs)) / pairs[:, 1].sum())
    return Estimate(1.0 + ratio, error, round(pairs[:, 1].sum()), _rate(0, 1, rows).seasons)


def _median(rows: Races, values: Sequence[float | None], unseen: Estimate) -> Estimate:
    """Of the races that tell, or what is believed where none does."""
    known = np.array([value for value in values if value is not None])
    if not len(known):
        return unseen
    error = float(1.25 * np.std(known) / np.sqrt(len(known)))
    return Estimate(float(np.median(known)), error, len(known), _rate(0, 1, rows).seasons)


def safety_car_by_lap(parameters: NeutralisationParameters, retirements_by_lap: Sequence[float]) -> tuple[float, ...]:
    """Probability that a safety car is out on each lap of a dry race, given the retirements expected on each.

    Follows the chain green to neutralised and back in expectation; a red flag's laps behind the safety car count.
    """
    laps = len(retirements_by_lap)
    length = np.arange(1, LONGEST_NEUTRALISATION_LAPS + 1)
    lasts = [np.cumsum(row[::-1])[::-1] for row in parameters.duration_pmf[:2]]
    red_laps = np.append(np.cumsum(parameters.duration_pmf[2][::-1])[::-1][1:], 0.0)
    started = np.zeros((3, laps))
    out = np.zeros((3, laps))
    for lap in range(laps):
        for kind, survival in enumerate((lasts[0], lasts[1], red_laps)):
            reach = min(lap + 1, len(length))
            out[kind, lap] = started[kind, lap - reach + 1 : lap + 1][::-1] @ survival[:reach]
        green = max(0.0, 1.0 - float(out[:, lap].sum()))
        hazard = parameters.hazard * (parameters.first_lap_factor if lap == 0 else 1.0)
        begins = green * np.minimum(1.0, hazard + parameters.per_retirement * retirements_by_lap[lap])
        started[:, lap] = begins
        out[:, lap] += begins * np.array([1.0, 1.0, red_laps[0]])
    return tuple(float(min(1.0, value)) for value in out[1] + out[2])
