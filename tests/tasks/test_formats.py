"""Files in other formats than JSON: the error says what they are and what to do with them."""

import bz2
import gzip
import io
import json
import lzma
import zipfile

import pytest

from arc_pipeline.tasks import TaskError, load_tasks


def zipped(text):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("abc.json", text)
    return archive.getvalue()


def content_of(task_json):
    return json.dumps(task_json()).encode()


@pytest.mark.parametrize(
    ("packed", "problem"),
    [
        (zipped, "not JSON but a zip archive, or a spreadsheet, which is one: unpack it, or export it as JSON"),
        (gzip.compress, "not JSON but compressed by gzip: unpack it"),
        (bz2.compress, "not JSON but compressed by bzip2: unpack it"),
        (lzma.compress, "not JSON but compressed by xz: unpack it"),
        (lambda text: b"PAR1" + text, "not JSON but a Parquet table: export it as JSON"),
        (lambda text: text + b"\n" + text, "not one a line as JSON Lines do"),
        (lambda text: b"id,input,output\n1,2,3\n", "it begins with 'id,input,output\\n1,2,3\\n'"),
        (lambda text: b"<!DOCTYPE html>\n<html>", "it begins with '<!DOCTYPE html>\\n<html>'"),
        (lambda text: b"\x89PNG\r\n\x1a\n", r"it begins with '\x89PNG\r\n\x1a\n'"),
        (lambda text: b" \r\n", "not JSON: the file is empty"),
    ],
    ids=["zip", "gzip", "bzip2", "xz", "parquet", "lines", "csv", "html", "png", "empty"],
)
@pytest.mark.parametrize("name", ["tasks", "tasks.json"])
def test_another_format_is_called_by_its_name(tmp_path, task_json, packed, problem, name):
    path = tmp_path / name
    path.write_bytes(packed(content_of(task_json)))
    with pytest.raises(TaskError) as caught:
        load_tasks(path)
    assert str(caught.value).startswith(f"{name}: not JSON")
    assert str(caught.value).endswith(problem)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_other_encodings_of_unicode_are_json(tmp_path, task_json, encoding):
    path = tmp_path / "abc.json"
    path.write_bytes(content_of(task_json).decode().encode(encoding))
    assert [task.id for task in load_tasks(path).tasks] == ["abc"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_ids_from_an_editor_that_marks_its_encoding(write, tmp_path, task_json, encoding, newline):
    path = write("sets.json", {name: task_json() for name in "abcd"})
    (tmp_path / "ids.txt").write_bytes(newline.join(["c", "a", ""]).encode(encoding))
    loaded = load_tasks(path, ids=tmp_path / "ids.txt", on_error="raise")
    assert [task.id for task in loaded.tasks] == ["c", "a"]
