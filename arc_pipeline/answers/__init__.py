"""Choose two attempts for every test input, and keep a complete, valid submission.json on disk."""

from .run_results import RunResults
from .submission import Submission, check_submission

__all__ = ["RunResults", "Submission", "check_submission"]
