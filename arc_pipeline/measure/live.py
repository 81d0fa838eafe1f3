"""Whether somebody sits in front of the notebook, who can choose, or whether it is run to be read later."""

from __future__ import annotations


def is_live() -> bool:
    """Whether this runs in a kernel whose front end lets code ask the person in front of it for input.

    JupyterLab, Notebook and VS Code do; papermill, nbconvert and Kaggle's saved runs do not.
    """
    from IPython import get_ipython

    kernel = getattr(get_ipython(), "kernel", None)
    request = kernel.get_parent("shell") if kernel is not None else {}
    return bool(request.get("content", {}).get("allow_stdin", False))
