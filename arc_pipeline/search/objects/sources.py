"""The source lists of one task: lists of objects or masks that are mapped over no others; all else is made of them."""

from __future__ import annotations

import numpy as np

from ...dsl.types import MASK, OBJECT, list_of
from ..frontier.frontier import Frontier
from ..frontier.nodes import TYPE_CODE

OBJECTS, MASKS = list_of(OBJECT), list_of(MASK)
_OBJECTS = 200  # of a source list, in all samples, at most


def source_lists(frontier: Frontier, task: int, most: int) -> np.ndarray:
    """The cheapest source lists of a task, up to `most`, those cut out of the input first: nodes, int64 (n,). Lists of
    more than _OBJECTS objects are skipped, as are those of at most one object on every sample."""
    nodes = frontier.nodes
    own = np.sort(np.concatenate([nodes.index.of(task, TYPE_CODE[kind]) for kind in (OBJECTS, MASKS)]))
    own = own[nodes.source.all[own] == own]
    cut = np.array([production.op.result in (OBJECTS, MASKS) for production in frontier.grammar])
    own = own[cut[nodes.production_id.all[own]]]
    of_input = nodes.production_id.all[nodes.args.all[own, 0]] < 0
    own = own[np.lexsort((nodes.cost.all[own], ~of_input))]
    count = nodes.read(nodes.count, own, int(frontier.samples.rows[task])).astype(np.int64)
    return own[(count.sum(axis=1) <= _OBJECTS) & (count.max(axis=1, initial=0) > 1)][:most]
