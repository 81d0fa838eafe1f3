"""A store from a stranger runs no code, ends no run, and changes no answer that the demonstrations do not confirm."""

import json
import sqlite3
import warnings
from contextlib import closing

import pytest
from store.made_up import candidate, filled, program, recalled, result, rows, turned

from arc_pipeline.search.views.kinds.lenses import Lens
from arc_pipeline.search.views.view import View
from arc_pipeline.search.views.written import written
from arc_pipeline.store import Store

TEXTS = {
    "an import": "def solve(I):\n    O = __import__('os').system('true')\n    return O\n",
    "an attribute": "def solve(I):\n    return I.__class__\n",
    "a statement": "print('hello')\n",
    "nested too deep": "def solve(I):\n    return " + "rot90(" * 5000 + "I" + ")" * 5000 + "\n",
    "unending": "def solve(I):\n    O = roll(I, 'up', " + "9" * 100_000 + ")\n    return O\n",
    "another program": str(program("rot180(I)")),
    "no grid": "def solve(I):\n    O = mostcolor(I)\n    return O\n",
    "for a mask": "def solve(I: Mask):\n    return I\n",
    "two programs": str(program("rot90(I)")) * 2,
    "nothing": "",
    "half a character": "def solve(I): # \ud800",
    "null": "def solve(I):\0",
    "a number": 17,
    "none": None,
    "bytes": b"\xff\xfe\x00",
}
NUMBERS = [None, "nan", "text", b"1", float("inf"), float("-inf"), 1e308, -1.0, -(2**63), 2**63 - 1]


@pytest.fixture(autouse=True)
def _warnings_are_looked_at():
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*rows of the store are of no use")
        warnings.filterwarnings("ignore", category=SyntaxWarning)
        yield


def with_text(path, text):
    """The store with this text for its program."""
    if isinstance(text, str):
        text = text.encode("utf-8", "surrogatepass")  # as SQLite holds it, whatever it is
        rows(path, "UPDATE programs SET text = CAST(? AS TEXT)", text)
    else:
        rows(path, "UPDATE programs SET text = ?", text)
    return path


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_a_text_that_is_no_program_for_grids_is_left_out_and_deleted(tmp_path, text):
    path = with_text(filled(tmp_path / "a.sqlite"), text)
    found, errors = recalled(path)
    assert found == []
    assert [error.split(",")[0] for error in errors] == ["1 rows of the store are of no use"]
    assert len(errors[0]) < 1000
    good = candidate(turned(), "rot270(rot180(I))")
    (again,), errors = recalled(filled(path, result(turned(), good)))
    assert (errors, [one.program for one in again.candidates]) == ([], [good.program])


@pytest.mark.parametrize("column", ["length", "fit", "left_out", "chance", "surprise"])
@pytest.mark.parametrize("number", NUMBERS, ids=repr)
def test_a_figure_that_cannot_be_is_left_out(tmp_path, column, number):
    if (column, number) == ("fit", 1e308):
        number = 1.5
    path = filled(tmp_path / "a.sqlite", result(turned(), candidate(turned()), candidate(turned(), "hmirror(I)")))
    rows(path, f"UPDATE programs SET {column} = ? WHERE text LIKE '%rot90%'", number)
    (found,), errors = recalled(path)
    assert [one.program for one in found.candidates] == [program("hmirror(I)")]
    assert errors == ["1 rows of the store are of no use, the first: a figure or a name is out of range"]


@pytest.mark.parametrize("column", ["source", "view", "parent", "outputs", "language", "program"])
@pytest.mark.parametrize("value", [b"x", "line\nbreak", "x" * 5000], ids=["bytes", "lines", "long"])
def test_a_word_that_cannot_be_is_left_out(tmp_path, column, value):
    path = filled(tmp_path / "a.sqlite")
    rows(path, f"UPDATE programs SET {column} = ?", value)
    found, errors = recalled(path)
    assert found == []
    assert len(errors) == 1


def test_many_rows_of_a_task_crowd_out_nothing_that_is_found_later(tmp_path):
    path = filled(tmp_path / "a.sqlite")
    with closing(sqlite3.connect(path)) as connection, connection:
        (row,) = connection.execute("SELECT * FROM programs").fetchall()
        connection.execute("DELETE FROM programs")
        bad = [(*row[:1], f"{k:064x}", "no program", *row[3:6], -1e300, *row[7:]) for k in range(5000)]  # length
        connection.executemany(f"INSERT INTO programs VALUES ({', '.join('?' * len(row))})", bad)
    (found,), errors = recalled(filled(path))
    assert errors == []
    assert len(found.candidates) == 1
    assert rows(path, "SELECT count(*) FROM programs") == [(1,)]


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER t AFTER INSERT ON programs BEGIN DELETE FROM programs; END",
        "CREATE VIEW v AS SELECT load_extension('x')",
        "CREATE TABLE more (x)",
        "CREATE INDEX i ON programs (fit)",
        "CREATE TABLE t (x CHECK (x > load_extension('x')))",
        "ALTER TABLE programs ADD COLUMN x",
        "DROP TABLE views",
        "ALTER TABLE views RENAME TO others",
    ],
)
def test_a_store_with_other_tables_is_moved_aside_and_a_new_one_begun(tmp_path, statement):
    path = filled(tmp_path / "a.sqlite")
    rows(path, statement)
    with pytest.warns(RuntimeWarning, match=r"a\.sqlite: its tables are not those of a store"):
        found, errors = recalled(path)
    assert found == []
    assert errors == [f"{path}: its tables are not those of a store: the damaged store is now {path}.corrupt-1, "
                      "and a new one is begun"]  # fmt: skip
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.sqlite", "a.sqlite.corrupt-1"]
    assert len(recalled(filled(path))[0]) == 1


def test_a_row_of_a_hundred_million_characters_is_not_read(tmp_path):
    path = filled(tmp_path / "a.sqlite")
    rows(path, "UPDATE programs SET text = printf('%.*c', 100000000, 'x')")
    with pytest.warns(RuntimeWarning, match="string or blob too big: the damaged store is now"):
        assert recalled(path)[0] == []


VIEW = json.loads(written(View((Lens("switch", "switch", (1, 0)),))))[0]
VIEWS = {
    "no JSON": "[",
    "deep": "[" * 5000 + "]" * 5000,
    "no list": "{}",
    "no step": [5],
    "an unknown step": [VIEW | {"step": "os.system"}],
    "the view as a step": [{"step": "View", "steps": [], "bits": 0, "promise": 0}],
    "more fields": [VIEW | {"more": 1}],
    "fewer fields": [{"step": "Lens"}],
    "an operation that there is not": [VIEW | {"see": "__import__"}],
    "an operation that makes no grid": [VIEW | {"see": "mostcolor", "arguments": []}],
    "a colour that there is not": [VIEW | {"arguments": [1, 10]}],
    "a huge number": '[{"step":"Lens","see":"switch","undo":"switch","arguments":[1,' + "9" * 5000 + "]}]",
    "a number that is none": '[{"step":"Lens","see":"switch","undo":"switch","arguments":[1,NaN]}]',
    "too many arguments": [VIEW | {"arguments": [1, 0, 1]}],
    "a program that is none": [{"step": "Stage", "program": {"program": "import os"}}],
    "a program that makes no grid": [{"step": "Stage", "program": {"program": TEXTS["no grid"]}}],
    "a step that there is not": [{"step": "Slice", "program": {"program": TEXTS["no grid"]}}],
    "many steps": [VIEW] * 100,
    "long": [VIEW | {"see": "x" * 20_000}],
}  # fmt: skip


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS.keys())
def test_a_view_that_is_none_is_left_out(tmp_path, view):
    good = View((Lens("switch", "switch", (2, 0)),), promise=3.0)
    path = filled(tmp_path / "a.sqlite", result(turned(), waiting=(good, View((Lens("switch", "switch", (1, 0)),)))))
    text = view if isinstance(view, str) else json.dumps(view)
    rows(path, "UPDATE views SET view = ? WHERE promise = 0", text)
    (found,), errors = recalled(path, resume=True)
    assert found.waiting == (good,)
    assert len(errors) == 1


@pytest.mark.parametrize(
    ("change", "lost"),
    [
        ("views SET bits = 'nan'", "waiting"),
        ("views SET promise = 9e999", "waiting"),
        ("views SET promise = NULL", "waiting"),
        ("timings SET tried = -1", "tried"),
        ("timings SET tried = 9e18", "tried"),
        ("timings SET tried = 'x'", "tried"),
        ("timings SET seconds = 9e999", "tried"),
        ("timings SET seconds = NULL", "tried"),
        ("finished SET times = NULL", "finished"),
        ("finished SET times = -5", "finished"),
        ("finished SET times = 'x'", "finished"),
        ("finished SET effort = hex(zeroblob(9000))", "finished"),
    ],
)
def test_numbers_of_the_search_that_cannot_be_are_left_out(tmp_path, change, lost):
    given = result(turned(), candidate(turned()), waiting=(View(),), tried=3, seconds=1.0, finished=("a",))
    path = filled(tmp_path / "a.sqlite", given)
    rows(path, f"UPDATE {change}")
    (found,), errors = recalled(path, resume=True)
    assert len(errors) == 1
    assert {name for name in ("waiting", "tried", "finished") if getattr(found, name) != getattr(given, name)} == {lost}
    assert found.seconds == (0.0 if lost == "tried" else 1.0)


def test_rounds_that_were_finished_without_end_are_bounded(tmp_path):
    path = filled(tmp_path / "a.sqlite", result(turned(), finished=("a",)))
    rows(path, "UPDATE finished SET times = ?", 2**62)
    (found,), _ = recalled(path, resume=True)
    assert len(found.finished) == 1000


def test_a_program_without_end_costs_no_more_than_its_time(tmp_path, monkeypatch):
    """The reference has a limit of time for each; kernels end with the deadline."""
    monkeypatch.setattr("arc_pipeline.scoring.validate.TIME_LIMIT", 0.0)
    monkeypatch.setattr("arc_pipeline.scoring.validate.Validator.__init__.__defaults__", (0.0,))
    path = filled(tmp_path / "a.sqlite")
    rows(path, "DELETE FROM validations")
    (found,), _ = recalled(path)
    assert (found.candidates, len(found.defects)) == ([], 1)


def test_a_store_cannot_name_files(tmp_path):
    """Whatever its rows hold, the only files that are written are its own."""
    path = filled(tmp_path / "a.sqlite")
    rows(path, "UPDATE tasks SET id = '../../x'")
    with Store(path) as store:
        store.add([result(turned(), candidate(turned(), "hmirror(I)"))], {"turned": turned()})
    assert [one.name for one in tmp_path.iterdir()] == ["a.sqlite"]
