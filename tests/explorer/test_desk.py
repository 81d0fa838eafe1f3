"""The desk: which task lies on it, what a run or a search knows of it, and what changes when another is put there."""

from dataclasses import replace
from functools import partial

import ipywidgets
import numpy as np
import pytest
from explorer.exploring import FITS, MIRRORED, OUTPUTS, TASKS, pictures, run_folder, settings, text_of

from arc_pipeline import running
from arc_pipeline.answers.submission import SubmissionError
from arc_pipeline.backends import open_backend
from arc_pipeline.explorer import explored, sections
from arc_pipeline.explorer.desk import Desk
from arc_pipeline.explorer.page import Page
from arc_pipeline.measure.live import is_live
from arc_pipeline.search.effort import CHEAP
from arc_pipeline.settings import SettingsError
from arc_pipeline.tasks import TaskError, TaskSet

NAMES = ["TASK", "CANDIDATES", "STEPS", "DIFFERENCE", "MISSES", "OWN", "OPERATIONS", "EXAMPLE"]


@pytest.fixture
def run(tmp_path):
    return run_folder(tmp_path)


@pytest.fixture
def live(tmp_path, run):
    return Desk(TASKS, settings(tmp_path), run=run, live=True)


def parts(box):
    """The controls of a section by their names, and the widget that shows its page."""
    *controls, shown = box.children
    return {control.description: control for control in controls}, shown


def test_the_first_task_lies_there_if_none_is_asked_for(tmp_path):
    assert Desk(TASKS, settings(tmp_path)).explored.task == MIRRORED
    assert Desk(TASKS, settings(tmp_path), "").explored.task == MIRRORED
    assert Desk(TASKS, settings(tmp_path), "beef0456").explored.task.id == "beef0456"


def test_an_id_of_digits_only_may_have_become_a_number(tmp_path):
    tasks = TaskSet.of([type(MIRRORED)("00123456", MIRRORED.train, MIRRORED.test)])
    assert Desk(tasks, settings(tmp_path), 123456).explored.task.id == "00123456"
    with pytest.raises(SettingsError, match="use -r"):
        Desk(tasks, settings(tmp_path), 7e10)


def test_a_task_that_is_not_there_is_an_error_that_says_why(tmp_path):
    with pytest.raises(TaskError, match="made up: task abcdabcd: there is no such task"):
        Desk(TASKS, settings(tmp_path), "abcdabcd")
    faulty = TaskSet(TASKS.tasks, TASKS.answers, (TaskError("file", "31 rows", "fade0789"),), "made up", ())
    with pytest.raises(TaskError, match="fade0789: 31 rows"):
        Desk(faulty, settings(tmp_path), "fade0789")
    with pytest.raises(TaskError, match="there is no such task"):
        Desk(TaskSet.of([]), settings(tmp_path))


def test_a_run_knows_the_candidates(tmp_path, run):
    outputs = Desk(TASKS, settings(tmp_path), run=run).explored.outputs
    assert [len(of_test) for of_test in outputs] == list(map(len, OUTPUTS))
    assert (outputs[0][0].program, outputs[0][0].confidence) == (FITS.program, FITS.confidence)
    with pytest.raises(SubmissionError, match="there is no task 'beef0456'"):
        Desk(TASKS, settings(tmp_path), "beef0456", run)


def test_a_search_finds_candidates_and_sees_no_answer(tmp_path, monkeypatch):
    desk, given = Desk(TASKS, replace(settings(tmp_path, 60), backend="cpu")), []
    assert desk.explored.outputs is None
    opened, search = [], running.search
    monkeypatch.setattr(explored, "open_backend", lambda name: opened.append((name, len(given))) or open_backend(name))
    monkeypatch.setattr(running, "solve", partial(running.solve, rounds=(CHEAP,)))
    monkeypatch.setattr(running, "search", lambda to, tasks: given.append(tasks) or search(to, tasks))
    desk.search()
    assert [(tasks.tasks, len(tasks.answers)) for tasks in given] == [((MIRRORED,), 0)]
    assert opened == [("cpu", 0)], "before the search, whose seconds would else go into compiling"
    assert np.array_equal(desk.explored.outputs[0][0].grid, MIRRORED.test[0][:, ::-1])
    assert desk.explored.answers is not None
    assert sorted(path.name for path in tmp_path.iterdir()) == ["explorer"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("is_searched", [True, False])
def test_a_section_is_a_page_where_nobody_can_choose(tmp_path, run, name, is_searched):
    desk = Desk(TASKS, settings(tmp_path), run=run if is_searched else None, live=False)
    page = desk.show(getattr(sections, name))
    assert isinstance(page, Page)
    assert page.text.strip()


def test_here_nobody_can_choose(tmp_path):
    assert not is_live()
    desk = Desk(TASKS, settings(tmp_path))
    assert not desk.live
    assert "cafe0123, one of 2 in made up" in desk.choice().text


def test_what_is_chosen_at_first_may_be_given(tmp_path):
    desk = Desk(TASKS, settings(tmp_path), live=False)
    assert "O = rot90(I)" in desk.show(sections.OWN, program=text_of("rot90(I)")).text
    assert "return I" in desk.show(sections.OWN, program=None).text
    with pytest.raises(TypeError, match="the section has no text, but program"):
        desk.show(sections.OWN, text="")


@pytest.mark.parametrize("name", NAMES)
def test_with_controls_the_page_is_the_same_at_first(live, name):
    section = getattr(sections, name)
    controls, shown = parts(live.show(section))
    assert controls.keys() == section.controls.keys()
    assert shown.value == live.page(section, {}).html


def test_a_choice_makes_the_page_anew(live):
    controls, shown = parts(live.show(sections.STEPS))
    assert pictures_of(shown)[0] == ("'12 12'", 0)
    controls["sample"].index = 1
    assert pictures_of(shown)[0] == ("'345 346'", 0)
    controls["candidate"].index = 1
    assert ("'643 543'", 2) in pictures_of(shown)


def test_a_program_that_is_typed_is_run(live):
    controls, shown = parts(live.show(sections.OWN))
    assert controls["program"].value == FITS.program
    controls["program"].value = text_of("rot91(I)")
    assert "line 2, column 9" in shown.value
    controls["program"].value = text_of("vmirror(I)")
    assert len(pictures_of(shown)) == 12


def test_operations_are_searched_as_words_are_typed(live):
    controls, shown = parts(live.show(sections.OPERATIONS, words="mirror", gives="Mask"))
    assert (controls["words"].value, controls["gives"].value) == ("mirror", "Mask")
    controls["words"].value, controls["gives"].value = "quarter clockwise", ""
    assert "rot90(grid: Cells) -&gt; Cells" in shown.value


def test_another_task_changes_what_is_about_the_task_and_keeps_what_a_person_wrote(tmp_path):
    desk = Desk(TASKS, settings(tmp_path), live=True)
    task, own, operations = (desk.show(getattr(sections, name)) for name in ("TASK", "OWN", "OPERATIONS"))
    before = parts(operations)[1].value
    parts(own)[0]["program"].value = text_of("rot90(I)")
    desk.choose("beef0456")
    assert len(pictures_of(parts(task)[1])) == 5
    assert parts(own)[0]["program"].value == text_of("rot90(I)")
    assert parts(operations)[1].value == before


def test_a_run_that_becomes_known_offers_its_candidates(tmp_path, run):
    desk = Desk(TASKS, settings(tmp_path), live=True)
    controls, shown = parts(desk.show(sections.STEPS))
    own, _ = parts(desk.show(sections.OWN))
    controls["sample"].index = 1
    assert [name for name, _ in controls["candidate"].options] == ["none"]
    desk.run = run
    desk.choose("cafe0123")
    assert len(controls["candidate"].options) == 2
    assert controls["sample"].label == "demonstration 2", "what was chosen stays"
    assert pictures_of(shown)[0] == ("'345 346'", 0)
    assert own["program"].value == FITS.program, "nobody wrote anything"


def test_the_task_is_chosen_by_its_id_and_searched_by_a_button(live, monkeypatch):
    row, _, told, _ = live.choice().children
    chosen, button = row.children
    assert chosen.options == ("cafe0123", "beef0456")
    chosen.value = "beef0456"
    assert "there is no task" in told.value, "the run has not searched it"
    assert (live.explored.task.id, live.explored.outputs) == ("beef0456", None)
    chosen.value = "cafe0123"
    assert told.value == ""
    assert live.explored.outputs is not None
    chosen.value = "abcdabcd"
    assert "there is no such task" in told.value
    assert live.explored.task.id == "cafe0123"
    searched = []
    monkeypatch.setattr(live, "search", lambda: searched.append(live.explored.task.id))
    assert button.description == "search 5 s"
    button.click()
    assert searched == ["cafe0123"]
    assert not button.disabled
    assert isinstance(button, ipywidgets.Button)


def test_a_task_may_be_drawn(live):
    row, drawn, told, _ = live.choice().children
    _, shown = parts(live.show(sections.TASK))
    drawn.value = "1 -> 2"
    assert "no test inputs" in told.value
    assert live.explored.task.id == row.children[0].value == "cafe0123"
    drawn.value = "1 -> 2\n3"
    assert row.children[0].value == ""
    assert told.value == ""
    assert pictures_of(shown) == [("'1'", 0), ("'2'", 0), ("'3'", 0)]
    assert live.explored.outputs is None
    row.children[0].value = "cafe0123"
    assert (live.explored.task.id, drawn.value) == ("cafe0123", "")


def pictures_of(shown):
    return pictures(Page(shown.value, ""))
