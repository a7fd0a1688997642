"""Maps the identifiers and names of other providers to f1db's slugs, and tolerates them where a reader types them.

Slugs follow from names in all but a few cases; those stand here, once, for the sources and for the API alike.
"""

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

_PLAIN_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "æ": "ae", "Æ": "AE", "đ": "d"})
_DROPPED = str.maketrans("", "", "'’`.")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")

_DRIVER_IDS: Mapping[str, str] = MappingProxyType(
    {
        "ambrosio": "jerome-dambrosio",
        "antonelli": "kimi-antonelli",
        "bira": "birabongse-bhanudej",
        "foyt": "anthony-joseph-foyt",
        "ma": "ma-qinghua",
        "piquet_jr": "nelson-piquet-jr",
        "sainz": "carlos-sainz-jr",
    }
)
"""Jolpica ids whose driver bears a name of which f1db makes another slug."""

_DRIVER_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "alex-albon": "alexander-albon",
        "andrea-kimi-antonelli": "kimi-antonelli",
        "carlos-sainz": "carlos-sainz-jr",
        "qing-hua-ma": "ma-qinghua",
        "qinghua-ma": "ma-qinghua",
        "zhou-guanyu": "guanyu-zhou",
    }
)
"""Slugs of names as live timing writes them."""

_CONSTRUCTOR_IDS: Mapping[str, str] = MappingProxyType(
    {
        "alfa": "alfa-romeo",
        "arzani-volpini": "arzani-volpini",
        "behra-porsche": "behra-porsche",
        "mf1": "midland",
        "simca": "simca-gordini",
        "talbot": "talbot-lago",
        "team_lotus": "lotus",
    }
)

_TEAM_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "alfa-romeo-racing": "alfa-romeo",
        "alpine-f1-team": "alpine",
        "audi-f1-team": "audi",
        "cadillac-f1-team": "cadillac",
        "haas-f1-team": "haas",
        "racing-point-force-india": "force-india",
        "rb-f1-team": "rb",
        "red-bull-racing": "red-bull",
        "stake-f1-team-kick-sauber": "kick-sauber",
        "visa-cash-app-rb": "rb",
    }
)
"""Slugs of team names as Jolpica and live timing write them."""

_RENAMED: Mapping[str, tuple[int, int, str]] = MappingProxyType(
    {
        "racing-point": (2018, 2018, "force-india"),
        "rb": (2025, 2100, "racing-bulls"),
        "sauber": (2024, 2025, "kick-sauber"),
    }
)
"""A slug that stands for another constructor in f1db from one season to another."""

_CIRCUIT_IDS: Mapping[str, str] = MappingProxyType(
    {
        "albert_park": "melbourne",
        "americas": "austin",
        "boavista": "porto",
        "charade": "clermont-ferrand",
        "essarts": "rouen",
        "galvez": "buenos-aires",
        "george": "east-london",
        "las_vegas": "caesars-palace",
        "lemans": "bugatti",
        "losail": "lusail",
        "okayama": "aida",
        "osterreichring": "spielberg",
        "red_bull_ring": "spielberg",
        "ricard": "paul-ricard",
        "rodriguez": "mexico-city",
        "spa": "spa-francorchamps",
        "tremblant": "mont-tremblant",
        "vegas": "las-vegas",
        "villeneuve": "montreal",
    }
)


def slug_of(name: str) -> str:
    """`name` as f1db writes slugs: accents folded, apostrophes dropped, words joined by hyphens; may be empty."""
    folded = unicodedata.normalize("NFKD", name.translate(_PLAIN_LETTERS))
    plain = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return _NOT_SLUG.sub("-", plain.translate(_DROPPED).lower()).strip("-")


def driver_slug(jolpica_id: str | None, given_name: str, family_name: str) -> str:
    """The driver's f1db slug from the name, or from the Jolpica id where the name misleads. May be empty."""
    if jolpica_id is not None and jolpica_id in _DRIVER_IDS:
        return _DRIVER_IDS[jolpica_id]
    by_name = slug_of(f"{given_name} {family_name}")
    return _DRIVER_NAMES.get(by_name, by_name)


def constructor_slug(jolpica_id: str, season: int | None = None) -> str:
    """The f1db slug of Jolpica's constructor; `season` tells apart what Jolpica keeps under one id.

    Jolpica joins early chassis and engines by a hyphen (`brabham-ford`); f1db's constructor is the chassis alone.
    """
    slug = _CONSTRUCTOR_IDS.get(jolpica_id) or slug_of(jolpica_id.partition("-")[0])
    return _renamed(slug, season)


def team_slug(team_name: str, season: int | None = None) -> str:
    """The f1db constructor slug of a team as live timing names it, such as `Red Bull Racing`. May be empty."""
    by_name = slug_of(team_name)
    return _renamed(_TEAM_NAMES.get(by_name, by_name), season)


def circuit_slug(jolpica_id: str) -> str:
    """The f1db slug of Jolpica's circuit."""
    return _CIRCUIT_IDS.get(jolpica_id) or slug_of(jolpica_id)


def known_alias(text: str) -> str | None:
    """The slug that `text` most likely means (a Jolpica id, a team's or driver's name, or a slug); None for no word.

    Whether something of that slug exists is for the store to say. `las-vegas` is f1db's street circuit,
    `las_vegas` Jolpica's Caesars Palace.
    """
    key = text.strip().lower()
    for table in (_CIRCUIT_IDS, _CONSTRUCTOR_IDS, _DRIVER_IDS):
        if key in table:
            return table[key]
    slug = slug_of(key)
    return _DRIVER_NAMES.get(slug) or _TEAM_NAMES.get(slug) or slug or None


def _renamed(slug: str, season: int | None) -> str:
    first, last, other = _RENAMED.get(slug, (0, -1, slug))
    return other if season is not None and first <= season <= last else slug
