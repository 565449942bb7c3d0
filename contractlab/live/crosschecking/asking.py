"""Captures played back to pact-python's verifier, and what it says of each example.

One server answers all of it. The verifier says nowhere which example it is asking for, but it calls for the states of
each (for no state, too) before the request, and undoes them after it: each first call after a request or an undoing
begins the next example of the file.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from contractlab.captures import AnyCapture, Capture
from contractlab.contracts.contract import Contract, Example
from contractlab.errors import ContractLabError
from contractlab.live.crosschecking.worker import Job
from contractlab.servers.loopback import LoopbackServer
from contractlab.values.display import quiet
from contractlab.values.http import HttpRequest, HttpResponse
from contractlab.values.json_text import NotJson, parse_json
from contractlab.values.message import Message
from contractlab.verification.verifier_file import VerifierResult, read_verifier_file

__all__ = ["CoreAnswer", "PlayedContract", "ask_core"]

_STATES, _MESSAGES = "/-states", "/-messages"
_SECONDS_FOR_EACH = 120
"""So long a verification may take before its process is ended."""
_BROKE_OFF = "the core broke off, and said nothing of any example"
_LOST = "the core asked for other examples than the file has, so nobody can tell what it judged"


@quiet
@dataclass(frozen=True, slots=True)
class PlayedContract:
    """A contract, and what is played back for each of its examples.

    Attributes
    ----------
    contract : Contract
    file : bytes
        As the core is to read it.
    examples : sequence of Example
        In the order in which the core asks.
    captures : mapping of int to Capture or MessageCapture
        By position among `examples`; what has none is answered 500.
    """

    contract: Contract
    file: bytes
    examples: Sequence[Example]
    captures: dict[int, AnyCapture]


@quiet
@dataclass(frozen=True, slots=True)
class CoreAnswer:
    """What the core says of one example.

    Attributes
    ----------
    result : VerifierResult or None
        None where it gave no verdict.
    why_not : str
        The reason then.
    """

    result: VerifierResult | None
    why_not: str = ""


@dataclass(slots=True)
class _Playing:
    """Where the verifier is in one contract."""

    played: PlayedContract
    position: int = -1
    in_setup: bool = False

    def state_call(self, action: str) -> None:
        begins = action == "setup"
        if begins and not self.in_setup:
            self.position += 1
        self.in_setup = begins

    def answer(self, request: HttpRequest) -> HttpResponse:
        self.in_setup = False
        capture = self.played.captures.get(self.position)
        return HttpResponse(500) if capture is None else _response(capture)


class _Player:
    """Answers all that the verifier asks, in one contract after the other."""

    def __init__(self, contracts: Sequence[PlayedContract]) -> None:
        self.playing = [_Playing(played) for played in contracts]
        self._now = 0

    def __call__(self, request: HttpRequest) -> HttpResponse:
        start, _, number = request.path.rpartition("/")
        if start == _STATES and number.isdecimal() and int(number) < len(self.playing):
            self._now = int(number)
            self.playing[self._now].state_call(_action(request.body))
            return HttpResponse(200)
        return self.playing[self._now].answer(request)


def _action(body: object) -> str:
    try:
        call = parse_json(body) if isinstance(body, bytes) else None
    except NotJson:
        call = None
    return str(call.get("action")) if isinstance(call, dict) else ""


def _response(capture: AnyCapture) -> HttpResponse:
    if isinstance(capture, Capture):
        response = capture.response if capture.response is not None else HttpResponse(500)
        # The recorded body is unpacked already.
        kept = [(name, value) for name, value in response.headers if name.lower() != "content-encoding"]
        return HttpResponse(response.status, kept, response.body)
    reply = capture.message if capture.kind == "message" else next(iter(capture.responses), None)
    return HttpResponse(500) if reply is None else message_response(reply)


def message_response(message: Message) -> HttpResponse:
    """A message as the reference's protocol for messages carries it."""
    encoded = base64.b64encode(json.dumps(dict(message.metadata)).encode()).decode()
    headers = [("Pact-Message-Metadata", encoded)]
    content_type = message.metadata.get("contentType") or message.metadata.get("content-type")
    if isinstance(content_type, str):
        headers.append(("Content-Type", content_type))
    return HttpResponse(200, headers, message.contents)


def ask_core(contracts: Sequence[PlayedContract]) -> list[list[CoreAnswer]]:
    """What pact-python's verifier says of each example of each contract, in their order.

    Parameters
    ----------
    contracts : sequence of PlayedContract

    Raises
    ------
    ContractLabError
        Without pact-python, or if its process does not end.
    """
    if find_spec("pact") is None or find_spec("pact_ffi") is None:
        raise ContractLabError('the core of pact-python is not installed: pip install "contractlab[crosscheck]"')
    player = _Player(contracts)
    with LoopbackServer(player) as server, tempfile.TemporaryDirectory(prefix="crosscheck-") as folder:
        jobs: list[Job] = []
        for number, played in enumerate(contracts):
            pact = Path(folder) / f"{number}.json"
            pact.write_bytes(played.file)
            jobs.append(
                {
                    "pact": str(pact),
                    "provider": played.contract.provider,
                    "url": server.url,
                    "state_url": f"{server.url}{_STATES}/{number}",
                    "port": server.port,
                    "message_path": _MESSAGES,
                    "results": str(Path(folder) / f"{number}.results"),
                }
            )
        _work(jobs)
        return [_answers(playing, Path(job["results"])) for playing, job in zip(player.playing, jobs, strict=True)]


def _work(jobs: Sequence[Job]) -> None:
    """Do all jobs; where one ends the process, the next process goes on behind it."""
    environment = {
        **os.environ,
        "PACT_DO_NOT_TRACK": "true",
        # Media types are not to depend on this machine's database of them.
        "XDG_DATA_DIRS": os.devnull,
        "XDG_DATA_HOME": os.devnull,
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
    }
    left = list(jobs)
    while left:
        try:
            subprocess.run(
                [sys.executable, "-m", "contractlab.live.crosschecking.worker"],
                input=json.dumps(left).encode(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=environment,
                timeout=_SECONDS_FOR_EACH * len(left),
                check=False,
            )
        except subprocess.TimeoutExpired:
            text = f"pact-python's verifier did not end within {_SECONDS_FOR_EACH * len(left):,} seconds"
            raise ContractLabError(text) from None
        done = next((n for n, job in enumerate(left) if not Path(job["results"]).exists()), len(left))
        left = left[done + 1 :]


def _is_about(result: VerifierResult, example: Example) -> bool:
    """True if the name of a result is the example's; the core makes one up where there is none."""
    return not example.description or result.description == example.description


def _answers(playing: _Playing, file: Path) -> list[CoreAnswer]:
    examples = playing.played.examples
    if not file.exists():
        return [CoreAnswer(None, _BROKE_OFF)] * len(examples)
    verified = read_verifier_file(file)
    results = verified.results
    if not results:
        why = verified.errors[0].text if verified.errors else _BROKE_OFF
        return [CoreAnswer(None, why)] * len(examples)
    if not playing.position + 1 == len(results) == len(examples) or not all(map(_is_about, results, examples)):
        return [CoreAnswer(None, _LOST)] * len(examples)
    return [CoreAnswer(result) for result in results]
