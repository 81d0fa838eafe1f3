"""Which features may be asked beside a grid: those that tell cells apart that change and stay in the same surroundings.

Only where a cell's neighbours do not say whether it changes a second feature can be of use, and of most features this
is seen at once that they are of none. What is asked is of the outputs as much as of the inputs: rules that grow see
both.
"""

from __future__ import annotations

import numpy as np

from ...backends import Backend
from ...dsl.families.propagation import HERE, LARGEST
from .examples import Operation
from .neighbourhoods import NEAREST, TURNED, Neighbourhoods, codes_of, is_among
from .starts import Start

_NEIGHBOURS = TURNED[:, [HERE, *NEAREST[:8]]]
_VALUES = LARGEST + 1
_AT_ONCE = 256  # features, the cheapest first


def features_beside(backend: Backend, start: Start, operation: Operation, most: int) -> list[int]:
    """The most hopeful of the start's features, by their indices: the cheapest of those with which what lies round a
    cell, turned in any way, says whether it changes; then of those with which its neighbours as they lie say so."""
    neighbourhoods = Neighbourhoods(start.examples())
    around = (neighbourhoods.around_wanted if operation == "propagate" else neighbourhoods.around_before).copy()
    around[:, HERE] = neighbourhoods.before
    changes = neighbourhoods.before != neighbourhoods.wanted
    ways = codes_of(backend, around, _NEIGHBOURS)
    found: dict[bytes, int] = {}
    for codes in (ways.min(axis=1), ways[:, 0]):
        for begin in range(0, len(start.features.train), _AT_ONCE):
            values = np.minimum(start.features.train[begin : begin + _AT_ONCE], LARGEST)
            for k in np.flatnonzero(_tell_apart(values, codes, changes)).tolist():
                found.setdefault(values[k].tobytes(), begin + k)
                if len(found) == most:
                    return list(found.values())
    return list(found.values())


def _tell_apart(values: np.ndarray, codes: np.ndarray, changes: np.ndarray) -> np.ndarray:
    """With which features, uint8 (n, cells), cells that change have the code of none that stays: bool (n,). None, where
    the codes alone say so."""
    unclear = np.flatnonzero(is_among(codes, codes[changes]) & is_among(codes, codes[~changes]))
    if not len(unclear):
        return np.zeros(len(values), dtype=bool)
    kind, changing = np.unique(codes[unclear], return_inverse=True)[1], changes[unclear]
    places = kind * _VALUES + values[:, unclear]
    rows = np.arange(len(values))[:, None]
    changed = np.zeros((len(values), (int(kind.max()) + 1) * _VALUES), dtype=bool)
    changed[rows, places[:, changing]] = True
    return ~changed[rows, places[:, ~changing]].any(axis=1)
