"""Circuits, and the races run on each."""

from pitwall.domain.crosswalk import circuit_slug, known_alias
from pitwall.errors import NotFoundError
from pitwall.store.queries.fragments import constructor_json, driver_json, seat_code, seat_number
from pitwall.store.reader import Reader, Statement

_COLUMNS = """ci.circuit_id, ci.name, ci.full_name, ci.circuit_type, ci.direction, ci.place_name, ci.country,
    ci.latitude, ci.longitude, ci.length_km, ci.turns"""

_ALL = f"SELECT {_COLUMNS} FROM circuits ci WHERE ci.circuit_id > :after ORDER BY ci.circuit_id LIMIT :limit"

_WINNER = f"""(SELECT json_build_object('driver', {driver_json(code=seat_code("x"), number=seat_number("x"))},
        'constructor', {constructor_json()})
    FROM race_results x JOIN drivers d USING (driver_id) JOIN constructors c USING (constructor_id)
    WHERE x.season = r.season AND x.round = r.round AND x.session = 'R' AND x.position = 1
    ORDER BY x.display_order LIMIT 1)"""

_ONE = f"""SELECT {_COLUMNS}, (SELECT coalesce(json_agg(json_build_object('race_id', r.race_id, 'name', r.name,
        'date', r.date, 'winner', {_WINNER}) ORDER BY r.season DESC, r.round DESC), '[]')
    FROM races r WHERE r.circuit_id = ci.circuit_id) AS races
    FROM circuits ci WHERE ci.circuit_id = :circuit_id"""

_KNOWN = "SELECT circuit_id FROM circuits WHERE circuit_id = :slug"


def circuits(after: str, limit: int) -> Statement:
    """Circuits by slug, from the one after `after`."""
    return Statement(_ALL, {"after": after, "limit": limit})


def circuit_detail(circuit_id: str) -> Statement:
    """One circuit with its races, newest first, and who won them."""
    return Statement(_ONE, {"circuit_id": circuit_id})


def resolve_circuit(reader: Reader, name: str) -> str:
    """The slug of the circuit that `name` means: a slug or a Jolpica id. Raises NotFoundError."""
    for slug in (name.lower(), circuit_slug(name.lower()), known_alias(name)):
        if slug and reader.first(Statement(_KNOWN, {"slug": slug})):
            return slug
    raise NotFoundError(f"no circuit '{name}' is stored")
