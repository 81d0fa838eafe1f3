"""What is made beside the frontier's growth, where outputs ask for it: it would cost more than growth goes.

One file an expansion, found here by folder: `grow(frontier, deadline)` adds nodes for all tasks, False if time or
memory ended it before. `AFTER` is a tuple of the expansions that go before it, `own_productions()` gives productions
for the grammar to end with.
"""

from collections.abc import Callable, Mapping
from graphlib import TopologicalSorter
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from ...measure import Deadline
from ..frontier.frontier import Frontier
from ..frontier.grammar import Production

Expansion = Callable[[Frontier, Deadline], bool]

_MODULES = {module.name: import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)}


def _in_order(modules: Mapping[str, ModuleType]) -> dict[str, Expansion]:
    """What grows in each of these files, each after those that it names. TypeError where a file lacks what it must
    have, ValueError where it names what is not there."""
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


def own_productions() -> tuple[Production, ...]:
    """The productions that expansions use themselves, which growth leaves alone."""
    return tuple(
        one for module in _MODULES.values() if hasattr(module, "own_productions") for one in module.own_productions()
    )
