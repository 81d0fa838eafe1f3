"""ruff and mypy have nothing to say; here, as the tests are all that is run before a merge."""

import os
import subprocess
import sys

import pytest
from structure.imports import ROOT

# In a checkout that is thrown away nobody reads what mypy would keep for the next time.
MYPY = "mypy --no-incremental" if os.environ.get("CI") else "mypy"


@pytest.mark.parametrize(
    "command", ["ruff check .", "ruff format --check .", pytest.param(MYPY, marks=pytest.mark.slow)]
)
def test_it_is_clean(command):
    ended = subprocess.run(
        [sys.executable, "-m", *command.split()], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
