"""JupyterLab on a folder, and its notebooks in a headless Chromium that is kept from the network."""

import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from urllib.parse import urlsplit

from notebooks.pages import BROWSER

SECONDS = 180  # for whatever is waited for, on a busy machine
SECONDS_OF_ALL_CELLS = 900
_HERE = ("127.0.0.1", "localhost")
_LOCAL = ", ".join(["MAP * ~NOTFOUND", *(f"EXCLUDE {name}" for name in _HERE)])
_NO_NEWS = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}
_WHOLE = {"windowingMode": "none"}  # cells that are scrolled out of sight stay in the page
_RUN = """() => {
    const prompts = [...document.querySelectorAll(".jp-CodeCell .jp-InputArea-prompt")].map(one => one.textContent);
    const failed = document.querySelector("[data-mime-type='application/vnd.jupyter.error']") !== null;
    return failed || (prompts.length > 0 && prompts.every(one => /^\\[\\d+\\]:$/.test(one)));
}"""


@contextmanager
def jupyterlab(folder, own, theme="JupyterLab Light"):
    """The address of a JupyterLab on `folder`, and its token. What it writes for itself goes into the folder `own`, and
    nobody's settings count."""
    places = {"CONFIG_DIR": "config", "DATA_DIR": "data", "RUNTIME_DIR": "runtime"}
    environment = {**os.environ, **{f"JUPYTER_{name}": str(own / place) for name, place in places.items()}}
    environment |= {"JUPYTERLAB_SETTINGS_DIR": str(own / "settings"), "JUPYTERLAB_WORKSPACES_DIR": str(own / "spaces")}
    environment |= {"IPYTHONDIR": str(own / "ipython")}
    _write(own / "config" / "labconfig" / "page_config.json", _NO_NEWS)
    settings = own / "settings" / "@jupyterlab"
    _write(settings / "notebook-extension" / "tracker.jupyterlab-settings", _WHOLE)
    _write(settings / "apputils-extension" / "themes.jupyterlab-settings", {"theme": theme})
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--ServerApp.root_dir={folder}"]
    command += ["--LabApp.extension_manager=readonly"]
    with (own / "log.txt").open("wb") as log:
        server = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        yield _address(server, own)
    finally:
        server.terminate()  # it ends its kernels
        server.wait(SECONDS)


def _write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")


def _address(server, own):
    """What the server writes of itself once it listens."""
    path = own / "runtime" / f"jpserver-{server.pid}.json"
    until = time.monotonic() + SECONDS
    while server.poll() is None and time.monotonic() < until:
        if path.exists() and path.stat().st_size:
            said = json.loads(path.read_text(encoding="utf-8"))
            return said["url"], said["token"]
        time.sleep(0.1)
    raise RuntimeError(f"JupyterLab does not listen:\n{(own / 'log.txt').read_text(encoding='utf-8')}")


@contextmanager
def browser():
    """A page of a headless Chromium that knows of no machine but this one. AssertionError at the end if anything was
    asked of another."""
    from playwright.sync_api import sync_playwright

    elsewhere = []

    def note(request):
        if urlsplit(request.url).scheme in ("http", "https") and urlsplit(request.url).hostname not in _HERE:
            elsewhere.append(request.url)

    with sync_playwright() as drivers:
        opened = drivers.chromium.launch(executable_path=BROWSER, args=[f"--host-resolver-rules={_LOCAL}"])
        page = opened.new_page(viewport={"width": 1400, "height": 1000})
        page.set_default_timeout(1000 * SECONDS)
        page.on("request", note)
        yield page
        opened.close()
    assert elsewhere == []


def run_all(page, address, name):
    """Open a notebook and run all of its cells by the menu, as a person does; AssertionError if one fails."""
    url, token = address
    page.goto(f"{url}lab/tree/{name}?reset&token={token}")
    # Before the kernel is there the menu does nothing.
    page.locator("#jp-main-statusbar").get_by_text("| Idle").wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.wait_for_function(_RUN, timeout=1000 * SECONDS_OF_ALL_CELLS)
    assert page.locator("[data-mime-type='application/vnd.jupyter.error']").all_inner_texts() == []


def until(page, holds):
    """Wait until a condition holds; AssertionError if it never does."""
    end = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < end, f"nothing changed within {SECONDS} seconds"
        page.wait_for_timeout(50)
