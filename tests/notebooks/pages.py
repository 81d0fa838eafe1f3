"""A notebook as an HTML page, and the page in a headless Chromium: what goes wrong there, and what can be seen."""

import json
import re
import shutil
import subprocess

from nbconvert import HTMLExporter
from structure.imports import ROOT
from traitlets.config import Config

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
SECONDS = 120  # for the browser, on a busy machine
# So that whatever reaches for the network is an error.
_POLICY = '<head><meta http-equiv="Content-Security-Policy" content="default-src \'unsafe-inline\' data:">'
_COUNTING = "document.title = [...document.images].filter(one => one.complete && one.naturalWidth > 0).length"


def exported(notebook):
    """The HTML export of a notebook with README's options: by default it asks the network for scripts that it does not
    use."""
    options = json.loads((ROOT / "notebooks" / "offline_page.json").read_text(encoding="utf-8"))
    html, _ = HTMLExporter(config=Config(options)).from_notebook_node(notebook)
    return html


def opened(html, folder):
    """What the browser's console says about a page that is kept from the network, and how many pictures it shows."""
    html = html.replace("<head>", _POLICY, 1)
    html = html.replace("</body>", f'<script>addEventListener("load", () => {{ {_COUNTING} }})</script></body>')
    (folder / "page.html").write_text(html, encoding="utf-8")
    command = [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}"]
    command += ["--enable-logging=stderr", "--dump-dom", (folder / "page.html").as_uri()]
    ended = subprocess.run(command, capture_output=True, encoding="utf-8", check=True, timeout=SECONDS)
    shown = int(re.search(r"<title>(\d+)</title>", ended.stdout).group(1))
    return [line for line in ended.stderr.splitlines() if "CONSOLE" in line], shown
