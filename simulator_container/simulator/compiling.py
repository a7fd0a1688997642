"""How the kernel's functions are compiled, and where the machine code is kept between processes.

Numba checks a cached function against its own file only: a change in a file it calls would go unnoticed. So the cache
lies in a folder named after the sources of the whole kernel.
"""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from numba import njit
from numba.core import config

_KERNEL = (
    "classification", "compiling", "inputs", "kernel", "lane_numbers", "lane_types", "lanes", "lap_time", "layout",
    "neutralisation", "order", "pit_stops", "race_start", "random_numbers", "reactions", "standing_order", "tyres",
)  # fmt: skip


def _folder() -> str:
    here = Path(__file__).parent
    digest = hashlib.sha256()
    for name in _KERNEL:
        digest.update((here / f"{name}.py").read_bytes())
    base = os.environ.get("NUMBA_CACHE_DIR") or str(here / "__pycache__")
    return str(Path(base) / f"kernel-{digest.hexdigest()[:16]}")


_FOLDER = _folder()


_config: Any = config
_njit: Any = njit


def _kept(**options: bool) -> Callable[[Callable[..., Any]], Any]:
    def decorate(function: Callable[..., Any]) -> Any:
        before, _config.CACHE_DIR = _config.CACHE_DIR, _FOLDER
        try:
            return _njit(cache=True, nogil=True, error_model="numpy", **options)(function)
        finally:
            _config.CACHE_DIR = before

    return decorate


in_kernel = _kept(forceinline=True, _nrt=False)
"""For small functions: part of every caller. No fastmath flag: see docs/decisions/0008."""
compiled = _kept(_nrt=False)
"""For the others. Neither counts references: a slice of an array would cost two atomic operations."""
entered = _kept()
"""For what Python calls."""
