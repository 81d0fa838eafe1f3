"""Variants of programs that differ in one call: what is drawn, and by which weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..frontier.frontier import Frontier
from ..frontier.grammar import MAX_HOLES
from ..frontier.nodes import IS_LIST, TYPE_LIST
from .choices import Choices, Groups, choices_of, signatures
from .programs import Programs
from .running import VALUE
from .variants import Variants

OPERATION, LITERAL, ARGUMENT, INSERTION, OMISSION = range(5)  # kinds of mutation
_SHARES = (0.25, 0.2, 0.3, 0.15, 0.1)  # of all that are drawn
_OF_PROGRAMS = 8.0  # how much oftener a value of the programs is drawn as an argument than another of equal cost
_DIFFERENT = 0.002  # operations of the same types that are drawn for each variant of a task
_FALLS = 0.5  # factor of the weight of an argument for each unit that it costs


@dataclass(frozen=True)
class Mutation:
    """Draws variants of `programs`, whose weights are float64 (n,): calls of which one is replaced."""

    frontier: Frontier
    programs: Programs
    weights: np.ndarray
    rng: np.random.Generator

    def drawn(self, number: int) -> Variants:
        """Variants of programs that differ in a single call, `number` for each task or fewer, as some that are drawn
        are no different call, or have none to be replaced by. A call that little depends on is drawn oftener."""
        nodes, programs, rng = self.frontier.nodes, self.programs, self.rng
        program, place = np.nonzero(programs.nodes >= 0)
        cone = programs.reach[program, place].sum(axis=1)
        task = nodes.task.all[programs.outputs].astype(np.int64)
        sites = Groups.of(task[program], np.arange(len(program)), self.weights[program] / cone)
        tasks = np.unique(task)
        site = sites.drawn(np.repeat(tasks, number), rng)
        kind = rng.choice(len(_SHARES), size=len(site), p=_SHARES)
        program, place = program[site], place[site]
        calls = _Calls.of(self.frontier, programs.nodes[program, place], choices_of(self.frontier.grammar))
        few = max(1, round(_DIFFERENT * number))
        found = [
            calls.other(kind == OPERATION, calls.signatures, few, rng),
            calls.with_literals(kind == LITERAL, rng),
            calls.with_argument(kind == ARGUMENT, self._pools(), rng),
            calls.after(kind == INSERTION, few, rng),
            calls.left_out(kind == OMISSION, rng),
        ]
        at, production_id, choice, args = (
            np.concatenate([getattr(one, name) for one in found]) for name in ("at", "production_id", "choice", "args")
        )
        return Variants(program[at], np.arange(len(at)), place[at], production_id, choice, args)

    def _pools(self) -> tuple[Groups, Groups]:
        """The nodes that may become arguments, by task and type, and by task, type and source list: those of the
        programs oftener, and cheap ones."""
        nodes, used = self.frontier.nodes, self.programs.nodes
        every = np.arange(len(nodes))
        weights = _FALLS ** nodes.cost.all.astype(np.float64)
        weights[np.unique(used[used >= 0])] *= _OF_PROGRAMS
        keys = nodes.task.all.astype(np.int64) * len(TYPE_LIST) + nodes.type.all
        return Groups.of(keys, every, weights), Groups.of(_with_source(keys, nodes.source.all), every, weights)


@dataclass(frozen=True)
class Replaced:
    """What replaces some calls, `at` int64 (m,) their indices, as in Variants."""

    at: np.ndarray
    production_id: np.ndarray
    choice: np.ndarray
    args: np.ndarray


@dataclass(frozen=True)
class _Calls:
    """n calls of a frontier that are to be replaced. `own` int64 (n,): the production of the grammar for each, -1 for
    none; `codes` int64 (n, MAX_HOLES): the codes of the types of its arguments, -1 for none."""

    frontier: Frontier
    choices: Choices
    node: np.ndarray
    own: np.ndarray
    args: np.ndarray
    codes: np.ndarray

    @classmethod
    def of(cls, frontier: Frontier, node: np.ndarray, choices: Choices) -> _Calls:
        nodes = frontier.nodes
        makers, of = np.unique(nodes.production_id.all[node], return_inverse=True)
        own = np.array([choices.of(nodes.grammar[one]) for one in makers.tolist()], np.int64)[of]
        args = nodes.args.all[node].astype(np.int64)
        return cls(frontier, choices, node, own, args, np.where(args >= 0, nodes.type.all[args], -1).astype(np.int64))

    @property
    def signatures(self) -> np.ndarray:
        """The types that each takes and makes, see `signatures`."""
        return signatures(self.codes, self.frontier.nodes.type.all[self.node])

    def other(self, some: np.ndarray, keys: np.ndarray, few: int, rng: np.random.Generator) -> Replaced:
        """For `some` of the calls, bool (n,), another operation of the same types on the same arguments; of each types
        `few` different ones."""
        at = np.flatnonzero(some)
        production_id = self.choices.alike.few_drawn(keys[at], few, rng)
        there = (production_id >= 0) & (production_id != self.own[at])
        return self._with_choice(at[there], production_id[there], self.args[at[there]], rng)

    def with_literals(self, some: np.ndarray, rng: np.random.Generator) -> Replaced:
        """For some of the calls the same operation with other literals."""
        at = np.flatnonzero(some & (self.own >= 0))
        return self._with_choice(at, self.own[at], self.args[at], rng)

    def with_argument(self, some: np.ndarray, pools: tuple[Groups, Groups], rng: np.random.Generator) -> Replaced:
        """For some of the calls that have arguments, the same call with one of them replaced by another node of its
        type; of several lists one is replaced by a list of the same source list, as they are mapped over together."""
        at, nodes = np.flatnonzero(some & (self.args >= 0).any(axis=1)), self.frontier.nodes
        holes = (self.args[at] >= 0).sum(axis=1)
        hole, rows = rng.integers(0, holes), np.arange(len(at))
        before = self.args[at, hole]
        keys = nodes.task.all[before].astype(np.int64) * len(TYPE_LIST) + nodes.type.all[before]
        lists = (IS_LIST[self.codes[at]] & (self.codes[at] >= 0)).sum(axis=1)
        bound = IS_LIST[nodes.type.all[before]] & (lists > 1)
        free = pools[0].drawn(keys, rng)
        other = pools[1].drawn(_with_source(keys, nodes.source.all[before]), rng)
        new = np.where(bound, other, free)
        args = self.args[at].copy()
        args[rows, hole] = new
        there = (new >= 0) & (new != before)
        at, args = at[there], args[there]
        production_id, choice = (part.all[self.node[at]] for part in (nodes.production_id, nodes.choice))
        return Replaced(at, production_id.astype(np.int64), choice.astype(np.int64), args)

    def after(self, some: np.ndarray, few: int, rng: np.random.Generator) -> Replaced:
        """For some of the calls a further call on their value that keeps its type; of each type `few` different
        ones."""
        at = np.flatnonzero(some)
        kind = self.frontier.nodes.type.all[self.node[at]].astype(np.int64)
        codes = np.full((len(at), MAX_HOLES), -1)
        codes[:, 0] = kind
        production_id = self.choices.alike.few_drawn(signatures(codes, kind), few, rng)
        args = np.full((len(at), MAX_HOLES), -1)
        args[:, 0] = self.node[at]
        there = production_id >= 0
        return self._with_choice(at[there], production_id[there], args[there], rng)

    def left_out(self, some: np.ndarray, rng: np.random.Generator) -> Replaced:
        """Some of the calls replaced by one of their arguments of the same type."""
        at = np.flatnonzero(some)
        alike = self.codes[at] == self.frontier.nodes.type.all[self.node[at]][:, None]
        at, alike = at[alike.any(axis=1)], alike[alike.any(axis=1)]
        hole = np.where(alike, rng.random(alike.shape), -1.0).argmax(axis=1)
        args, none = np.full((len(at), MAX_HOLES), -1), np.full(len(at), VALUE)
        args[:, 0] = self.args[at, hole]
        return Replaced(at, none, np.zeros(len(at), np.int64), args)

    def _with_choice(
        self, at: np.ndarray, production_id: np.ndarray, args: np.ndarray, rng: np.random.Generator
    ) -> Replaced:
        """Calls of these productions with literals that are drawn, without those that name colours that their task
        lacks and those that are the calls that they replace."""
        nodes, grammar = self.frontier.nodes, self.frontier.grammar
        sizes = np.array([len(one.numbers) for one in grammar], np.int64)
        begins = np.cumsum(sizes) - sizes
        colors = np.concatenate([one.colors for one in grammar])
        choice = rng.integers(0, sizes[production_id])
        named = colors[begins[production_id] + choice]
        palette = self.frontier.samples.palette[nodes.task.all[self.node[at]]]
        same = (nodes.production_id.all[self.node[at]] == production_id) & (nodes.choice.all[self.node[at]] == choice)
        there = ((named & palette) == named) & ~(same & (args == self.args[at]).all(axis=1))
        return Replaced(at[there], production_id[there], choice[there], args[there])


def _with_source(keys: np.ndarray, source: np.ndarray) -> np.ndarray:
    return (keys << 32) + source.astype(np.int64) + 1
