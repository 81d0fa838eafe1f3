"""Objects moved to where they meet another piece: a target of the task, or for each object its partner in some list.

All pieces and ways to move are tried at once; kept are those that bring most objects to where outputs show them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from ...dsl import OPS, Choice
from ...dsl.types import GRID
from ..frontier.aligned import Calls, Literals, calls
from ..frontier.nodes import Nodes
from .shifts import Shown
from .sources import THE_INPUT, Begun

_OTHERS = 32  # pieces and lists of partners that the objects of one source list may meet
_ELEMENTS = 12_000  # moved objects of one source list
_KEPT = 24  # lists of moved objects of one source list
_PRESENT = 0.5  # more than this share of the objects must have a partner
_MOVING = ("approach", "align", "line_up", "drive")  # operations that move one object by another


def _words(name: str) -> np.ndarray:
    """The encoded options of an operation's last parameter: int64 (n,), empty if it is not a Choice."""
    option = OPS[name].parameters[-1].type
    return np.array([option.encode(word) for word in option.options] if isinstance(option, Choice) else [], np.int64)


_EACH = sum(max(1, len(_words(name))) for name in _MOVING)


def alignments(begun: Begun, shown: Mapping[int, Shown], targets: np.ndarray) -> dict[int, np.ndarray]:
    """For each source list, its objects moved to where they meet others, in the ways that the outputs show for most of
    them: nodes, int64 (n,). `targets`: nodes, int64 (m,)."""
    view, nodes = begun.view, begun.view.frontier.nodes
    partners = view.frontier.nodes_of(_partners(begun, source) for source in shown)
    near, others = targets[np.argsort(view.cost(targets), kind="stable")], {}
    for source, one in shown.items():
        own = partners[view.source(partners) == source]
        most = min(_OTHERS, max(2, _ELEMENTS // (_EACH * len(one.elements))))
        there = one.elements.boxes(own)[:, : len(one.at), 0] > 0
        own = own[there.mean(axis=1) > _PRESENT][: most // 2]
        order = np.argsort(view.source(near) != source, kind="stable")
        others[source] = np.concatenate([own, near[order][: most - len(own)]])
    moved = view.frontier.nodes_of(one for source in shown for one in _moved(nodes, source, others[source]))
    found = {}
    for source, one in shown.items():
        own = moved[view.source(moved) == source]
        found[source] = own[one.most(own, view.cost(own), max(2.0, len(one.at) / 4), _KEPT)]
    return found


def _partners(begun: Begun, source: int) -> Calls:
    """The calls that give each object of a source list its partner, by each bond, in its own list and in all others."""
    lists = begun.of_objects[np.argsort(begun.of_objects != source, kind="stable")]
    bonds = _words("partners")
    words = Literals(np.tile(bonds, len(lists)))
    return calls(begun.view.frontier.nodes, "partners", source, np.repeat(lists, len(bonds)), words)


def _moved(nodes: Nodes, source: int, others: np.ndarray) -> Iterator[Calls]:
    """The calls that move the objects of a source list to each of the others, nodes int64 (n,), in each way."""
    for name in _MOVING:
        words = _words(name)
        met = np.repeat(others, max(1, len(words)))
        grid = [THE_INPUT] if OPS[name].parameters[0].type == GRID else []
        way = [Literals(np.tile(words, len(others)))] if len(words) else []
        yield calls(nodes, name, *grid, source, met, *way)
