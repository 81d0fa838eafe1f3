"""Pieces chosen by a number become states, and so does what is made of one or two of them; only where shapes change."""

import numpy as np
import pytest
from search.growth import grown, made_task, words

from arc_pipeline.dsl.types import GRID
from arc_pipeline.measure import Deadline
from arc_pipeline.programs import run_reference
from arc_pipeline.search.expansions import choices
from arc_pipeline.search.frontier.nodes import TYPE_CODE
from arc_pipeline.search.prediction.shape import update_shapes

WORDS = ("parts", "numcolors", "size", "argmax", "argmin", "upscale", "kron", "hmirror", "row")


def halves(seed, swapped):
    """A pattern of two colours and one of three beside it, 3 x 3 each, with a line between them."""
    rng = np.random.default_rng(seed)
    two, three = rng.integers(0, 2, (3, 3)), rng.integers(0, 3, (3, 3))
    two[0, :2], three[1] = (0, 1), (0, 1, 2)
    sides = (three, two) if swapped else (two, three)
    return np.hstack([sides[0], np.full((3, 1), 5), sides[1]])


def sides_of(grid):
    """The pattern of two colours, and that of three."""
    return sorted((grid[:, :3], grid[:, 4:]), key=lambda side: len(np.unique(side)))


def turned(grid):
    """The pattern of three colours upside down, with its first two exchanged: no one value of the frontier."""
    return np.array([1, 0, 2])[np.flipud(sides_of(grid)[1])]


def product(grid):
    """A copy of the pattern of two colours in place of the other's cells."""
    two, three = sides_of(grid)
    return np.kron(three > 0, two)


INPUTS = [halves(seed, swapped) for seed, swapped in enumerate((False, True, True, False, True))]


def chosen_in(rule):
    """A frontier over one task, after choosing, and the values of its new states on the first input."""
    made = grown([made_task("chosen", rule, INPUTS)], words(*WORDS), 2, numbers=3)
    before = len(made.nodes)
    assert choices.grow(made, Deadline())
    states = [node for node in made.cell_features.tolist() if node >= before]
    programs = [made.nodes.program(node, "solve_it") for node in states]
    return made, states, [run_reference(program, INPUTS[0]) for program in programs]


def test_a_chosen_piece_and_its_images_are_states():
    made, states, values = chosen_in(turned)
    wanted = sides_of(INPUTS[0])[1]
    assert any(np.array_equal(value, wanted) for value in values)
    assert any(np.array_equal(value, np.flipud(wanted)) for value in values)
    assert all(made.nodes.type.all[node] == TYPE_CODE[GRID] for node in states)


def test_two_pieces_are_put_together():
    made, _, values = chosen_in(product)
    assert any(np.array_equal(value, product(INPUTS[0])) for value in values)
    fits = [made.nodes.program(node, "solve_it") for node in made.fits.tolist()]
    assert any(np.array_equal(run_reference(program, INPUTS[-1]), product(INPUTS[-1])) for program in fits)


@pytest.mark.parametrize("rule", [np.fliplr, lambda grid: grid[:1, :2]])
def test_nothing_is_chosen_where_nothing_goes_into_the_outputs(rule):
    made = grown([made_task("none", rule, INPUTS)], words(*WORDS), 2, numbers=3)
    before, tried = len(made.nodes), made.counts.tried
    assert choices.grow(made, Deadline())
    assert len(made.nodes) == before
    assert made.counts.tried == tried


def test_what_is_chosen_says_the_shapes_of_outputs_that_have_others_than_the_inputs():
    tasks = [made_task("chosen", turned, INPUTS), made_task("same", np.flipud, INPUTS)]
    made = grown(tasks, words(*WORDS), 2, numbers=3)
    assert choices.grow(made, Deadline())
    update_shapes(made)
    assert made.shapes[0].likely[0].tests == ((3, 3),)
    assert not made.shapes[1].likely


def test_without_time_nothing_is_chosen():
    made = grown([made_task("chosen", turned, INPUTS)], words(*WORDS), 2, numbers=3)
    tried = made.counts.tried
    assert not choices.grow(made, Deadline(0))
    assert made.counts.tried == tried
