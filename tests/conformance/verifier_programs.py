"""Real verifiers of three languages, each with the Rust core inside, run over a Pact file and a provider's address.

The one of Python is a package of the tests. That of pact-js comes by ``npm ci --prefix tests/conformance/pact_js``, or
``CONTRACTLAB_PACT_JS`` names another folder that has it; ``CONTRACTLAB_PACT_CLI`` names the command ``pact`` of the
package ``pact-python-cli``, which is installed in an environment of its own.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from conformance.rust_core import nothing_of_this_machine, quiet
from support import missing, require

_PACT_JS = Path(os.environ.get("CONTRACTLAB_PACT_JS", Path(__file__).parent / "pact_js"))
_PACT_CLI = os.environ.get("CONTRACTLAB_PACT_CLI", "/nowhere/pact")
_SECONDS = 120
_SCRIPT = """
    const { Verifier } = require("@pact-foundation/pact");
    const tell = (text) => process.stdout.write("\\n<results>" + text + "</results>\\n");
    new Verifier(JSON.parse(process.argv[1])).verifyProvider().then(tell, (error) => tell(error.message));
"""


@dataclass(frozen=True)
class Asked:
    """What a verifier is to do.

    Attributes
    ----------
    pacts : sequence of Path
        In the order in which they are verified.
    address : str
        Of the provider, with a base path if there is one.
    states : str, optional
        Where state-change calls go.
    headers : mapping of str to str
        What the verifier adds to each request, or puts in place of what is there.
    follows : bool
        False: it does not follow redirects.
    """

    pacts: Sequence[Path]
    address: str
    states: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    follows: bool = True


Results = dict[str, Any]
"""The JSON results of the Rust core."""


def _in_python(asked: Asked) -> Results:
    from pact import Verifier

    with nothing_of_this_machine(), quiet():
        verifier = Verifier("shop", host="127.0.0.1").add_transport(url=asked.address)
        for pact in asked.pacts:
            verifier.add_source(pact)
        if asked.states is not None:
            verifier.state_handler(asked.states, teardown=True, body=True)
        if asked.headers:
            verifier.add_custom_headers(dict(asked.headers))
        if not asked.follows:
            verifier.follow_redirects(False)
        with suppress(RuntimeError):
            verifier.verify()
        results: Results = verifier.results
    return results


def _environment() -> dict[str, str]:
    return {**os.environ, "PACT_DO_NOT_TRACK": "true", "XDG_DATA_DIRS": os.devnull, "XDG_DATA_HOME": os.devnull}


def _in_javascript(asked: Asked) -> Results:
    node = shutil.which("node") or missing("node")
    options = {
        "provider": "shop",
        "providerBaseUrl": asked.address,
        "pactUrls": [str(pact) for pact in asked.pacts],
        "logLevel": "error",
        "followRedirects": asked.follows,
        # It refuses an empty object.
        **({"customProviderHeaders": dict(asked.headers)} if asked.headers else {}),
        **({} if asked.states is None else {"providerStatesSetupUrl": asked.states}),
    }
    done = subprocess.run(
        [node, "-e", _SCRIPT, json.dumps(options)],
        capture_output=True, text=True, timeout=_SECONDS, cwd=_PACT_JS, env=_environment(), check=False,
    )  # fmt: skip
    printed = done.stdout.partition("<results>")[2].partition("</results>")[0]
    assert printed.startswith("{"), done.stdout + done.stderr
    results: Results = json.loads(printed)
    return results


def _on_the_command_line(asked: Asked) -> Results:
    parts = urlsplit(asked.address)
    output = asked.pacts[0].with_suffix(".results")
    output.unlink(missing_ok=True)
    command = [_PACT_CLI, "verifier", "--hostname", "127.0.0.1", "--port", str(parts.port), "--json", str(output)]
    for pact in asked.pacts:
        command += ["--file", str(pact)]
    if parts.path:
        command += ["--base-path", parts.path]
    if asked.states is not None:
        command += ["--state-change-url", asked.states, "--state-change-teardown"]
    for name, value in asked.headers.items():
        command += ["--header", f"{name}={value}"]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=_SECONDS, env=_environment(), check=False
    )  # fmt: skip
    assert output.exists(), done.stdout + done.stderr
    results: Results = json.loads(output.read_text(encoding="utf-8"))
    return results


@dataclass(frozen=True)
class Program:
    """A verifier: what it is called, how it is run, and what skips or fails a test where it is not installed."""

    name: str
    verify: Callable[[Asked], Results]
    need: Callable[[], object]

    def __str__(self) -> str:
        return self.name


def _need_javascript() -> None:
    if not (_PACT_JS / "node_modules" / "@pact-foundation" / "pact").is_dir():
        missing("the verifier of pact-js (npm ci --prefix tests/conformance/pact_js)")


def _need_command() -> None:
    if shutil.which(_PACT_CLI) is None:
        missing("the command pact of pact-python-cli (CONTRACTLAB_PACT_CLI names it)")


PYTHON = Program("pact-python", _in_python, lambda: require("pact"))
JAVASCRIPT = Program("pact-js", _in_javascript, _need_javascript)
COMMAND_LINE = Program("pact-python-cli", _on_the_command_line, _need_command)
