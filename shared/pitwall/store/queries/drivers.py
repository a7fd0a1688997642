"""Drivers, and who is meant by a slug, a three-letter code or another provider's id."""

import re

from pitwall.domain.crosswalk import known_alias
from pitwall.errors import InvalidRequestError, NotFoundError
from pitwall.store.queries.fragments import DID_NOT_START, constructor_json, season_number
from pitwall.store.reader import Reader, Statement

_PERSON = """d.driver_id, d.name, d.first_name, d.last_name, {code} AS code, {number} AS number,
    d.nationality, d.date_of_birth, d.date_of_death, {constructors} AS constructors"""

_OWN = {"code": "d.driver_code", "number": "d.permanent_number::text", "constructors": "'[]'::json"}

_SEASON_CODE = """coalesce((SELECT s.driver_code FROM driver_seats s WHERE s.driver_id = d.driver_id
    AND s.season = :season AND s.driver_code IS NOT NULL ORDER BY s.round DESC LIMIT 1), d.driver_code)"""

_SEASON_CONSTRUCTORS = f"""(SELECT coalesce(json_agg({constructor_json()} ORDER BY driven.first_round), '[]')
    FROM (SELECT s.constructor_id, min(s.round) AS first_round FROM driver_seats s
        WHERE s.driver_id = d.driver_id AND s.season = :season GROUP BY s.constructor_id) AS driven
    JOIN constructors c USING (constructor_id))"""

_ALL = f"""SELECT {_PERSON.format(**_OWN)}
    FROM drivers d WHERE d.driver_id > :after ORDER BY d.driver_id LIMIT :limit"""

_IN_SEASON = {
    "code": _SEASON_CODE,
    "number": season_number("d", ":season"),
    "constructors": _SEASON_CONSTRUCTORS,
}

_OF_SEASON = f"""SELECT {_PERSON.format(**_IN_SEASON)}
    FROM drivers d WHERE d.driver_id > :after
        AND d.driver_id IN (SELECT driver_id FROM driver_seats WHERE season = :season)
    ORDER BY d.driver_id LIMIT :limit"""

_ONE = f"""SELECT {_PERSON.format(**_OWN)}, career.*,
    (SELECT coalesce(json_agg(season ORDER BY season), '[]')
        FROM (SELECT DISTINCT season FROM driver_seats WHERE driver_id = d.driver_id) AS entered) AS seasons,
    (SELECT count(*) FROM starting_grids g
        WHERE g.driver_id = d.driver_id AND g.session = 'R' AND g.position = 1) AS poles
    FROM drivers d, LATERAL (SELECT
        count(DISTINCT (r.season, r.round)) FILTER (WHERE r.position_text NOT IN {DID_NOT_START}) AS races,
        count(DISTINCT (r.season, r.round)) FILTER (WHERE r.position = 1) AS wins,
        count(DISTINCT (r.season, r.round)) FILTER (WHERE r.position <= 3) AS podiums
        FROM race_results r WHERE r.driver_id = d.driver_id AND r.session = 'R') AS career
    WHERE d.driver_id = :driver_id"""

_NUMBERED = ("race_results", "qualifying_results", "practice_results", "lap_times")
"""Tables that tell which number a driver had in a race weekend."""

_BY_SLUG = "SELECT driver_id FROM drivers WHERE driver_id = :name"

_BY_CODE = "SELECT driver_id FROM drivers WHERE driver_code = :code ORDER BY driver_id"

_BY_SEASON_CODE = """SELECT DISTINCT d.driver_id FROM drivers d JOIN driver_seats s USING (driver_id)
    WHERE s.season = :season AND coalesce(s.driver_code, d.driver_code) = :code ORDER BY d.driver_id"""

_BY_LAP_CODE = """SELECT DISTINCT driver_id FROM lap_times
    WHERE season = :season AND round = :round AND driver_code = :code ORDER BY driver_id"""

_BY_RACE_NUMBER = f"""SELECT DISTINCT driver_id FROM (
    {" UNION ALL ".join(f"SELECT driver_id, season, round, driver_number FROM {table}" for table in _NUMBERED)}) AS x
    WHERE season = :season AND round = :round AND driver_number = :number ORDER BY driver_id"""

# Jolpica calls most drivers by family name alone.
_BY_FAMILY_NAME = "SELECT driver_id FROM drivers WHERE right(driver_id, length(:ending)) = :ending ORDER BY driver_id"

_BY_SEASON_FAMILY_NAME = """SELECT DISTINCT driver_id FROM driver_seats
    WHERE season = :season AND right(driver_id, length(:ending)) = :ending ORDER BY driver_id"""

_CODE = re.compile(r"^[A-Z0-9]{3}$")
_NUMBER = re.compile(r"^[0-9]{1,3}$")


def drivers(season: int | None, after: str, limit: int) -> Statement:
    """Drivers by slug, from the one after `after`; of one season with their constructors, or all there ever were."""
    if season is None:
        return Statement(_ALL, {"after": after, "limit": limit})
    return Statement(_OF_SEASON, {"after": after, "limit": limit, "season": season})


def driver_detail(driver_id: str) -> Statement:
    """One driver with seasons entered, starts, wins, podiums and poles."""
    return Statement(_ONE, {"driver_id": driver_id})


def resolve_driver(reader: Reader, name: str, season: int | None = None, race_round: int | None = None) -> str:
    """The slug of the driver whom `name` means: a slug, a three-letter code, or a Jolpica id.

    With `season` a code or family name is looked for among that season's drivers, with `race_round` also among the laps
    of that race, where a car number names a driver too. Raises NotFoundError where nobody is meant, InvalidRequestError
    where several drivers share the name.
    """
    wanted = name.strip()
    for statement in _lookups(wanted, season, race_round):
        found = [row[0] for row in reader.rows(statement)]
        if len(found) == 1:
            return str(found[0])
        if found:
            raise InvalidRequestError(f"'{wanted}' may be {' or '.join(found)}; name the driver by one of these")
    raise NotFoundError(f"no driver '{wanted}'{f' in {season}' if season else ' is stored'}")


def _lookups(name: str, season: int | None, race_round: int | None) -> list[Statement]:
    found = [Statement(_BY_SLUG, {"name": name.lower()})]
    code = name.upper()
    if _CODE.match(code):
        found += _by_code(code, season, race_round)
    if _NUMBER.match(name) and race_round is not None:
        found.append(Statement(_BY_RACE_NUMBER, {"season": season, "round": race_round, "number": name}))
    slug = known_alias(name)
    if slug:
        found.append(Statement(_BY_SLUG, {"name": slug}))
        if season is None:
            found.append(Statement(_BY_FAMILY_NAME, {"ending": f"-{slug}"}))
        else:
            found.append(Statement(_BY_SEASON_FAMILY_NAME, {"ending": f"-{slug}", "season": season}))
    return found


def _by_code(code: str, season: int | None, race_round: int | None) -> list[Statement]:
    if season is None:
        return [Statement(_BY_CODE, {"code": code})]
    found = [Statement(_BY_SEASON_CODE, {"season": season, "code": code})]
    if race_round is not None:
        found.append(Statement(_BY_LAP_CODE, {"season": season, "round": race_round, "code": code}))
    return found
