"""Tables over one to three cell features: `O = lookup({(0, 4): 3, ...}, a, b)`."""

from __future__ import annotations

from collections.abc import Iterator

from ..candidates import Proposal
from ..rules.consistency import RULE_LIMITS, RankedFeatures
from ..rules.rules import find_rules
from ..taskview.view import TaskView

LIMITS = RULE_LIMITS


def propose(view: TaskView) -> Iterator[Proposal]:
    """The cheapest rules over the task's features, for each way to name colours."""
    limits = view.limits(LIMITS)
    for features in view.distinct_features:
        ranked = RankedFeatures(view.backend, features)
        for binding in view.bindings:
            for rule in find_rules(ranked, binding.labels, view.effort.rules, limits):
                grid = rule.add_to(view, features)
                for naming in binding.namings:
                    yield Proposal(view.named(grid, naming), rule.left_out)
