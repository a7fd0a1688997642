"""The image as far as it can be judged without Docker: its Dockerfile, its entry point, what its doors load."""

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

_REPOSITORY = Path(__file__).parents[3]
_FOLDER = _REPOSITORY / "simulator_container"
# Numba itself looks at the version of a SciPy that is there, and loads no more of it.
_HEAVY = (
    "pandas",
    "scipy.linalg",
    "scipy.stats",
    "scipy.optimize",
    "sklearn",
    "matplotlib",
    "fastf1",
    "uvicorn",
    "rich",
    "typer",
)


def script(name: str) -> ModuleType:
    """A script of the folder, which is no package."""
    spec = importlib.util.spec_from_file_location(name, _FOLDER / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    sys.modules[name] = made
    spec.loader.exec_module(made)
    return made


def test_the_dockerfile_passes_its_linter() -> None:
    linter = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([linter, "--no-color", _FOLDER / "Dockerfile"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_image_is_built_from_pinned_tags_and_hashed_packages_and_runs_unprivileged() -> None:
    text = (_FOLDER / "Dockerfile").read_text()
    outside = [tag for tag in re.findall(r"^FROM (\S+)", text, re.MULTILINE) if not tag.startswith("base")]
    assert outside
    assert all(re.fullmatch(r"[a-z]+:\d+\.\d+\.\d+-[a-z-]+", tag) for tag in outside), outside
    assert re.search(r"^USER [1-9]\d*:[1-9]\d*$", text, re.MULTILINE)
    assert {"base-amd64", "base-arm64"} <= set(re.findall(r" AS (\S+)", text))
    assert "--require-hashes" in text
    assert "--require-hashes" in (_FOLDER / "install.sh").read_text()


def test_the_folder_script_compiles_for_the_processors_of_the_dockerfile() -> None:
    text = (_FOLDER / "Dockerfile").read_text()
    of_image = dict(re.findall(r"AS base-(\w+)\nENV NUMBA_CPU_NAME=(\S+)", text))
    of_script = script("build_image_folder").CPU_NAMES
    assert of_script == {"x86_64": of_image["amd64"], "aarch64": of_image["arm64"]}


def test_the_baked_cache_is_copied_whole_once(tmp_path: Path) -> None:
    unpack = script("entrypoint").unpack
    baked, cache = tmp_path / "baked", tmp_path / "writable" / "cache"
    (baked / "kernel").mkdir(parents=True)
    (baked / "kernel" / "index.nbi").write_bytes(b"compiled")
    unpack(baked, cache)
    assert (cache / "kernel" / "index.nbi").read_bytes() == b"compiled"
    (cache / "kernel" / "index.nbi").write_bytes(b"of this process")
    unpack(baked, cache)
    assert (cache / "kernel" / "index.nbi").read_bytes() == b"of this process"
    assert [path.name for path in cache.parent.iterdir()] == ["cache"]


def test_a_read_only_baked_cache_gives_a_writable_copy(tmp_path: Path) -> None:
    baked = tmp_path / "baked"
    (baked / "kernel").mkdir(parents=True)
    (baked / "kernel" / "index.nbi").write_bytes(b"compiled")
    (baked / "kernel" / "index.nbi").chmod(0o444)
    script("entrypoint").unpack(baked, tmp_path / "cache")
    assert (tmp_path / "cache" / "kernel" / "index.nbi").stat().st_mode & 0o200


@pytest.mark.parametrize("door", ["simulator.lambda_handler", "simulator.batch_worker", "functions.strategy.handler"])
def test_a_door_starts_without_pandas_scipy_or_a_training_library(door: str) -> None:
    script = f"import sys, {door}; print([name for name in {_HEAVY!r} if name in sys.modules])"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.strip() == "[]"
