"""Contracts of every format that can be defined: what was seen passes against what was saved and loaded again."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import contractlab as cl
from contractlab.captures import Redaction
from contractlab.insight.inference import InferredDefinition

JSON = [("Content-Type", "application/json")]
FORMS: list[dict[str, str]] = [{}, {"spec_version": "3.0"}, {"spec_version": "2.0"}, {"format": "contractcase"}]

KEYS = st.sampled_from(["a", "b", "password", "2026-01-01", "c-1", "d'e", "", "$", "[0]", "ä b", "*", "a.b"])
SCALARS = (
    st.none() | st.booleans() | st.integers(-5, 5) | st.floats(-4, 4).map(lambda x: round(x, 2)) | st.text(max_size=3)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)
KINDS = st.sampled_from(
    ["application/json", "application/json; charset=utf-8", "application/problem+json", "text/plain", "text/xml", "",
     "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "multipart/mixed; boundary=y", "nonsense"]
)  # fmt: skip
FORMS_SENT = [b"a=b&c=%20", b"a=1&a=2&b[]=x&b[]=y", b"a", b"=", b"a=%C3%A4+b"]
XML = [b"<a><b>1</b></a>", b'<?xml version="1.0"?><a x="1"/>', b"<a><b>1</b><b>2</b></a>", b"<a>"]
PARTS = [
    b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n',
    b'--x\r\nContent-Disposition: form-data; name="f"; filename="f.json"\r\n\r\n{"a": 1}\r\n--x--\r\n',
    b"--x--\r\n",
]
RAW = st.sampled_from([b"", b"\x89PNG\r\n\x00", b"plain", b"{", *FORMS_SENT, *XML, *PARTS])
PATHS = st.sampled_from(["/a", "/a/1", "/a/2", "/a/x/c", "/b/7/c", "/b/8/c", "/", "/a%20b/1", "/x/1/y/2", "/c/%2F"])
QUERIES = st.sampled_from(
    ["", "p=1", "p=2", "p=1&p=x", "p=2&p=y", "q=", "q=%C3%A4+b", "r[]=1&r[]=2", "r[]=1", "r=1&r=2&r=3", "a&b=",
     "api_key=secret-a&p=1", "a[b]=1&a[c]=2"]
)  # fmt: skip


@st.composite
def recordings(draw: st.DrawFn) -> list[cl.Capture]:
    made: list[cl.Capture] = []
    base_path = draw(st.sampled_from(["", "", "/api", "/api/v1"]))
    for _ in range(draw(st.integers(1, 6))):
        method = draw(st.sampled_from(["GET", "POST", "PUT", "DELETE", "HEAD"]))
        status = draw(st.sampled_from([200, 201, 204, 302, 304, 404, 422]))
        sent = draw(st.none() | VALUES.map(lambda value: json.dumps(value).encode()) | RAW)
        answer = draw(st.none() | VALUES.map(lambda value: json.dumps(value).encode()) | RAW)
        headers, kind, sent_kind = [("X-A", "1"), ("X-A", "2")], draw(KINDS), draw(KINDS)
        headers += [("Content-Type", kind)] if kind else []
        headers += [("Location", draw(st.sampled_from(["/a/1", "/a/2?b", "https://x/1"])))] if status == 302 else []
        sent_headers = [("Content-Type", sent_kind)] if sent_kind else []
        sent_headers += [("Authorization", "Bearer secret-b")] if draw(st.booleans()) else []
        request = cl.HttpRequest(method, base_path + draw(PATHS), draw(QUERIES), sent_headers, sent)
        version = draw(st.sampled_from([None, "1.0.0", "2.0.0"]))
        own = cl.Capture(
            request, cl.HttpResponse(status, headers, answer), base_path=base_path, provider_version=version
        )
        made.append(Redaction().redact_capture(own) if draw(st.integers(0, 4)) == 0 else own)
    return made


def verdicts(inferred: InferredDefinition) -> list[str]:
    """Of all captures against the contract that is saved and loaded again."""
    again = cl.load(inferred.contract.source.data)
    return [
        f"{result.verdict}: {list(map(str, result.mismatches))}"
        for result in cl.verify(again, inferred.captures).results
        if result.capture is not None  # not every version answered everything
    ]


@pytest.mark.parametrize("form", FORMS, ids=str)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(captures=recordings())
def test_every_capture_passes_what_was_saved(form: dict[str, Any], captures: list[cl.Capture]) -> None:
    try:
        inferred = cl.infer(captures, consumer="shop", provider="stock", **form)
    except cl.InvalidCapture:  # the verifier hands none of them on
        statuses = {each.response.status for each in captures if each.response is not None}
        if statuses <= {302}:
            return
        raise
    assert verdicts(inferred) == ["passed: []"] * (len(captures) - len(inferred.left_out))
    given_up = {each.example for each in inferred.not_dared if not each.path}
    assert bool(given_up) is bool(inferred.left_out)
    for left in inferred.left_out:  # only what the verifier itself does not hand on
        assert isinstance(left, cl.Capture)
        assert left.response is not None
        assert left.response.status == 302


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_most_mutants_of_what_was_seen_are_stopped(form: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    bodies = [{"id": n, "name": f"n{n}", "on": n % 2 == 0, "rows": [{"sum": n + 0.5}]} for n in range(1, 8)]
    captures = [
        cl.Capture(cl.HttpRequest("GET", f"/things/{body['id']}"), cl.HttpResponse(200, JSON, json=body))
        for body in bodies
    ]
    strictness = cl.strictness(cl.infer(captures, consumer="shop", provider="stock", **form).contract)
    with capsys.disabled():
        print(f"\n{form}: {strictness.stopped} of {strictness.asked} wrong answers stopped")
    assert strictness.percent >= 60


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_what_one_version_alone_answered_is_asked_for_too(form: dict[str, Any]) -> None:
    captures = [
        cl.Capture(cl.HttpRequest("GET", path), cl.HttpResponse(200, JSON, json={"id": 1}), provider_version=version)
        for version, path in (("1.0.0", "/old"), ("1.0.0", "/both"), ("2.0.0", "/both"), ("2.0.0", "/new"))
    ]
    inferred = cl.infer(captures, consumer="shop", provider="stock", **form)
    assert len(inferred.contract.examples) == 3
    assert not inferred.left_out
    assert verdicts(inferred) == ["passed: []"] * 4


def test_messages_are_in_no_example_and_are_told() -> None:
    news = cl.MessageCapture("message", cl.Message(b"{}", {"contentType": "application/json"}), example="placed")
    asked = cl.Capture(cl.HttpRequest("GET", "/a"), cl.HttpResponse(200, JSON, json={"id": 1}))
    (left,) = cl.infer([asked, news], consumer="shop", provider="stock").left_out
    assert left.kind == "message"
    with pytest.raises(cl.InvalidCapture, match="no capture has a request with its answer"):
        cl.infer([news], consumer="shop", provider="stock")
