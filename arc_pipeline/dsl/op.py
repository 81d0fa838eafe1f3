"""The `@op` decorator: signature, docstring, reference, kernel body and cost of one operation, in one place.

All else (CPU and CUDA builds, parity tests, documentation, the productions of the search) is derived from it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import NoneType, SimpleNamespace, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from .reference import evaluate
from .types import GENERIC, TABLE, Choice, Type, accepts, join, list_of
from .values import ABSENT

Role = Literal[
    "position",  # makes a field that says where the cells of a shape lie, whatever their values
    "order",  # a position whose numbers increase along the cells
    "index",  # a position with a different number for each cell
    "comparison",  # compares the values of cells with a number
    "placement",  # sets each cell to the list element whose index it holds
    "layout",  # arranges numbers as the objects lie that they belong to
    "sorting",  # sorts a list by the numbers of a second list
    "assembly",  # combines all elements of a list into one grid
    "transformation",  # makes a grid of one or two grids by turning, enlarging, repeating or joining
]  # what an expansion looks for in an operation beyond its signature


@dataclass(frozen=True)
class Parameter:
    """One parameter of an operation. `literals`: the literals that the search tries for it by default. `may_be_void`:
    the operation sees a void argument, by which any other call is void; `may_be_empty`: the same of a list without
    elements."""

    name: str
    type: Type | Choice
    required: bool = True
    default: Any = None
    literals: tuple[Any, ...] = ()
    may_be_void: bool = False
    may_be_empty: bool = False

    @property
    def is_literal(self) -> bool:
        """Whether the argument must be a literal."""
        return isinstance(self.type, Choice) or self.type == TABLE

    @property
    def takes_literal(self) -> bool:
        """Whether the argument may be a literal."""
        return isinstance(self.type, Choice) or self.type == TABLE or self.type.storage == "number"

    def encode(self, literal: Any) -> int:
        """The integer that encodes a number or choice literal for kernels."""
        return self.type.encode(literal) if isinstance(self.type, Choice) else int(literal)


@dataclass(frozen=True)
class Op:
    """An operation of the language. Calling it runs the reference, or traces the call if an argument is symbolic."""

    name: str
    parameters: tuple[Parameter, ...]
    result: Type
    cost: int
    reference: Callable[..., Any] = field(repr=False, compare=False)
    kernel: str = field(repr=False, compare=False)
    family: str
    line: int
    doc: str = field(repr=False, compare=False)
    role: Role | None = None
    headers: tuple[str, ...] = ()  # that the kernel needs in addition to its family's

    def __hash__(self) -> int:
        return hash(self.name)  # names are unique in OPS

    def bind(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> list[Any]:
        """The arguments in the order of the parameters, defaults filled in. Raises TypeError if they do not fit."""
        if len(args) > len(self.parameters):
            raise TypeError(f"{self.name} takes {len(self.parameters)} arguments, got {len(args)}")
        given = dict(zip((p.name for p in self.parameters), args, strict=False))
        for name, value in kwargs.items():
            if name in given:
                raise TypeError(f"{self.name}: argument '{name}' is given twice")
            if not any(p.name == name for p in self.parameters):
                raise TypeError(f"{self.name} has no argument '{name}'")
            given[name] = value
        missing = [p.name for p in self.parameters if p.required and p.name not in given]
        if missing:
            raise TypeError(f"{self.name}: argument '{missing[0]}' is missing")
        return [given.get(p.name, p.default) for p in self.parameters]

    def result_type(self, types: Sequence[Type | None]) -> Type:
        """The type of a call whose arguments have these types (None: a literal, or an absent optional argument).

        A list where one element is expected lifts the call: the result is then a list. Raises TypeError if an argument
        does not fit.
        """
        return _result_type(self, tuple(types))  # cached, as every launch asks for it

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        values = self.bind(args, kwargs)
        for value in values:
            trace = getattr(value, "trace_call", None)
            if trace is not None:
                return trace(self, values)
        optional = [not p.required and p.default is None for p in self.parameters]
        return evaluate(self, [ABSENT if v is None and o else v for v, o in zip(values, optional, strict=True)])


@cache
def _result_type(op: Op, types: tuple[Type | None, ...]) -> Type:
    lifted, bound = False, dict[Type, Type]()
    for parameter, given in zip(op.parameters, types, strict=True):
        if given is None:
            continue
        wanted = parameter.type
        if isinstance(wanted, Choice):
            raise TypeError(f"{op.name}: '{parameter.name}' takes a literal, one of {wanted}")
        value = given
        if not accepts(wanted, value) and not wanted.is_list and value.item is not None:
            lifted, value = True, value.item
        if not accepts(wanted, value):
            raise TypeError(f"{op.name}: '{parameter.name}' takes {wanted}, got {given}")
        generic, concrete = (wanted.item, value.item) if wanted.item is not None else (wanted, value)
        if generic in GENERIC and generic is not None and concrete is not None:
            joined = join(bound[generic], concrete) if generic in bound else concrete
            if joined is None:
                raise TypeError(f"{op.name}: '{parameter.name}' is {concrete}, which does not go with {bound}")
            bound[generic] = joined
    result = op.result
    if result.item is not None and result.item in bound:
        result = list_of(bound[result.item])
    elif result in bound:
        result = bound[result]
    if lifted and result.is_list:
        raise TypeError(f"{op.name} makes a list and cannot be applied to the elements of a list")
    return list_of(result) if lifted else result


OPS: dict[str, Op] = {}
_KNOWN: dict[str, dict[Any, Any]] = {}  # by module: annotations and what they stand for


def op(
    *,
    cost: int,
    kernel: str,
    literals: Mapping[str, Sequence[Any]] | None = None,
    role: Role | None = None,
    may_be_void: Sequence[str] = (),
    may_be_empty: Sequence[str] = (),
) -> Callable[..., Op]:
    """Make an operation of the decorated reference function and register it under its name.

    `kernel` is the C++ body, written with backends/kernel.h. `literals` narrows what the search tries for number or
    choice parameters; expansions find the operation by its `role`. `may_be_void` names the parameters whose void
    arguments it sees: None in the reference, a view without cells in the kernel. (A list is mapped over as ever:
    a void one makes the call void.) `may_be_empty` names the lists that it takes without elements as well, where any
    other call is void. Raises TypeError for a name that is taken, an annotation that is missing or not a type of the
    language, an unknown parameter, one that may not be void or empty, an unknown role, or a cost below 1.
    """

    def register(function: Callable[..., Any]) -> Op:
        name = function.__name__
        if cost < 1:
            raise TypeError(f"{name}: an operation costs 1 at least, not {cost}")
        if role is not None and role not in get_args(Role):
            raise TypeError(f"{name}: there is no role {role!r}, but {', '.join(get_args(Role))}")
        if name in OPS:
            raise TypeError(f"operation '{name}' is defined twice, in {OPS[name].family} and {function.__module__}")
        hints = _hints(function)
        parameters = []
        for p in inspect.signature(function).parameters.values():
            kind = _type_of(name, p.name, hints.get(p.name))
            required = p.default is inspect.Parameter.empty
            tried = tuple((literals or {}).get(p.name, _default_literals(kind)))
            is_free = p.name in may_be_void
            if is_free and (isinstance(kind, Choice) or kind.is_list or kind.storage == "number" or not required):
                raise TypeError(f"{name}: '{p.name}' may not be void, as only a piece that must be given may")
            is_open = p.name in may_be_empty
            if is_open and (isinstance(kind, Choice) or not kind.is_list or kind == TABLE):
                raise TypeError(f"{name}: '{p.name}' is no list, so that it may not be empty")
            default = None if required else p.default
            parameters.append(Parameter(p.name, kind, required, default, tried, is_free, is_open))
        if strangers := {*(literals or {}), *may_be_void, *may_be_empty} - {p.name for p in parameters}:
            raise TypeError(f"{name}: something is said of {', '.join(sorted(strangers))}, which is no parameter")
        result = _type_of(name, "return", hints.get("return"))
        if isinstance(result, Choice):
            raise TypeError(f"{name}: the result cannot be a choice")
        unwrapped = inspect.unwrap(function)
        made = Op(
            name=name,
            parameters=tuple(parameters),
            result=result,
            cost=cost,
            reference=function,
            kernel=kernel,
            family=Path(unwrapped.__code__.co_filename).stem,
            line=unwrapped.__code__.co_firstlineno,
            doc=inspect.getdoc(function) or "",
            role=role,
        )
        OPS[name] = made
        return made

    return register


def _hints(function: Callable[..., Any]) -> dict[str, Any]:
    """What the annotations of a function stand for. The same words of a module are looked up once: to look up those of
    all operations was a tenth of the time that it takes to import the package."""
    known = _KNOWN.setdefault(function.__module__, {})
    words = function.__annotations__
    if new := {word: word for word in words.values() if word not in known}:
        known |= get_type_hints(SimpleNamespace(__annotations__=new), function.__globals__, include_extras=True)
    return {name: known[word] for name, word in words.items()}


def _type_of(name: str, parameter: str, hint: Any) -> Type | Choice:
    given = [option for option in get_args(hint) if option is not NoneType]
    if get_origin(hint) in (Union, UnionType) and len(given) == 1:  # such as `State | None`, for an optional argument
        hint = given[0]
    for meta in getattr(hint, "__metadata__", ()):
        if isinstance(meta, Type | Choice):
            return meta
    raise TypeError(f"{name}: the annotation of '{parameter}' is not a type of the language: {hint!r}")


def _default_literals(kind: Type | Choice) -> tuple[Any, ...]:
    if isinstance(kind, Choice):
        return kind.options
    return {"Color": tuple(range(10)), "Count": (1, 2, 3), "Flag": (False, True)}.get(kind.name, ())
