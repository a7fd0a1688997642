"""What a browser must fetch before the first page stands, how soon it stands, and what Lighthouse says."""

import gzip
import json
import os
import re
import subprocess
from pathlib import Path

from figure import REPOSITORY, Figure

_DIST = REPOSITORY / "frontend" / "dist"
_LIGHTHOUSE = REPOSITORY / "build" / "lighthouse.json"


def initial_load(base_url: str) -> Figure:
    """Initial JavaScript of the built site, and Lighthouse on the running product at `base_url`."""
    initial_kb = sum(_gzip_kb(path) for path in _initial_scripts())
    react_kb = _gzip_kb(REPOSITORY / "frontend/node_modules/react-dom/cjs/react-dom-client.production.js")
    subprocess.run(
        ["npm", "run", "--silent", "lighthouse"],
        cwd=REPOSITORY / "frontend",
        env={**os.environ, "PITWALL_BASE_URL": base_url},
        check=True,
    )
    return Figure(
        "foundation.7",
        "frontend initial JavaScript, gzip; first content on loopback; Lighthouse performance (median of 5)",
        round(initial_kb, 1),
        "kB",
        "<= 150 kB; <= 1 s; >= 95",
        f"{react_kb:.1f} kB: React's own DOM client, unminified source gzipped",
        {"lighthouse": json.loads(_LIGHTHOUSE.read_text())},
    )


def _initial_scripts() -> list[Path]:
    page = (_DIST / "index.html").read_text()
    names = set(re.findall(r'(?:src|href)="/?(assets/[^"]+\.js)"', page))
    return [_DIST / name for name in sorted(names)]


def _gzip_kb(path: Path) -> float:
    return len(gzip.compress(path.read_bytes(), 9)) / 1000
