"""The upload folders hold the package and the notebooks and nothing else; what cannot be built leaves all as it was."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def files(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def package():
    return {name: text for name, text in files(ROOT / "arc_pipeline").items() if "__pycache__" not in name}


def test_the_dataset_is_the_package_and_its_metadata(built):
    expected = {f"arc_pipeline/{name}": text for name, text in package().items()}
    uploaded = files(built / "dataset")
    del uploaded["dataset-metadata.json"]
    assert uploaded.keys() == expected.keys()
    assert uploaded == expected
    assert {"arc_pipeline/__init__.py", "arc_pipeline/backends/kernel.h"} <= uploaded.keys()


def test_the_clients_archive_holds_the_package_relative_to_its_folder(built, client):
    client.create_dataset(built / "dataset")
    with zipfile.ZipFile(client.uploads / "arc_pipeline.zip") as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == package()


@pytest.mark.parametrize("name", sorted(path.parent.name for path in (ROOT / "kaggle").glob("*/kernel-metadata.json")))
def test_a_kernel_folder_is_a_notebook_and_its_metadata(built, name):
    assert files(built / name).keys() == {f"{name}.ipynb", "kernel-metadata.json"}
    assert (built / name / f"{name}.ipynb").read_bytes() == (ROOT / "notebooks" / f"{name}.ipynb").read_bytes()


def test_no_cache_travels(builder, repository, tmp_path):
    dataset, kernel = builder.build("some-body", tmp_path / "out", repository)
    names = {"arc_pipeline/__init__.py", "arc_pipeline/dsl/rot90.h", "dataset-metadata.json"}
    assert files(dataset).keys() == names
    assert files(kernel).keys() == {"submission.ipynb", "kernel-metadata.json"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "repository"], "nothing is left beside it"


def test_a_second_build_starts_from_scratch(builder, repository, tmp_path):
    builder.build("some-body", tmp_path / "out", repository)
    (repository / "arc_pipeline" / "dsl" / "rot90.h").unlink()
    dataset, kernel = builder.build("any_body2", tmp_path / "out", repository)
    assert files(dataset).keys() == {"arc_pipeline/__init__.py", "dataset-metadata.json"}
    metadata = json.loads((kernel / "kernel-metadata.json").read_text())
    assert metadata["id"] == "any_body2/arc-pipeline-submission"
    assert metadata["dataset_sources"] == ["any_body2/arc-pipeline"]


@pytest.mark.parametrize("owner", ["", "NAME", "some body", "some/body", "-body", "body-", "some--body", "körper"])
def test_an_owner_that_is_no_slug_is_refused(builder, repository, tmp_path, owner):
    with pytest.raises(builder.BuildError, match="not a Kaggle user name"):
        builder.build(owner, tmp_path / "out", repository)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("held", ["notes.txt", "submission/notes.txt", "dataset/kernel-metadata.json"])
def test_a_folder_that_is_no_build_is_left_alone(builder, repository, tmp_path, held):
    path = tmp_path / "out" / held
    path.parent.mkdir(parents=True)
    path.write_text("mine")
    with pytest.raises(builder.BuildError, match="does not look like an earlier build"):
        builder.build("some-body", tmp_path / "out", repository)
    assert files(tmp_path / "out") == {held: b"mine"}


def test_the_checkout_itself_is_no_output(builder, repository):
    before = files(repository)
    for folder in ("..", ".", "kaggle", "kaggle/submission", "notebooks", "arc_pipeline/out"):
        with pytest.raises(builder.BuildError, match="the sources are there"):
            builder.build("some-body", repository / folder, repository)
    with pytest.raises(builder.BuildError, match="is a file"):
        builder.build("some-body", repository / "pyproject.toml", repository)
    assert files(repository) == before


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda root: (root / "notebooks" / "submission.ipynb").unlink(), "a notebook that is not there"),
        (lambda root: (root / "arc_pipeline" / "kernels.so").write_text(""), "neither Python nor package data"),
        (lambda root: (root / "dataset-metadata.json").write_text("{"), "cannot be read"),
        (lambda root: (root / "dataset-metadata.json").write_text("[" * 100_000), "cannot be read"),
        (lambda root: (root / "dataset-metadata.json").write_bytes(b"\xff"), "cannot be read"),
        (lambda root: (root / "dataset-metadata.json").write_text("[]"), "holds no JSON object"),
        (lambda root: (root / "dataset-metadata.json").unlink(), "cannot be read"),
    ],
)
def test_what_cannot_be_built_leaves_the_earlier_build(builder, repository, tmp_path, spoil, message):
    builder.build("some-body", tmp_path / "out", repository)
    before = files(tmp_path / "out")
    spoil(repository)
    with pytest.raises(builder.BuildError, match=message):
        builder.build("some-body", tmp_path / "out", repository)
    assert files(tmp_path / "out") == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "repository"]


def test_the_command_tells_where_it_built_and_what_is_wrong(tmp_path):
    def command(*arguments):
        line = [sys.executable, str(ROOT / "kaggle" / "build.py"), *arguments, "--output", str(tmp_path / "out")]
        return subprocess.run(line, capture_output=True, text=True, check=False, cwd=tmp_path)

    good = command("--owner", "some-body")
    assert good.returncode == 0, good.stderr
    assert {Path(line).parent for line in good.stdout.splitlines()} == {tmp_path / "out"}
    assert files(Path(good.stdout.splitlines()[0])).keys() >= {"dataset-metadata.json"}
    bad = command("--owner", "Some Body")
    assert bad.returncode == 1
    assert bad.stderr.startswith("kaggle/build.py: --owner 'Some Body' is not a Kaggle user name")
    assert len(bad.stderr.splitlines()) == 1
