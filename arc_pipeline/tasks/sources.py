"""Finds task files: by path, or by a competition's slug, which is looked up in both layouts of Kaggle's mount.

A competition folder holds sets; a last part `training`, `evaluation` or `test` picks one, and `test` is the default.
Names of files are compared ignoring case, and hyphens equal underscores.
"""

import os
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

from arc_pipeline.tasks.bundled import BUNDLED
from arc_pipeline.tasks.task import TaskError

MOUNT = Path("/kaggle/input")
COMPETITIONS = ("arc-prize-2026-arc-agi-2", "arc-prize-2025", "arc-prize-2024")
SETS = ("training", "evaluation", "test")


def find_competition(mount: Path = MOUNT) -> Path | None:
    """The test challenges file of the first mounted ARC competition, newest first, else of any mounted folder with one.

    `load_tasks` accepts it as a source. None if there is none.
    """
    known = [layout / slug for slug in COMPETITIONS for layout in _layouts(mount)]
    others = [folder for layout in _layouts(mount) for folder in sorted(layout.glob("*"))]
    test = [_challenges("test")]
    return next((path for folder in known + others for path in _files(folder, test).values()), None)


def locate(source: str | Path, mount: Path) -> Path:
    """The challenges file, one-task file or folder of such files that `source` names; a path on disk takes precedence.

    Raises TaskError, which lists what was tried, if there is none.
    """
    path = Path(source)
    if not str(source):
        raise TaskError("source", "is empty: give a path, a competition's slug or a bundled set")
    mounted = _mounted(path, mount)
    for candidate in (path, *mounted):
        if (challenges := _competition_set(candidate)) is not None:
            return challenges
        if candidate.exists():
            return candidate
    competition = "".join(f", no competition at {candidate}" for candidate in mounted)
    close = get_close_matches(str(source).lower(), BUNDLED, 1)
    meant = f"; did you mean {close[0]}?" if close else ""
    bundled = f"not a bundled set, which are {', '.join(BUNDLED)}"
    raise TaskError(str(source), f"no such file or folder{competition}, and {bundled}{meant}")


def solutions_beside(challenges: Path) -> Path | None:
    """The solutions file whose name corresponds to that of a challenges file; None if there is none."""
    before, word, after = _plain(challenges.name).rpartition("challenge")
    return next(iter(_files(challenges.parent, [f"{before}solution{after}"]).values()), None) if word else None


def _plain(name: str) -> str:
    return name.lower().replace("_", "-")


def _layouts(mount: Path) -> tuple[Path, Path]:
    return mount, mount / "competitions"


def _mounted(path: Path, mount: Path) -> list[Path]:
    # A path for one layout is looked up in the other as well: Kaggle uses both, and a fixed path would fail there.
    slug = next((path.relative_to(layout) for layout in reversed(_layouts(mount)) if path.is_relative_to(layout)), path)
    return [] if slug.is_absolute() else [layout / slug for layout in _layouts(mount)]


def _challenges(name: str) -> str:
    return f"arc-agi_{name}_challenges.json"


def _files(folder: Path, names: Iterable[str]) -> dict[str, Path]:
    """The files in a folder that match these names, ignoring case and hyphens; an exact match is preferred."""
    wanted = {_plain(name): name for name in names}
    try:
        there = sorted(os.listdir(folder))
    except (OSError, ValueError):  # not a folder, or it may not be listed: reading it will report that
        return {}
    found: dict[str, Path] = {}
    for other in there:
        name = wanted.get(_plain(other))
        if name is not None and (name == other or name not in found) and (folder / other).is_file():
            found[name] = folder / other
    return found


def _competition_set(path: Path) -> Path | None:
    """The challenges file that a competition folder, or a set in it, stands for; None for any other path."""
    if path.is_dir():
        folder, name = path, None
    elif path.name in SETS:
        folder, name = path.parent, path.name
    else:
        return None
    files = _files(folder, map(_challenges, SETS))
    held = [name for name in SETS if _challenges(name) in files]
    if not held:
        return None
    if name is None:
        name = held[0] if len(held) == 1 else "test"  # a single set needs no choice
    if name not in held:
        problem = f"no {_challenges(name)} there; it holds the sets: {', '.join(held)}"
        raise TaskError(str(folder), f"{problem} (such as {folder / held[0]})")
    return files[_challenges(name)]
