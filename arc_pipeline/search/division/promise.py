"""How much values promise to be conditions: what they tell of the cells in which one of two terms alone is right."""

from __future__ import annotations

import numpy as np

from ..frontier.frontier import Frontier
from ..frontier.gain import Outputs
from ..taskview.features import features_for
from ..taskview.nodes import TaskNodes
from .terms import Division, Terms, divisions

GOALS = 4  # divisions of each task whose conditions are looked for, no two of which ask for the same
_FEATURES = 600  # among which terms are looked for
_ENTRY = 1  # bits of a table's entry: a condition of few cells must not be hidden by the price of a long table


class ConditionPromise:
    """Measures what the cell features of a frontier tell of the conditions that decide the divisions of its tasks, each
    value once. The divisions are those of the features that are there when this is made."""

    def __init__(self, frontier: Frontier) -> None:
        self._frontier = frontier
        self._views = [TaskNodes(frontier, task) for task in range(len(frontier.samples.tasks))]
        self._goals = [_goals(view) for view in self._views]
        self._measured = np.zeros((0, GOALS), np.float32)

    def measured(self) -> np.ndarray:
        """For each of a task's goals the share of its bits that a value tells, 0 for values that are no cell features:
        float32 (nodes, GOALS)."""
        first, nodes = len(self._measured), self._frontier.nodes
        found = np.zeros((len(nodes) - first, GOALS), np.float32)
        for view, goals in zip(self._views, self._goals, strict=True):
            new = view.cell_features if goals else np.empty(0, np.int64)
            new = new[new >= first]
            if len(new):
                slots = view.slots(new, len(view.outputs))
                for k, goal in enumerate(goals):
                    found[new - first, k] = np.maximum(view.gains(goal, slots) / goal.plain, 0.0)
        self._measured = np.concatenate([self._measured, found])
        return self._measured


def _goals(view: TaskNodes) -> list[Outputs]:
    """The conditions of a task's divisions of fewest bits as outputs to be told, up to GOALS: of each cell in which one
    term alone is right, which of them it is."""
    found: dict[bytes, Outputs] = {}
    for features in features_for(view, view.cell_features, view.outputs, _FEATURES, False, view.shapes):
        for one in divisions(view.backend, Terms.of(view, features), features.target, 2 * GOALS):
            found.setdefault(one.goal, _told(view, one))
        break  # of the likeliest shape on the tests
    return list(found.values())[:GOALS]


def _told(view: TaskNodes, division: Division) -> Outputs:
    areas = [output.size for output in view.outputs]
    decided = division.taken | division.spared
    return Outputs.of(view.backend, division.taken.astype(np.uint8), decided, areas, _ENTRY)
