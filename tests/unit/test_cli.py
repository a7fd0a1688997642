"""The command line's promises: help with examples, and exit codes that mean something."""

import pytest
from typer.testing import CliRunner

from pitwall import cli, errors
from pitwall.local.lock import FolderInUseError
from pitwall.settings import settings

runner = CliRunner()


@pytest.mark.parametrize("command", [["up"], ["learn"], ["status"], ["db", "migrate"], ["db", "reset"], ["db", "psql"]])
def test_the_help_of_each_command_shows_an_example(command: list[str]) -> None:
    result = runner.invoke(cli.app, [*command, "--help"])
    assert result.exit_code == 0
    assert "Example:" in result.output
    assert "pitwall " + " ".join(command) in " ".join(result.output.split())


def test_an_unknown_command_is_wrong_use() -> None:
    assert runner.invoke(cli.app, ["overtake"]).exit_code == 2


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.PitwallError("anything"), 1),
        (errors.LakeCorruptError("an object"), 1),
        (FolderInUseError("by another"), 1),
        (errors.ConfigurationError("a setting"), 2),
        (errors.SourceUnavailableError("f1db", "timed out"), 3),
        (errors.StoreUnavailableError("away"), 4),
        (errors.DataSetError("no laps"), 5),
    ],
)
def test_each_kind_of_failure_has_its_own_exit_code(error: errors.PitwallError, code: int) -> None:
    assert cli.exit_code(error) == code


def test_a_failure_is_one_line_for_people(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("PITWALL_PORT", "99999")
    settings.cache_clear()
    monkeypatch.setattr("sys.argv", ["pitwall", "status"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    settings.cache_clear()
    assert ended.value.code == 2
    assert capsys.readouterr().err == "pitwall: PITWALL_PORT: Input should be less than or equal to 65535\n"


def test_the_store_is_not_reset_without_a_yes(monkeypatch: pytest.MonkeyPatch, database_url: str) -> None:
    monkeypatch.setenv("PITWALL_DATABASE_URL", database_url)
    settings.cache_clear()
    refused = runner.invoke(cli.app, ["db", "reset"], input="n\n")
    done = runner.invoke(cli.app, ["db", "reset", "--yes"])
    settings.cache_clear()
    assert refused.exit_code == 1
    assert "Aborted" in refused.output
    assert done.exit_code == 0
