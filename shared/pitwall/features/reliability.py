"""Retirements: of drivers by accident, of cars and engines by failure, of the field lately."""

from collections.abc import Sequence
from math import nan

from pitwall.domain.team_lineage import team_of
from pitwall.features.folding import Fading, FadingBook
from pitwall.features.register import Feature, Row, columns_of
from pitwall.features.scales import retired_by_incident
from pitwall.features.weekend import Entry, Outcome, Weekend

_PRIOR_STARTS = 5.0
_COLUMNS = columns_of(
    "reliability",
    ("dnf_rate", "share", "retirements of the driver per start (half-life 15, drawn to the field's rate)"),
    ("driver_incident_rate", "share", "retirements of the driver by accident or spin per start (half-life 25)"),
    (
        "constructor_reliability",
        "share",
        "cars of the team that did not fail technically, per start (half-life 16 cars)",
    ),
    ("constructor_incident_rate", "share", "cars of the team retired by accident, per start (half-life 30 cars)"),
    ("engine_failure_rate", "share", "technical retirements of cars with this engine (half-life 40 cars)"),
    ("retirement_hazard", "share", "technical hazard of the car and incident hazard of the driver together"),
    ("field_dnf_rate", "share", "retirements per starter in the newest races (half-life 6 races)"),
    ("laps_completed_pct", "%", "share of the race distance the driver covered (half-life 10)"),
)


class Reliability:
    """See the features."""

    columns: tuple[Feature, ...] = _COLUMNS
    reads_sessions = False

    def __init__(self) -> None:
        """No race is known."""
        self._driver, self._incident = FadingBook(15.0), FadingBook(25.0)
        self._team_failure, self._team_incident = FadingBook(16.0), FadingBook(30.0)
        self._engine = FadingBook(40.0)
        self._field, self._field_failure, self._field_incident = Fading(6.0), Fading(6.0), Fading(6.0)
        self._distance = FadingBook(10.0)

    def features(self, weekend: Weekend) -> Sequence[Row]:
        """A row for each entry."""
        return [self._row(entry, weekend.race.key.season) for entry in weekend.entries]

    def _row(self, entry: Entry, season: int) -> Row:
        team = team_of(entry.constructor_id, season)
        incident = self._incident.mean(entry.driver_id, self._field_incident.mean(), _PRIOR_STARTS)
        failure = self._team_failure.mean(team, self._field_failure.mean(), _PRIOR_STARTS)
        # Where nothing is known of one, the field's rate is the best guess of the hazard of both together.
        hazard = 1.0 - (1.0 - _or(incident, self._field_incident.mean())) * (
            1.0 - _or(failure, self._field_failure.mean())
        )
        return (
            self._driver.mean(entry.driver_id, self._field.mean(), _PRIOR_STARTS),
            incident,
            1.0 - failure,
            self._team_incident.mean(team, self._field_incident.mean(), _PRIOR_STARTS),
            self._engine.mean(entry.engine_manufacturer_id, self._field_failure.mean(), _PRIOR_STARTS),
            hazard,
            self._field.mean(),
            self._distance.mean(entry.driver_id),
        )

    def absorb(self, outcome: Outcome) -> None:
        """Learns who retired, and why."""
        season = outcome.race.key.season
        engines = {one.driver_id: one.engine_manufacturer_id for one in outcome.weekend.entries}
        starters = outcome.starters
        winner_laps = max((line.laps for line in starters if line.laps == line.laps), default=nan)
        for line in starters:
            retired = not line.finished
            incident = retired and retired_by_incident(line)
            failure = float(retired and not incident and line.reason_retired is not None)
            team = team_of(line.constructor_id, season)
            self._driver.add(line.driver_id, float(retired))
            self._incident.add(line.driver_id, float(incident))
            self._team_failure.add(team, failure)
            self._team_incident.add(team, float(incident))
            if engines.get(line.driver_id) is not None:
                self._engine.add(engines[line.driver_id], failure)
            self._distance.add(line.driver_id, 100.0 * line.laps / winner_laps if winner_laps else nan)
        if starters:
            n, failed = len(starters), [line for line in starters if not line.finished]
            incidents = sum(1 for line in failed if retired_by_incident(line))
            self._field.add(len(failed) / n)
            self._field_incident.add(incidents / n)
            self._field_failure.add(sum(1 for line in failed if line.reason_retired is not None) / n - incidents / n)


def _or(value: float, otherwise: float) -> float:
    return value if value == value else otherwise
