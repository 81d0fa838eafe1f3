"""Ids that look like numbers come through papermill as they are, or an error says how they can be given."""

import ast
import json

import nbformat
import pytest
from click.testing import CliRunner
from papermill.cli import papermill

from arc_pipeline.settings import SettingsError, chosen_ids

NUMBERS = ["12345678", "00000042", "007e1234", "1e234567", "00000e10", "cafe0123"]


@pytest.fixture
def given(tmp_path):
    """What a notebook's `ids` is, for arguments of papermill's command line."""
    notebook = nbformat.v4.new_notebook()
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook.cells.append(nbformat.v4.new_code_cell("ids = None", metadata={"tags": ["parameters"]}))
    nbformat.write(notebook, tmp_path / "in.ipynb")

    def of(*arguments):
        command = [str(tmp_path / "in.ipynb"), str(tmp_path / "out.ipynb"), *arguments, "--prepare-only"]
        ended = CliRunner().invoke(papermill, command)
        assert ended.exit_code == 0, ended.output
        cells = nbformat.read(tmp_path / "out.ipynb", as_version=4).cells
        (cell,) = [cell.source for cell in cells if "injected-parameters" in cell.metadata.get("tags", [])]
        value = ast.parse(cell).body[-1].value
        return float("inf") if isinstance(value, ast.Call) else ast.literal_eval(value)

    return of


@pytest.mark.parametrize("id", NUMBERS)
def test_as_text_every_id_arrives(given, id):
    assert chosen_ids(given("-r", "ids", id)) == (id,)


def test_several_ids_arrive_with_commas_and_in_lists(given):
    assert chosen_ids(given("-p", "ids", ",".join(NUMBERS))) == tuple(NUMBERS)
    assert chosen_ids(given("-y", f"ids: {json.dumps(NUMBERS)}")) == tuple(NUMBERS)
    assert chosen_ids(given("-y", "ids: [12345678, cafe0123, 007e1234]")) == ("12345678", "cafe0123", "007e1234")


@pytest.mark.parametrize("id", ["12345678", "00000042", "cafe0123"])
def test_digits_that_papermill_takes_for_a_number_are_an_id_again(given, id):
    assert chosen_ids(given("-p", "ids", id)) == (id,)


@pytest.mark.parametrize("id", ["007e1234", "1e234567", "00000e10"])
def test_what_papermill_makes_another_number_of_is_refused_with_what_to_do(given, id):
    with pytest.raises(SettingsError, match=r"^ids is not the number .*: use -r"):
        chosen_ids(given("-p", "ids", id))


def test_what_yaml_takes_for_an_octal_number_is_refused_with_what_to_do(given):
    with pytest.raises(SettingsError, match=r"^ids is .* in YAML an id of digits only needs quotes"):
        chosen_ids(given("-y", "ids: [00123456]"))
