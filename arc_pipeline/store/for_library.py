"""What a store holds as text of the library: of each task the best program that fits, as `read_library` reads it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..library import LONGEST
from ..programs import Program
from ..search.candidates import PREFIX, name_for
from .database import reading
from .rows import SOUND, Row, RowError, rows_of, verdicts_of

HEADING = "# Programs that a search found, as text of the library of arc_pipeline: rules are to be put into words.\n"


def export_library(store: Path) -> Iterator[str]:
    """The text of a file of the library, block by block: for each task the best of its programs that fit all
    demonstrations and are as short as the library's. In place of a rule in words stands how each was found.

    Tasks without such a program are left out. A task is named by its id, as a Python name can hold it; of tasks of the
    same id all but the first also by their key. Raises StoreError as `reading` does.
    """
    with reading(store) as connection:
        yield HEADING
        named = set[str]()
        for key, id in connection.execute("SELECT task, id FROM tasks ORDER BY id, task").fetchall():
            verdicts = verdicts_of(connection, str(key))
            for row in rows_of(connection, str(key))[0]:
                if row.fit == 1.0 and verdicts.get(row.program, SOUND) == SOUND and (program := _fit_for_it(row)):
                    name = name_for(str(id))
                    name = f"{name}_{key[:8]}" if name in named or name == PREFIX else name
                    named.add(name)
                    yield f"\n# {name.removeprefix(PREFIX)}: {_found(row)}\n{program.renamed(name).text}"
                    break


def _fit_for_it(row: Row) -> Program | None:
    """The program of a row, None if it holds none that the library may have."""
    try:
        program = row.parsed()
    except RowError:
        return None
    return program if len(program.nodes) <= LONGEST else None


def _found(row: Row) -> str:
    """How a program was found, in words."""
    view = f" in the view {row.view}" if row.view else ""
    parent = f", from {row.parent}" if row.parent else ""
    return f"found by {row.source}{view}, {row.length:g} bits{parent}."
