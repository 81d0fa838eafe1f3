"""The sliders of the profiling notebook: they are there where somebody can move them, and change what is told."""

import pytest
from notebooks.live import Live, with_parameters
from notebooks.runs import made_up_run

from arc_pipeline.measure import panel, read_record
from arc_pipeline.measure.what_if import Measured, Question

PANEL = "panel.what_if("


@pytest.fixture(autouse=True)
def _not_installed(monkeypatch):
    """The kernel finds the package by what the notebook does, not by our path."""
    monkeypatch.delenv("PYTHONPATH", raising=False)


@pytest.mark.slow
def test_its_sliders_change_what_is_told_in_a_live_kernel(tmp_path):
    path = made_up_run(tmp_path) / "run.jsonl"
    measured = Measured.of(read_record(path))

    def told(**asked):
        return panel.in_html(measured, Question(samples=measured.samples, **asked))

    notebook = with_parameters("profiling", {"source": str(path), "output_dir": str(tmp_path)})
    # Without the charts that have nothing to do with it: they take most of the time.
    notebook.cells = [
        cell for cell in notebook.cells if "display(kept(" not in cell.source or "measured" in cell.source
    ]
    with Live(notebook) as live:
        assert live.page(PANEL) == told()
        assert live.changed(PANEL, "tasks", value=400) == told(tasks=400)
        assert live.changed(PANEL, "all kernels: times as fast", value=10.0) == told(tasks=400, kernels=10)
        assert live.changed(PANEL, "budget in hours", value=1.0) == told(tasks=400, kernels=10, budget=3600)
        assert len({told(), told(tasks=400), told(tasks=400, kernels=10)}) == 3
