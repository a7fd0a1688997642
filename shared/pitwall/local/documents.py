"""Brings what was published into this machine's store: forecasts, models, marks; after a rebuild, all of it again."""

from sqlalchemy import Engine

from pitwall.lake.storage import Storage
from pitwall.load.published import PublishedReport, load_published
from pitwall.local.history import shows_invention


def take_in_published(engine: Engine, artefacts: Storage) -> PublishedReport:
    """Loads the documents the store does not know; none beside an invented season, since they speak of real races.

    Raises LakeError, StoreUnavailableError.
    """
    return PublishedReport() if shows_invention(engine) else load_published(engine, artefacts)
