"""A driver's form: where he finished lately, with several memories, with and without retirements."""

from collections.abc import Sequence
from math import nan

from pitwall.features.folding import FadingBook, LastFew, PlainMeans
from pitwall.features.register import Feature, Row, columns_of
from pitwall.features.scales import finisher_orders, normalised_orders, todays_points
from pitwall.features.weekend import Outcome, Weekend

_RECENT = 5
_COLUMNS = columns_of(
    "driver form",
    ("avg_position_last5", "place", "mean official place of the last five starts, retirements included"),
    ("avg_points_last5", "points", "mean points of the last five starts at today's scale"),
    ("wins", "races", "Grands Prix won so far"),
    ("podiums", "races", "podiums so far"),
    ("win_share", "share", "share of starts won, newer ones counting more (half-life 20)"),
    ("podium_share", "share", "share of starts on the podium (half-life 10)"),
    ("order_form_short", "0-1", "normalised official order (half-life 2 starts)"),
    ("order_form", "0-1", "normalised official order (half-life 6 starts)"),
    ("order_form_long", "0-1", "normalised official order (half-life 20 starts)"),
    ("finish_form_short", "0-1", "normalised order among finishers, retirements left out (half-life 3)"),
    ("finish_form", "0-1", "normalised order among finishers, retirements left out (half-life 8)"),
    ("finish_form_long", "0-1", "normalised order among finishers, retirements left out (half-life 25)"),
    ("points_form", "points", "points at today's scale (half-life 4 starts)"),
    ("points_form_long", "points", "points at today's scale (half-life 12 starts)"),
    ("last_order", "0-1", "normalised official order of the last start"),
    ("places_gained_form", "places", "places gained from the grid in finished races (half-life 10)"),
)


class DriverForm:
    """See the features."""

    columns: tuple[Feature, ...] = _COLUMNS
    reads_sessions = False

    def __init__(self) -> None:
        """No race is known."""
        self._positions, self._points = LastFew(_RECENT), LastFew(_RECENT)
        self._wins, self._podiums = PlainMeans(), PlainMeans()
        self._win_share, self._podium_share = FadingBook(20.0), FadingBook(10.0)
        self._orders = [FadingBook(half_life) for half_life in (2.0, 6.0, 20.0)]
        self._finishes = [FadingBook(half_life) for half_life in (3.0, 8.0, 25.0)]
        self._points_forms = [FadingBook(half_life) for half_life in (4.0, 12.0)]
        self._last = LastFew(1)
        self._gained = FadingBook(10.0)

    def features(self, weekend: Weekend) -> Sequence[Row]:
        """A row for each entry; all NaN but the counts for who never started."""
        return [self._row(entry.driver_id) for entry in weekend.entries]

    def _row(self, driver: str) -> Row:
        return (
            self._positions.mean(driver),
            self._points.mean(driver),
            _count(self._wins, driver),
            _count(self._podiums, driver),
            self._win_share.mean(driver),
            self._podium_share.mean(driver),
            *(book.mean(driver) for book in self._orders),
            *(book.mean(driver) for book in self._finishes),
            *(book.mean(driver) for book in self._points_forms),
            self._last.mean(driver),
            self._gained.mean(driver),
        )

    def absorb(self, outcome: Outcome) -> None:
        """Learns every starter's place."""
        orders, finishes = normalised_orders(outcome), finisher_orders(outcome)
        slots = {line.driver_id: float(line.slot) for line in outcome.weekend.grid}
        for line in outcome.starters:
            driver, points = line.driver_id, todays_points(line)
            self._positions.add(driver, line.order)
            self._points.add(driver, points)
            self._wins.add(driver, float(line.position == 1))
            self._podiums.add(driver, float(line.position <= 3))
            self._win_share.add(driver, float(line.position == 1))
            self._podium_share.add(driver, float(line.position <= 3))
            for book in self._orders:
                book.add(driver, orders[driver])
            for book in self._finishes:
                book.add(driver, finishes.get(driver, nan))
            for book in self._points_forms:
                book.add(driver, points)
            self._last.add(driver, orders[driver])
            if line.finished:
                self._gained.add(driver, slots.get(driver, nan) - line.order)


def _count(of: PlainMeans, driver: str) -> float:
    """How often it happened: a rookie's nought is a fact, not a gap."""
    starts = of.count(driver)
    return round(of.mean(driver) * starts) if starts else 0.0
