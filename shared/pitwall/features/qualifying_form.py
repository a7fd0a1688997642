"""How fast drivers and teams were over one lap lately, and drivers against their team-mates."""

from collections import defaultdict
from collections.abc import Sequence
from math import nan

from pitwall.domain.team_lineage import team_of
from pitwall.features.folding import FadingBook, LastFew, PlainMeans, mean_known
from pitwall.features.register import Feature, Row, columns_of
from pitwall.features.scales import mate_differences, qualifying_gaps_pct
from pitwall.features.weekend import Outcome, Weekend

_PRIOR_MATE_RACES = 3.0
_COLUMNS = columns_of(
    "qualifying form",
    ("qualifying_avg_season", "place", "mean qualifying place of this season"),
    ("qualifying_position_last5", "place", "mean qualifying place of the last five"),
    ("qualifying_gap_form_short", "%", "gap to the best of qualifying, parts chained (half-life 2)"),
    ("qualifying_gap_form", "%", "gap to the best of qualifying, parts chained (half-life 6)"),
    ("qualifying_gap_form_long", "%", "gap to the best of qualifying, parts chained (half-life 20)"),
    ("constructor_qualifying_gap_form", "%", "gap of the team's cars (half-life 3 races)"),
    ("constructor_qualifying_best_form", "%", "gap of its faster car (half-life 3 races)"),
    ("teammate_qualifying_form", "%", "gap to the team-mates in qualifying (half-life 12, drawn to nothing)"),
    ("poles", "races", "fastest in qualifying so far"),
    ("qualifying_gap_spread", "%", "how much his gap varies around his form (half-life 10)"),
    ("qualifying_gap_circuit", "%", "gap at this circuit before minus form at the time, drawn to nothing"),
)


class QualifyingForm:
    """See the features."""

    columns: tuple[Feature, ...] = _COLUMNS
    reads_sessions = False

    def __init__(self) -> None:
        """No qualifying is known."""
        self._season, self._poles = PlainMeans(), PlainMeans()
        self._positions = LastFew(5)
        self._gaps = [FadingBook(half_life) for half_life in (2.0, 6.0, 20.0)]
        self._team, self._team_best = FadingBook(3.0), FadingBook(3.0)
        self._mates, self._spread, self._circuit = FadingBook(12.0), FadingBook(10.0), FadingBook(4.0)

    def features(self, weekend: Weekend) -> Sequence[Row]:
        """A row for each entry."""
        season, circuit = weekend.race.key.season, weekend.race.circuit_id
        rows = []
        for entry in weekend.entries:
            driver, team = entry.driver_id, team_of(entry.constructor_id, season)
            rows.append(
                (
                    self._season.mean((driver, season)),
                    self._positions.mean(driver),
                    *(book.mean(driver) for book in self._gaps),
                    self._team.mean(team),
                    self._team_best.mean(team),
                    self._mates.mean(driver, 0.0, _PRIOR_MATE_RACES),
                    self._poles.mean(driver) * self._poles.count(driver) if self._poles.count(driver) else 0.0,
                    self._spread.mean(driver),
                    self._circuit.mean((driver, circuit), 0.0, _PRIOR_MATE_RACES),
                )
            )
        return rows

    def absorb(self, outcome: Outcome) -> None:
        """Learns places and gaps of qualifying."""
        season, circuit, lines = outcome.race.key.season, outcome.race.circuit_id, outcome.weekend.qualifying
        gaps = qualifying_gaps_pct(lines)
        teams = {line.driver_id: team_of(line.constructor_id, season) for line in lines}
        of_team: defaultdict[str, list[float]] = defaultdict(list)
        for line in lines:
            driver, gap = line.driver_id, gaps.get(line.driver_id, nan)
            self._season.add((driver, season), float(line.display_order))
            self._positions.add(driver, float(line.display_order))
            self._poles.add(driver, float(line.position == 1))
            form = self._gaps[1].mean(driver)
            self._spread.add(driver, abs(gap - form))
            self._circuit.add((driver, circuit), gap - form)
            for book in self._gaps:
                book.add(driver, gap)
            if gap == gap:
                of_team[teams[driver]].append(gap)
        for team, own in of_team.items():
            self._team.add(team, mean_known(own))
            self._team_best.add(team, min(own))
        for driver, difference in mate_differences(gaps, teams).items():
            self._mates.add(driver, difference)
