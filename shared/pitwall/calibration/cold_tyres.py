"""What the out lap loses to cold tyres: its second and third sector against the laps that follow in the stint.

The first sector holds the pit exit and belongs to the loss of the pit lane.
"""

import numpy as np
import pandas as pd

from pitwall.calibration.clean_laps import AIR_REACH_S, green_laps, with_gaps
from pitwall.calibration.lap_measurement import Sample
from pitwall.calibration.race_facts import RaceFacts
from pitwall.domain.race_parameters import COMPOUNDS

_COMPARED_LAPS = (2, 5)
"""Laps after the out lap whose median is the tyre's warm pace; wear over so few laps is within the noise."""
_SLOWEST_S = 8.0
_FASTEST_S = -2.0


def measure_cold_tyres(facts: RaceFacts) -> tuple[Sample, ...]:
    """[5] by COMPOUNDS: seconds lost on out laps in clear air, the race green."""
    if facts.laps.empty or not facts.tyres_reliable:
        return (Sample(),) * len(COMPOUNDS)
    laps = with_gaps(facts.laps)
    laps["rest_s"] = laps["sector2_s"] + laps["sector3_s"]
    lost_s = (laps["rest_s"] - _warm_pace_s(laps))[_clear_out_laps(laps)].dropna()
    lost_s = lost_s[lost_s.between(_FASTEST_S, _SLOWEST_S)]
    compound = laps["compound"].reindex(lost_s.index)
    return tuple(_sample(lost_s[compound == name].to_numpy()) for name in COMPOUNDS)


def _warm_pace_s(laps: pd.DataFrame) -> pd.Series:
    """Of each lap, the median rest of the lap over the laps soon after it on the same set."""
    usable = laps["rest_s"].where(green_laps(laps))
    first, last = _COMPARED_LAPS
    following = [
        usable.shift(-ahead).where(
            laps["driver_id"].eq(laps["driver_id"].shift(-ahead)) & laps["stint"].eq(laps["stint"].shift(-ahead))
        )
        for ahead in range(first, last + 1)
    ]
    return pd.concat(following, axis=1).median(axis=1)


def _clear_out_laps(laps: pd.DataFrame) -> pd.Series:
    clear = laps["gap_end_s"].fillna(0.0) > AIR_REACH_S
    return laps["out_lap"] & ~laps["in_lap"] & ~laps["neutralised"] & laps["valid"] & (laps["lap_number"] > 1) & clear


def _sample(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Sample:
    if len(values) == 0:
        return Sample()
    variance = float(np.var(values, ddof=1)) if len(values) > 1 else 0.0
    return Sample(len(values), float(np.median(values)), variance)
