import math
import pickle
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest
from expiring import Hand

from arc_pipeline.measure import Deadline, clock


@pytest.fixture
def hand(monkeypatch):
    return Hand(monkeypatch)


def test_left_elapsed_and_expired(hand):
    deadline = Deadline(10)
    assert (deadline.left(), deadline.elapsed(), deadline.expired) == (10, 0, False)
    hand.time += 4
    assert (deadline.left(), deadline.elapsed(), deadline.expired) == (6, 4, False)
    hand.time += 6
    assert (deadline.left(), deadline.expired) == (0, True)
    hand.time += 5
    assert (deadline.left(), deadline.elapsed(), deadline.expired) == (0, 15, True)


def test_an_overrun_is_counted_from_the_end(hand):
    deadline = Deadline(10)
    hand.time += 9
    assert deadline.overrun() == 0
    hand.time += 3
    assert deadline.overrun() == 2
    assert Deadline().overrun() == 0


def test_no_limit(hand):
    deadline = Deadline(None)
    hand.time += 1e9
    assert (deadline.left(), deadline.elapsed(), deadline.expired) == (math.inf, 1e9, False)
    assert deadline.share(0.5).left() == math.inf
    assert deadline.sub(3).left() == 3
    assert Deadline(math.inf).left() == math.inf


def test_nothing_left_from_the_start(hand):
    assert Deadline(0).expired


def test_a_share_is_of_what_is_left(hand):
    whole = Deadline(100)
    hand.time += 20
    half = whole.share(0.5)
    assert (half.left(), half.elapsed()) == (40, 0)
    assert whole.share(1).left() == 80


def test_a_part_never_ends_after_the_whole(hand):
    whole = Deadline(10)
    assert whole.sub(3).left() == 3
    assert whole.sub(30).left() == 10
    assert whole.sub(None).left() == 10
    hand.time += 11
    assert whole.sub(5).expired
    assert whole.share(0.1).expired


@pytest.mark.parametrize("seconds", [-1, -0.001, math.nan])
def test_seconds_must_make_sense(seconds):
    with pytest.raises(ValueError, match="at least 0"):
        Deadline(seconds)


@pytest.mark.parametrize("fraction", [0, -0.5, 1.01, math.nan])
def test_fractions_must_make_sense(fraction):
    with pytest.raises(ValueError, match="fraction"):
        Deadline(1).share(fraction)


def test_a_copy_ends_at_the_same_moment(hand):
    deadline = Deadline(10)
    sent = pickle.dumps(deadline)
    hand.time += 4  # a queue on the way must not prolong it
    assert pickle.loads(sent).left() == 6


def seen_there(deadline: Deadline) -> tuple[float, float]:
    return deadline.left(), deadline.elapsed()


def test_on_another_machine_it_ends_after_as_many_seconds_as_were_left(hand, monkeypatch):
    deadline = Deadline(10)
    hand.time += 4
    sent = pickle.dumps([deadline, Deadline()])
    hand.time = 7.0  # the other machine has been up for a shorter time
    monkeypatch.setattr(clock, "machine", lambda: "another")
    arrived, unlimited = pickle.loads(sent)
    assert (arrived.left(), arrived.elapsed(), unlimited.left()) == (6, 4, math.inf)


def test_a_machine_is_itself_and_has_a_name():
    assert clock.machine() == clock.machine()
    assert clock.machine().strip()


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_another_process_sees_the_same_end(method):
    deadline = Deadline(3600)
    with ProcessPoolExecutor(1, mp_context=get_context(method)) as pool:
        before = deadline.left()
        left, elapsed = pool.submit(seen_there, deadline).result()
        after = deadline.left()
    assert after <= left <= before
    assert left + elapsed == pytest.approx(3600)
