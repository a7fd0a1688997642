"""Opens lake and artefacts where the settings say they lie: the one place that joins a URI and its endpoint."""

from pitwall.lake.lake import Lake
from pitwall.lake.storage import Storage, open_storage
from pitwall.settings import Settings


def open_lake(chosen: Settings) -> Lake:
    """The lake of these settings. Raises LakeError where the URI names no storage."""
    return Lake(open_storage(chosen.lake, chosen.aws_endpoint_url))


def open_artefacts(chosen: Settings) -> Storage:
    """Where calibrations, models and published documents lie. Raises LakeError as `open_lake`."""
    return open_storage(chosen.artefacts, chosen.aws_endpoint_url)
