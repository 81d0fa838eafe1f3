"""The cost of measuring, by its parts."""

from benchmarks import measuring


def test_a_span_and_the_clock_around_a_launch_cost_something(monkeypatch):
    monkeypatch.setattr(measuring, "_TIMES", 2000)
    span, clock = measuring.seconds_of_one()
    assert span > 0
    assert clock > 0


def test_without_measuring_no_span_is_recorded(monkeypatch):
    monkeypatch.setattr(measuring, "_EVERY", 400)  # one task
    (_, spans, launches), (_, none, same) = measuring.cpu_seconds(True), measuring.cpu_seconds(False)
    assert spans > 10
    assert none == 0
    assert launches == same > 100
