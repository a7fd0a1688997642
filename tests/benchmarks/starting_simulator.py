"""What a fresh worker costs: CPU until its first answer from the baked cache, and the memory of the warm process.

Measured on the image's content as `build_image_folder.py` makes it, through Lambda's runtime interface.
"""

import sys
import tempfile
from pathlib import Path
from typing import Any

from figure import REPOSITORY, Figure, median

from pitwall.domain.tyre_strategy import Stop, Strategy
from pitwall.domain.vocabulary import Compound
from simulator import FieldPlans
from simulator.played import Simulation
from simulator.wire import to_json
from tests.hand_made_race import hand_made_parameters, hand_made_rules, hand_made_state

_STARTS = 5
_RACES = 10_000


def warm_worker() -> Figure:
    """Memory after ten thousand races of a full field; and what a process costs to start and answer for the first time.

    Needs the package registry for the locked packages of the image.
    """
    sys.path.append(str(REPOSITORY / "simulator_container"))
    from build_image_folder import build, first_call

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        build(folder)
        event = {"simulation": to_json(_full_field()), "runs": 64, "seed": 1}
        starts = [first_call(folder, event) for _ in range(_STARTS)]
        warm = first_call(folder, {**event, "runs": _RACES})
    compiled: list[Any] = [file for call in (*starts, warm) for file in call.compiled]
    return Figure(
        "simulator.9",
        f"memory of the warm worker, {_RACES:,} races of 20 cars x 57 laps played",
        round(warm.memory_mb),
        "MB",
        "<= 400",
        f"{round(starts[0].memory_mb)} MB after its first 64 races",
        {
            "warm_start_s_cpu": median([call.cpu_s for call in starts]),
            "warm_start_target": "<= 1.5",
            "compiled_at_start": len(compiled),
        },
    )


def _full_field() -> Simulation:
    plan = Strategy(hand_made_rules(), Compound.MEDIUM, (Stop(26, Compound.HARD),))
    return Simulation(hand_made_parameters(), hand_made_state(), FieldPlans.of([[(plan, 1.0)]] * 20))
