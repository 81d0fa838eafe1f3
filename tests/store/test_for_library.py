"""What a store holds as text of the library: the library's own reader takes it, whatever the ids and the programs."""

from dataclasses import replace

import pytest
from store.made_up import candidate, filled, program, result, rows, turned

from arc_pipeline.library import LONGEST, read_library
from arc_pipeline.programs import parse
from arc_pipeline.store import StoreError, export_library
from arc_pipeline.store.keys import task_key


def read(path):
    """The programs that the library's reader finds in the text of a store."""
    text = path.with_suffix(".txt")
    text.write_text("".join(export_library(path)), encoding="utf-8")
    return read_library(text)


def test_the_best_program_that_fits_a_task_becomes_one_of_the_library(tmp_path):
    task, other = turned("007e1234"), turned("b", seed=1)
    found = [candidate(task, "rot270(rot180(I))", length=20.0), candidate(task), candidate(task, "hmirror(I)", fit=0.9)]
    path = filled(tmp_path / "a.sqlite", result(task, *found), task=task)
    filled(path, result(other, candidate(other, "hmirror(I)", fit=0.9)), task=other)
    (one,) = read(path)
    assert (one.id, one.program.renamed("solve")) == ("007e1234", program("rot90(I)"))
    assert one.rule == "found by exact in the view dmirror, 10 bits, from 1cf80156 007bbfb7."


def test_a_program_that_is_too_long_for_the_library_gives_way_to_the_next(tmp_path):
    task, lines = turned("a"), "".join(f"    x{k + 1} = rot180({f'x{k}' if k else 'I'})\n" for k in range(LONGEST))
    longest = parse(f"def solve(I):\n{lines}    O = rot90(x{LONGEST})\n    return O\n")
    long = replace(candidate(task, length=5.0), program=longest)
    path = filled(tmp_path / "a.sqlite", result(task, long, candidate(task)), task=task)
    assert [one.program.renamed("solve") for one in read(path)] == [program("rot90(I)")]
    rows(path, "DELETE FROM programs WHERE length = 10")
    assert read(path) == ()


def test_programs_that_are_none_or_were_found_to_be_defective_are_left_out(tmp_path):
    path = filled(tmp_path / "a.sqlite")
    filled(path, result(turned("b", 1), candidate(turned("b", 1))), task=turned("b", 1))
    rows(path, "UPDATE programs SET text = 'import os' WHERE task = ?", task_key(turned()))
    assert [one.id for one in read(path)] == ["b"]
    rows(path, "UPDATE validations SET verdict = 'the reference disagrees'")
    assert read(path) == ()


def test_any_ids_become_names_and_tasks_of_the_same_id_are_told_apart(tmp_path):
    path = tmp_path / "a.sqlite"
    tasks = [turned(id, seed) for seed, id in enumerate(["training/x-1", "training/x_1", "", "é"])]
    for task in tasks:
        filled(path, result(task, candidate(task)), task=task)
    keys = [task_key(task)[:8] for task in tasks]
    assert {one.id for one in read(path)} == {"training_x_1", f"training_x_1_{keys[1]}", f"_{keys[2]}", "_"}


def test_a_file_that_is_no_store_is_an_error(tmp_path):
    (tmp_path / "a.sqlite").write_text("my notes")
    with pytest.raises(StoreError, match="is not a store"):
        next(export_library(tmp_path / "a.sqlite"))
