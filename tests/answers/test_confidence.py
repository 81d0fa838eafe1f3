"""Confidence: what it is made of, that it grows with each reason to trust an output, and the weights that are kept."""

import json
from dataclasses import replace
from math import log2

import numpy as np
import pytest
from answers.made_up import candidate, grid, task

from arc_pipeline.answers.choose import Attempt, choose
from arc_pipeline.answers.confidence import FEATURES, WEIGHTS, Judge, Model, chances, independent, model
from arc_pipeline.answers.null_code import null_code_length
from arc_pipeline.answers.plausibility import MEASURES, Plausibility
from arc_pipeline.answers.run_results import SETTLED, RunResults
from arc_pipeline.answers.votes import Votes, votes
from arc_pipeline.programs import parse
from arc_pipeline.search.candidates import Candidate
from arc_pipeline.tasks import Pair, Task

A, B = grid("11"), grid("22")
MODEL = Model(
    constant=-1.0, weights=(0.5, 2.0, -0.5, -0.8, -0.7, 0.25, 0.3, -0.1, -0.2, -0.3, -0.4, -0.5), near=0.3, partial=0.01
)
ASKED = task("asked", grid("11"), grid("11"), demonstrations=3)
PLAUSIBLE = dict.fromkeys(MEASURES, 0.0)


def of(*candidates, share=1.0):
    return Votes(candidates[0].outputs[0], candidates, share)


def measured(*groups, asked=ASKED):
    return [dict(zip(FEATURES, row, strict=True)) for row in Judge(asked).features(0, groups)]


def test_features_of_votes():
    pairs = (Pair(grid("1"), grid("12121212")), Pair(grid("2"), grid("21212121")))
    asked = Task("asked", pairs, (grid("1"),))
    output = grid("12121212")
    short = candidate(output, length=20.0, left_out=0.5, source="lookup", operation="dmirror")
    long = candidate(output, length=60.0, source="exact")
    (both,) = measured(of(short, long, share=0.25), asked=asked)
    length = log2(20 / null_code_length(asked))
    expected = {
        "share": -2,
        "left_out": 1,
        "length": length,
        "depth": 0,
        "surprise": 0,
        "agreement": 1,
        "generality": 0,
    } | PLAUSIBLE
    assert both == pytest.approx(expected)
    (alone,) = measured(of(short, share=0.25), asked=asked)
    assert alone == pytest.approx(expected | {"left_out": 0.5, "agreement": 0})
    (by_itself,) = measured(of(long, short, share=0.25), asked=asked)
    assert by_itself == pytest.approx(expected | {"length": log2(60 / null_code_length(asked))})
    deep = replace(short, program=parse("def solve(I):\n    x1 = rot90(I)\n    x2 = trim(x1)\n    x3 = tophalf(I)\n"
                                        "    x4 = vmirror(x2)\n    x5 = rot180(x4)\n    O = hconcat(x3, x5)\n"
                                        "    return O\n"))  # fmt: skip
    assert measured(of(replace(deep, length=60.0)), asked=asked)[0]["depth"] == log2(5), "the longest path, of 6 calls"
    assert measured(of(replace(deep, length=15.0)), asked=asked)[0]["depth"] == log2(3), "it has a name"
    (odd,) = measured(of(replace(short, surprise=3.0), replace(long, surprise=5.0), share=0.25), asked=asked)
    assert odd == pytest.approx(expected | {"surprise": 3})
    (first,) = measured(of(replace(short, generality=0.75), replace(long, generality=1.0), share=0.25), asked=asked)
    assert first == pytest.approx(expected | {"generality": 0.75})
    (implausible,) = measured(of(candidate(grid("11111111"))), asked=asked)
    assert implausible["colors"] == 2
    assert measured(of(long, share=1e-9))[0]["share"] == -8
    large = Task("large", tuple(Pair(grid("1"), np.tile(pair.output, (9, 9))) for pair in pairs), (grid("1"),))
    assert null_code_length(large) > 1000
    assert measured(of(short), asked=large)[0]["length"] == log2(20 / 100), "cells of large outputs are not independent"
    assert measured() == []


def test_an_output_is_measured_once(monkeypatch):
    asked, judge = Plausibility.of, Judge(ASKED)
    calls = []
    monkeypatch.setattr(Plausibility, "of", lambda self, *told: calls.append(told) or asked(self, *told))
    first = judge.features(0, [of(candidate(A)), of(candidate(B))])
    assert len(calls) == 2
    again = judge.features(0, [of(candidate(B)), of(candidate(A)), of(candidate(grid("12")))])
    assert len(calls) == 3
    assert (again[:2] == first[::-1]).all()
    judge.features(1, [of(candidate(A, A))])
    assert len(calls) == 4, "of another test input"


def test_derivations_are_independent_that_have_few_operations_in_common():
    def made(*operations, source="exact", view=""):
        lines = "".join(f"    x{k + 1} = {op}({f'x{k}' if k else 'I'})\n" for k, op in enumerate(operations[:-1]))
        last = f"x{len(operations) - 1}" if operations[1:] else "I"
        program = parse(f"def solve(I):\n{lines}    O = {operations[-1]}({last})\n    return O\n")
        return Candidate(program, (A,), 10.0, 1.0, source, view=view)

    one, other = made("rot90", "trim"), made("rot180", "tophalf")
    assert independent([one]) == independent([one, one]) == 1
    assert independent([one, other]) == 2
    assert independent([one, made("rot90", "tophalf")]) == 2, "one operation of three in common"
    assert independent([made("rot90"), made("rot90", "trim")]) == 1, "one of two"
    assert independent([one, made("rot90", "trim", source="layers", view="switch")]) == 1, "one idea, found twice"
    assert independent([one, other, made("hmirror", source="layers", view="switch"), one]) == 3


def test_outputs_compete_with_each_other_and_with_none():
    two = np.zeros((2, len(FEATURES)))
    two[1, 0] = 2.0
    a, b = np.exp(-1.0), np.exp(-1.0 + 2.0 * 0.5)
    assert MODEL.probabilities(two) == pytest.approx([a / (1 + a + b), b / (1 + a + b)])
    assert MODEL.probabilities(two[:1]) == pytest.approx([a / (1 + a)])
    assert MODEL.probabilities(two[:0]).tolist() == []
    both = chances(np.log([1.0, 3.0, 1.0]), np.array([0, 1, 0]))
    assert both == pytest.approx([1 / 3, 3 / 4, 1 / 3])


def test_however_sure_something_is_left_for_the_others():
    sure = chances(np.array([1e4, 1e4, -1e4]), np.zeros(3, dtype=int))
    assert (sure >= 0).all()
    assert sure.sum() < 1


def test_the_kept_weights_trust_what_there_is_reason_to_trust():
    output = grid("21")
    pairs = tuple(Pair(grid(f"{a}{b}"), grid(f"{b}{a}")) for a, b in ("12", "34", "56"))
    asked = Task("asked", pairs, (grid("12"),))
    surest = replace(candidate(output, length=10.0), generality=1.0)
    doubtful = replace(surest, left_out=0.0)

    def sure(group):
        return model().probabilities(Judge(asked).features(0, [group]))[0]

    implausible = of(candidate(grid("77"), length=10.0))
    odd, long, special = (
        replace(surest, **one) for one in ({"surprise": 5.0}, {"length": 1000.0}, {"generality": 0.0})
    )
    for other in (of(surest, share=0.3), of(doubtful), of(odd), of(long), of(special), implausible):
        assert 0 < sure(other) < sure(of(surest)) < 1
    agreed = of(surest, candidate(output, source="layers", operation="hmirror", length=12.0))
    assert sure(of(surest)) < sure(agreed)
    assert sure(agreed) > SETTLED
    assert 0 < model().partial < 0.1 < model().near < 0.9


def test_weights_are_read_as_they_were_written(tmp_path):
    path = tmp_path / "weights.json"
    path.write_text(json.dumps(MODEL.as_dict()))
    assert model(path) == MODEL
    assert json.loads(WEIGHTS.read_text())["weights"].keys() == set(FEATURES)
    path = tmp_path / "fewer.json"
    path.write_text(json.dumps(MODEL.as_dict() | {"weights": {"share": 1.0}}))
    with pytest.raises(KeyError, match="left_out"):
        model(path)


def test_votes_stand_together_by_output():
    short, long, other = candidate(A, length=10.0), candidate(A, length=18.0), candidate(B, length=14.0)
    first, second = votes([other, long, short], 0)
    assert (first.candidates, second.candidates) == ((short, long), (other,))
    assert [first.share, second.share] == pytest.approx([1.25 / 1.75, 0.5 / 1.75])  # 4 bits more halve a weight
    assert votes([], 0) == []


def test_a_task_is_settled_once_every_first_attempt_is_sure(tmp_path):
    two = task("two", A, A, demonstrations=3)
    solved = RunResults(tmp_path / "run.jsonl")
    assert not solved.is_settled(two)
    doubtful = Attempt(A, None, 1.0, SETTLED - 0.01)
    sure = Attempt(A, None, 1.0, SETTLED)
    for attempts, settled in (([sure, sure], True), ([sure, doubtful], False), ([doubtful, doubtful], False)):
        solved.attempts["two"] = [(attempt, doubtful) for attempt in attempts]
        assert solved.is_settled(two) == settled
    for candidates in ([candidate(A, A, fit=0.99)], []):
        solved.attempts["two"] = choose(two, candidates)
        assert not solved.is_settled(two)
