"""Whatever a text holds, it is a program or a ProgramError with a position: nothing is run, nothing else is raised."""

import pickle
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arc_pipeline.programs import MAX_NODES, ProgramError, parse, parse_many
from arc_pipeline.programs.parse import MAX_NESTING, MAX_TEXT


def body(*lines):
    return "\n".join(["def f(I):", *(f"    {line}" for line in lines)])


def returning(expression):
    return body(f"return {expression}")


HOSTILE = {
    "nothing": "",
    "import": "import os\n" + returning("I"),
    "import inside": body("import os", "return I"),
    "import from": "from os import system\n" + returning("I"),
    "attribute": returning("I.shape"),
    "attribute of an operation": returning("rot90.reference(I)"),
    "attribute of a call": returning("rot90(I).__class__"),
    "method": returning("I.__class__.__subclasses__()"),
    "lambda": returning("(lambda g: g)(I)"),
    "lambda argument": returning("rot90(lambda: I)"),
    "comprehension": returning("[rot90(I) for k in I]"),
    "comprehension argument": returning("rot90(g for g in I)"),
    "subscript": returning("I[0]"),
    "dunder call": returning("__import__('os')"),
    "dunder name": returning("__builtins__"),
    "dunder target": body("__class__ = rot90(I)", "return __class__"),
    "dunder function": "def __init__(I):\n    return I",
    "underscore": body("_ = rot90(I)", "return _"),
    "built-in": returning("eval('1')"),
    "exec": body("exec('1')", "return I"),
    "nested calls": returning("rot90(" * (MAX_NESTING + 1) + "I" + ")" * (MAX_NESTING + 1)),
    "10,000 parentheses": returning("(" * 10_000 + "I" + ")" * 10_000),
    "10,000 open parentheses": returning("(" * 10_000),
    "10,000 open calls": returning("rot90(" * 10_000),
    "10,000 brackets": returning("[" * 10_000),
    "100,000 minus signs": returning("roll(I, 'up', " + "-" * 100_000 + "1)"),
    "100,000 nots": returning("not " * 60_000 + "I"),
    "a long chain of attributes": returning("I" + ".a" * 100_000),
    "a long chain of calls": returning("I" + "()" * 100_000),
    "a long sum": returning("I" + "+I" * 100_000),
    "long conditions": returning("I if I else " * 10_000 + "I"),
    "deep blocks": "\n".join("    " * k + "def f(I):" for k in range(90)),
    "million digits": returning("roll(I, 'up', " + "9" * 1_000_000 + ")"),
    "hundred thousand digits": returning("roll(I, 'up', " + "9" * 100_000 + ")"),
    "hundred thousand hexadecimal digits": returning("roll(I, 'up', -0x" + "f" * 100_000 + ")"),
    "a huge key": returning("lookup({0x" + "f" * 100_000 + ": 1}, I)"),
    "a huge key twice": returning("lookup({0x" + "f" * 9000 + ": 1, 0x" + "f" * 9000 + ": 1}, I)"),
    "a long word": returning("roll(I, '" + "u" * 100_000 + "', 1)"),
    "a long name": returning("a" * 100_000),
    "a long keyword": returning("rot90(" + "a" * 100_000 + "=I)"),
    "a long function": "def " + "f" * 100_000 + "(I):\n    return I",
    "long text": returning("I") + "\n" + "#" * MAX_TEXT,
    "null": returning("I\0"),
    "half a pair": returning("I # \ud800"),
    "no indentation": "def f(I):\nreturn I",
    "tabs and spaces": "def f(I):\n    x = rot90(I)\n\treturn x",
    "unclosed word": returning("roll(I, 'up"),
    "strange character": returning("rot90(I)€"),
    "escape": returning(r"roll(I, '\d', 1)"),
    "shadowed operation": body("rot90 = rot180(I)", "return rot90"),
    "shadowed input": body("I = rot180(I)", "return I"),
    "function named as an operation": "def rot90(I):\n    return I",
    "function named as the input": "def I(I):\n    return I",
    "keyword as a name": "def class(I):\n    return I",
    "reassignment": body("x = rot90(I)", "x = rot180(x)", "return x"),
    "two names": body("x = y = rot90(I)", "return x"),
    "unpacking": body("x, y = rot90(I)", "return x"),
    "assignment to a part": body("x[0] = rot90(I)", "return x"),
    "assignment to an attribute": body("I.x = rot90(I)", "return I"),
    "annotated assignment": body("x: int = rot90(I)", "return x"),
    "augmented assignment": body("x = rot90(I)", "x += x", "return x"),
    "a literal for a value": body("x = 3", "return I"),
    "unknown operation": returning("rot91(I)"),
    "operation as a value": returning("rot90"),
    "operation as an argument": returning("rot90(rot90)"),
    "unknown name": returning("rot90(x1)"),
    "a name before its value": body("y = rot90(x)", "x = rot90(I)", "return y"),
    "too few arguments": returning("rot90()"),
    "too many arguments": returning("rot90(I, I)"),
    "unknown keyword": returning("rot90(I, turns=2)"),
    "keyword twice": returning("rot90(grid=I, grid=I)"),
    "argument twice": returning("rot90(I, grid=I)"),
    "star": returning("rot90(*I)"),
    "double star": returning("rot90(**I)"),
    "wrong type": returning("logical_and(I, I)"),
    "list of lists": returning("objects(objects(I))"),
    "literal for a grid": returning("rot90(3)"),
    "word for a grid": returning("rot90('I')"),
    "None": returning("rot90(None)"),
    "float": returning("roll(I, 'up', 1.0)"),
    "complex": returning("roll(I, 'up', 1j)"),
    "bytes": returning("roll(I, b'up', 1)"),
    "ellipsis": returning("roll(I, 'up', ...)"),
    "sum of literals": returning("roll(I, 'up', 1 + 1)"),
    "colour 10": returning("canvas_like(10, I)"),
    "colour -1": returning("canvas_like(-1, I)"),
    "True as a colour": returning("canvas_like(True, I)"),
    "1 as a flag": returning("flip(1)"),
    "count of 33 bits": returning("roll(I, 'up', 2147483648)"),
    "the void number": returning("roll(I, 'up', -2147483648)"),
    "unknown word": returning("roll(I, 'upwards', 1)"),
    "number for a word": returning("roll(I, 0, 1)"),
    "value for a choice": body("x = length(objects(I))", "return objects(I, connectivity=x)"),
    "no such choice": returning("objects(I, connectivity=6)"),
    "value for a table": returning("lookup(I, I)"),
    "empty table": returning("lookup({}, I)"),
    "set for a table": returning("lookup({1, 2}, I)"),
    "key twice": returning("lookup({1: 2, 1: 3}, I)"),
    "keys of several lengths": returning("lookup({1: 2, (1, 2): 3}, I, I)"),
    "key of four": returning("lookup({(1, 2, 3, 4): 2}, I)"),
    "key of one in parentheses": returning("lookup({(1,): 2}, I)"),
    "key 256": returning("lookup({256: 2}, I)"),
    "negative key": returning("lookup({-1: 2}, I)"),
    "True as a key": returning("lookup({True: 2}, I)"),
    "a word as a key": returning("lookup({'a': 2}, I)"),
    "value 14 in a table": returning("lookup({1: 14}, I)"),
    "a call in a table": returning("lookup({1: rot90(I)}, I)"),
    "double star in a table": returning("lookup({**I}, I)"),
    "huge table": returning("lookup({" + ", ".join(f"({k // 256}, {k % 256}): 1" for k in range(5000)) + "}, I, I)"),
    "missing return": body("x = rot90(I)"),
    "return of nothing": body("return"),
    "return of a literal": returning("3"),
    "return of two": returning("I, I"),
    "two returns": body("return I", "return I"),
    "call after the return": body("return I", "x = rot90(I)"),
    "pass": body("pass"),
    "docstring": body("'''Turns.'''", "return I"),
    "global": body("global x", "return I"),
    "if": body("if I: pass", "return I"),
    "while": body("while I: pass", "return I"),
    "for": body("for x in I: pass", "return I"),
    "with": body("with I: pass", "return I"),
    "try": body("try: pass", "except: pass", "return I"),
    "raise": body("raise I", "return I"),
    "assert": body("assert I", "return I"),
    "delete": body("del I", "return I"),
    "yield": returning("(yield I)"),
    "await": returning("await I"),
    "walrus": returning("(x := rot90(I))"),
    "walrus argument": returning("rot90(x := I)"),
    "f-string": returning("f'{I}'"),
    "f-string argument": returning("roll(I, f'{I}', 1)"),
    "conditional": returning("I if I else I"),
    "comparison": returning("I < I"),
    "decorator": "@rot90\n" + returning("I"),
    "decorator after a function": returning("I").replace("def f", "def e") + "\n@rot90\n" + returning("I"),
    "default argument": "def f(I=rot90(1)):\n    return I",
    "default of a second argument": "def f(I, k=print()):\n    return I",
    "two arguments": "def f(I, J):\n    return I",
    "no argument": "def f():\n    return rot90(I)",
    "another argument": "def f(grid):\n    return grid",
    "star argument": "def f(*I):\n    return I",
    "double star argument": "def f(**I):\n    return I",
    "argument by position only": "def f(I, /):\n    return I",
    "argument by keyword only": "def f(*, I):\n    return I",
    "unknown annotation": "def f(I: print()):\n    return I",
    "unknown type": "def f(I: int):\n    return I",
    "table as input": "def f(I: Table):\n    return I",
    "unknown list": "def f(I: List[int]):\n    return I",
    "result annotation": "def f(I) -> Grid:\n    return I",
    "async function": "async def f(I):\n    return I",
    "class": "class f:\n    pass",
    "statement": "print('hello')",
    "statement after the function": returning("I") + "\nprint('hello')",
    "function in a function": body("def g(I):", "    return I", "return I"),
    "two functions": returning("I") + "\n" + returning("I").replace("def f", "def g"),
    "function twice": returning("I") + "\n" + returning("I"),
    "constant result of unknown type": returning("equality(branch(True, I, I), 1)"),
}


@pytest.mark.filterwarnings("ignore::SyntaxWarning", "ignore::DeprecationWarning")
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_is_refused_with_a_position(text):
    with pytest.raises(ProgramError) as caught:
        parse(text, "strange.txt")
    error = caught.value
    assert 1 <= error.line <= text.count("\n") + 1
    assert error.column >= 1
    assert str(error).startswith(f"strange.txt, line {error.line}, column {error.column}: ")
    assert len(str(error)) < 600
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_huge_numbers_are_refused_where_python_has_no_limit():
    limit = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(0)
    try:
        with pytest.raises(ProgramError, match="a huge number"):
            parse(returning("roll(I, 'up', " + "9" * 20_000 + ")"))
    finally:
        sys.set_int_max_str_digits(limit)


def test_too_many_calls_are_refused():
    chain = [f"x{k + 1} = rot90(x{k})" for k in range(1, MAX_NODES)]
    longest = parse(body("x1 = rot90(I)", *chain, f"return x{MAX_NODES}"))
    assert longest.depth == MAX_NODES
    with pytest.raises(ProgramError, match=f"at most {MAX_NODES} calls"):
        parse(body("x1 = rot90(I)", *chain, f"return rot90(x{MAX_NODES})"))
    with pytest.raises(ProgramError, match="at most 10000 calls"):
        parse(body(*(f"x{k} = rot90(I)" for k in range(10_001)), "return x1"))


def test_tables_are_bounded_over_the_whole_program():
    table = "{" + ", ".join(f"({k // 256}, {k % 256}): 1" for k in range(3000)) + "}"
    assert parse(returning(f"lookup({table}, I, I)")).cost > 3000
    with pytest.raises(ProgramError, match="4096 entries in all"):
        parse(body(f"x1 = lookup({table}, I, I)", f"return lookup({table}, x1, x1)"))


PIECES = """return |I|x1| = |rot90(|objects(|lookup(|)|{|}|: |, |3|'up'|-|*|.|lambda |[|]|@|True|None|def |#|\\|"|="""
FRAGMENTS = [*PIECES.split("|"), "def f(I):\n", "    ", "\n", "\t", "connectivity="]


def outcome(text):
    try:
        return list(parse_many(text).values())
    except ProgramError as error:
        return error


@pytest.mark.filterwarnings("ignore::SyntaxWarning", "ignore::DeprecationWarning")
@settings(max_examples=400)
@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(FRAGMENTS), max_size=25).map("".join)))
def test_any_text_is_a_program_or_refused(text):
    for candidate in (text, body("x1 = rot90(I)", text), returning(text)):
        found = outcome(candidate)
        if isinstance(found, ProgramError):
            assert found.line >= 1
            assert found.column >= 1
        else:
            assert [parse(program.text) for program in found] == found
