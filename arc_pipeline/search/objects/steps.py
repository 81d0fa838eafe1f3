"""Numbers that may say how far the objects of source lists move: what was measured of them, and how they lie to others.

Where an object goes to is often said by another one: as many rows and columns as the other is away, one step or its own
height and width towards it, or the same turned by a quarter.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ...backends.arena import NONE
from ...dsl.types import COUNT, OBJECT, list_of
from ..frontier.aligned import calls
from ..frontier.elements import demonstrated, numbers
from ..taskview.view import TaskView
from .sources import OBJECTS, Begun

_MEASURED = 48  # lists of numbers of a source list
_PARTNERS = 16  # lists of partners of a source list
_TARGETS = 8  # of a task


def steps(begun: Begun, furthest: Mapping[int, int]) -> np.ndarray:
    """Lists of numbers that may be shifts of the objects of source lists: nodes, int64 (n,). `furthest`: by source
    list, one at least, the largest number that is measured of its objects and may be a shift."""
    own = np.concatenate([_measured(begun.view_of(source), source, most) for source, most in furthest.items()])
    found, sources = [own, _counts(begun, "invert", own)], np.array([*furthest])
    others = _others(begun, sources)
    for place, side in (("uppermost", "height"), ("leftmost", "width")):
        asked = ((place, others), (place, sources), (side, sources))
        theirs, own, sides = (_counts(begun, name, lists) for name, lists in asked)
        apart = _counts(begun, "subtract", *_same_source(begun, theirs, own))
        ways = _counts(begun, "sign", apart)
        far = _counts(begun, "multiply", *_same_source(begun, ways, sides))
        found += [apart, ways, far, _counts(begun, "invert", np.concatenate([apart, ways, far]))]
    return np.unique(np.concatenate(found))


def _counts(begun: Begun, name: str, *lists: np.ndarray) -> np.ndarray:
    """The nodes of counts that calls on lists make: flags and colours may be the same numbers."""
    made = begun.keep([calls(begun.nodes, name, *lists)])
    return made[begun.are(made, list_of(COUNT))]


def _others(begun: Begun, sources: np.ndarray) -> np.ndarray:
    """Lists beside source lists whose elements lie where others are: the partners of their objects, the cheapest, and
    their objects moved onto targets."""
    nodes, views = begun.nodes, [begun.view_of(source) for source in sources.tolist()]
    is_partner = np.array([production.op.name == "partners" for production in nodes.grammar])
    beside = [view.beside(source, OBJECTS) for view, source in zip(views, sources.tolist(), strict=True)]
    partners = [lists[is_partner[nodes.production_id.all[lists]]][:_PARTNERS] for lists in beside]
    targets = [view.of_type(OBJECT)[:_TARGETS] for view in views]
    moved = calls(nodes, "align", np.repeat(sources, list(map(len, targets))), np.concatenate(targets), "corner")
    return np.concatenate([*partners, begun.keep([moved])])


def _same_source(begun: Begun, lists: np.ndarray, own: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each list with those of `own` that have its source list: nodes, int64 (n,) both."""
    of, other = np.nonzero(begun.source(lists)[:, None] == begun.source(own))
    return lists[of], own[other]


def _measured(view: TaskView, source: int, most: int) -> np.ndarray:
    """The first lists of numbers that can be shifts, nodes int64 (n,): all known and up to `most`, not all 0."""
    lists, frontier = view.beside(source, list_of(COUNT)), view.frontier
    objects = int(demonstrated(frontier, np.array([source])).lengths[0])
    values = numbers(frontier, demonstrated(frontier, lists).elements[1]).reshape(len(lists), objects)
    usable = ((values != NONE) & (abs(values) <= most)).all(axis=1) & (values != 0).any(axis=1)
    return lists[usable][:_MEASURED]
