"""Pieces laid where they meet others: the objects of a source list moved to targets and to their partners, and copies
of single pieces laid at each object.

All pieces and ways to lie are tried at once; which of them outputs show is told by what they paint.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ...dsl import OPS, Choice
from ...dsl.types import GRID
from ...dsl.values import TRANSPARENT
from ..frontier.aligned import Calls, Literals, calls
from ..kernels.painted import shown
from ..taskview.elements import pieces_in, told_of_pieces
from ..taskview.view import TaskView
from .shifts import output_places
from .sources import THE_INPUT, Begun

_MOVING = ("approach", "align", "line_up", "drive")  # operations that move one object by another
_LAYING = ("align", "put")  # operations that lay a copy at an object
_OTHERS = 32  # pieces and lists of partners that the objects of one source list may meet
_ELEMENTS = 12_000  # moved objects of one source list, and copies
_PRESENT = 0.5  # more than this share of the objects must have a partner
_CELLS = 80  # visible ones of a template, at most


def moved(begun: Begun, sources: Sequence[int], targets: np.ndarray) -> Iterator[Calls]:
    """The calls that move the objects of source lists to where they meet targets, nodes int64 (n,), those of the same
    source list first, or their partners in some list."""
    view, pieces, others = begun.view, [begun.sources[:0]], [begun.sources[:0]]
    partners = view.frontier.nodes_of(_partners(begun, source) for source in sources)
    for source in sources:
        elements, own = view.elements(source), partners[view.source(partners) == source]
        there = elements.boxes(own)[:, : elements.demonstrated, 0] > 0
        most = min(_OTHERS, max(2, _ELEMENTS // (_ways(_MOVING) * len(elements))))
        own = own[there.mean(axis=1) > _PRESENT][: most // 2]
        near = targets[np.lexsort((view.cost(targets), view.source(targets) != source))]
        others += [own, near[: most - len(own)]]
        pieces.append(np.full(len(own) + len(others[-1]), source))
    return _calls(view, _MOVING, np.concatenate(pieces), np.concatenate(others))


def copies(view: TaskView, sources: Sequence[int], templates: np.ndarray) -> Iterator[Calls]:
    """The calls that lay copies of templates, nodes int64 (n,), at each object of source lists."""
    most = [_ELEMENTS // (_ways(_LAYING) * len(view.elements(source))) for source in sources]
    laid = [templates[:0], *(templates[:number] for number in most)]
    return _calls(view, _LAYING, np.concatenate(laid), np.repeat(sources, list(map(len, laid[1:]))))


def templates_of(view: TaskView, targets: np.ndarray) -> np.ndarray:
    """Those of the targets, nodes int64 (m,), that have few cells, and that at least two outputs show, or the only one:
    nodes, int64 (n,), cheapest first."""
    found = targets[np.argsort(view.cost(targets), kind="stable")]
    visible = (pieces_in(view, view.slots(found))[1] != TRANSPARENT).sum(axis=2)
    found = found[((visible > 0) & (visible <= _CELLS)).all(axis=1) & (visible > 1).any(axis=1)]
    often = np.array([_is_shown(view, view.slots(found)[:, d], d) for d in range(len(view.outputs))]).sum(axis=0)
    return np.asarray(found[often >= min(2, len(view.outputs))])


def _is_shown(view: TaskView, slots: np.ndarray, d: int) -> np.ndarray:
    """Whether output `d` shows the pieces in slots (n,) where it differs from the input: bool (n,)."""
    pair, output = view.task.train[d], view.outputs[d]
    changed = pair.input != output if view.keeps_shape else np.ones(output.shape, dtype=bool)
    items = np.column_stack([slots, np.zeros((len(slots), 3))])
    given = output_places([output]), output.ravel(), changed.ravel().astype(np.uint8)
    return np.asarray(told_of_pieces(view, shown, items, *given, *output.shape, 1).any(axis=1))


def _partners(begun: Begun, source: int) -> Calls:
    """The calls that give each object of a source list its partner, by each bond, in its own list and in all others."""
    lists = begun.of_objects[np.argsort(begun.of_objects != source, kind="stable")]
    bonds = _words("partners")
    words = Literals(np.tile(bonds, len(lists)))
    return calls(begun.view.frontier.nodes, "partners", source, np.repeat(lists, len(bonds)), words)


def _calls(view: TaskView, names: tuple[str, ...], pieces: np.ndarray, others: np.ndarray) -> Iterator[Calls]:
    """The calls that lay pieces where they meet others, nodes int64 (n,) both, in each way of these operations."""
    for name in names:
        words = _words(name)
        piece, other = (np.repeat(each, max(1, len(words))) for each in (pieces, others))
        grid = [THE_INPUT] if OPS[name].parameters[0].type == GRID else []
        way = [Literals(np.tile(words, len(pieces)))] if len(words) else []
        yield calls(view.frontier.nodes, name, *grid, piece, other, *way)


def _words(name: str) -> np.ndarray:
    """The encoded options of an operation's last parameter: int64 (n,), empty if it is not a Choice."""
    option = OPS[name].parameters[-1].type
    return np.array([option.encode(word) for word in option.options] if isinstance(option, Choice) else [], np.int64)


def _ways(names: tuple[str, ...]) -> int:
    return sum(max(1, len(_words(name))) for name in names)
