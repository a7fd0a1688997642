"""What `pitwall up` does with the terminal it was started from, in processes of its own: nothing."""

import subprocess
import sys


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
