"""Made-up task files in a temporary folder: `write` puts JSON text there, `task_json` is a good task to spoil."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from arc_pipeline.tasks import TaskSet, load_tasks


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, Any], Path]:
    """write("folder/name.json", content) -> its path; text is written as it stands, all else as JSON."""

    def write_file(name: str, content: Any) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return path

    return write_file


@pytest.fixture
def task_json() -> Callable[..., dict[str, Any]]:
    """task_json(3) -> a fresh task with two demonstrations and two tests, whose grids hold the given colour."""

    def make(color: int = 1, test_outputs: bool = False) -> dict[str, Any]:
        train = [{"input": [[color, 0]], "output": [[0], [color]]}, {"input": [[2, 3, color]], "output": [[4]]}]
        test: list[dict[str, Any]] = [{"input": [[color]]}, {"input": [[5, color], [6, 7]]}]
        if test_outputs:
            test[0]["output"], test[1]["output"] = [[8, 8]], [[9], [color]]
        return {"train": train, "test": test}

    return make


@pytest.fixture
def load_some() -> Callable[..., TaskSet]:
    """load_some(source, ...) is load_tasks of a source with faults: it must warn of them, once."""

    def load(source: Path, **options: Any) -> TaskSet:
        with pytest.warns(RuntimeWarning, match="left out") as warned:
            loaded = load_tasks(source, **options)
        assert len(warned) == 1
        assert warned[0].filename == __file__, "it points at who has called load_tasks"
        return loaded

    return load
