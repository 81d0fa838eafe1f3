"""The notebooks: percent script and .ipynb are one, they define nothing, and papermill runs them."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import jupytext
import nbformat
import papermill
import pytest
import stand_in_cupy
from notebooks.pages import BROWSER, exported, opened
from structure.imports import PACKAGE, ROOT

from arc_pipeline import load_tasks, open_backend
from arc_pipeline.answers.attempts import read_attempts
from arc_pipeline.answers.submission import check_submission
from arc_pipeline.backends import gpu_count, machine
from arc_pipeline.device_check import recommended
from arc_pipeline.measure import RunRecord, read_record
from arc_pipeline.store import export

RUN = ["source", "ids", "limit", "budget_seconds", "backend", "workers", "seed", "output_dir", "kaggle"]
TASK = ["source", "task_id", "drawn", "run", "budget_seconds", "backend"]
CHOSEN = ["program", "words", "takes", "gives", "example"]
PARAMETERS = {
    "submission": [*RUN, "store", "resume"],
    "profiling": RUN,
    "explorer": [*TASK, *CHOSEN, "live", "output_dir", "kaggle"],
    "gpu_check": ["seconds", "seed", "output_dir", "kaggle"],
}
NAMES = tuple(PARAMETERS)
FAILURE = {"task_id": "a", "stage": "strategy x", "view": "", "error": "E: so", "traceback": "File x.py, line 7"}
# One or two operations solve each of them: the run ends when it is sure of all, long before its time is up.
IDS = ["67a3c6ac", "a416b8f3", "3c9b0459"]
SMALL = {"source": "arc-agi-1/training", "ids": IDS, "budget_seconds": 599, "workers": 1}


def script(name):
    return ROOT / "notebooks" / f"{name}.py"


def notebook(name):
    return nbformat.read(script(name).with_suffix(".ipynb"), as_version=4)


def cells(notebook):
    return [(cell.cell_type, cell.source, cell.metadata.get("tags", [])) for cell in notebook.cells]


def test_these_are_all():
    assert sorted(path.stem for path in (ROOT / "notebooks").glob("*.py")) == sorted(NAMES)
    assert sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb")) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_script_and_notebook_are_in_step(name):
    """`jupytext --sync notebooks/*.py` brings them in step."""
    assert cells(jupytext.read(script(name))) == cells(notebook(name))


@pytest.mark.parametrize("name", NAMES)
def test_the_notebook_is_kept_without_outputs_for_any_python(name):
    found = notebook(name)
    nbformat.validate(found)
    assert found.metadata.kernelspec["name"] == "python3"
    assert [cell.source for cell in found.cells if cell.get("outputs") or cell.get("execution_count")] == []


@pytest.mark.parametrize("name", NAMES)
def test_it_defines_nothing(name):
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
    tree = ast.parse(script(name).read_text(encoding="utf-8"))
    assert [node.lineno for node in ast.walk(tree) if isinstance(node, kinds)] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_parameters_are_these(name):
    (cell,) = [cell for cell in notebook(name).cells if "parameters" in cell.metadata.get("tags", [])]
    assignments = ast.parse(cell.source).body
    assert [target.id for node in assignments for target in node.targets] == PARAMETERS[name]
    assert sorted(papermill.inspect_notebook(script(name).with_suffix(".ipynb"))) == sorted(PARAMETERS[name])


def run_small(name, folder, cwd, **parameters):
    """The same for a small run with its results in the folder."""
    return run(name, folder, cwd, **(SMALL | {"output_dir": str(folder)} | parameters))


def run(name, folder, cwd, path=None, **parameters):
    """The notebook, or the one at `path`, as papermill leaves it; PapermillExecutionError if a cell fails."""
    return papermill.execute_notebook(
        path or script(name).with_suffix(".ipynb"),
        folder / f"{name}.ipynb",
        parameters,
        kernel_name="python3",
        cwd=cwd,
        progress_bar=False,
    )


def shown(notebook):
    """All text of the outputs, and how many pictures."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert [output for output in outputs if output.output_type == "error"] == []
    data = [output.get("data", {}) for output in outputs]
    text = "".join(output.get("text", "") for output in outputs) + "".join(one.get("text/plain", "") for one in data)
    return text, sum("image/png" in one for one in data)


@pytest.fixture(autouse=True)
def _not_installed(monkeypatch):
    """The kernel finds the package by what the notebook does, not by our path."""
    monkeypatch.delenv("PYTHONPATH", raising=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("run")


@pytest.fixture(scope="module")
def submitted(folder):
    open_backend("auto")  # else compiling its kernels, once on a machine, may take the few seconds of the search
    return run_small("submission", folder, ROOT)


def test_the_submission_runs_from_the_root_of_the_checkout(submitted, folder):
    text, pictures = shown(submitted)
    assert "3 tasks from arc-agi-1/training" in text
    assert re.search(r"round \d, \d of 3 tasks searched, \d with a full fit, \d:\d\d left", text), "progress"
    assert "fallbacks" in text
    assert "solved_alone" in text
    assert re.search(r"\d first attempts descend from programs of the library", text)
    assert "expected calibration error: " in text
    assert pictures >= 6
    tasks = load_tasks("arc-agi-1/training", IDS).tasks
    check_submission(folder / "submission.json", tasks)
    assert set(read_attempts(folder / "attempts.json")) == {task.id for task in tasks}
    assert (folder / "report.csv").read_text().count("\n") > 3
    record = read_record(folder / "run.jsonl")
    assert list(record.tasks["id"]) == [task.id for task in tasks]
    assert {"load", "solve", "shard", "report"} <= set(record.spans["name"])
    assert len(record.counters) > 0
    assert len(list(export(folder / "store.sqlite"))) > 3, "what was found is kept for later runs"
    charts = {path.name for path in (folder / "charts").iterdir()}
    assert {"right_by_time.png", "right_by_time.svg", "planned_and_used.png", "operations.svg"} <= charts


@pytest.mark.slow
def test_profiling_runs_from_its_own_folder(tmp_path):
    """As far as to its first chart: the others are those of a run that is over."""
    whole = notebook("profiling")
    first = next(number for number, cell in enumerate(whole.cells) if "display(kept(" in cell.source)
    whole.cells = whole.cells[: first + 1]
    nbformat.write(whole, tmp_path / "begun.ipynb")
    made = run_small("profiling", tmp_path, ROOT / "notebooks", path=tmp_path / "begun.ipynb")
    _, pictures = shown(made)
    assert pictures == 2
    assert (tmp_path / "profiling" / "charts" / "phases.svg").exists()
    assert (tmp_path / "profiling" / "run.jsonl").exists()


@pytest.fixture(scope="module")
def profiled(submitted, folder, tmp_path_factory):
    """The profiling notebook of a run that is over, and where it was run; the run lies in the folder `over` there."""
    there = tmp_path_factory.mktemp("profiled")
    path = there / "over" / "run.jsonl"
    path.parent.mkdir()
    path.write_bytes((folder / "run.jsonl").read_bytes())
    with RunRecord(path) as record:
        record.write_all("failure", [FAILURE, FAILURE | {"task_id": "b"}])
    return run_small("profiling", there, ROOT, source=str(path)), there


@pytest.mark.slow
def test_profiling_shows_a_run_that_is_over(profiled):
    made, there = profiled
    text, pictures = shown(made)
    assert FAILURE["stage"] in text
    assert FAILURE["traceback"] in text
    assert pictures == 10
    assert "3 tasks from" not in text
    assert "IntSlider" not in text, "nobody is there to move it"
    pages = [one.data.get("text/html", "") for cell in made.cells for one in cell.get("outputs", []) if "data" in one]
    (answered,) = [page for page in pages if "<th>kernels 10 times faster</th>" in page]
    assert re.findall(r"<th>(\d+ tasks)</th>", answered) == [f"{tasks} tasks" for tasks in (100, 120, 240, 400, 1000)]
    assert sorted(path.name for path in there.iterdir()) == ["over", "profiling.ipynb"]


@pytest.mark.slow
@pytest.mark.skipif(BROWSER is None, reason="there is no Chromium")
def test_their_pages_open_in_a_browser_without_errors_and_network(submitted, profiled, tmp_path):
    for notebook in (submitted, profiled[0]):
        html = exported(notebook)
        errors, pictures = opened(html, tmp_path)
        assert errors == []
        assert pictures == html.count("<img ") >= 6


@pytest.mark.skipif(BROWSER is None, reason="there is no Chromium")
def test_a_page_at_fault_is_noticed(tmp_path):
    head, body = "<html><head><title></title></head><body>", "<script>missing()</script></body></html>"
    errors, pictures = opened(f'{head}<script src="https://somewhere.invalid/x.js"></script>{body}', tmp_path)
    assert ["somewhere.invalid" in errors[0], "missing is not defined" in errors[1], pictures] == [True, True, 0]


@pytest.mark.slow
def test_the_gpu_check_runs_without_a_gpu_and_says_so(tmp_path):
    made = run("gpu_check", tmp_path, ROOT, seconds=2, output_dir=str(tmp_path))
    text, pictures = shown(made)
    first = next(output for cell in made.cells for output in cell.get("outputs", []))
    gpus = gpu_count()
    said = f"{gpus} GPU(s) found" if gpus else "THERE IS NO GPU TO CHECK: "
    assert first["text"].startswith(said)
    assert pictures == 4
    names = ("crossings", "memory", "scaling", "throughput")
    charts = [f"{name}.{kind}" for name in names for kind in ("png", "svg")]
    assert sorted(path.name for path in (tmp_path / "gpu_check" / "charts").iterdir()) == charts
    assert "WRONG RESULTS" not in text
    assert re.search(r"^backend = '\w+'  # .+\nworkers = \d+  # ", text, re.MULTILINE), "the lines to paste"


@pytest.mark.slow
def test_the_cells_of_the_gpu_check_run_with_two_gpus(monkeypatch, capsys, tmp_path):
    """In this process, where a stand-in for CuPy plays them; the processes of workers have none."""
    monkeypatch.setattr(machine, "gpu_at_hand", lambda: True)
    monkeypatch.setattr(recommended, "keep_threshold", lambda machine, least: f"kept: {machine}")
    stand_in_cupy.take_the_place_of_cupy(monkeypatch)
    names = {}
    for cell in jupytext.read(script("gpu_check")).cells:
        if cell.cell_type == "code":
            exec(compile(cell.source.replace("%matplotlib inline", ""), "gpu_check", "exec"), names)
            names |= {"seconds": 5, "output_dir": tmp_path}
    said = capsys.readouterr().out
    assert said.startswith("2 GPU(s) found")
    assert "WRONG RESULTS" not in said
    assert set(names["speeds"]["backend"]) >= {"reference", "cpu, 1 thread", "cuda, Stand-in GPU"}
    assert "kept: Stand-in GPU, 1 threads of " in said


@pytest.mark.slow
def test_a_bad_task_is_in_the_first_table_and_the_others_are_searched(tmp_path):
    """As in a scored run, where a file that lacks a task is refused as a whole."""
    good = {"train": [{"input": [[1, 2]], "output": [[2, 1]]}] * 2, "test": [{"input": [[3, 4]]}]}
    bad = {"train": good["train"], "test": [{"input": [[0] * 31]}]}
    path = tmp_path / "arc-agi_test_challenges.json"
    path.write_text(json.dumps({"a0000001": good, "b0000002": bad, "c0000003": good}))
    made = run_small("submission", tmp_path, ROOT, source=str(path), ids=None, workers=0)
    text, _ = shown(made)
    assert "2 tasks from" in text
    tables = [one["data"]["text/plain"] for cell in made.cells for one in cell.get("outputs", []) if "data" in one]
    assert "b0000002" in tables[0]
    assert "31 columns, a grid has 1 to 30" in tables[0]
    assert "settings" in tables[1]
    written = json.loads((tmp_path / "submission.json").read_text())
    assert list(written) == ["a0000001", "b0000002", "c0000003"]
    assert [4, 3] in [grid[0] for pair in written["c0000003"] for grid in pair.values()]


@pytest.mark.slow
def test_bad_tasks_alone_are_told_and_answered(tmp_path):
    path = tmp_path / "arc-agi_test_challenges.json"
    path.write_text(json.dumps({"b0000002": {"train": [], "test": [{"input": [[5]]}]}}))
    text, _ = shown(run_small("submission", tmp_path, ROOT, source=str(path), ids=None, workers=0))
    assert "no demonstrations" in text
    assert json.loads((tmp_path / "submission.json").read_text())["b0000002"][0]["attempt_1"] == [[5]]


def test_a_wrong_parameter_is_one_clear_error(tmp_path):
    with pytest.raises(papermill.PapermillExecutionError) as raised:
        run_small("submission", tmp_path, ROOT, backend="abacus")
    assert raised.value.ename == "SettingsError"
    assert raised.value.evalue.startswith("backend is one of auto, ")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["submission.ipynb"]


def finding_the_package(name):
    """The cell that finds the package."""
    (cell,) = [cell.source for cell in notebook(name).cells if "sys.path" in cell.source]
    return cell


def test_all_find_the_package_in_the_same_way():
    assert len({finding_the_package(name) for name in NAMES}) == 1


@pytest.mark.slow
@pytest.mark.parametrize("dataset", ["arc-pipeline", "datasets/somebody/arc-pipeline"])
@pytest.mark.parametrize("layout", ["folder", "content", "archive"])
def test_on_kaggle_the_package_is_found_in_a_dataset(tmp_path, dataset, layout):
    mount = tmp_path / "input" / dataset
    mount.parent.mkdir(parents=True)
    if layout == "content":
        mount.symlink_to(PACKAGE)
    else:
        mount.mkdir()
    if layout == "folder":
        (mount / "arc_pipeline").symlink_to(PACKAGE)
    if layout == "archive":
        shutil.make_archive(str(mount / "arc_pipeline"), "zip", PACKAGE)
    working = tmp_path / "kaggle" / "working"
    working.mkdir(parents=True)
    program = "\n".join(
        [
            f"kaggle = {str(tmp_path)!r}",
            finding_the_package(NAMES[0]),
            "from arc_pipeline.solve import solve",
            "import arc_pipeline",
            "print(arc_pipeline.__file__)",
        ]
    )
    ended = subprocess.run(
        [sys.executable, "-P", "-c", program],
        cwd=working, env={**os.environ, "TMPDIR": str(tmp_path)}, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    found = Path(ended.stdout.strip())
    assert found.parent.name == "arc_pipeline"
    assert found.is_relative_to(mount) if layout == "folder" else found.parents[2] == tmp_path


def test_on_kaggle_without_the_dataset_the_error_says_what_to_do(tmp_path):
    program = f"kaggle = {str(tmp_path)!r}\n{finding_the_package(NAMES[0])}"
    ended = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False
    )
    said = f"no dataset under {tmp_path / 'input'} holds arc_pipeline: add the one that does to its input"
    assert ended.stderr.splitlines()[-1] == f"ModuleNotFoundError: {said}"
