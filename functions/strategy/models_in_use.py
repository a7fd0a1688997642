"""The champions of the registry that answer on demand: loaded once per process, anew within seconds of a promotion.

A champion that cannot be read is no champion: the one held stays in use, and without one the question goes down the
ladder.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar, cast

from pitwall import clock
from pitwall.errors import PitwallError
from pitwall.lake.opening import open_artefacts
from pitwall.models.degradation_answers import DegradationModel
from pitwall.models.lap_time_answers import LapTimeModel
from pitwall.models.pit_loss_answers import PitLossModel
from pitwall.models.registry import Files, Registry
from pitwall.models.safety_car_answers import SafetyCarModel
from pitwall.observability import logger
from pitwall.settings import settings

_LOOKS_EVERY_S = 5.0
M_co = TypeVar("M_co", covariant=True)
M = TypeVar("M")


class _Readable(Protocol[M_co]):
    def from_files(self, files: Files, /) -> M_co:
        """The model of these files."""


@dataclass(frozen=True)
class Champion(Generic[M_co]):
    """A model in use."""

    model: M_co
    version: str
    as_of: str
    """Newest race it learned from."""


class ModelsInUse:
    """The champions. Its methods raise ModelMissingError, or UnusableArtefactError for one that cannot be read."""

    def __init__(
        self, registry: Callable[[], Registry] | None = None, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        """Reads nothing yet; `registry` of None: that of the settings' artefacts."""
        self._registry = registry or _registry
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._held: dict[str, Champion[object]] = {}
        self._looked_at: dict[str, float] = {}

    def lap_time(self) -> Champion[LapTimeModel]:
        """Foretells lap times."""
        return self._champion("lap-time", LapTimeModel)

    def degradation(self) -> Champion[DegradationModel]:
        """Tells what tyres lose."""
        return self._champion("tyre-degradation", DegradationModel)

    def safety_car(self) -> Champion[SafetyCarModel]:
        """Tells chances of neutralisations."""
        return self._champion("safety-car", SafetyCarModel)

    def pit_loss(self) -> Champion[PitLossModel]:
        """Tells what stops cost."""
        return self._champion("pit-loss", PitLossModel)

    def _champion(self, name: str, kind: _Readable[M]) -> Champion[M]:
        with self._lock:
            held = self._held.get(name)
            if held is None or self._monotonic() - self._looked_at[name] >= _LOOKS_EVERY_S:
                held = self._held[name] = self._newest(name, kind, held)
                self._looked_at[name] = self._monotonic()
            # One name always has one kind of model.
            return cast(Champion[M], held)

    def _newest(self, name: str, kind: _Readable[M], held: Champion[object] | None) -> Champion[object]:
        try:
            registry = self._registry()
            version = registry.champion(name).version
            if held is not None and held.version == version:
                return held
            stored = registry.load(name, version)
            return Champion(kind.from_files(stored.files), version, stored.card.data_cut_off)
        except PitwallError as problem:
            if held is None:
                raise
            logger().warning("the newest champion cannot be used", extra={"model": name, "problem": str(problem)})
            return held


def _registry() -> Registry:
    return Registry(open_artefacts(settings()), clock.now)
