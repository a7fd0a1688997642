"""One version of a model that speaks at several horizons: the files of each carry its name before theirs."""

from pitwall.domain.forecasts import Horizon
from pitwall.models.registry import Files


def of_horizon(horizon: Horizon, files: Files) -> dict[str, bytes]:
    """The files of one horizon, as they lie beside those of others."""
    return {f"{horizon}.{name}": data for name, data in files.items()}


def by_horizon(files: Files) -> dict[Horizon, Files]:
    """What `of_horizon` put together, apart again; files of no horizon are left out."""
    parts: dict[Horizon, dict[str, bytes]] = {}
    for file, data in files.items():
        horizon, _, name = file.partition(".")
        if horizon in tuple(Horizon):
            parts.setdefault(Horizon(horizon), {})[name] = data
    return dict(parts)
