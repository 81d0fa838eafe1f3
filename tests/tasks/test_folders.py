"""Folders as they reach a person: what is read in them, and under which ids."""

import json
from pathlib import Path

import pytest

from arc_pipeline.tasks import json_file, load_tasks


def ids_of(loaded):
    return [task.id for task in loaded.tasks]


# What systems, archive tools and editors leave in a folder

NOT_SEEN = {
    "the forks of an archive tool": "._abc.json",
    "forks in a folder of their own": "__MACOSX/._abc.json",
    "a file of the system": ".DS_Store",
    "a hidden task": ".abc.json",
    "a hidden folder": ".git/abc.json",
    "checkpoints of notebooks": ".ipynb_checkpoints/abc-checkpoint.json",
    "deeply hidden": "deep/.Trash-1000/files/abc.json",
    "a copy by emacs": "abc.json~",
    "another copy by emacs": "#abc.json#",
    "a lock of emacs": ".#abc.json",
    "a swap file of vim": ".abc.json.swp",
    "an owner file of an office program": "~$abc.json",
    "a backup beside its original": "abc.json.bak",
    "a package of the original": "abc.json.gz",
    "thumbnails": "Thumbs.db",
    "a text": "README.md",
}


@pytest.mark.parametrize("name", NOT_SEEN.values(), ids=NOT_SEEN)
@pytest.mark.parametrize("on_error", ["raise", "skip"])
def test_files_that_nobody_meant_as_tasks_are_not_there(write, task_json, name, on_error):
    folder = write("set/abc.json", task_json()).parent
    left = write(f"set/{name}", "")
    left.write_bytes(b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X        ")
    assert ids_of(load_tasks(folder, on_error=on_error)) == ["abc"]


@pytest.mark.parametrize(
    ("name", "task_id"),
    [
        ("DEF.JSON", "DEF"),
        ("Def.Json", "Def"),
        ("abc (1).json", "abc (1)"),
        ("abc copy.json", "abc copy"),
        ("a.b.json", "a.b"),
        ("zażółć 数.json", "zażółć 数"),
    ],
)
def test_files_that_somebody_meant_as_tasks_are(write, task_json, name, task_id):
    write("set/abc.json", task_json())
    path = write(f"set/{name}", task_json(2))
    assert set(ids_of(load_tasks(path.parent, on_error="raise"))) == {"abc", task_id}
    assert ids_of(load_tasks(path, on_error="raise")) == [task_id]


def test_a_folder_whose_name_ends_in_json_is_a_folder(write, task_json):
    write("set/x.json/inside.json", task_json())
    (write("set/abc.json", task_json()).parent / "empty.json").mkdir()
    folder = write("set/b.json", task_json()).parent
    assert ids_of(load_tasks(folder, on_error="raise")) == ["abc", "b", "inside"]


def test_a_hidden_folder_that_is_named_is_read(write, task_json):
    assert ids_of(load_tasks(write(".set/abc.json", task_json()).parent, on_error="raise")) == ["abc"]


# Folders of folders, and ids


def test_folders_in_a_folder_are_read_by_path(write, task_json, tmp_path):
    for name in ("Same/Same2", "Same/Same1", "Above/Above1", "top"):
        write(f"corpus/{name}.json", task_json(test_outputs=True))
    loaded = load_tasks(tmp_path / "corpus", on_error="raise")
    assert ids_of(loaded) == ["Above1", "Same1", "Same2", "top"]
    assert list(loaded.answers) == ids_of(loaded)
    assert ids_of(load_tasks(tmp_path / "corpus", limit=2, on_error="raise")) == ["Above1", "Same1"]


def test_an_id_that_two_files_have_is_preceded_by_the_path_of_each(write, task_json, tmp_path):
    write("data/training/a.json", task_json(1))
    write("data/training/b.json", task_json(2))
    write("data/evaluation/b.json", task_json(3))
    write("data/b.json", task_json(4))
    loaded = load_tasks(tmp_path / "data", on_error="raise")
    first_cells = {task.id: int(task.train[0].input[0, 0]) for task in loaded.tasks}
    assert first_cells == {"b": 4, "evaluation/b": 3, "a": 1, "training/b": 2}
    only = load_tasks(tmp_path / "data", ids=["training/b"], on_error="raise")
    assert [task.train[0].input.tolist() for task in only.tasks] == [[[2, 0]]]


def test_an_id_that_stands_for_several_tasks_is_answered_with_theirs(write, load_some, task_json, tmp_path):
    for name in ("one/a", "two/a", "b"):
        write(f"set/{name}.json", task_json())
    (error,) = load_some(tmp_path / "set", ids=["a", "b"]).rejected
    assert error.problem == "unknown id, not one of the 3 tasks there, it may be one/a or two/a"


def test_names_that_differ_in_their_ending_alone_are_told_apart_by_it(write, task_json, tmp_path):
    write("set/a.json", task_json(1))
    if write("set/a.JSON", task_json(2)).samefile(tmp_path / "set" / "a.json"):
        pytest.skip("names here do not differ in case")
    write("set/b.json", task_json(3))
    assert ids_of(load_tasks(tmp_path / "set", on_error="raise")) == ["a.JSON", "a.json", "b"]


def test_a_key_that_looks_like_the_path_of_another_task_takes_no_id_from_it(write, task_json, tmp_path):
    write("set/x/a.json", task_json(1))
    write("set/y/a.json", task_json(2))
    write("set/x_challenges.json", {"x/a": task_json(3), "a": task_json(4)})
    loaded = load_tasks(tmp_path / "set", on_error="raise")
    first_cells = {task.id: int(task.train[0].input[0, 0]) for task in loaded.tasks}
    assert first_cells == {"x/a.json": 1, "y/a": 2, "x_challenges/x/a": 3, "x_challenges/a": 4}


def test_links_inside_a_folder_are_followed_and_links_in_a_circle_end(write, task_json, tmp_path):
    folder = write("set/a.json", task_json()).parent
    write("set/.kept/b.json", task_json())
    (folder / "inner").mkdir()
    (folder / "inner" / "around").symlink_to(folder)
    (folder / "linked").symlink_to(folder / ".kept")
    (folder / "c.json").symlink_to(Path(".kept", "b.json"))
    assert ids_of(load_tasks(folder, on_error="raise")) == ["a", "c", "b"]
    (tmp_path / "other name").symlink_to(folder)
    assert ids_of(load_tasks(tmp_path / "other name", on_error="raise")) == ["a", "c", "b"]


# Files of several tasks in a folder


@pytest.mark.parametrize(
    ("challenges", "solutions"),
    [
        ("x_challenges.json", "x_solutions.json"),
        ("arc-agi-training-challenges.json", "arc-agi-training-solutions.json"),
        ("arc_agi_training_challenges.json", "arc_agi_training_solutions.json"),
        ("X_Challenges.JSON", "x_solutions.json"),
        ("my-challenge.json", "my-solution.json"),
        ("challenges.json", "solutions.json"),
    ],
)
def test_a_challenges_file_in_a_folder_is_what_was_meant(write, task_json, challenges, solutions):
    path = write(f"set/{challenges}", {"b": task_json(), "a": task_json()})
    write(f"set/{solutions}", {"a": [[[1]], [[2]]], "b": [[[3]], [[4]]]})
    for source in (path, path.parent):
        loaded = load_tasks(source, on_error="raise")
        assert ids_of(loaded) == ["b", "a"]
        assert loaded.answers["a"][1].tolist() == [[2]]


def test_a_file_of_several_tasks_is_known_by_its_content(write, task_json):
    folder = write("set/all.json", {"b": task_json(), "a": task_json()}).parent
    assert ids_of(load_tasks(folder, on_error="raise")) == ["b", "a"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_file_of_several_tasks_may_be_in_any_encoding_of_json(tmp_path, task_json, encoding):
    text = json.dumps({"b": task_json(), "a": task_json()}, indent=1)
    (tmp_path / "all.json").write_text(text, encoding=encoding)
    assert ids_of(load_tasks(tmp_path, on_error="raise")) == ["b", "a"]


def test_files_of_one_task_and_of_several_go_together(write, task_json, tmp_path):
    write("set/one.json", task_json())
    write("set/p_challenges.json", {"a": task_json(), "both": task_json(1)})
    write("set/p_solutions.json", {"a": [[[1]], [[2]]], "both": [[[3]], [[4]]]})
    write("set/q_challenges.json", {"both": task_json(2)})
    write("set/noted.json", {"made": {"by": "hand"}, **task_json(3)})
    loaded = load_tasks(tmp_path / "set", on_error="raise")
    assert ids_of(loaded) == ["noted", "one", "a", "p_challenges/both", "q_challenges/both"]
    assert list(loaded.answers) == ["a", "p_challenges/both"]
    assert loaded.answers["p_challenges/both"][0].tolist() == [[3]]


def test_extra_keys_in_a_task_are_no_fault(write, task_json):
    path = write("abc.json", {"uid": 7, "name": "x", **task_json(), "comments": ["good"]})
    assert ids_of(load_tasks(path, on_error="raise")) == ["abc"]


def test_solutions_that_are_no_json_cost_the_answers_alone_and_are_told_once(write, load_some, task_json):
    write("set/x_solutions.json", "?")
    path = write("set/x_challenges.json", {"a": task_json(), "b": task_json()})
    for source in (path, path.parent):
        loaded = load_some(source)
        assert ids_of(loaded) == ["a", "b"]
        assert len(loaded.answers) == 0
        assert [(error.file, error.task_id) for error in loaded.rejected] == [("x_solutions.json", None)]
        assert loaded.rejected[0].problem.startswith("not JSON: ")


def test_no_more_than_needed_is_opened(write, task_json, monkeypatch):
    for k in range(20):
        folder = write(f"set/{k:02d}.json", task_json()).parent
    read, opened = json_file.bounded_bytes, []
    monkeypatch.setattr(json_file, "bounded_bytes", lambda path, name: opened.append(name) or read(path, name))
    assert ids_of(load_tasks(folder, limit=2, on_error="raise")) == ["00", "01"]
    assert opened == ["00.json", "01.json"]
