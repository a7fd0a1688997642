"""Weather, grip and the rules: what a circuit and a season let expect, and what the weekend has shown so far.

No archived forecasts exist, so chances of rain and temperatures are those of earlier sessions at the circuit.
"""

from collections.abc import Iterable, Sequence
from math import log, nan

from pitwall.domain.forecasts import Horizon
from pitwall.features.folding import Fading, FadingBook, PlainMeans, mean_known
from pitwall.features.register import Feature, Row, columns_of
from pitwall.features.scales import normalised_orders
from pitwall.features.weekend import Outcome, PracticeLine, QualifyingLine, Race, SessionSky, Weekend

NEW_RULES = (1983, 1989, 1994, 1998, 2009, 2014, 2017, 2022, 2026)
"""Seasons in which the technical regulations changed what a fast car is."""
_WET_SHARE = 0.1
"""Of a session's readings with rain, from which the session counts as wet."""
_PRIOR_SESSIONS = 10.0
_PRIOR_WET_RACES = 3.0
_BEFORE = columns_of(
    "conditions",
    ("expected_temperature_c", "°C", "air temperature: of this weekend's sessions, before them of earlier ones here"),
    ("rain_probability", "0-1", "share of wet sessions here so far, drawn to that of the month and of all circuits"),
    ("grip_level", "%", "how little laps improve here from the first practice to pole (nought: full grip at once)"),
    ("driver_wet_affinity", "0-1", "normalised order in wet races minus his form at the time, drawn to nothing"),
    ("new_rules", "0/1", "1 in a season of new technical regulations"),
    ("races_since_new_rules", "races", "races run under the present regulations"),
    ("season_progress", "share", "round as a share of the season's races"),
    ("season_round", "round", "round of the season"),
    ("sprint_weekend", "0/1", "1 with a sprint"),
)
_PRACTICE = columns_of(
    "conditions",
    ("weekend_wet_share", "share", "share of readings with rain in this weekend's sessions so far"),
    first=Horizon.POST_PRACTICE,
)
_QUALIFYING = columns_of(
    "conditions",
    ("qualifying_wet", "0/1", "1 where it rained in qualifying"),
    first=Horizon.POST_QUALIFYING,
)


class Conditions:
    """See the features."""

    columns: tuple[Feature, ...] = (*_BEFORE, *_PRACTICE, *_QUALIFYING)
    reads_sessions = True

    def __init__(self) -> None:
        """No weekend is known."""
        self._temperature, self._grip = FadingBook(8.0), FadingBook(4.0)
        self._wet_here, self._wet_month, self._wet = PlainMeans(), PlainMeans(), Fading(400.0)
        self._driver_form, self._driver_wet = FadingBook(6.0), FadingBook(12.0)
        self._under_rules: dict[int, float] = {}

    def features(self, weekend: Weekend) -> Sequence[Row]:
        """A row for each entry; all but the driver's affinity is the same for all."""
        race, skies = weekend.race, weekend.weather
        shown = mean_known(sky.air_temp_c for sky in skies)
        qualifying = next((sky.wet_share for sky in skies if sky.session == "Q"), nan)
        season = race.key.season
        before = (shown if shown == shown else self._temperature.mean(race.circuit_id), self._rain(race))
        after = (
            float(season in NEW_RULES),
            self._under_rules.get(_rules_of(season), 0.0),
            race.key.round / race.season_rounds,
            float(race.key.round),
            float(race.sprint),
            mean_known(sky.wet_share for sky in skies),
            nan if qualifying != qualifying else float(qualifying > _WET_SHARE),
        )
        grip = self._grip.mean(race.circuit_id)
        return [
            (*before, grip, self._driver_wet.mean(entry.driver_id, 0.0, _PRIOR_WET_RACES), *after)
            for entry in weekend.entries
        ]

    def _rain(self, race: Race) -> float:
        everywhere = self._wet.mean()
        month = self._wet_month.mean(race.date.month, everywhere, _PRIOR_SESSIONS)
        prior = month if month == month else everywhere
        here = self._wet_here.mean(race.circuit_id, prior, _PRIOR_SESSIONS)
        return here if here == here else prior

    def absorb(self, outcome: Outcome) -> None:
        """Learns the weather of all sessions, and who was good in it."""
        race, raced = outcome.race, outcome.race_weather
        skies = outcome.weekend.weather + ((raced,) if raced else ())
        for sky in skies:
            self._learn_sky(race, sky)
        self._grip.add(race.circuit_id, -track_evolution_pct(outcome.weekend.practice, outcome.weekend.qualifying))
        rules = _rules_of(race.key.season)
        self._under_rules[rules] = self._under_rules.get(rules, 0.0) + 1.0
        orders = normalised_orders(outcome)
        if raced is not None and raced.wet_share > _WET_SHARE:
            for driver, order in orders.items():
                self._driver_wet.add(driver, order - self._driver_form.mean(driver))
        for driver, order in orders.items():
            self._driver_form.add(driver, order)

    def _learn_sky(self, race: Race, sky: SessionSky) -> None:
        self._temperature.add(race.circuit_id, sky.air_temp_c)
        if sky.wet_share == sky.wet_share:
            wet = float(sky.wet_share > _WET_SHARE)
            self._wet_here.add(race.circuit_id, wet)
            self._wet_month.add(race.date.month, wet)
            self._wet.add(wet)


def track_evolution_pct(practice: Sequence[PracticeLine], qualifying: Sequence[QualifyingLine]) -> float:
    """How much faster pole was than the first practice's best lap, in percent; NaN where one is unknown or it rained.

    A negative or large value says that one of the sessions was wet, not what the track did.
    """
    first = _best(line.time_s for line in practice if line.session == "FP1")
    pole = _best(line.best_s for line in qualifying)
    evolution = 100.0 * log(first / pole) if first > 0 and pole > 0 else nan
    return evolution if 0.0 <= evolution <= 8.0 else nan


def _best(times_s: Iterable[float]) -> float:
    return min((time for time in times_s if time == time), default=nan)


def _rules_of(season: int) -> int:
    return max((first for first in NEW_RULES if first <= season), default=0)
