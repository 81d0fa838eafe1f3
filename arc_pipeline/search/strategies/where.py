"""One of two grids at each cell, chosen by the value of a cell feature: `O = paint(a, toobject(is_value(b, 2), c))`."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...dsl import TRANSPARENT
from ...dsl.types import FIELD, GRID, MASK
from ...programs import Ref
from ..candidates import Proposal
from ..rules.choices import Choice, ChoiceLimits, find_choices
from ..taskview.features import FeatureMatrix
from ..taskview.view import TaskView

EXPENSIVE = True
LIMITS = ChoiceLimits()


def propose(view: TaskView) -> Iterator[Proposal]:
    """The cheapest choices between two of the task's features."""
    limits = view.limits(LIMITS)
    for features in view.features:
        grids = np.flatnonzero(view.are(features.nodes, GRID))
        for rule in find_choices(view.backend, features, grids, view.effort.rules, limits):
            if not _is_tellable(view, features, rule):
                continue
            inside, outside = (view.add(int(features.nodes[k])) for k in (rule.inside, rule.outside))
            chosen = view.call("toobject", _mask(view, features, rule), inside)
            yield Proposal(view.call("paint", outside, chosen), rule.left_out, chance=rule.chance)


def _is_tellable(view: TaskView, features: FeatureMatrix, rule: Choice) -> bool:
    """Whether an operation tells the cells where a key has its value: those that a piece lacks have no colour."""
    return rule.value < TRANSPARENT or bool(view.are(features.nodes[rule.key : rule.key + 1], FIELD)[0])


def _mask(view: TaskView, features: FeatureMatrix, rule: Choice) -> Ref:
    """The cells at which a choice takes its first grid."""
    node = features.nodes[rule.key : rule.key + 1]
    key = view.add(int(node[0]))
    if view.are(node, MASK)[0]:
        return key if rule.value != rule.negated else view.call("complement", key)
    mask = view.call("is_value" if view.are(node, FIELD)[0] else "ofcolor", key, rule.value)
    return view.call("complement", mask) if rule.negated else mask
