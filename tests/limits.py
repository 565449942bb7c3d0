"""Inputs that try to exhaust a reader: what each is, and the verdict that it gets."""
# ruff: noqa: E501

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from support import FULL, cpu_time

import contractlab as cl
from contractlab.values.result import MatchResult

SCALE = 1 if FULL else 5
"""What makes the long ones long is divided by it."""
MANY = 100_000 // SCALE
MEGABYTES = 5 // SCALE

JSON = "application/json"
TOO_SLOW = "takes longer than 1 s"
XML = "application/xml"
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=X"
TEXT = "text/plain"


def contract(
    expected: Any, rules: dict[str, Any] | None = None, *, kind: str = JSON, more: dict[str, Any] | None = None
) -> dict[str, Any]:
    """A V4 contract of one example with this body in request and response."""
    text = expected if kind != JSON else None
    body = {"content": expected if text is None else text, "contentType": kind, "encoded": False}
    part: dict[str, Any] = {"headers": {"Content-Type": [kind]}, "body": body}
    if rules:
        part["matchingRules"] = {"body": {path: {"matchers": listed} for path, listed in rules.items()}}
    part |= more or {}
    return {
        "consumer": {"name": "c"},
        "provider": {"name": "p"},
        "interactions": [
            {
                "type": "Synchronous/HTTP", "description": "d",
                "request": {"method": "POST", "path": "/", **part}, "response": {"status": 200, **part},
            }
        ],
        "metadata": {"pactSpecification": {"version": "4.0"}},
    }  # fmt: skip


def nested(depth: int, opening: str = "[", closing: str = "]", inside: str = "1") -> bytes:
    return (opening * depth + inside + closing * depth).encode()


def nested_value(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


@dataclass(frozen=True)
class Hostile:
    """One input.

    Attributes
    ----------
    name : str
    verdict : str
        ``passed``, ``failed`` or ``error``.
    make : callable
        The contract's document, the response's headers and its body.
    reason : str
        Part of the reason, or of the first difference.
    seconds : float
        Limit of a check in processor time, loading included; 2 s up to 5 MB.
    """

    name: str
    verdict: str
    make: Callable[[], tuple[dict[str, Any], list[tuple[str, str]], bytes]]
    reason: str = ""
    seconds: float = 2.0


def attempt(
    name: str,
    verdict: str,
    document: Callable[[], dict[str, Any]],
    body: Callable[[], bytes],
    *,
    kind: str = JSON,
    reason: str = "",
    seconds: float = 2.0,
    headers: Callable[[], list[tuple[str, str]]] = list,
) -> Hostile:
    return Hostile(name, verdict, lambda: (document(), [("Content-Type", kind), *headers()], body()), reason, seconds)


def scaled(*what: Any, seconds: float = 2.0, **more: Any) -> Hostile:
    """An attempt of which CI samples a smaller one of the kind, with as much less time."""
    return attempt(*what, seconds=seconds / SCALE, **more)


TYPE = [{"match": "type"}]
ANY = {"$": TYPE}
SLOW = [r"(a+)+$", r"(a|a)*b", r"(a*)*c", r"([a-zA-Z]+)*!", r"(a|aa)+$", r"^(\w+\s?)*!", r"(.*a){20}!", r"(?:a?){60}b"]


def slow_rules() -> dict[str, Any]:
    return {f"$.k{at}": [{"match": "regex", "regex": f"(?:x{at}|{SLOW[at % len(SLOW)]})"}] for at in range(200)}


def parts(count: int) -> str:
    text = "".join(f'--X\r\nContent-Disposition: form-data; name="p{at}"\r\n\r\nv\r\n' for at in range(count))
    return text + "--X--\r\n"


def wide_variants(count: int) -> list[dict[str, Any]]:
    return [{"index": at, "rules": {"$.id": [{"match": "equality"}]}} for at in range(count)]


def contains(count: int, **more: Any) -> dict[str, Any]:
    variants = [{"index": at, "rules": {}, **more} for at in range(count)]
    return contract(
        [{"id": f"no {at}"} for at in range(count)], {"$": [{"match": "arrayContains", "variants": variants}]}
    )


DTD = '<!DOCTYPE a [<!ENTITY x "1">]><a>&x;</a>'
BOMB = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {chr(98 + at)} "{f"&{chr(97 + at)};" * 10}">' for at in range(10)
) + "]><a>&j;</a>"  # fmt: skip

HOSTILE = [
    attempt("JSON 100 deep", "passed", lambda: contract(nested_value(100)), lambda: nested(100)),
    attempt("JSON 127 deep", "passed", lambda: contract({}), lambda: b'{"a":' + nested(126) + b"}"),
    attempt("JSON 128 deep", "failed", lambda: contract({}), lambda: b'{"a":' + nested(127) + b"}", reason="127 levels deep"),
    attempt("JSON 100,000 deep", "failed", lambda: contract([]), lambda: nested(100_000), reason="127 levels deep"),
    attempt("JSON objects 100,000 deep", "failed", lambda: contract({}), lambda: nested(100_000, '{"a":', "}"),
        reason="127 levels deep"),
    attempt("a number of 10,000 digits", "failed", lambda: contract([1], {"$[0]": TYPE}), lambda: b"[" + b"9" * 10_000 + b"]",
        reason="out of range"),
    attempt("a fraction of 1,000,000 digits", "passed", lambda: contract([1.5], {"$[0]": TYPE}),
        lambda: b"[0." + b"3" * 1_000_000 + b"]"),
    attempt("NaN", "failed", lambda: contract([1], ANY), lambda: b"[NaN]", reason="NaN"),
    scaled(f"{MANY:,} times one key", "passed", lambda: contract({"a": MANY - 1}),
        lambda: ("{" + ",".join(f'"a":{at}' for at in range(MANY)) + "}").encode()),
    attempt("a byte order mark", "failed", lambda: contract({}), lambda: b"\xef\xbb\xbf{}", reason="byte order mark"),
    attempt("a lone surrogate", "failed", lambda: contract(["a"], ANY), lambda: b'["\\ud800"]', reason="surrogate"),
    attempt("invalid UTF-8", "failed", lambda: contract(["a"], ANY), lambda: b'["\xff"]', reason="UTF-8"),
    scaled(f"{MANY:,} escapes", "passed", lambda: contract(["a"], ANY), lambda: b'["' + b"\\ud83d\\ude00" * MANY + b'"]'),
    scaled(f"{MEGABYTES} MB of JSON that fits", "passed", lambda: contract([{"id": 1, "t": "x"}], ANY),
        lambda: json.dumps([{"id": at, "t": "x" * 20} for at in range(23_000 * MEGABYTES)]).encode()),
    scaled(f"{MEGABYTES} MB of JSON, every item wrong", "failed", lambda: contract([{"id": 1, "t": "x"}], ANY),
        lambda: json.dumps([{"id": "x", "t": "x" * 20} for at in range(23_000 * MEGABYTES)]).encode()),
    scaled(f"{10 * MEGABYTES} MB of JSON that fits", "passed", lambda: contract([{"id": 1, "t": "x"}], ANY),
        lambda: json.dumps([{"id": at, "t": "x" * 400} for at in range(23_000 * MEGABYTES)]).encode(), seconds=10),
    scaled(f"{10 * MEGABYTES} MB of text", "failed", lambda: contract("a", kind=TEXT), lambda: b"a" * (10_000_000 * MEGABYTES), kind=TEXT, seconds=5),
    scaled(f"{10 * MEGABYTES} MB of text for a regex", "passed", lambda: contract("a", {"$": [{"match": "regex", "regex": "a+"}]}, kind=TEXT),
        lambda: b"a" * (10_000_000 * MEGABYTES), kind=TEXT, seconds=5),
    scaled(f"{10 * MEGABYTES} MB of bytes", "failed", lambda: contract("a", kind="image/png"), lambda: b"\0" * (10_000_000 * MEGABYTES), kind="image/png",
        seconds=5),
    scaled(f"{MANY:,} unknown keys", "passed", lambda: contract({"a": 1}),
        lambda: json.dumps({"a": 1, **{f"k{at}": at for at in range(MANY)}}).encode()),
    scaled(f"{MANY:,} keys, the expected ones missing", "failed", lambda: contract({f"e{at}": 1 for at in range(200)}),
        lambda: json.dumps({f"k{at}": at for at in range(MANY)}).encode()),
    attempt("10,000 expected keys, none of them there", "failed", lambda: contract({f"e{at}": 1 for at in range(10_000)}),
        lambda: json.dumps({f"k{at}": at for at in range(10_000)}).encode()),
    attempt("5,000 rules on one example", "passed",
        lambda: contract({f"k{at}": at for at in range(5_000)}, {f"$.k{at}": TYPE for at in range(5_000)}),
        lambda: json.dumps({f"k{at}": at + 1 for at in range(5_000)}).encode()),
    attempt("5,000 wildcard rules of one length", "passed",
        lambda: contract({"a": {"b": {"c": {"d": 1}}}},
                         {"$" + "".join(f".{'*' if at >> bit & 1 else name}" for bit, name in enumerate("abcdabcdabcdx")): TYPE
                          for at in range(5_000)} | {"$": TYPE}),
        lambda: b'{"a":{"b":{"c":{"d":2}}}}'),
    attempt("a rule path of 10,000 steps", "passed", lambda: contract({"a": 1}, {"$" + ".a" * 10_000: TYPE}),
        lambda: b'{"a":1}'),
    attempt("a hundred stars over 100 levels", "passed",
        lambda: contract(nested_value(100), {"$" + "[*]" * at: TYPE for at in range(1, 101)} | {"$": TYPE}),
        lambda: nested(100)),
    attempt("200 patterns that explode", "error", lambda: contract({f"k{at}": "a" for at in range(200)}, slow_rules()),
        lambda: json.dumps({f"k{at}": "a" * 4_000 + "€" for at in range(200)}).encode(), reason=TOO_SLOW,
        seconds=3),
    attempt("a pattern for each of 10,000 items", "failed",
        lambda: contract(["a"], {"$": TYPE, "$[*]": [{"match": "regex", "regex": "(a|b|ab)*c"}]}),
        lambda: json.dumps(["ab" * 500 + str(at) for at in range(10_000)]).encode()),
    scaled(f"eachKey on {MANY:,} keys", "passed",
        lambda: contract({"a": 1}, {"$": [{"match": "eachKey", "rules": [{"match": "regex", "regex": r"\w+"}]}]}),
        lambda: json.dumps({f"k{at}": at for at in range(MANY)}).encode()),
    scaled(f"eachKey refusing {MANY:,} keys", "failed",
        lambda: contract({"a": 1}, {"$": [{"match": "eachKey", "rules": [{"match": "regex", "regex": r"\d+"}]}]}),
        lambda: json.dumps({f"k{at}": at for at in range(MANY)}).encode()),
    scaled(f"eachValue refusing {MANY:,} values", "failed",
        lambda: contract({"a": 1}, {"$": [{"match": "eachValue", "rules": [{"match": "integer"}]}]}),
        lambda: json.dumps({f"k{at}": "x" for at in range(MANY)}).encode()),
    attempt("arrayContains of 1,000 variants in 5,000 items", "failed", lambda: contains(1_000),
        lambda: json.dumps([{"id": f"other {at}"} for at in range(5_000)]).encode()),
    attempt("arrayContains of 1,000 variants in 5,001 items", "error", lambda: contains(1_000),
        lambda: json.dumps([{"id": f"other {at}"} for at in range(5_001)]).encode(), reason="pairs of items"),
    scaled(f"arrayContains of one variant in {MANY:,} items", "failed", lambda: contains(1),
        lambda: json.dumps([{"id": f"other {at}"} for at in range(MANY)]).encode()),
    attempt("arrayContains nested 30 deep", "failed",
        lambda: contract(nested_value(30), {"$": [{"match": "arrayContains", "variants": [{"index": 0}]}]}),
        lambda: nested(29, inside='"x",[1]')),
    scaled(f"two lists of rules refusing {MANY:,} values one level down", "failed",
        lambda: contract({"a": {"b": 1}}, {"$": [{"match": "eachValue", "rules": [{"match": "integer"}]},
                                                 {"match": "eachValue", "rules": [{"match": "decimal"}]}]}),
        lambda: json.dumps({"a": {f"b{at}": "x" for at in range(MANY // 2)} | {"b": "x"}}).encode()),
    scaled(f"{MANY:,} items 120 levels down, the last one wrong", "failed",
        lambda: contract(nested_value(121), ANY),
        lambda: nested(120, inside=json.dumps([1] * MANY + ["x"]))),
    scaled(f"{MANY // 5:,} elements 190 levels down, the last one wrong", "failed",
        lambda: contract("<a>" * 190 + "<b>1</b>" + "</a>" * 190,
                         {"$" + ".a" * 190 + ".b": TYPE, "$" + ".a" * 190 + ".b['#text']": [{"match": "integer"}]}, kind=XML),
        lambda: nested(190, "<a>", "</a>", "<b>1</b>" * (MANY // 5) + "<b>x</b>"), kind=XML),
    scaled(f"{MANY:,} headers", "passed", lambda: contract({}), lambda: b"{}",
        headers=lambda: [(f"X-{at}", "v") for at in range(MANY)]),
    scaled(f"one header {MANY:,} times", "failed", lambda: contract({}, more={"headers": {"Allow": ["GET"]}}), lambda: b"{}",
        headers=lambda: [("Allow", "GET, POST")] * MANY),
    scaled(f"one header {MANY:,} times, under a rule", "failed",
        lambda: contract({}, more={"headers": {"Allow": ["GET", "PUT"]},
                                   "matchingRules": {"header": {"Allow": {"matchers": [{"match": "equality"}]}}}}),
        lambda: b"{}", headers=lambda: [("Allow", f"GET{at}") for at in range(MANY)]),
    Hostile("a Content-Type of 1 MB", "passed",
            lambda: (contract({}), [("Content-Type", "application/json" + ";a=b" * 250_000)], b"{}")),
    attempt("a DTD", "failed", lambda: contract("<a/>", kind=XML), lambda: DTD.encode(), kind=XML, reason="document type"),
    attempt("an entity bomb", "failed", lambda: contract("<a/>", kind=XML), lambda: BOMB.encode(), kind=XML,
        reason="document type"),
    attempt("XML 100,000 deep", "error", lambda: contract("<a/>", kind=XML), lambda: nested(100_000, "<a>", "</a>"), kind=XML,
        reason="200 levels deep"),
    scaled(f"{MANY:,} XML attributes", "passed", lambda: contract("<a/>", kind=XML),
        lambda: ("<a " + " ".join(f'b{at}="1"' for at in range(MANY)) + "/>").encode(), kind=XML),
    scaled(f"{MANY:,} XML children", "passed", lambda: contract("<a><b>1</b></a>", {"$.a.b": TYPE}, kind=XML),
        lambda: ("<a>" + "".join(f"<b>{at}</b>" for at in range(MANY)) + "</a>").encode(), kind=XML),
    scaled(f"{MANY:,} XML children of other names", "failed",
        lambda: contract("<a><b>1</b></a>", {"$.a.*": TYPE, "$.a": TYPE}, kind=XML),
        lambda: ("<a>" + "".join(f"<c{at}/>" for at in range(MANY)) + "</a>").encode(), kind=XML),
    scaled(f"{MEGABYTES} MB of XML text", "failed", lambda: contract("<a>1</a>", kind=XML),
        lambda: b"<a>" + b"x " * 500_000 * MEGABYTES + b"</a>", kind=XML),
    scaled(f"{MEGABYTES} MB of XML text in lines", "failed", lambda: contract("<a>1</a>", kind=XML),
        lambda: b"<a>" + b"x\n" * 500_000 * MEGABYTES + b"</a>", kind=XML),
    attempt("1,000,000 XML references", "failed", lambda: contract("<a>1</a>", kind=XML),
        lambda: b"<a>" + b"&lt;" * 1_000_000 + b"</a>", kind=XML),
    attempt("XML of 30 levels, each wrong twice", "failed",
        lambda: contract("<a>" * 30 + "1" + "</a>" * 30, kind=XML),
        lambda: ("<a>" * 30 + "2" + "</a>" * 30).encode(), kind=XML),
    attempt("XML of 200 levels, wrong at the bottom", "failed",
        lambda: contract("<a>" * 200 + "1" + "</a>" * 200, kind=XML),
        lambda: ("<a>" * 200 + "2" + "</a>" * 200).encode(), kind=XML),
    scaled(f"a form of {MANY:,} fields", "failed", lambda: contract("a=1", kind=FORM),
        lambda: "&".join(f"f{at}=v" for at in range(MANY)).encode(), kind=FORM),
    scaled(f"a form with one field {MANY:,} times", "failed", lambda: contract("a=1", {"$.a": [{"match": "integer"}]}, kind=FORM),
        lambda: "&".join(f"a=x{at}" for at in range(MANY)).encode(), kind=FORM),
    attempt("100,000 parts", "error", lambda: contract(parts(1), kind=MULTIPART), lambda: parts(100_000).encode(),
        kind=MULTIPART, reason="parts"),
    attempt("9,000 parts on both sides", "passed", lambda: contract(parts(9_000), kind=MULTIPART),
        lambda: parts(9_000).encode(), kind=MULTIPART),
    attempt("a part of 5 MB", "failed", lambda: contract(parts(1), kind=MULTIPART),
        lambda: parts(1).replace("\r\nv\r\n", "\r\n" + "v" * 5_000_000 + "\r\n").encode(), kind=MULTIPART),
    attempt("5 MB of nearly boundaries", "failed", lambda: contract(parts(1), kind=MULTIPART),
        lambda: parts(1).replace("\r\nv\r\n", "\r\n" + "\r\n--Y" * 1_000_000 + "\r\n").encode(), kind=MULTIPART),
]  # fmt: skip


def judge(document: dict[str, Any], headers: list[tuple[str, str]], body: bytes) -> MatchResult:
    """Load the contract and check the response."""
    return cl.load(document)[0].check_response(cl.HttpResponse(200, headers, body))


def reason_of(result: MatchResult) -> str:
    """Why a result is not a pass."""
    return result.reason or (result.mismatches[0].message if result.mismatches else "")


@dataclass(frozen=True)
class Measured:
    """What one input came to.

    Attributes
    ----------
    verdict, reason : str
    taken, shown : float
        Seconds of processor time of the check, loading included, and of all its views.
    longest : int
        Characters of the longest view.
    size : int
        Bytes of the body.
    """

    verdict: str
    reason: str
    taken: float
    shown: float
    longest: int
    size: int


@cache
def measured(hostile: Hostile) -> Measured:
    """Check an input and show the result; done once, for the tests of limits and for their benchmark."""
    document, headers, body = hostile.make()
    # Processor time costs more on a busy machine: the limit on patterns must stop only those that it is there for.
    patient = contextlib.nullcontext() if TOO_SLOW in hostile.reason else cl.limits(regex_seconds=60)
    with patient, cpu_time() as taken:
        result = judge(document, headers, body)
    with cpu_time() as shown:
        bundle = result._repr_mimebundle_()
    views = bundle[0] if isinstance(bundle, tuple) else bundle
    longest = max(len(str(view)) for view in views.values())
    return Measured(result.verdict, reason_of(result)[:2_000], taken.seconds, shown.seconds, longest, len(body))


CONTRACTS: dict[str, tuple[Callable[[], bytes], str, float]] = {
    "a contract 10,000 deep": (lambda: b'{"interactions":' + nested(10_000) + b"}", "127 levels deep", 2),
    "a contract 100,000 deep": (lambda: b'{"interactions":' + nested(100_000) + b"}", "127 levels deep", 2),
    "a body 10,000 deep in a contract": (
        lambda: json.dumps(contract("BODY")).encode().replace(b'"BODY"', nested(10_000)), "127 levels deep", 2,
    ),
    "a contract of 50 MB, one body": (lambda: json.dumps(contract(["x" * 1_000] * 25_000)).encode(), "", 20),
    "a contract of 5 MB, 5,000 examples": (lambda: many(5_000), "", 4),
    "a contract of 70 MB": (lambda: b" " * 70_000_000, "larger than", 5),
    "a contract of 5 MB that is not JSON": (lambda: b'{"interactions": [' + b"1," * 2_500_000, "not JSON", 2),
    "a contract of 100,000 unreadable examples": (lambda: b'{"interactions": [' + b"1," * 99_999 + b"1]}", "object", 4),
    "a rule path of 1 MB": (
        lambda: json.dumps(contract({"a": 1}, {"$" + ".a" * 500_000: TYPE})).encode(), "", 4,
    ),
    "10,000 unreadable rules": (
        lambda: json.dumps(contract({}, {f"$.a{at}'": TYPE for at in range(10_000)})).encode(), "9,900 more", 4,
    ),
}  # fmt: skip


def many(count: int) -> bytes:
    document = contract({"text": "x" * 300}, {"$.text": TYPE})
    first = document["interactions"][0]
    document["interactions"] = [
        {**first, "description": f"d{at}", "request": {"method": "GET", "path": f"/{at}"}} for at in range(count)
    ]
    return json.dumps(document).encode()
