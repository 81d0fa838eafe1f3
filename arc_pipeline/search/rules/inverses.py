"""Inverses: smaller targets in place of a task's outputs if all outputs share a structure, and how to join them again.

An inverse (a witness function in FlashMeta, Polozov and Gulwani 2015) says what the parts must be in each
demonstration, and by which operations they make the whole. It holds on the demonstrations by construction; that the
tests' outputs share the structure is a guess.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from math import gcd
from typing import Any

import numpy as np

from ...dsl.types import COLOR, COUNT, MASK, Type
from ...programs import Builder

Targets = tuple[np.ndarray, ...]  # one grid per demonstration
Join = Callable[[Builder, Sequence[Any]], Any]
_MOST_PARTS = 4
_THICKEST = 2  # rows or columns of a line between parts
_SIDES: dict[str, tuple[Any, Any]] = {  # the line at each side, and the rest
    "up": (np.s_[0], np.s_[1:]),
    "right": (np.s_[:, -1], np.s_[:, :-1]),
    "down": (np.s_[-1], np.s_[:-1]),
    "left": (np.s_[:, 0], np.s_[:, 1:]),
}


@dataclass(frozen=True)
class Inverse:
    """`parts`: the smaller targets; `numbers`: numbers that are needed too, each a type and one value per
    demonstration; `like`: whether a piece of the whole's shape is needed. `join` adds the calls that make the whole
    from the values of these, in this order. `any_colors`: the parts may have any colours where they are not 0."""

    parts: tuple[Targets, ...]
    join: Join
    numbers: tuple[tuple[Type, tuple[int, ...]], ...] = ()
    like: bool = False
    any_colors: bool = False


def inverses(targets: Targets) -> Iterator[Inverse]:
    """All inverses of these targets, the simpler ones first."""
    for find in (_mirrored, _upscaled, _repeated, _edged, _recolored, _in_parts, _between_lines):
        yield from find(targets)


def _mirrored(targets: Targets) -> Iterator[Inverse]:
    """Symmetry left to right or top to bottom: the part is a half, joined with its mirror image."""
    for axis, concat, mirror, side in ((1, "hconcat", "vmirror", "right"), (0, "vconcat", "hmirror", "down")):
        odd = targets[0].shape[axis] % 2
        if not all(
            target.shape[axis] > 1 and target.shape[axis] % 2 == odd and np.array_equal(target, np.flip(target, axis))
            for target in targets
        ):
            continue
        halves = tuple(np.split(target, [(target.shape[axis] + 1) // 2], axis)[0] for target in targets)
        yield Inverse((halves,), _with_mirror_image(concat, mirror, side if odd else None))


def _with_mirror_image(concat: str, mirror: str, shared: str | None) -> Join:
    """A grid and its mirror image, without the line at the `shared` side."""

    def join(builder: Builder, values: Sequence[Any]) -> Any:
        other = values[0] if shared is None else builder.call("peel", [values[0], shared, 1])
        return builder.call(concat, [values[0], builder.call(mirror, [other])])

    return join


def _upscaled(targets: Targets) -> Iterator[Inverse]:
    """Every cell is enlarged to a rectangle: by the same literal everywhere, or by a count."""
    factors = [(_thickness(target), _thickness(target.T)) for target in targets]
    ways = {
        "upscale": [(gcd(h, w), gcd(h, w)) for h, w in factors],
        "vupscale": [(h, 1) for h, _ in factors],
        "hupscale": [(1, w) for _, w in factors],
    }
    for name, sides in ways.items():
        by = tuple(max(side) for side in sides)
        same = gcd(*by)
        if same > 1:
            yield Inverse((_thinned(targets, [(min(h, same), min(w, same)) for h, w in sides]),), _call(name, same))
        if len(set(by)) > 1:
            yield Inverse((_thinned(targets, sides),), _all(name), ((COUNT, by),))


def _repeated(targets: Targets) -> Iterator[Inverse]:
    """A smaller grid is tiled: as often in every demonstration, or up to the whole's shape."""
    if (_period(targets[0]), _period(targets[0].T)) == targets[0].shape:
        return
    periods = [(_period(target), _period(target.T)) for target in targets]
    times = [
        (len(target) // h if len(target) % h == 0 else 1, target.shape[1] // w if target.shape[1] % w == 0 else 1)
        for target, (h, w) in zip(targets, periods, strict=True)
    ]
    rows, columns = (int(np.gcd.reduce(one)) for one in zip(*times, strict=True))
    if rows > 1 or columns > 1:
        units = tuple(target[: len(target) // rows, : target.shape[1] // columns] for target in targets)
        yield Inverse((units,), _call("tile", rows, columns))
    smaller = [h < target.shape[0] or w < target.shape[1] for target, (h, w) in zip(targets, periods, strict=True)]
    if all(smaller) and set(times) != {(rows, columns)}:
        units = tuple(target[:h, :w] for target, (h, w) in zip(targets, periods, strict=True))
        yield Inverse((units,), _all("tile_like"), like=True)


def _edged(targets: Targets) -> Iterator[Inverse]:
    """A row or column at one side, of the same colour in every demonstration."""
    for side, (line, rest) in _SIDES.items():
        color = targets[0][line][0]
        if all(target[rest].size and (target[line] == color).all() for target in targets):
            yield Inverse((tuple(target[rest] for target in targets),), _call("pad_side", side, int(color)))


def _recolored(targets: Targets) -> Iterator[Inverse]:
    """Only one colour besides 0, which differs between demonstrations: the part may have any colours in its place."""
    colors = tuple(int(target.max()) for target in targets)
    alone = (((t == 0) | (t == color)).all() for t, color in zip(targets, colors, strict=True))
    if 0 not in colors and len(set(colors)) > 1 and all(alone):
        yield Inverse((targets,), _in_color, ((COLOR, colors),), any_colors=True)


def _in_color(builder: Builder, values: Sequence[Any]) -> Any:
    return builder.call("colored" if builder.type_of(values[0]) == MASK else "recolor_all", values)


def _in_parts(targets: Targets) -> Iterator[Inverse]:
    """Equal parts side by side, or one below the other."""
    for axis, concat in ((1, "hconcat"), (0, "vconcat")):
        for n in range(2, _MOST_PARTS + 1):
            if all(target.shape[axis] % n == 0 for target in targets):
                split = [np.split(target, n, axis) for target in targets]
                yield Inverse(tuple(zip(*split, strict=True)), _concatenated(concat))


def _concatenated(concat: str) -> Join:
    def join(builder: Builder, values: Sequence[Any]) -> Any:
        whole = values[0]
        for value in values[1:]:
            whole = builder.call(concat, [whole, value])
        return whole

    return join


def _between_lines(targets: Targets) -> Iterator[Inverse]:
    """Parts of any sizes between lines of one colour; all targets have as many lines of the same thickness."""
    ways = (0, "vconcat", "down"), (1, "hconcat", "right")
    for (axis, concat, behind), color in product(ways, np.unique(targets[0]).tolist()):
        plain = [(target == color).all(axis=1 - axis) for target in targets]
        if any(lines[0] or lines[-1] or not lines.any() for lines in plain):
            continue
        runs = [_runs(lines) for lines in plain]
        thickness = {tuple(b - a for (_, a), (b, _) in pairwise(one)) for one in runs}
        between = thickness.pop()
        if not thickness and len(between) < _MOST_PARTS and max(between) <= _THICKEST:
            cut = [np.split(target, np.ravel(one)[1:-1], axis)[::2] for target, one in zip(targets, runs, strict=True)]
            yield Inverse(tuple(zip(*cut, strict=True)), _with_lines(concat, behind, color, between))


def _with_lines(concat: str, behind: str, color: int, thickness: Sequence[int]) -> Join:
    """The parts concatenated, with lines behind all but the last."""

    def join(builder: Builder, values: Sequence[Any]) -> Any:
        padded = []
        for value, lines in zip(values, [*thickness, 0], strict=True):
            padded.append(value)
            for _ in range(lines):
                padded[-1] = builder.call("pad_side", [padded[-1], behind, color])
        return _concatenated(concat)(builder, padded)

    return join


def _all(operation: str) -> Join:
    return lambda builder, values: builder.call(operation, values)


def _call(operation: str, *literals: Any) -> Join:
    return lambda builder, values: builder.call(operation, [values[0], *literals])


def _thinned(targets: Targets, factors: Sequence[tuple[int, int]]) -> Targets:
    return tuple(target[::h, ::w] for target, (h, w) in zip(targets, factors, strict=True))


def _runs(plain: np.ndarray) -> list[tuple[int, int]]:
    """The begins and ends of the stretches without lines."""
    edges = np.flatnonzero(np.diff(np.concatenate([[True], plain, [True]]).astype(np.int8)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _thickness(grid: np.ndarray) -> int:
    """The largest n such that rows come in blocks of n equal ones."""
    rows = _rows(grid)
    return gcd(len(rows), *(k for k in range(1, len(rows)) if rows[k] != rows[k - 1]))


def _period(grid: np.ndarray) -> int:
    """The smallest p such that each row equals the p-th below it."""
    rows = _rows(grid)
    return next(p for p in range(1, len(rows) + 1) if rows[p:] == rows[: len(rows) - p])


def _rows(grid: np.ndarray) -> list[bytes]:
    """The rows as bytes, for quick comparison."""
    return [row.tobytes() for row in grid]
