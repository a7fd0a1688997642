"""What strategy to expect: stops and tyres of earlier races here, and what Pirelli brings."""

from collections.abc import Sequence
from math import nan

from pitwall.features.folding import Fading, FadingBook, mean_known
from pitwall.features.register import Feature, Row, columns_of
from pitwall.features.weekend import Outcome, Weekend

_PRIOR_RACES = 1.0
_SOFTNESS_2018 = {
    "SUPERHARD": 0.0,
    "HARD": 1.0,
    "MEDIUM": 2.0,
    "SOFT": 3.0,
    "SUPERSOFT": 4.0,
    "ULTRASOFT": 5.0,
    "HYPERSOFT": 6.0,
}
_COLUMNS = columns_of(
    "strategy",
    ("predicted_stops", "stops", "stops per finisher in races here (half-life 2), drawn to those everywhere lately"),
    ("predicted_compounds", "0-2", "softness of the tyres to expect: of earlier races here, 0 hard to 2 soft"),
    ("driver_extra_stops", "stops", "his stops minus the field's in races he finished (half-life 10)"),
    ("driver_softness", "0-2", "softness of his tyres minus the field's (half-life 10)"),
    ("nomination_softness", "C-number", "mean number of the nominated compounds: C1 the hardest"),
)


class StrategyHabits:
    """See the features."""

    columns: tuple[Feature, ...] = _COLUMNS
    reads_sessions = False

    def __init__(self) -> None:
        """No race is known."""
        self._stops, self._all_stops = FadingBook(2.0), Fading(10.0)
        self._softness, self._all_softness = FadingBook(2.0), Fading(10.0)
        self._extra, self._softer = FadingBook(10.0), FadingBook(10.0)

    def features(self, weekend: Weekend) -> Sequence[Row]:
        """A row for each entry."""
        here = weekend.race.circuit_id
        stops = self._stops.mean(here, self._all_stops.mean(), _PRIOR_RACES)
        softness = self._softness.mean(here, self._all_softness.mean(), _PRIOR_RACES)
        expected = (
            stops if stops == stops else self._all_stops.mean(),
            softness if softness == softness else self._all_softness.mean(),
        )
        nominated = _nomination_softness(weekend.nomination)
        return [
            (*expected, self._extra.mean(entry.driver_id), self._softer.mean(entry.driver_id), nominated)
            for entry in weekend.entries
        ]

    def absorb(self, outcome: Outcome) -> None:
        """Learns stops and tyres of who finished."""
        if not outcome.stops:
            return
        counted = {line.driver_id: line for line in outcome.stops}
        finished = [line.driver_id for line in outcome.starters if line.finished]
        stops = {driver: float(counted[driver].stops) if driver in counted else 0.0 for driver in finished}
        softness = {driver: counted[driver].softness if driver in counted else nan for driver in finished}
        mean_stops, mean_softness = mean_known(stops.values()), mean_known(softness.values())
        here = outcome.race.circuit_id
        self._stops.add(here, mean_stops)
        self._all_stops.add(mean_stops)
        self._softness.add(here, mean_softness)
        self._all_softness.add(mean_softness)
        for driver in finished:
            self._extra.add(driver, stops[driver] - mean_stops)
            self._softer.add(driver, softness[driver] - mean_softness)


def _nomination_softness(nomination: tuple[str, str, str] | None) -> float:
    """C1..C6; 2018's names counted likewise."""
    known = [float(name[1:]) if name[1:].isdigit() else _SOFTNESS_2018.get(name, nan) for name in nomination or ()]
    return mean_known(known)
