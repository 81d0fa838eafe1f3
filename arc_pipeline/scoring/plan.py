"""What runs of the same programs have in common, whatever their samples: made once for programs that run often."""

from __future__ import annotations

from collections.abc import Container, Sequence
from functools import cached_property

from ..programs import Merged, Ref, TableLiteral
from .joined import join
from .schedule import Alike
from .sections import Section, cut, needed_by, slots_of, widest


class Plan:
    """The calls of some graphs that are to be run, without those of `given` values, a container for each graph.

    `joined`: all of them as one graph; `needed`: for each output the calls that it depends on; `tables`: the number of
    each different table; `widest`: the most slots per sample that one program needs.
    """

    def __init__(self, graphs: Sequence[Merged], given: Sequence[Container[Ref]] | None = None) -> None:
        self.joined = join(graphs, [()] * len(graphs) if given is None else given)
        self.needed = needed_by(self.joined)
        self._cuts = dict[int, tuple[tuple[Alike, ...], list[Section]]]()

    @cached_property
    def tables(self) -> dict[TableLiteral, int]:
        found = (arg for node in self.joined.nodes for arg in node.args if isinstance(arg, TableLiteral))
        return {literal: k for k, literal in enumerate(dict.fromkeys(found))}

    @cached_property
    def widest(self) -> int:
        return widest(self.joined, self.needed)

    @cached_property
    def _all(self) -> int:
        return slots_of(self.joined, set(range(len(self.joined.nodes))))

    def sections(self, slots: int) -> tuple[tuple[Alike, ...], list[Section]]:
        """What `cut` makes of it where there is room for so many slots per sample, or for a little less: to cut a large
        graph takes longer than a few launches more."""
        slots = min(slots, self._all)
        near = next((known for known in self._cuts if slots / 2 < known <= slots), slots)
        if near not in self._cuts:
            self._cuts[near] = cut(self.joined, self.needed, near)
        return self._cuts[near]
