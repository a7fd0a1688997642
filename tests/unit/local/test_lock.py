"""One owner per folder, and whoever comes second learns who came first."""

import os
from pathlib import Path

import pytest

from pitwall.local.lock import FolderInUseError, FolderLock


def test_the_second_owner_is_told_who_holds_the_folder(tmp_path: Path) -> None:
    with (
        FolderLock(tmp_path / "up.lock", "another `pitwall up`"),
        pytest.raises(FolderInUseError, match=f"already used by another `pitwall up` .process {os.getpid()}, running"),
    ):
        FolderLock(tmp_path / "up.lock", "another `pitwall up`").acquire()


def test_the_folder_is_free_again_after_release(tmp_path: Path) -> None:
    with FolderLock(tmp_path / "up.lock", "anyone"):
        pass
    with FolderLock(tmp_path / "up.lock", "anyone"):
        pass


def test_an_entry_left_by_a_dead_process_does_not_block(tmp_path: Path) -> None:
    (tmp_path / "up.lock").write_text('{"pid": 1, "since": "yesterday"}')
    with FolderLock(tmp_path / "up.lock", "anyone"):
        assert f'"pid": {os.getpid()}' in (tmp_path / "up.lock").read_text()


def test_a_holder_that_has_not_written_its_name_yet_is_described_so(tmp_path: Path) -> None:
    with FolderLock(tmp_path / "up.lock", "anyone"):
        (tmp_path / "up.lock").write_text("")
        with pytest.raises(FolderInUseError, match="a process that is just starting"):
            FolderLock(tmp_path / "up.lock", "anyone").acquire()
