"""Colour bindings: colours by the part they play, so that outputs whose colours differ between demonstrations are
alike.

If some program finds a colour of every demonstration's output in its input, a label can stand for that colour, the same
one everywhere. A rule then says where the label goes, and `replace` puts the colour in its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from ...dsl.types import COLOR
from .nodes import TaskNodes

Naming = tuple[tuple[int, int], ...]  # what labels stand for: each label with the node that finds its colour

_BINDINGS = 6  # ways to name colours that are tried, besides the plain one
_ALIKE = 3  # nodes that agree on the demonstrations and differ on the tests
_VECTORS = 40  # different vectors of a colour's values on the demonstrations


@dataclass(frozen=True)
class ColorBinding:
    """`labels`: what stands for the output's colour at each cell of the demonstrations, uint8 (cells,).

    `namings`: ways to find the colours that labels stand for, which all agree on the demonstrations. In the plain
    binding the labels are the colours themselves, and its only naming is empty.
    """

    labels: np.ndarray
    namings: tuple[Naming, ...]


def bindings_of(view: TaskNodes) -> Iterator[ColorBinding]:
    """The plain binding, then those that need fewer different labels than there are colours, fewest first."""
    outputs = [output.ravel() for output in view.outputs]
    yield ColorBinding(view.target, ((),))
    nodes = view.of_type(COLOR)
    if not len(nodes):
        return
    colors = view.numbers(nodes).astype(np.uint8)
    palettes = np.array([np.bitwise_or.reduce(1 << output.astype(np.int64)) for output in outputs])
    vectors = _varying(colors, palettes)
    for chosen, constants in _fewest(np.array(list(vectors), dtype=np.int64).reshape(-1, len(outputs)), palettes):
        free = _free_labels(view.palette, constants)
        if len(free) < len(chosen):
            continue
        labels = np.concatenate([_labelled(output, chosen, free, d) for d, output in enumerate(outputs)])
        namings = [
            tuple(zip(free, nodes[list(places)].tolist(), strict=False))
            for places in product(*(vectors[vector] for vector in chosen))
            # Otherwise one replacement would undo another.
            if not np.isin(colors[list(places)], free[: len(chosen)]).any()
        ]
        if namings:
            yield ColorBinding(labels, tuple(namings))


def _varying(colors: np.ndarray, palettes: np.ndarray) -> dict[tuple[int, ...], list[int]]:
    """The colours, uint8 (n, samples), that are in every output and not the same in all demonstrations, as their places
    by the vector of values on the demonstrations; `palettes`: the colours of each output, one bit per colour.

    Of colours that agree on the demonstrations, the first for each of up to _ALIKE different answers on the tests.
    """
    known, asked = colors[:, : len(palettes)], colors[:, len(palettes) :]
    there = (palettes >> known & 1).all(axis=1) & (known != known[:, :1]).any(axis=1)
    found: dict[tuple[int, ...], dict[bytes, int]] = {}
    for k in np.flatnonzero(there).tolist():
        vector = tuple(known[k].tolist())
        if vector in found or len(found) < _VECTORS:
            answers = found.setdefault(vector, {})
            if len(answers) < _ALIKE:
                answers.setdefault(asked[k].tobytes(), k)
    return {vector: list(answers.values()) for vector, answers in found.items()}


def _fewest(vectors: np.ndarray, palettes: np.ndarray) -> Iterator[tuple[list[tuple[int, ...]], int]]:
    """One or two of the vectors of colours, int64 (n, demonstrations), that need fewer labels than there are colours,
    fewest first; with the colours that keep their own number, one bit per colour. Two vectors agree on no
    demonstration."""
    first, second = np.triu_indices(len(vectors))  # the same one twice stands for a single one
    named = 1 << vectors
    constants = np.bitwise_or.reduce(palettes & ~(named[first] | named[second]), axis=1)
    number = 1 + (first != second)
    labels = np.bitwise_count(constants) + number
    differ = (first == second) | ~(named[first] & named[second]).any(axis=1)
    usable = differ & (labels < np.bitwise_count(np.bitwise_or.reduce(palettes)))
    order = np.lexsort((number, labels))
    for k in order[usable[order]][:_BINDINGS].tolist():
        yield [tuple(vectors[one].tolist()) for one in (first[k], second[k])[: number[k]]], int(constants[k])


def _free_labels(palette: int, constants: int) -> list[int]:
    """The numbers that can be labels: all but the constants, those first that the task does not use at all."""
    free = [color for color in range(10) if not constants >> color & 1]
    return sorted(free, key=lambda color: palette >> color & 1)


def _labelled(output: np.ndarray, chosen: Sequence[tuple[int, ...]], free: Sequence[int], d: int) -> np.ndarray:
    labels = output.copy()
    for vector, label in zip(chosen, free, strict=False):
        labels[output == vector[d]] = label
    return labels
