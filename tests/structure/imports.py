"""What a package imports, read from its syntax trees: nothing is run."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "arc_pipeline"

# From the ground up. Rooms of one floor stand side by side: neither imports the other.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("measure", "command_line"),
    ("tasks",),
    ("dsl",),
    ("programs", "backends"),
    ("scoring", "testing", "library"),
    ("search",),
    ("answers", "store"),
    ("workers", "settings", "practice"),
    ("planning", "device_check"),
    ("solve",),
    ("running",),
    ("commands", "explorer"),
    ("__init__", "__main__"),
)


@dataclass(frozen=True)
class Import:
    """`file`, at `line`, imports the module or name `target`, in full; `late`: only when a function is called."""

    file: Path
    line: int
    target: str
    late: bool

    def __str__(self) -> str:
        return f"{self.file}:{self.line} imports {self.target}"


def modules(package: Path) -> list[Path]:
    """The Python files of a package."""
    return sorted(path for path in package.rglob("*.py") if "__pycache__" not in path.parts)


def imports(package: Path) -> Iterator[Import]:
    """Every import in the package, wherever it stands; relative ones resolved, `from a import b` as a.b."""
    for path in modules(package):
        yield from _imports_of(path.read_text(encoding="utf-8"), path, package)


@cache  # several tests ask for those of the whole package
def _imports_of(text: str, path: Path, package: Path) -> tuple[Import, ...]:
    """The imports of one file that holds this text."""
    tree = ast.parse(text)
    in_functions = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for node in ast.walk(function)
    }
    return tuple(
        Import(path.relative_to(package.parent), node.lineno, target, id(node) in in_functions)
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for target in _targets(node, path, package)
    )


def _targets(node: ast.Import | ast.ImportFrom, path: Path, package: Path) -> list[str]:
    if isinstance(node, ast.Import):
        return [name.name for name in node.names]
    base = path.relative_to(package.parent).parent.parts  # of level 1, in a module as in an __init__.py
    start = base[: len(base) - node.level + 1] if node.level else ()
    return [".".join([*start, *([node.module] if node.module else []), name.name]) for name in node.names]


def room(parts: tuple[str, ...]) -> str:
    """The room of a file ("arc_pipeline", "search", "rules.py") or of a target ("arc_pipeline", "search", "rules")."""
    return parts[1].removesuffix(".py") if len(parts) > 1 else "__init__"


def rooms(package: Path) -> set[str]:
    """The folders and modules right inside the package."""
    return {room(path.relative_to(package.parent).parts) for path in modules(package)}


def upward_imports(package: Path, floors: tuple[tuple[str, ...], ...] = FLOORS) -> list[str]:
    """Imports of a room that does not lie below the importing one; empty if all point down."""
    level = {name: floor for floor, names in enumerate(floors) for name in names}
    inside = rooms(package)
    found = []
    for one in imports(package):
        target = tuple(one.target.split("."))
        if target[0] != package.name:
            continue
        # A name of the package itself, as in `from arc_pipeline import solve_all`, comes from its face.
        source, goal = room(one.file.parts), room(target) if room(target) in inside else "__init__"
        if source != goal and not level.get(goal, len(floors)) < level.get(source, -1):
            found.append(f"{one}: {source} is on floor {level.get(source)}, {goal} on floor {level.get(goal)}")
    return found
