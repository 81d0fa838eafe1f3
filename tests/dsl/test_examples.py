"""Every operation's docstring has an example of its own, and does what the example says."""

import doctest

import pytest
from parity import by_family

from arc_pipeline.dsl import OPS, VOID, same
from arc_pipeline.dsl.examples import documented, run_example
from arc_pipeline.dsl.notation import calls

LARGEST = 12  # cells of a side, so that a docstring can be read
OPTIONS = doctest.NORMALIZE_WHITESPACE


@pytest.mark.parametrize("family", by_family())
def test_operations_do_what_their_examples_say(family):
    written: list[str] = []
    for name in by_family()[family]:
        op = OPS[name]
        examples = list(documented(op).examples)
        assert examples, f"{name} has no example in its docstring"
        test = doctest.DocTest(examples, dict(calls()), name, f"families/{op.family}.py", op.line, op.doc)
        doctest.DocTestRunner(verbose=False, optionflags=OPTIONS).run(test, out=written.append)
    assert written == [], "".join(written)


@pytest.mark.parametrize("family", by_family())
def test_the_first_example_of_an_operation_calls_it_and_shows_something(family):
    for name in by_family()[family]:
        shown = run_example(documented(OPS[name]).examples[0])
        assert shown.op is OPS[name]
        assert shown.value is not VOID, name
        values = [one.value for one in shown.arguments if hasattr(one, "value")]
        first = values[0] if values else None
        nothing_happens = first is not None and shown.type.storage == "cells" and same(first, shown.value)
        assert not nothing_happens, name
        for cells in [shown.value, *values]:
            for one in cells if isinstance(cells, list) else [cells]:
                assert not hasattr(one, "shape") or max(one.shape) <= LARGEST or min(one.shape) == 1, name
