"""A store as text: sorted, the same after a round trip, and refused with the line where it is at fault."""

import json

import pytest
from store.made_up import candidate, filled, program, recalled, result, rows, turned

from arc_pipeline.programs import parse_many
from arc_pipeline.store import StoreError, export, import_text
from arc_pipeline.store.keys import task_key
from arc_pipeline.store.text import HEADING

FIGURES = {"length": 10.0, "fit": 1.0, "left_out": 0.75, "chance": 0.25, "surprise": 1.5, "source": "exact",
           "view": "dmirror", "parent": "1cf80156 007bbfb7"}  # fmt: skip


@pytest.fixture
def path(tmp_path):
    """Two tasks, the one that sorts last first, with three programs."""
    second, first = turned("b"), turned("a", seed=1)
    path = filled(tmp_path / "a.sqlite", result(second, candidate(second, "hmirror(I)", fit=0.5), candidate(second)),
                  task=second)  # fmt: skip
    return filled(path, result(first, candidate(first, "rot270(rot180(I))")), task=first)


def text(path):
    return "".join(export(path))


def test_the_text_has_a_block_for_each_program_the_best_of_a_task_first(path):
    blocks = text(path).split("\n\n")
    assert blocks[0] == HEADING
    heads = [json.loads(block.splitlines()[0].removeprefix("# ")) for block in blocks[1:]]
    assert [head["id"] for head in heads] == ["a", "b", "b"]
    assert [head["fit"] for head in heads] == [1.0, 1.0, 0.5]
    assert {name: heads[0][name] for name in FIGURES} == FIGURES
    for block, call in zip(blocks[1:], ("rot270(rot180(I))", "rot90(I)", "hmirror(I)"), strict=True):
        assert list(parse_many(block).values()) == [program(call)]


def test_what_is_exported_and_imported_is_the_same(path, tmp_path):
    (tmp_path / "a.txt").write_text(text(path))
    assert import_text(tmp_path / "a.txt", tmp_path / "b.sqlite") == 3
    assert text(tmp_path / "b.sqlite") == text(path)
    assert import_text(tmp_path / "a.txt", tmp_path / "b.sqlite") == 3
    assert text(tmp_path / "b.sqlite") == text(path), "nothing is there twice"
    (found,), errors = recalled(tmp_path / "b.sqlite", turned("x"))
    assert (errors, found.fits, len(found.candidates)) == ([], True, 2)


def test_what_is_imported_is_validated_before_it_counts(path, tmp_path):
    (tmp_path / "a.txt").write_text(text(path).replace("hmirror", "vmirror").replace('"fit": 0.5', '"fit": 1.0'))
    import_text(tmp_path / "a.txt", tmp_path / "b.sqlite")
    assert rows(tmp_path / "b.sqlite", "SELECT count(*) FROM validations") == [(0,)]
    (found,), _ = recalled(tmp_path / "b.sqlite", turned())
    assert [one.fits for one in found.candidates] == [True, False]


def test_a_program_that_people_wrote_can_be_imported(tmp_path):
    """Comments, other names and nested calls are allowed."""
    head = json.dumps({"id": "a", "task": task_key(turned()), **FIGURES, "language": ""})
    body = "def turn(I):  # by hand\n    x = rot180(I)\n    return rot270(x)\n"
    (tmp_path / "a.txt").write_text(f"{HEADING}\r\n\r\n# {head}\r\n{body}")
    assert import_text(tmp_path / "a.txt", tmp_path / "a.sqlite") == 1
    assert recalled(tmp_path / "a.sqlite")[0][0].fits


def good(**changes):
    head = {"id": "a", "task": "0" * 64, **FIGURES, "language": "", **changes}
    return f"# {json.dumps(head)}\n{program('rot90(I)')}"


FAULTS = {
    "another file": ("id,solved\na,1\n", "is not a text that was exported from a store"),
    "empty": ("", "is not a text that was exported from a store"),
    "a program without a head": (f"{HEADING}\n{program('rot90(I)')}", "line 2: expected a line that begins with '# {'"),
    "no JSON": (f"{HEADING}\n# {{nothing}}\n{program('rot90(I)')}", "line 2: Expecting property name"),
    "deep": (f"{HEADING}\n# " + '{"a":' * 50_000 + "1", "line 2: "),
    "a head without fit": (f"{HEADING}\n\n\n# {{}}\n", "line 4: expected an object with id, task, length, fit"),
    "a head with more": (f"{HEADING}\n{good(more=1)}", "line 2: expected an object with id"),
    "a huge length": (f"{HEADING}\n{good(length=1e300)}", "line 2: length is a number from 0 to 1,000,000"),
    "a length beyond all floats": (f"{HEADING}\n{good(length=10**400)}", "line 2: length is a number from 0 to"),
    "a task without a key": (f"{HEADING}\n{good(task='x')}", "line 2: a task or a program is not named by its hash"),
    "not a number": (f"{HEADING}\n{good(chance=float('nan'))}", "line 2: chance is a number from 0 to 1"),
    "true": (f"{HEADING}\n{good(fit=True)}", "line 2: fit is a number from 0 to 1"),
    "no source": (f"{HEADING}\n{good(source=None)}", "line 2: source is a text"),
    "an id of lines": (f"{HEADING}\n{good(id='a' + chr(10))}", "line 2: id is a text that can be printed"),
    "a second block": (f"{HEADING}\n{good()}\n{good(fit=2)}", "line 7: fit is a number"),
    "no program": (f"{HEADING}\n{good().splitlines()[0]}\n", "line 3: expected one function, found 0"),
    "two programs": (f"{HEADING}\n{good()}{program('rot180(I)', 'second')}", "line 3: expected one function, found 2"),
    "an import": (f"{HEADING}\n{good()}import os\n", "line 6: expected def name.*found Import"),
    "no grid": (f"{HEADING}\n{good().replace('rot90', 'mostcolor')}", "line 2: solve: expected a program that makes"),
    "a long program": (f"{HEADING}\n{good()}" + "# x\n" * 100_000, "line .*: expected a line that begins"),
    "a long line": (f"{HEADING}\n{good()}" + "x" * 10_000_000, "line 6: expected a line that begins"),
    "no UTF-8": (f"{HEADING}\n".encode() + b"\xff\xfe", "is not text in UTF-8"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "problem"), FAULTS.values(), ids=FAULTS.keys())
def test_a_text_at_fault_is_one_error_and_nothing_of_it_is_added(path, tmp_path, content, problem):
    before = text(path)
    (tmp_path / "a.txt").write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(StoreError, match=problem) as raised:
        import_text(tmp_path / "a.txt", path)
    assert str(raised.value).startswith(str(tmp_path / "a.txt"))
    assert len(str(raised.value)) < 1000
    assert "\n" not in str(raised.value)
    assert text(path) == before


def test_rows_that_cannot_be_are_not_exported(path):
    rows(path, "UPDATE programs SET text = 'import os' WHERE fit = 0.5")
    rows(path, "UPDATE programs SET length = -1 WHERE text LIKE '%rot270%'")
    assert text(path).count("\n# {") == 1
