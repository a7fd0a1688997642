"""Keeps the terminal for people: whatever code and libraries write meanwhile goes to the log, and nobody is asked.

By file descriptor, so that processes started from here and libraries that keep a stream of their own are meant too.
"""

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from pitwall.observability import SERVICE

_INPUT, _OUTPUT, _ERRORS = 0, 1, 2


def ask_nobody() -> None:
    """Makes standard input empty.

    A library may ask on the terminal for an account (FastF1 does): a background job would wait for ever.
    """
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, _INPUT)
    os.close(nothing)


@contextmanager
def only_for(console: Console, log: Path) -> Iterator[None]:
    """Within it only `console` writes to the terminal; output and errors are appended to `log`."""
    shown = console.file
    with (
        log.open("ab") as written,
        os.fdopen(os.dup(_OUTPUT), "w", buffering=1, encoding=sys.stdout.encoding) as terminal,
        os.fdopen(os.dup(_ERRORS), "wb") as errors,
    ):
        console.file = terminal
        _point(written.fileno(), written.fileno())
        logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(levelname)s %(message)s")
        # Its own handler writes JSON lines: the root's would tell everything twice.
        logging.getLogger(SERVICE).propagate = False
        try:
            yield
        finally:
            _point(terminal.fileno(), errors.fileno())
            console.file = shown


def _point(output: int, errors: int) -> None:
    sys.stdout.flush()
    sys.stderr.flush()
    os.dup2(output, _OUTPUT)
    os.dup2(errors, _ERRORS)
