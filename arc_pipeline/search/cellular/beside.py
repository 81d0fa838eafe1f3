"""Which features may be asked beside a grid: those that tell changing cells from staying ones in the same surroundings.

A second feature is of use only where a cell's neighbours do not say whether it changes, and for most features it is
seen at once that they do not help. Surroundings are those in the outputs as well as in the inputs, since rules that are
applied repeatedly see both.
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
_AT_ONCE = 256  # features that are compared together


def features_beside(backend: Backend, start: Start, operation: Operation, most: int) -> list[int]:
    """The indices of at most `most` of the start's features, no two of the same values: first the cheapest of those
    with which a cell's surroundings, up to symmetry, say whether it changes; then of those with which its surroundings
    as they lie do."""
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
    """Which features, uint8 (n, cells), tell changing cells from staying ones with the same code: bool (n,). All False
    if the codes alone tell them apart."""
    unclear = np.flatnonzero(is_among(codes, codes[changes]) & is_among(codes, codes[~changes]))
    if not len(unclear):
        return np.zeros(len(values), dtype=bool)
    kind, changing = np.unique(codes[unclear], return_inverse=True)[1], changes[unclear]
    places = kind * _VALUES + values[:, unclear]
    rows = np.arange(len(values))[:, None]
    changed = np.zeros((len(values), (int(kind.max()) + 1) * _VALUES), dtype=bool)
    changed[rows, places[:, changing]] = True
    return ~changed[rows, places[:, ~changing]].any(axis=1)
