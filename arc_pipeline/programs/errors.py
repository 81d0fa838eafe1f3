"""Errors in programs, with file, line and column (counted from 1) as far as they are known."""

from __future__ import annotations


class ProgramError(ValueError):
    """A text, call or graph that is not a valid program. `problem` is the message without the position."""

    def __init__(
        self, problem: str, file: str | None = None, line: int | None = None, column: int | None = None
    ) -> None:
        super().__init__(problem, file, line, column)
        self.problem, self.file, self.line, self.column = problem, file, line, column

    def __str__(self) -> str:
        if self.line is None:
            return self.problem if self.file is None else f"{self.file}: {self.problem}"
        return f"{self.file}, line {self.line}, column {self.column}: {self.problem}"


class ProgramTimeout(ProgramError):  # noqa: N818 - the program's text is not at fault
    """A program that did not finish within its time limit."""
