"""Files are short, say what they are for, have honest names, and know no machine and no backdoor."""

import ast
import re
from pathlib import Path

import pytest
from structure.imports import PACKAGE, ROOT, modules

FOLDERS = ("arc_pipeline", "benchmarks", "kaggle", "notebooks", "tests", ".ci")
SUFFIXES = {".py", ".h", ".txt", ".md", ".ipynb", ".json", ".toml", ".sh", ""}
DOCSTRING_LINES, ABOUT, MOST, SOLVE = 5, 300, 400, 80
LONGER = 0.05  # of the files may be longer than ABOUT
FORBIDDEN_WORDS = {"util", "utils", "utilities", "helper", "helpers", "manager", "managers", "misc", "common"}
# Kaggle's own paths (/kaggle/working) are facts of the platform; these are somebody's.
PRIVATE_PATH = re.compile(r"(?<![\w.:/])/(?:work|tmp|root|home|Users)\b")
BUILTINS = {"exec", "eval", "compile", "__import__"}
ATTRIBUTES = {("os", "system"), ("os", "popen"), ("pickle", "load"), ("pickle", "loads"), ("marshal", "loads")}


def sources():
    """The text files of the project, without what tools leave behind; in a linked worktree `.git` is a file."""
    found = [path for path in ROOT.iterdir() if path.is_file() and path.name != ".git"]
    found += [path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.is_file()]
    return [p for p in found if p.suffix in SUFFIXES and not {"__pycache__", ".ipynb_checkpoints"} & set(p.parts)]


def lines(path):
    return len(path.read_text(encoding="utf-8").splitlines())


def private_paths(text):
    return [match.group() for match in PRIVATE_PATH.finditer(text)]


def backdoors(source):
    """Calls that run text or unpickle, as line numbers."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name) and node.id in BUILTINS:
            found.append(node.lineno)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if (node.value.id, node.attr) in ATTRIBUTES:
                found.append(node.lineno)
        elif isinstance(node, ast.keyword) and node.arg == "shell":
            found.append(node.value.lineno)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [node.lineno for name in node.names if (node.module, name.name) in ATTRIBUTES]
    return found


def test_a_module_says_what_it_is_for_in_at_most_five_lines():
    said = {path: ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) for path in modules(PACKAGE)}
    lengths = {str(path.relative_to(ROOT)): len((text or "").splitlines()) for path, text in said.items()}
    assert {name: length for name, length in lengths.items() if not 1 <= length <= DOCSTRING_LINES} == {}


def test_files_are_short():
    code = [path for path in sources() if path.suffix in (".py", ".h")]
    assert len(code) > 100
    longer = {str(path.relative_to(ROOT)): lines(path) for path in code if lines(path) > ABOUT}
    assert {name: length for name, length in longer.items() if length > MOST} == {}
    assert len(longer) <= LONGER * len(code), longer


def test_solve_can_be_read_on_one_screen():
    assert lines(PACKAGE / "solve.py") < SOLVE


def test_names_say_what_is_in_a_file():
    names = {part for path in sources() for part in path.relative_to(ROOT).parts}
    assert [name for name in names if FORBIDDEN_WORDS & set(re.split(r"[\W_]+", name.lower()))] == []


def test_nothing_names_somebodys_machine():
    found = {str(path.relative_to(ROOT)): private_paths(path.read_text(encoding="utf-8")) for path in sources()}
    assert len(found) > 100
    assert {name: paths for name, paths in found.items() if paths} == {}


def test_a_private_path_is_told_from_kaggles_own():
    for folder in ("work", "tmp", "root", "home", "Users"):
        assert private_paths(f'open("/{folder}/me/x")') == [f"/{folder}"]
    for text in ("/kaggle/working/submission.json", "https://x.org/home", "a/tmp/b", "../work", "/workers", "w/root"):
        assert private_paths(text) == []


def test_no_text_is_run_and_nothing_is_unpickled():
    found = {str(path.relative_to(ROOT)): backdoors(path.read_text(encoding="utf-8")) for path in modules(PACKAGE)}
    assert {name: where for name, where in found.items() if where} == {}


@pytest.mark.parametrize(
    "source",
    [
        "eval(text)",
        "run = exec",
        "compile(text, '', 'eval')",
        "import os\nos.system(text)",
        "import pickle\npickle.loads(data)",
        "from pickle import loads",
        "subprocess.run(text, shell=True)",
        "__import__('os')",
    ],
)
def test_a_backdoor_is_found(source):
    assert backdoors(source)
    assert not backdoors("import re\nre.compile(text)\nast.parse(text)\nself.eval = 1\nsubprocess.run([text])")


def test_sources_are_those_of_the_project():
    names = {path.relative_to(ROOT) for path in sources()}
    assert {Path("pyproject.toml"), Path("README.md"), Path(".ci/run"), Path("arc_pipeline/backends/kernel.h")} <= names
