"""What the client of Pact's verifier does to an answer: each rule alone, its name, and what it says."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_contracts import contract_of, http

import contractlab as cl
from contractlab.contracts.transport import KnowsClient, RecordedAnswer, SeenAnswer
from contractlab.formats.pact.client_rules import CLIENT_RULES, seen_answer
from contractlab.formats.pact.format import PACT
from contractlab.formats.pact.redirects import address_of, location_of, next_method
from contractlab.values.headers import Headers
from contractlab.values.http import Redacted
from contractlab.values.markers import NOT_RECORDED
from contractlab.values.reasons import ReasonCode

BROWSER = {"Accept-Encoding": "gzip, deflate, br, zstd"}
VERIFIER = {"Accept-Encoding": "gzip,deflate"}


def nothing(_method: str, _address: str) -> None:
    return None


def seen(
    headers: Any = None,
    body: Any = b"{}",
    *,
    status: int = 200,
    expected: dict[str, Any] | None = None,
    method: str = "GET",
    asked: dict[str, str] | None = None,
    follow: Any = nothing,
    not_recorded: tuple[str, ...] = (),
    **more: Any,
) -> SeenAnswer:
    example = contract_of(http(request={"method": method, "path": "/x"}, response=expected or {"status": 200}))[0]
    response = cl.HttpResponse(status, headers, body, not_recorded=not_recorded)
    answer = RecordedAnswer(cl.HttpRequest(method, "/x", headers=asked), response, "http://shop.test", **more)
    return seen_answer(example, answer, follow)


def rules_of(answer: SeenAnswer) -> list[str]:
    return [note.rule for note in answer.notes]


def test_every_rule_has_a_name_and_says_what_the_client_does() -> None:
    names = [rule.name for rule in CLIENT_RULES]
    assert len(set(names)) == len(names)
    assert all(rule.explanation.endswith(".") for rule in CLIENT_RULES)
    assert isinstance(PACT, KnowsClient)


@pytest.mark.parametrize("coding", ["gzip", "deflate", " gzip "])
@pytest.mark.parametrize("name", ["Content-Encoding", "content-encoding"])
def test_what_is_unpacked_loses_its_framing(coding: str, name: str) -> None:
    answer = seen({name: coding, "Content-Length": "20", "Vary": "Accept-Encoding"})
    assert rules_of(answer) == ["unpacked"]
    assert list(answer.response.headers) == [("Vary", "Accept-Encoding")]
    assert answer.response.body == b"{}"
    assert coding.strip() in answer.notes[0].message


@pytest.mark.parametrize("coding", ["GZIP", "x-gzip", "gzip, gzip", "identity, gzip", "br", "zstd", "compress"])
def test_what_the_client_does_not_unpack_is_not_what_was_recorded(coding: str) -> None:
    headers = {"Content-Encoding": coding, "Content-Length": "20"}
    assert rules_of(seen(headers, asked=VERIFIER)) == [], "where no body is expected, none is missed"
    answer = seen(headers, asked=VERIFIER, expected={"status": 200, "body": "x"})
    assert rules_of(answer) == ["packed"]
    assert answer.response.body is NOT_RECORDED
    assert answer.response.headers.get("content-length") == "20"


@pytest.mark.parametrize("coding", ["br", "zstd", "BR"])
@pytest.mark.parametrize("asked", [BROWSER, None])
def test_what_only_a_browser_asks_for_is_judged_unpacked(coding: str, asked: dict[str, str] | None) -> None:
    answer = seen({"Content-Encoding": coding, "Content-Length": "20"}, asked=asked)
    assert answer.response.body == b"{}"
    assert len(answer.response.headers) == 0
    assert "CI asks for gzip and deflate alone" in answer.notes[0].message


def test_a_packed_body_that_nobody_kept_keeps_its_headers() -> None:
    for asked in (BROWSER, VERIFIER):
        answer = seen({"Content-Encoding": "br"}, NOT_RECORDED, asked=asked)
        assert answer.notes == ()
        assert "content-encoding" in answer.response.headers
    wanted = seen({"Content-Encoding": "br"}, NOT_RECORDED, asked=VERIFIER, expected={"status": 200, "body": "x"})
    assert rules_of(wanted) == ["packed"]


def test_a_body_that_cannot_be_unpacked_is_an_error() -> None:
    answer = seen({"Content-Encoding": "deflate"}, unpacking_fault="it lacks the header of zlib's format")
    assert answer.reason is not None
    assert answer.reason.code is ReasonCode.STOPPED
    assert "zlib" in answer.reason.text


@pytest.mark.parametrize(("method", "status"), [("HEAD", 200), ("GET", 204), ("GET", 304)])
@pytest.mark.parametrize("body", [b"x", NOT_RECORDED])
def test_no_body_is_read_where_there_is_none(method: str, status: int, body: Any) -> None:
    answer = seen({}, body, method=method, status=status)
    assert answer.response.body is None
    assert rules_of(answer) == ["no-body"]


def test_trailers_are_not_read() -> None:
    answer = seen({"Trailer": "X-Sum, X-T"}, not_recorded=("x-t", "x-other"))
    assert answer.response.not_recorded == {"x-other"}
    assert "x-t" in answer.notes[0].message


@pytest.mark.parametrize("version", ["h2", "HTTP/2.0", "h3"])
def test_what_belongs_to_a_connection_is_not_recorded_over_later_versions(version: str) -> None:
    answer = seen({"Connection": "close"}, http_version=version)
    assert answer.response.not_recorded == {"keep-alive", "transfer-encoding"}
    assert seen({"Connection": "close"}, http_version="HTTP/1.1").notes == ()


@given(st.lists(st.tuples(st.sampled_from(["X-A", "x-a", "X-B", "Content-Language"]), st.text("aé\x80 ,", max_size=4))))
def test_only_header_lines_in_ascii_are_read(pairs: list[tuple[str, str]]) -> None:
    answer = seen(pairs)
    assert answer.reason is None
    assert list(answer.response.headers) == [(name, value) for name, value in pairs if value.isascii()]
    assert set(answer.response.headers.by_name) == {name.lower() for name, _ in pairs}, "the name stands there"
    assert bool(answer.notes) == any(not value.isascii() for _, value in pairs)


def test_a_content_type_outside_ascii_makes_the_verifier_break_off() -> None:
    answer = seen({"Content-Type": "a/b; x=é"})
    assert answer.reason is not None
    assert answer.reason.code is ReasonCode.STOPPED
    assert "green" in answer.reason.text
    assert seen({"Content-Type": "a/b; x=é"}, b"").reason is None, "without a body nobody asks for its type"
    assert seen([("Content-Type", "a/b; x=é"), ("Content-Type", "a/b")]).reason is None


def test_what_stands_for_a_removed_value_is_read() -> None:
    example = contract_of(http())[0]
    hidden = [Redacted("header", "X-Token")]
    response = cl.HttpResponse(200, {"X-Token": "‹redacted›"}, b"", redacted=hidden)
    answer = seen_answer(example, RecordedAnswer(cl.HttpRequest(), response), nothing)
    assert answer.response is response


NAMES = st.sampled_from(["Content-Type", "X-A", "Content-Length", "Vary"])


@given(
    st.lists(st.tuples(NAMES, st.text("ab1/", max_size=5))),
    st.sampled_from([200, 201, 300, 404, 500]),
)
def test_any_other_answer_stays_what_it_is(pairs: list[tuple[str, str]], status: int) -> None:
    answer = seen(pairs, status=status)
    assert (answer.notes, answer.reason) == ((), None)
    assert answer.response.headers == Headers(pairs)


# Redirects


@pytest.mark.parametrize(
    ("status", "method", "then"),
    [
        (301, "POST", "GET"), (302, "POST", "GET"), (303, "POST", "GET"), (307, "POST", "POST"), (308, "POST", "POST"),
        (301, "PUT", "PUT"), (302, "DELETE", "DELETE"), (303, "PUT", "GET"), (303, "DELETE", "GET"),
        (301, "HEAD", "HEAD"), (303, "HEAD", "HEAD"), (307, "GET", "GET"),
    ],
)  # fmt: skip
def test_how_the_client_asks_after_a_redirect(status: int, method: str, then: str) -> None:
    assert next_method(status, method) == then


@pytest.mark.parametrize(
    ("location", "address"),
    [
        ("/y?z=1", "http://shop.test/y?z=1"), ("y/../z", "http://shop.test/a/z"), ("", "http://shop.test/a/x?q=1"),
        ("/y#part", "http://shop.test/y"), ("//other.test/y", "http://other.test/y"), ("?b=2", "http://shop.test/a/x?b=2"),
        ("https://O.test", "https://o.test/"), ("/a b", "http://shop.test/a%20b"), ("ftp://h.test/", "ftp://h.test/"),
        ("http://[", None), ("http://h:port/", None),
    ],
)  # fmt: skip
def test_where_a_redirect_leads(location: str, address: str | None) -> None:
    assert address_of("http://shop.test", cl.HttpRequest("GET", "/a/x", "q=1"), location) == address


@pytest.mark.parametrize("status", [300, 304, 305, 306])
def test_other_redirects_are_answers(status: int) -> None:
    assert location_of(cl.HttpResponse(status, {"Location": "/y"})) is None
    assert seen({"Location": "/y"}, b"", status=status).notes == ()


def test_what_a_redirect_leads_to_is_judged() -> None:
    target = cl.HttpResponse(201, {"Content-Encoding": "gzip"}, b"there")
    asked: list[tuple[str, str]] = []

    def follow(method: str, address: str) -> RecordedAnswer:
        asked.append((method, address))
        return RecordedAnswer(cl.HttpRequest(method, "/y"), target, "http://shop.test")

    answer = seen({"Location": "/y"}, b"", status=302, method="POST", follow=follow)
    assert asked == [("GET", "http://shop.test/y")]
    assert (answer.response.status, answer.response.body) == (201, b"there")
    assert rules_of(answer) == ["redirect", "unpacked"], "the answer there goes through the same rules"


def test_a_redirect_whose_target_was_not_recorded_is_an_error_unless_it_was_expected() -> None:
    answer = seen({"Location": "/y"}, b"", status=302)
    assert answer.reason is not None
    assert answer.reason.code is ReasonCode.REDIRECTED
    assert "/y" in answer.reason.text
    assert "--follow-redirects" in answer.reason.text
    expected = seen({"Location": "/y"}, b"", status=302, expected={"status": 302})
    assert expected.reason is None
    assert expected.response.status == 302
    assert "unless it is told not to" in expected.notes[0].message


@pytest.mark.parametrize(("hops", "code"), [(10, None), (11, ReasonCode.STOPPED)])
def test_ten_redirects_are_followed(hops: int, code: ReasonCode | None) -> None:
    left = iter(range(hops - 1))

    def follow(method: str, _address: str) -> RecordedAnswer:
        again = next(left, None) is not None
        response = cl.HttpResponse(302, {"Location": "/x"}, b"") if again else cl.HttpResponse(200, {}, b"")
        return RecordedAnswer(cl.HttpRequest(method, "/x"), response, "http://shop.test")

    answer = seen({"Location": "/x"}, b"", status=302, follow=follow)
    assert (answer.reason and answer.reason.code) == code


def test_a_redirect_to_another_scheme_is_an_error() -> None:
    answer = seen({"Location": "ftp://h.test/"}, b"", status=302, expected={"status": 302})
    assert answer.reason is not None
    assert answer.reason.code is ReasonCode.STOPPED
