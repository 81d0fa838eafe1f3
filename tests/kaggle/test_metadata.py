"""What is uploaded passes the checks of Kaggle's own client, and asks Kaggle for what a submission needs."""

import json
from pathlib import Path

import pytest
from slugify import slugify

ROOT = Path(__file__).resolve().parents[2]
KERNELS = sorted(path.parent.name for path in (ROOT / "kaggle").glob("*/kernel-metadata.json"))


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content))


def test_there_is_a_kernel_for_every_notebook_but_the_explorer_which_somebody_has_to_look_at():
    assert sorted({path.stem for path in (ROOT / "notebooks").glob("*.ipynb")} - {"explorer"}) == KERNELS


def test_the_dataset_passes_the_clients_checks(client, built):
    request = client.create_dataset(built / "dataset")
    assert (request.owner_slug, request.slug) == ("some-body", "arc-pipeline")
    assert request.license_name == "apache-2.0"
    assert request.is_private


@pytest.mark.parametrize("name", KERNELS)
def test_a_kernel_passes_the_clients_checks(client, built, capsys, name):
    request = client.push_kernel(built / name)
    assert (request.language, request.kernel_type) == ("python", "notebook")
    assert json.loads(request.text)["cells"]
    assert request.slug == f"some-body/{slugify(request.new_title)}"
    assert "does not resolve" not in capsys.readouterr().out


@pytest.mark.parametrize("name", KERNELS)
def test_a_kernel_runs_on_a_gpu_without_internet_with_the_package_and_the_competition(client, built, name):
    request = client.push_kernel(built / name)
    assert request.enable_internet is False
    assert request.enable_gpu is True
    assert request.is_private is True
    assert request.machine_shape == "NvidiaTeslaT4"
    assert request.dataset_data_sources == [json.loads((built / "dataset/dataset-metadata.json").read_text())["id"]]
    assert request.competition_data_sources == ["arc-prize-2026-arc-agi-2"]


@pytest.mark.parametrize(
    "name", ["dataset-metadata.json", *(f"kaggle/{name}/kernel-metadata.json" for name in KERNELS)]
)
def test_the_checkout_holds_the_placeholder_and_the_build_does_not(built, name):
    path = ROOT / name
    assert '"owner/' in path.read_text()
    folder = "dataset" if name == "dataset-metadata.json" else path.parent.name
    assert '"owner/' not in (built / folder / path.name).read_text()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title": "short"}, "title must be between 6 and 50"),
        ({"title": "t" * 51}, "title must be between 6 and 50"),
        ({"id": "some-body/arc"}, "slug must be between 6 and 50"),
        ({"licenses": []}, "exactly one license"),
        ({"licenses": [{"name": "apache-2.0"}, {"name": "CC0-1.0"}]}, "exactly one license"),
        ({"subtitle": "too short"}, "Subtitle length"),
        ({"resources": [{"path": "arc_pipeline"}]}, "arc_pipeline"),
        ({"id": None}, "id"),
    ],
)
def test_a_broken_dataset_does_not_pass(client, built, tmp_path, changes, message):
    good = json.loads((built / "dataset" / "dataset-metadata.json").read_text())
    (tmp_path / "broken" / "arc_pipeline").mkdir(parents=True)
    write(
        tmp_path / "broken" / "dataset-metadata.json", {k: v for k, v in {**good, **changes}.items() if v is not None}
    )
    with pytest.raises(ValueError, match=message):
        client.create_dataset(tmp_path / "broken")
    assert not client.requests
    assert not list(client.uploads.iterdir())


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title": "four"}, "at least five characters"),
        ({"code_file": ""}, "source file must be specified"),
        ({"code_file": "missing.ipynb"}, "Source file not found"),
        ({"id": "some-body/arc-pipeline-submission/3"}, "cannot contain a version"),
        ({"id": "some-body/four"}, "at least five characters"),
        ({"language": "julia"}, "valid language"),
        ({"kernel_type": "book"}, "valid kernel type"),
        ({"dataset_sources": ["arc-pipeline"]}, "username"),
        ({"docker_image_pinning_type": "newest"}, "docker_image_pinning_type"),
    ],
)
def test_a_broken_kernel_does_not_pass(client, built, tmp_path, changes, message):
    good = json.loads((built / "submission" / "kernel-metadata.json").read_text())
    write(tmp_path / "broken" / "kernel-metadata.json", {**good, **changes})
    write(tmp_path / "broken" / "submission.ipynb", {"cells": []})
    with pytest.raises(ValueError, match=message):
        client.push_kernel(tmp_path / "broken")
    assert not client.requests
