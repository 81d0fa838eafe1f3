"""Macros are parts that programs of several tasks share, as programs that are checked like any others."""

import pytest

from arc_pipeline.programs import parse, parse_file
from benchmarks.macros import MACROS, SIZES, TASKS, as_text, macros, parsed, terms, typed


def program(*lines):
    return parse("\n".join(["def solve(I):", *(f"    {line}" for line in lines), "    return O", ""]))


LARGEST = ("x2 = size(x1)", "x3 = argmax(x1, x2)")
OBJECTS = "x1 = objects(I, connectivity=4, univalued=True, background='zero')"


def test_a_program_becomes_a_term_that_is_cut_where_a_value_is_used_twice():
    found = list(terms(program(OBJECTS, *LARGEST, "O = hmirror(x3)"), "ab"))
    assert found == [
        '(objects value_ab_-1 =4 =true ="zero")',
        "(hmirror (argmax value_ab_0 (size value_ab_0)))",
    ]


def test_tables_and_inputs_are_values_of_their_own_and_views_are_seen_through():
    learned = program("x1 = mostcolor(I)", "x2 = switch(I, x1, 0)", "x3 = rot90(x2)", "O = switch(x3, x1, 0)")
    assert list(terms(learned, "ab")) == ["(rot90 value_ab_-1)"]
    assert list(terms(program("O = repaint(I, {1: 2}, I)"), "cd")) == ["(repaint value_cd_-1 table_cd value_cd_-1)"]


def test_a_term_is_typed_by_what_its_calls_take():
    found = typed(parsed("(argmax #0 (size #0))"), "largest")
    assert str(found).startswith("def largest(I: List[Grid]):")
    assert typed(parsed("(hmirror (rot90 #0))"), "turned").input_type.name == "Grid"


@pytest.mark.parametrize("text", ["(hmirror (size #0))", "(objects #0 #0)", "(argmax table_ab #0)", "(nothing #0)"])
def test_what_is_no_program_of_one_value_is_no_macro(text):
    assert typed(parsed(text), "wrong") is None


def test_parts_that_programs_of_enough_tasks_share_are_found():
    pytest.importorskip("stitch_core", reason="stitch-core finds them")
    ends = ("hmirror", "vmirror", "rot90", "rot180", "tophalf", "lefthalf")
    programs = {f"t{k}": program(OBJECTS, *LARGEST, f"O = {name}(x3)") for k, name in enumerate(ends)}
    found = macros(programs, at_least=6, iterations=5)
    largest = typed(parsed("(argmax #0 (size #0))"), "largest")
    assert [(one.program, one.tasks) for one in found] == [(largest, tuple(sorted(programs)))]
    assert macros(programs, at_least=7, iterations=5) == []
    text = as_text(found, {"commit": "abc"})
    assert text.startswith("# commit: abc\n\n# of 6 tasks\ndef macro_")


def test_the_file_holds_macros_and_says_what_it_was_made_of():
    text = MACROS.read_text(encoding="utf-8")
    found = parse_file(MACROS)
    assert all(f"# {name}: " in text.split("\n\n")[0] for name in ("commit", "date", "programs"))
    assert found
    assert all(len(one.nodes) in SIZES for one in found.values())
    numbers = [int(line.split()[2]) for line in text.splitlines() if line.startswith("# of ")]
    assert len(numbers) == len(found)
    assert min(numbers) >= TASKS
