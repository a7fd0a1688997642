"""Reads what the drift check compares: marks of published forecasts, and the newest back-test."""

from collections.abc import Sequence

from pitwall.domain.drift import Drift, Mark, drift
from pitwall.domain.forecasts import Horizon
from pitwall.domain.model_records import Backtest, PublishedScores, RaceScore
from pitwall.lake.publications import documents
from pitwall.lake.storage import Storage
from pitwall.models.backtest import CHAMPION


def drift_by_horizon(artefacts: Storage) -> dict[Horizon, Drift]:
    """From the published marks and the newest back-test. Raises LakeError, LakeCorruptError for a damaged document."""
    trials = documents(artefacts, Backtest)
    if not trials:
        return {}
    tried = max(trials, key=lambda one: one.made_at).scores
    given = {one.race_id: one for one in documents(artefacts, PublishedScores)}
    published = [score for one in given.values() for score in one.scores]
    found = {horizon: drift(_marks(published, horizon), _marks(tried, horizon)) for horizon in Horizon}
    return {horizon: one for horizon, one in found.items() if one is not None}


def _marks(scores: Sequence[RaceScore], horizon: Horizon) -> list[Mark]:
    return [Mark(one.race_id, one.log_loss) for one in scores if (one.model, one.horizon) == (CHAMPION, horizon)]
