"""The pieces of SQL that several subjects share: how a driver, constructor or circuit is written as JSON."""


def driver_json(driver: str = "d", code: str | None = None, number: str | None = None) -> str:
    """SQL of a DriverRef from the row `driver` of drivers; SQL in `code` and `number` goes before the driver's own."""
    shown_code = f"{driver}.driver_code" if code is None else f"coalesce({code}, {driver}.driver_code)"
    own_number = f"{driver}.permanent_number::text"
    shown_number = own_number if number is None else f"coalesce({number}, {own_number})"
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

SESSION_ORDER = "array_position(ARRAY['FP1', 'FP2', 'FP3', 'FP4', 'SQ', 'S', 'Q', 'WU', 'R'], x.session)"
