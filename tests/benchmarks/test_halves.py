"""The two halves of the development tasks: drawn once, whatever is asked first."""

from benchmarks.halves import HELD, SEEN, held_out, of_half, training_ids


def test_half_of_the_tasks_is_held_out():
    assert len(training_ids()) == 400
    assert len(held_out()) == 200
    assert held_out() < training_ids()


def test_the_draw_stays_the_same():
    assert sorted(held_out())[:3] == ["007bbfb7", "017c7c7b", "0520fde7"]


def test_every_id_is_in_one_half_and_those_of_other_sets_count_as_seen():
    ids = [*sorted(training_ids())[:50], "another"]
    seen, held = of_half(ids, SEEN), of_half(ids, HELD)
    assert sorted(seen + held) == sorted(ids)
    assert not set(seen) & held_out()
    assert set(held) <= held_out()
    assert "another" in seen
    assert of_half(ids, None) == ids
