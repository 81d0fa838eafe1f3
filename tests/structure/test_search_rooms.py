"""Inside the search imports point down as well, and few of its rooms touch the arrays of the device."""

import ast

from structure.imports import PACKAGE, modules, rooms, upward_imports

SEARCH = PACKAGE / "search"
FLOORS = (
    ("bits", "parents"),
    ("kernels", "effort", "currency", "failures", "excerpt"),
    ("frontier", "candidates"),
    ("taskview",),
    ("evaluation", "prediction", "rules", "agents", "objects", "lemmas", "generation"),
    ("cellular", "expansions", "views"),
    ("strategies", "growth", "task_result"),
    ("case",),
    ("asking", "checking"),
    ("passes",),
    ("shard",),
    ("__init__",),
)
ON_THE_DEVICE = {"frontier", "taskview", "evaluation"}  # of these alone it is known where values lie
STORED = {"cells", "heads", "numbers", "data", "hash", "first_row", "download", "values", "boxes", "shapes"}


def test_every_room_of_the_search_has_a_floor():
    assert rooms(SEARCH) == {name for floor in FLOORS for name in floor}


def test_imports_inside_the_search_point_down():
    assert upward_imports(SEARCH, FLOORS) == []


def of_the_device(source):
    """The lines that read what an arena holds, `arena.cells`, or where a frontier's nodes have it, `nodes.data`."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in STORED:
            owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
            if owner in ("arena", "nodes"):
                found.append(node.lineno)
    return found


def test_what_reads_the_device_is_found():
    read = "frontier.backend.arena.cells[k]\narena.boxes(k)\nnodes.data.all\nnodes.cost.all\nother.cells\nnodes.read(k)"
    assert of_the_device(read) == [1, 2, 3]


def test_few_rooms_touch_the_arrays_of_the_device():
    found = [
        f"{path.relative_to(PACKAGE)}:{line}"
        for path in modules(SEARCH)
        if path.relative_to(SEARCH).parts[0].removesuffix(".py") not in ON_THE_DEVICE
        for line in of_the_device(path.read_text(encoding="utf-8"))
    ]
    assert found == []
    assert of_the_device((SEARCH / "taskview" / "nodes.py").read_text(encoding="utf-8"))


def test_the_search_knows_no_file_of_the_operations():
    """What a step looks for in an operation is its signature or its role, not the family that it is written in."""
    found = [
        str(path.relative_to(PACKAGE))
        for path in modules(SEARCH)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "family"
    ]
    assert found == []
