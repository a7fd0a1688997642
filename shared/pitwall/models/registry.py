"""The registry: model versions as folders of files that execute nothing, and which version of a name is in use.

A model's files lie under `models/{name}/{version}/`; its card and every change of champion are published documents.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pitwall.clock import Clock
from pitwall.domain.model_records import ModelCard, Promotion
from pitwall.errors import InvalidRequestError, LakeError, ModelMissingError, NotFoundError, UnusableArtefactError
from pitwall.lake.publications import card_path, documents, promotion_path, publish, published_paths, read_publication
from pitwall.lake.storage import Storage

Files = Mapping[str, bytes]

_PLAIN = (".json", ".npz", ".txt", ".ubj")
"""Formats that hold numbers and text; nothing in them is ever executed on loading."""


@dataclass(frozen=True)
class Stored:
    """A model as read back: its card and its files, whose checksums are those of the card."""

    card: ModelCard
    files: Files


def version_of(name: str, data_cut_off: str, files: Files) -> str:
    """A version's name: the newest race it learned from, and a digest of what it is."""
    said = sorted((file, hashlib.sha256(data).hexdigest()) for file, data in files.items())
    return f"{data_cut_off}-{hashlib.sha256(repr((name, said)).encode()).hexdigest()[:10]}"


class Registry:
    """Models on a storage. Every method raises LakeError where the storage fails."""

    def __init__(self, storage: Storage, clock: Clock) -> None:
        """`clock` dates promotions."""
        self._storage = storage
        self._clock = clock

    def store(self, card: ModelCard, files: Files) -> None:
        """Keeps a version; the same one again changes nothing.

        Raises UnusableArtefactError where the files are not those of the card, or of a format that could execute code.
        """
        foreign = sorted(file for file in files if not file.endswith(_PLAIN))
        if foreign:
            raise UnusableArtefactError(f"{', '.join(foreign)}: only {', '.join(_PLAIN)} are kept in the registry")
        if dict(card.sha256) != {file: _sha256(data) for file, data in files.items()}:
            raise UnusableArtefactError(f"the files of {card.name} {card.version} are not those its card names")
        for file, data in files.items():
            if not self._storage.put_if_absent(f"{card.path}/{file}", data):
                self._read(card, file)
        publish(self._storage, card)

    def load(self, name: str, version: str | None = None) -> Stored:
        """A version, or the one in use. Every checksum is verified before anything is unpacked.

        Raises ModelMissingError where none is in use, NotFoundError for an unknown version, UnusableArtefactError
        where a file was changed.
        """
        card = self.card(name, version or self.champion(name).version)
        return Stored(card, {file: self._read(card, file) for file in card.sha256})

    def card(self, name: str, version: str) -> ModelCard:
        """A version's card. Raises NotFoundError."""
        path = card_path(name, version)
        if path not in published_paths(self._storage, "models"):
            raise NotFoundError(f"there is no version {version} of model {name}")
        document = read_publication(self._storage, path).document
        assert isinstance(document, ModelCard)
        if (document.name, document.version) != (name, version):
            raise UnusableArtefactError(f"{path} is the card of {document.name} {document.version}: it was moved")
        return document

    def cards(self, name: str) -> list[ModelCard]:
        """Every version of a model, oldest training first."""
        return sorted(documents(self._storage, ModelCard, name), key=lambda card: (card.trained_at, card.version))

    def champion(self, name: str) -> Promotion:
        """The version in use. Raises ModelMissingError where the registry has none."""
        history = self.promotions(name)
        if not history:
            raise ModelMissingError(f"no version of {name} is in use: run `pitwall train`")
        return history[-1]

    def promotions(self, name: str) -> list[Promotion]:
        """Every change of champion, oldest first."""
        return sorted(documents(self._storage, Promotion, name), key=lambda one: one.number)

    def promote(self, name: str, version: str, reason: str) -> Promotion:
        """Puts a version into use; the one in use already stays so without a new entry.

        Raises NotFoundError for an unknown version, UnusableArtefactError for a damaged one, and InvalidRequestError
        where somebody else promotes at the same moment.
        """
        self.load(name, version)
        history = self.promotions(name)
        if history and history[-1].version == version:
            return history[-1]
        number = history[-1].number + 1 if history else 1
        previous = history[-1].version if history else None
        promotion = Promotion(name, number, version, previous, self._now(), reason)
        publish(self._storage, promotion)
        written = read_publication(self._storage, promotion_path(name, number)).document
        if written != promotion:
            raise InvalidRequestError(f"another version of {name} was promoted at the same moment: look and try again")
        return promotion

    def roll_back(self, name: str, reason: str = "rolled back") -> Promotion:
        """Puts the version before the present one back into use.

        Raises ModelMissingError where none is in use, InvalidRequestError where there is none before it.
        """
        present = self.champion(name)
        if present.previous is None:
            raise InvalidRequestError(f"{present.version} is the first version of {name}: nothing to go back to")
        return self.promote(name, present.previous, reason)

    def _read(self, card: ModelCard, file: str) -> bytes:
        try:
            data = bytes(self._storage.read(f"{card.path}/{file}"))
        except LakeError as error:
            raise UnusableArtefactError(f"{file} of {card.name} {card.version} is missing") from error
        if _sha256(data) != card.sha256[file]:
            raise UnusableArtefactError(
                f"{file} of {card.name} {card.version} is not what was written (its checksum differs): "
                "it is not loaded; roll back or train again"
            )
        return data

    def _now(self) -> datetime:
        return self._clock()


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
