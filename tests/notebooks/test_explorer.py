"""The explorer: a page to be read where it is run by a program, with controls that work where somebody is there."""

import re
from pathlib import Path

import papermill
import pytest
from explorer.exploring import FITS, run_folder
from notebooks.live import Live, with_parameters
from notebooks.pages import BROWSER, exported, opened
from structure.imports import ROOT

NOTEBOOK = ROOT / "notebooks" / "explorer.ipynb"
DRAWN = "12 12 -> 21 21\n345 346 -> 543 643\n78 90\n55 56"  # the task of `exploring`


@pytest.fixture(autouse=True)
def _not_installed(monkeypatch):
    """The kernel finds the package by what the notebook does, not by our path."""
    monkeypatch.delenv("PYTHONPATH", raising=False)


@pytest.fixture(scope="module")
def parameters(tmp_path_factory):
    """A drawn task, and what a run found for it: nothing is searched."""
    folder = run_folder(tmp_path_factory.mktemp("run"), task_id="drawn")
    return {"drawn": DRAWN, "run": str(folder), "output_dir": str(folder), "words": "quarter clockwise"}


@pytest.fixture(scope="module")
def executed(parameters):
    """As papermill leaves it."""
    path = Path(parameters["output_dir"]) / "explorer.ipynb"
    return papermill.execute_notebook(NOTEBOOK, path, parameters, kernel_name="python3", cwd=ROOT, progress_bar=False)


def pages(notebook):
    """The HTML of all outputs."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert [output for output in outputs if output.output_type == "error"] == []
    return [output.data["text/html"] for output in outputs if "text/html" in output.get("data", {})]


def test_it_is_a_page_to_be_read_where_a_program_runs_it(executed):
    shown = pages(executed)
    assert len(shown) == 9
    assert "Task drawn, one of 1" in shown[0]
    assert shown[2].count("<tr>") == 1 + 2, "two candidates"
    assert "O = vmirror(I)" in shown[3]
    assert "differ in 4 of 4 cells" in shown[4]
    assert "2 of 6 cells wrong" in shown[5]
    assert "O = vmirror(I)" in shown[6]
    assert "rot90(grid: Cells) -&gt; Cells" in shown[7]
    assert "vmirror(I)" in shown[8]
    assert "widget" not in str(executed.cells), "nobody is there to use a control"
    assert executed.metadata.get("widgets") is None


def test_nothing_is_written_where_nothing_is_searched(executed, parameters):
    assert executed
    assert sorted(path.name for path in Path(parameters["run"]).iterdir()) == ["attempts.json", "explorer.ipynb"]


def test_its_export_asks_the_network_for_nothing(executed):
    html = exported(executed)
    assert len(html) > 100_000
    assert re.findall(r"<(?:script|img|link|iframe)[^>]*(?:src|href)=\"(?!data:)[^\"]+", html) == []


@pytest.mark.skipif(BROWSER is None, reason="there is no Chromium")
def test_its_export_opens_in_a_browser_without_errors_and_network(executed, tmp_path):
    html = exported(executed)
    assert opened(html, tmp_path) == ([], html.count("<img "))


def test_its_controls_change_what_is_shown_in_a_live_kernel(parameters):
    with Live(with_parameters("explorer", parameters)) as live:
        assert "O = vmirror(I)" in live.page("sections.STEPS")
        assert "O = rot180(I)" in live.changed("sections.STEPS", "candidate", index=1)
        assert "demonstration 2" in live.changed("sections.STEPS", "sample", index=1)
        assert FITS.program.splitlines()[1].strip() in live.page("sections.OWN")
        wrong = live.changed("sections.OWN", "program", value="def mine(I):\n    return rot91(I)\n")
        assert "line 2, column 12: expected the name of an operation, found &#x27;rot91&#x27;" in wrong
        assert "hmirror(grid: Cells)" in live.changed("sections.OPERATIONS", "words", value="hmirror")
        assert "upscale(I, 2)" in live.changed("sections.EXAMPLE", "example", value="1 -> 11 11")
        assert "differ in 4 of 4 cells" in live.page("sections.DIFFERENCE")
        assert "No program" in live.changed("sections.DIFFERENCE", "test", index=1)
        # A front end says with each request whether a person can answer `input()`: else nobody is there.
        asked = "from arc_pipeline.measure.live import is_live\nprint(is_live())"
        assert [live.said(asked, can_be_asked) for can_be_asked in (True, False)] == ["True\n", "False\n"]


@pytest.mark.slow
def test_it_runs_by_its_defaults(tmp_path):
    made = papermill.execute_notebook(
        NOTEBOOK, tmp_path / "explorer.ipynb", {"output_dir": str(tmp_path)},
        kernel_name="python3", cwd=ROOT, progress_bar=False,
    )  # fmt: skip
    shown = pages(made)
    assert len(shown) == 9
    assert "in arc-agi-1/training" in shown[0]
    assert "attempt 1" in shown[2]
    assert "<img" in shown[3]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["explorer", "explorer.ipynb"]
    assert (tmp_path / "explorer" / "attempts.json").is_file()
