"""Random well-typed programs whose calls follow each other as in the library: a grammar whose productions are counted.

Each argument is drawn by what the library's programs put there (Johnson et al. 1998 annotate a grammar with parents in
this way), and now and then by what its type allows.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Any

import numpy as np

from ..dsl.op import OPS, Parameter
from ..dsl.types import COLOR, FLAG, GRID, NUMBER, TABLE, Choice, Type, accepts
from ..library import load_library
from ..programs import INPUT, Builder, Node, Program, ProgramError, Ref

_FREE_SHARE = 0.1  # of the arguments that are drawn by type alone
_AGAIN_SHARE = 0.7  # how often a call of an operation that is there already is taken again, where it would be drawn
_TRIES = 60  # draws for a program of the calls that are asked for; as many times _MORE for any
_MORE = 50
_WHOLE = ("", 0)  # in place of a parent: what makes a program's output
Place = tuple[str, int]  # an operation's name and the number of its parameter


class _DeadEndError(Exception):
    """This draw leads to no program."""


class Chances:
    """What the arguments of calls are in some programs, and what makes their outputs. An argument is the name of an
    operation, in a tuple, INPUT, or a literal, with None for one that is absent."""

    def __init__(self, programs: Iterable[Program]) -> None:
        counts: dict[Place, Counter[Any]] = defaultdict(Counter)
        uses: Counter[str] = Counter()
        for program in programs:
            nodes = program.nodes
            for node in nodes:
                uses[node.op] += 1
                for place, arg in enumerate(node.args):
                    counts[node.op, place][_told(nodes, arg)] += 1
            counts[_WHOLE][_told(nodes, program.output)] += 1
        self._drawn = {place: _Drawn([*found], [*found.values()]) for place, found in counts.items()}
        self._uses = uses
        self._makers: dict[Type, _Drawn] = {}

    def program(self, rng: np.random.Generator, calls: int, name: str = "solve") -> Program:
        """A program that makes a grid of a grid, of this many calls if the first draws bring one, else the longest of
        those of fewer that they bring, or the first that comes later. Raises ProgramError if none comes."""
        best: Program | None = None
        for number in range(_MORE * _TRIES):
            if best is not None and (number >= _TRIES or len(best.nodes) == calls):
                return best
            made = self._draw(rng, calls, name)
            if made is not None and (best is None or len(made.nodes) > len(best.nodes)):
                best = made
        raise ProgramError(f"{_MORE * _TRIES} draws bring no program of at most {calls} calls")

    def _draw(self, rng: np.random.Generator, most: int, name: str) -> Program | None:
        drawing = _Drawing(self, rng, most)
        try:
            ref = drawing.value(_WHOLE, GRID)
        except (_DeadEndError, ProgramError):
            return None
        if ref == INPUT or drawing.builder.type_of(ref) != GRID:
            return None
        return drawing.builder.program(ref, name)

    def at(self, place: Place) -> _Drawn | None:
        """What is drawn at a place, None if no program has a call of this operation."""
        return self._drawn.get(place)

    def makers_of(self, wanted: Type) -> _Drawn:
        """The operations that make a value of a type, or a generic one, by how often they are used."""
        if wanted not in self._makers:
            some = [(name,) for name in self._uses if accepts(wanted, OPS[name].result)]
            self._makers[wanted] = _Drawn(some, [self._uses[name] for (name,) in some])
        return self._makers[wanted]


@cache
def library_chances() -> Chances:
    """Those of the programs of the library."""
    return Chances(one.program for one in load_library())


class _Drawn:
    """Things that are drawn by weights."""

    def __init__(self, things: list[Any], weights: list[int]) -> None:
        self.things, self._ends = things, np.cumsum(weights)

    def draw(self, rng: np.random.Generator) -> Any:
        """One of them; raises _DeadEndError if there is none."""
        if not self.things:
            raise _DeadEndError
        return self.things[int(np.searchsorted(self._ends, rng.integers(self._ends[-1]), side="right"))]


class _Drawing:
    """One program as it is drawn, from its output down to its input."""

    def __init__(self, chances: Chances, rng: np.random.Generator, most: int) -> None:
        self.chances, self.rng, self.left = chances, rng, most
        self.builder = Builder()
        self._there: dict[str, list[Ref]] = defaultdict(list)  # calls by operation

    def value(self, place: Place, wanted: Type | None = None) -> Any:
        """What is drawn at a place: a Ref, a literal, or None. `wanted`: draw by this type alone."""
        found = self.chances.at(place)
        if found is None:
            if wanted is None:
                raise _DeadEndError
            found = self.chances.makers_of(wanted)
        drawn = found.draw(self.rng)
        return self._call(*drawn) if isinstance(drawn, tuple) and not isinstance(drawn, Ref) else drawn

    def _call(self, name: str) -> Ref:
        there = self._there[name]
        if there and self.rng.random() < _AGAIN_SHARE:
            return there[self.rng.integers(len(there))]
        self.left -= 1
        if self.left < 0:
            raise _DeadEndError
        args = [self._argument((name, k), one) for k, one in enumerate(OPS[name].parameters)]
        made = self.builder.call(name, args)
        there.append(made)
        return made

    def _argument(self, place: Place, parameter: Parameter) -> Any:
        if self.rng.random() >= _FREE_SHARE or parameter.type == TABLE:
            return self.value(place)
        if not parameter.required and self.rng.random() < 0.5:
            return parameter.default
        tried = _literals(parameter)
        if tried:
            return tried[self.rng.integers(len(tried))]
        kind = parameter.type
        assert isinstance(kind, Type)
        if accepts(kind, GRID) and self.rng.random() < 0.3:
            return INPUT
        return self._call(*self.chances.makers_of(kind).draw(self.rng))


def _literals(parameter: Parameter) -> tuple[Any, ...]:
    """The literals that a parameter may have, () for one that takes a value."""
    kind = parameter.type
    if isinstance(kind, Choice):
        return parameter.literals or kind.options
    if kind.storage != "number" or kind.is_list:
        return ()
    usual: dict[Type, tuple[Any, ...]] = {COLOR: tuple(range(10)), FLAG: (False, True), NUMBER: (0, 1, 2, 3)}
    return parameter.literals or usual.get(kind, (0, 1, 2, 3))


def _told(nodes: tuple[Node, ...], arg: Any) -> Any:
    """An argument as it is counted."""
    return (nodes[arg.node].op,) if isinstance(arg, Ref) and arg != INPUT else arg
