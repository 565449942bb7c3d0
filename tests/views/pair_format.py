"""A format of a few lines that nobody else knows: requests and responses in pairs, and everything must be equal.

pairs between reader and library
GET /books/1 => 200 {"title": "Emma"}
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import contractlab as cl
from contractlab.contracts.contract import Contract, Example
from contractlab.contracts.described import describe_exchange, pointer_in_exchange
from contractlab.contracts.expected import ExpectedRequest, ExpectedResponse
from contractlab.contracts.expected_body import ExpectedBody
from contractlab.contracts.sample_exchange import OwnPart, request_of, response_of
from contractlab.formats import registry
from contractlab.formats.pact.sentences import PactSentences
from contractlab.values.explanation import Explained, Explanation
from contractlab.values.json_text import parse_json
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import Mismatch
from contractlab.values.result import MatchResult

LINE = re.compile(r"(\w+) (\S+) => (\d+) (.*)")
NONE = ExpectedBody("missing")


class PairExample(Example):
    """A line of the file."""

    kind, states, pending = "http", (), False

    def __init__(self, contract: Contract, index: int, document: dict[str, Any]) -> None:
        self.contract, self.index, self.document, self.pointer = contract, index, document, f"/pairs/{index}"
        self.key, self.description = f"pair {index}", f"{document['method']} {document['path']}"
        body, head = ExpectedBody("present", value=document["body"]), {"Content-Type": ["application/json"]}
        self._request = ExpectedRequest(document["method"], document["path"], {}, None, {}, NONE, pointer=self.pointer)
        self._response = ExpectedResponse(document["status"], head, body, pointer=self.pointer)

    @property
    def request(self) -> ExpectedRequest:
        return self._request

    @property
    def response(self) -> ExpectedResponse:
        return self._response

    @property
    def own_parts(self) -> tuple[OwnPart, ...]:
        sent = OwnPart("request", "consumer", request_of(self.request), self.check_request, self.pointer)  # type: ignore[arg-type]
        got = OwnPart("response", "provider", response_of(self.response), self.check_response, self.pointer)  # type: ignore[arg-type]
        return sent, got

    def _result(self, subject: str, pairs: list[tuple[str, Any, Any]], actual: Any, body: Any = MISSING) -> MatchResult:
        wrong = tuple(
            Mismatch(part, "$" if part == "body" else "", "equality" if part == "body" else part, None, want, got)
            for part, want, got in pairs
            if want != got
        )
        status = "differs" if any(mismatch.part == "body" for mismatch in wrong) else "equal"
        tree = None if body is MISSING else Explained((), self.document["body"], body, status)
        return MatchResult(
            "failed" if wrong else "passed", wrong, subject=subject, actual=actual, example=self,
            explain=lambda: Explanation((), tree),
        )  # fmt: skip

    def check_request(self, request: cl.HttpRequest, **_: Any) -> MatchResult:  # type: ignore[override]
        wanted = [("method", self.request.method, request.method), ("path", self.request.path, request.path)]
        return self._result("request", wanted, request)

    def check_response(self, response: cl.HttpResponse, **_: Any) -> MatchResult:  # type: ignore[override]
        body = parse_json(response.body or b"null")
        wanted = [("status", self.response.status, response.status), ("body", self.document["body"], body)]
        return self._result("response", wanted, response, body)


class PairContract(Contract):
    """A file of pairs."""

    format, spec_version = "pairs", "1"

    def __init__(self, source: Any, document: Any, path: Any) -> None:
        self.source, self.document, self.path = source, document, path
        self.consumer, self.provider = document["between"]
        self.examples = tuple(PairExample(self, index, each) for index, each in enumerate(document["pairs"]))


class PairFormat:
    """The format; what it does not say, nobody asks here."""

    name, sentences, checks_by_content = "pairs", PactSentences(), True

    def detect(self, document: Any) -> bool:
        return isinstance(document, dict) and "pairs" in document

    def parse(self, data: bytes) -> Any:
        first, *lines = data.decode().splitlines()
        title = re.fullmatch(r"pairs between (\w+) and (\w+)", first)
        read = [LINE.fullmatch(line) for line in lines]
        names = ("method", "path", "status", "body")
        values = [(match[1], match[2], int(match[3]), json.loads(match[4])) for match in read if match]
        return {"between": title.groups(), "pairs": [dict(zip(names, each, strict=True)) for each in values]}

    def read(self, source: Any, document: Any, path: Any) -> PairContract:
        return PairContract(source, document, path)

    def without_copies(self, contracts: Any) -> Any:
        return list(contracts), []

    def problems(self, contract: Any) -> Any:
        return ()

    def title(self, contract: Any) -> str:
        return "Pairs"

    def matcher_count(self, example: Any) -> int:
        return 0

    def describe(self, example: Any) -> Any:
        return describe_exchange(example)

    def value_pointer(self, example: Any, mismatch: Any, subject: str, reply: int) -> str:
        return pointer_in_exchange(example, mismatch, subject)


@contextmanager
def pairs_known() -> Iterator[None]:
    """The format is known inside."""
    before = registry.formats()
    registry.add_format(PairFormat())  # type: ignore[arg-type]
    try:
        yield
    finally:
        registry._formats = tuple(before)
