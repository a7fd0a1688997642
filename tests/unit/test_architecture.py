"""The rooms import only what the table in pyproject.toml allows, and every file keeps the house's measures.

What a machine can hold is held here, so that a review can spend its time on the rest.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

_REPOSITORY = Path(__file__).parents[2]
_MAX_FILE_LINES = 300
_MAX_FUNCTION_LINES = 60
_SOURCES = sorted(
    path for room in ("shared", "functions", "simulator_container") for path in (_REPOSITORY / room).rglob("*.py")
)
_TESTS = sorted((_REPOSITORY / "tests").rglob("*.py"))
_VAGUE_NAMES = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}


def _is_migration(path: Path) -> bool:
    return "migrations" in path.parts


def _functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _named(path: Path) -> str:
    return str(path.relative_to(_REPOSITORY))


def test_every_room_imports_only_what_it_may() -> None:
    # In a process of its own: the linter switches off every logger it did not make.
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-logo"], cwd=_REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_no_file_is_longer_than_the_house_allows() -> None:
    lengths = {
        _named(path): len(path.read_text().splitlines()) for path in [*_SOURCES, *_TESTS] if not _is_migration(path)
    }
    assert {name: lines for name, lines in lengths.items() if lines >= _MAX_FILE_LINES} == {}


def test_no_function_is_longer_than_the_house_allows() -> None:
    lengths = {
        f"{_named(path)}:{node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in [*_SOURCES, *_TESTS]
        if not _is_migration(path)
        for node in _functions(path)
    }
    assert {name: lines for name, lines in lengths.items() if lines >= _MAX_FUNCTION_LINES} == {}


def test_every_source_file_says_why_it_exists() -> None:
    assert [
        _named(path) for path in _SOURCES if path.read_text() and not ast.get_docstring(ast.parse(path.read_text()))
    ] == []


def test_nothing_is_left_to_do() -> None:
    marker = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    found = [
        _named(path) for path in [*_SOURCES, *_TESTS] if path != Path(__file__) and marker.search(path.read_text())
    ]
    assert found == []


def test_only_the_command_line_prints() -> None:
    printing = {
        _named(path)
        for path in _SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    }
    assert printing <= {"shared/pitwall/cli.py"}


def test_no_module_bears_a_name_that_says_nothing() -> None:
    assert [_named(path) for path in _SOURCES if path.stem in _VAGUE_NAMES] == []


def test_provider_addresses_stand_in_the_settings_only() -> None:
    address = re.compile(r"https?://(?!127\.0\.0\.1|localhost|schemas?\.|json-schema\.org|pitwall\.)[a-z]")
    found = [_named(path) for path in _SOURCES if path.name != "settings.py" and address.search(path.read_text())]
    assert found == []
