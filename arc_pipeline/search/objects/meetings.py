"""Pieces laid where they meet others: the objects of a source list moved to targets and to their partners, and copies
of single pieces laid at each object.

All pieces and ways to lie are tried at once; which of them outputs show is told by what they paint.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...dsl import OPS, Choice
from ...dsl.types import GRID
from ...dsl.values import TRANSPARENT
from ..frontier.aligned import Calls, Literals, calls
from ..frontier.elements import on_samples
from ..kernels.painted import shown
from ..taskview.pieces import output_places, pieces_in, told_of_pieces
from ..taskview.view import TaskView
from .sources import Begun, present

_MOVING = ("approach", "align", "line_up", "drive")  # operations that move one object by another
_LAYING = ("align", "put")  # operations that lay a copy at an object
_OTHERS = 32  # pieces and lists of partners that the objects of one source list may meet
_ELEMENTS = 12_000  # moved objects of one source list, and copies
_PRESENT = 0.5  # more than this share of the objects must have a partner
_CELLS = 80  # visible ones of a template, at most


def moved(begun: Begun, sources: np.ndarray, targets: np.ndarray) -> Iterator[Calls]:
    """The calls that move the objects of source lists, int64 (n,), to where they meet targets of their task, nodes
    int64 (m,), those of the same source list first, or their partners in some list."""
    partners = begun.keep([_partners(begun, sources)])
    partners = partners[present(begun.frontier, partners) > _PRESENT]
    others = [sources[:0]]
    each = np.clip(_most(begun, _MOVING, sources), 2, _OTHERS)
    for source, most in zip(sources.tolist(), each.tolist(), strict=True):
        own, near = partners[begun.source(partners) == source][: most // 2], begun.view_of(source).own(targets)
        near = near[np.lexsort((begun.cost(near), begun.source(near) != source))]
        others.append(np.concatenate([own, near[: most - len(own)]]))
    return _calls(begun, _MOVING, np.repeat(sources, list(map(len, others[1:]))), np.concatenate(others))


def copies(begun: Begun, sources: np.ndarray, templates: np.ndarray) -> Iterator[Calls]:
    """The calls that lay copies of templates of their task, nodes int64 (m,), at each object of source lists (n,)."""
    each = zip(sources.tolist(), _most(begun, _LAYING, sources).tolist(), strict=True)
    laid = [templates[:0], *(begun.view_of(source).own(templates)[:most] for source, most in each)]
    return _calls(begun, _LAYING, np.concatenate(laid), np.repeat(sources, list(map(len, laid[1:]))))


def templates_of(view: TaskView, targets: np.ndarray) -> np.ndarray:
    """Those of the targets, nodes int64 (m,) of the view's task, that have few cells, and that at least two outputs
    show, or the only one: nodes, int64 (n,), cheapest first."""
    found = targets[np.argsort(view.cost(targets), kind="stable")]
    visible = (pieces_in(view, view.slots(found))[1] != TRANSPARENT).sum(axis=2)
    found = found[((visible > 0) & (visible <= _CELLS)).all(axis=1) & (visible > 1).any(axis=1)]
    return np.asarray(found[_are_shown(view, found).sum(axis=1) >= min(2, len(view.outputs))])


def _are_shown(view: TaskView, pieces: np.ndarray) -> np.ndarray:
    """Which outputs show pieces, nodes int64 (n,), where they differ from the inputs: bool (n, demonstrations)."""
    outputs = view.outputs
    items = np.zeros((len(pieces), len(outputs), 4), np.int32)
    items[:, :, 0], items[:, :, 1] = view.slots(pieces, len(outputs)), np.arange(len(outputs))
    places = np.max([output.shape for output in outputs], axis=0).tolist()
    given = output_places(outputs), view.target, view.changed.astype(np.uint8)
    return told_of_pieces(view, shown, items.reshape(-1, 4), *given, *places, 1).any(axis=1).reshape(items.shape[:2])


def _partners(begun: Begun, sources: np.ndarray) -> Calls:
    """The calls that give each object of source lists, int64 (n,), its partner by each bond in its task's lists."""
    bonds, lists = _words("partners"), [sources[:0]]
    for source in sources.tolist():
        own = begun.view_of(source).own(begun.of_objects)
        lists.append(own[np.argsort(own != source, kind="stable")])
    of, other = np.repeat(sources, list(map(len, lists[1:]))), np.concatenate(lists)
    words = Literals(np.tile(bonds, len(other)))
    return calls(begun.nodes, "partners", *(np.repeat(each, len(bonds)) for each in (of, other)), words)


def _calls(begun: Begun, names: tuple[str, ...], pieces: np.ndarray, others: np.ndarray) -> Iterator[Calls]:
    """The calls that lay pieces where they meet others, nodes int64 (n,) both, in each way of these operations."""
    for name in names:
        words = _words(name)
        piece, other = (np.repeat(each, max(1, len(words))) for each in (pieces, others))
        grid = [begun.input_of(piece)] if OPS[name].parameters[0].type == GRID else []
        way = [Literals(np.tile(words, len(pieces)))] if len(words) else []
        yield calls(begun.nodes, name, *grid, piece, other, *way)


def _most(begun: Begun, names: tuple[str, ...], sources: np.ndarray) -> np.ndarray:
    """How many others all these operations are tried on, for each of some source lists: int64 (n,) both."""
    ways = sum(max(1, len(_words(name))) for name in names)
    return _ELEMENTS // (ways * on_samples(begun.frontier, sources).lengths)


def _words(name: str) -> np.ndarray:
    """The encoded options of an operation's last parameter: int64 (n,), empty if it is not a Choice."""
    option = OPS[name].parameters[-1].type
    return np.array([option.encode(word) for word in option.options] if isinstance(option, Choice) else [], np.int64)
