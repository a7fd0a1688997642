"""What there is to do in the background, and when it is due: a first forecast, calibration, learning, the trial.

Each says by a name for the state it works on whether that was dealt with already.
"""

from collections.abc import Collection

from pitwall.clock import now
from pitwall.lake.lake import Index, Lake
from pitwall.lake.storage import Storage
from pitwall.local.background import Chore, digest, due_mark

_BOOKS = frozenset({"ingest_runs", "hourly_weather", "published_driver_standings", "published_constructor_standings"})
"""Data sets that no calibration and no model reads: new versions of them are no reason to do anything."""
_LAP_RACES_A_STEP = 20
"""Models learn again with every so many races whose laps came: where laps fill up backwards, not every hour."""
_MODEL_CODE = ("pitwall.features", "pitwall.models", "pitwall.ratings")


def lap_state(lake: Lake, _artefacts: Storage) -> str | None:
    """What the lake holds for a calibration; None where it holds no laps. Raises LakeError."""
    index = lake.index()
    return _paths(index) if _holds(index, "laps") else None


def facts_of_today(lake: Lake, _artefacts: Storage) -> str | None:
    """What a forecast is made from, and the day: it is made anew daily and when anything came. Raises LakeError."""
    index = lake.index()
    return f"{now():%Y-%m-%d}-{_paths(index)}" if _holds(index, "race_results") else None


def learning_state(lake: Lake, _artefacts: Storage) -> str | None:
    """The classifications of all races, and roughly how many races have laps. Raises LakeError."""
    index = lake.index()
    if not _holds(index, "race_results"):
        return None
    laps = sum(partition.dataset == "laps" and partition.session == "R" for partition in index)
    return f"{_paths(index, only=('race_results',))}-{laps // _LAP_RACES_A_STEP}"


def learned_state(lake: Lake, artefacts: Storage) -> str | None:
    """As `learning_state`, once that has been learned from: the trial of the models comes last. Raises LakeError."""
    return learning_state(lake, artefacts) if due_mark(LEARNING, lake, artefacts) is None else None


CALIBRATION = Chore(
    name="calibrated",
    command=("calibrate",),
    state=lap_state,
    code=("pitwall.calibration",),
    begun="Calibrating the simulator from the laps in the lake, in the background.",
    done="Calibrated: strategies and simulations answer now.",
)
FORECAST = Chore(
    name="foretold",
    command=("learn", "--begin-with", "Predict"),
    state=facts_of_today,
    code=_MODEL_CODE,
    done="Forecasts are ready.",
)
LEARNING = Chore(
    name="learned",
    command=("learn", "--begin-with", "Load"),
    state=learning_state,
    code=_MODEL_CODE,
    begun="Training the models in the background; until then simpler ones speak.",
    done="The models are trained, and the forecasts are theirs.",
)
TRIAL = Chore(
    name="tried",
    command=("backtest",),
    state=learned_state,
    code=_MODEL_CODE,
    nice=19,
    begun="Trying the models on every race since 2018, in the background: that takes a while.",
    done="The models' record is ready.",
)

CHORES = (FORECAST, CALIBRATION, LEARNING)
"""In this order: a forecast within a minute first, then what takes minutes."""


def _holds(index: Index, dataset: str) -> bool:
    return any(partition.dataset == dataset for partition in index)


def _paths(index: Index, only: Collection[str] = ()) -> str:
    wanted = [
        versions
        for partition, versions in index.items()
        if (partition.dataset in only if only else partition.dataset not in _BOOKS)
    ]
    return digest(sorted(version.path for versions in wanted for version in versions))
