"""The uploaded package works on its own, and the folder kaggle/ does not hide Kaggle's client."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

IMPORT_ALL = """
import importlib, pkgutil, sys
sys.path.insert(0, sys.argv[1])
import arc_pipeline
for module in pkgutil.walk_packages(arc_pipeline.__path__, "arc_pipeline."):
    importlib.import_module(module.name)
from arc_pipeline.dsl import OPS
print(arc_pipeline.__file__, len(OPS))
"""


def import_all(folder):
    """The file of the package that was imported from `folder` alone, and how many operations it has."""
    command = [sys.executable, "-I", "-B", "-c", IMPORT_ALL, str(folder)]
    ended = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, cwd=folder)
    assert ended.returncode == 0, ended.stderr
    file, operations = ended.stdout.split()
    return Path(file), int(operations)


@pytest.fixture
def mount(built, tmp_path):
    """The dataset as Kaggle unpacks it."""
    with zipfile.ZipFile(built / "dataset" / "arc_pipeline.zip") as archive:
        archive.extractall(tmp_path / "mount" / "arc_pipeline")
    return tmp_path / "mount"


def test_the_uploaded_package_is_whole(mount):
    from arc_pipeline.dsl import OPS

    file, operations = import_all(mount)
    assert file == mount / "arc_pipeline" / "__init__.py"
    assert operations == len(OPS) > 0


def test_a_file_that_is_missing_is_noticed(mount):
    (mount / "arc_pipeline" / "tasks" / "task.py").unlink()
    with pytest.raises(AssertionError, match=r"arc_pipeline\.tasks\.task"):
        import_all(mount)


def test_the_folder_kaggle_does_not_hide_the_client(client):
    import kaggle

    assert client
    assert kaggle.__file__ is not None, "the folder of this repository was imported as a namespace package"
    assert not Path(kaggle.__file__).is_relative_to(ROOT / "kaggle")


@pytest.mark.parametrize("first", [ROOT, ROOT / "tests"])
def test_nor_for_whoever_starts_python_in_the_checkout(tmp_path, first):
    program = "import importlib.util as u; print(u.find_spec('kaggle').origin)"
    environment = {**os.environ, "PYTHONPATH": str(first)}
    command = [sys.executable, "-c", program]
    ended = subprocess.run(command, capture_output=True, encoding="utf-8", check=True, cwd=first, env=environment)
    origin = Path(ended.stdout.strip())
    assert origin.name == "__init__.py"
    assert not origin.is_relative_to(ROOT / "kaggle")


def test_the_folders_stay_no_packages():
    assert not list((ROOT / "kaggle").rglob("__init__.py"))
    assert not list((ROOT / "tests" / "kaggle").rglob("__init__.py"))
