"""Calls are as likely as programs that solve other tasks make them."""

import json

import numpy as np
import pytest
from search.growth import grown, made_task, random_inputs, words

from arc_pipeline.dsl import OPS, Choice
from arc_pipeline.library import load_library
from arc_pipeline.search.frontier.bigrams import (
    BIGRAMS,
    INPUT_WORD,
    PARTS,
    Likelihood,
    bigrams,
    drawn_operations,
)
from arc_pipeline.search.frontier.kinds import FEW_CHANGES, KINDS, MANY_CHANGES, SMALLER, kind_of

INPUTS = random_inputs(0, 4)
CUT = made_task("cut", lambda grid: grid[:1, :1], INPUTS)
NEW = made_task("new", lambda grid: 9 - grid, INPUTS)
WORDS = words("rot90", "hmirror", "tophalf", "replace", "hconcat", "mostcolor")
TASKS = {SMALLER: [f"s{k}" for k in range(6)] + ["cut"], MANY_CHANGES: ["m0", "m1"], FEW_CHANGES: [], "other": []}
NUMBER = {id: k for k, id in enumerate(id for kind in KINDS for id in TASKS[kind])}


def written(tmp_path, pairs, operations=tuple(OPS), searches=()):
    """A file of counts: (place, operation, ids) each."""
    parts = {"library": {}, "searches": {}}
    for part, some in zip(parts, (pairs, searches), strict=True):
        for place, name, ids in some:
            parts[part].setdefault(place, {})[name] = [NUMBER[id] for id in ids]
    path = tmp_path / f"{len(list(tmp_path.iterdir()))}.json"  # read files are remembered by path
    path.write_text(json.dumps({"tasks": TASKS, "operations": list(operations)} | parts))
    return path


def bits(path, task, outer, *inner):
    """The bits of a call of the first production of an operation on what others made."""
    likelihood, known = Likelihood(WORDS, [task], path), bigrams(path)
    production = next(k for k, one in enumerate(WORDS) if one.op.name == outer)
    called = np.array([[known.word[name] for name in inner]])
    return float(likelihood.bits(production, called, np.zeros(1, int))[0])


def test_what_programs_do_is_likelier_than_what_none_does(tmp_path):
    path = written(tmp_path, [("tophalf.grid", "rot90", ["s0", "s1", "s2"]), ("tophalf.grid", "hmirror", ["s0"])])
    often, once, never = (bits(path, CUT, "tophalf", name) for name in ("rot90", "hmirror", "replace"))
    assert often < once < never
    assert bits(path, CUT, "hmirror", "rot90") > often, "an operation that none calls"


def test_programs_for_tasks_of_the_same_kind_say_more(tmp_path):
    assert [kind_of(task) for task in (CUT, NEW)] == [SMALLER, MANY_CHANGES]
    path = written(tmp_path, [("tophalf.grid", "rot90", ["s0", "s1"]), ("tophalf.grid", "hmirror", ["m0", "m1"])])
    assert bits(path, CUT, "tophalf", "rot90") < bits(path, CUT, "tophalf", "hmirror")
    assert bits(path, NEW, "tophalf", "rot90") > bits(path, NEW, "tophalf", "hmirror")


def test_what_its_own_programs_say_is_left_out_for_a_task(tmp_path):
    others = [("tophalf.grid", "hmirror", ["s0", "m1"])]
    own = written(tmp_path, [*others, ("tophalf.grid", "rot90", ["cut"])], searches=[("rot90.grid", "I", ["cut"])])
    without = written(tmp_path, others)
    stranger = made_task("stranger", lambda grid: grid[:1, :1], INPUTS)
    for inner in ("rot90", "hmirror", "replace"):
        assert bits(own, CUT, "tophalf", inner) == pytest.approx(bits(without, CUT, "tophalf", inner), abs=0.02)
        assert bits(own, stranger, "tophalf", inner) != pytest.approx(
            bits(without, stranger, "tophalf", inner), abs=0.02
        )


def test_a_program_of_the_library_and_one_of_a_search_count_once_for_their_task(tmp_path):
    pair = ("tophalf.grid", "rot90", ["s0"])
    paths = written(tmp_path, [pair]), written(tmp_path, [pair], searches=[pair])
    assert len({bits(path, CUT, "tophalf", "rot90") for path in paths}) == 1


def test_literals_and_arguments_add_their_bits(tmp_path):
    path = written(tmp_path, [("hconcat.a", "rot90", ["s0"]), ("hconcat.a", "hmirror", ["s1", "s2"])])
    likelihood, known = Likelihood(WORDS, [CUT], path), bigrams(path)
    (colors,) = (k for k, one in enumerate(WORDS) if one.op.name == "replace" and len(one.numbers) == 90)
    (one_color,) = (k for k, p in enumerate(WORDS) if p.op.name == "replace" and p.holes == (0, 1))
    on_input, most = known.word[INPUT_WORD], known.word["mostcolor"]
    two, three = (
        likelihood.bits(k, np.array([row]), np.zeros(1, int))
        for k, row in ((colors, [on_input]), (one_color, [on_input, most]))
    )
    given = 2.0 ** -(float(three[0]) - float(two[0]) - np.log2(len(WORDS[one_color].numbers) / 90))
    assert 0 < given < 1, "the probability that the colour is the most common one"
    difference = bits(path, CUT, "hconcat", "rot90", "I") - bits(path, CUT, "hconcat", "hmirror", "I")
    assert difference == pytest.approx(
        bits(path, CUT, "hconcat", "rot90", "rot90") - bits(path, CUT, "hconcat", "hmirror", "rot90"), abs=1e-4
    )


def test_an_operation_that_was_not_there_to_be_counted_is_not_unlikely(tmp_path):
    there = [name for name in OPS if name not in ("tophalf", "hmirror")]
    path = written(tmp_path, [("rot90.grid", "I", ["s0"])], operations=there)
    assert bits(path, CUT, "tophalf", "rot90") == 0
    assert bits(path, CUT, "tophalf", "hmirror") == 0
    assert bits(path, CUT, "rot90", "hmirror") < bits(path, CUT, "rot90", "replace")


def test_an_operation_that_is_there_no_more_is_not_missed(tmp_path):
    pairs = [("tophalf.grid", "rot90", ["s0"])]
    gone = [("gone.grid", "rot90", ["s0"]), ("tophalf.grid", "gone", ["s1"]), ("tophalf.gone", "rot90", ["s1"])]
    paths = written(tmp_path, [*pairs, *gone]), written(tmp_path, pairs)
    assert len({bits(path, CUT, "tophalf", "rot90") for path in paths}) == 1


def test_the_words_of_nodes_are_those_of_their_operations():
    frontier = grown([NEW], WORDS, 2)
    known, found = bigrams(), Likelihood(WORDS, [NEW]).words(frontier.nodes)
    names = {column: name for name, column in known.word.items()}
    ids = frontier.nodes.production_id.all.tolist()
    assert [names[word] for word in found.tolist()] == [INPUT_WORD if k < 0 else WORDS[k].op.name for k in ids]


def test_operations_of_many_tasks_are_drawn_more_often(tmp_path):
    path = written(tmp_path, [("rot90.grid", "I", [*NUMBER])])
    draws = [drawn_operations(0.2, seed, path=path) for seed in range(60)]
    assert all(len(drawn) == round(0.2 * len(OPS)) for drawn in draws)
    times = {name: sum(name in drawn for drawn in draws) for name in ("rot90", "vmirror")}
    assert times["rot90"] > 2 * times["vmirror"]
    assert drawn_operations(1.0, 3) == set(OPS)


def test_a_task_has_no_say_in_what_is_drawn_for_itself(tmp_path):
    others, own = ("rot90.grid", "I", ["s0"]), [(f"{name}.grid", "I", ["cut"]) for name in ("hmirror", "tophalf")]
    paths = [written(tmp_path, [others, *own]), written(tmp_path, [others])]
    with_own, without, never = (
        [drawn_operations(0.2, seed, *given) for seed in range(20)]
        for given in ((frozenset(), paths[0]), (frozenset({"cut"}), paths[0]), (frozenset(), paths[1]))
    )
    assert without == never != with_own


def test_the_file_says_what_it_was_made_of():
    found = json.loads(BIGRAMS.read_text(encoding="utf-8"))
    assert set(found["tasks"]) == set(KINDS)
    assert len(found["commit"]) == 40
    assert len(found["date"].split("-")) == 3
    assert set(found["programs"]) == set(PARTS)
    assert min(found["programs"].values()) > 300
    ids = {id for kind in KINDS for id in found["tasks"][kind]}
    assert len({one.id for one in load_library()} & ids) > 300
    for part in PARTS:
        for place, arguments in found[part].items():
            name, parameter = place.split(".")
            if name in OPS:  # or it is there no more
                taken = {p.name: p.type for p in OPS[name].parameters}
                assert not isinstance(taken.get(parameter), Choice)
            assert all(0 <= k < len(ids) for tasks in arguments.values() for k in tasks)


def test_what_searches_found_says_less_than_what_the_library_does(tmp_path):
    pair = ("tophalf.grid", "rot90", ["s0"])
    files = written(tmp_path, [pair]), written(tmp_path, [], searches=[pair]), written(tmp_path, [])
    stored, found, none = (bits(path, CUT, "tophalf", "rot90") for path in files)
    assert stored < found < none
    both = written(tmp_path, [pair], searches=[pair])
    assert bits(both, CUT, "tophalf", "rot90") == pytest.approx(stored, abs=0.01), "a task counts once"
