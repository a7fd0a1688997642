"""All groups of features, in the order of their columns, and the register of every feature by name."""

from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd

from pitwall.features.championship import Championship
from pitwall.features.circuit_record import CircuitRecord
from pitwall.features.conditions import Conditions
from pitwall.features.constructor_form import ConstructorForm
from pitwall.features.driver_form import DriverForm
from pitwall.features.line_up import LineUp
from pitwall.features.practice_now import PracticeNow
from pitwall.features.qualifying_form import QualifyingForm
from pitwall.features.qualifying_now import QualifyingNow
from pitwall.features.race_pace_form import RacePaceForm
from pitwall.features.register import Feature, Group
from pitwall.features.reliability import Reliability
from pitwall.features.strategy_habits import StrategyHabits


def new_groups(births: Mapping[str, pd.Timestamp]) -> tuple[Group, ...]:
    """The groups before the first race; `births` are dates of birth by driver."""
    return (
        DriverForm(),
        Reliability(),
        CircuitRecord(),
        ConstructorForm(),
        QualifyingForm(),
        RacePaceForm(),
        Championship(),
        LineUp(births),
        Conditions(),
        StrategyHabits(),
        PracticeNow(),
        QualifyingNow(),
    )


FEATURES: Mapping[str, Feature] = MappingProxyType(
    {feature.name: feature for group in new_groups({}) for feature in group.columns}
)
"""Every feature by name, in column order."""
