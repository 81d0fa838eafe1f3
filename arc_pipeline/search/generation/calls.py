"""Programs as arrays: the calls of all of them, each once, which are run on many tasks at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ...dsl import OPS
from ...measure import Deadline
from ...programs import INPUT, Node, Program, Ref, TableLiteral, merge
from ..frontier.frontier import Frontier
from ..frontier.grammar import HOLE, MAX_HOLES, Way
from .running import Asked, Run
from .turns import turns

THE_INPUT, NONE = -1, -2  # in place of a call among arguments


@dataclass(frozen=True)
class Kind:
    """What calls have in common that differ in literals and arguments alone; `numbers` int32 (choices, columns): their
    literals, encoded."""

    op: str
    way: Way
    numbers: np.ndarray


@dataclass(frozen=True)
class Calls:
    """The calls of some programs in topological order, n in all. `kind`, `choice` int64 (n,): the kind of each and its
    row of literals; `args` int64 (n, MAX_HOLES): the calls in its holes, THE_INPUT or NONE. `outputs` int64
    (programs,): the calls that make the programs' outputs; `uses` bool (programs, n): which calls each program needs.
    """

    kinds: Sequence[Kind]
    kind: np.ndarray
    choice: np.ndarray
    args: np.ndarray
    outputs: np.ndarray
    uses: np.ndarray

    def __len__(self) -> int:
        return len(self.kind)

    @classmethod
    def of(cls, programs: Sequence[Program]) -> Calls:
        """The calls of programs for which `is_able` holds, at least one."""
        merged = merge(programs)
        places: dict[tuple[str, Way], int] = {}
        rows: list[list[list[int]]] = []
        kind, choice, args = [], [], np.full((len(merged.nodes), MAX_HOLES), NONE)
        for k, node in enumerate(merged.nodes):
            way = _way(node)
            of = places.setdefault((node.op, way), len(places))
            if of == len(rows):
                rows.append([])
            kind.append(of)
            choice.append(len(rows[of]))
            rows[of].append([_encoded(node, place) for place, given in enumerate(way) if given == "literal"])
            refs = _refs(node)
            args[k, : len(refs)] = [THE_INPUT if ref == INPUT else ref.node for ref in refs]
        kinds = [
            Kind(*key, np.array(numbers, np.int32).reshape(len(numbers), -1))
            for key, numbers in zip(places, rows, strict=True)
        ]
        outputs = np.array([output.node for output in merged.outputs])
        uses = np.zeros((len(programs), len(args)), dtype=bool)
        uses[np.arange(len(programs)), outputs] = True
        for k in range(len(args) - 1, -1, -1):
            for before in args[k, args[k] >= 0]:
                uses[:, before] |= uses[:, k]
        return cls(kinds, np.array(kind), np.array(choice), args, outputs, uses)

    @cached_property
    def turn(self) -> np.ndarray:
        """When to run each call, see `turns`: the same for all tasks, whatever is void there, so that their calls meet
        in the same launches."""
        return turns(self.kind, self.args)

    def opened_in(self, frontier: Frontier) -> tuple[np.ndarray, np.ndarray]:
        """The production of each call in the grammar of a frontier, and its choice of literals: int64 (n,) both."""
        opened = [frontier.nodes.opened(OPS[one.op], one.way, one.numbers) for one in self.kinds]
        production_id, choice = np.array([one for one, _ in opened]), np.empty(len(self), np.int64)
        for kind, (_, choices) in enumerate(opened):
            own = self.kind == kind
            choice[own] = choices[self.choice[own]]
        return production_id[self.kind], choice

    def run(self, frontier: Frontier, asked: np.ndarray, roots: np.ndarray, deadline: Deadline) -> np.ndarray:
        """Run calls on the tasks of a frontier, which keeps all new values. `asked` bool (n, tasks): which calls on
        which tasks, with all that they depend on, else ValueError; `roots` int64 (tasks,): the grids that stand for the
        programs' inputs, -1 for none. Returns their nodes, int64 (n, tasks), -1 where a call was not run or is void.
        """
        production_id, choice = self.opened_in(frontier)
        call, task = np.nonzero(asked & (roots >= 0))
        row = np.full((len(self) + 2, asked.shape[1]), -1)
        row[call, task] = np.arange(len(call))
        args = self.args[call]
        inner = row[args, task[:, None]]
        given = np.where(args == THE_INPUT, roots[task][:, None], -1)
        if ((inner < 0) & (args >= 0)).any():
            raise ValueError("a call is asked for without the calls that are its arguments")
        run = Run(frontier, Asked(production_id[call], choice[call], given, inner), deadline)
        run.in_turns(self.turn[call])
        found = np.full(asked.shape, -1)
        found[call, task] = run.made
        return found


def is_able(program: Program) -> bool:
    """Whether the calls of a program can be those of a frontier: it makes a new value, no table is among their
    literals, and each has one to MAX_HOLES values."""
    return program.output != INPUT and all(
        not any(isinstance(arg, TableLiteral) for arg in node.args) and 1 <= len(_refs(node)) <= MAX_HOLES
        for node in program.nodes
    )


def _way(node: Node) -> Way:
    return tuple(HOLE if isinstance(arg, Ref) else None if arg is None else "literal" for arg in node.args)


def _refs(node: Node) -> list[Ref]:
    return [arg for arg in node.args if isinstance(arg, Ref)]


def _encoded(node: Node, place: int) -> int:
    return OPS[node.op].parameters[place].encode(node.args[place])
