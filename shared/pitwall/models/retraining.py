"""What happens once a race is over, step by step: sources, challengers, verdicts, promotions.

Each step leaves behind what the next reads; where one fails, the version in use stays in use.
"""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from time import perf_counter

from pitwall.clock import Clock
from pitwall.domain.model_records import FeatureManifest, Promotion
from pitwall.errors import UnusableArtefactError
from pitwall.features.feature_store import store_features
from pitwall.features.history import read_history
from pitwall.lake.lake import Lake
from pitwall.lake.storage import Storage, open_storage
from pitwall.models.catalogue import trainer
from pitwall.models.registry import Registry
from pitwall.models.training import Sources, Trainer, Verdict, judge, store_challenger


@dataclass(frozen=True)
class Candidate:
    """A version that was trained and awaits its verdict, or none with what it lacked."""

    name: str
    version: str | None
    lacks: str | None = None


def read_sources(lake: Lake, artefacts: Storage) -> Sources:
    """Everything models learn from: the lake, and what lies in the artefacts. Raises LakeError."""
    index = lake.index()
    return Sources(read_history(lake, index, cache=artefacts), lake, index, artefacts)


def write_features(sources: Sources) -> list[FeatureManifest]:
    """Keeps the feature tables of all horizons; unchanged ones stay as they are. Raises LakeError."""
    return [store_features(sources.artefacts, table) for table in sources.features.values()]


def train(sources: Sources, registry: Registry, trainer: Trainer, clock: Clock) -> Candidate:
    """Trains one model and keeps it as a challenger; none where the sources hold too little for it.

    That is no failure: a lake without laps still teaches who wins. Raises LakeError.
    """
    try:
        newest_race, trained = sources.newest_race, trainer.train(sources)
    except UnusableArtefactError as error:
        return Candidate(trainer.name, None, str(error))
    card = store_challenger(registry, trainer.name, newest_race, trained, clock())
    return Candidate(card.name, card.version)


@dataclass(frozen=True)
class Places:
    """Where lake and artefacts lie, for a process that opens them itself."""

    lake_uri: str
    artefacts_uri: str
    endpoint_url: str | None

    def open(self) -> tuple[Lake, Storage]:
        """Both of them."""
        return Lake(open_storage(self.lake_uri, self.endpoint_url)), open_storage(self.artefacts_uri, self.endpoint_url)


def train_side_by_side(
    places: Places, names: Sequence[str], clock: Clock, workers: int
) -> Iterator[tuple[Candidate, float]]:
    """Trains models in processes of their own, the first named first; each with the seconds it took, as they end.

    Raises what the first failing one raises, once the others are done.
    """
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        jobs = [pool.submit(_trained, places, name, clock) for name in names]
        for job in as_completed(jobs):
            yield job.result()


def _trained(places: Places, name: str, clock: Clock) -> tuple[Candidate, float]:
    began = perf_counter()
    lake, artefacts = places.open()
    candidate = train(read_sources(lake, artefacts), Registry(artefacts, clock), trainer(name), clock)
    return candidate, perf_counter() - began


def evaluate(registry: Registry, candidates: Iterable[Candidate]) -> list[Verdict]:
    """Each challenger against the version in use. Raises UnusableArtefactError for a damaged one."""
    return [judge(registry, one.name, one.version) for one in candidates if one.version]


def promote(registry: Registry, verdicts: Sequence[Verdict]) -> list[Promotion]:
    """Puts into use what passed; what did not stays in the registry, and what is in use stays in use."""
    return [registry.promote(one.name, one.version, one.words) for one in verdicts if one.promote]
