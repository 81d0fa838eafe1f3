"""More of anything than any set of tasks has is refused by one clear error, and in bounded memory."""

import subprocess
import sys

import pytest

from arc_pipeline.tasks import TaskError, bounds, folder, json_file, listing, load, load_tasks, parse

ENDLESS = "/dev/zero"
LOADS = """
import resource, sys, warnings
from arc_pipeline.tasks import TaskError, bounds, json_file, load_tasks
warnings.simplefilter("ignore")
bounds.MOST_BYTES //= int(sys.argv[2])
json_file.MOST_CONTAINERS //= int(sys.argv[2])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    loaded = load_tasks(sys.argv[1])
    said = f"{len(loaded.tasks)} tasks, {len(loaded.answers)} answers, {len(loaded.rejected)} faults: "
    said += str(loaded.rejected[0])
except TaskError as error:
    said = str(error)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) >> 10)
print(said)
"""


def loaded_in_a_process(source, part=1):
    """What is said of a source, and the MiB that it took, where the bounds of a file are so many times smaller."""
    command = [sys.executable, "-c", LOADS, str(source), f"{part}"]
    ended = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=300)
    assert ended.returncode == 0, ended.stderr
    taken, said = ended.stdout.splitlines()
    return said, int(taken)


def gigabyte(path):
    """A file of a gigabyte, which takes no room on the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.truncate(1 << 30)
    return path


TOO_LARGE = "larger than 64 MiB, which is the most that is read of a file"


def test_a_file_of_a_gigabyte_is_not_read_whole(tmp_path):
    said, taken = loaded_in_a_process(gigabyte(tmp_path / "x.json"))
    assert said == f"x.json: {TOO_LARGE}"
    assert taken < 150


def test_in_a_folder_it_costs_no_other_file_anything(write, task_json, tmp_path):
    write("set/a.json", task_json())
    gigabyte(tmp_path / "set" / "b.json")
    said, taken = loaded_in_a_process(tmp_path / "set")
    assert said == f"1 tasks, 0 answers, 1 faults: b.json: task b: {TOO_LARGE}"
    assert taken < 150


def test_solutions_of_a_gigabyte_cost_the_answers_alone(write, task_json, tmp_path):
    path = write("x_challenges.json", {"a": task_json(), "b": task_json()})
    gigabyte(tmp_path / "x_solutions.json")
    said, taken = loaded_in_a_process(path)
    assert said == f"2 tasks, 0 answers, 1 faults: x_solutions.json: {TOO_LARGE}"
    assert taken < 150


def test_a_list_of_ids_of_a_gigabyte_is_not_read_whole(write, task_json, tmp_path):
    ids = gigabyte(tmp_path / "ids.txt")
    with pytest.raises(TaskError, match=f"^ids.txt: {TOO_LARGE}"):
        load_tasks(write("x.json", task_json()), ids=ids)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such device")
def test_what_never_ends_is_not_read_for_ever():
    said, taken = loaded_in_a_process(ENDLESS)
    assert said == f"zero: {TOO_LARGE}"
    assert taken < 150


def refused(source, **options):
    with pytest.raises(TaskError) as caught:
        load_tasks(source, **options)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_more_lists_and_objects_than_memory_has_room_for(write, monkeypatch):
    path = write("x.json", [[], {}, [], {}])
    assert "no task in it" in refused(path)
    monkeypatch.setattr(json_file, "MOST_CONTAINERS", 4)
    assert refused(path) == "x.json: more than 4 lists and objects, which is the most that is read"


def test_more_tasks_than_are_read(write, task_json, monkeypatch):
    monkeypatch.setattr(listing, "MOST_TASKS", 3)
    path = write("set/x.json", {f"{k}": task_json() for k in range(3)})
    assert len(load_tasks(path, on_error="raise").tasks) == 3
    write("set/y.json", task_json())
    assert refused(path.parent) == f"{path.parent}: more than 3 tasks there, which is the most that is read"
    path = write("z.json", {f"{k}": {"train": 0} for k in range(4)})
    assert refused(path, limit=1) == f"{path}: more than 3 tasks there, which is the most that is read"


def test_more_files_than_are_read(write, task_json, monkeypatch):
    monkeypatch.setattr(folder, "MOST_FILES", 3)
    for name in ("a.json", "deep/b.json", "c.txt"):
        place = write(f"set/{name}", task_json()).parent
    assert len(load_tasks(place, on_error="raise").tasks) == 2
    write("set/deep/d.txt", "")
    assert refused(place) == f"{place}: more than 3 files there, which is the most that is read"


def test_folders_that_lie_deeper_than_any_persons(write, task_json, load_some, monkeypatch):
    monkeypatch.setattr(folder, "DEEPEST", 2)
    write("set/a.json", task_json())
    write("set/1/2/b.json", task_json())
    place = write("set/1/2/3/4/c.json", task_json()).parents[4]
    loaded = load_some(place)
    assert [task.id for task in loaded.tasks] == ["b", "a"]
    assert [str(fault) for fault in loaded.rejected] == [
        "1/2/3: task 1/2/3: cannot be read: it lies more than 2 folders deep"
    ]


def test_the_deepest_folders_are_those_of_the_bounds(tmp_path, load_some, write, task_json):
    write("set/a.json", task_json())
    (tmp_path / "set").joinpath(*["d"] * 200).mkdir(parents=True)
    (fault,) = load_some(tmp_path / "set").rejected
    assert fault.problem == f"cannot be read: it lies more than {bounds.DEEPEST} folders deep"


def test_files_of_several_tasks_that_are_larger_together_than_is_held(write, task_json, monkeypatch):
    first = write("set/x_challenges.json", {"a": task_json()})
    write("set/x_solutions.json", {"a": [[[1]], [[2]]]})
    for name in "bcd":
        write(f"set/{name}.json", task_json())
    size = sum(path.stat().st_size for path in first.parent.glob("x_*"))
    monkeypatch.setattr(listing, "MOST_BYTES", size)
    assert len(load_tasks(first.parent, on_error="raise").tasks) == 4, "files of one task are read one by one"
    write("set/y.json", {"e": task_json()})
    message = refused(first.parent)
    assert message.startswith(f"{first.parent}: files of several tasks with together more than ")
    assert message.endswith("which is the most that is read at once: load them one by one")
    monkeypatch.setattr(listing, "MOST_BYTES", size - 1)
    assert refused(first.parent) == message.replace(f"{size / (1 << 20):.3g}", f"{(size - 1) / (1 << 20):.3g}")


def test_more_pairs_than_any_task_has(write, task_json, load_some, monkeypatch):
    monkeypatch.setattr(parse, "MOST_PAIRS", 3)
    good, demonstrations, tests = task_json(), task_json(), task_json()
    demonstrations["train"] *= 2
    tests["test"] *= 2
    loaded = load_some(write("x.json", {"a": good, "b": demonstrations, "c": tests}))
    assert [str(fault) for fault in loaded.rejected] == [
        "x.json: task b: train: 4 pairs, a task has at most 3",
        "x.json: task c: test: 4 pairs, a task has at most 3",
    ]
    assert [task.id for task in loaded.inputs] == ["a", "b"], "nobody answers so many tests"


def test_more_grids_than_are_loaded_at_once(write, task_json, monkeypatch):
    path = write("x.json", {"a": task_json(test_outputs=True), "b": task_json()})
    monkeypatch.setattr(load, "MOST_GRIDS", 14)
    assert len(load_tasks(path, on_error="raise").tasks) == 2
    monkeypatch.setattr(load, "MOST_GRIDS", 13)
    assert refused(path) == f"{path}: more than 13 grids there: load fewer tasks, with `ids` or `limit`"
    assert len(load_tasks(path, limit=1, on_error="raise").tasks) == 1


def test_an_id_longer_than_any_name(write, task_json, load_some):
    longest = "x" * bounds.LONGEST_ID
    loaded = load_some(write("x.json", {longest: task_json(), f"{longest}y": task_json()}))
    assert [task.id for task in loaded.tasks] == [longest]
    (fault,) = loaded.rejected
    assert fault.problem == "the id has 201 characters, an id has at most 200"
    assert [len(task.id) for task in loaded.inputs] == [200, 201], "the submission answers it all the same"


def test_a_message_stays_short_whatever_it_quotes(write, task_json):
    key = "k" * 1_000_000
    for content in ({key: 0}, {"a": {**task_json(), "train": [{"input": [[1]], "output": key}]}}, {key: task_json()}):
        assert len(refused(write("x.json", content), on_error="raise")) < 2000


PART = 8  # what a file takes grows with its bounds: an eighth of it takes an eighth of the time
WORST = {
    "many tasks": ("{", '"%x":{"train":0}', 125_000, "}", "more than 100,000 tasks"),
    "objects": ('{"train":[', '{"a":0}', 249_998, "]}", "249,998 pairs, a task has at most 10,000"),
    "texts": ('{"train":[', '"ab"', 1_625_000, "]}", "1,625,000 pairs"),
    "keys": ("{", '"%x":0', 375_000, "}", "no task in it"),
    "brackets": ("[", "[", 3_750_000, "", "more than 250,000 lists and objects"),
}


@pytest.mark.parametrize("worst", [pytest.param(w, marks=[] if w == "objects" else pytest.mark.slow) for w in WORST])
def test_the_worst_that_a_file_can_hold_takes_little_more_than_a_gibibyte(tmp_path, worst):
    before, entry, count, after, message = WORST[worst]
    path = tmp_path / "x.json"
    entries = (entry % number for number in range(count)) if "%" in entry else [entry] * count
    path.write_text(before + ",".join(entries) + after)
    said, taken = loaded_in_a_process(path, PART)
    assert message in said
    assert taken < 1300 / PART
