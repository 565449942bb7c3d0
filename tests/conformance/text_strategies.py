"""Hypothesis strategies for everything that is text: headers, parameters, paths, statuses, forms, plain bodies."""

from __future__ import annotations

import base64
import json
from typing import Any

from conformance.contract_strategies import near, rules
from hypothesis import strategies as st

Headers = list[tuple[str, str]]
Response = tuple[int, Headers, bytes]

WORDS = st.sampled_from(
    [
        "", "a", "abc", "A b", "12", "+1", "01", "-5", "1.5", "1e3", "inf", "true", "True", "null", "1.2.3", "é☃",
        "2020-01-02", "10:11:12", "2020-01-02T10:11:12Z", "a,b", "a, b", "200", "{}", "[1]",
    ]
)  # fmt: skip
TYPES = st.sampled_from(
    [
        "application/json", "application/json; charset=UTF-8", "application/json;charset=utf-8", "text/plain",
        "application/hal+json", "application/vnd.a+xml", "application/xml", "text/xml", "text/json", "image/png",
        "application/octet-stream", "application/x-www-form-urlencoded", "json", "Application/JSON", "text/html",
        "application/json;v=1", 'application/json; v="1"', "application/graphql", "text/csv; header=present", "*/*",
    ]
)  # fmt: skip


def text_rules(version: str) -> st.SearchStrategy[dict[str, Any]]:
    """Rules of every kind, those that make something of a text oftener."""
    if version == "2.0":
        return rules(version)
    return st.one_of(rules(version), st.sampled_from(_TEXT_RULES if version == "4.0" else _TEXT_RULES[:-5]))


_TEXT_RULES: list[dict[str, Any]] = [
    {"match": "regex", "regex": r"\w+"}, {"match": "regex", "regex": "[a-z,/ ]+"}, {"match": "include", "value": "a"},
    {"match": "include", "value": ""}, {"match": "integer"}, {"match": "decimal"}, {"match": "number"},
    {"match": "boolean"}, {"match": "equality"}, {"match": "contentType", "value": "text/plain"},
    {"match": "contentType", "value": "application/json"},
    {"match": "contentType", "value": "application/xml"}, {"match": "null"}, {"match": "values"},
    {"match": "date", "format": "yyyy-MM-dd"}, {"match": "statusCode", "status": "success"}, {"match": "notEmpty"},
    {"match": "semver"}, {"match": "eachKey", "rules": [{"match": "regex", "regex": "[a-z]"}]},
    {"match": "eachValue", "rules": []},
]  # fmt: skip


@st.composite
def rule_lists(draw: st.DrawFn, version: str) -> dict[str, Any]:
    """One or two matchers, combined by AND or OR."""
    limit = 1 if version == "2.0" else 2
    listed = draw(st.lists(text_rules(version), min_size=1, max_size=limit))
    return {"matchers": listed, "combine": draw(st.sampled_from(["AND", "OR"]))}


def declare(version: str, categories: dict[str, Any]) -> dict[str, Any]:
    """Rules by category in the form of the version; V2 takes one matcher a path."""
    filled = {name: category for name, category in categories.items() if category}
    if version != "2.0":
        return filled
    flat: dict[str, Any] = {}
    for name, declared in filled.items():
        if "matchers" in declared:
            flat[f"$.{name}"] = declared["matchers"][0]
            continue
        for path, value in declared.items():
            prefix = {"header": "$.headers.", "query": "$.query."}.get(name)
            flat[f"{prefix}{path}" if prefix else f"$.body{path[1:]}"] = value["matchers"][0]
    return flat


def expected_body(version: str, body: bytes, kind: str | None) -> Any:
    """A body as a contract writes it; bytes that are not UTF-8 in base64."""
    try:
        text, encoded = body.decode(), False
    except UnicodeDecodeError:
        text, encoded = base64.b64encode(body).decode(), True
    if version != "4.0":
        return text
    made: dict[str, Any] = {"content": text, "encoded": "base64" if encoded else False}
    return {**made, "contentType": kind} if kind else made


def with_body(version: str, body: bytes, kind: str, declared: dict[str, Any]) -> dict[str, Any]:
    """A response with this body, its Content-Type and body rules."""
    made: dict[str, Any] = {
        "headers": {"Content-Type": [kind] if version == "4.0" else kind},
        "body": expected_body(version, body, kind),
    }
    if declared:
        made["matchingRules"] = declare(version, declared)
    return made


# -- statuses ---------------------------------------------------------------------------------------------------------

STATUSES = st.sampled_from([200, 201, 202, 400, 404, 418, 500, 503, 599])


@st.composite
def statuses(draw: st.DrawFn, version: str) -> tuple[dict[str, Any], Response]:
    expected = draw(STATUSES)
    made: dict[str, Any] = {"status": expected}
    status_rules = st.one_of(
        text_rules(version),
        st.sampled_from(["success", "info", "redirect", "clientError", "serverError", "nonError", "error"]).map(
            lambda name: {"match": "statusCode", "status": name}
        ),
        st.sampled_from([[200], [404, 500], [], ["200"], ["+201", 404.0], [65736], [-65336]]).map(
            lambda codes: {"match": "statusCode", "status": codes}
        ),
        st.sampled_from([{"match": "regex", "regex": "[24]0."}, {"match": "include", "value": "0"}]),
    )
    if draw(st.integers(0, 4)):
        part = {
            "matchers": draw(st.lists(status_rules, min_size=1, max_size=1 if version == "2.0" else 2)),
            "combine": draw(st.sampled_from(["AND", "OR"])),
        }
        made["matchingRules"] = declare(version, {"status": part})
    return made, (draw(st.one_of(st.just(expected), STATUSES)), [], b"")


# -- headers ----------------------------------------------------------------------------------------------------------

NAMES = st.sampled_from(["X-A", "Accept", "Allow", "Vary", "Cache-Control", "ETag", "X-Trace-Id", "Link", "If-Match"])
VALUES = st.sampled_from(
    [
        "a", "b", "a,b", "a, b", "b, a", "a ,b", "a,b,c", "12", "-5", "1.5", "true", '"q"', "A", "no-cache", "GET",
        "GET, POST", "text/plain", "text/plain; charset=utf-8", "text/plain;charset=UTF-8", "text/plain; q=1; v=2",
        'text/plain; charset="utf-8"', "a;b=c", "2020-01-02", "1.2.3", "a;q=1, b",
    ]
)  # fmt: skip


@st.composite
def header_parts(draw: st.DrawFn, version: str) -> tuple[dict[str, Any], dict[str, Any], Headers]:
    """Expected headers, rules on them, and headers that come close."""
    expected: dict[str, Any] = {}
    sent: Headers = []
    declared: dict[str, Any] = {}
    for name in draw(st.lists(NAMES, min_size=1, max_size=3, unique=True)):
        values = draw(st.lists(VALUES, min_size=draw(st.sampled_from([0, 1, 1, 1])), max_size=3))
        as_list = len(values) != 1 or version == "4.0" or draw(st.booleans())
        expected[name] = values if as_list else values[0]
        if draw(st.booleans()):
            declared[draw(st.sampled_from([name, name, name.lower()]))] = draw(rule_lists(version))
        choice = draw(st.integers(0, 9))
        if choice == 0:
            continue
        lines = list(values) if choice < 5 else draw(st.lists(VALUES, min_size=1, max_size=3))
        if choice == 1:
            lines = [", ".join(lines)]
        if choice == 2:
            lines = lines[::-1]
        sent += [(draw(st.sampled_from([name, name.upper()])), line) for line in lines]
    return expected, declared, sent


@st.composite
def headers(draw: st.DrawFn, version: str) -> tuple[dict[str, Any], Response]:
    expected, declared, sent = draw(header_parts(version))
    made: dict[str, Any] = {"headers": expected}
    if declared:
        made["matchingRules"] = declare(version, {"header": declared})
    return made, (200, sent, b"")


# -- forms ------------------------------------------------------------------------------------------------------------

FIELDS = st.sampled_from(["a", "b", "a b", "1", "é", "x[0]"])
FORM_TEXTS = st.sampled_from(["a", "b=1", "%20", "+", "a+b", "%C3%A9", "%ff", "%", "%zz", "", "12", "a%26b", "é", "=="])


@st.composite
def pairs(draw: st.DrawFn) -> list[tuple[str, str]]:
    return draw(st.lists(st.tuples(FIELDS, st.one_of(WORDS, st.just("a"))), max_size=4))


@st.composite
def near_pairs(draw: st.DrawFn, given: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The same with a few changes."""
    made = [
        (name, value if draw(st.integers(0, 3)) else draw(WORDS)) for name, value in given if draw(st.integers(0, 9))
    ]
    if draw(st.integers(0, 4)) == 0:
        made.append((draw(FIELDS), draw(WORDS)))
    if draw(st.integers(0, 4)) == 0:
        made.reverse()
    return made


def encoded(listed: list[tuple[str, str]], *, plus: bool = True) -> str:
    from urllib.parse import quote, quote_plus

    quoted = quote_plus if plus else lambda text: quote(text, safe="")
    return "&".join(f"{quoted(name)}={quoted(value)}" for name, value in listed)


def field_paths(names: list[str]) -> st.SearchStrategy[str]:
    listed = [f"$['{name}']" for name in names] + [f"$['{name}'][0]" for name in names]
    listed += [f"$['{name}'][*]" for name in names] + [f"$['{name}'].*" for name in names]
    return st.sampled_from([*listed, "$", "$.*", "$.*[0]", "$.zz"])


@st.composite
def forms(draw: st.DrawFn, version: str) -> tuple[dict[str, Any], Response]:
    listed = draw(pairs().filter(bool))
    sent = encoded(draw(near_pairs(listed)), plus=draw(st.booleans()))
    if draw(st.integers(0, 3)) == 0:
        raw = draw(st.lists(st.tuples(FORM_TEXTS, FORM_TEXTS).map("=".join) | FORM_TEXTS, max_size=3))
        sent = draw(st.sampled_from(["&", "&&", "&;"])).join(raw)
    wanted = encoded(listed, plus=draw(st.booleans()))
    if draw(st.integers(0, 5)) == 0:
        raw = draw(st.lists(st.tuples(FORM_TEXTS, FORM_TEXTS).map("=".join) | FORM_TEXTS, min_size=1, max_size=3))
        wanted = "&".join(raw) or "a=1"
        sent = draw(st.sampled_from([wanted, sent]))
    declared = draw(st.dictionaries(field_paths(sorted({name for name, _ in listed})), rule_lists(version), max_size=2))
    kind = "application/x-www-form-urlencoded"
    return with_body(version, wanted.encode(), kind, {"body": declared}), (200, [("Content-Type", kind)], sent.encode())


# -- text and bytes ---------------------------------------------------------------------------------------------------

BODY_PATHS = st.sampled_from(["$", "$", "$", "$.a", "$.*", "$[0]"])


@st.composite
def texts(draw: st.DrawFn, version: str) -> tuple[dict[str, Any], Response]:
    kind = draw(st.sampled_from(["text/plain", "text/plain", "text/html", "text/csv", "text/json"]))
    choices = st.one_of(WORDS, st.sampled_from(["a\n", "a\r\n", " a", "a\nb", "\ufeffa", "<a/>", '{"a":1}']))
    expected = draw(choices.filter(bool))
    actual = draw(st.one_of(st.just(expected), choices)).encode()
    if draw(st.integers(0, 9)) == 0:
        actual += b"\xff"
    declared = draw(st.dictionaries(BODY_PATHS, rule_lists(version), max_size=2))
    response = with_body(version, expected.encode(), kind, {"body": declared})
    return response, (200, [("Content-Type", kind)], actual)


SAMPLES = {
    "image/png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "image/gif": b"GIF89a\x01\x00\x01\x00",
    "image/jpeg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01",
    "application/pdf": b"%PDF-1.4\n1 0 obj\n",
    "application/gzip": b"\x1f\x8b\x08\x00\x00\x00\x00\x00",
    "application/zip": b"PK\x03\x04\x14\x00\x00\x00",
    "application/octet-stream": b"\x00\x01\x02\x03\xff\xfe",
    "audio/mpeg": b"ID3\x03\x00\x00\x00\x00\x00\x00",
    "video/mp4": b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom",
    "text/plain": b"only text",
    "application/json": b'{"a": 1}',
    "application/xml": b'<?xml version="1.0"?><a/>',
    "text/html": b"<!DOCTYPE html><html></html>",
}


@st.composite
def binaries(draw: st.DrawFn, version: str) -> tuple[dict[str, Any], Response]:
    kind = draw(
        st.sampled_from(
            [sample for sample in SAMPLES if not sample.startswith("text") and sample[-3:] not in ("son", "xml")]
        )
    )
    expected = SAMPLES[kind]
    if version != "4.0" or draw(st.booleans()):
        expected = draw(st.sampled_from(sorted(SAMPLES.values())))
    actual = draw(st.one_of(st.just(expected), st.sampled_from(sorted(SAMPLES.values())), st.just(b"")))
    by_type = st.sampled_from(sorted(SAMPLES)).map(lambda kind: {"match": "contentType", "value": kind})
    matchers = text_rules(version) if version == "2.0" else st.one_of(by_type, text_rules(version))
    listed = st.builds(
        lambda matchers, combine: {"matchers": matchers, "combine": combine},
        st.lists(matchers, min_size=1, max_size=1 if version == "2.0" else 2),
        st.sampled_from(["AND", "OR"]),
    )
    declared = draw(st.dictionaries(BODY_PATHS, listed, max_size=1))
    made = with_body(version, expected, kind, {"body": declared})
    if version != "4.0":
        made["body"] = base64.b64encode(expected).decode()
    return made, (200, [("Content-Type", kind)], actual)


# -- what a body is: declared types, encodings, and bodies without a type ---------------------------------------------

CONTENTS = st.sampled_from(
    [
        "", "text", "aGk=", "eyJhIjoxfQ==", {"a": 1}, {"a": {"b": [1, "x"]}}, [1], {}, [], None, 1, 1.0, True,
        '{"a":1}',
        '{"a": 1}', '"text"', "[1]", "100", "null", "<a/>", '<?xml version="1.0"?><a>b</a>', "a=1&b=2", " {}", "é☃",
        {"content": 1}, {"contentType": "x"}, "<html></html>", "<!DOCTYPE html>", "a: 1",
    ]
)  # fmt: skip
_ABSENT: Any = object()


@st.composite
def declared_bodies(draw: st.DrawFn, version: str) -> tuple[dict[str, Any], Response]:
    """Bodies whose type is said by the body, by a header, by both or by none."""
    content = draw(CONTENTS)
    made: dict[str, Any] = {}
    header = draw(st.one_of(st.none(), TYPES))
    if header is not None:
        made["headers"] = {"Content-Type": [header] if version == "4.0" else header}
    if version == "4.0":
        body: dict[str, Any] = {}
        kind = draw(st.one_of(st.just(_ABSENT), TYPES))
        encoding = draw(
            st.sampled_from([_ABSENT, False, False, True, "base64", "BASE64", "JSON", "json", "x", None, 1])
        )
        hint = draw(st.sampled_from([_ABSENT, _ABSENT, "TEXT", "BINARY"]))
        for name, value in (
            ("content", content),
            ("contentType", kind),
            ("encoded", encoding),
            ("contentTypeHint", hint),
        ):
            if value is not _ABSENT and (name != "content" or draw(st.integers(0, 15))):
                body[name] = value
        made["body"] = draw(st.sampled_from([body] * 12 + [content]))
    elif draw(st.integers(0, 15)):
        made["body"] = content
    if version != "2.0" and draw(st.integers(0, 5)) == 0:
        made["matchingRules"] = {"body": {"$": draw(rule_lists(version))}}
    elif draw(st.integers(0, 5)) == 0 and header is not None:
        made["matchingRules"] = declare(version, {"header": {"Content-Type": draw(rule_lists(version))}})
    sent = draw(st.one_of(st.just(header), st.none(), TYPES))
    near_content = draw(st.one_of(st.just(content), CONTENTS, near(content)))
    text = near_content if isinstance(near_content, str) else json.dumps(near_content, ensure_ascii=False)
    if content == "aGk=" and draw(st.booleans()):
        text = "hi"
    return made, (200, [("Content-Type", sent)] if sent else [], text.encode())
