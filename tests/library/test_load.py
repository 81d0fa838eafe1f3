"""Library files: what is read from them, and what is refused, with the file and the line."""

from pathlib import Path

import pytest

from arc_pipeline.library import LONGEST, LibraryError, Stored, load_library, read_library, stored_id
from arc_pipeline.measure import recording
from arc_pipeline.programs import parse

OBJECTS = "objects(I, connectivity=4, univalued=True, background='zero')"
TURNED = "# ab12: The grid is turned upside down.\ndef solve_ab12(I):\n    O = hmirror(I)\n    return O\n"
CROPPED = "# cd34: The part with a frame.\ndef solve_cd34(I):\n    x1 = trim(I)\n    O = rot90(x1)\n    return O\n"


def written(tmp_path, text, name="people.txt"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_programs_are_read_with_their_rules_and_their_origin(tmp_path):
    first, second = read_library(written(tmp_path, f"# Programs that people wrote.\n\n{TURNED}\n{CROPPED}"))
    assert first == Stored("ab12", "The grid is turned upside down.", "people", parse(TURNED))
    assert (second.id, second.rule, second.program.name) == ("cd34", "The part with a frame.", "solve_cd34")


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        (TURNED.replace("solve_ab12", "ab12"), 2, "is not named solve_ and the id of a task"),
        (TURNED.replace("# ab12: ", "# "), 2, "does not follow a line `# ab12: `"),
        (TURNED.replace("# ab12: ", "# cd34: "), 2, "does not follow a line `# ab12: `"),
        (TURNED.replace("\ndef", "\n\ndef"), 3, "does not follow a line `# ab12: `"),
        (TURNED.replace("O = hmirror(I)", f"O = {OBJECTS}"), 2, "makes a"),
        (TURNED.replace("    O =", "    x1 = rot90(I)\n    O ="), 2, "is not in canonical text"),
        (TURNED.replace("hmirror", "hmirrors"), 3, "expected the name of an operation, found 'hmirrors'"),
        (TURNED + TURNED, 6, "there are two functions solve_ab12"),
    ],
)  # fmt: skip
def test_a_fault_is_refused_with_its_line(tmp_path, text, line, problem):
    with pytest.raises(LibraryError, match="people") as caught:
        read_library(written(tmp_path, text))
    assert f"line {line}" in str(caught.value)
    assert problem in str(caught.value)


def test_programs_that_are_too_long_are_refused(tmp_path):
    calls = "".join(f"    x{k} = rot90({'I' if k == 1 else f'x{k - 1}'})\n" for k in range(1, LONGEST + 1))
    text = f"# ab12: It is turned.\ndef solve_ab12(I):\n{calls}    O = hmirror(x{LONGEST})\n    return O\n"
    with pytest.raises(LibraryError, match=f"solve_ab12 has {LONGEST + 1} calls; at most {LONGEST} are allowed"):
        read_library(written(tmp_path, text))


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(LibraryError, match=r"none\.txt cannot be read"):
        read_library(tmp_path / "none.txt")


def test_the_library_holds_one_program_for_a_task_in_each_file():
    stored = load_library()
    assert len({(one.origin, one.id) for one in stored}) == len(stored)
    assert [(one.origin, one.id) for one in stored] == sorted((one.origin, one.id) for one in stored)


def test_the_program_that_the_readme_shows_is_in_the_library():
    shown = (
        (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8").split("# 28bf18c6: ")[1].split("```")[0]
    )
    (stored,) = (one for one in load_library() if one.id == "28bf18c6")
    assert shown == f"{stored.rule}\n{stored.program.text}"


@pytest.mark.parametrize("id", ["1cf80156", "training/1cf80156", "practice-0-12-arc_agi_1-1cf80156"])
def test_the_id_of_a_tasks_stored_program_is_the_last_part_of_its_own(id):
    assert stored_id(id) == "1cf80156"


def test_reading_it_is_a_warm_up():
    load_library.cache_clear()
    with recording() as recorder:
        assert load_library() is load_library()
    assert [(one.name, one.counts) for one in recorder.spans] == [("read library", {"cold": 1})]
