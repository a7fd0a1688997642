"""Starts a module of the image with the compiled simulator at hand: copies the baked cache to where it may be written.

Numba fails at import where it cannot write to its cache, so the copy comes first. Usage: entrypoint.py MODULE ARGUMENTS
"""

import os
import runpy
import shutil
import sys
import tempfile
from pathlib import Path

BAKED = Path(__file__).resolve().parent.parent / "numba-cache"


def unpack(baked: Path, cache: Path) -> None:
    """Copies `baked` to `cache` unless that is there already; whole or not at all."""
    if cache.exists():
        return
    cache.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache.parent) as aside:
        copied = Path(aside) / "cache"
        shutil.copytree(baked, copied, copy_function=shutil.copyfile)
        try:
            copied.rename(cache)
        except OSError:
            # Another process of this container was faster; what it copied is the same.
            if not cache.exists():
                raise


def main(arguments: list[str]) -> None:
    """Runs the module named first as the main program, with the rest as its arguments."""
    unpack(BAKED, Path(os.environ["NUMBA_CACHE_DIR"]))
    sys.argv = arguments
    # The folder of this file holds our packages and comes first already.
    runpy.run_module(arguments[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(sys.argv[1:])
