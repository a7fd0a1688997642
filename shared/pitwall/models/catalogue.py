"""Every model there is, by name. Trainers are imported when asked for, since their libraries cost seconds."""

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType

from pitwall.errors import NotFoundError
from pitwall.models.training import Trainer

_TRAINERS: Mapping[str, str] = MappingProxyType(
    {
        "race-outcome": "pitwall.models.outcome_trainer",
        "qualifying-position": "pitwall.models.qualifying_trainer",
        "lap-time": "pitwall.models.lap_time",
        "tyre-degradation": "pitwall.models.degradation",
        "safety-car": "pitwall.models.safety_car",
        "pit-loss": "pitwall.models.pit_loss",
        "driving-mode": "pitwall.models.driving_mode",
        "pace-sequence": "pitwall.models.pace_sequence",
    }
)
"""The module that makes each model; its `TRAINER` does the work."""


def model_names() -> tuple[str, ...]:
    """The names, in the order of training."""
    return tuple(_TRAINERS)


def trainer(name: str) -> Trainer:
    """The trainer of a model. Raises NotFoundError, naming those there are."""
    if name not in _TRAINERS:
        raise NotFoundError(f"there is no model '{name}'; there are {', '.join(_TRAINERS)}")
    found: Trainer = import_module(_TRAINERS[name]).TRAINER
    return found
