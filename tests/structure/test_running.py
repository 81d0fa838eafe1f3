"""How tests are run: a slow machine fails none of them, and what was compiled once is not compiled again."""

import gc
import os
import sys

from hypothesis import HealthCheck, settings


def test_no_test_of_drawn_values_is_too_slow():
    assert settings.default.deadline is None
    assert HealthCheck.too_slow in settings.default.suppress_health_check


def test_where_ci_is_set_the_same_values_are_drawn_every_time():
    assert settings.default.derandomize == bool(os.environ.get("CI"))


def test_processes_that_tests_start_keep_what_python_compiled():
    assert not sys.dont_write_bytecode
    assert "PYTHONDONTWRITEBYTECODE" not in os.environ


def test_garbage_is_collected_of_what_tests_make_alone():
    assert gc.isenabled()
    assert gc.get_freeze_count() > 10_000
