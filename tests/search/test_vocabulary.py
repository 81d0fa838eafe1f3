"""The vocabulary: every call is one that a program can make, with every choice of literals and each of them once."""

from dataclasses import replace
from itertools import permutations, product

import numpy as np
import pytest

from arc_pipeline.dsl import OPS, TYPES, Choice
from arc_pipeline.dsl.types import COLOR, COUNT, GRID, NUMBER, TABLE, list_of
from arc_pipeline.programs import Builder, Node, ProgramError, Ref
from arc_pipeline.search.frontier.vocabulary import HOLE, MAX_HOLES, literal_type, vocabulary


@pytest.fixture(scope="module")
def calls():
    return vocabulary()


def builder_of_all_types():
    """A builder that holds a value of every type, made by no operation, and the reference to each."""
    builder = Builder()
    for kind in TYPES.values():
        builder.nodes.append(Node(f"some {kind}", ()))
        builder.types.append(kind)
    return builder, {kind: Ref(k) for k, kind in enumerate(TYPES.values())}


def filled(literals, references):
    """The arguments of a call, its holes filled in their order."""
    references = iter(references)
    return [next(references) if argument is HOLE else argument for argument in literals]


def test_every_call_can_stand_in_a_program(calls):
    builder, values = builder_of_all_types()
    for group in calls:
        for types, result in group.types:
            assert result in TYPES.values()
            for call in range(len(group.numbers)):
                made = builder.call(group.op, filled(group.literals(call), [values[kind] for kind in types]))
                assert builder.type_of(made) == result, f"{group.op.name} on {[*map(str, types)]}"


def test_no_types_are_forgotten(calls):
    """Where the builder takes values of some types, the vocabulary has these types."""
    builder, values = builder_of_all_types()
    one_of_each = {(group.op.name, group.holes): group for group in calls}.values()
    for group in one_of_each:
        expected = []
        for types in product(TYPES.values(), repeat=len(group.holes)):
            try:
                builder.call(group.op, filled(group.literals(0), [values[kind] for kind in types]))
            except ProgramError:
                continue
            expected.append(types)
        assert [types for types, _ in group.types] == expected, group.op.name


def test_holes_are_few_and_where_a_value_may_stand(calls):
    for group in calls:
        assert 1 <= len(group.holes) <= MAX_HOLES
        assert group.holes == tuple(k for k, argument in enumerate(group.literals(0)) if argument is HOLE)
        assert not any(group.op.parameters[k].is_literal for k in group.holes)
        absent = [p for p, argument in zip(group.op.parameters, group.literals(0), strict=True) if argument is None]
        assert not any(p.required for p in absent)


def test_every_operation_that_has_room_is_there_unless_it_takes_a_table(calls):
    for name, op in OPS.items():
        needed = [p for p in op.parameters if p.required and not p.is_literal and not p.literals]
        possible = all(p.type != TABLE for p in op.parameters) and 1 <= len(needed) <= MAX_HOLES
        if possible:
            assert any(group.op.name == name for group in calls), name
    tabled = {name for name, op in OPS.items() if any(p.type == TABLE for p in op.parameters)}
    assert "lookup" in tabled
    assert not tabled & {group.op.name for group in calls}


def test_cheapest_first(calls):
    costs = [group.cost for group in calls]
    assert costs == sorted(costs)
    assert all(group.cost == group.op.cost for group in calls)


def test_every_choice_of_literals_is_there_once(calls):
    names = {group.op.name for group in calls}
    for name in names:
        groups = [group for group in calls if group.op.name == name]
        for holes in {group.holes for group in groups}:
            alike = [group for group in groups if group.holes == holes]
            made = [tuple(group.literals(call)) for group in alike for call in range(len(group.numbers))]
            ways = []
            for k, p in enumerate(OPS[name].parameters):
                ways.append([HOLE] if k in holes else p.literals or [None])
            colors = [k for k, p in enumerate(OPS[name].parameters) if p.type == COLOR and k not in holes]
            expected = [way for way in product(*ways) if len({way[k] for k in colors}) == len(colors)]
            assert sorted(map(repr, made)) == sorted(map(repr, expected)), name


def test_literals_are_encoded_as_the_operation_does(calls):
    choices = 0
    for group in calls:
        assert group.numbers.dtype == np.int32
        assert group.numbers.shape == (len(group.numbers), len(group.literal_places))
        for call, row in enumerate(group.numbers.tolist()):
            literals = group.literals(call)
            for place, number in zip(group.literal_places, row, strict=True):
                p, literal = group.op.parameters[place], literals[place]
                assert p.encode(literal) == number
                assert any(literal == option and type(literal) is type(option) for option in p.literals)
                choices += isinstance(p.type, Choice)
    assert choices > 100


def test_calls_that_share_holes_are_one_group(calls):
    assert len({(group.op.name, group.holes) for group in calls}) == len(calls)


def test_color_literals_differ_and_are_known_as_bits(calls):
    seen = set()
    for group in calls:
        places = [k for k in group.literal_places if group.op.parameters[k].type == COLOR]
        for call, bits in enumerate(group.colors.tolist()):
            colors = [group.literals(call)[k] for k in places]
            assert len(set(colors)) == len(colors)
            assert bits == sum(1 << color for color in colors)
            seen.add(len(colors))
    assert seen >= {0, 1, 2}


def test_two_color_literals_take_all_ordered_pairs():
    (group,) = (g for g in vocabulary([OPS["replace"]]) if len(g.holes) == 1)
    pairs = [tuple(group.literals(call)[1:]) for call in range(len(group.numbers))]
    assert sorted(pairs) == sorted(permutations(range(10), 2))


def test_colors_that_cannot_differ_leave_no_call():
    op = OPS["replace"]
    same = tuple(replace(p, literals=(3,)) if p.type == COLOR else p for p in op.parameters)
    made = vocabulary([replace(op, parameters=same)])
    assert all(len(group.numbers) for group in made)
    assert {len(group.holes) for group in made} == {2}


def test_a_number_literal_is_of_the_type_of_the_numbers_beside_it():
    groups = [group for group in vocabulary([OPS["equality"], OPS["where_equal"]]) if group.literal_places]
    assert len(groups) == 2
    for group in groups:
        (place,) = group.literal_places
        assert group.op.parameters[place].type == NUMBER
        kinds = {literal_type(group, place, types) for types, _ in group.types}
        assert kinds == {COLOR, COUNT}, "a Flag's literals are False and True, not numbers"
    assert literal_type(groups[-1], place, (list_of(GRID), list_of(COLOR))) == COLOR
