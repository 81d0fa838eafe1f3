"""Every operation's docstring has an example of its own, and does what the example says."""

import doctest

import pytest

from arc_pipeline.dsl import OPS, VOID, same
from arc_pipeline.dsl.examples import documented, run_example
from arc_pipeline.dsl.notation import calls

LARGEST = 12  # cells of a side, so that a docstring can be read
OPTIONS = doctest.NORMALIZE_WHITESPACE


@pytest.mark.parametrize("name", sorted(OPS))
def test_it_does_what_its_examples_say(name):
    op = OPS[name]
    examples = list(documented(op).examples)
    assert examples, f"{name} has no example in its docstring"
    globs = dict(calls())
    test = doctest.DocTest(examples, globs, name, f"families/{op.family}.py", op.line, op.doc)
    written: list[str] = []
    result = doctest.DocTestRunner(verbose=False, optionflags=OPTIONS).run(test, out=written.append)
    assert result.failed == 0, "".join(written)


@pytest.mark.parametrize("name", sorted(OPS))
def test_its_first_example_calls_it_and_shows_something(name):
    shown = run_example(documented(OPS[name]).examples[0])
    assert shown.op is OPS[name]
    assert shown.value is not VOID
    values = [one.value for one in shown.arguments if hasattr(one, "value")]
    first = values[0] if values else None
    assert not (first is not None and shown.type.storage == "cells" and same(first, shown.value)), "nothing happens"
    for cells in [shown.value, *values]:
        for one in cells if isinstance(cells, list) else [cells]:
            assert not hasattr(one, "shape") or max(one.shape) <= LARGEST or min(one.shape) == 1
