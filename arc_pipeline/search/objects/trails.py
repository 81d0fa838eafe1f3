"""The cells that moved objects pass on their way, and copies of them that go on by the same step."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..frontier.aligned import Calls, calls
from ..taskview.view import TaskView
from .sources import THE_INPUT

_CALLS = (("trail", "straight"), ("trail", "any"), ("echo",))
_ELEMENTS = 4_000  # made of one source list


def trails(view: TaskView, source: int, ends: np.ndarray) -> Iterator[Calls]:
    """The calls that draw the trajectories of a source list's objects to where the elements of lists lie: nodes, int64
    (n,), of the same source list, the best first. Lists with elements of other sizes are left out."""
    elements = view.elements(source)
    ends = ends[(elements.boxes(ends)[..., :2] == elements.own[:, :2]).all(axis=(1, 2))]
    ends = ends[: _ELEMENTS // (len(elements) * len(_CALLS))]
    for name, *words in _CALLS:
        yield calls(view.frontier.nodes, name, THE_INPUT, source, ends, *words)
