"""Tests marked `gpu` are skipped where there is no GPU, with what the backend says is missing."""

import pytest

from arc_pipeline.backends import BackendError
from arc_pipeline.backends.cuda import find_gpu


def pytest_collection_modifyitems(items):
    marked = [item for item in items if item.get_closest_marker("gpu")]
    if not marked:
        return
    try:
        find_gpu()
    except BackendError as error:
        for item in marked:
            item.add_marker(pytest.mark.skip(reason=str(error)))
