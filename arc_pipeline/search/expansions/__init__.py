"""What is made beside the frontier's growth, where outputs ask for it: it would cost more than growth goes.

One file an expansion, found here by folder: `grow(frontier, deadline)` adds nodes for all tasks, False if time or
memory ended it before. `AFTER` names expansions that go before it, `own_productions()` gives productions for the
grammar to end with.
"""

from collections.abc import Callable
from graphlib import TopologicalSorter
from importlib import import_module
from pkgutil import iter_modules

from ...measure import Deadline
from ..frontier.frontier import Frontier
from ..frontier.grammar import Production

Expansion = Callable[[Frontier, Deadline], bool]

_MODULES = {module.name: import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)}
_AFTER = {name: getattr(module, "AFTER", ()) for name, module in sorted(_MODULES.items())}
EXPANSIONS: dict[str, Expansion] = {name: _MODULES[name].grow for name in TopologicalSorter(_AFTER).static_order()}


def own_productions() -> tuple[Production, ...]:
    """The productions that expansions use themselves, which growth leaves alone."""
    return tuple(
        one for module in _MODULES.values() if hasattr(module, "own_productions") for one in module.own_productions()
    )
