"""How a job asks: what a question may bring, and whom it leaves alone for the rest of a run."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pitwall.domain.datasets import Batch
from pitwall.errors import SourceError, SourceRestingError

Answers = Iterator[Batch | SourceError]
"""Batches as they come, and the failures that were gone on after."""


@dataclass(frozen=True)
class Complete:
    """Said after the last batch: where all of them were taken in, the lake gets `marker`, for the next run to see."""

    marker: str


Fetched = Iterator[Batch | SourceError | Complete]


class Asking:
    """The questions of one run: a provider whose circuit breaker is open is not asked again until the run ends."""

    def __init__(self) -> None:
        """Everybody may be asked."""
        self._resting: set[str] = set()

    def __call__(self, source: str, ask: Callable[[], Sequence[Batch]]) -> Answers:
        """What `source` answers to `ask`, and the SourceError that ended it; nothing where it rests."""
        if source in self._resting:
            return
        try:
            yield from ask()
        except SourceError as error:
            if isinstance(error, SourceRestingError):
                self._resting.add(error.source)
            yield error
