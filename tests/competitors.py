"""Stored programs of which practice tasks' demonstrations must tell their rule: fewer than there are."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from arc_pipeline.library import load_library
from arc_pipeline.search.generation import library as generation


@contextmanager
def few_competitors() -> Iterator[None]:
    """Whether demonstrations tell a rule is asked of a tenth of the stored programs; practice/test_samples.py asks
    all."""
    few = load_library()[::10]
    generation._library.cache_clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(generation, "load_library", lambda: few)
        yield
    generation._library.cache_clear()
