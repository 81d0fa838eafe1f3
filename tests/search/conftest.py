"""What tests of whole searches begin with: a backend on one thread, and three tasks."""

import numpy as np
import pytest
from search.growth import LIMIT, development, made_task, random_inputs

from arc_pipeline.backends.cpu import CpuBackend


@pytest.fixture(scope="module")
def backend():
    return CpuBackend(LIMIT, threads=1)


@pytest.fixture(scope="module")
def tasks():
    """The first is solved by one operation, the last by nothing that such searches come to."""
    return (made_task("turned", np.rot90, random_inputs(0, 4), 2), *development("67a3c6ac", "0ca9ddb6"))
