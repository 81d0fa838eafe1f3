"""The objects of source lists shifted: all by one shift that the outputs show, or each by numbers of its own, which are
looked up where the outputs show the objects; and the cells that moved objects pass on their way, and copies of them
that go on by the same step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from ...dsl.types import COUNT, list_of
from ..frontier.aligned import Calls, Literals, calls
from ..frontier.elements import on_samples
from ..frontier.joins import places
from ..taskview.view import TaskView
from .shifts import Shown
from .sources import Begun, as_large
from .steps import steps

_CONSTANT = 16  # shifts that are the same for all objects
_LIKELY = 96  # numbers of rows, and of columns
_PAIRS = 24  # of such numbers
_TRAILS = (("trail", "straight"), ("trail", "any"), ("echo",))
_ELEMENTS = 4_000  # trails of one source list


def moves(begun: Begun, shown: Mapping[int, Shown]) -> Iterator[Calls]:
    """The calls that shift the objects of source lists, one at least, by the shifts at which most are shown: the same
    for all objects, or by numbers of their own, so many rows and so many columns."""
    constant = [_constant(one) for one in shown.values()]
    down, right = (Literals(np.concatenate(parts)) for parts in zip(*constant, strict=True))
    yield calls(begun.nodes, "shift", np.repeat([*shown], [len(rows) for rows, _ in constant]), down, right)
    numbers = steps(begun, shown)
    pairs = [_by_numbers(begun.view_of(source), source, one, numbers) for source, one in shown.items()]
    given = np.concatenate(pairs, axis=1)
    for there in ((True, False), (False, True), (True, True)):
        own = given[:, np.equal(given.T >= 0, there).all(axis=1)]
        none = Literals(np.zeros(own.shape[1], np.int64))
        down, right = (number if has else none for number, has in zip(own, there, strict=True))
        yield calls(begun.nodes, "shift", begun.source(own.max(axis=0)), down, right)


def _by_numbers(view: TaskView, source: int, shown: Shown, numbers: np.ndarray) -> np.ndarray:
    """The numbers of rows and of columns by which most objects of a source list are shifted to where they are shown,
    two objects or more: nodes, -1 where it is none, int64 (2, n)."""
    elements = view.elements(source)
    numbers = numbers[np.isin(numbers, view.beside(source, list_of(COUNT)))]
    values = np.pad(elements.numbers(numbers)[:, : elements.demonstrated], ((1, 0), (0, 0)))
    numbers, every = np.append(-1, numbers), np.arange(values.shape[1])
    at = np.pad(shown.at, ((0, 0), (0, 1), (0, 1)))  # nothing is shown after the last shift
    at[:, shown.middle[0], shown.middle[1]] = False
    likely, ends = [], []
    for axis, middle in enumerate(shown.middle.tolist()):
        end = np.where(abs(values) <= middle, values + middle, 2 * middle + 1)
        often = elements.often(np.asarray(at.any(axis=2 - axis))[every, end])
        likely.append(_best(often, _LIKELY))
        ends.append(end[likely[-1]])
    often = elements.often(at[every, ends[0][:, None], ends[1]].reshape(-1, len(every)))
    pairs = np.unravel_index(_best(often, _PAIRS), tuple(map(len, likely)))
    return np.stack([numbers[own[chosen]] for own, chosen in zip(likely, pairs, strict=True)])


def _best(often: np.ndarray, most: int) -> np.ndarray:
    """The indices of the largest numbers above 1, up to `most`, of equal ones the first: int64 (n,)."""
    best = np.argsort(-often, kind="stable")[:most]
    return np.asarray(best[often[best] > 1])


def trails(begun: Begun, ends: np.ndarray) -> Iterator[Calls]:
    """The calls that draw the trajectories of source lists' objects to where the elements of lists lie: nodes, int64
    (n,), those of each source list the best first. Lists with elements of other sizes are left out."""
    ends = ends[np.argsort(begun.source(ends), kind="stable")]
    ends = ends[as_large(begun.frontier, ends)]
    most = _ELEMENTS // (on_samples(begun.frontier, ends).lengths * len(_TRAILS))
    ends = ends[places(begun.source(ends)) < most]
    for name, *words in _TRAILS:
        yield calls(begun.nodes, name, begun.input_of(ends), begun.source(ends), ends, *words)


def _constant(shown: Shown) -> tuple[np.ndarray, np.ndarray]:
    """The shifts at which most objects are shown, two objects or more: rows and columns, int64 (n,) each."""
    often = shown.at.sum(axis=0)
    often[tuple(shown.middle)] = 0
    down, right = np.unravel_index(_best(often.ravel(), _CONSTANT), often.shape)
    return down - shown.middle[0], right - shown.middle[1]
