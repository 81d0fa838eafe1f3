"""Colours by the part they play: outputs whose colours change from demonstration to demonstration become alike.

Where every demonstration's output has the colour that some program finds in its input, that colour can stand as a
label, the same one everywhere. A rule then says where the label goes, and `replace` puts the colour in its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np

from ...dsl.types import COLOR
from .nodes import TaskNodes

_BINDINGS = 6  # ways to name colours that are tried, besides the plain one
_ALIKE = 3  # nodes that agree on the demonstrations and not on the tests
_VECTORS = 40  # colours by their values on the demonstrations


@dataclass(frozen=True)
class Naming:
    """What labels stand for: each of `named` is a label and a node that finds its colour."""

    named: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class ColorBinding:
    """`labels`: what stands for the output's colour at each cell of the demonstrations, uint8 (cells,).

    `namings`: ways to find the colours that labels stand for, which all agree on the demonstrations. Without any label
    of its own, the labels are the colours themselves.
    """

    labels: np.ndarray
    namings: tuple[Naming, ...]

    def occur_in(self, palettes: np.ndarray) -> np.ndarray:
        """Which palettes, int64 (n,), a bit each colour, have a label's number as a colour: bool (n,)."""
        named = sum(1 << label for label, _ in self.namings[0].named)
        return np.asarray(palettes & named != 0)


def bindings_of(view: TaskNodes) -> Iterator[ColorBinding]:
    """The plain way, then those that need fewer labels, fewest first."""
    outputs = [output.ravel() for output in view.outputs]
    yield ColorBinding(view.target, (Naming(()),))
    nodes = view.of_type(COLOR)
    if not len(nodes):
        return
    colors = view.numbers(nodes).astype(np.uint8)
    vectors = _varying(nodes, colors, outputs)
    palettes = [int(np.bitwise_or.reduce(1 << output.astype(np.int64))) for output in outputs]
    constants = {chosen: _constants(palettes, chosen) for size in (1, 2) for chosen in combinations(vectors, size)}
    fewest = sorted(constants, key=lambda chosen: constants[chosen].bit_count() + len(chosen))
    most = len(np.unique(view.target))
    fewer = [one for one in fewest if constants[one].bit_count() + len(one) < most and _differ(one)]
    for chosen in fewer[:_BINDINGS]:
        free = _free_labels(view.palette, constants[chosen])
        if len(free) < len(chosen):
            continue
        labels = np.concatenate([_labelled(output, chosen, free, d) for d, output in enumerate(outputs)])
        namings = []
        for each in product(*(vectors[vector] for vector in chosen)):
            found = colors[[int(np.flatnonzero(nodes == node)[0]) for node in each]]
            if not np.isin(found, free[: len(chosen)]).any():  # else one replacement would undo another
                namings.append(Naming(tuple(zip(free, each, strict=False))))
        if namings:
            yield ColorBinding(labels, tuple(namings))


def _varying(nodes: np.ndarray, colors: np.ndarray, outputs: Sequence[np.ndarray]) -> dict[tuple[int, ...], list[int]]:
    """By their values on the demonstrations the nodes whose colour is in every output and not always the same.

    Of those that agree there, the cheapest of each of a few answers on the tests.
    """
    there = np.array([np.isin(colors[:, d], output) for d, output in enumerate(outputs)]).all(axis=0)
    known = colors[:, : len(outputs)]
    there &= (known != known[:, :1]).any(axis=1)
    found: dict[tuple[int, ...], dict[bytes, int]] = {}
    for k in np.flatnonzero(there).tolist():
        vector = tuple(known[k].tolist())
        if vector in found or len(found) < _VECTORS:
            answers = found.setdefault(vector, {})
            if len(answers) < _ALIKE:
                answers.setdefault(colors[k, len(outputs) :].tobytes(), int(nodes[k]))
    return {vector: list(answers.values()) for vector, answers in found.items()}


def _differ(chosen: Sequence[tuple[int, ...]]) -> bool:
    """Whether no two of the colours are the same in any demonstration."""
    return all(len(set(colors)) == len(chosen) for colors in zip(*chosen, strict=True))


def _constants(palettes: Sequence[int], chosen: Sequence[tuple[int, ...]]) -> int:
    """The colours of the outputs that keep their own number, a bit each; `palettes`: the colours of each output."""
    kept = 0
    for palette, *colors in zip(palettes, *chosen, strict=True):
        named = 0
        for color in colors:
            named |= 1 << color
        kept |= palette & ~named
    return kept


def _free_labels(palette: int, constants: int) -> list[int]:
    """Numbers that can be labels: those first that the task does not use at all."""
    free = [color for color in range(10) if not constants >> color & 1]
    return sorted(free, key=lambda color: palette >> color & 1)


def _labelled(output: np.ndarray, chosen: Sequence[tuple[int, ...]], free: Sequence[int], d: int) -> np.ndarray:
    labels = output.copy()
    for vector, label in zip(chosen, free, strict=False):
        labels[output == vector[d]] = label
    return labels
