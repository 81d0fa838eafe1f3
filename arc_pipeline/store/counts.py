"""Counts of what a store holds, for people."""

from __future__ import annotations

from pathlib import Path

from .database import reading
from .keys import language_version, search_version


def counts(store: Path) -> dict[str, int]:
    """The numbers of tasks, programs and the rest in a store, by what they count, and its size. Raises StoreError as
    `reading` does."""
    with reading(store) as connection:

        def number(asked: str, *values: str) -> int:
            return int(connection.execute(f"SELECT {asked}", values).fetchone()[0])

        found = {
            "tasks": number("count(*) FROM tasks"),
            "tasks with a program that fits": number("count(DISTINCT task) FROM programs WHERE fit = 1"),
            "programs": number("count(*) FROM programs"),
            "of them with a full fit": number("count(*) FROM programs WHERE fit = 1"),
            "of them that descend from programs of the library": number("count(*) FROM programs WHERE parent != ''"),
        }
        for version, programs in connection.execute(
            "SELECT language, count(*) FROM programs GROUP BY language ORDER BY count(*) DESC, language LIMIT 20"
        ):
            now = ", this one" if version == language_version() else ""
            found[f"of them in version {str(version)[:20]!r} of the language{now}"] = programs
        found["validations"] = number("count(*) FROM validations")
        found["tasks with a finished effort of this version of the search"] = number(
            "count(DISTINCT task) FROM finished WHERE search = ?", search_version()
        )
        found["views that wait in this version of the search"] = number(
            "count(*) FROM views WHERE search = ? AND NOT searched", search_version()
        )
        found["moments at which this version of the search answered"] = number(
            "count(*) FROM moments WHERE search = ?", search_version()
        )
        found["bytes"] = store.stat().st_size
        return found
