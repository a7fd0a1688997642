"""Constructors: the makers of the cars, all or of one season."""

from pitwall.domain.crosswalk import constructor_slug, known_alias
from pitwall.errors import NotFoundError
from pitwall.store.queries.fragments import DID_NOT_START
from pitwall.store.reader import Reader, Statement

_COLUMNS = "c.constructor_id, c.name, c.full_name, c.country"

_ALL = f"SELECT {_COLUMNS} FROM constructors c WHERE c.constructor_id > :after ORDER BY c.constructor_id LIMIT :limit"

_OF_SEASON = f"""SELECT {_COLUMNS} FROM constructors c WHERE c.constructor_id > :after
        AND c.constructor_id IN (SELECT constructor_id FROM driver_seats WHERE season = :season)
    ORDER BY c.constructor_id LIMIT :limit"""

_ONE = f"""SELECT {_COLUMNS}, record.*,
    (SELECT coalesce(json_agg(season ORDER BY season), '[]')
        FROM (SELECT DISTINCT season FROM driver_seats WHERE constructor_id = c.constructor_id) AS entered) AS seasons
    FROM constructors c, LATERAL (SELECT
        count(DISTINCT (r.season, r.round)) FILTER (WHERE r.position_text NOT IN {DID_NOT_START}) AS races,
        count(DISTINCT (r.season, r.round)) FILTER (WHERE r.position = 1) AS wins,
        count(DISTINCT (r.season, r.round, r.position)) FILTER (WHERE r.position <= 3) AS podiums
        FROM race_results r WHERE r.constructor_id = c.constructor_id AND r.session = 'R') AS record
    WHERE c.constructor_id = :constructor_id"""

_KNOWN = "SELECT constructor_id FROM constructors WHERE constructor_id = :slug"


def constructors(season: int | None, after: str, limit: int) -> Statement:
    """Constructors by slug, from the one after `after`; of one season, or all there ever were."""
    if season is None:
        return Statement(_ALL, {"after": after, "limit": limit})
    return Statement(_OF_SEASON, {"after": after, "limit": limit, "season": season})


def constructor_detail(constructor_id: str) -> Statement:
    """One constructor with seasons entered, races, wins and podium places (two cars may both be on the podium)."""
    return Statement(_ONE, {"constructor_id": constructor_id})


def resolve_constructor(reader: Reader, name: str) -> str:
    """The slug of the constructor whom `name` means: a slug or a Jolpica id. Raises NotFoundError."""
    for slug in (name.lower(), constructor_slug(name.lower()), known_alias(name)):
        if slug and reader.first(Statement(_KNOWN, {"slug": slug})):
            return slug
    raise NotFoundError(f"no constructor '{name}' is stored")
