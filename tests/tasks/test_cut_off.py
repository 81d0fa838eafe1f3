"""A file that is cut off, wherever that may be, as by a download that broke off or a disk that was full."""

import json

import pytest

from arc_pipeline.tasks import TaskError, load_tasks


@pytest.mark.parametrize("on_error", ["raise", "skip"])
def test_a_file_that_is_cut_off_is_an_error_that_names_it(tmp_path, task_json, on_error):
    whole = json.dumps({"0a": task_json(1), "0b": task_json(2)}).encode()
    path = tmp_path / "arc-agi_test_challenges.json"
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(TaskError, match=r"^arc-agi_test_challenges\.json: not JSON: "):
            load_tasks(tmp_path, on_error=on_error)


def test_a_file_of_a_folder_that_is_cut_off_costs_no_other(write, load_some, task_json, tmp_path):
    write("tasks/0a.json", task_json(1))
    write("tasks/0b.json", json.dumps(task_json(2))[:-9])
    loaded = load_some(tmp_path / "tasks")
    assert [task.id for task in loaded.tasks] == ["0a"]
    assert [str(error).partition(":")[0] for error in loaded.rejected] == ["0b.json"]
