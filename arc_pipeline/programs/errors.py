"""What is wrong with a program, and where: file, line and column (both from 1) as far as they are known."""

from __future__ import annotations


class ProgramError(ValueError):
    """A text, a call or a graph that is no valid program. `problem` says what was expected."""

    def __init__(
        self, problem: str, file: str | None = None, line: int | None = None, column: int | None = None
    ) -> None:
        super().__init__(problem, file, line, column)
        self.problem, self.file, self.line, self.column = problem, file, line, column

    def __str__(self) -> str:
        if self.line is None:
            return self.problem if self.file is None else f"{self.file}: {self.problem}"
        return f"{self.file}, line {self.line}, column {self.column}: {self.problem}"


class ProgramTimeout(ProgramError):  # noqa: N818 - it is no fault of the program's text
    """A program that did not end within its time limit."""
