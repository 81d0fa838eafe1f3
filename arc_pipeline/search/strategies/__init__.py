"""One file per strategy, found here by folder: `propose(view)` yields proposals for the task of the view.

A file that says `EXPENSIVE = True` is asked after the others, and only where these are not sure; `LIMITS`, an object
of a class of its own, says how far a strategy looks, as `view.limits(LIMITS)` in a round.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from ..candidates import Proposal
from ..effort import Effort, Limits
from ..taskview.view import TaskView

Propose = Callable[[TaskView], Iterator[Proposal]]


def _checked(module: ModuleType) -> ModuleType:
    """The file of a strategy. TypeError where it lacks what it must have."""
    if not callable(getattr(module, "propose", None)):
        raise TypeError(f"{module.__file__} lacks propose(view), which yields a strategy's proposals")
    if hasattr(module, "LIMITS") and not isinstance(module.LIMITS, Limits):
        raise TypeError(f"{module.__file__}: LIMITS is an object of a class derived from Limits, not {module.LIMITS!r}")
    return module


_MODULES = [_checked(import_module(f"{__name__}.{module.name}")) for module in iter_modules(__path__)]
EXPENSIVE = frozenset(module.__name__.rsplit(".", 1)[1] for module in _MODULES if getattr(module, "EXPENSIVE", False))
_BY_NAME = {module.__name__.rsplit(".", 1)[1]: module for module in _MODULES}
STRATEGIES: dict[str, Propose] = {
    module.__name__.rsplit(".", 1)[1]: module.propose
    for module in sorted(_MODULES, key=lambda module: getattr(module, "EXPENSIVE", False))
}


def limits_at(effort: Effort) -> dict[str, dict[str, Any]]:
    """By strategy how far it looks in a round of this effort."""
    return {name: asdict(module.LIMITS.at(effort)) for name, module in _BY_NAME.items() if hasattr(module, "LIMITS")}
