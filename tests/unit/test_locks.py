"""The locks install the same packages everywhere: they carry hashes, no download address, and are fresh.

Freshness is checked offline, against the hash of the dependency groups that `make lock` wrote into each lock.
"""

import hashlib
import json
import re
from pathlib import Path

import pytest

_REPOSITORY = Path(__file__).parents[2]
_PYPROJECT = (_REPOSITORY / "pyproject.toml").read_text()
_LOCKS = sorted((_REPOSITORY / "requirements").glob("*.txt"))


def _groups_section() -> str:
    """From [dependency-groups] up to and including the next [tool line, as the Makefile cuts it."""
    found = re.search(r"^\[dependency-groups\]\n.*?^\[tool[^\n]*\n", _PYPROJECT, re.DOTALL | re.MULTILINE)
    assert found is not None
    return found.group()


def test_every_dependency_group_has_a_lock_and_no_lock_lacks_its_group() -> None:
    groups = set(re.findall(r"^(\w+) = \[", _groups_section(), re.MULTILINE))
    assert {lock.stem for lock in _LOCKS} == groups


@pytest.mark.parametrize("lock", _LOCKS, ids=lambda lock: lock.stem)
def test_a_lock_is_fresh(lock: Path) -> None:
    expected = hashlib.sha256(_groups_section().encode()).hexdigest()
    assert f"(dependency-groups {expected})" in lock.read_text(), f"{lock.name} is stale: run make lock"


@pytest.mark.parametrize("lock", _LOCKS, ids=lambda lock: lock.stem)
def test_a_lock_carries_no_download_address(lock: Path) -> None:
    assert not re.search(r"https?:|file:|--(extra-)?index-url|--find-links", lock.read_text())


@pytest.mark.parametrize("lock", _LOCKS, ids=lambda lock: lock.stem)
def test_every_locked_package_carries_a_hash(lock: Path) -> None:
    entries = re.split(r"\n(?=[a-z0-9])", lock.read_text())[1:]
    assert entries
    assert [entry.split(maxsplit=1)[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_groups_agree_on_every_version() -> None:
    versions: dict[str, set[str]] = {}
    for lock in _LOCKS:
        for name, version in re.findall(r"^([a-z0-9._-]+)(?:\[[^]]*\])?==(\S+)", lock.read_text(), re.MULTILINE):
            versions.setdefault(name, set()).add(version)
    assert {name: found for name, found in versions.items() if len(found) > 1} == {}


def test_the_frontend_lock_carries_no_download_address_and_matches_its_package_file() -> None:
    frontend = _REPOSITORY / "frontend"
    lock = json.loads((frontend / "package-lock.json").read_text())
    package = json.loads((frontend / "package.json").read_text())
    assert [name for name, entry in lock["packages"].items() if "resolved" in entry and not entry.get("link")] == []
    for kind in ("dependencies", "devDependencies"):
        assert lock["packages"][""].get(kind, {}) == package.get(kind, {}), "package-lock.json is stale: run make lock"
