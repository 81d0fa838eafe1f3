"""What descends from programs of the library names them by their ids, with spaces between: "1cf80156 007bbfb7".

"" is of what descends from none. The id of a stored program is that of the task it was stored for.
"""

from __future__ import annotations

from collections.abc import Iterable


def all_parents(parents: Iterable[str]) -> str:
    """The ids in several such texts as one, each once, in the order in which they come first."""
    return " ".join(dict.fromkeys(id for ids in parents for id in ids.split()))
