"""Kaggle's own client without a network, kaggle/build.py as a module, and a small repository to spoil."""

import contextlib
import importlib
import importlib.util
import json
import shutil
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


class OfflineClient:
    """The client up to the network: its local checks run, what it would send is kept in `requests` and `uploads`."""

    def __init__(self, uploads: Path) -> None:
        from kaggle.api.kaggle_api_extended import KaggleApi

        self.uploads = uploads
        self.requests: list[Any] = []
        self._api = KaggleApi()
        self._api.authenticate()
        self._api.build_kaggle_client = self._connect
        self._api.dataset_status = self._no_such_dataset
        self._api._upload_blob = self._upload

    def create_dataset(self, folder: Path) -> Any:
        """`kaggle datasets create -p folder`: the request. ValueError from the client's checks."""
        self._api.dataset_create_new(str(folder), quiet=True)
        return self.requests.pop()

    def push_kernel(self, folder: Path) -> Any:
        """`kaggle kernels push -p folder`: the request. ValueError from the client's checks."""
        self._api.kernels_push(str(folder))
        return self.requests.pop()

    @contextlib.contextmanager
    def _connect(self) -> Iterator[Any]:
        def send(request: Any) -> Any:
            self.requests.append(request)
            return SimpleNamespace(error="")

        yield SimpleNamespace(
            datasets=SimpleNamespace(dataset_api_client=SimpleNamespace(create_dataset=send)),
            kernels=SimpleNamespace(kernels_api_client=SimpleNamespace(save_kernel=send)),
        )

    def _no_such_dataset(self, dataset: str) -> None:
        from requests import HTTPError

        raise HTTPError(f"404 for {dataset}")

    def _upload(self, path: str, *_: Any) -> str:
        shutil.copy(path, self.uploads)
        return Path(path).name


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OfflineClient:
    """Kaggle's client with made-up credentials; whatever tries to connect fails."""

    def refuse(*address: Any) -> None:
        raise AssertionError(f"the client wants to connect to {address[1:]}")

    home, uploads = tmp_path / "home", tmp_path / "uploads"
    home.mkdir()
    uploads.mkdir()
    for name in ("KAGGLE_API_TOKEN", "KAGGLE_API_V1_TOKEN", "KAGGLE_KERNEL_RUN_TYPE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("KAGGLE_CONFIG_DIR", str(home))
    monkeypatch.setenv("KAGGLE_USERNAME", "nobody")
    monkeypatch.setenv("KAGGLE_KEY", "0" * 32)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    return OfflineClient(uploads)


@pytest.fixture(scope="session")
def builder() -> ModuleType:
    """kaggle/build.py; loaded from its path, as the folder must stay no package beside Kaggle's own."""
    spec = importlib.util.spec_from_file_location("kaggle_build", ROOT / "kaggle" / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def rehearsal() -> SimpleNamespace:
    """The modules of kaggle/rehearse.py, which import each other as those of a script do."""
    names = ("build", "competition", "image", "performance", "rehearse", "stage")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / "kaggle")
        for name in names:
            patch.delitem(sys.modules, name, raising=False)
        found = SimpleNamespace(**{name: importlib.import_module(name) for name in names})
        for name in names:
            del sys.modules[name]
    return found


@pytest.fixture(scope="session")
def built(builder: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The upload folders of this checkout for the owner some-body; to be read only."""
    output = tmp_path_factory.mktemp("upload") / "kaggle"
    builder.build("some-body", output)
    return output


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository of a few files, caches among them, that builds."""
    root = tmp_path / "repository"
    kernel = json.loads((ROOT / "kaggle" / "submission" / "kernel-metadata.json").read_text())
    files = {
        "pyproject.toml": '[tool.setuptools.package-data]\n"*" = ["*.h"]\n',
        "dataset-metadata.json": (ROOT / "dataset-metadata.json").read_text(),
        "kaggle/submission/kernel-metadata.json": json.dumps(kernel),
        "notebooks/submission.ipynb": json.dumps({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}),
        "arc_pipeline/__init__.py": "",
        "arc_pipeline/dsl/rot90.h": "// kernel",
        "arc_pipeline/dsl/__pycache__/rot90.cpython-312.pyc": "",
        "arc_pipeline/.cache/kernels": "",
        "arc_pipeline/.DS_Store": "",
    }
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root
