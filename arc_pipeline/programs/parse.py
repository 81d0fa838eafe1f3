"""Parses text into Programs. `ast` reads the text, only known forms are accepted, and nothing is ever executed.

Untrusted files are safe to read: any fault is a ProgramError with file, line and column, and size and depth are
bounded. Unused calls are dropped; comments are allowed.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, NoReturn

from ..dsl.op import OPS
from ..dsl.types import TABLE, TYPES, Type
from .builder import Builder
from .errors import ProgramError
from .literals import short
from .node import INPUT, Ref
from .program import Program
from .text import INPUT_NAME, check_name

MAX_TEXT = 1 << 18  # characters of one program
MAX_FILE = 1 << 25  # bytes
MAX_CALLS = 10_000  # in one program's text, before equal ones are shared
MAX_NESTING = 50  # depth of nested calls


def parse(text: str, file: str = "<text>") -> Program:
    """The only program in `text`; `file` names the text in errors. Raises ProgramError if there is not exactly one."""
    programs = parse_many(text, file)
    if len(programs) != 1:
        raise ProgramError(f"expected one function, found {len(programs)}", file, 1, 1)
    return next(iter(programs.values()))


def parse_file(path: str | Path) -> dict[str, Program]:
    """The programs of a UTF-8 file by name, in their order. Raises OSError if it cannot be read."""
    path = Path(path)
    if path.stat().st_size > MAX_FILE:
        raise ProgramError(f"expected a file of at most {MAX_FILE} bytes", str(path), 1, 1)
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = 1 + content.count(b"\n", 0, error.start)
        column = error.start - content.rfind(b"\n", 0, error.start)
        raise ProgramError("expected text in UTF-8", str(path), line, column) from None
    return parse_many(text, str(path))


def parse_many(text: str, file: str = "<text>") -> dict[str, Program]:
    """All programs in `text` by name, in their order; `file` names the text in errors."""
    programs: dict[str, Program] = {}
    for first_line, part in _parts(text):
        for statement in _syntax_tree(part, file, first_line).body:
            reader = _Reader(file, first_line)
            program = reader.function(statement)
            if program.name in programs:
                reader.refuse(statement, f"there are two functions {program.name}")
            programs[program.name] = program
    return programs


def _parts(text: str) -> Iterator[tuple[int, str]]:
    """The text cut where functions begin, with each part's first line number, so that memory is bounded by one part."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    cuts = [0, *(match.start() for match in re.finditer(r"^def\b", text, re.MULTILINE)), len(text)]
    line = 1
    for begin, end in pairwise(cuts):
        yield line, text[begin:end]
        line += text.count("\n", begin, end)


def _syntax_tree(part: str, file: str, first_line: int) -> ast.Module:
    if len(part) > MAX_TEXT:
        raise ProgramError(f"expected a program of at most {MAX_TEXT} characters", file, first_line, 1)
    try:
        return ast.parse(part)
    except SyntaxError as error:
        line = first_line - 1 + max(1, error.lineno or 1)
        raise ProgramError(f"expected a program: {error.msg}", file, line, max(1, error.offset or 1)) from None
    except (RecursionError, MemoryError):
        raise ProgramError("expected a program, found text that is nested too deep", file, first_line, 1) from None
    except ValueError as error:  # invalid characters: null bytes, lone surrogates
        raise ProgramError(f"expected a program: {error}", file, first_line, 1) from None


class _Reader:
    """Converts the syntax tree of one function to a Program."""

    def __init__(self, file: str, first_line: int) -> None:
        self.file = file
        self.line_offset = first_line - 1
        self.values: dict[str, Ref] = {INPUT_NAME: INPUT}
        self.calls = 0
        self.builder = Builder()

    def refuse(self, node: Any, problem: str) -> NoReturn:
        """Raise a ProgramError at a node of the syntax tree."""
        # Names in an untrusted text may have any length.
        problem = problem if len(problem) <= 400 else f"{problem[:400]}..."
        raise ProgramError(problem, self.file, node.lineno + self.line_offset, node.col_offset + 1) from None

    def expected(self, what: str, node: Any) -> NoReturn:
        self.refuse(node, f"expected {what}, found {type(node).__name__}")

    def function(self, node: ast.stmt) -> Program:
        if not isinstance(node, ast.FunctionDef):
            self.expected(f"def name({INPUT_NAME}):", node)
        self.name(node, node.name)
        self.signature(node)
        for statement in node.body[:-1]:
            self.assignment(statement)
        last = node.body[-1]
        if not isinstance(last, ast.Return) or last.value is None:
            self.expected("the function to end with the return of a value", last)
        output = self.value(last.value)
        try:
            return self.builder.program(output, node.name)
        except ProgramError as error:
            self.refuse(node, error.problem)

    def signature(self, node: ast.FunctionDef) -> None:
        given = node.args
        others = [given.posonlyargs, given.kwonlyargs, given.vararg, given.kwarg, given.defaults, given.kw_defaults]
        if any(others) or [argument.arg for argument in given.args] != [INPUT_NAME]:
            self.refuse(node, f"expected one argument, {INPUT_NAME}, and nothing else")
        if node.decorator_list or node.returns or getattr(node, "type_params", None):
            self.refuse(node, f"expected def {node.name}({INPUT_NAME}): and nothing else")
        annotation = given.args[0].annotation
        if annotation is not None:
            self.builder = Builder(self.input_type(annotation))

    def input_type(self, node: ast.expr) -> Type:
        """The type that an annotation names, such as Mask or List[Object]."""
        name = getattr(node, "id", "")
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and isinstance(node.slice, ast.Name):
            name = f"{node.value.id}[{node.slice.id}]"
        if name not in TYPES or TYPES[name] == TABLE:
            self.expected("the type of an input", node)
        return TYPES[name]

    def name(self, node: Any, name: str) -> None:
        try:
            check_name(name)
        except ProgramError as error:
            self.refuse(node, error.problem)

    def assignment(self, node: ast.stmt) -> None:
        if not isinstance(node, ast.Assign):
            self.expected("name = operation(...), or return at the end", node)
        target = node.targets[0]
        if len(node.targets) > 1 or not isinstance(target, ast.Name):
            self.expected("one name on the left of =", target)
        self.name(target, target.id)
        if target.id in self.values:
            self.refuse(target, f"'{target.id}' has a value already")
        self.values[target.id] = self.value(node.value)

    def value(self, node: ast.expr, nesting: int = 0) -> Ref:
        """The value of a name or of a call."""
        if isinstance(node, ast.Name):
            if node.id not in self.values:
                self.refuse(node, f"{short(node.id)} has no value here")
            return self.values[node.id]
        if not isinstance(node, ast.Call):
            self.expected("a call or a name", node)
        return self.call(node, nesting)

    def call(self, node: ast.Call, nesting: int) -> Ref:
        self.calls += 1
        if nesting >= MAX_NESTING or self.calls > MAX_CALLS:
            self.refuse(node, f"expected at most {MAX_CALLS} calls, nested at most {MAX_NESTING} deep")
        if not isinstance(node.func, ast.Name):
            self.expected("the name of an operation", node.func)
        if node.func.id not in OPS:
            self.refuse(node.func, f"expected the name of an operation, found {short(node.func.id)}")
        op = OPS[node.func.id]
        positional = [self.argument(argument, nesting) for argument in node.args]
        keywords: dict[str, Any] = {}
        for keyword in node.keywords:
            if keyword.arg is None or keyword.arg in keywords:
                self.refuse(keyword, "expected keywords, each once")
            keywords[keyword.arg] = self.argument(keyword.value, nesting)
        try:
            return self.builder.call(op, op.bind(positional, keywords))
        except (ProgramError, TypeError) as error:
            self.refuse(node, error.problem if isinstance(error, ProgramError) else str(error))

    def argument(self, node: ast.expr, nesting: int) -> Any:
        if isinstance(node, ast.Name | ast.Call):
            return self.value(node, nesting + 1)
        if isinstance(node, ast.Dict):
            return self.table(node)
        if isinstance(node, ast.Constant) and isinstance(node.value, str | bool):
            return node.value
        return self.number(node, "a call, a name or a literal")

    def table(self, node: ast.Dict) -> dict[Any, int]:
        table: dict[Any, int] = {}
        for key_node, value_node in zip(node.keys, node.values, strict=True):
            if key_node is None:
                self.expected("key: value", value_node)
            if isinstance(key_node, ast.Tuple):
                key: Any = tuple(self.number(part, "a number") for part in key_node.elts)
            else:
                key = self.number(key_node, "a number or two or three in parentheses")
            if key in table:
                self.refuse(key_node, f"the table has two values for {short(key)}")
            table[key] = self.number(value_node, "a number")
        return table

    def number(self, node: ast.expr, expected: str) -> int:
        negative = isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)
        constant = node.operand if isinstance(node, ast.UnaryOp) and negative else node
        if not isinstance(constant, ast.Constant) or type(constant.value) is not int:
            self.expected(expected, constant)
        return -constant.value if negative else constant.value
