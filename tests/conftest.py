"""Tests marked `gpu` are skipped where there is no GPU, with what the backend says is missing.

Where CI is set, as .ci/run does, hypothesis draws the same examples every time, so that a run says something about the
change and not about luck; everywhere else each run draws new ones. Tests run on as many processes as a search would
have workers.
"""

import gc
import os
import sys

import pytest
from hypothesis import HealthCheck, settings

from arc_pipeline.backends import BackendError
from arc_pipeline.backends.cuda import find_gpu
from arc_pipeline.workers import worker_count

MOST_PROCESSES = 8  # some tests take a GiB

# Tests start some hundred processes. Where Python is told to keep no bytecode, each of them would compile the package
# anew, and each of pytest's all tests.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# What is imported and collected stays until the end: to look through it for garbage, again and again, takes a sixth of
# the time that collecting takes, in each of the processes.
gc.disable()

# Tests measure nothing, as the machine may be busy with others: neither a test nor the drawing of values is too slow.
settings.register_profile("usual", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("usual"), derandomize=True)
settings.load_profile("usual")
if os.environ.get("CI"):
    settings.load_profile("ci")


def pytest_xdist_auto_num_workers():
    """The cores this process may use; what pytest-xdist counts by itself are those of the machine, or half of them."""
    return min(worker_count("cpu"), MOST_PROCESSES)


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop():
    gc.freeze()
    gc.enable()


def pytest_collection_modifyitems(items):
    marked = [item for item in items if item.get_closest_marker("gpu")]
    if not marked:
        return
    try:
        find_gpu()
    except BackendError as error:
        for item in marked:
            item.add_marker(pytest.mark.skip(reason=str(error)))
