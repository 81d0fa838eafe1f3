"""Read one JSON file whose top level is an object. An object remembers the keys that its text repeats.

Raises TaskError for a file that cannot be read, is not JSON, or holds something other than an object.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from arc_pipeline.tasks.task import TaskError


class JsonObject(dict[str, Any]):
    """A JSON object; `repeated` counts the keys that stand in it more than once (a plain dict keeps the last)."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.repeated: dict[str, int] = {}
        if len(self) < len(pairs):
            self.repeated = {key: count for key, count in Counter(key for key, _ in pairs).items() if count > 1}


def read_object(path: Path) -> JsonObject:
    """The object in the file `path`."""
    try:
        content = json.loads(path.read_bytes(), object_pairs_hook=JsonObject)
    except OSError as error:
        raise TaskError(str(path), f"cannot be read: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        raise TaskError(path.name, f"not JSON: {error}") from error
    if not isinstance(content, JsonObject):
        raise TaskError(path.name, f"expected an object, found {kind(content)}")
    return content


def kind(value: object) -> str:
    """What a JSON value is, in words."""
    names = {dict: "an object", list: "a list", str: "text", bool: "a truth value", type(None): "null"}
    return next((name for type_, name in names.items() if isinstance(value, type_)), "a number")
