"""What can go wrong with a backend as a whole; the values inside a batch never raise."""


class BackendError(RuntimeError):
    """A backend cannot be opened or used here; the message says what was looked for and what to install."""


class OutOfTime(Exception):  # noqa: N818, a state of the work that whoever set the deadline answers
    """The deadline that a backend was given has passed; what it was asked for was not made."""


class CompileError(BackendError):
    """A kernel that does not compile; the message names the operation and shows the compiler's line."""


class NoCompilerError(BackendError):
    """No C++ compiler works here; the message has a line for each that was tried, with what it answered."""


class NoFolderError(BackendError):
    """No folder takes a file that is to be kept; the message has a line for each, with what it answered."""
