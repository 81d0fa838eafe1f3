"""Hit rates of caches: what is counted where something is looked up, and what the table says of it."""

from concurrent.futures import ThreadPoolExecutor

from measure.test_projection import NOTHING, frame

from arc_pipeline.measure import caches, count_in_span, count_lookups, in_this_span, recording, span, spans_frame

SPANS = frame(
    (1, 0, "recall", 0, 1, 0, {"asked_validations": 4, "found_validations": 4, "programs": 7}),
    (2, 0, "shard", 1, 1, 1, {"asked_mine": 2, "found_mine": 1}),
    (3, 2, "shard/validate", 1, 1, 1, {"asked_validations": 4, "found_validations": 2}),
    (4, 2, "shard/lookup", 1, 1, 1, {"asked_elements": 0, "found_elements": 0}),
)


def test_look_ups_of_all_spans_are_added_up_and_said_in_words():
    table = caches.hit_rates(SPANS)
    assert list(table.index) == ["validations", "elements", "mine"], "those with words first, in their order"
    assert table[["lookups", "hits"]].values.tolist() == [[8, 6], [0, 0], [2, 1]]
    assert table["share"].fillna(-1).tolist() == [0.75, -1, 0.5]
    assert table["meaning"].tolist() == [caches.IN_WORDS["validations"], caches.IN_WORDS["elements"], ""]


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
