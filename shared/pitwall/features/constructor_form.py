"""A team's form over both cars, whoever drove them, and under whatever name it raced."""

from collections import defaultdict
from collections.abc import Sequence
from math import nan

from pitwall.domain.team_lineage import team_of
from pitwall.features.folding import FadingBook, LastFew, PlainMeans, mean_known
from pitwall.features.register import Feature, Row, columns_of
from pitwall.features.scales import finisher_orders, normalised_orders, todays_points
from pitwall.features.weekend import Outcome, Weekend

_COLUMNS = columns_of(
    "constructor form",
    ("constructor_avg_position_last5", "place", "mean official place of the team's cars in its last five races"),
    ("constructor_points_per_race", "points", "points of all its cars per race of the last ten, at today's scale"),
    ("constructor_order_form_short", "0-1", "normalised order of its cars (half-life 2 races)"),
    ("constructor_order_form", "0-1", "normalised order of its cars (half-life 8 races)"),
    ("constructor_finish_form_short", "0-1", "order of its cars among finishers (half-life 3 races)"),
    ("constructor_finish_form", "0-1", "order of its cars among finishers (half-life 8 races)"),
    ("constructor_best_form", "0-1", "normalised order of its better car (half-life 5 races)"),
    ("constructor_points_form", "points", "points of all its cars (half-life 3 races)"),
    ("constructor_trend", "0-1", "short minus long form of its finishers: below nought the car gets better"),
    ("constructor_wins_share", "share", "races won (half-life 15 races)"),
    ("constructor_season_points", "points", "points per race of this season, at today's scale"),
    ("constructor_races", "races", "races the team entered, under all its names"),
)


class ConstructorForm:
    """See the features."""

    columns: tuple[Feature, ...] = _COLUMNS
    reads_sessions = False

    def __init__(self) -> None:
        """No race is known."""
        self._positions, self._points = LastFew(5), LastFew(10)
        self._order_short, self._order = FadingBook(2.0), FadingBook(8.0)
        self._finish_short, self._finish = FadingBook(3.0), FadingBook(8.0)
        self._best, self._points_form, self._wins = FadingBook(5.0), FadingBook(3.0), FadingBook(15.0)
        self._season, self._races = PlainMeans(), PlainMeans()

    def features(self, weekend: Weekend) -> Sequence[Row]:
        """A row for each entry: the same for the cars of a team."""
        season = weekend.race.key.season
        teams = {entry.constructor_id: team_of(entry.constructor_id, season) for entry in weekend.entries}
        rows = {constructor: self._row(team, season) for constructor, team in teams.items()}
        return [rows[entry.constructor_id] for entry in weekend.entries]

    def _row(self, team: str, season: int) -> Row:
        return (
            self._positions.mean(team),
            self._points.mean(team),
            self._order_short.mean(team),
            self._order.mean(team),
            self._finish_short.mean(team),
            self._finish.mean(team),
            self._best.mean(team),
            self._points_form.mean(team),
            self._finish_short.mean(team) - self._finish.mean(team),
            self._wins.mean(team),
            self._season.mean((team, season)),
            self._races.count(team),
        )

    def absorb(self, outcome: Outcome) -> None:
        """Learns the places of both cars."""
        season = outcome.race.key.season
        orders, finishes = normalised_orders(outcome), finisher_orders(outcome)
        cars = defaultdict(list)
        for line in outcome.starters:
            cars[team_of(line.constructor_id, season)].append(line)
        for team, lines in cars.items():
            points = sum(todays_points(line) for line in lines)
            own_orders = [orders[line.driver_id] for line in lines]
            finish = mean_known(finishes.get(line.driver_id, nan) for line in lines)
            self._positions.add(team, mean_known(line.order for line in lines))
            self._points.add(team, points)
            self._order_short.add(team, mean_known(own_orders))
            self._order.add(team, mean_known(own_orders))
            self._finish_short.add(team, finish)
            self._finish.add(team, finish)
            self._best.add(team, min(own_orders))
            self._points_form.add(team, points)
            self._wins.add(team, float(any(line.position == 1 for line in lines)))
            self._season.add((team, season), points)
            self._races.add(team, 1.0)
