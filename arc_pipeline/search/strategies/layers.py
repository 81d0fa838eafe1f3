"""Layers over a grid, each a colour where a feature has a value, or a grid: `O = repaint(overlay(a, b), {3: 4}, c)`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from ...dsl.types import GRID
from ...programs import Ref
from ..candidates import Proposal
from ..effort import Limits, fixed
from ..rules.beam import find_layers
from ..rules.layers import Layered
from ..taskview.features import FeatureMatrix
from ..taskview.view import TaskView


@dataclass(frozen=True)
class LayersLimits(Limits):
    """`bases`: grids to lay on; `width`: of the beam; `layers`: of a stack."""

    bases: int = 15
    width: int = fixed(6)
    layers: int = fixed(5)


LIMITS = LayersLimits()

EXPENSIVE = True


def propose(view: TaskView) -> Iterator[Proposal]:
    """Stacks of layers that generalize to left-out demonstrations, for each way to name colours."""
    limits = view.limits(LIMITS)
    labels = np.stack([binding.labels for binding in view.bindings])
    for features in view.features:
        grids = np.flatnonzero(view.are(features.nodes, GRID))
        palettes = features.palettes(grids)
        may = np.array([~binding.occur_in(palettes) for binding in view.bindings])
        for k, found in find_layers(
            view.backend, features, grids, labels, may, limits.bases, limits.width, limits.layers
        ):
            grid = _added(view, features, found)
            for naming in view.bindings[k].namings:
                yield Proposal(view.named(grid, naming))


def _added(view: TaskView, features: FeatureMatrix, found: Layered) -> Ref:
    """Add the calls that put the layers on the base, the lowest first."""
    grid = view.add(int(features.nodes[found.base]))
    for (k, has_color), layers in groupby(reversed(found.layers), key=lambda layer: (layer.feature, layer.has_color)):
        feature = view.add(int(features.nodes[k]))
        # Consecutive layers of one feature never overlap, so one table holds them.
        table = {layer.value: layer.color for layer in layers}
        grid = view.call("repaint", grid, table, feature) if has_color else view.call("overlay", grid, feature)
    return grid
