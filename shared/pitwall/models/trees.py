"""Decision trees as plain arrays, walked with numpy: what serving needs of a forest without the library that grew it.

An .npz of numbers holds all of it; nothing in it is ever executed. `tree_exports` makes them from fitted models.
"""

import io
import zipfile
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pitwall.errors import UnusableArtefactError

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

LEAF = -1
_ARRAYS = ("roots", "feature", "threshold", "left", "right", "missing_left", "value", "base")


@dataclass(frozen=True)
class TreeEnsemble:
    """Trees whose answers are added up: `base` + sum over trees of the value of the leaf a row falls into.

    A row goes left where its value, in single precision as the libraries compare, is at most the threshold.
    """

    roots: Ints
    """[trees] index of each tree's first node."""
    feature: Ints
    """[nodes] column to look at; LEAF at a leaf."""
    threshold: Floats
    left: Ints
    right: Ints
    missing_left: NDArray[np.bool_]
    """Whether NaN goes left."""
    value: Floats
    """[nodes, outputs] of a leaf its answer; of an inner node the mean answer of the rows that came through it."""
    base: Floats
    """[outputs]."""
    features: int

    def predict(self, rows: Floats) -> Floats:
        """[rows, outputs]. Raises UnusableArtefactError where `rows` has another number of columns."""
        nodes = self._start(rows)
        seen = np.asarray(rows, dtype=np.float32)
        while (self.feature[nodes] != LEAF).any():
            nodes = self._step(seen, nodes)
        answer: Floats = self.base + self.value[nodes].sum(axis=1)
        return answer

    def contributions(self, rows: Floats) -> tuple[Floats, Floats]:
        """(base [outputs], contributions [rows, features, outputs]); base and a row's sum make up its prediction.

        Path attribution (Saabas 2014): each split is credited with the change of the mean answer it brings.
        """
        nodes = self._start(rows)
        seen = np.asarray(rows, dtype=np.float32)
        base: Floats = self.base + self.value[self.roots].sum(axis=0)
        shares = np.zeros((len(seen), self.features, self.value.shape[1]))
        row_of = np.broadcast_to(np.arange(len(seen))[:, None], nodes.shape)
        while True:
            inner = self.feature[nodes] != LEAF
            if not inner.any():
                return base, shares
            following = self._step(seen, nodes)
            gained = self.value[following[inner]] - self.value[nodes[inner]]
            np.add.at(shares, (row_of[inner], self.feature[nodes[inner]]), gained)
            nodes = following

    def to_bytes(self) -> bytes:
        """As .npz."""
        held = io.BytesIO()
        np.savez_compressed(held, **{name: getattr(self, name) for name in _ARRAYS}, features=np.int64(self.features))
        return held.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> "TreeEnsemble":
        """From .npz; objects in it are refused. Raises UnusableArtefactError where it is not one of these."""
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as held:
                made = cls(**{name: held[name] for name in _ARRAYS}, features=int(held["features"]))
        except (ValueError, KeyError, OSError, zipfile.BadZipFile) as problem:
            raise UnusableArtefactError(f"no trees in this file: {problem}") from problem
        made._check()
        return made

    def _start(self, rows: Floats) -> NDArray[np.intp]:
        if rows.ndim != 2 or rows.shape[1] != self.features:
            raise UnusableArtefactError(f"these trees read {self.features} columns, not {rows.shape[1:]}")
        return np.broadcast_to(self.roots, (len(rows), len(self.roots))).astype(np.intp)

    def _step(self, seen: NDArray[np.float32], nodes: NDArray[np.intp]) -> NDArray[np.intp]:
        column = self.feature[nodes]
        value = np.take_along_axis(seen, np.maximum(column, 0), axis=1)
        goes_left = np.where(np.isnan(value), self.missing_left[nodes], value <= self.threshold[nodes])
        following: NDArray[np.intp] = np.where(
            column == LEAF, nodes, np.where(goes_left, self.left[nodes], self.right[nodes])
        )
        return following

    def _check(self) -> None:
        nodes = len(self.feature)
        inner = self.feature != LEAF
        followers = np.concatenate([self.left[inner], self.right[inner]])
        own = np.concatenate([np.flatnonzero(inner), np.flatnonzero(inner)])
        sound = (
            all(len(getattr(self, name)) == nodes for name in ("threshold", "left", "right", "missing_left", "value"))
            and self.feature.max(initial=LEAF) < self.features
            and self.feature.min(initial=LEAF) >= LEAF
            and bool((followers > own).all() and (followers < nodes).all())
            and bool(((self.roots >= 0) & (self.roots < nodes)).all())
        )
        if not sound:
            raise UnusableArtefactError("these trees lead nowhere, or in a circle")
