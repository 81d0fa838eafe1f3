"""Practice tasks, which are nobody's: from stored and random programs, on inputs made in the manner of known tasks.

A task is kept if its demonstrations tell its rule. The search leaves out the stored program that a task was made of.
"""

from .making import RANDOM_SHARE, Practice, PracticeError, practice_tasks

__all__ = ["RANDOM_SHARE", "Practice", "PracticeError", "practice_tasks"]
