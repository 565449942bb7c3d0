"""Programs that ask a served broker: the stub server, the client that npm gives, and the verifier of pact-js."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from broker_books import contract
from support import FULL, ROOT, missing

import contractlab as cl

RUST = os.environ.get("CONTRACTLAB_PACT_CLI", "")
PACT_JS = Path(os.environ.get("CONTRACTLAB_PACT_JS", ROOT / "tests" / "conformance" / "pact_js"))
JS_CLI = ROOT / "tests" / "conformance" / "pact_js_cli"
SECONDS = 120
NAMES = ("Käse /1", "Stock & Co")
_VERIFY = """
const { Verifier } = require("@pact-foundation/pact");
const end = (code) => (told) => { console.log(String(told)); process.exit(code); };
new Verifier(JSON.parse(process.argv[1])).verifyProvider().then(end(0), end(1));
"""


def _environment() -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PACT_BROKER", "GIT_", "CI"))}
    return {**kept, "PACT_DO_NOT_TRACK": "true", "NO_COLOR": "1"}


def test_the_stub_server_answers_with_the_newest_contracts(tmp_path: Path) -> None:
    if not RUST:
        missing("the program pact of pact-python-cli, which CONTRACTLAB_PACT_CLI names,")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with cl.broker(":memory:") as broker, broker.serve() as url:
        broker.publish(contract(*NAMES, path="/old"), version="1", branch="main")
        broker.publish(contract(*NAMES, path="/new"), version="2", branch="main")
        program = [RUST, "stub", "--broker-url", url, "--port", str(port)]
        with (tmp_path / "said.txt").open("w") as output:
            stub = subprocess.Popen(program, stdout=output, stderr=output, env=_environment(), cwd=tmp_path)
        try:
            end = time.monotonic() + SECONDS
            statuses = {}
            while "/new/0" not in statuses and stub.poll() is None and time.monotonic() < end:
                time.sleep(0.1)
                try:
                    for path in ("/old/0", "/new/0"):
                        statuses[path] = httpx.get(f"http://127.0.0.1:{port}{path}", trust_env=False).status_code
                except httpx.TransportError:
                    continue
        finally:
            stub.kill()
            stub.wait()
        assert statuses.get("/new/0") == 200, (tmp_path / "said.txt").read_text()
        assert statuses["/old/0"] != 200


def test_the_client_of_npm_publishes_records_and_asks(tmp_path: Path) -> None:
    node = shutil.which("node") or missing("node")
    client = JS_CLI / "node_modules" / "@pact-foundation" / "pact-cli" / "bin" / "pact-broker.js"
    if not client.is_file():
        missing("the broker client of npm (npm ci --prefix tests/conformance/pact_js_cli)")
    consumer, name = NAMES
    contract(consumer, name).save(tmp_path / "pact.json")

    with cl.broker(":memory:") as broker, broker.serve() as url:

        def run(*arguments: str) -> tuple[int, str]:
            command, *rest = arguments
            done = subprocess.run(
                [node, str(client), command, "--broker-base-url", url, *rest],
                capture_output=True,
                text=True,
                timeout=SECONDS,
                cwd=tmp_path,
                env={**_environment(), "HOME": str(tmp_path)},
                check=False,
            )
            return done.returncode, done.stdout + done.stderr

        def deployable(version: str) -> tuple[int, str]:
            asked = ("--pacticipant", consumer, "--version", version, "--to-environment", "live")
            return run("can-i-deploy", *asked)

        commands = (
            ("create-environment", "--name", "live", "--production"),
            ("publish", "pact.json", "--consumer-app-version", "1", "--branch", "main", "--tag", "rc"),
            ("create-or-update-version", "--pacticipant", name, "--version", "s1", "--branch", "main"),
            ("record-deployment", "--pacticipant", name, "--version", "s1", "--environment", "live"),
            ("describe-version", "--pacticipant", consumer, "--version", "1"),
            ("list-latest-pact-versions",),
        )
        for arguments in commands:
            status, text = run(*arguments)
            assert status == 0, (arguments, text)
        assert deployable("1")[0] == 1
        selected = broker.contracts(provider=name, selectors=[{"mainBranch": True}, {"latest": True}])
        request = cl.HttpRequest(method="GET", path=selected[0].examples[0].request.path)
        answered = cl.Capture(request=request, response=cl.HttpResponse(status=200))
        broker.publish_results(cl.verify(selected, [answered]), provider_version="s1", branch="main")
        status, text = deployable("1")
        assert status == 0, text
        assert deployable("unheard-of")[0] == 1
        (version,) = broker.versions(consumer)
        assert (version.branches, version.tags) == (("main",), ("rc",))


class _Provider(BaseHTTPRequestHandler):
    """A provider that has the things of one path."""

    def do_GET(self) -> None:
        self.send_response(200 if self.path.startswith("/apples/") else 500)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Say nothing."""


@pytest.fixture
def provider() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Provider)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def _pact_js_publishes_what_it_found(provider: str, tmp_path: Path) -> None:
    node = shutil.which("node") or missing("node")
    if not (PACT_JS / "node_modules" / "@pact-foundation" / "pact").is_dir():
        missing("the verifier of pact-js (npm ci --prefix tests/conformance/pact_js)")
    consumer, name = NAMES

    def verified(url: str, version: str, selector: dict[str, object]) -> int:
        options = {
            "provider": name,
            "providerBaseUrl": provider,
            "pactBrokerUrl": url,
            "consumerVersionSelectors": [selector],
            "providerVersion": version,
            "providerVersionBranch": "main",
            "publishVerificationResult": True,
            "enablePending": True,
            "logLevel": "error",
        }
        program = [node, "-e", _VERIFY, json.dumps(options)]
        done = subprocess.run(
            program, capture_output=True, text=True, timeout=SECONDS, cwd=PACT_JS, env=_environment(), check=False
        )
        return done.returncode

    with cl.broker(":memory:") as broker, broker.serve() as url:
        broker.create_environment("live", production=True)
        broker.publish(contract(consumer, name), version="1", branch="main")
        broker.publish(contract(consumer, name, path="/pears"), version="2", branch="feat/x")
        assert verified(url, "s1", {"mainBranch": True}) == 0
        # It fails, is pending, and is told all the same.
        assert verified(url, "s2", {"branch": "feat/x"}) == 0
        broker.record_deployment(name, "s1", "live")
        assert broker.can_i_deploy(consumer, version="1", environment="live").deployable is True
        rows = broker.matrix({"pacticipant": consumer, "version": "2"}, name).rows
        assert [(row.provider_version, row.success) for row in rows] == [("s2", False)]
        assert [each.branches for each in broker.versions(name)] == [("main",), ("main",)]


if FULL:
    # It is installed where time does not matter.
    test_the_verifier_of_pact_js_publishes_what_it_found = _pact_js_publishes_what_it_found
