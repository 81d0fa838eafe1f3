"""The cells that moved objects pass on their way, and copies of them that go on by the same step.

Only moves that end where the outputs show the objects are looked at: made by mapped calls, or to meet other pieces.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..frontier.aligned import Calls, calls
from ..taskview.view import TaskView
from .shifts import Shown
from .sources import THE_INPUT

_CALLS = (("trail", "straight"), ("trail", "any"), ("echo",))
_ENDS = 24  # lists of moved objects
_ELEMENTS = 4_000  # made of one source list


def trajectories(view: TaskView, source: int, shown: Shown, moved: np.ndarray) -> Iterator[Calls]:
    """The calls that draw the trajectories of a source list's objects to where the elements of some of the lists
    `moved` lie: nodes, int64 (n,), of any source lists. `shown`: where the outputs show the objects."""
    ends, elements = moved[view.source(moved) == source], shown.elements
    ends = ends[(elements.boxes(ends)[..., :2] == elements.own[:, :2]).all(axis=(1, 2))]
    most = _ELEMENTS // max(1, len(elements) * len(_CALLS))
    ends = ends[shown.most(ends, view.cost(ends), 2, min(_ENDS, most))]
    for name, *words in _CALLS:
        own = ends if words else ends[_go_on(view, shown, ends)]
        yield calls(view.frontier.nodes, name, THE_INPUT, source, own, *words)


def _go_on(view: TaskView, shown: Shown, ends: np.ndarray) -> np.ndarray:
    """Which of the lists `ends` have elements that would be in the grid after one more step: bool (n,)."""
    before, after = shown.elements.own, shown.elements.boxes(ends)
    shapes = view.heads(np.array([THE_INPUT]))[0, shown.elements.sample, :2]
    corner = 2 * after[..., 2:] - before[:, 2:]
    inside = (corner < shapes) & (corner + before[:, :2] > 0) & (after[..., :1] > 0)
    return np.asarray((inside.all(axis=2) & (after[..., 2:] != before[:, 2:]).any(axis=2)).any(axis=1))
