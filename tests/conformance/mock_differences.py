"""Where this mock answers otherwise than pact-python's, each with its reason: one table, told by what came back."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mock_scenarios import Answered, Row

import contractlab as cl

__all__ = ["DIFFERENCES", "Asked", "Difference", "difference_of", "same"]


@dataclass(frozen=True)
class Asked:
    """One request of a scenario.

    Attributes
    ----------
    row : mapping
    request : mapping
    contract : Contract
    want, got : Answered
    """

    row: Row
    request: Row
    contract: cl.Contract
    want: Answered
    got: Answered

    @property
    def method(self) -> str:
        return str(self.request.get("method", ""))

    @property
    def statuses(self) -> tuple[int, int]:
        return self.want.status, self.got.status

    def headers(self, *without: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Both sides' headers, some left out."""
        return tuple([pair for pair in side.headers if pair[0] not in without] for side in (self.want, self.got))  # type: ignore[return-value]

    def header(self, side: Answered, name: str) -> str:
        return dict(side.headers).get(name, "")


def same(asked: Asked) -> bool:
    """Status, headers and body are those of the reference."""
    want, got = asked.headers()
    return asked.statuses[0] == asked.statuses[1] and want == got and asked.want.body == asked.got.body


@dataclass(frozen=True)
class Difference:
    """An entry of the table."""

    name: str
    why: str
    applies: Callable[[Asked], bool]


_MISS = re.compile(rb'\{"error":"(Request-Mismatch|Unexpected-Request) : HttpRequest \{')
_UNREADABLE = b"Invalid HTTP request received."


def _explains(asked: Asked) -> bool:
    want, got = asked.headers("content-length")
    if not (asked.statuses == (500, 500) and _MISS.match(asked.want.body) and want == got):
        return False
    document = json.loads(asked.got.body)
    named = all(each["mismatches"] for each in document["nearest"])
    return named and bool(document["error"]) and ".with_request(" in document["code"]


def _is_preflight(asked: Asked) -> bool:
    return any(name.lower() == "access-control-request-method" for name, _ in asked.request.get("headers", ()))


def _own_cors(asked: Asked) -> bool:
    """The contract's own header stands alone, where the reference sends it beside its own."""
    want, got = asked.headers()
    own = [pair for pair in want if pair[0].startswith("access-control-") and want.count(pair) == 1]
    names = {name for name, _ in got}
    doubled = len({name for name, _ in want}) < len(want)
    kept = all(pair in own or pair in want for pair in got) and names == {name for name, _ in want}
    return doubled and kept and len(names) == len(got) and asked.want.body == asked.got.body


def _unsendable(asked: Asked) -> bool:
    want, got = asked.statuses
    refused = want in (0, 101) or want >= 600 or (want == 500 and not asked.want.body)
    return refused and got == 500 and asked.got.body.startswith(b"The status ")


def _length(asked: Asked) -> bool:
    want, got = asked.headers("content-length")
    declared, sent = (asked.header(side, "content-length") for side in (asked.want, asked.got))
    return want == got and declared != sent == str(len(asked.got.body)) and asked.want.body == asked.got.body


def _same_json(asked: Asked) -> bool:
    try:
        equal = json.loads(asked.want.body) == json.loads(asked.got.body)
    except ValueError:
        return False
    want, got = asked.headers("content-length")
    return equal and want == got and asked.statuses[0] == asked.statuses[1]


def _spelled_alike(asked: Asked) -> bool:
    """Answers that follow each other on one connection, headers without regard to case and order."""

    def folded(data: bytes) -> list[str]:
        lines = data.decode("latin-1").split("\r\n")
        kept = [line for line in lines if not line.lower().startswith("date:")]
        return sorted(re.sub(r"\A[A-Za-z-]+:", lambda name: name[0].lower(), line) for line in kept)

    want, got = asked.headers()
    return b"HTTP/1." in asked.want.body and want == got and folded(asked.want.body) == folded(asked.got.body)


def _shape(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _shape(below) for key, below in value.items()}
    if isinstance(value, list):
        return [_shape(below) for below in value]
    return type(value).__name__


def _made(asked: Asked) -> bool:
    """Values that are made at run time: the same kinds at the same places, the same headers."""
    want, got = ([name for name, _ in side] for side in asked.headers())
    if want != got or asked.statuses[0] // 100 != asked.statuses[1] // 100 or not _has_generators(asked):
        return False
    if not asked.want.body and not asked.got.body:
        return True
    if asked.want.body.startswith(b"<"):
        return re.sub(rb"\w+", b"x", asked.want.body) == re.sub(rb"\w+", b"x", asked.got.body)
    try:
        return bool(_shape(json.loads(asked.want.body)) == _shape(json.loads(asked.got.body)))
    except ValueError:
        return False


def _has_generators(asked: Asked) -> bool:
    return any("generators" in example.document["response"] for example in asked.contract.examples)


DIFFERENCES = (
    Difference(
        "explains",
        "a request that fits nothing is told what differs from which example, not a dump of Rust",
        _explains,
    ),
    Difference(
        "head-of-get",
        "HEAD of an example of GET is answered without its body (RFC 9110 §9.3.2)",
        lambda asked: asked.method == "HEAD" and asked.want.status == 500 and asked.got.status != 500,
    ),
    Difference(
        "head-of-miss",
        "the length that an answer to HEAD says is that of the explanation",
        lambda asked: asked.method == "HEAD" and asked.statuses == (500, 500) and not asked.got.body,
    ),
    Difference(
        "preflight",
        "preflights are answered unless cors=False; the reference does it where the transport is told to",
        lambda asked: asked.statuses == (500, 204) and _is_preflight(asked),
    ),
    Difference(
        "other-options",
        "OPTIONS that is no preflight is a request as any other",
        lambda asked: asked.statuses == (204, 500) and asked.method == "OPTIONS" and not _is_preflight(asked),
    ),
    Difference("own-cors", "a contract's own Access-Control header stands alone: browsers refuse two", _own_cors),
    Difference("unsendable-status", "a status that is no final answer in HTTP is refused with a sentence", _unsendable),
    Difference(
        "unsendable-header",
        "a header that HTTP cannot carry is refused with a sentence that names it",
        lambda asked: asked.want.body == b"Could not set response header" and b"header" in asked.got.body,
    ),
    Difference("length", "the length that is said is that of the body", _length),
    Difference(
        "unreadable",
        "what is no HTTP is refused by uvicorn, in its own words",
        lambda asked: asked.want.status in (400, 500) and asked.got.body == _UNREADABLE,
    ),
    Difference(
        "host",
        "HTTP/1.1 without Host is refused (RFC 9112 §3.2)",
        lambda asked: asked.got.body == _UNREADABLE and b"\r\nhost:" not in _raw(asked).lower(),
    ),
    Difference(
        "header-bytes",
        "any byte may stand in the value of a header",
        lambda asked: asked.want.body == b"Found an invalid header encoding" and asked.got.body != asked.want.body,
    ),
    Difference(
        "head-size",
        "a head may have 256 kB, whatever the number of its lines and the length of its target",
        lambda asked: asked.want.status in (414, 431) or (asked.got.body == _UNREADABLE and len(_raw(asked)) > 2**18),
    ),
    Difference(
        "h2",
        "HTTP/2 is not spoken",
        lambda asked: _raw(asked).startswith(b"PRI * HTTP/2.0"),
    ),
    Difference(
        "connection",
        "h11 says that a connection is closed where hyper leaves it out, and keeps it where hyper closes it",
        lambda asked: (
            asked.headers("connection")[0] == asked.headers("connection")[1]
            and asked.statuses[0] == asked.statuses[1]
            and asked.want.body == asked.got.body
        ),
    ),
    Difference("several-answers", "names of headers are written as people write them", _spelled_alike),
    Difference("made", "values are made at run time, and differ from run to run", _made),
    Difference("json", "a file keeps JSON parsed: white space and the spelling of numbers are not in it", _same_json),
    Difference(
        "broken-json",
        "before V4, a file has broken JSON as base64, which the reference itself reads as a text",
        lambda asked: (
            asked.contract.spec_version < "4" and asked.got.body.startswith(b'"') and not _is_json(asked.want)
        ),
    ),
)


def _raw(asked: Asked) -> bytes:
    import base64

    return base64.b64decode(asked.request["raw"]) if "raw" in asked.request else b"host:"


def _is_json(answered: Answered) -> bool:
    try:
        json.loads(answered.body)
    except ValueError:
        return False
    return True


def difference_of(asked: Asked) -> str:
    """Name of the entry that a difference is of; empty for one that has none."""
    return next((each.name for each in DIFFERENCES if each.applies(asked)), "")
