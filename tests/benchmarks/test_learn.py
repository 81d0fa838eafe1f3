"""Pairs of operations are counted once a task, as a search sees the task; what is right is decided by answers."""

import json

import numpy as np
import pytest

from arc_pipeline.library import load_library
from arc_pipeline.programs import INPUT, Ref, parse
from arc_pipeline.search.candidates import Candidate
from arc_pipeline.search.frontier.bigrams import bigrams
from arc_pipeline.search.frontier.kinds import SMALLER
from benchmarks import candidates, learn
from benchmarks.seen_through import seen_through
from benchmarks.sets import load_sets, tasks_and_answers


def program(*lines):
    return parse("\n".join(["def solve(I):", *(f"    {line}" for line in lines), "    return O", ""]))


CUT = program("x1 = hmirror(I)", "O = tophalf(x1)")
JOINED = program("x1 = hmirror(I)", "O = hconcat(x1, I)")


def test_each_place_says_what_it_takes():
    assert list(learn.pairs_of(CUT)) == [("hmirror.grid", "I"), ("tophalf.grid", "hmirror")]
    assert list(learn.pairs_of(JOINED))[1:] == [("hconcat.a", "hmirror"), ("hconcat.b", "I")]


def test_tasks_are_counted_not_programs():
    found = learn.pairs({"b": [CUT], "a": [CUT, CUT, JOINED]})
    assert found["hmirror.grid"] == {"I": ["a", "b"]}
    assert found["hconcat.b"] == {"I": ["a"]}


def test_a_background_that_is_exchanged_and_put_back_is_not_what_a_program_does():
    seen = program("x1 = mostcolor(I)", "x2 = switch(I, x1, 0)", "x3 = rot90(x2)", "O = switch(x3, x1, 0)")
    assert seen_through(seen) == {Ref(1): INPUT, Ref(3): Ref(2)}
    assert list(learn.pairs_of(seen)) == [("mostcolor.obj", "I"), ("rot90.grid", "I")]
    other = program("x1 = mostcolor(I)", "x2 = rot90(I)", "O = switch(x2, x1, 0)")
    assert ("switch.grid", "rot90") in list(learn.pairs_of(other)), "which exchanges no background first"


def test_right_programs_are_those_that_make_every_answer(tmp_path):
    answers = tasks_and_answers(load_sets(["67a3c6ac"]))[1]["67a3c6ac"]
    wrong = [np.zeros((1, 1), np.uint8) for _ in answers]
    rows = [(CUT, answers, 1.0), (JOINED, wrong, 1.0), (program("O = rot90(I)"), answers, 0.9), (CUT, answers, 1.0)]
    found = {"67a3c6ac": [Candidate(p, tuple(outputs), 1.0, fit, "exact") for p, outputs, fit in rows]}
    candidates.keep(found, tmp_path / "found.jsonl")
    assert learn.right_programs([tmp_path / "found.jsonl"]) == {"67a3c6ac": [CUT]}


@pytest.mark.slow
def test_what_searches_found_stays_counted_when_the_library_is_counted_anew(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(learn, "macros", lambda programs: [])
    monkeypatch.setattr(learn, "load_library", lambda: load_library()[:2])
    files = ["--macros", str(tmp_path / "macros.txt"), "--output", str(tmp_path / "bigrams.json")]
    output, found = tmp_path / "bigrams.json", tmp_path / "found.jsonl"
    answers = tasks_and_answers(load_sets(["67a3c6ac"]))[1]["67a3c6ac"]
    candidates.keep({"67a3c6ac": [Candidate(CUT, tuple(answers), 1.0, 1.0, "exact")]}, found)
    learn.main(["--found", str(found), *files])
    first = json.loads(output.read_text())
    assert first["programs"] == {"library": 2, "searches": 1}
    printed = capsys.readouterr().out
    assert "searches: 1 programs of 1 tasks, 2 pairs of operations" in printed
    told = [line.split()[:-8] for line in printed.splitlines() if line.endswith("what its places take")]
    assert told == [["library", "and", "searches"], ["library"], ["searches"]]
    monkeypatch.setattr(learn, "load_library", lambda: load_library()[:1])
    learn.main(files)
    assert json.loads(output.read_text())["programs"] == {"library": 1, "searches": 1}
    read = bigrams(output)
    row = read.own["67a3c6ac"]
    assert {*zip(row[1].tolist(), row[2].tolist(), strict=True)} >= {
        (read.place["tophalf", "grid"], read.word["hmirror"])
    }


def test_what_a_call_takes_is_told_by_the_counts_of_other_tasks():
    """Other programs do the same, or none does; what a task's own program does tells nothing of it."""
    kinds = dict.fromkeys(("a", "b", "c", "d"), SMALLER)

    def bits(**counted):
        parts = {"library": learn.pairs(counted), "searches": {}}
        return learn.bits_of_a_call({"a": [CUT]}, kinds, learn.as_text(parts, {}, kinds))

    alone, alike, other = bits(a=[CUT]), bits(a=[CUT], b=[CUT], c=[CUT]), bits(a=[CUT], b=[JOINED], d=[JOINED])
    assert alone == pytest.approx(bits(), abs=0.01)
    assert alike[0] < other[0] < alone[0]
    assert alike[1] < other[1] < alone[1]
    assert bits(b=[CUT], c=[CUT]) == pytest.approx(alike, abs=0.01)
