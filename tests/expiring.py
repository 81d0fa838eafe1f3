"""Deadlines that pass when a test wants them to, however fast the machine is."""


class Checks:
    """A deadline that has passed after it was looked at so many times."""

    def __init__(self, number):
        self.left = number

    @property
    def expired(self):
        self.left -= 1
        return self.left < 0
