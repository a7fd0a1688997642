"""CPU seconds until the API's Lambda handler is imported, in fresh processes."""

import subprocess
import sys

from figure import REPOSITORY, Figure, median

_RUNS = 7


def cold_import() -> Figure:
    """The handler beside its web framework alone."""
    return Figure(
        "foundation.6",
        "API cold import of the handler",
        _import_s("import functions.api.handler"),
        "s CPU",
        "<= 1.2",
        f"{_import_s('import fastapi, mangum')} s: FastAPI and Mangum alone",
    )


def _import_s(statement: str) -> float:
    program = f"import time; {statement}; print(time.process_time())"
    seconds = []
    for _ in range(_RUNS):
        ran = subprocess.run(
            [sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, text=True, check=True
        )
        seconds.append(float(ran.stdout.split()[-1]))
    return median(seconds)
