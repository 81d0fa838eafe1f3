"""Time that passes when a test wants it to, however fast the machine is and whatever else runs on it."""

from arc_pipeline.measure import clock


class Checks:
    """A deadline that has passed after it was looked at so many times."""

    def __init__(self, number):
        self.left = number

    @property
    def expired(self):
        self.left -= 1
        return self.left < 0


class Hand:
    """The package's clock for one test, in this process: it stands still until `time` (in seconds) is changed."""

    def __init__(self, monkeypatch):
        self.time = 1000.0
        monkeypatch.setattr(clock, "ticks", lambda: self.time)
