"""Ways to see a task. Files that say what to search next after a view are found here by folder.

`after(seen, view, task)` gives views with what they promise, fewer bits being better: `seen` is the task as the view
that was searched shows it, with all that was made of it, `task` the one itself.
"""

from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules

from ...tasks import Task
from ..taskview.nodes import TaskNodes
from .view import View

After = Callable[[TaskNodes, View, Task], list[View]]

_MODULES = {module.name: import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)}
VIEWS: dict[str, After] = {name: module.after for name, module in _MODULES.items() if hasattr(module, "after")}
