"""The pieces of SQL that several subjects share: how a driver, constructor, circuit or race is written, what counts."""

from pitwall.domain.forecasts import Horizon
from pitwall.domain.vocabulary import RaceKey
from pitwall.store.reader import Statement


def driver_json(driver: str = "d", code: str | None = None, number: str | None = None) -> str:
    """SQL of a DriverRef from the row `driver` of drivers.

    SQL in `code` goes before the driver's own; SQL in `number` replaces it, since today's number is not that of a past
    season.
    """
    shown_code = f"{driver}.driver_code" if code is None else f"coalesce({code}, {driver}.driver_code)"
    shown_number = f"{driver}.permanent_number::text" if number is None else number
    return (
        f"json_build_object('driver_id', {driver}.driver_id, 'name', {driver}.name, "
        f"'code', {shown_code}, 'number', {shown_number})"
    )


def seat_code(row: str) -> str:
    """SQL of the three-letter code under which the driver of `row` entered that round."""
    return (
        f"(SELECT seat.driver_code FROM driver_seats seat WHERE seat.season = {row}.season "
        f"AND seat.round = {row}.round AND seat.driver_id = {row}.driver_id LIMIT 1)"
    )


def race_number(row: str) -> str:
    """SQL of the number under which the driver of `row` raced that round; null before the race."""
    return (
        f"(SELECT raced.driver_number FROM race_results raced WHERE raced.driver_id = {row}.driver_id "
        f"AND raced.season = {row}.season AND raced.round = {row}.round "
        "AND raced.driver_number IS NOT NULL LIMIT 1)"
    )


def seat_number(row: str) -> str:
    """SQL of the number that `row` itself names, else of that under which its driver raced that round."""
    return f"coalesce({row}.driver_number, {race_number(row)})"


def season_number(driver: str, season: str, last_round: str | None = None) -> str:
    """SQL of the newest number under which the driver of row `driver` raced in `season`, up to `last_round`."""
    until = "" if last_round is None else f"AND raced.round <= {last_round} "
    return (
        f"(SELECT raced.driver_number FROM race_results raced WHERE raced.driver_id = {driver}.driver_id "
        f"AND raced.season = {season} {until}AND raced.driver_number IS NOT NULL ORDER BY raced.round DESC LIMIT 1)"
    )


def constructor_json(constructor: str = "c") -> str:
    """SQL of a ConstructorRef from the row `constructor` of constructors; null where that row is missing."""
    return (
        f"CASE WHEN {constructor}.constructor_id IS NOT NULL THEN json_build_object("
        f"'constructor_id', {constructor}.constructor_id, 'name', {constructor}.name) END"
    )


def circuit_json(circuit: str = "ci") -> str:
    """SQL of a CircuitRef from the row `circuit` of circuits."""
    return (
        f"json_build_object('circuit_id', {circuit}.circuit_id, 'name', {circuit}.name, "
        f"'place_name', {circuit}.place_name, 'country', {circuit}.country)"
    )


RACE = "x.season = :season AND x.round = :round"
"""The condition of every query about one race; the season prunes the laps' partitions."""

DID_NOT_START = "('DNS', 'DNQ', 'DNPQ', 'DNP', 'WD')"
"""The classifications of who entered a race and did not take part in it."""

NEWEST_BACKTEST = "(SELECT backtest_id FROM backtests ORDER BY made_at DESC, backtest_id DESC LIMIT 1)"

_HORIZONS = ", ".join(f"'{horizon.value}'" for horizon in Horizon)

SESSION_ORDER = "array_position(ARRAY['FP1', 'FP2', 'FP3', 'FP4', 'SQ', 'S', 'Q', 'WU', 'R'], x.session)"


def race_id_of(row: str) -> str:
    """SQL of the race id of `row`, from its season and round."""
    return f"{row}.season || '-' || lpad({row}.round::text, 2, '0')"


def horizon_order(row: str) -> str:
    """SQL that sorts by the horizon of `row`, earliest first."""
    return f"array_position(ARRAY[{_HORIZONS}], {row}.horizon)"


def of_session(sql: str, race: RaceKey, session: str) -> Statement:
    """A query whose condition is RACE and one session."""
    return Statement(sql, {"season": race.season, "round": race.round, "session": session})
