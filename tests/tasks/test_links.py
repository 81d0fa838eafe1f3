"""Links that lead out of a source's folder are not followed, and ids never become names of files."""

from pathlib import Path

import pytest

from arc_pipeline import solve
from arc_pipeline.tasks import TaskError, load_tasks

NOT_FOLLOWED = "not read: it is a link that leads out of the folder"


def ids_of(loaded):
    return [task.id for task in loaded.tasks]


@pytest.fixture
def outside(write, task_json):
    """A folder beside the source: somebody else's."""
    write("private/many.json", {"x": task_json(test_outputs=True)})
    return write("private/b.json", task_json()).parent


def test_a_link_to_a_file_elsewhere(write, task_json, load_some, outside):
    source = write("set/a.json", task_json()).parent
    (source / "b.json").symlink_to(outside / "b.json")
    (source / "c.json").symlink_to(Path("..", "private", "many.json"))
    (source / "d.json").symlink_to(outside / "gone.json")
    loaded = load_some(source)
    assert ids_of(loaded) == ["a"]
    assert [(fault.file, fault.problem) for fault in loaded.rejected] == [
        (name, NOT_FOLLOWED) for name in ("b.json", "c.json", "d.json")
    ]
    assert ids_of(load_tasks(source / "b.json", on_error="raise")) == ["b"], "who names it means it"


def test_a_link_to_a_folder_elsewhere(write, task_json, load_some, outside):
    source = write("set/a.json", task_json()).parent
    (source / "linked").symlink_to(outside)
    (source / "up").symlink_to("..")
    loaded = load_some(source)
    assert ids_of(loaded) == ["a"]
    assert {(fault.file, fault.problem) for fault in loaded.rejected} == {
        (name, "cannot be read: it is a link that leads out of the folder") for name in ("linked", "up")
    }


def test_links_alone_are_told_as_well(tmp_path, outside):
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "linked").symlink_to(outside)
    with pytest.raises(TaskError, match=r"linked cannot be read: it is a link that leads out of the folder"):
        load_tasks(tmp_path / "set")


def test_a_link_through_a_folder_whose_name_begins_alike(write, task_json, load_some):
    source = write("set/a.json", task_json()).parent
    (source / "b.json").symlink_to(write("settings/b.json", task_json()))
    assert [fault.problem for fault in load_some(source).rejected] == [NOT_FOLLOWED]


@pytest.mark.parametrize("whole", [True, False], ids=["the folder", "the file"])
def test_solutions_that_lie_elsewhere_cost_the_answers_alone(write, task_json, load_some, whole):
    path = write("set/x_challenges.json", {"a": task_json()})
    (path.parent / "x_solutions.json").symlink_to(write("private/x_solutions.json", {"a": [[[1]], [[2]]]}))
    loaded = load_some(path.parent if whole else path)
    assert ids_of(loaded) == ["a"]
    assert len(loaded.answers) == 0
    assert [(fault.file, fault.problem) for fault in loaded.rejected] == [("x_solutions.json", NOT_FOLLOWED)]


def test_a_file_that_is_kept_elsewhere_has_its_solutions_there(write, task_json, tmp_path):
    """As tools that keep each version of a file once lay them out: a link for every name."""
    kept = [write("kept/1", {"a": task_json()}), write("kept/2", {"a": [[[1]], [[2]]]})]
    (tmp_path / "set").mkdir()
    links = [tmp_path / "set" / f"x_{word}.json" for word in ("challenges", "solutions")]
    for link, file in zip(links, kept, strict=True):
        link.symlink_to(file)
    assert load_tasks(links[0], on_error="raise").answers["a"][1].tolist() == [[2]]


def test_an_id_is_no_path_to_write_to(write, task_json, tmp_path):
    ids = ["../../up", str(tmp_path / "absolute"), "a/b", "..", "con", "x" * 200]
    path = write("source/x.json", {task_id: task_json() for task_id in ids})
    before = {file for file in tmp_path.rglob("*") if file.is_file()}
    solve(load_tasks(path, on_error="raise"), tmp_path / "deep" / "er" / "out", budget_seconds=0.2, workers=0)
    made = {file for file in tmp_path.rglob("*") if file.is_file()} - before
    assert {file.name for file in made} >= {"submission.json", "run.jsonl"}
    assert {file.parent for file in made} == {tmp_path / "deep" / "er" / "out"}
