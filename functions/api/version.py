"""The version of the installed package, as its builder wrote it."""

from functools import lru_cache


@lru_cache(maxsize=1)
def version() -> str:
    """The version from the package's metadata; `unpackaged` where the code runs from a bare folder."""
    # Imported here: a cold start does not need it.
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    try:
        return installed("pitwall")
    except PackageNotFoundError:
        return "unpackaged"
