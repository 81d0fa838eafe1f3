"""The upload folders hold the package and the notebooks and nothing else; what cannot be built leaves all as it was."""

import hashlib
import json
import os
import shutil
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


def packed(dataset):
    """What the archive of a dataset holds, by name."""
    with zipfile.ZipFile(dataset / "arc_pipeline.zip") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def listed(lines):
    """{path: hash} of lines as sha256sum prints them."""
    return {path: digest for digest, path in (line.split("  ") for line in lines.splitlines())}


def test_the_dataset_is_the_package_its_hashes_and_its_metadata(built):
    assert files(built / "dataset").keys() == {"arc_pipeline.zip", "SHA256SUMS", "dataset-metadata.json"}
    content = packed(built / "dataset")
    assert content == package(), "relative to its folder, as Kaggle unpacks an archive into a folder of its name"
    assert {"__init__.py", "backends/kernel.h"} <= content.keys()
    expected = {f"arc_pipeline/{name}": hashlib.sha256(text).hexdigest() for name, text in content.items()}
    assert listed((built / "dataset" / "SHA256SUMS").read_text()) == expected


def test_the_client_uploads_the_archive_as_it_is(built, client):
    client.create_dataset(built / "dataset")
    expected = files(built / "dataset")
    del expected["dataset-metadata.json"]
    assert files(client.uploads) == expected


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="there is no sha256sum")
def test_what_was_unpacked_can_be_checked_on_the_spot(built, tmp_path):
    shutil.copy(built / "dataset" / "SHA256SUMS", tmp_path)
    with zipfile.ZipFile(built / "dataset" / "arc_pipeline.zip") as archive:
        archive.extractall(tmp_path / "arc_pipeline")

    def check():
        command = ["sha256sum", "--check", "--quiet", "SHA256SUMS"]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)

    good = check()
    assert (good.returncode, good.stdout) == (0, "")
    (tmp_path / "arc_pipeline" / "solve.py").write_text("changed")
    assert "arc_pipeline/solve.py: FAILED" in check().stdout


def test_the_same_sources_give_the_same_bytes_whenever_wherever_and_by_whomever(builder, repository, tmp_path):
    first = builder.build("some-body", tmp_path / "first", repository)
    other = tmp_path / "another" / "checkout"
    shutil.copytree(repository, other)
    for number, path in enumerate(sorted(other.rglob("*"), reverse=True)):
        path.chmod(0o755)
        os.utime(path, (number * 10**8, number * 10**8))
    before = os.umask(0o077)
    try:
        second = builder.build("some-body", tmp_path / "second", other)
    finally:
        os.umask(before)
    assert [files(folder) for folder in first] == [files(folder) for folder in second]
    with zipfile.ZipFile(second[0] / "arc_pipeline.zip") as archive:
        assert [one.filename for one in archive.infolist()] == ["__init__.py", "dsl/rot90.h"]
        assert {(one.date_time, one.external_attr) for one in archive.infolist()} == {
            ((1980, 1, 1, 0, 0, 0), 0o100644 << 16)
        }
    assert builder.sums(tmp_path / "first") == builder.sums(tmp_path / "second")


@pytest.mark.parametrize("name", sorted(path.parent.name for path in (ROOT / "kaggle").glob("*/kernel-metadata.json")))
def test_a_kernel_folder_is_a_notebook_and_its_metadata(built, name):
    assert files(built / name).keys() == {f"{name}.ipynb", "kernel-metadata.json"}
    assert (built / name / f"{name}.ipynb").read_bytes() == (ROOT / "notebooks" / f"{name}.ipynb").read_bytes()


def test_no_cache_travels(builder, repository, tmp_path):
    dataset, kernel = builder.build("some-body", tmp_path / "out", repository)
    assert packed(dataset).keys() == {"__init__.py", "dsl/rot90.h"}
    assert files(kernel).keys() == {"submission.ipynb", "kernel-metadata.json"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "repository"], "nothing is left beside it"


def test_a_second_build_starts_from_scratch(builder, repository, tmp_path):
    builder.build("some-body", tmp_path / "out", repository)
    (repository / "arc_pipeline" / "dsl" / "rot90.h").unlink()
    dataset, kernel = builder.build("any_body2", tmp_path / "out", repository)
    assert packed(dataset).keys() == {"__init__.py"}
    assert listed((dataset / "SHA256SUMS").read_text()).keys() == {"arc_pipeline/__init__.py"}
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


def with_internet(root):
    """As Kaggle's client has it where nothing is said."""
    path = root / "kaggle" / "submission" / "kernel-metadata.json"
    content = json.loads(path.read_text())
    del content["enable_internet"]
    path.write_text(json.dumps(content))


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda root: (root / "notebooks" / "submission.ipynb").unlink(), "a notebook that is not there"),
        (with_internet, 'does not say "enable_internet": false'),
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


def test_the_command_tells_the_hash_of_all_that_it_built_and_what_is_wrong(tmp_path):
    def command(*arguments):
        line = [sys.executable, str(ROOT / "kaggle" / "build.py"), *arguments, "--output", str(tmp_path / "out")]
        return subprocess.run(line, capture_output=True, encoding="utf-8", check=False, cwd=tmp_path)

    good = command("--owner", "some-body")
    assert good.returncode == 0, good.stderr
    expected = {str(tmp_path / "out" / name): text for name, text in files(tmp_path / "out").items()}
    assert listed(good.stdout) == {path: hashlib.sha256(text).hexdigest() for path, text in expected.items()}
    assert str(tmp_path / "out" / "dataset" / "arc_pipeline.zip") in expected
    bad = command("--owner", "Some Body")
    assert bad.returncode == 1
    assert bad.stderr.startswith("kaggle/build.py: --owner 'Some Body' is not a Kaggle user name")
    assert len(bad.stderr.splitlines()) == 1
