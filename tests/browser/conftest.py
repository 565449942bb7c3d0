"""A real Chromium and a real JupyterLab, started once for all tests that need them. Only loopback can be reached."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from browser.harness import PATIENCE, Mounted
from support import missing, require

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    # Whatever is not loopback goes to a proxy that is not there.
    "--proxy-server=http://127.0.0.1:9",
]  # fmt: skip
LOOPBACK = re.compile(r"(https?|wss?)://127\.0\.0\.1[:/]|data:|blob:|about:|file:")


@dataclass
class Watched:
    """A page with what it tried to do.

    Attributes
    ----------
    page : playwright page
    blocked : list of str
        Addresses beyond loopback that it asked for.
    requests : list of str
        Every address that it asked for.
    errors : list of str
        Errors on its console, dialogs included.
    """

    page: Any
    blocked: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """The browser; skips with one line where there is none.

    Its driver keeps an event loop running in this thread, so it ends with its module: what runs afterwards may want a
    loop of its own.
    """
    require("playwright")
    from playwright.sync_api import sync_playwright

    if not Path(CHROMIUM).is_file():
        missing(f"the browser {CHROMIUM}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS, timeout=PATIENCE)
        yield browser
        browser.close()


@pytest.fixture
def watched(chromium: Any) -> Iterator[Watched]:
    """A fresh page in a fresh context."""
    context = chromium.new_context(viewport={"width": 1280, "height": 1400})
    context.set_default_timeout(PATIENCE)
    seen = Watched(context.new_page())

    def note(request: Any) -> None:
        seen.requests.append(request.url)
        if not LOOPBACK.match(request.url):
            seen.blocked.append(request.url)

    def dialog(opened: Any) -> None:
        seen.errors.append(f"dialog: {opened.message}")
        opened.dismiss()

    # Heard of, not held back: a route would ask this process before each file of JupyterLab, and keep no cache.
    seen.page.on("request", note)
    seen.page.on("dialog", dialog)
    seen.page.on("pageerror", lambda error: seen.errors.append(f"pageerror: {error}"))
    yield seen
    context.close()


@dataclass
class Lab:
    """A running server.

    Attributes
    ----------
    root : Path
        The folder it shows.
    address, token : str
    """

    root: Path
    address: str
    token: str

    def open(self, page: Any, name: str, *, dark: bool = False) -> None:
        """Open a notebook and wait until its cells are there."""
        page.goto(f"{self.address}/doc/tree/{name}?token={self.token}&reset")
        page.wait_for_selector(".jp-Notebook .jp-Cell")
        self.paint(page, dark=dark)

    def paint(self, page: Any, *, dark: bool) -> None:
        """Change the theme of an open notebook."""
        theme = "JupyterLab Dark" if dark else "JupyterLab Light"
        page.evaluate(
            """async (theme) => {
                const app = window.jupyterapp; await app.restored;
                await app.commands.execute('apputils:change-theme', {theme});
            }""",
            theme,
        )
        light = "false" if dark else "true"
        page.wait_for_selector(f'body[data-jp-theme-light="{light}"]', state="attached")

    def run_all(self, page: Any, *, wait: bool = True) -> None:
        """Run all cells; the command's promise settles when the last has run. Keys sent too early would be lost."""
        page.evaluate(
            """async (wait) => {
                const app = window.jupyterapp; await app.restored;
                const panel = [...app.shell.widgets('main')].find(w => w.context && w.sessionContext);
                await panel.context.ready; await panel.sessionContext.ready;
                const all = app.commands.execute('notebook:run-all-cells');
                if (wait) await all;
            }""",
            wait,
        )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def jupyterlab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A private server: own configuration, no news, no extensions from elsewhere."""
    require("jupyterlab")
    root, home = tmp_path_factory.mktemp("notebooks"), tmp_path_factory.mktemp("lab")
    overrides = {
        "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
        # Cells off screen would not be in the page otherwise.
        "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},
        "@jupyterlab/docmanager-extension:plugin": {"autosave": False},
    }
    (home / "settings").mkdir()
    (home / "settings" / "overrides.json").write_text(json.dumps(overrides))
    port, token = _free_port(), secrets.token_hex(16)
    folders = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "JUPYTERLAB_SETTINGS_DIR": "user",
        "IPYTHONDIR": "ipython",
    }
    paths = os.pathsep.join([str(Path(__file__).parents[2]), str(Path(__file__).parents[1])])
    environment = {**os.environ, **{name: str(home / folder) for name, folder in folders.items()}}
    environment |= {"JUPYTER_PLATFORM_DIRS": "1", "PYTHONPATH": paths}
    log = home / "lab.log"
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1", f"--port={port}", "--allow-root",
        f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={root}", "--ServerApp.port_retries=0",
        f"--LabApp.app_settings_dir={home}/settings", "--LabApp.expose_app_in_browser=True",
        "--LabApp.extension_manager=readonly", "--LabApp.news_url=", "--ServerApp.terminals_enabled=False",
    ]  # fmt: skip
    with log.open("wb") as output:
        server = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(f"{address}/api/status?token={token}", server, log)
            yield Lab(root, address, token)
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
            shutil.rmtree(home, ignore_errors=True)


def _wait(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(6_000):
        if server.poll() is not None:
            pytest.fail(f"JupyterLab did not start: {log.read_text()[-2000:]}", pytrace=False)
        try:
            urllib.request.urlopen(address, timeout=120).read()
            return
        except OSError:
            time.sleep(0.1)
    pytest.fail("JupyterLab did not answer within ten minutes", pytrace=False)


@pytest.fixture
def show(watched: Watched) -> Callable[..., Mounted]:
    """Draw a live view; see `browser.live_views.drawing_on`."""
    from browser.live_views import drawing_on

    return drawing_on(watched)
