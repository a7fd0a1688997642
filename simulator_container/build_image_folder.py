"""Does what the Dockerfile does, into a folder and without Docker, and lets the handler in it answer one event.

So its content can be tried anywhere: `build_image_folder.py FOLDER EVENT.json` prints answer, CPU time and memory.
"""

import argparse
import http.server
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[1]
HANDLER = "simulator.lambda_handler.handler"
CPU_NAMES = {"x86_64": "x86-64-v3", "aarch64": "generic"}
_PAUSE_S = 60


@dataclass(frozen=True)
class FirstCall:
    """What the first call of a fresh process answered and cost."""

    answer: dict[str, Any]
    cpu_s: float
    memory_mb: float
    compiled: tuple[str, ...]
    """Files that the call added to the cache: none, where everything was baked."""


def build(folder: Path) -> None:
    """Fills `folder` by the steps of the image. Raises CalledProcessError."""
    for step in ("packages", "code", "warm"):
        subprocess.run(
            ["sh", "simulator_container/install.sh", step, str(folder)],
            cwd=REPOSITORY,
            env=_environment(PYTHON=sys.executable, UV=_uv()),
            check=True,
        )


def first_call(folder: Path, event: dict[str, Any], handler: str = HANDLER) -> FirstCall:
    """Starts the image's entry point as Lambda does and hands it `event`. Raises CalledProcessError."""
    with tempfile.TemporaryDirectory() as writable, _RuntimeApi(event) as api:
        cache = Path(writable) / "numba-cache"
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        process = subprocess.Popen(
            [sys.executable, str(folder / "code" / "entrypoint.py"), "awslambdaric", handler],
            cwd=folder / "code",
            # Its log; what goes wrong is on the error stream.
            stdout=subprocess.DEVNULL,
            env=_environment(
                PYTHONPATH=str(folder / "packages"),
                NUMBA_CACHE_DIR=str(cache),
                AWS_LAMBDA_RUNTIME_API=api.address,
                AWS_LAMBDA_FUNCTION_NAME="simulator",
                AWS_LAMBDA_FUNCTION_VERSION="1",
                AWS_LAMBDA_FUNCTION_MEMORY_SIZE="1024",
                AWS_LAMBDA_LOG_GROUP_NAME="log",
                AWS_LAMBDA_LOG_STREAM_NAME="log",
                AWS_REGION="eu-west-1",
            ),
        )
        answer = api.wait_for_answer(process)
        process.kill()
        process.wait()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return FirstCall(
            answer,
            cpu_s=after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
            memory_mb=api.memory_mb,
            compiled=tuple(sorted(_files(cache) - _files(folder / "numba-cache"))),
        )


class _RuntimeApi:
    """The side of Lambda's runtime interface that hands out one event and takes its answer."""

    def __init__(self, event: dict[str, Any]) -> None:
        self._event = json.dumps(event).encode()
        self._answered = threading.Event()
        self._answer: dict[str, Any] = {}
        self.memory_mb = 0.0
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self._requests())
        self._server.daemon_threads = True
        self.process_id = 0

    @property
    def address(self) -> str:
        """Host and port."""
        return f"127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> "_RuntimeApi":
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def wait_for_answer(self, process: "subprocess.Popen[bytes]") -> dict[str, Any]:
        """What the handler answered. Raises CalledProcessError where the process ended without, TimeoutError."""
        for _ in range(_PAUSE_S * 20):
            if self._answered.wait(0.05):
                self.memory_mb = _peak_memory_mb(process.pid)
                return self._answer
            if process.poll() is not None:
                raise subprocess.CalledProcessError(process.returncode, "entrypoint.py")
        process.kill()
        raise TimeoutError(f"the handler did not answer within {_PAUSE_S} s")

    def _requests(self) -> type[http.server.BaseHTTPRequestHandler]:
        api = self

        class Requests(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if api._answered.is_set():
                    # The next event never comes: the process is ended while it waits.
                    threading.Event().wait(_PAUSE_S)
                    return
                self.send_response(200)
                self.send_header("Lambda-Runtime-Aws-Request-Id", "first")
                self.send_header(
                    "Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-west-1:000000000000:function:s"
                )
                self.send_header("Lambda-Runtime-Deadline-Ms", str(2**42))
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(api._event)))
                self.end_headers()
                self.wfile.write(api._event)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                self.send_response(202)
                self.send_header("Content-Length", "0")
                self.end_headers()
                api._answer = json.loads(body)
                api._answered.set()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Nothing: the terminal is for people."""

        return Requests


def _peak_memory_mb(process_id: int) -> float:
    status = Path(f"/proc/{process_id}/status").read_text()
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


def _files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def _environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "NUMBA", "AWS"))}
    return {**kept, "NUMBA_CPU_NAME": CPU_NAMES[platform.machine()], **more}


def _uv() -> str:
    beside = Path(sys.executable).with_name("uv")
    return str(beside) if beside.exists() else shutil.which("uv") or "uv"


def main() -> None:
    """Builds the folder and prints what the first call answered and cost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("event", type=Path)
    chosen = parser.parse_args()
    build(chosen.folder.resolve())
    called = first_call(chosen.folder.resolve(), json.loads(chosen.event.read_text()))
    sys.stdout.write(f"{json.dumps(called.answer)[:2_000]}\n")
    sys.stdout.write(f"{called.cpu_s:.2f} s CPU, {called.memory_mb:.0f} MB, compiled: {called.compiled or 'nothing'}\n")


if __name__ == "__main__":
    main()
