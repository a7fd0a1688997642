"""What a fresh worker costs: CPU until its first answer from a baked cache, and the memory of the warm process.

Each measurement is a process of its own that imports the Lambda door and lets it answer one race weekend's question.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from figure import REPOSITORY, Figure, median

from simulator.played import Simulation
from simulator.wire import to_json

_RUNS = 5
_RACES = 10_000
_PROGRAM = """
import json, resource, sys, time
from simulator.lambda_handler import handler
class Context:
    function_name, memory_limit_in_mb, aws_request_id = "simulator", 1024, "first"
    invoked_function_arn = "arn:aws:lambda:eu-west-1:000000000000:function:simulator"
    def get_remaining_time_in_millis(self): return 900_000
event = json.load(open(sys.argv[1]))
answer = handler({**event, "runs": 64}, Context())
assert answer["status"] == 200, answer
first_s = time.process_time()
assert handler(event, Context())["status"] == 200
print("measured", first_s, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def warm_worker() -> Figure:
    """Memory after ten thousand races of a full field; and what the process cost to start from the baked cache."""
    with tempfile.TemporaryDirectory() as folder:
        event = Path(folder) / "event.json"
        event.write_text(json.dumps({"simulation": to_json(_full_field()), "runs": _RACES, "seed": 1}))
        cold_s, _ = _measured(event, Path(folder) / "baked")
        warm = [_measured(event, Path(folder) / "baked") for _ in range(_RUNS)]
    return Figure(
        "simulator.9",
        "memory of the warm worker, 10,000 races of 20 cars x 57 laps played",
        median([one[1] for one in warm]),
        "MB",
        "<= 400",
        f"{cold_s:.1f} s CPU to the first answer with an empty cache",
        {"warm_start_s_cpu": median([one[0] for one in warm]), "warm_start_target": "<= 1.5"},
    )


def _full_field() -> Simulation:
    from pitwall.domain.tyre_strategy import Stop, Strategy
    from pitwall.domain.vocabulary import Compound
    from simulator import FieldPlans
    from tests.hand_made_race import hand_made_parameters, hand_made_rules, hand_made_state

    plan = Strategy(hand_made_rules(), Compound.MEDIUM, (Stop(26, Compound.HARD),))
    return Simulation(hand_made_parameters(), hand_made_state(), FieldPlans.of([[(plan, 1.0)]] * 20))


def _measured(event: Path, cache: Path) -> tuple[float, float]:
    """CPU seconds to the first answer and peak memory in MB of a fresh process."""
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(cache), "POWERTOOLS_METRICS_DISABLED": "true"}
    ran = subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(event)],
        cwd=REPOSITORY,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    (line,) = (line for line in ran.stdout.splitlines() if line.startswith("measured"))
    first_s, memory_mb = line.split()[1:]
    return float(first_s), float(memory_mb)
