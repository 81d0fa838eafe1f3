"""Defaults by place, over made-up Kaggle mounts, and parameters that cannot be meant."""

import json
import warnings
from pathlib import Path

import pytest

from arc_pipeline import settings
from arc_pipeline.settings import SettingsError, resolve
from arc_pipeline.tasks import load_tasks

CHALLENGES = {"cafe0123": {"train": [{"input": [[1]], "output": [[2]]}], "test": [{"input": [[3]]}]}}
HOURS = 3600.0


@pytest.fixture
def kaggle(tmp_path, monkeypatch):
    """Kaggle's folders, without any input, on a machine with two GPUs."""
    monkeypatch.setattr(settings, "gpu_count", lambda: 2)
    (tmp_path / "working").mkdir()
    (tmp_path / "input").mkdir()
    return tmp_path


def mount(kaggle, folder, name="arc-agi_test_challenges.json"):
    path = kaggle / "input" / folder / name
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(CHALLENGES))
    return path


def elsewhere(**parameters):
    return resolve(**parameters, kaggle=Path("nowhere"), environment={})


def test_defaults_elsewhere():
    found = elsewhere()
    assert (found.source, found.ids, found.limit) == ("arc-agi-1/training", None, None)
    assert (found.budget_seconds, found.backend, found.workers, found.seed) == (240.0, "auto", None, 0)
    assert (found.output_dir, found.store, found.resume) == (Path("out"), Path("out/store.sqlite"), False)


@pytest.mark.parametrize("folder", ["arc-prize-2026-arc-agi-2", "competitions/arc-prize-2025", "some-arc-mirror"])
def test_defaults_on_kaggle(kaggle, folder):
    path = mount(kaggle, folder)
    found = resolve(kaggle=kaggle, environment={})
    assert (found.source, found.output_dir) == (str(path), kaggle / "working")
    assert found.budget_seconds <= 0.5 * HOURS, "saving a notebook is a trial"
    assert [task.id for task in load_tasks(found.source, found.ids, found.limit).tasks] == ["cafe0123"]


def test_the_scored_run_has_almost_8_hours(kaggle):
    mount(kaggle, "arc-prize-2025")
    found = resolve(kaggle=kaggle, environment={"KAGGLE_IS_COMPETITION_RERUN": "1"})
    assert 7.5 * HOURS <= found.budget_seconds < 8 * HOURS
    given = resolve(kaggle=kaggle, environment={"KAGGLE_IS_COMPETITION_RERUN": "1"}, budget_seconds=60)
    assert given.budget_seconds == 60.0


def test_on_kaggle_without_a_competition_the_error_says_what_to_do(kaggle):
    with pytest.raises(SettingsError, match=r"no ARC competition under .*input: add it to the notebook's input"):
        resolve(kaggle=kaggle, environment={})
    assert resolve("some/file.json", kaggle=kaggle, environment={}).source == "some/file.json"


@pytest.mark.parametrize(("backend", "warned"), [("auto", True), ("hybrid", True), ("cpu", False), (None, True)])
def test_on_kaggle_without_a_gpu_a_warning_says_what_to_do(kaggle, monkeypatch, backend, warned):
    mount(kaggle, "arc-prize-2025")
    monkeypatch.setattr(settings, "gpu_count", lambda: 0)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        resolve(kaggle=kaggle, environment={}, backend=backend)
        elsewhere(backend=backend)
    assert len(said) == warned, "elsewhere a machine without a GPU is nothing to wonder at"
    assert all("no NVIDIA GPU can be used" in str(one.message) and "accelerator" in str(one.message) for one in said)
    monkeypatch.setattr(settings, "gpu_count", lambda: 2)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        resolve(kaggle=kaggle, environment={}, backend=backend)


def test_what_is_given_is_taken(tmp_path):
    found = elsewhere(
        source=tmp_path, ids=["a", "b"], limit=3, budget_seconds=7, backend="cpu", workers=0, seed=5, output_dir="x/y",
        store="z/a.sqlite", resume=True,
    )  # fmt: skip
    assert found.as_dict() == {
        "source": str(tmp_path),
        "ids": ("a", "b"),
        "limit": 3,
        "budget_seconds": 7.0,
        "backend": "cpu",
        "workers": 0,
        "seed": 5,
        "output_dir": str(Path("x/y")),
        "store": str(Path("z/a.sqlite")),
        "resume": True,
    }


def test_empty_text_is_not_given():
    assert elsewhere(source="", ids="", backend="", output_dir="", store="") == elsewhere()


def test_the_store_is_beside_the_results_or_nowhere(kaggle):
    mount(kaggle, "arc-prize-2025")
    assert resolve(kaggle=kaggle, environment={}).store == kaggle / "working" / "store.sqlite"
    assert elsewhere(output_dir="x").store == Path("x/store.sqlite")
    assert elsewhere(store=False).store is None
    with pytest.raises(SettingsError, match="there is nothing to resume from"):
        elsewhere(store=False, resume=True)


@pytest.mark.parametrize(
    ("given", "ids"),
    [
        ("007bbfb7", ("007bbfb7",)),
        ("007bbfb7, 1cf80156,", ("007bbfb7", "1cf80156")),
        (("007bbfb7",), ("007bbfb7",)),
        (23581191, ("23581191",)),
        (576224, ("00576224",)),
    ],
)
def test_ids_in_every_form_that_papermill_gives(given, ids):
    assert elsewhere(ids=given).ids == ids


def test_more_ids_than_the_name_of_a_file_has_letters():
    ids = [f"{number:08x}" for number in range(1000)]
    assert elsewhere(ids=",".join(ids)).ids == tuple(ids)


def test_ids_may_be_a_file(tmp_path):
    path = tmp_path / "ids.txt"
    path.write_text("007bbfb7\n")
    assert elsewhere(ids=str(path)).ids == path


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("backend", "gpu"),
        ("limit", 0),
        ("limit", 2.5),
        ("limit", True),
        ("workers", -1),
        ("workers", "two"),
        ("seed", -1),
        ("budget_seconds", 0),
        ("budget_seconds", -5),
        ("budget_seconds", float("nan")),
        ("budget_seconds", float("inf")),
        ("budget_seconds", "ten"),
        ("budget_seconds", True),
        ("ids", [7]),
        ("ids", 1.5e9),
        ("ids", True),
        ("store", True),
        ("store", 3),
        ("resume", "yes"),
        ("resume", 1),
    ],
)
def test_a_parameter_that_cannot_be_meant_is_named(name, value):
    with pytest.raises(SettingsError, match=f"^{name} is "):
        elsewhere(**{name: value})


def test_the_error_about_a_backend_lists_them():
    with pytest.raises(SettingsError, match="auto, cpu, cuda, hybrid, reference"):
        elsewhere(backend="gpu")


@pytest.mark.parametrize(("gpus", "refused"), [(0, ["cuda"]), (2, [])])
def test_cuda_is_refused_at_once_where_there_is_no_gpu(monkeypatch, gpus, refused):
    monkeypatch.setattr(settings, "gpu_count", lambda: gpus)
    for backend in ("auto", "cpu", "cuda", "hybrid", "reference"):
        if backend in refused:
            with pytest.raises(SettingsError, match="needs an NVIDIA GPU"):
                elsewhere(backend=backend)
        else:
            assert elsewhere(backend=backend).backend == backend
