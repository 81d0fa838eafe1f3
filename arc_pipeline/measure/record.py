"""The record of a run on disk: one JSON object per line, each written whole, so that a killed run stays readable.

Kinds of lines: "run" (parameters, machine, totals), "round" (its effort), "plan" (what is expected of a round), "span",
"task" (id, seconds, candidates, chosen, and right if answers are known), "counters" (what a backend or cache counted),
"failure" (what raised, where, on which task) and "fault" (of a worker). All but "failure" may hold more fields.
"""

import io
import json
import logging
import os
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from arc_pipeline.measure.spans import Span

if TYPE_CHECKING:  # pandas takes a second to import, and a run only writes
    import pandas as pd

SPAN_COLUMNS = {
    "id": "int64",
    "parent": "int64",
    "name": "object",
    "path": "object",
    "depth": "int64",
    "start": "float64",
    "duration": "float64",
    "worker": "int64",
    "thread": "object",
    "failed": "bool",
    "counts": "object",
}
TASK_COLUMNS = {"id": "object", "seconds": "float64", "candidates": "int64", "chosen": "object", "right": "boolean"}
FAILURE_COLUMNS = dict.fromkeys(("task_id", "stage", "view", "error", "traceback"), "object")
PLAN_COLUMNS = {"at": "float64", "round": "int64", "tasks": "float64", "seconds": "float64"}
FAULT_COLUMNS = dict.fromkeys(("what", "tasks", "error", "then"), "object")
REQUIRED = {
    "run": set[str](),
    "round": set[str](),
    "plan": set(PLAN_COLUMNS),
    "fault": set(FAULT_COLUMNS),
    "span": set(SPAN_COLUMNS),
    "task": set(TASK_COLUMNS) - {"right"},
    "counters": set[str](),
    "failure": set(FAILURE_COLUMNS),
}

_log = logging.getLogger(__name__)


class RecordError(ValueError):
    """Raised for a file that is not a run record, or a line that does not belong into one."""


class RunRecord:
    """Appends lines to the record at `path` and makes its folder; close it, or use it in a `with` statement.

    `anew`: drop what the file holds of an earlier run. A failing record never ends the run: if a line cannot be
    written, the record ends with the last whole line, one RuntimeWarning is issued, and `failure` says why.
    """

    def __init__(self, path: str | os.PathLike[str], anew: bool = False) -> None:
        self.path = Path(path)
        self.failure = ""
        self._file: io.FileIO | None = None
        with self._unless_it_fails():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            if anew:
                self.path.unlink(missing_ok=True)
            else:
                _end_last_line(self.path)
            self._file = io.FileIO(self.path, "ab")

    def write(self, kind: str, fields: Mapping[str, Any]) -> None:
        """Add one line; values may be NumPy scalars and arrays. RecordError: an unknown kind or missing field."""
        self._append([_line(kind, fields)])

    def write_all(self, kind: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Add a line for each row, as `write` does."""
        self._append([_line(kind, fields) for fields in rows])

    def write_spans(self, spans: Iterable[Span]) -> None:
        """Add a line for each span. Durations measured by a device are read now, which may wait for it."""
        self.write_all("span", (span.fields() for span in spans))

    def close(self) -> None:
        """Close the file; anything written afterwards is ignored."""
        if self._file is not None:
            with self._unless_it_fails():
                self._file.close()
            self._file = None

    def _append(self, lines: list[bytes]) -> None:
        if self._file is None:
            return
        rest = b"".join(lines)
        with self._unless_it_fails():
            while rest:
                rest = rest[self._file.write(rest) :]

    @contextmanager
    def _unless_it_fails(self) -> Iterator[None]:
        """Catch an OSError: note it in `failure`, warn, and close the file for good, ending with a whole line."""
        try:
            yield
        except OSError as error:
            self.failure = f"the record {self.path} ends here, as it cannot be written: {error}"
            warnings.warn(self.failure, RuntimeWarning, stacklevel=4)
            file, self._file = self._file, None
            if file is not None:
                with suppress(OSError):
                    file.close()
            with suppress(OSError):
                _end_last_line(self.path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@dataclass(frozen=True)
class Record:
    """A run as tables: `spans` (SPAN_COLUMNS; each row's counts are a dict), `tasks` (TASK_COLUMNS and any other
    fields), `counters`, `run` and `rounds` (a row for each line), `failures` (FAILURE_COLUMNS), `plan` (PLAN_COLUMNS:
    what was expected, `at` seconds after the run began, of each later round: how many tasks begin it, and the seconds
    of all cores) and `faults` (FAULT_COLUMNS). `truncated`: whether the run was cut off within a line."""

    spans: "pd.DataFrame"
    tasks: "pd.DataFrame"
    counters: "pd.DataFrame"
    run: "pd.DataFrame"
    rounds: "pd.DataFrame"
    failures: "pd.DataFrame"
    plan: "pd.DataFrame"
    faults: "pd.DataFrame"
    truncated: bool


def read_record(path: str | os.PathLike[str], missing_ok: bool = False) -> Record:
    """Read a record; a last line that was cut off is left out with a warning.

    `missing_ok`: if there is no such file, for instance because it could not be written, return an empty record. Raises
    RecordError, with the line number, for any other broken line, and OSError for an unreadable file.
    """
    import pandas as pd

    missing = missing_ok and not Path(path).exists()
    *whole, rest = b"".split(b"\n") if missing else Path(path).read_bytes().split(b"\n")
    rows: dict[str, list[dict[str, Any]]] = {kind: [] for kind in REQUIRED}
    truncated = bool(rest) and not _is_json(rest)
    if truncated:
        warnings.warn(f"{path}: line {len(whole) + 1}, the last, was cut off and is left out", stacklevel=2)
    for number, line in enumerate(whole if truncated or not rest else [*whole, rest], start=1):
        kind, fields = _parse(line, f"{path}, line {number}")
        rows[kind].append(fields)
    return Record(
        spans=_table(rows["span"], SPAN_COLUMNS),
        tasks=_table(rows["task"], TASK_COLUMNS),
        counters=pd.DataFrame(rows["counters"]),
        run=pd.DataFrame(rows["run"]),
        rounds=pd.DataFrame(rows["round"]),
        failures=_table(rows["failure"], FAILURE_COLUMNS),
        plan=_table(rows["plan"], PLAN_COLUMNS),
        faults=_table(rows["fault"], FAULT_COLUMNS),
        truncated=truncated,
    )


def spans_frame(spans: Iterable[Span]) -> "pd.DataFrame":
    """The spans of a run that is still in memory as a table, as in a Record."""
    return _table([span.fields() for span in spans], SPAN_COLUMNS)


def failures_frame(failures: Iterable[Mapping[str, Any]]) -> "pd.DataFrame":
    """The failures of a run that is still in memory as a table, as in a Record."""
    return _table([dict(failure) for failure in failures], FAILURE_COLUMNS)


def _table(rows: list[dict[str, Any]], columns: Mapping[str, str]) -> "pd.DataFrame":
    import pandas as pd

    more = dict.fromkeys(key for row in rows for key in row if key not in columns)
    return pd.DataFrame(rows, columns=[*columns, *more]).astype(dict(columns))


def _line(kind: str, fields: Mapping[str, Any]) -> bytes:
    if kind not in REQUIRED:
        raise RecordError(f"a record has lines of the kinds {', '.join(REQUIRED)}, not {kind!r}")
    missing = REQUIRED[kind] - fields.keys()
    if missing or "kind" in fields:
        raise RecordError(f"a line {kind!r} needs {sorted(REQUIRED[kind])} and no 'kind', but was given {list(fields)}")
    return json.dumps({"kind": kind, **fields}, default=_plain).encode() + b"\n"


def _plain(value: object) -> object:
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    raise RecordError(f"a record cannot hold a {type(value).__name__}: {value!r}")


def _parse(line: bytes, place: str) -> tuple[str, dict[str, Any]]:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise RecordError(f"{place}: not JSON: {error}") from error
    kind = fields.pop("kind", None) if isinstance(fields, dict) else None
    if not isinstance(kind, str) or kind not in REQUIRED:
        raise RecordError(f"{place}: not an object with a 'kind' out of {', '.join(REQUIRED)}")
    if missing := REQUIRED[kind] - fields.keys():
        raise RecordError(f"{place}: a line {kind!r} without {sorted(missing)}")
    return kind, fields


def _is_json(text: bytes) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _end_last_line(path: Path) -> None:
    """Make the file end with a whole line: complete or remove a last line that a killed run left unfinished."""
    if not path.exists() or not (rest := path.read_bytes().rpartition(b"\n")[2]):
        return
    if _is_json(rest):
        with path.open("ab") as file:
            file.write(b"\n")
    else:
        _log.warning("%s: its last line was cut off and is removed before new ones are added", path)
        os.truncate(path, path.stat().st_size - len(rest))
