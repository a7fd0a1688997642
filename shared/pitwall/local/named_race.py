"""Which race a command means: one named outright, or the current, last or next one by this home's calendar."""

from pitwall.clock import now
from pitwall.domain.vocabulary import RaceKey, parse_race_id
from pitwall.errors import InvalidRequestError
from pitwall.local.home import has_store, open_store
from pitwall.settings import Settings
from pitwall.store.queries.race_identity import ALIASES, race_meant
from pitwall.store.reader import reading


def named_race(text: str, chosen: Settings) -> RaceKey:
    """The race of an id such as `2026-08`, or of `current`, `last` or `next`, as the API understands them.

    Named outright it needs no store. Raises InvalidRequestError, NotFoundError where the stored calendar has no such
    race, and StoreUnavailableError.
    """
    if text not in ALIASES:
        return parse_race_id(text)
    if not has_store(chosen):
        raise InvalidRequestError(f"'{text}' needs a calendar; nothing is stored in {chosen.home} yet: run `make up`")
    with open_store(chosen) as engine, reading(engine) as reader:
        return race_meant(reader, text, now()).key
