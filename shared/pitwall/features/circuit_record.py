"""What happened at this circuit before: to the driver, to the team, and to the field."""

from collections.abc import Sequence
from math import nan

from pitwall.domain.team_lineage import team_of
from pitwall.features.folding import Fading, FadingBook, PlainMeans, correlation, mean_known
from pitwall.features.register import Feature, Row, columns_of
from pitwall.features.scales import normalised_orders
from pitwall.features.weekend import Entry, Outcome, Race, Weekend

_PRIOR_VISITS = 3.0
_PRIOR_TYPE_RACES = 10.0
_PRIOR_CIRCUIT_RACES = 3.0
_COLUMNS = columns_of(
    "circuit",
    ("circuit_avg_position", "place", "mean official place of the driver's starts here"),
    ("circuit_best_finish", "place", "best official place of the driver here"),
    ("circuit_laps_completed_pct", "%", "share of the distance the driver covered here"),
    ("circuit_starts", "races", "starts of the driver here"),
    ("circuit_driver_affinity", "0-1", "normalised order here minus his form at the time, drawn to nothing"),
    ("circuit_team_affinity", "0-1", "normalised order of the team's cars here minus form (half-life 6 cars)"),
    ("circuit_type_affinity", "0-1", "the same for circuits of this type: street or permanent"),
    ("circuit_overtaking", "correlation", "grid order against finishing order among finishers here so far"),
    ("circuit_pole_wins", "share", "races here won from pole, drawn to the share everywhere"),
    ("circuit_dnf_rate", "share", "retirements per starter here (half-life 4 races, drawn to the field's)"),
    ("circuit_safety_cars", "count", "safety cars per race here (half-life 4, drawn to the mean of all)"),
    ("circuit_neutralisations", "count", "safety cars, virtual ones and red flags per race here"),
    ("circuit_races", "races", "Grands Prix here before"),
    ("street_circuit", "0/1", "1 where the circuit is a street circuit"),
    ("course_length_km", "km", "length of a lap"),
)


class CircuitRecord:
    """See the features."""

    columns: tuple[Feature, ...] = _COLUMNS
    reads_sessions = False

    def __init__(self) -> None:
        """No race is known."""
        self._places, self._laps = PlainMeans(), PlainMeans()
        self._driver_form, self._team_form = FadingBook(6.0), FadingBook(12.0)
        self._driver_here, self._driver_type = FadingBook(6.0), FadingBook(15.0)
        self._team_here = FadingBook(6.0)
        self._overtaking, self._all_overtaking = FadingBook(5.0), Fading(40.0)
        self._pole_wins, self._all_pole_wins = PlainMeans(), Fading(60.0)
        self._dnf, self._all_dnf = FadingBook(4.0), Fading(15.0)
        self._safety_cars, self._all_safety_cars = FadingBook(4.0), Fading(25.0)
        self._neutralised, self._all_neutralised = FadingBook(4.0), Fading(25.0)
        self._races = PlainMeans()

    def features(self, weekend: Weekend) -> Sequence[Row]:
        """A row for each entry; what concerns the circuit is the same for all."""
        circuit = self._circuit_row(weekend.race)
        return [(*self._driver_row(entry, weekend.race), *circuit) for entry in weekend.entries]

    def _driver_row(self, entry: Entry, race: Race) -> Row:
        here = (entry.driver_id, race.circuit_id)
        team = team_of(entry.constructor_id, race.key.season)
        return (
            self._places.mean(here),
            self._places.least(here),
            self._laps.mean(here),
            self._places.count(here),
            self._driver_here.mean(here, 0.0, _PRIOR_VISITS),
            self._team_here.mean((team, race.circuit_id), 0.0, 2.0 * _PRIOR_VISITS),
            self._driver_type.mean((entry.driver_id, _is_street(race)), 0.0, _PRIOR_TYPE_RACES),
        )

    def _circuit_row(self, race: Race) -> Row:
        here, prior = race.circuit_id, _PRIOR_CIRCUIT_RACES
        return (
            self._overtaking.mean(here, self._all_overtaking.mean(), prior),
            self._pole_wins.mean(here, self._all_pole_wins.mean(), prior),
            self._dnf.mean(here, self._all_dnf.mean(), prior),
            self._safety_cars.mean(here, self._all_safety_cars.mean(), prior),
            self._neutralised.mean(here, self._all_neutralised.mean(), prior),
            self._races.count(here),
            _is_street(race),
            race.course_length_km,
        )

    def absorb(self, outcome: Outcome) -> None:
        """Learns places against form, and how the circuit treated the field."""
        race, orders = outcome.race, normalised_orders(outcome)
        winner_laps = max((line.laps for line in outcome.starters if line.laps == line.laps), default=nan)
        for line in outcome.starters:
            driver, order = line.driver_id, orders[line.driver_id]
            team, here = team_of(line.constructor_id, race.key.season), (line.driver_id, race.circuit_id)
            self._places.add(here, line.order)
            self._laps.add(here, 100.0 * line.laps / winner_laps if winner_laps else nan)
            surprise = order - self._driver_form.mean(driver)
            self._driver_here.add(here, surprise)
            self._driver_type.add((driver, _is_street(race)), surprise)
            self._team_here.add((team, race.circuit_id), order - self._team_form.mean(team))
        for line in outcome.starters:
            self._driver_form.add(line.driver_id, orders[line.driver_id])
            self._team_form.add(team_of(line.constructor_id, race.key.season), orders[line.driver_id])
        self._absorb_circuit(outcome)

    def _absorb_circuit(self, outcome: Outcome) -> None:
        here, starters = outcome.race.circuit_id, outcome.starters
        self._races.add(here, 1.0)
        slots = {line.driver_id: float(line.slot) for line in outcome.weekend.grid}
        both = [(slots[line.driver_id], line.order) for line in starters if line.finished and line.driver_id in slots]
        held = correlation([slot for slot, _ in both], [order for _, order in both])
        won = mean_known(float(line.position == 1) for line in starters if slots.get(line.driver_id) == 1.0)
        retired = mean_known(float(not line.finished) for line in starters)
        for book, everywhere, value in (
            (self._overtaking, self._all_overtaking, held),
            (self._pole_wins, self._all_pole_wins, won),
            (self._dnf, self._all_dnf, retired),
        ):
            book.add(here, value)
            everywhere.add(value)
        counts = outcome.neutralised
        if counts is not None:
            self._safety_cars.add(here, float(counts.safety_cars))
            self._all_safety_cars.add(float(counts.safety_cars))
            total = float(counts.safety_cars + counts.virtual_safety_cars + counts.red_flags)
            self._neutralised.add(here, total)
            self._all_neutralised.add(total)


def _is_street(race: Race) -> float:
    return nan if race.circuit_type is None else float(race.circuit_type == "STREET")
