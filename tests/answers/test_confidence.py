"""Confidence: what it is made of, that it grows with each reason to trust an output, and the weights that are kept."""

import json

import numpy as np
import pytest
from answers.made_up import candidate, grid, task

from arc_pipeline.answers.choose import choose
from arc_pipeline.answers.confidence import FEATURES, WEIGHTS, Model, features, logistic, model
from arc_pipeline.answers.plausibility import MEASURES
from arc_pipeline.answers.solved import SETTLED, Solved
from arc_pipeline.answers.votes import Votes, votes

A, B = grid("11"), grid("22")
MODEL = Model(constant=-1.0, weights=(1.0, 2.0, -0.5, 0.25, 0.1, -0.1, -0.2, -0.3, -0.4), second=0.4, partial=0.01)
ASKED = task("asked", grid("11"), demonstrations=3)


PLAUSIBLE = dict.fromkeys(MEASURES, 0.0)


def of(*candidates, share=1.0):
    return Votes(candidates[0].outputs[0], candidates, share)


def test_features_of_votes():
    short = candidate(A, length=20.0, evidence=0.5, source="lookup")
    long = candidate(A, length=60.0, source="exact")
    measured = dict(zip(FEATURES, features(ASKED, 0, of(short, long, share=0.75)), strict=True))
    bits = 20 + 32 * 0.5  # what is not borne out counts as length
    assert measured == {"share": 0.75, "evidence": 1.0, "length": bits / 50, "agreement": 1.0, "few": 1 / 3} | PLAUSIBLE
    assert features(ASKED, 0, of(short, share=0.75)).tolist() == [0.75, 0.5, bits / 50, 0.0, 1 / 3, 0.0, 0.0, 0.0, 0.0]
    assert features(ASKED, 0, of(candidate(A, length=1e6)))[2] == 3.0


def test_confidence_is_logistic_in_the_features():
    group = of(candidate(A, length=50.0), share=0.5)
    assert MODEL.first(ASKED, 0, group) == pytest.approx(1 / (1 + np.exp(1.0 - 0.5 - 2.0 + 0.5 - 0.1 / 3)))
    assert logistic(np.array([0.0, np.log(3)])).tolist() == pytest.approx([0.5, 0.75])


def test_what_does_not_fit_has_the_same_small_confidence_whatever_it_is():
    for group in (of(candidate(A, fit=0.99)), of(candidate(A, fit=0.0), share=0.1), Votes(A, (), 0.0)):
        assert MODEL.first(ASKED, 0, group) == 0.01


def test_a_second_attempt_is_right_only_where_the_first_is_wrong():
    fits, near = of(candidate(B), share=0.2), of(candidate(B, fit=0.9))
    assert MODEL.next(0.75, fits) == pytest.approx(0.25 * 0.4)
    assert MODEL.next(0.75, near) == pytest.approx(0.25 * 0.01)
    assert MODEL.next(0.1, fits) == 0.1  # it comes second, so it is not the likelier one


def test_the_kept_weights_trust_what_there_is_reason_to_trust():
    kept = model()
    surest, doubtful = candidate(A, length=10.0), candidate(A, length=10.0, evidence=0.0)
    assert SETTLED < kept.first(ASKED, 0, of(surest)) < 1
    for other in (of(surest, share=0.3), of(doubtful), of(candidate(A, length=100.0))):
        assert kept.first(ASKED, 0, other) < kept.first(ASKED, 0, of(surest))
    assert 0 < kept.partial < 0.1 < kept.second < 1


def test_weights_are_read_as_they_were_written(tmp_path):
    path = tmp_path / "weights.json"
    path.write_text(json.dumps(MODEL.as_dict()))
    assert model(path) == MODEL
    assert json.loads(WEIGHTS.read_text())["weights"].keys() == set(FEATURES)
    path = tmp_path / "fewer.json"
    path.write_text(json.dumps(MODEL.as_dict() | {"weights": {"share": 1.0}}))
    with pytest.raises(KeyError, match="evidence"):
        model(path)


def test_votes_stand_together_by_output():
    short, long, other = candidate(A, length=10.0), candidate(A, length=18.0), candidate(B, length=14.0)
    first, second = votes([other, long, short], 0)
    assert (first.candidates, second.candidates) == ((short, long), (other,))
    assert [first.share, second.share] == pytest.approx([1.25 / 1.75, 0.5 / 1.75])  # 4 bits more halve a weight
    assert votes([], 0) == []


def test_a_task_is_settled_once_every_first_attempt_is_sure(tmp_path):
    two = task("two", A, A, demonstrations=3)
    sure, doubtful = candidate(A, A), candidate(A, A, length=120.0, evidence=0.0, source="lookup")
    solved = Solved(tmp_path / "run.jsonl")
    assert not solved.is_settled(two)
    for candidates, settled in (([sure], True), ([doubtful], False), ([candidate(A, A, fit=0.99)], False), ([], False)):
        solved.attempts["two"] = choose(two, candidates)
        assert solved.is_settled(two) == settled
    solved.attempts["two"] = [choose(two, [sure])[0], choose(two, [doubtful])[1]]
    assert not solved.is_settled(two)
