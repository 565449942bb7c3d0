"""The conformance data, read by what they are: rows and contracts of whatever files of a form lie in the folder.

A file of rows is JSON Lines, plain or packed by xz (``.jsonl``, ``.jsonl.xz``). Contracts are files of their own, or
rows of ``{"file", "text"}`` in such a file beside them. Tests that need a file which is not there are marked with
``conformance`` and its pattern: see tests/conftest.py.
"""

from __future__ import annotations

import base64
import json
import lzma
import os
import tempfile
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import IO, Any, cast

import pytest
from support import conformance_data

import contractlab as cl

Row = dict[str, Any]

PACT_CONTRACTS = "corpus/pact/*.json*"
CASE_CONTRACTS = "corpus/contractcase/*.json*"
RESPONSES = "golden/pact-responses*.jsonl*"
REQUESTS = "golden/pact-requests*.jsonl*"
RESPONSE_PROBES = "golden/pact-probes*.jsonl*"
REQUEST_PROBES = "golden/pact-request-probes*.jsonl*"
CASE_MATCHERS = "golden/contractcase-matching*.jsonl*"

EVERY = int(os.environ.get("CONTRACTLAB_CONFORMANCE_EVERY", "1"))
"""1: every row is judged; more for data whose rows are judged elsewhere, where it is asked whether they can be read."""

needs = pytest.mark.conformance


def _opened(path: Path) -> IO[str]:
    if path.suffix == ".xz":
        return cast(IO[str], lzma.open(path, "rt", encoding="utf-8"))
    return path.open(encoding="utf-8")


def data_files(pattern: str) -> list[Path]:
    """Files of the data, by pattern below their folder, in order of their names."""
    return sorted(conformance_data().glob(pattern))


def lines_of(path: Path) -> Iterator[str]:
    """Lines of a file of rows."""
    with _opened(path) as file:
        yield from (line for line in file if line.strip())


def lines(pattern: str) -> Iterator[str]:
    """Lines of every file of rows of this pattern; of a sample, each so many'th."""
    for path in data_files(pattern):
        yield from islice(lines_of(path), 0, None, EVERY)


def rows(pattern: str) -> Iterator[Row]:
    """Rows of every file of this pattern."""
    return map(json.loads, lines(pattern))


_unpacked = tempfile.TemporaryDirectory(prefix="contracts-")


@cache
def _contract_files(pattern: str) -> list[Path]:
    room = Path(tempfile.mkdtemp(dir=_unpacked.name))
    files = [path for path in data_files(pattern) if path.suffix == ".json"]
    for path in data_files(pattern):
        if path.suffix == ".json":
            continue
        for line in lines_of(path):
            row = json.loads(line)
            copy = room / Path(row["file"]).name
            copy.write_text(row["text"], encoding="utf-8", newline="")
            files.append(copy)
    return sorted(files, key=lambda path: path.name)


def pact_files() -> list[Path]:
    """Every Pact file, packed ones written out for the time of the tests."""
    return _contract_files(PACT_CONTRACTS)


def case_files() -> list[Path]:
    """Every ContractCase file."""
    return _contract_files(CASE_CONTRACTS)


@cache
def pact_contract(name: str) -> cl.Contract:
    """The contract that a row means by ``file``."""
    (path,) = (path for path in pact_files() if path.name == name)
    return cl.load(path)


def body_bytes(recorded: Row) -> bytes:
    """Body of a recorded request or response; an absent one is empty on the wire."""
    text: str = recorded["body"] or ""
    return base64.b64decode(text) if recorded.get("encoding") == "base64" else text.encode()


def response_of(row: Row) -> cl.HttpResponse:
    """The response that the core was asked about."""
    recorded = row["response"]
    return cl.HttpResponse(recorded["status"], [tuple(pair) for pair in recorded["headers"]], body_bytes(recorded))


def request_of(row: Row) -> cl.HttpRequest:
    """The request that the core's mock server was sent; probes say path and query as they stand on the wire."""
    recorded = row["request"]
    headers = [tuple(pair) for pair in recorded["headers"]]
    if "target" in recorded:
        path, _, query = recorded["target"].partition("?")
        return cl.HttpRequest(recorded["method"], path, query, headers, body_bytes(recorded))
    pairs = [tuple(pair) for pair in recorded["query"]]
    return cl.HttpRequest(recorded["method"], recorded["path"], pairs, headers, body_bytes(recorded))
