"""Practice of this weekend, and a sprint run before qualifying: gaps, long runs, and what they are for this driver."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import nan

from pitwall.domain.forecasts import Horizon
from pitwall.features.folding import FadingBook, mean_known, median_known
from pitwall.features.register import Feature, Row, columns_of
from pitwall.features.scales import gaps_pct, mate_differences, qualifying_gaps_pct
from pitwall.features.weekend import Outcome, PaceLine, PracticeLine, Weekend

_IN_ANGER_PCT = 4.5
"""A best lap further off was an installation run or a broken car."""
_SESSIONS = ("FP1", "FP2", "FP3")
_WARM_UP = "WU"
_COLUMNS = columns_of(
    "practice",
    ("practice_gap_pct", "%", "best lap against the session's best, mean of the sessions"),
    ("practice_best_gap_pct", "%", "the same, of his best session"),
    ("practice_last_gap_pct", "%", "the same, of the last session with a lap in anger"),
    ("practice_position", "place", "mean place in the sessions"),
    ("practice_laps", "laps", "laps driven in all practice"),
    ("practice_laps_share", "ratio", "laps driven against the field's median"),
    ("practice_teammate_gap_pct", "%", "gap to the team-mates, mean of the sessions"),
    ("constructor_practice_gap_pct", "%", "mean gap of the team's cars"),
    ("practice_surprise_pct", "%", "gap minus what is usual for him in practice (half-life 8)"),
    ("practice_improvement_pct", "%", "gap in the last session minus that in the first"),
    ("fp1_gap_pct", "%", "gap in the first practice"),
    ("fp2_gap_pct", "%", "gap in the second practice"),
    ("fp3_gap_pct", "%", "gap in the third practice"),
    ("long_run_gap_pct", "%", "pace in long runs against the field's median, corrected for tyres and session"),
    ("long_run_laps", "laps", "laps that pace rests on"),
    ("constructor_long_run_gap_pct", "%", "the same, mean of the team's cars"),
    ("long_run_minus_short_pct", "%", "long-run gap minus one-lap gap of practice, both against the field's median"),
    ("sprint_order", "place", "official place in this weekend's sprint"),
    ("sprint_pace_gap_pct", "%", "race pace in the sprint against the field's mean"),
    ("sprint_qualifying_gap_pct", "%", "gap to the best of sprint qualifying, parts chained"),
    first=Horizon.POST_PRACTICE,
)


class PracticeNow:
    """See the features."""

    columns: tuple[Feature, ...] = _COLUMNS
    reads_sessions = True

    def __init__(self) -> None:
        """No weekend is known."""
        self._usual = FadingBook(8.0)

    def features(self, weekend: Weekend) -> Sequence[Row]:
        """A row for each entry; all NaN for who has not driven yet."""
        teams = {entry.driver_id: entry.constructor_id for entry in weekend.entries}
        sessions = session_gaps(weekend.practice)
        driven = _Practice(weekend.practice, sessions, teams)
        long_runs = {line.driver_id: 100.0 * line.gap for line in weekend.long_runs}
        long_laps = {line.driver_id: line.laps for line in weekend.long_runs}
        team_long_runs = _team_means(long_runs, teams)
        middle = median_known(driven.gap.get(driver, nan) for driver in long_runs)
        sprint = {line.driver_id: line.order for line in weekend.sprint}
        sprint_pace = _pct(weekend.sprint_pace)
        sprint_qualifying = qualifying_gaps_pct(weekend.sprint_qualifying)
        return [
            (
                *driven.row(driver),
                driven.gap.get(driver, nan) - self._usual.mean(driver),
                driven.improvement(driver),
                *(sessions.get(session, {}).get(driver, nan) for session in _SESSIONS),
                long_runs.get(driver, nan),
                long_laps.get(driver, nan),
                team_long_runs.get(team, nan),
                long_runs.get(driver, nan) - (driven.gap.get(driver, nan) - middle),
                sprint.get(driver, nan),
                sprint_pace.get(driver, nan),
                sprint_qualifying.get(driver, nan),
            )
            for driver, team in teams.items()
        ]

    def absorb(self, outcome: Outcome) -> None:
        """Learns what is usual for each in practice."""
        by_driver: defaultdict[str, list[float]] = defaultdict(list)
        for gaps in session_gaps(outcome.weekend.practice).values():
            for driver, gap in gaps.items():
                by_driver[driver].append(gap)
        for driver, own in by_driver.items():
            self._usual.add(driver, mean_known(own))


class _Practice:
    """All practice of one weekend, by driver."""

    def __init__(
        self, lines: Sequence[PracticeLine], sessions: Mapping[str, Mapping[str, float]], teams: Mapping[str, str]
    ) -> None:
        self._in_order: defaultdict[str, list[float]] = defaultdict(list)
        mates: defaultdict[str, list[float]] = defaultdict(list)
        for _, gaps in sorted(sessions.items()):
            for driver, gap in gaps.items():
                self._in_order[driver].append(gap)
            for driver, difference in mate_differences(gaps, teams).items():
                mates[driver].append(difference)
        self.gap = {driver: mean_known(own) for driver, own in self._in_order.items()}
        self._mates = {driver: mean_known(own) for driver, own in mates.items()}
        self._team = _team_means(self.gap, teams)
        self._teams = teams
        self._laps: defaultdict[str, float] = defaultdict(float)
        places: defaultdict[str, list[float]] = defaultdict(list)
        for line in lines:
            places[line.driver_id].append(line.position)
            self._laps[line.driver_id] += line.laps if line.laps == line.laps else 0.0
        self._places = {driver: mean_known(own) for driver, own in places.items()}
        self._usual_laps = median_known(self._laps.get(driver, nan) for driver in teams) or nan

    def row(self, driver: str) -> Row:
        """From the mean gap to the team's."""
        own = self._in_order.get(driver, ())
        # Old sessions count no laps: a sum of unknowns is not nought.
        laps = self._laps.get(driver, nan) or nan
        return (
            self.gap.get(driver, nan),
            min(own, default=nan),
            own[-1] if own else nan,
            self._places.get(driver, nan),
            laps,
            laps / self._usual_laps,
            self._mates.get(driver, nan),
            self._team.get(self._teams[driver], nan),
        )

    def improvement(self, driver: str) -> float:
        """NaN unless two sessions were driven."""
        own = self._in_order.get(driver, ())
        return own[-1] - own[0] if len(own) > 1 else nan


def session_gaps(lines: Sequence[PracticeLine]) -> dict[str, Mapping[str, float]]:
    """Gaps in percent by session and driver, of laps in anger; the warm-up with full tanks is left out."""
    times: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for line in lines:
        if line.session != _WARM_UP:
            times[line.session][line.driver_id] = line.time_s
    return {
        session: {driver: gap for driver, gap in gaps_pct(of_session).items() if gap <= _IN_ANGER_PCT}
        for session, of_session in times.items()
    }


def _pct(lines: Sequence[PaceLine]) -> Mapping[str, float]:
    return {line.driver_id: 100.0 * line.gap for line in lines}


def _team_means(values: Mapping[str, float], teams: Mapping[str, str]) -> Mapping[str, float]:
    by_team: defaultdict[str, list[float]] = defaultdict(list)
    for driver, value in values.items():
        if driver in teams:
            by_team[teams[driver]].append(value)
    return {team: mean_known(own) for team, own in by_team.items()}
