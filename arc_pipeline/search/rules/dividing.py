"""Inverses that cut the outputs in two parts of unequal sizes, or in more parts between lines of one colour.

The task's grids say where to cut: a grid that lies at a side of every output is one part, and the rest is the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise, product
from typing import Any

import numpy as np

from ...programs import Builder
from ..taskview.by_shape import NodesByShape
from ..taskview.nodes import TaskNodes
from .inverses import Inverse, Join, Targets

_PARTS = range(2, 5)  # numbers of parts between lines
_THICKEST = 2  # rows or columns of a line
_CONCAT = ("vconcat", "hconcat")
_BEHIND = ("down", "right")


def cuts(view: TaskNodes, shaped: NodesByShape, targets: Targets, most: int) -> Iterator[Inverse]:
    """The cuts of these targets: between lines, behind the first or before the last row or column, and the `most` cuts
    at the largest grids."""
    yield from _between_lines(targets)
    for axis, at_end in product((0, 1), (False, True)):
        if all(target.shape[axis] > 1 for target in targets):
            yield _in_two(targets, [1] * len(targets), axis, at_end)
    found: dict[tuple[int, bool, tuple[int, ...]], int] = {}
    for axis in (0, 1):
        grids, lengths = shaped.shorter_grids([target.shape for target in targets], axis)
        for at_end in (False, True):
            for sizes in _at_side(view, grids, lengths, targets, axis, at_end):
                if set(sizes) != {1}:
                    area = sum(size * target.shape[1 - axis] for size, target in zip(sizes, targets, strict=True))
                    found[axis, at_end, sizes] = area
    for axis, at_end, sizes in sorted(found, key=lambda cut: -found[cut])[:most]:
        yield _in_two(targets, sizes, axis, at_end)


def _at_side(
    view: TaskNodes, nodes: np.ndarray, sizes: np.ndarray, targets: Targets, axis: int, at_end: bool
) -> list[tuple[int, ...]]:
    """The different sizes along an axis, one per demonstration, of the nodes that equal the targets' beginning or end.

    `sizes` (n, demonstrations): the nodes' sizes along the axis; across it they have the targets' size.
    """
    slots = view.slots(nodes, len(targets))
    left = np.arange(len(nodes))
    for d, target in enumerate(targets):
        if not len(left):
            return []
        equal = np.zeros(len(left), dtype=bool)
        for size in np.unique(sizes[left, d]).tolist():
            part = _parted(target, size, axis, at_end)[0]
            alike = np.flatnonzero(sizes[left, d] == size)
            equal[alike] = (view.cells_in(slots[left[alike], d], part.size) == part.ravel()).all(axis=1)
        left = left[equal]
    return list(dict.fromkeys(map(tuple, sizes[left].tolist())))


def _parted(target: np.ndarray, size: int, axis: int, at_end: bool) -> tuple[np.ndarray, np.ndarray]:
    """The part of a target of this size at its beginning or end, and the rest."""
    place = target.shape[axis] - size if at_end else size
    first, last = (target[:place], target[place:]) if axis == 0 else (target[:, :place], target[:, place:])
    return (last, first) if at_end else (first, last)


def _in_two(targets: Targets, sizes: Sequence[int], axis: int, at_end: bool) -> Inverse:
    """The inverse whose parts are those of these sizes at the beginning or end, and the rest."""
    parted = [_parted(target, size, axis, at_end) for target, size in zip(targets, sizes, strict=True)]
    part, rest = zip(*parted, strict=True)

    def join(builder: Builder, values: Sequence[Any]) -> Any:
        return builder.call(_CONCAT[axis], [values[1], values[0]] if at_end else [values[0], values[1]])

    return Inverse((part, rest), join)


def _between_lines(targets: Targets) -> Iterator[Inverse]:
    """Inverses whose parts, of any sizes, lie between lines of one colour; all targets have as many lines of the same
    thickness."""
    for axis, color in product((0, 1), sorted({int(color) for color in targets[0].ravel()})):
        plain = [(target == color).all(axis=1 - axis) for target in targets]
        if not all(lines.any() for lines in plain):
            continue
        runs = [_runs(lines) for lines in plain]
        number = len(runs[0])
        if number not in _PARTS or any(len(one) != number for one in runs):
            continue
        thickness = [tuple(b - a for (_, a), (b, _) in pairwise(one)) for one in runs]
        whole = all(not lines[0] and not lines[-1] for lines in plain)
        if whole and len(set(thickness)) == 1 and max(thickness[0]) <= _THICKEST:
            parts = [
                tuple(target[slice(*one[k])] if axis == 0 else target[:, slice(*one[k])] for target, one in
                      zip(targets, runs, strict=True))
                for k in range(number)
            ]  # fmt: skip
            yield Inverse(tuple(parts), _with_lines(axis, color, thickness[0]))


def _runs(plain: np.ndarray) -> list[tuple[int, int]]:
    """The begins and ends of the stretches without lines."""
    edges = np.flatnonzero(np.diff(np.concatenate([[True], plain, [True]]).astype(np.int8)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _with_lines(axis: int, color: int, thickness: Sequence[int]) -> Join:
    """The parts concatenated, with lines behind all but the last."""

    def join(builder: Builder, values: Sequence[Any]) -> Any:
        whole = None
        for value, lines in zip(values, [*thickness, 0], strict=True):
            part = value
            for _ in range(lines):
                part = builder.call("pad_side", [part, _BEHIND[axis], color])
            whole = part if whole is None else builder.call(_CONCAT[axis], [whole, part])
        return whole

    return join
