"""Assemble what is uploaded to Kaggle: python kaggle/build.py --owner NAME [--output build/kaggle]

One folder `dataset` with the package as an archive, and one for each kaggle/*/kernel-metadata.json with its notebook.
In every metadata file the placeholder owner gives way to NAME. The output is made anew, or left as it was; of the same
sources it is the same, byte for byte, whenever and wherever it is made. Prints the SHA-256 of every file.
"""

import argparse
import hashlib
import json
import re
import shutil
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = "arc_pipeline"
DATASET, DATASET_METADATA, KERNEL_METADATA = "dataset", "dataset-metadata.json", "kernel-metadata.json"
ARCHIVE, SUMS = f"{PACKAGE}.zip", "SHA256SUMS"
PLACEHOLDER = "owner"
SLUG = re.compile(r"[a-z0-9]+([_-][a-z0-9]+)*")


class BuildError(Exception):
    """What keeps the upload from being built; the output is as it was before."""


def build(owner: str, output: Path, root: Path = ROOT) -> list[Path]:
    """Make the upload folders of the repository at `root` in `output`; the folders, the dataset first.

    The dataset holds ARCHIVE, which Kaggle unpacks into a folder of its name, and SUMS, the hashes of what is in it, as
    `sha256sum -c` checks them beside that folder. BuildError for an owner that is no slug, a missing notebook, a kernel
    with internet, a stray file in the package, or an `output` that holds anything but an earlier build.
    """
    if not SLUG.fullmatch(owner):
        raise BuildError(
            f"--owner {owner!r} is not a Kaggle user name as in your profile's address: lower-case letters and digits, "
            "with single hyphens or underscores between them"
        )
    root, output = root.resolve(), output.resolve()
    for source in (root / PACKAGE, root / "kaggle", root / "notebooks"):
        if output.is_relative_to(source) or source.is_relative_to(output):
            raise BuildError(f"{output} is no place for a build: the sources are there")
    kernels = {path.parent.name: path for path in sorted((root / "kaggle").glob(f"*/{KERNEL_METADATA}"))}
    _refuse_if_foreign(output, [DATASET, *kernels])
    output.parent.mkdir(parents=True, exist_ok=True)
    # Built beside the old one and then exchanged, so that an error leaves the old build whole.
    with tempfile.TemporaryDirectory(dir=output.parent, prefix=f".{output.name}-") as folder:
        fresh = Path(folder) / output.name
        _assemble_dataset(root, owner, fresh / DATASET)
        for name, metadata in kernels.items():
            _assemble_kernel(metadata, owner, fresh / name)
        if output.exists():
            output.rename(Path(folder) / "earlier")
        fresh.rename(output)
    return [output / name for name in (DATASET, *kernels)]


def package_files(root: Path = ROOT) -> Iterator[Path]:
    """The files that an installation of the package holds, relative to `root`: .py and pyproject's package data."""
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = ["*.py", *settings["tool"]["setuptools"]["package-data"]["*"]]
    for path in sorted((root / PACKAGE).rglob("*")):
        relative = path.relative_to(root)
        if path.is_dir() or any(part == "__pycache__" or part.startswith(".") for part in relative.parts):
            continue
        if not any(relative.match(pattern) for pattern in patterns):
            raise BuildError(f"{relative} is neither Python nor package data in pyproject.toml: add or remove it")
        yield relative


def sums(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file below a folder, by its path there, in the order of these."""
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: hashlib.sha256(files[name].read_bytes()).hexdigest() for name in sorted(files)}


def _assemble_dataset(root: Path, owner: str, folder: Path) -> None:
    files = {path.relative_to(PACKAGE).as_posix(): (root / path).read_bytes() for path in package_files(root)}
    _write(folder / DATASET_METADATA, _owned(_read(root / DATASET_METADATA), owner))
    lines = [f"{hashlib.sha256(content).hexdigest()}  {PACKAGE}/{name}\n" for name, content in sorted(files.items())]
    (folder / SUMS).write_bytes("".join(lines).encode())
    with zipfile.ZipFile(folder / ARCHIVE, "w") as archive:
        for name, content in sorted(files.items()):
            # Nothing of the machine goes in: no times, umask or system, nor a compression that depends on its library.
            entry = zipfile.ZipInfo(name)
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            archive.writestr(entry, content)


def _assemble_kernel(metadata: Path, owner: str, folder: Path) -> None:
    content = _owned(_read(metadata), owner)
    notebook = (metadata.parent / content["code_file"]).resolve()
    if not notebook.is_file():
        raise BuildError(f"{metadata} names a notebook that is not there: {notebook}")
    if content.get("enable_internet") is not False:
        raise BuildError(
            f'{metadata} does not say "enable_internet": false. Kaggle scores no notebook with internet, '
            "which its client asks for by default"
        )
    _copy(notebook, folder / notebook.name)
    _write(folder / KERNEL_METADATA, {**content, "code_file": notebook.name})


def _refuse_if_foreign(output: Path, names: list[str]) -> None:
    """BuildError unless `output` may be deleted: it is not there, is empty, or holds the folders of a build alone."""
    if output.exists() and not output.is_dir():
        raise BuildError(f"{output} is a file")
    metadata = {name: DATASET_METADATA if name == DATASET else KERNEL_METADATA for name in names}
    for path in output.iterdir() if output.exists() else ():
        if path.name not in metadata or path.is_symlink() or not (path / metadata[path.name]).is_file():
            raise BuildError(f"{output} does not look like an earlier build and is left alone: it holds {path.name}")


def _owned(value: Any, owner: str) -> Any:
    """The metadata with `owner` for the placeholder in every "owner/slug"."""
    if isinstance(value, dict):
        return {key: _owned(item, owner) for key, item in value.items()}
    if isinstance(value, list):
        return [_owned(item, owner) for item in value]
    if isinstance(value, str) and re.fullmatch(rf"{PLACEHOLDER}/[^/\s]+", value):
        return f"{owner}/{value.partition('/')[2]}"
    return value


def _read(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise BuildError(f"{path} cannot be read: {error}") from error
    if not isinstance(content, dict):
        raise BuildError(f"{path} holds no JSON object")
    return content


def _write(path: Path, content: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes((json.dumps(content, indent=2) + "\n").encode())


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def main(arguments: list[str] | None = None) -> int:
    """The command line; 0, or 1 with the error on stderr."""
    parser = argparse.ArgumentParser(description="Assemble the folders that are uploaded to Kaggle.")
    parser.add_argument("--owner", required=True, help="your Kaggle user name")
    parser.add_argument("--output", type=Path, default=ROOT / "build" / "kaggle", help="default: build/kaggle")
    given = parser.parse_args(arguments)
    try:
        build(given.owner, given.output)
    except (BuildError, OSError) as error:
        print(f"kaggle/build.py: {error}", file=sys.stderr)
        return 1
    for name, digest in sums(given.output).items():
        print(f"{digest}  {given.output / name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
