"""Tests marked `gpu` are skipped where there is no GPU, with what the backend says is missing.

Where CI is set, hypothesis draws the same examples every time, so that a run says something about the change and not
about luck; everywhere else each run draws new ones.
"""

import os

import pytest
from hypothesis import settings

from arc_pipeline.backends import BackendError
from arc_pipeline.backends.cuda import find_gpu

settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")


def pytest_collection_modifyitems(items):
    marked = [item for item in items if item.get_closest_marker("gpu")]
    if not marked:
        return
    try:
        find_gpu()
    except BackendError as error:
        for item in marked:
            item.add_marker(pytest.mark.skip(reason=str(error)))
