"""How much is read of what a source holds: what has more is refused by one error, before it takes memory.

The bounds are far beyond the sets of tasks that are known (Kaggle's largest file has 1,000 tasks in 6 MB), and together
keep what a source takes, whatever is in it, to some 1.2 GiB.
"""

from pathlib import Path

from arc_pipeline.tasks.task import TaskError

MOST_BYTES = 64 << 20  # of a file, and of all files that are held at once
MOST_CONTAINERS = 2_000_000  # lists and objects in a file, which take up to 30 times their text
MOST_FILES = 100_000  # in a folder
DEEPEST = 50  # folders in folders
MOST_TASKS = 100_000  # in a source
MOST_PAIRS = 10_000  # demonstrations of a task, or tests
MOST_GRIDS = 1_000_000  # in all tasks that are loaded
LONGEST_ID = 200  # characters


def bounded_bytes(path: Path, name: str) -> bytes:
    """The content of a file. Raises OSError, and TaskError about `name` if there is more than MOST_BYTES."""
    with path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)  # not by the file's size: that of a pipe or a device is 0
    if len(content) > MOST_BYTES:
        raise TaskError(name, f"larger than {in_mebibytes(MOST_BYTES)}, which is the most that is read of a file")
    return content


def in_mebibytes(size: int) -> str:
    """A number of bytes, in words."""
    return f"{size / (1 << 20):.3g} MiB"
