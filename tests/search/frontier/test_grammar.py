"""The grammar: every call is one that a program can make, with every choice of literals and each of them once."""

from dataclasses import replace
from itertools import permutations, product

import numpy as np
import pytest

from arc_pipeline.dsl import OPS, TYPES, Choice
from arc_pipeline.dsl.types import COLOR, COUNT, GRID, NUMBER, TABLE, list_of
from arc_pipeline.programs import Builder, Node, ProgramError, Ref
from arc_pipeline.search.frontier.grammar import HOLE, literal_type, productions_of


@pytest.fixture(scope="module")
def productions():
    return productions_of()


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


def test_every_call_can_stand_in_a_program(productions):
    builder, values = builder_of_all_types()
    for production in productions:
        for types, result in production.types:
            assert result in TYPES.values()
            for choice in range(len(production.numbers)):
                made = builder.call(
                    production.op, filled(production.literals(choice), [values[kind] for kind in types])
                )
                assert builder.type_of(made) == result, f"{production.op.name} on {[*map(str, types)]}"


def test_no_types_are_forgotten(productions):
    """Where the builder takes values of some types, the grammar has these types."""
    builder, values = builder_of_all_types()
    one_of_each = {(production.op.name, production.holes): production for production in productions}.values()
    for production in one_of_each:
        expected = []
        for types in product(TYPES.values(), repeat=len(production.holes)):
            try:
                builder.call(production.op, filled(production.literals(0), [values[kind] for kind in types]))
            except ProgramError:
                continue
            expected.append(types)
        assert [types for types, _ in production.types] == expected, production.op.name


def test_holes_are_few_and_where_a_value_may_stand(productions):
    for production in productions:
        assert 1 <= len(production.holes) <= 2
        assert production.holes == tuple(k for k, argument in enumerate(production.literals(0)) if argument is HOLE)
        assert not any(production.op.parameters[k].is_literal for k in production.holes)
        absent = [
            p for p, argument in zip(production.op.parameters, production.literals(0), strict=True) if argument is None
        ]
        assert not any(p.required for p in absent)


def test_every_operation_that_has_room_is_there_unless_it_takes_a_table(productions):
    for name, op in OPS.items():
        needed = [p for p in op.parameters if p.required and not p.is_literal and not p.literals]
        possible = all(p.type != TABLE for p in op.parameters) and 1 <= len(needed) <= 2
        if possible:
            assert any(production.op.name == name for production in productions), name
    tabled = {name for name, op in OPS.items() if any(p.type == TABLE for p in op.parameters)}
    assert "lookup" in tabled
    assert not tabled & {production.op.name for production in productions}


def test_cheapest_first(productions):
    costs = [production.cost for production in productions]
    assert costs == sorted(costs)
    assert all(production.cost == production.op.cost for production in productions)


def test_every_choice_of_literals_is_there_once(productions):
    names = {production.op.name for production in productions}
    for name in names:
        own = [production for production in productions if production.op.name == name]
        for holes in {production.holes for production in own}:
            alike = [production for production in own if production.holes == holes]
            made = [
                tuple(production.literals(choice)) for production in alike for choice in range(len(production.numbers))
            ]
            ways = []
            for k, p in enumerate(OPS[name].parameters):
                ways.append([HOLE] if k in holes else p.literals or [None])
            colors = [k for k, p in enumerate(OPS[name].parameters) if p.type == COLOR and k not in holes]
            expected = [way for way in product(*ways) if len({way[k] for k in colors}) == len(colors)]
            assert sorted(map(repr, made)) == sorted(map(repr, expected)), name


def test_literals_are_encoded_as_the_operation_does(productions):
    choices = 0
    for production in productions:
        assert production.numbers.dtype == np.int32
        assert production.numbers.shape == (len(production.numbers), len(production.literal_places))
        for choice, row in enumerate(production.numbers.tolist()):
            literals = production.literals(choice)
            for place, number in zip(production.literal_places, row, strict=True):
                p, literal = production.op.parameters[place], literals[place]
                assert p.encode(literal) == number
                assert any(literal == option and type(literal) is type(option) for option in p.literals)
                choices += isinstance(p.type, Choice)
    assert choices > 100


def test_calls_that_share_holes_are_one_production(productions):
    assert len({(production.op.name, production.holes) for production in productions}) == len(productions)


def test_color_literals_differ_and_are_known_as_bits(productions):
    seen = set()
    for production in productions:
        places = [k for k in production.literal_places if production.op.parameters[k].type == COLOR]
        for choice, bits in enumerate(production.colors.tolist()):
            colors = [production.literals(choice)[k] for k in places]
            assert len(set(colors)) == len(colors)
            assert bits == sum(1 << color for color in colors)
            seen.add(len(colors))
    assert seen >= {0, 1, 2}


def test_two_color_literals_take_all_ordered_pairs():
    (production,) = (g for g in productions_of([OPS["replace"]]) if len(g.holes) == 1)
    pairs = [tuple(production.literals(choice)[1:]) for choice in range(len(production.numbers))]
    assert sorted(pairs) == sorted(permutations(range(10), 2))


def test_colors_that_cannot_differ_leave_no_call():
    op = OPS["replace"]
    same = tuple(replace(p, literals=(3,)) if p.type == COLOR else p for p in op.parameters)
    made = productions_of([replace(op, parameters=same)])
    assert all(len(production.numbers) for production in made)
    assert {len(production.holes) for production in made} == {2}


def test_a_number_literal_is_of_the_type_of_the_numbers_beside_it():
    productions = [
        production for production in productions_of([OPS["equality"], OPS["where_equal"]]) if production.literal_places
    ]
    assert len(productions) == 2
    for production in productions:
        (place,) = production.literal_places
        assert production.op.parameters[place].type == NUMBER
        kinds = {literal_type(production, place, types) for types, _ in production.types}
        assert kinds == {COLOR, COUNT}, "a Flag's literals are False and True, not numbers"
    assert literal_type(productions[-1], place, (list_of(GRID), list_of(COLOR))) == COLOR
