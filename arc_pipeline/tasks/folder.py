"""Lists the files in a folder and its subfolders, without hidden files and editors' leftovers.

Only names are read. Links are followed, and no folder is visited twice, so cycles of links end.
"""

import os
import re
from collections import Counter
from pathlib import Path, PurePath

SHOWN_NAMES, SHOWN_ENDINGS = 3, 5
# Hidden files and folders, including those of systems and archive tools (.DS_Store, ._x.json, .git,
# .ipynb_checkpoints), and leftovers of editors (x.json~, #x.json#, ~$x).
_NOT_SEEN = re.compile(r"[.#~].*|.*[~#]", re.DOTALL)
_LONGER_NAME = re.compile(r"(.*\.json)(?!.*\.json$).+", re.IGNORECASE | re.DOTALL)


class Folder:
    """The files in a folder and its subfolders. `files`: relative paths, sorted; `json_files`: those ending in .json,
    in any case; `unreadable`: subfolders that cannot be listed, with the reason.

    Raises OSError if the folder itself cannot be listed.
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
            folders[:] = sorted(name for name in folders if not _NOT_SEEN.fullmatch(name))
            inside = PurePath(place).relative_to(folder)
            found += [inside / name for name in files if not _NOT_SEEN.fullmatch(name)]
        self.files = sorted(found, key=lambda path: path.parts)
        self.json_files = [path for path in self.files if path.suffix.lower() == ".json"]

    def almost_json(self) -> list[PurePath]:
        """Files whose name continues after .json (x.json.gz, x.jsonl), unless the file of the shorter name exists."""
        known = set(self.files)
        longer = {path: found for path in self.files if (found := _LONGER_NAME.fullmatch(path.name))}
        return [path for path, found in longer.items() if path.with_name(found[1]) not in known]

    def __str__(self) -> str:
        """The number of files, their most common endings, and the first names."""
        if not self.files:
            return "no file that is not hidden"
        endings = Counter(path.suffix.lower() or "no ending" for path in self.files).most_common(SHOWN_ENDINGS)
        counts = ", ".join(f"{count} {ending}" for ending, count in endings)
        names = ", ".join(path.as_posix() for path in self.files[:SHOWN_NAMES])
        return f"{len(self.files)} file{'s' * (len(self.files) > 1)} ({counts}), such as {names}"
