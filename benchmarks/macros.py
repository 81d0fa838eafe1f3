"""Frequent parts of programs, as programs of their own: what `benchmarks.learn` writes to results/macros.txt.

Programs become terms of a lambda calculus, cut at values that are used twice, and the library for library learning,
stitch (Bowers et al. 2023), compresses them. Of its abstractions those are kept that make a value of one other in a few
calls; the type of that value is found by trying.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from arc_pipeline.dsl import OPS
from arc_pipeline.dsl.types import TABLE, TYPES
from arc_pipeline.programs import INPUT, Arg, Builder, Node, Program, ProgramError, Ref, TableLiteral

from .seen_through import seen_through

MACROS = Path(__file__).parent / "results" / "macros.txt"
SIZES = range(2, 5)  # calls of a macro
TASKS = 6  # the fewest tasks whose programs hold a macro: without any one of them five are left
ITERATIONS = 80  # abstractions that are asked for
_TOKEN = re.compile(r"[()]|[^\s()]+")

Term = str | list["Term"]


@dataclass(frozen=True)
class Macro:
    """A program that makes a value of its input, and the ids of the tasks in whose programs it occurs."""

    program: Program
    tasks: tuple[str, ...]


def macros(programs: Mapping[str, Program], at_least: int = TASKS, iterations: int = ITERATIONS) -> list[Macro]:
    """The macros of programs, given by the ids of their tasks, that occur for `at_least` of these, the most frequent
    first. ImportError without stitch-core."""
    from stitch_core import compress

    written = [(id, term) for id, program in programs.items() for term in terms(program, id)]
    result = compress([term for _, term in written], iterations, max_arity=1, no_curried_bodies=True,
                      no_curried_metavars=True)  # fmt: skip
    bodies = {one.name: parsed(one.body) for one in result.abstractions}
    users: dict[str, set[str]] = {name: set() for name in bodies}
    for (id, _), rewritten in zip(written, result.rewritten, strict=True):
        for name in _reached(rewritten, bodies):
            users[name].add(id)
    found = []
    for number, (name, body) in enumerate(bodies.items(), 1):
        program = typed(_expanded(body, bodies), f"macro_{number}")
        if program is not None and len(program.nodes) in SIZES and len(users[name]) >= at_least:
            found.append(Macro(program, tuple(sorted(users[name]))))
    return sorted(found, key=lambda one: -len(one.tasks))


def terms(program: Program, id: str) -> Iterator[str]:
    """The calls of a program as terms: one for its output, and one for each value that is used more than once, which
    the others know by a name of its own, as they do the input and tables, so that these are never part of a macro.
    A background that is exchanged for 0 is a view, and left out."""
    meant = seen_through(program)
    output = meant.get(program.output, program.output)
    uses = [meant.get(ref, ref) for k, node in enumerate(program.nodes) if Ref(k) not in meant for ref in node.refs]
    roots = {ref for ref in uses if uses.count(ref) > 1} | {output}

    def written(arg: Arg) -> str:
        if isinstance(arg, Ref):
            ref = meant.get(arg, arg)
            return f"value_{id}_{ref.node}" if ref == INPUT or ref in roots else term(program.nodes[ref.node])
        return f"table_{id}" if isinstance(arg, TableLiteral) else "=" + json.dumps(arg)

    def term(node: Node) -> str:
        return f"({' '.join([node.op, *map(written, node.args)])})"

    for ref in sorted(roots - {INPUT}):
        yield term(program.nodes[ref.node])


def parsed(text: str) -> Term:
    """A term as nested lists of words."""
    stack: list[list[Term]] = [[]]
    for token in _TOKEN.findall(text):
        if token == "(":
            stack.append([])
        elif token == ")":
            done = stack.pop()
            stack[-1].append(done)
        else:
            stack[-1].append(token)
    (found,) = stack[0]
    return found


def typed(body: Term, name: str) -> Program | None:
    """The program of a term in which #0 is the input, of the first type with which it is right; None if there is none,
    or if #0 stands for something else than a value."""
    for kind in TYPES.values():
        if kind != TABLE:
            builder = Builder(kind)
            try:
                return builder.program(_added(builder, body), name)
            except (ProgramError, ValueError, TypeError):
                continue
    return None


def _added(builder: Builder, term: Term) -> Any:
    """A term's value in a builder: a reference, or a literal. Raises ValueError if it is no term of calls."""
    if isinstance(term, str):
        if term == "#0":
            return INPUT
        if not term.startswith("="):
            raise ValueError(f"{term} is no value")
        return json.loads(term[1:])
    name, *arguments = term
    if not isinstance(name, str) or name not in OPS:
        raise ValueError(f"{name} is no operation")
    return builder.call(name, [_added(builder, argument) for argument in arguments])


def _expanded(term: Term, bodies: Mapping[str, Term]) -> Term:
    """A term without the names of other abstractions."""
    if isinstance(term, str):
        return _expanded(bodies[term], bodies) if term in bodies else term
    first = term[0]
    if isinstance(first, str) and first in bodies:
        return _with(_expanded(bodies[first], bodies), [_expanded(one, bodies) for one in term[1:]])
    return [_expanded(one, bodies) for one in term]


def _with(body: Term, arguments: Sequence[Term]) -> Term:
    if isinstance(body, str):
        return arguments[int(body[1:])] if body.startswith("#") else body
    return [_with(one, arguments) for one in body]


def _reached(text: str, bodies: Mapping[str, Term]) -> set[str]:
    """The abstractions that a term uses, by themselves or in others."""
    found: set[str] = set()
    waiting = [token for token in _TOKEN.findall(text) if token in bodies]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _words(bodies[name]) & bodies.keys()
    return found


def _words(term: Term) -> set[str]:
    return {term} if isinstance(term, str) else {word for one in term for word in _words(one)}


def as_text(found: Sequence[Macro], head: Mapping[str, Any]) -> str:
    """The content of the file: what it was made of, and for each macro how many tasks' programs hold it."""
    lines = [f"# {name}: {value}" for name, value in head.items()]
    return "\n".join([*lines, *(f"\n# of {len(one.tasks)} tasks\n{one.program.text.rstrip()}" for one in found)]) + "\n"
