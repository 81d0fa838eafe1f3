"""Lists the files in a folder and its subfolders, without hidden files and editors' leftovers.

Only names are read. Links are followed unless they lead out of the folder, and no folder is visited twice, so cycles of
links end.
"""

import os
import re
from collections import Counter
from pathlib import Path, PurePath

from arc_pipeline.tasks.bounds import DEEPEST, MOST_FILES
from arc_pipeline.tasks.task import TaskError

LEADS_OUT = "it is a link that leads out of the folder"
SHOWN_NAMES, SHOWN_ENDINGS = 3, 5
# Hidden files and folders, including those of systems and archive tools (.DS_Store, ._x.json, .git,
# .ipynb_checkpoints), and leftovers of editors (x.json~, #x.json#, ~$x).
_NOT_SEEN = re.compile(r"[.#~].*|.*[~#]", re.DOTALL)
_LONGER_NAME = re.compile(r"(.*\.json)(?!.*\.json$).+", re.IGNORECASE | re.DOTALL)


def is_link_out(path: Path, *folders: Path) -> bool:
    """Whether a path is a link, and what it leads to is in none of these folders."""
    if not path.is_symlink():
        return False
    real = PurePath(os.path.realpath(path))
    return not any(real.is_relative_to(os.path.realpath(folder)) for folder in folders)


class Folder:
    """The files in a folder and its subfolders. `files`: relative paths, sorted; `json_files`: those ending in .json,
    in any case; `unreadable`: subfolders that cannot be listed, lie too deep or lead out of it, with the reason.

    Raises OSError if the folder itself cannot be listed, and TaskError if it holds more than MOST_FILES.
    """

    def __init__(self, folder: Path) -> None:
        found: list[PurePath] = []
        self.unreadable: dict[PurePath, str] = {}
        os.scandir(folder).close()  # raises, as os.walk would report `folder` like any subfolder

        def note(error: OSError) -> None:
            self.unreadable[PurePath(error.filename).relative_to(folder)] = error.strerror or str(error)

        visited: set[tuple[int, int]] = set()
        for place, folders, files in os.walk(folder, onerror=note, followlinks=True):
            status = os.stat(place)
            if (status.st_dev, status.st_ino) in visited:
                folders.clear()
                continue
            visited.add((status.st_dev, status.st_ino))
            inside = PurePath(place).relative_to(folder)
            seen = sorted(name for name in folders if not _NOT_SEEN.fullmatch(name))
            if len(inside.parts) == DEEPEST:
                refused = dict.fromkeys(seen, f"it lies more than {DEEPEST} folders deep")
            else:
                refused = {name: LEADS_OUT for name in seen if is_link_out(Path(place, name), folder)}
            self.unreadable |= {inside / name: reason for name, reason in refused.items()}
            folders[:] = [name for name in seen if name not in refused]
            found += [inside / name for name in files if not _NOT_SEEN.fullmatch(name)]
            if len(found) > MOST_FILES:
                raise TaskError(str(folder), f"more than {MOST_FILES:,} files there, which is the most that is read")
        self.files = sorted(found, key=lambda path: path.parts)
        self.json_files = [path for path in self.files if path.suffix.lower() == ".json"]

    def almost_json(self) -> list[PurePath]:
        """Files whose name continues after .json (x.json.gz, x.jsonl), unless the file of the shorter name exists."""
        known = set(self.files)
        longer = {path: found for path in self.files if (found := _LONGER_NAME.fullmatch(path.name))}
        return [path for path, found in longer.items() if path.with_name(found[1]) not in known]

    def __str__(self) -> str:
        """The number of files, their most common endings, and the first names; else the first folder not listed."""
        if not self.files:
            place, reason = next(iter(self.unreadable.items()), ("", ""))
            return "no file that is not hidden" + (f" ({place} cannot be read: {reason})" if reason else "")
        endings = Counter(path.suffix.lower() or "no ending" for path in self.files).most_common(SHOWN_ENDINGS)
        counts = ", ".join(f"{count} {ending}" for ending, count in endings)
        names = ", ".join(path.as_posix() for path in self.files[:SHOWN_NAMES])
        return f"{len(self.files)} file{'s' * (len(self.files) > 1)} ({counts}), such as {names}"
