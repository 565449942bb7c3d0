"""Raw answers with what an example expects of them, for questions to the real verifier: what travels, and how."""

from __future__ import annotations

import gzip
import zlib
from dataclasses import dataclass, field
from typing import Any

JSON = "application/json"
BODY = b'{"a":1}'
GZIP, ZLIB = gzip.compress(BODY, mtime=0), zlib.compress(BODY)
EXPECTS_BODY = {"status": 200, "headers": {"Content-Type": JSON}, "body": {"a": 1}}


@dataclass(frozen=True)
class Shape:
    """An answer, and the response that the contract expects."""

    name: str
    answer: bytes
    expected: dict[str, Any] = field(default_factory=lambda: EXPECTS_BODY)
    method: str = "GET"


def raw(*lines: str, body: bytes = b"", status: str = "200 X") -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode("latin-1") + body


def sized(*lines: str, body: bytes = b"", status: str = "200 X") -> bytes:
    return raw(*lines, f"Content-Length: {len(body)}", body=body, status=status)


def packed(coding: str, body: bytes, *more: str) -> bytes:
    return sized(f"Content-Type: {JSON}", f"Content-Encoding: {coding}", *more, body=body)


def expects(**headers: Any) -> dict[str, Any]:
    return {"status": 200, "headers": {name.replace("_", "-"): value for name, value in headers.items()}}


def text(value: str, charset: str = "") -> dict[str, Any]:
    return {"status": 200, "headers": {"Content-Type": f"text/plain{charset}"}, "body": value}


def ruled(rule: dict[str, Any]) -> dict[str, Any]:
    return {**expects(X_A="z"), "matchingRules": {"header": {"X-A": {"matchers": [rule]}}}}


_TWICE = gzip.compress(GZIP, mtime=0)
_MEMBERS = gzip.compress(b'{"a"', mtime=0) + gzip.compress(b":1}", mtime=0)
_CHUNKED = b"%x\r\n%b\r\n0\r\n\r\n" % (len(BODY), BODY)
_LATIN = "; charset=iso-8859-1"
_NAMED = {"status": 200, "body": {"a": "\xe9"}}
_EXTRA = "Content-Encoding: gzip"

SHAPES = [
    Shape("gzip", packed("gzip", GZIP)),
    Shape("deflate", packed("deflate", ZLIB)),
    Shape("deflate without zlib's header", packed("deflate", ZLIB[2:-4])),
    Shape("the same, no body expected", packed("deflate", ZLIB[2:-4]), {"status": 200}),
    Shape("gzip in capitals", packed("GZIP", GZIP)),
    Shape("gzip in capitals, expected", packed("GZIP", GZIP), expects(Content_Encoding="GZIP")),
    Shape("gzip with blanks", packed("  gzip ", GZIP)),
    Shape("a list", packed("gzip, gzip", _TWICE)),
    Shape("a list with identity", packed("identity, gzip", GZIP)),
    Shape("two lines", packed("gzip", GZIP, "Content-Encoding: identity")),
    Shape("two lines, the first is identity", packed("identity", GZIP, _EXTRA)),
    Shape("x-gzip", packed("x-gzip", GZIP)),
    Shape("x-gzip, expected", packed("x-gzip", GZIP), expects(Content_Encoding="x-gzip")),
    Shape("x-gzip, length expected", packed("x-gzip", GZIP), expects(Content_Length=str(len(GZIP)))),
    Shape("br", packed("br", b"\x0b\x03\x80" + BODY + b"\x03")),
    Shape("br, expected", packed("br", b"xx"), expects(Content_Encoding="br", Content_Length="2")),
    Shape("zstd, nothing expected", packed("zstd", b"xx"), {"status": 200}),
    Shape("identity, expected", packed("identity", BODY), expects(Content_Encoding="identity")),
    Shape("gzip, encoding expected", packed("gzip", GZIP), expects(Content_Encoding="gzip")),
    Shape("gzip, length expected", packed("gzip", GZIP), expects(Content_Length=str(len(GZIP)))),
    Shape("deflate, encoding expected", packed("deflate", ZLIB), expects(Content_Encoding="deflate")),
    Shape("gzip, Vary expected", packed("gzip", GZIP, "Vary: Accept-Encoding"), expects(Vary="Accept-Encoding")),
    Shape("gzip of nothing", packed("gzip", b""), {"status": 200}),
    Shape("gzip of nothing, expected", packed("gzip", b""), expects(Content_Encoding="gzip")),
    Shape("gzip that is none", packed("gzip", BODY)),
    Shape("gzip that is none, no body expected", packed("gzip", BODY), {"status": 200}),
    Shape("gzip that is none, other status", packed("gzip", BODY), {"status": 201}),
    Shape("gzip cut off", packed("gzip", GZIP[:-6]), {"status": 200}),
    Shape("gzip with a wrong sum", packed("gzip", GZIP[:-8] + bytes(4) + GZIP[-4:]), {"status": 200}),
    Shape("gzip of two members", packed("gzip", _MEMBERS)),
    Shape("gzip with leftovers", packed("gzip", GZIP + b"leftovers")),
    Shape("gzip with zeros", packed("gzip", GZIP + bytes(4))),
    Shape("deflate with leftovers", packed("deflate", ZLIB + b"xx")),
    Shape("HEAD, gzip", raw(_EXTRA, "Content-Length: 20"), expects(Content_Encoding="gzip"), "HEAD"),
    Shape("HEAD, its length", raw("Content-Length: 20"), expects(Content_Length="20"), "HEAD"),
    Shape("HEAD, gzip and length", raw(_EXTRA, "Content-Length: 20"), expects(Content_Length="20"), "HEAD"),
    Shape("HEAD, body expected", raw(f"Content-Type: {JSON}", "Content-Length: 7"), EXPECTS_BODY, "HEAD"),
    Shape("204, gzip", raw(_EXTRA, status="204 X"), {"status": 204, "headers": {"Content-Encoding": "gzip"}}),
    Shape("204 with a body", sized(body=BODY, status="204 X"), {"status": 204, "body": {"a": 1}}),
    Shape("304, gzip", raw(_EXTRA, status="304 X"), {"status": 304, "headers": {"Content-Encoding": "gzip"}}),
    Shape("chunked", raw(f"Content-Type: {JSON}", "Transfer-Encoding: chunked", body=_CHUNKED)),
    Shape("chunked, expected", raw("Transfer-Encoding: chunked", body=_CHUNKED), expects(Transfer_Encoding="chunked")),
    Shape("trailers", raw("Transfer-Encoding: chunked", "Trailer: X-T", body=b"0\r\nX-T: 1\r\n\r\n"), expects(X_T="1")),
    Shape("Latin-1 value", sized("X-A: \xe9"), expects(X_A="\xe9")),
    Shape("UTF-8 value", sized("X-A: \xc3\xa9"), expects(X_A="\xe9")),
    Shape("Latin-1 value, another expected", sized("X-A: \xe9", "X-B: 1"), expects(X_B="1")),
    Shape("two lines, one Latin-1", sized("X-A: \xe9", "X-A: 1"), expects(X_A="1")),
    Shape("a list with Latin-1", sized("X-A: 1, \xe9"), expects(X_A="1")),
    Shape("Latin-1 value, any text", sized("X-A: \xe9"), ruled({"match": "type"})),
    Shape("Latin-1 value, a pattern", sized("X-A: \xe9"), ruled({"match": "regex", "regex": "z+"})),
    Shape("two Content-Types, one Latin-1", sized("Content-Type: a/b; x=\xe9", f"Content-Type: {JSON}", body=BODY)),
    Shape("a tab in a value", sized("X-A: a\tb"), expects(X_A="a\tb")),
    Shape("an empty value", sized("X-A: "), expects(X_A="")),
    Shape("Latin-1 text", sized(f"Content-Type: text/plain{_LATIN}", body=b"\xe9"), text("\xe9", _LATIN)),
    Shape("Latin-1 JSON", sized(f"Content-Type: {JSON}{_LATIN}", body=b'{"a":"\xe9"}'), _NAMED),
    Shape("a byte order mark", sized(f"Content-Type: {JSON}", body=b"\xef\xbb\xbf" + BODY)),
    Shape("gzip of text", sized("Content-Type: text/plain", _EXTRA, body=gzip.compress(b"hi")), text("hi")),
    Shape("302 without an address", sized(status="302 X"), {"status": 302}),
    Shape("302 to nowhere", sized("Location: http://[", status="302 X"), {"status": 302}),
    Shape("300", sized("Location: /target", status="300 X"), {"status": 300}),
    # The provider closes each connection; said here, because a client may ask for the target on the one that it has.
    Shape("302", sized("Location: /target", "Connection: close", status="302 X"), {"status": 200}),
    Shape("302, expected", sized("Location: /target", "Connection: close", status="302 X"), {"status": 302}),
    Shape("302 to another scheme", sized("Location: ftp://h.test/", status="302 X"), {"status": 302}),
    Shape("302 to a Latin-1 address", sized("Location: /\xe9", status="302 X"), {"status": 302}),
]  # fmt: skip
