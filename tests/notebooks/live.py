"""A notebook in a live kernel, without a browser: somebody is there, and a front end sets the state of its controls."""

from nbclient import NotebookClient
from nbclient.util import run_sync
from nbformat.v4 import new_code_cell
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook
from structure.imports import ROOT

SECONDS = 120  # for a cell, on a busy machine
_VIEW = "application/vnd.jupyter.widget-view+json"


def with_parameters(name, parameters):
    """The notebook of this name, not run yet, with a cell that sets these parameters."""
    return parameterize_notebook(load_notebook_node(str(ROOT / "notebooks" / f"{name}.ipynb")), parameters)


class Live:
    """A notebook while its kernel runs: all cells are run on entering."""

    def __init__(self, notebook):
        self.client = NotebookClient(
            notebook, timeout=SECONDS, kernel_name="python3", resources={"metadata": {"path": str(ROOT)}}
        )

    def __enter__(self):
        self.entered = self.client.setup_kernel()
        self.entered.__enter__()
        self.client.kc.allow_stdin = True  # as a front end says whose user can be asked
        for number, cell in enumerate(self.client.nb.cells):
            self.client.execute_cell(cell, number)
        return self

    def __exit__(self, *error):
        self.entered.__exit__(*error)

    def box(self, code):
        """The last box that the cell with this code shows: the models of the controls in it by what stands beside them,
        and the model of the page beneath them."""
        (cell,) = [cell for cell in self.client.nb.cells if code in cell.source and cell.cell_type == "code"]
        views = [output["data"][_VIEW] for output in cell.outputs if _VIEW in output.get("data", {})]
        box = self.client.widget_state[views[-1]["model_id"]]
        *controls, shown = [child.removeprefix("IPY_MODEL_") for child in box["children"]]
        return {self.client.widget_state[model]["description"]: model for model in controls}, shown

    def page(self, code):
        """The HTML of the page in this box."""
        return self.client.widget_state[self.box(code)[1]]["value"]

    def changed(self, code, control, **state):
        """The HTML of that page after a front end has set the state of one of the controls."""
        controls, shown = self.box(code)
        content = {"comm_id": controls[control], "data": {"method": "update", "state": state, "buffer_paths": []}}
        self.client.kc.shell_channel.send(self.client.kc.session.msg("comm_msg", content))
        while True:
            message = run_sync(self.client.kc.get_iopub_msg)(timeout=SECONDS)
            data = message["content"].get("data", {})
            if message["content"].get("comm_id") == shown and "value" in data.get("state", {}):
                return data["state"]["value"]

    def said(self, code, can_be_asked):
        """What code prints in the kernel for a front end whose user can be asked, or cannot."""
        self.client.kc.allow_stdin = can_be_asked
        self.client.nb.cells.append(new_code_cell(code))
        made = self.client.execute_cell(self.client.nb.cells[-1], len(self.client.nb.cells) - 1)
        return "".join(output.text for output in made.outputs)
