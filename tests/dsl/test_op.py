"""What an `@op` block lacks is told when it is read, before a kernel is built or a search begins."""

import pytest

from arc_pipeline.dsl import OPS
from arc_pipeline.dsl.op import op
from arc_pipeline.dsl.types import Count, Grid


def unannotated(grid) -> Grid:
    return grid


def endless(grid: Grid):
    return grid


def whole(grid: Grid, n: Count) -> Grid:
    return grid


@pytest.mark.parametrize(
    ("function", "options", "says"),
    [
        (unannotated, {}, "unannotated: the annotation of 'grid' is not a type of the language: None"),
        (endless, {}, "endless: the annotation of 'return' is not a type of the language: None"),
        (whole, {"cost": 0}, "whole: an operation costs 1 at least, not 0"),
        (whole, {"role": "sort"}, "whole: there is no role 'sort', but position, order, "),
        (whole, {"literals": {"m": (1, 2)}}, "whole: something is said of m, which is no parameter"),
        (whole, {"may_be_void": ("m",)}, "whole: something is said of m, which is no parameter"),
        (whole, {"may_be_void": ("n",)}, "whole: 'n' may not be void"),
        (whole, {"may_be_empty": ("n",)}, "whole: 'n' is no list"),
    ],
)
def test_it_is_an_error_that_names_the_operation(function, options, says):
    with pytest.raises(TypeError, match=says):
        op(**{"cost": 1, "kernel": "", **options})(function)
    assert function.__name__ not in OPS
