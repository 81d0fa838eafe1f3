"""Competition folders: both mount layouts, by path and by slug, and the set that is picked."""

from pathlib import Path

import pytest

from arc_pipeline.tasks import find_competition, load_tasks

LAYOUTS = ("", "competitions/")


@pytest.fixture
def competition(write, task_json):
    """competition("mount/arc-prize-2025") writes its five files; the ids say which set they are from."""

    def make(folder: str) -> Path:
        for name in ("training", "evaluation", "test"):
            task_id = f"{folder.rpartition('/')[2]}-{name}"
            path = write(f"{folder}/arc-agi_{name}_challenges.json", {task_id: task_json()})
            if name != "test":
                write(f"{folder}/arc-agi_{name}_solutions.json", {task_id: [[[1]], [[2]]]})
        return path.parent

    return make


def ids_of(source, mount):
    return [task.id for task in load_tasks(source, mount=mount).tasks]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_slug_is_enough(competition, tmp_path, layout):
    competition(f"{layout}arc-prize-2025")
    loaded = load_tasks("arc-prize-2025", mount=tmp_path)
    assert [task.id for task in loaded.tasks] == ["arc-prize-2025-test"]
    assert len(loaded.answers) == 0
    assert loaded.source == str(tmp_path / layout / "arc-prize-2025" / "arc-agi_test_challenges.json")


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(("name", "answers"), [("training", 1), ("evaluation", 1), ("test", 0)])
def test_the_last_part_picks_the_set(competition, tmp_path, layout, name, answers):
    folder = competition(f"{layout}arc-prize-2025")
    for source in (f"arc-prize-2025/{name}", f"{folder}/{name}", folder / name):
        loaded = load_tasks(source, mount=tmp_path)
        assert [task.id for task in loaded.tasks] == [f"arc-prize-2025-{name}"]
        assert len(loaded.answers) == answers


def test_a_folder_anywhere_will_do(competition, tmp_path):
    folder = competition("copies/mine")
    assert ids_of(folder, tmp_path / "nowhere") == ["mine-test"]


@pytest.mark.parametrize("written_for", LAYOUTS)
@pytest.mark.parametrize("mounted_as", LAYOUTS)
@pytest.mark.parametrize("rest", ["", "/evaluation", "/arc-agi_evaluation_challenges.json"])
def test_a_path_written_for_one_layout_finds_the_other(competition, tmp_path, written_for, mounted_as, rest):
    competition(f"{mounted_as}arc-prize-2025")
    expected = "arc-prize-2025-evaluation" if rest else "arc-prize-2025-test"
    assert ids_of(f"{tmp_path}/{written_for}arc-prize-2025{rest}", tmp_path) == [expected]


def test_a_folder_that_is_named_like_a_set_is_itself(write, task_json, tmp_path):
    write("data/arc-agi_test_challenges.json", {"of-the-competition": task_json()})
    write("data/training/one.json", task_json())
    assert ids_of(tmp_path / "data" / "training", tmp_path) == ["one"]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_find_competition_in_both_layouts(competition, tmp_path, layout):
    folder = competition(f"{layout}arc-prize-2025")
    assert find_competition(tmp_path) == folder / "arc-agi_test_challenges.json"


def test_find_competition_takes_the_newest(competition, tmp_path):
    competition("arc-prize-2024")
    competition("competitions/arc-prize-2026-arc-agi-2")
    competition("arc-prize-2025")
    competition("a-copy")
    found = find_competition(tmp_path)
    assert found is not None
    assert ids_of(found, tmp_path) == ["arc-prize-2026-arc-agi-2-test"]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_find_competition_takes_any_folder_with_the_file(competition, write, task_json, tmp_path, layout):
    write("arc-prize-2025/arc-agi_training_challenges.json", {"a": task_json()})
    folder = competition(f"{layout}some-other-name")
    assert find_competition(tmp_path) == folder / "arc-agi_test_challenges.json"


def test_find_competition_finds_nothing(tmp_path):
    assert find_competition(tmp_path) is None
    assert find_competition(tmp_path / "nowhere") is None


@pytest.mark.parametrize(
    "naming", ["arc-agi-{}-{}.json", "arc_agi_{}_{}.json", "ARC-AGI_{}_{}.json", "Arc-Agi_{}_{}.JSON"]
)
def test_a_competition_whose_files_are_spelt_otherwise(write, task_json, tmp_path, naming):
    for name in ("training", "evaluation", "test"):
        write(f"mine/{naming.format(name, 'challenges')}", {name: task_json()})
    write(f"mine/{naming.format('training', 'solutions')}", {"training": [[[1]], [[2]]]})
    assert ids_of("mine", tmp_path) == ["test"]
    loaded = load_tasks("mine/training", mount=tmp_path, on_error="raise")
    assert [task.id for task in loaded.tasks] == ["training"]
    assert list(loaded.answers) == ["training"]
    assert find_competition(tmp_path) == tmp_path / "mine" / naming.format("test", "challenges")


def test_files_that_are_spelt_as_the_competition_does_go_first(competition, write, task_json, tmp_path):
    folder = competition("mine")
    for name in ("arc_agi_test_challenges.json", "ARC-AGI-TEST-CHALLENGES.JSON", "._arc-agi_test_challenges.json"):
        write(f"mine/{name}", {"other": task_json()})
    assert ids_of(folder, tmp_path) == ["mine-test"]


@pytest.mark.parametrize("name", ["training", "evaluation", "test"])
def test_a_folder_with_one_set_alone_means_that_set(write, task_json, tmp_path, name):
    path = write(f"mine/arc-agi_{name}_challenges.json", {name: task_json()})
    write("mine/sample_submission.json", {name: [{"attempt_1": [[0]], "attempt_2": [[0]]}] * 2})
    assert ids_of(path.parent, tmp_path) == [name]


def test_a_dataset_of_one_task_files_is_found_under_the_mount(write, task_json, tmp_path):
    write("my-tasks/data/one.json", task_json())
    assert ids_of("my-tasks", tmp_path) == ["one"]
    assert ids_of("my-tasks/data", tmp_path) == ["one"]
