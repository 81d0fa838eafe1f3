"""Targeted expansions: nodes that the outputs ask for but that cost more than growth of the frontier reaches.

Each file in this folder is one expansion and is found by its name: `grow(frontier, deadline)` adds nodes for all tasks
and returns False if time or memory ran out. `AFTER` (optional) is a tuple of the expansions that must run before it.
"""

from collections.abc import Callable, Mapping
from graphlib import TopologicalSorter
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from ...measure import Deadline
from ..frontier.frontier import Frontier

Expansion = Callable[[Frontier, Deadline], bool]

_MODULES = {module.name: import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)}


def _in_order(modules: Mapping[str, ModuleType]) -> dict[str, Expansion]:
    """The `grow` function of each file, in an order in which every expansion comes after those that its AFTER names.
    TypeError if a file lacks `grow` or its AFTER is a string, ValueError if AFTER names an expansion that does not
    exist."""
    after = {}
    for name, module in sorted(modules.items()):
        after[name] = getattr(module, "AFTER", ())
        if not callable(getattr(module, "grow", None)):
            raise TypeError(f"{module.__file__} lacks grow(frontier, deadline), which adds an expansion's nodes")
        if isinstance(after[name], str):
            raise TypeError(f"{module.__file__}: AFTER is a tuple of names, not {after[name]!r}")
        if unknown := set(after[name]) - set(modules):
            raise ValueError(f"{module.__file__}: AFTER names {', '.join(sorted(unknown))}, which is no expansion")
    return {name: modules[name].grow for name in TopologicalSorter(after).static_order()}


EXPANSIONS = _in_order(_MODULES)
