"""Layers over a grid, each a colour where a feature has a value, or a grid: `O = repaint(overlay(a, b), {3: 4}, c)`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import numpy as np

from ...dsl.types import GRID
from ...programs import Ref
from ..candidates import Proposal
from ..rules.beam import find_layers
from ..rules.layers import Layered
from ..taskview.features import FeatureMatrix
from ..taskview.view import TaskView

_BASES_FOR_FEATURES = 1 / 64  # bases that are tried, for each feature that goes into rules
_WIDTH = 6  # partial stacks of each base
_MOST = 5  # layers

DEAR = True


def propose(view: TaskView) -> Iterator[Proposal]:
    """Stacks of layers that are found again without any one of the demonstrations, for each way to name colours."""
    bases = max(1, int(view.effort.states * _BASES_FOR_FEATURES))
    labels = np.stack([binding.labels for binding in view.bindings])
    for features in view.features:
        grids = np.flatnonzero(view.are(features.nodes, GRID))
        palettes = features.palettes(grids)
        may = np.array([~binding.occur_in(palettes) for binding in view.bindings])
        for k, found in find_layers(view.backend, features, grids, labels, may, bases, _WIDTH, _MOST):
            grid = _added(view, features, found)
            for naming in view.bindings[k].namings:
                yield Proposal(view.named(grid, naming))


def _added(view: TaskView, features: FeatureMatrix, found: Layered) -> Ref:
    """The calls that lay the layers on the base, the lowest first."""
    grid = view.add(int(features.nodes[found.base]))
    for (k, has_color), layers in groupby(reversed(found.layers), key=lambda layer: (layer.feature, layer.has_color)):
        feature = view.add(int(features.nodes[k]))
        # Layers of one feature that follow each other never overlap, so that one table holds them.
        table = {layer.value: layer.color for layer in layers}
        grid = view.call("repaint", grid, table, feature) if has_color else view.call("overlay", grid, feature)
    return grid
