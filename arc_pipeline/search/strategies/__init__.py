"""One file per strategy, found here by folder: `propose(view)` yields proposals for the task of the view.

A file that says `DEAR = True` is asked after the others, and only where these are not sure.
"""

from collections.abc import Callable, Iterator
from importlib import import_module
from pkgutil import iter_modules

from ..candidates import Proposal
from ..taskview.view import TaskView

Propose = Callable[[TaskView], Iterator[Proposal]]

_MODULES = [import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)]
DEAR = frozenset(module.__name__.rsplit(".", 1)[1] for module in _MODULES if getattr(module, "DEAR", False))
STRATEGIES: dict[str, Propose] = {
    module.__name__.rsplit(".", 1)[1]: module.propose
    for module in sorted(_MODULES, key=lambda module: getattr(module, "DEAR", False))
}
