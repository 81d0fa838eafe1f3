"""Reads one JSON file. Objects remember keys that their text repeats; `described` says in words what a value is.

Raises TaskError for a file that cannot be read, is not JSON (saying what it looks like instead) or is beyond bounds. A
number with more digits than Python converts is legal JSON: it becomes infinite, so that only its grid is rejected.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from arc_pipeline.tasks.bounds import MOST_CONTAINERS, bounded_bytes
from arc_pipeline.tasks.task import TaskError

# First bytes of other formats in which tasks are passed around: archives and tables.
SIGNATURES = {
    b"PK\x03\x04": "a zip archive, or a spreadsheet, which is one: unpack it, or export it as JSON",
    b"\x1f\x8b": "compressed by gzip: unpack it",
    b"BZh": "compressed by bzip2: unpack it",
    b"\xfd7zXZ": "compressed by xz: unpack it",
    b"\x28\xb5\x2f\xfd": "compressed by zstd: unpack it",
    b"7z\xbc\xaf": "a 7-Zip archive: unpack it",
    b"PAR1": "a Parquet table: export it as JSON",
}
SHOWN_KEYS, SHOWN_BYTES, FIRST_BYTES = 3, 24, 512
_NO_KEYS: Mapping[str, int] = MappingProxyType({})
_OBJECT_OF_OBJECTS = re.compile(r'\s*\{\s*"(?:[^"\\]|\\.)*"\s*:\s*\{')


class JsonObject(dict[str, Any]):
    """A JSON object; `repeated` counts the keys that occur in it more than once (the last value is kept)."""

    __slots__ = ("repeated",)  # a file may hold millions

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.repeated: Mapping[str, int] = _NO_KEYS
        if len(self) < len(pairs):
            self.repeated = {key: count for key, count in Counter(key for key, _ in pairs).items() if count > 1}


def bounded_json(path: Path) -> bytes:
    """The text of a JSON file. Raises OSError, and TaskError for a file beyond bounds."""
    text = bounded_bytes(path, path.name)
    if text.count(b"[") + text.count(b"{") > MOST_CONTAINERS:
        raise TaskError(path.name, f"more than {MOST_CONTAINERS:,} lists and objects, which is the most that is read")
    return text


def read_json(path: Path) -> Any:
    """The value in a file encoded as UTF-8, -16 or -32, with objects as JsonObject. Raises TaskError."""
    try:
        text = bounded_json(path)
    except OSError as error:
        raise TaskError(str(path), f"cannot be read: {error.strerror or error}") from error
    try:
        return _parse(text)
    except RecursionError as error:
        raise TaskError(path.name, "lists and objects are nested deeper than any task's") from error
    except ValueError as error:
        raise TaskError(path.name, f"not JSON{_instead(text, error)}") from error


def begins_with_objects(path: Path) -> bool:
    """Whether the file holds an object whose first value is an object, as in {id: task}; only its first bytes are read.

    False if the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            start = file.read(FIRST_BYTES)
    except OSError:
        return False
    return _OBJECT_OF_OBJECTS.match(start.decode(json.detect_encoding(start), "replace")) is not None


def kind(value: object) -> str:
    """The type of a JSON value, in words."""
    names = {dict: "an object", list: "a list", str: "text", bool: "a truth value", type(None): "null"}
    return next((name for type_, name in names.items() if isinstance(value, type_)), "a number")


def described(value: object) -> str:
    """The type of a JSON value in words and, for an object or a list, its length and first keys."""
    if not isinstance(value, dict | list):
        return kind(value)
    if not value:
        return "an empty object" if isinstance(value, dict) else "an empty list"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    keys = ", ".join(f'"{key}"' for key in list(value)[:SHOWN_KEYS])
    more = f" and {len(value) - SHOWN_KEYS} more" if len(value) > SHOWN_KEYS else ""
    return f"an object with the key{'s' * (len(value) > 1)} {keys}{more}"


def _parse(text: bytes) -> Any:
    try:
        return json.loads(text, object_pairs_hook=JsonObject)
    except (json.JSONDecodeError, UnicodeDecodeError):
        raise
    except ValueError:  # a number with more digits than Python converts
        return json.loads(text, object_pairs_hook=JsonObject, parse_int=_number)


def _number(digits: str) -> float:
    try:
        return int(digits)
    except ValueError:
        return float(digits)  # infinite, and so not a colour


def _instead(text: bytes, error: Exception) -> str:
    """The text that follows "not JSON": what the file is, if that can be recognised, and where parsing failed."""
    if not text.strip():
        return ": the file is empty"
    for signature, name in SIGNATURES.items():
        if text.startswith(signature):
            return f" but {name}"
    where = str(error)
    if isinstance(error, json.JSONDecodeError) and error.msg == "Extra data":
        where += "; a file holds one value, not one a line as JSON Lines do"
    elif isinstance(error, UnicodeDecodeError) or (isinstance(error, json.JSONDecodeError) and error.pos == 0):
        where += f"; it begins with {repr(text[:SHOWN_BYTES])[1:]}"
    return f": {where}"
