"""What `pitwall up` does with the terminal it was started from, in processes of its own: nothing."""

import subprocess
import sys
from pathlib import Path


def _says(program: str) -> tuple[str, str]:
    """What a process prints to standard output and error, with somebody typing meanwhile."""
    done = subprocess.run([sys.executable, "-c", program], input="me\n", capture_output=True, text=True, check=True)
    return done.stdout, done.stderr


def test_the_stand_in_for_aws_prints_no_line_per_request() -> None:
    assert _says("from pitwall.local.aws import AwsStandIn\nwith AwsStandIn() as aws: aws.ensure()") == ("", "")


def test_nobody_is_asked_at_the_terminal() -> None:
    program = """
import sys
from pitwall.local import up
def serve(_): print(sys.stdin.isatty(), repr(sys.stdin.read())); raise SystemExit
up.FolderLock = lambda *_: serve(_)
from pathlib import Path
from rich.console import Console
from pitwall.settings import Settings
import tempfile
with tempfile.TemporaryDirectory() as home: up.run(Settings(home=Path(home)), Console())
"""
    assert _says(program)[0] == "False ''\n"


def test_metrics_warnings_and_what_processes_say_go_to_the_log(tmp_path: Path) -> None:
    log = tmp_path / "pitwall.log"
    program = f"""
import logging, subprocess, warnings
from pathlib import Path
from rich.console import Console
from pitwall.local.progress import StepProgress
from pitwall.local.terminal import only_for
console = Console()
with only_for(console, Path({str(log)!r})), StepProgress(console) as progress:
    progress("Laps", 1, 1)
    from pitwall.observability import logger, metrics
    for number in range(100):
        metrics().add_metric("Rows", "Count", number)
    logger().error("of ours")
    logging.getLogger("fastf1.core").warning("of a library")
    handler = logging.StreamHandler()
    handler.emit(logging.makeLogRecord({{"msg": "by a stream of its own"}}))
    warnings.warn("of Python")
    subprocess.run(["echo", "of another process"])
    console.print("Pitwall answers")
print("afterwards")
"""
    assert _says(program) == ("Laps: 1 of 1\nPitwall answers\nafterwards\n", "")
    written = log.read_text()
    for told in ("of ours", "of a library", "by a stream of its own", "of Python", "of another process"):
        assert written.count(told) == 1
    assert '"_aws"' in written


def test_an_error_that_ends_it_is_told_at_the_terminal_again(tmp_path: Path) -> None:
    program = f"""
import sys
from pathlib import Path
from rich.console import Console
from pitwall.local.terminal import only_for
try:
    with only_for(Console(), Path({str(tmp_path / "pitwall.log")!r})): raise OSError("the port is taken")
except OSError as error: print(error, file=sys.stderr)
"""
    assert _says(program) == ("", "the port is taken\n")
