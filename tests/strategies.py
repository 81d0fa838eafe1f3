"""Values of every type of the language for tests: hypothesis' seeds, random values, real grids of development tasks."""

from functools import cache

from hypothesis import strategies as st

from arc_pipeline.dsl import Choice, Type
from arc_pipeline.dsl.op import Parameter
from arc_pipeline.testing.values import CONCRETE_FOR, HIGHEST, RandomValues

__all__ = [
    "CONCRETE_FOR", "HIGHEST", "concrete_types", "random_cells", "random_list", "random_number", "random_rows",
    "random_table", "random_value", "real_grids", "seeds",
]  # fmt: skip

seeds = st.integers(0, 2**32 - 1)


@cache
def real_grids():
    """The training inputs of the ARC-AGI-1 training tasks."""
    from arc_pipeline.tasks import load_tasks

    return [pair.input for task in load_tasks("arc-agi-1/training").tasks for pair in task.train]


def random_cells(rng, kind):
    """Cells of a type in one of several styles: noise, few colours, blobs, stripes, frames, one colour, symmetric."""
    return RandomValues(rng, real_grids()).cells(kind)


def random_number(rng, kind):
    """An integer of a number type; counts are mostly small, sometimes negative or large."""
    return RandomValues(rng).number(kind)


def random_value(rng, kind, void=0.05):
    """A value of a concrete type, void now and then."""
    return RandomValues(rng, real_grids()).value(kind, void)


def random_list(rng, kind, length):
    """A list of `length` values of the list type's elements."""
    return RandomValues(rng, real_grids()).items(kind, length)


def random_table(rng):
    """A table over one, two or three states, dense enough that lookups hit."""
    return RandomValues(rng).table()


def concrete_types(rng, parameters: tuple[Parameter, ...]) -> list[Type | Choice | None]:
    """Pick a concrete type for each parameter of one call, the same for all parameters of one generic type."""
    return RandomValues(rng).types(parameters)


def random_rows(rng, parameters, types, rows):
    """One list of values a parameter; lists in one row are mostly equally long, as operations on two lists expect."""
    return RandomValues(rng, real_grids()).rows(parameters, types, rows)
