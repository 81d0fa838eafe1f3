"""Errors of a backend as a whole; the values in a batch never raise."""


class BackendError(RuntimeError):
    """A backend cannot be opened or used here; the message says what was looked for and what to install."""


class OutOfTime(Exception):  # noqa: N818, a state that whoever set the deadline handles
    """The deadline given to a backend has passed before the requested work was done."""


class CompileError(BackendError):
    """A kernel does not compile; the message names the operation and quotes the compiler."""


class NoCompilerError(BackendError):
    """No C++ compiler works here; the message has a line for each one that was tried, with its answer."""


class NoFolderError(BackendError):
    """No folder can hold a file that is to be kept; the message has a line for each one, with the reason."""
