"""The notebooks as a person uses them: in JupyterLab, with the mouse and the keyboard, in a browser without a network.

Skipped without Chromium or without what tests/browser_requirements.txt asks for.
"""

import shutil
from importlib.util import find_spec

import nbformat
import pytest
from notebooks.jupyterlab import browser, jupyterlab, run_all, until
from notebooks.live import with_parameters
from notebooks.pages import BROWSER
from notebooks.runs import TURNED, made_up_run
from structure.imports import PACKAGE

from arc_pipeline.measure import panel, read_record
from arc_pipeline.measure.projection import BUDGET
from arc_pipeline.measure.what_if import Measured, Question, project

MISSING = [name for name in ("jupyterlab", "playwright") if find_spec(name) is None]
pytestmark = [
    pytest.mark.skipif(BROWSER is None, reason="there is no Chromium"),
    pytest.mark.skipif(MISSING != [], reason=f"not installed: {', '.join(MISSING)} (tests/browser_requirements.txt)"),
]


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return made_up_run(tmp_path_factory.mktemp("run"))


@pytest.fixture(scope="module")
def address(run, tmp_path_factory):
    """Of a JupyterLab with copies of notebooks that look at this run, one for each test."""
    folder = tmp_path_factory.mktemp("served")
    shutil.copytree(PACKAGE, folder / PACKAGE.name, ignore=shutil.ignore_patterns("__pycache__"))
    output = str(tmp_path_factory.mktemp("out"))
    explored = {"source": str(run / "tasks.json"), "run": str(run)}
    given = {
        "moving": ("profiling", {"source": str(run / "run.jsonl")}),
        "choosing": ("explorer", explored),
        "typing": ("explorer", explored),
    }
    for copy, (name, parameters) in given.items():
        nbformat.write(with_parameters(name, {**parameters, "output_dir": output}), folder / f"{copy}.ipynb")
    with jupyterlab(folder, tmp_path_factory.mktemp("own")) as served:
        yield served


@pytest.fixture(scope="module")
def page():
    with browser() as opened:
        yield opened


def test_a_what_if_slider_that_is_moved_changes_the_projected_total(page, address, run):
    measured = Measured.of(read_record(run / "run.jsonl"))

    def total(**asked):
        return panel.in_sentences(project(measured, Question(**asked)), asked["tasks"], BUDGET)[0]

    run_all(page, address, "moving.ipynb")
    told = page.locator(".widget-html-content b")
    until(page, lambda: told.all_inner_texts() == [total(tasks=2)])
    slider(page, "tasks").locator(".noUi-handle").hover()
    page.mouse.down()
    track = slider(page, "tasks").locator(".noUi-target").bounding_box()
    page.mouse.move(track["x"] + track["width"] / 2, track["y"], steps=5)
    page.mouse.up()
    until(page, lambda: told.inner_text() != total(tasks=2))
    tasks = int(slider(page, "tasks").locator(".widget-readout").inner_text())
    assert 300 < tasks < 700, "half of the way to 1000"
    until(page, lambda: told.inner_text() == total(tasks=tasks))
    slider(page, "all kernels: times as fast").locator(".noUi-handle").press("End")
    until(page, lambda: told.inner_text() == total(tasks=tasks, kernels=100))
    assert total(tasks=tasks, kernels=100) != total(tasks=tasks)


def test_what_is_chosen_in_the_explorer_changes_its_pictures(page, address):
    run_all(page, address, "choosing.ipynb")
    task, steps = (page.locator(".jp-CodeCell").filter(has_text=f"sections.{name}") for name in ("TASK", "STEPS"))
    until(page, lambda: "O = vmirror(I)" in steps.inner_text())
    first = changed(page, steps)
    steps.get_by_label("candidate").select_option(index=1)
    second = changed(page, steps, first)
    steps.get_by_label("sample").select_option(index=1)
    changed(page, steps, second)
    before = changed(page, task)
    assert len(before) == 2 * 2 + 2, "two demonstrations, two test inputs"
    task.get_by_label("task").fill(TURNED.id)
    task.get_by_label("task").press("Enter")
    after = changed(page, task, before)
    assert len(after) == 2 * 2 + 1
    assert set(after).isdisjoint(before)
    until(page, lambda: "O = rot90(I)" in steps.inner_text())


def test_a_program_that_is_typed_is_run_or_refused(page, address):
    run_all(page, address, "typing.ipynb")
    own = page.locator(".jp-CodeCell").filter(has_text="sections.OWN")
    before = changed(page, own)
    own.get_by_label("program").fill("def mine(I):\n    return upscale(I, 2)\n")
    own.get_by_label("program").blur()
    changed(page, own, before)
    own.get_by_label("program").fill("def mine(I):\n    return rot91(I)\n")
    own.get_by_label("program").blur()
    until(page, lambda: "expected the name of an operation, found 'rot91'" in own.inner_text())
    assert own.locator(".widget-html-content img").count() == 0


def slider(page, label):
    """The slider with this label beside it."""
    return page.locator(".widget-slider").filter(has=page.get_by_text(label, exact=True))


def changed(page, cell, before=()):
    """What the pictures in a cell are made of, once there are any, all are drawn, and they are not those of before."""
    drawn = "all => all.every(one => one.naturalWidth > 0) ? all.map(one => one.src) : []"
    found = []

    def is_there():
        found[:] = cell.locator(".widget-html-content img").evaluate_all(drawn)
        return found not in ([], list(before))

    until(page, is_there)
    return found
