"""Cuts joined graphs into sections: sets of programs whose values fit into memory together; shared calls run first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ..dsl.types import Type
from .joined import Joined
from .schedule import Alike, schedule

_LIST_SLOTS = 8  # assumed for a list; if it needs more, ArenaFull makes the chunks smaller


@dataclass(frozen=True)
class Section:
    """A set of programs: the indices of their outputs, and the launches that no other section needs."""

    outputs: tuple[int, ...]
    launches: tuple[Alike, ...]


def cut(joined: Joined, needed: Sequence[set[int]], slots: int) -> tuple[tuple[Alike, ...], list[Section]]:
    """The launches that several sections need, and the sections, each of at most `slots` slots per sample.

    `needed`: for each program the calls to be run. Programs are packed greedily, in order; one that alone needs more
    than `slots` is a section of its own.
    """
    outputs: list[list[int]] = []
    nodes: list[set[int]] = []
    room = 0
    for output, calls in enumerate(needed):
        if not nodes or slots_of(joined, calls - nodes[-1]) > room:
            outputs.append([])
            nodes.append(set())
            room = slots
        outputs[-1].append(output)
        room -= slots_of(joined, calls - nodes[-1])
        nodes[-1] |= calls
    times = Counter(node for section in nodes for node in section)
    shared = {node for node, n in times.items() if n > 1}
    sections = [
        Section(tuple(some), tuple(schedule(joined, calls - shared)))
        for some, calls in zip(outputs, nodes, strict=True)
    ]
    return tuple(schedule(joined, shared)), sections


def widest(joined: Joined, needed: Sequence[set[int]]) -> int:
    """The largest number of slots per sample that any one program needs for the calls to be run; at least 1."""
    return max((slots_of(joined, calls) for calls in needed), default=1) or 1


def needed_by(joined: Joined) -> list[set[int]]:
    """For each output the calls that it depends on."""
    needed = []
    for output in joined.outputs:
        found: set[int] = set()
        rest = [output]
        while rest:
            ref = rest.pop()
            if ref.node >= 0 and ref.node not in found:
                found.add(ref.node)
                rest += joined.nodes[ref.node].refs
        needed.append(found)
    return needed


def slots_of(joined: Joined, nodes: set[int]) -> int:
    """The slots per sample that the values of these calls need."""
    return sum(_slots_of(joined.types[node]) for node in nodes)


def _slots_of(kind: Type) -> int:
    if kind.storage != "cells":
        return 0
    return _LIST_SLOTS if kind.is_list else 1
