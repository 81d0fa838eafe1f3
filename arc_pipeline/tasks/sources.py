"""Where task files are: a path, or a competition's slug that is looked up under Kaggle's mount in both its layouts.

A competition folder holds sets; a last part `training`, `evaluation` or `test` picks one, and `test` is the default.
"""

from pathlib import Path

from arc_pipeline.tasks.task import TaskError

MOUNT = Path("/kaggle/input")
COMPETITIONS = ("arc-prize-2026-arc-agi-2", "arc-prize-2025", "arc-prize-2024")
SETS = ("training", "evaluation", "test")


def find_competition(mount: Path = MOUNT) -> Path | None:
    """The test challenges file of the first mounted ARC competition, newest first, else of any mounted folder with one.

    `load_tasks` takes it as a source. None where nothing is mounted.
    """
    known = [layout / slug / _challenges("test") for slug in COMPETITIONS for layout in _layouts(mount)]
    others = [path for layout in _layouts(mount) for path in sorted(layout.glob(f"*/{_challenges('test')}"))]
    return next((path for path in known + others if path.is_file()), None)


def locate(source: str | Path, mount: Path) -> Path:
    """The challenges file, one-task file or folder of one-task files that `source` means; a path on disk goes first.

    Raises TaskError, with what was looked for, where there is none.
    """
    path = Path(source)
    if not str(source):
        raise TaskError("source", "is empty: give a path, a competition's slug or a bundled set")
    if (challenges := _competition_set(path)) is not None:
        return challenges
    if path.exists():
        return path
    mounted = _mounted(path, mount)
    for candidate in mounted:
        if (challenges := _competition_set(candidate)) is not None:
            return challenges
        if candidate.is_file():
            return candidate
    competition = "".join(f", no competition at {candidate}" for candidate in mounted)
    raise TaskError(str(source), f"no such file or folder{competition}, and not a bundled set")


def solutions_beside(challenges: Path) -> Path | None:
    """The solutions file that belongs to a challenges file by its name, if there is one."""
    if "challenges" not in challenges.name:
        return None
    solutions = challenges.with_name("solutions".join(challenges.name.rsplit("challenges", 1)))
    return solutions if solutions.is_file() else None


def _layouts(mount: Path) -> tuple[Path, Path]:
    return mount, mount / "competitions"


def _mounted(path: Path, mount: Path) -> list[Path]:
    # A path written for one layout is looked up in the other as well: a fixed mount path has sunk submissions.
    slug = next((path.relative_to(layout) for layout in reversed(_layouts(mount)) if path.is_relative_to(layout)), path)
    return [] if slug.is_absolute() else [layout / slug for layout in _layouts(mount)]


def _challenges(name: str) -> str:
    return f"arc-agi_{name}_challenges.json"


def _competition_set(path: Path) -> Path | None:
    if path.is_dir():
        folder, name = path, "test"
    elif path.name in SETS:
        folder, name = path.parent, path.name
    else:
        return None
    held = [name for name in SETS if (folder / _challenges(name)).is_file()]
    if not held:
        return None
    if name not in held:
        raise TaskError(str(folder), f"no {_challenges(name)} there; it holds the sets: {', '.join(held)}")
    return folder / _challenges(name)
