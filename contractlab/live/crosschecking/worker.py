"""The process in which pact-python's verifier runs.

A process of its own, because the core writes its report to the process's own file descriptors and may break off as a
whole. It reads jobs from standard input (one JSON array) and writes the results of each into the file that it names.

    python -m contractlab.live.crosschecking.worker < jobs.json
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, TypedDict

__all__ = ["Job", "main"]


class Job(TypedDict):
    """One verification.

    Attributes
    ----------
    pact : str
        Path of the contract.
    provider : str
    url, state_url : str
        Where the provider and its state handlers are.
    port : int
    message_path : str
        Where messages are produced, on the same port.
    results : str
        Path of the file to be written: ``Verifier.results``.
    """

    pact: str
    provider: str
    url: str
    state_url: str
    port: int
    message_path: str
    results: str


def main() -> None:
    """Do the jobs that standard input has."""
    for job in json.load(sys.stdin):
        Path(job["results"]).write_text(json.dumps(_verified(job)), encoding="utf-8")


def _verified(job: Job) -> Any:
    from pact import Verifier

    verifier = Verifier(job["provider"], host="127.0.0.1")
    verifier.add_transport(url=job["url"])
    verifier.add_transport(protocol="message", port=job["port"], path=job["message_path"])
    verifier.state_handler(job["state_url"], teardown=True, body=True)
    verifier.add_source(job["pact"])
    with suppress(RuntimeError):
        verifier.verify()
    return verifier.results


if __name__ == "__main__":
    main()
