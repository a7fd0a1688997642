"""Models trained in processes of their own: what each made, what it lacked, and what none of them can hide."""

from pathlib import Path

import pytest

from pitwall.clock import now
from pitwall.errors import NotFoundError
from pitwall.models.catalogue import model_names
from pitwall.models.retraining import Places, train_side_by_side


def _places(folder: Path) -> Places:
    return Places(str(folder / "lake"), str(folder / "artefacts"), None)


def test_each_model_is_told_of_though_there_is_nothing_to_learn_from(tmp_path: Path) -> None:
    names = model_names()[:2]
    ended = {one.name: (one, taken_s) for one, taken_s in train_side_by_side(_places(tmp_path), names, now, 2)}
    assert sorted(ended) == sorted(names)
    for candidate, taken_s in ended.values():
        assert candidate.version is None
        assert candidate.lacks
        assert taken_s > 0


def test_a_failure_in_another_process_is_raised_here(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="no-such-model"):
        list(train_side_by_side(_places(tmp_path), ["no-such-model"], now, 1))
