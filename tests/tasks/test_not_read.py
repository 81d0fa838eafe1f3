"""Files in a folder that are meant as tasks, or look so, and cannot be read: each is listed with the reason."""

import os
from pathlib import Path

import pytest

from arc_pipeline.tasks import TaskError, load_tasks


def ids_of(loaded):
    return [task.id for task in loaded.tasks]


def message_of(source):
    with pytest.raises(TaskError) as caught:
        load_tasks(source)
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        (
            "package.json",
            {"name": "x", "version": "1", "private": True, "files": []},
            'no task, an object with "train" and "test", but an object with the keys "name", "version", "private" and '
            "1 more",
        ),
        (
            "meta.json",
            {"ids": {"a": 1}},
            'no task, an object with "train" and "test", but an object with the key "ids"',
        ),
        ("list.json", [{}, {}], "expected an object, found a list"),
        ("text.json", '"a"', "expected an object, found text"),
        ("empty.json", "", "not JSON: the file is empty"),
    ],
)
def test_json_of_another_kind_is_rejected_with_what_it_is(write, load_some, task_json, name, content, problem):
    write(f"set/{name}", content)
    loaded = load_some(write("set/abc.json", task_json()).parent)
    assert ids_of(loaded) == ["abc"]
    (error,) = loaded.rejected
    assert (error.file, error.task_id, error.problem) == (name, name.removesuffix(".json"), problem)


@pytest.mark.parametrize("name", ["x.json.gz", "x.jsonl", "x.json.txt", "X.JSON.bak", "deep/x.json.part", "x.json5"])
def test_a_name_that_goes_on_after_json_is_listed(write, load_some, task_json, name):
    write(f"set/{name}", task_json())
    loaded = load_some(write("set/abc.json", task_json()).parents[0])
    assert ids_of(loaded) == ["abc"]
    assert [str(error) for error in loaded.rejected] == [
        f"{name}: task {name}: not read: its name does not end in .json"
    ]


def test_a_link_to_nothing_is_listed(load_some, write, task_json):
    folder = write("set/abc.json", task_json()).parent
    (folder / "gone.json").symlink_to(folder / "nowhere.json")
    (folder / "self.json").symlink_to(folder / "self.json")
    loaded = load_some(folder)
    assert ids_of(loaded) == ["abc"]
    assert [error.task_id for error in loaded.rejected] == ["gone", "self"]
    assert all(error.problem.startswith("cannot be read: ") for error in loaded.rejected)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_is_listed_and_not_waited_for(load_some, write, task_json):
    folder = write("set/abc.json", task_json()).parent
    os.mkfifo(folder / "pipe.json")
    loaded = load_some(folder)
    assert ids_of(loaded) == ["abc"]
    assert [str(error) for error in loaded.rejected] == [
        "pipe.json: task pipe.json: not read: it is a pipe or a device"
    ]


def test_a_folder_that_may_not_be_listed_spoils_no_other(load_some, write, task_json, monkeypatch):
    closed = write("set/closed/a.json", task_json()).parent
    folder = write("set/open/b.json", task_json()).parents[1]
    scan = os.scandir

    def refuse(path):
        if Path(path) == closed:
            raise PermissionError(13, "Permission denied", os.fspath(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    loaded = load_some(folder)
    assert ids_of(loaded) == ["b"]
    assert [str(error) for error in loaded.rejected] == ["closed: task closed: cannot be read: Permission denied"]
    with pytest.raises(TaskError, match="closed: cannot be read: Permission denied"):
        load_tasks(closed)


def test_a_folder_without_tasks_is_answered_with_what_is_there(write, tmp_path):
    write("set/.hidden.json", "{}")
    folder = tmp_path / "set"
    assert message_of(folder).startswith(
        f"{folder}: no *.json file there or in folders below: found no file that is not hidden"
    )
    for name in ("deep/tasks.zip", "a.csv", "b.csv", "README"):
        write(f"set/{name}", "")
    assert message_of(folder) == (
        f"{folder}: no *.json file there or in folders below: found 4 files (2 .csv, 1 no ending, 1 .zip), such as "
        "README, a.csv, b.csv; expected one-task files, NAME.json, or a challenges file"
    )


def test_a_bad_file_in_a_folder_below_is_named_with_its_path(write, load_some, task_json, tmp_path):
    write("set/one/a.json", "{")
    write("set/two/a.json", task_json())
    (error,) = load_some(tmp_path / "set").rejected
    assert (error.file, error.task_id) == ("one/a.json", "one/a")
