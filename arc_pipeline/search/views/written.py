"""Views as text, to be stored: JSON of their steps, with programs as their own text. Reading believes nothing.

Every step is a frozen dataclass in a file of `views`, whose fields are numbers, texts, programs, None and tuples of
these. What is read must have the types that the fields are annotated with, and pass the checks of the step itself.
"""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from importlib import import_module
from math import isfinite
from pkgutil import walk_packages
from types import ModuleType, NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from ...programs import Program, parse
from . import __path__ as _folder
from .view import Step, View

MOST_STEPS = 8
LONGEST = 1 << 14  # characters
_PLAIN = (int, str, NoneType)
_MOST_BITS = 1e6


def written(view: View) -> str:
    """The steps of a view as text; bits, promise and parent are not part of it. Equal views have equal texts."""
    return json.dumps([_written_step(step) for step in view.steps], separators=(",", ":"))


def read_view(text: str, bits: float = 0.0, promise: float = 0.0, parent: str = "") -> View:
    """The view that `written` made this text of. ValueError if it is not such a text, or a number is out of range."""
    if len(text) > LONGEST:
        raise ValueError(f"a view of {len(text)} characters; at most {LONGEST} are read")
    try:
        found = json.loads(text)
        if not isinstance(found, list) or len(found) > MOST_STEPS:
            raise ValueError(f"a view is a list of at most {MOST_STEPS} steps")
        steps = tuple(_read_step(step) for step in found)
    except (ValueError, TypeError, RecursionError) as error:
        raise ValueError(f"no view: {error}") from error
    for number in (bits, promise):
        if type(number) not in (int, float) or not abs(number) <= _MOST_BITS:  # true for NaN, too
            raise ValueError("the bits of a view are a number")
    if not isinstance(parent, str) or len(parent) > LONGEST or not parent.isprintable():
        raise ValueError("the parent of a view is a text that can be printed")
    return View(steps, float(bits), float(promise), parent)


def _hints(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {one.name: hints[one.name] for one in fields(kind)}


def _is_writable(hint: Any) -> bool:
    if get_origin(hint) in (Union, UnionType):
        return all(map(_is_writable, get_args(hint)))
    if get_origin(hint) is tuple:
        return len(get_args(hint)) == 2 and get_args(hint)[1] is Ellipsis and _is_writable(get_args(hint)[0])
    return get_origin(hint) is Literal or hint in (*_PLAIN, float, bool, Program)


def _written_step(step: Step) -> dict[str, Any]:
    values = {one.name: getattr(step, one.name) for one in fields(step)}  # type: ignore[arg-type]
    return {"step": type(step).__name__} | {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Program):
        return {"program": value.renamed("solve").text}
    return [_plain(part) for part in value] if isinstance(value, tuple) else value


def _read_step(found: Any) -> Step:
    if not isinstance(found, dict) or found.get("step") not in STEPS:
        raise ValueError(f"a step is an object with the name of one of {', '.join(STEPS)}")
    kind = STEPS[found["step"]]
    hints = _hints(kind)
    if found.keys() != {"step", *hints}:
        raise ValueError(f"a {kind.__name__} has {', '.join(hints)}")
    made: Step = kind(**{name: _read(found[name], hint, f"{kind.__name__}.{name}") for name, hint in hints.items()})
    return made


def _read(value: Any, hint: Any, place: str) -> Any:
    """A value of the annotated type. ValueError if it is none."""
    if get_origin(hint) in (Union, UnionType):
        for option in get_args(hint):
            try:
                return _read(value, option, place)
            except ValueError:
                continue
    elif get_origin(hint) is Literal:
        if any(type(value) is type(option) and value == option for option in get_args(hint)):
            return value
    elif get_origin(hint) is tuple:
        if isinstance(value, list):
            return tuple(_read(part, get_args(hint)[0], place) for part in value)
    elif hint is Program:
        if isinstance(value, dict) and value.keys() == {"program"} and isinstance(value["program"], str):
            return parse(value["program"])
    elif type(value) is hint and (hint is not float or isfinite(value)):  # by type, as True is an int for isinstance
        return value
    raise ValueError(f"{place} is not what it should be")


def _steps_of(module: ModuleType) -> dict[str, type]:
    """The classes of steps that a file defines, by name. TypeError if one has a field that cannot be written."""
    found: dict[str, type] = {}
    for name, kind in vars(module).items():
        if not isinstance(kind, type) or kind.__module__ != module.__name__ or not is_dataclass(kind) or kind is View:
            continue
        if all(hasattr(kind, one) for one in ("name", "of", "back")):
            for place, hint in _hints(kind).items():
                if not _is_writable(hint):
                    raise TypeError(
                        f"{module.__file__}: {name}.{place} cannot be stored, as it is a {hint}; the fields of a step "
                        "are numbers, texts, programs, None, and tuples of these"
                    )
            found[name] = kind
    return found


def _all_steps() -> dict[str, type]:
    found: dict[str, type] = {}
    for module in walk_packages(_folder, f"{__package__}."):
        if module.name != __name__:
            for name, kind in _steps_of(import_module(module.name)).items():
                if name in found:
                    raise TypeError(f"{kind.__module__} and {found[name].__module__} both define a step {name}")
                found[name] = kind
    return found


STEPS = _all_steps()
