"""Decisions of the engine as the shapes that callers get: recommendations, the strategy tree, the undercut."""

from collections.abc import Mapping, Sequence
from typing import Any

from functions.strategy.cars import car_of
from functions.strategy.plan_answers import told_plan
from functions.strategy.shapes.decisions import (
    BreakEven,
    Compared,
    Duel,
    DuelLap,
    FieldSafetyCar,
    Option,
    Played,
    Recommendations,
    Recommended,
    Rejoin,
    SafetyCarAnswer,
    StrategyTree,
    Threat,
    TreeNode,
    Undercut,
)
from functions.strategy.shapes.parts import Car
from pitwall.calibration.race_setup import RaceSetup
from pitwall.domain.race_state import RaceState
from pitwall.strategy.actions import Option as EngineOption
from pitwall.strategy.actions import Recommendation
from pitwall.strategy.decision_tree import Branch, Node
from pitwall.strategy.duel_check import DuelCheck
from pitwall.strategy.duel_timing import DuelLap as EngineLap
from pitwall.strategy.paired import Difference
from pitwall.strategy.rejoin import Rejoin as EngineRejoin
from pitwall.strategy.safety_car_table import SafetyCarRow
from pitwall.strategy.tree import StrategyTree as EngineTree
from pitwall.strategy.undercut import Duel as EngineDuel


def recommendations_told(
    setup: RaceSetup,
    state: RaceState,
    found: Sequence[Recommendation],
    table: Sequence[SafetyCarRow],
    card: Sequence[SafetyCarRow],
    common: Mapping[str, Any],
) -> Recommendations:
    """What to do now, and if the track is neutralised on one of the next laps."""
    return Recommendations(
        **common,
        driver=car_of(setup, found[0].driver_id),
        lap=state.lap,
        recommendations=[_recommended(setup, one) for one in found],
        safety_car=[_safety_car(setup, row) for row in table],
        safety_car_field=[_field_safety_car(setup, row) for row in card],
    )


def tree_told(setup: RaceSetup, state: RaceState, found: EngineTree, common: Mapping[str, Any]) -> StrategyTree:
    """The tree as a list of nodes, each after its parent."""
    return StrategyTree(
        **common,
        driver=car_of(setup, found.driver_id),
        lap=state.lap,
        objective=found.objective.name,
        unit=found.unit,
        more_is_better=found.more_is_better,
        nodes=_nodes(found.root),
    )


def undercut_told(
    setup: RaceSetup,
    state: RaceState,
    duels: Sequence[EngineDuel],
    played: Sequence[DuelCheck | None],
    field: Sequence[EngineDuel],
    common: Mapping[str, Any],
) -> Undercut:
    """Both ways past the target, undercut and overcut as they are in `duels` and `played`, and those of the `field`."""
    under, over = duels
    return Undercut(
        **common,
        attacker=car_of(setup, under.attacker_id),
        target=car_of(setup, under.target_id),
        lap=state.lap,
        undercut=_duel(under, played[0]),
        overcut=_duel(over, played[1]),
        threats=[_threat(setup, one) for one in field],
    )


def _threat(setup: RaceSetup, found: EngineDuel) -> Threat:
    return Threat(
        kind=found.kind,
        attacker=car_of(setup, found.attacker_id),
        target=car_of(setup, found.target_id),
        gap_s=found.gap_s,
        attacker_compound=found.attacker_compound,
        p_success=found.success,
        laps_to_answer=found.laps_to_answer,
        cover_lap=found.cover_lap,
    )


def _duel(found: EngineDuel, played: DuelCheck | None) -> Duel:
    return Duel(
        kind=found.kind,
        attacker_compound=found.attacker_compound,
        target_compound=found.target_compound,
        gap_s=found.gap_s,
        pit_loss_s=found.pit_loss_s,
        gain_per_lap_s=found.gain_per_lap_s,
        out_lap_loss_s=found.out_lap_loss_s,
        p_success=found.success,
        by_lap=[_lap(lap) for lap in found.by_lap],
        by_answer=[_lap(lap) for lap in found.by_answer],
        laps_to_answer=found.laps_to_answer,
        cover_lap=found.cover_lap,
        played=_played(played),
    )


def _played(found: DuelCheck | None) -> Played | None:
    if found is None:
        return None
    return Played(p_ahead=found.probability, standard_error=found.standard_error, runs=found.runs)


def _lap(found: EngineLap) -> DuelLap:
    return DuelLap(
        first_stop_lap=found.first_stop_lap,
        laps_later=found.laps_later,
        gap_s=found.gap_s,
        tyre_gain_s=found.tyre_gain_s,
        margin_s=found.margin_s,
        sd_s=found.sd_s,
        p_ahead=found.probability,
    )


def _nodes(root: Node) -> list[TreeNode]:
    nodes = [_node(root, 0, None, None)]
    open_nodes = [(0, root)]
    while open_nodes:
        parent, node = open_nodes.pop(0)
        for branch in node.branches:
            open_nodes.append((len(nodes), branch.node))
            nodes.append(_node(branch.node, len(nodes), parent, branch))
    return nodes


def _node(node: Node, number: int, parent: int | None, branch: Branch | None) -> TreeNode:
    return TreeNode(
        id=number,
        parent=parent,
        kind=node.kind,
        label=node.label,
        branch=branch.label if branch else None,
        probability=branch.probability if branch else None,
        chosen=branch.chosen if branch else None,
        value=node.value,
        runs=node.runs,
    )


def _recommended(setup: RaceSetup, found: Recommendation) -> Recommended:
    return Recommended(
        kind=found.kind,
        headline=found.headline,
        lap=found.lap,
        compound=found.compound,
        target=_car(setup, found.target_id),
        strength=found.strength.value,
        probability=found.probability,
        reasons=list(found.reasons),
        options=[_option(option) for option in found.options],
        break_evens=[BreakEven(**vars(one)) for one in found.break_evens],
        rejoin=None if found.rejoin is None else _rejoin(setup, found.rejoin),
        basis=found.source,
        runs=found.runs,
    )


def _option(found: EngineOption) -> Option:
    return Option(
        label=found.label,
        plan=told_plan(found.strategy),
        next_stop_lap=found.next_stop_lap,
        next_compound=found.next_compound,
        expected_position=found.expected_position,
        expected_points=found.expected_points,
        p_win=found.p_win,
        p_podium=found.p_podium,
        p_gain=found.p_gain,
        position_low=found.position_low,
        position_high=found.position_high,
        lead=_compared(found.lead),
        p_best=found.p_best,
        runs=found.runs,
    )


def _safety_car(setup: RaceSetup, row: SafetyCarRow) -> SafetyCarAnswer:
    return SafetyCarAnswer(
        lap=row.lap,
        status=row.status.name,
        action=row.action,
        strength=row.strength.value,
        compound=row.compound,
        pit_loss_s=row.pit_loss_s,
        green_pit_loss_s=row.green_pit_loss_s,
        gain_s=row.gain_s,
        flips_at_pit_loss_s=row.flips_at_pit_loss_s,
        gain_positions=_compared(row.gain_positions),
        rejoin=_rejoin(setup, row.rejoin),
        double_stack_with=_car(setup, row.double_stack_with),
    )


def _field_safety_car(setup: RaceSetup, row: SafetyCarRow) -> FieldSafetyCar:
    return FieldSafetyCar(
        driver=car_of(setup, row.driver_id),
        action=row.action,
        strength=row.strength.value,
        compound=row.compound,
        pit_loss_s=row.pit_loss_s,
        gain_s=row.gain_s,
        p_faster=row.faster_probability,
        rejoin=_rejoin(setup, row.rejoin),
        double_stack_with=_car(setup, row.double_stack_with),
    )


def _rejoin(setup: RaceSetup, found: EngineRejoin) -> Rejoin:
    return Rejoin(
        position=found.position,
        pit_loss_s=found.pit_loss_s,
        ahead=_car(setup, found.ahead_id),
        gap_ahead_s=found.gap_ahead_s,
        behind=_car(setup, found.behind_id),
        gap_behind_s=found.gap_behind_s,
        clear_air=found.clear_air,
    )


def _compared(found: Difference | None) -> Compared | None:
    if found is None:
        return None
    return Compared(mean=found.mean, standard_error=found.standard_error, probability=found.probability)


def _car(setup: RaceSetup, driver_id: str | None) -> Car | None:
    return None if driver_id is None else car_of(setup, driver_id)
