"""Hit rates of caches: what is counted where something is looked up, and what the table says of it."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from measure.test_projection import NOTHING, frame
from structure.imports import PACKAGE, modules

from arc_pipeline.measure import (
    caches,
    count_in_span,
    count_lookups,
    counted_cache,
    counted_property,
    in_this_span,
    recording,
    span,
    spans_frame,
)

SPANS = frame(
    (1, 0, "recall", 0, 1, 0, {"asked_validations": 4, "found_validations": 4, "programs": 7}),
    (2, 0, "shard", 1, 1, 1, {"asked_mine": 2, "found_mine": 1}),
    (3, 2, "shard/validate", 1, 1, 1, {"asked_validations": 4, "found_validations": 2}),
    (4, 2, "shard/lookup", 1, 1, 1, {"asked_features": 0, "found_features": 0}),
)


def test_look_ups_of_all_spans_are_added_up_and_said_in_words():
    table = caches.hit_rates(SPANS)
    assert list(table.index) == ["validations", "features", "mine"], "those with words first, in their order"
    assert table[["lookups", "hits"]].values.tolist() == [[8, 6], [0, 0], [2, 1]]
    assert table["share"].fillna(-1).tolist() == [0.75, -1, 0.5]
    assert table["meaning"].tolist() == [caches.IN_WORDS["validations"], caches.IN_WORDS["features"], ""]


def test_a_record_without_look_ups_has_no_caches():
    for spans in (NOTHING, frame((1, 0, "solve", 0, 1))):
        table = caches.hit_rates(spans)
        assert list(table) == ["lookups", "hits", "share", "meaning"]
        assert len(table) == 0


def test_look_ups_count_for_the_innermost_span_and_outside_of_all_for_none():
    with recording() as recorder, span("outer"):
        count_lookups("mine", 3, 1)
        with span("inner"):
            count_lookups("mine", 1, 1)
            count_in_span(other=5)
    count_lookups("mine", 100, 100)
    assert {one.name: one.counts for one in recorder.spans} == {
        "outer": {"asked_mine": 3, "found_mine": 1},
        "inner": {"asked_mine": 1, "found_mine": 1, "other": 5},
    }
    assert caches.hit_rates(spans_frame(recorder.spans)).loc["mine", ["lookups", "hits"]].tolist() == [4, 2]


def test_what_other_threads_count_in_the_place_of_a_span_is_counted_for_it():
    def looked_up(number):
        count_in_span(**{f"thread_{number}": 1})
        return number

    with recording() as recorder, span("compile"), ThreadPoolExecutor(2) as pool:
        assert list(pool.map(in_this_span(looked_up), range(4))) == [0, 1, 2, 3]
        list(pool.map(looked_up, range(4, 8)))
    (one,) = recorder.spans
    assert one.counts == {f"thread_{number}": 1 for number in range(4)}


def counts_of(looked_up):
    """What is counted while this is called."""
    with recording() as recorder, span("some"):
        looked_up()
    return {name: number for one in recorder.spans for name, number in one.counts.items()}


def test_a_function_that_keeps_its_results_counts_those_that_were_there():
    made = []

    @counted_cache("squares", 2)
    def squared(number, *, plus=0):
        """Squares."""
        made.append(number)
        return number * number // (number != 0) + plus

    assert (squared.__name__, squared.__doc__) == ("squared", "Squares.")
    assert squared(2) == 4, "outside of all spans, too"
    assert counts_of(lambda: [squared(2), squared(3), squared(3), squared(3, plus=1)]) == {
        "asked_squares": 4,
        "found_squares": 2,
    }
    assert made == [2, 3, 3]
    assert counts_of(lambda: squared(2)) == {"asked_squares": 1, "found_squares": 0}, "the last two are kept"
    with pytest.raises(ZeroDivisionError):
        squared(0)
    with pytest.raises(ZeroDivisionError):
        squared(0)
    assert made[-2:] == [0, 0]


class Made:
    """What has a part that several ask for."""

    times = 0

    @counted_property("parts")
    def part(self):
        """Numbers."""
        self.times += 1
        return [self.times]


def test_a_property_is_made_once_for_each_object_and_counts_who_finds_it_there():
    one, other = Made(), Made()
    assert counts_of(lambda: [one.part, one.part, other.part, one.part]) == {"asked_parts": 4, "found_parts": 2}
    assert (one.part, one.part is one.part, one.times, other.times) == ([1], True, 1, 1)
    assert Made.part.__doc__ == "Numbers."
    with pytest.raises(AttributeError, match="part cannot be set"):
        one.part = [3]


def test_a_property_that_raises_is_asked_again():
    class Unlucky:
        times = 0

        @counted_property("parts")
        def part(self):
            self.times += 1
            return 6 // (self.times - 1)

    one = Unlucky()
    with pytest.raises(ZeroDivisionError):
        one.part  # noqa: B018
    assert (one.part, one.part, one.times) == (6, 6, 2)


def test_every_cache_that_counts_has_words():
    """Whatever counts look-ups somewhere is said in words to whoever reads the table."""
    named = set()
    for path in modules(PACKAGE):
        text = path.read_text(encoding="utf-8")
        named |= set(re.findall(r"(?:count_lookups|counted_cache|counted_property)\(\s*\"(\w+)\"", text))
    assert named == set(caches.IN_WORDS)
