"""Objects that act in headings of their own: each is seen in a pose in which its odd cells, its partner or the place
where it lies are at the top, moves or draws there, and what comes of it is put back.

What goes up for one object and to the left for another goes the same way for both when their marks lie at one side. The
pose is told for each object, as the views of poses tell it for each sample.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import numpy as np

from ...backends.arena import NONE
from ...dsl import OPS
from ...dsl.types import COUNT, list_of
from ...measure import Deadline
from ..frontier.aligned import Calls, Literals, calls, priced
from ..frontier.elements import demonstrated, numbers
from ..frontier.joins import few_of_each
from ..taskview.poses import RELATIVE
from .moves import steps_of
from .shifts import Shown
from .sources import Begun, placed

_MOVES = 6  # for each of these, by constants, and as many by numbers
_SHARE = 0.5  # of the objects must be shown where a move lays them
_STROKES, _SLIDES, _SIDES = OPS["shoot"].parameters[-1], OPS["slide"].parameters[2:], OPS["peel"].parameters[1]


def in_headings(begun: Begun, shown: Mapping[int, Shown | None], partners: np.ndarray, most: int) -> np.ndarray:
    """What the objects of source lists come to and draw in headings of their own. `shown`: by source list, where the
    outputs show its objects elsewhere, if they do; `partners`: lists of pieces that belong to objects, nodes int64
    (m,); `most`: ways to turn the objects of a source list. Nodes, int64 (n,)."""
    sources = np.array([*shown], dtype=np.int64)
    if not len(sources):
        return sources
    headings = _different(begun, begun.keep(_poses(begun, sources, partners)), most)
    objects = _each(begun, calls(begun.nodes, "posed_at", begun.source(headings), begun.input_of(headings), headings))
    headings, objects = headings[objects >= 0], objects[objects >= 0]
    acted = [_moved(begun, headings, objects, shown), _drawn(begun, headings, objects)]
    made, of = (np.concatenate(parts) for parts in zip(*acted, strict=True))
    made, headings = made[made >= 0], headings[of[made >= 0]]
    found = begun.keep([calls(begun.nodes, "unposed_at", made, begun.input_of(made), headings)])
    return found[placed(begun.frontier, found)]


def _poses(begun: Begun, sources: np.ndarray, partners: np.ndarray) -> Iterator[Calls]:
    """The calls that tell in which pose each object has its rarest cells, all of its cells or its partner at the top of
    its box, or lies itself at the top of the input."""
    rare = _each(begun, calls(begun.nodes, "leastcolor", sources))
    odd = begun.keep([calls(begun.nodes, "ofcolor", sources[rare >= 0], rare[rare >= 0])])
    partners = partners[np.isin(begun.source(partners), sources)]
    masks = begun.keep([calls(begun.nodes, "toindices", np.concatenate([sources, partners]))])
    for towards in OPS["pose_of"].parameters[-1].literals:
        for mask, frame in ((odd, begun.source(odd)), (masks, begun.source(masks)), (masks, begun.input_of(masks))):
            yield calls(begun.nodes, "pose_of", mask, frame, towards)


def _different(begun: Begun, headings: np.ndarray, most: int) -> np.ndarray:
    """The first `most` of each source list that are known for all objects of the demonstrations and differ between
    these, no two by one and the same turn of all objects: nodes, int64 (n,)."""
    headings = headings[begun.are(headings, list_of(COUNT))]  # flags and colours may be the same numbers
    there, kept = demonstrated(begun.frontier, headings), list[int]()
    values, of = numbers(begun.frontier, there.elements[1]), there.lists[there.elements[0]]
    known = np.bincount(of, values == NONE, len(headings)) == 0
    seen = set[tuple[int, bytes]]()
    for k in np.flatnonzero(known & (there.lengths > 1)).tolist():
        own = values[of == k]
        key = int(begun.source(headings[k : k + 1])[0]), RELATIVE[own[0], own].tobytes()
        if (own != own[0]).any() and key not in seen:
            seen.add(key)
            kept.append(k)
    headings = headings[np.array(kept, np.int64)]
    return headings[few_of_each(begun.source(headings), begun.cost(headings), most)]


def _each(begun: Begun, *asked: Calls) -> np.ndarray:
    """The node of each of some calls, -1 where it is void: int64 (n,)."""
    return begun.frontier.node_of_each(priced(begun.nodes, asked), Deadline())


def _drawn(begun: Begun, headings: np.ndarray, objects: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The strokes that objects shoot in their poses from their middles and their rarest cells, what they are without a
    line of cells at one side, and where they slide: nodes, int64 (m,), and the index of the pose of each. `headings`,
    `objects` int64 (n,): the poses, and the objects in these."""
    rare = _each(begun, calls(begun.nodes, "leastcolor", objects))
    odd = _each(begun, calls(begun.nodes, "ofcolor", objects[rare >= 0], rare[rare >= 0]))
    starts = np.concatenate([odd, _each(begun, calls(begun.nodes, "center", objects))])
    of = np.concatenate([np.flatnonzero(rare >= 0), np.arange(len(objects))])
    starts, of = starts[starts >= 0], of[starts >= 0]
    grids = _each(begun, calls(begun.nodes, "posed", begun.input_of(headings), headings))
    there, one = np.flatnonzero(grids >= 0), Literals(np.ones(len(objects), np.int64))
    asked = [calls(begun.nodes, "shoot", starts, way) for way in _STROKES.literals]
    asked += [calls(begun.nodes, "peel", objects, side, one) for side in _SIDES.literals]
    ways = product(*(option.literals for option in _SLIDES))
    slid = [calls(begun.nodes, "slide", grids[there], objects[there], *way) for way in ways]
    each = [of] * len(_STROKES.literals) + [np.arange(len(objects))] * len(_SIDES.literals) + [there] * len(slid)
    return _each(begun, *asked, *slid), np.concatenate(each)


def _moved(
    begun: Begun, headings: np.ndarray, objects: np.ndarray, shown: Mapping[int, Shown | None]
) -> tuple[np.ndarray, np.ndarray]:
    """Where objects come in their poses by the constants and numbers that the outputs show: nodes, int64 (m,), and the
    index of the pose of each."""
    asked, of, own = list[Calls](), [np.empty(0, np.int64)], begun.source(headings)
    moving = [source for source, there in shown.items() if there is not None and source in own]
    steps = [steps_of(begun.view_of(source), source) for source in moving]
    begun.keep([calls(begun.nodes, "invert", np.concatenate([own[:0], *steps]))])
    known = {source: steps_of(begun.view_of(source), source) for source in moving}  # now in both directions
    for k in np.flatnonzero(np.isin(own, moving)).tolist():
        source = int(own[k])
        elements, there = begun.view_of(source).elements(source), shown[source]
        assert there is not None
        poses = elements.numbers(headings[k : k + 1])[0, : elements.demonstrated]
        at = np.stack([_turned(one, pose) for one, pose in zip(there.at, poses.tolist(), strict=True)])
        by = elements.numbers(known[source])[:, : elements.demonstrated]
        ways: list[tuple[Any, ...]] = [tuple(map(Literals, _constants(at)))]
        for signs in ((1, 0), (0, 1), (1, 1)):
            chosen = known[source][_by_numbers(at, by, signs)]
            none = Literals(np.zeros(len(chosen), np.int64))
            ways.append(tuple(chosen if sign else none for sign in signs))
        for down, right in ways:
            n = len(down.numbers if isinstance(down, Literals) else down)
            asked.append(calls(begun.nodes, "shift", np.full(n, objects[k]), down, right))
            of.append(np.full(n, k))
    return _each(begun, *asked), np.concatenate(of)


def _turned(at: np.ndarray, pose: int) -> np.ndarray:
    """Where an object is shown, bool (rows, columns) with no shift in the middle, by shifts in its pose: bool
    (2 side + 1, 2 side + 1)."""
    side = max(at.shape) // 2
    (up, left), square = np.array(at.shape) // 2, np.zeros((2 * side + 1, 2 * side + 1), dtype=bool)
    square[side - up : side + up + 1, side - left : side + left + 1] = at
    square = square[:: -1 if pose & 1 else 1, :: -1 if pose & 2 else 1]
    return square.T if pose & 4 else square


def _constants(at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The shifts in their poses at which most objects are shown, bool (objects, rows, columns), a share _SHARE of them
    at least: down and right, int64 (n,) each."""
    often, middle = at.mean(axis=0), len(at[0]) // 2
    often[middle, middle] = 0
    best = np.argsort(-often.ravel(), kind="stable")[:_MOVES]
    down, right = np.unravel_index(best[often.ravel()[best] >= _SHARE], often.shape)
    return down - middle, right - middle


def _by_numbers(at: np.ndarray, by: np.ndarray, signs: tuple[int, int]) -> np.ndarray:
    """The lists of numbers, int64 (n, objects), of which times these signs most objects are shown at in their poses, a
    share _SHARE at least: int64 (m,)."""
    middle, every = len(at[0]) // 2, np.arange(len(at))
    down, right = (np.clip(middle + sign * by, 0, 2 * middle) for sign in signs)
    share = at[every, down, right].mean(axis=1)
    best = np.argsort(-share, kind="stable")[:_MOVES]
    return best[share[best] >= _SHARE]
