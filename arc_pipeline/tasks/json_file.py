"""Read one JSON file. An object remembers the keys that its text repeats, and `described` says what a value is.

Raises TaskError for a file that cannot be read or is not JSON, and says what it looks like instead. What JSON allows
and Python does not, a number of thousands of digits, spoils no more than the grid that it stands in.
"""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

from arc_pipeline.tasks.task import TaskError

# What other formats begin with: the archives and tables that tasks are passed around in.
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
_OBJECT_OF_OBJECTS = re.compile(r'\s*\{\s*"(?:[^"\\]|\\.)*"\s*:\s*\{')


class JsonObject(dict[str, Any]):
    """A JSON object; `repeated` counts the keys that stand in it more than once (a plain dict keeps the last)."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.repeated: dict[str, int] = {}
        if len(self) < len(pairs):
            self.repeated = {key: count for key, count in Counter(key for key, _ in pairs).items() if count > 1}


def read_json(path: Path) -> Any:
    """The value in the file `path`, in UTF-8, -16 or -32; objects as JsonObject."""
    try:
        text = path.read_bytes()
    except OSError as error:
        raise TaskError(str(path), f"cannot be read: {error.strerror or error}") from error
    try:
        return _parse(text)
    except (ValueError, RecursionError) as error:
        raise TaskError(path.name, f"not JSON{_instead(text, error)}") from error


def begins_with_objects(path: Path) -> bool:
    """Whether the first value in the file's object is an object, as in {id: task}; only its first bytes are read.

    False for a file that cannot be read.
    """
    try:
        with path.open("rb") as file:
            start = file.read(FIRST_BYTES)
    except OSError:
        return False
    return _OBJECT_OF_OBJECTS.match(start.decode(json.detect_encoding(start), "replace")) is not None


def kind(value: object) -> str:
    """What a JSON value is, in words."""
    names = {dict: "an object", list: "a list", str: "text", bool: "a truth value", type(None): "null"}
    return next((name for type_, name in names.items() if isinstance(value, type_)), "a number")


def described(value: object) -> str:
    """What a JSON value is and, of an object or a list, how many it holds and the first keys."""
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
    except ValueError:  # a number with more digits than Python takes
        return json.loads(text, object_pairs_hook=JsonObject, parse_int=_number)


def _number(digits: str) -> float:
    try:
        return int(digits)
    except ValueError:
        return float(digits)  # infinite, and so no colour


def _instead(text: bytes, error: Exception) -> str:
    """What goes on after "not JSON": what the file is, as far as it can be told, and where reading it ended."""
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
