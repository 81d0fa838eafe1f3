"""Programs that are nearly another: with a call left out, or with another literal.

They are what somebody may take for the rule who has seen too few demonstrations.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ..dsl.op import OPS, Parameter
from ..dsl.types import COLOR, GRID, Choice
from ..programs import INPUT, Builder, Literal, Merged, Program, ProgramError, Ref, TableLiteral, merge
from ..programs.node import moved

_MOST = 60  # of each kind, of one program


@dataclass(frozen=True)
class Variants:
    """A program with its variants, all different. `merged`: the program itself, then those that have `shorter` many of
    its calls left out, then all others."""

    programs: tuple[Program, ...]
    shorter: int
    merged: Merged


@lru_cache(2048)  # drafts of one program come again and again
def variants_of(program: Program) -> Variants:
    """The variants of a program that makes a grid of a grid."""
    found = {program: None}
    for shorter in _left_out(program):
        if len(found) <= _MOST:
            found.setdefault(shorter)
    count = len(found) - 1
    for other in _with_other_literals(program):
        if len(found) <= count + _MOST:
            found.setdefault(other)
    return Variants(tuple(found), count, merge(found))


def _left_out(program: Program) -> Iterator[Program]:
    """With a call replaced by one of its arguments."""
    for k, node in enumerate(program.nodes):
        for ref in dict.fromkeys(node.refs):
            yield from _rebuilt(program, {Ref(k): ref}, {})


def _with_other_literals(program: Program) -> Iterator[Program]:
    """With one other option of a choice, the other flag, one more or less of a count, or an entry of a table left
    out."""
    for k, node in enumerate(program.nodes):
        for place, (parameter, arg) in enumerate(zip(OPS[node.op].parameters, node.args, strict=True)):
            if arg is not None and not isinstance(arg, Ref):
                for other in _others(parameter, arg):
                    yield from _rebuilt(program, {}, {(k, place): other})


def _others(parameter: Parameter, literal: Literal) -> list[Any]:
    """What else a literal might be; nothing for a colour, which what is painted shows."""
    if isinstance(parameter.type, Choice):
        return [option for option in parameter.type.options if option != literal]
    if isinstance(literal, TableLiteral):
        entries = literal.as_dict()
        return [{key: entries[key] for key in entries if key != left} for left in entries] if len(entries) > 1 else []
    if isinstance(literal, bool):
        return [not literal]
    return [] if parameter.type == COLOR or isinstance(literal, str) else [literal - 1, literal + 1]


def _rebuilt(program: Program, instead: dict[Ref, Ref], literals: dict[tuple[int, int], Any]) -> Iterator[Program]:
    """The program with values in place of others and with these literals, by call and place; none if it is no program
    that makes a grid."""
    builder, values = Builder(program.input_type), {INPUT: INPUT}
    try:
        for k, node in enumerate(program.nodes):
            if Ref(k) in instead:
                values[Ref(k)] = values[instead[Ref(k)]]
                continue
            args = [literals.get((k, place), arg) for place, arg in enumerate(moved(node, values))]
            values[Ref(k)] = builder.call(node.op, args)
        made = builder.program(values[program.output], program.name)
    except ProgramError:
        return
    if made.result_type == GRID:
        yield made
