"""Content types: reading, guessing, and when one stands for another."""

from __future__ import annotations

import pytest

from contractlab.values.content_sniffing import has_content_type, json_bytes
from contractlab.values.content_types import (
    UNKNOWN_TYPE,
    ContentType,
    detect_from_bytes,
    detect_from_text,
    parse_content_type,
)


def parsed(text: str) -> ContentType:
    content_type = parse_content_type(text)
    assert content_type is not None
    return content_type


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("application/json", "application/json"),
        ("Application/JSON; Charset=UTF-8", "application/json;charset=utf-8"),
        ("application/hal+json", "application/hal+json"),
        ("application/vnd.a+b+xml;v=1", "application/vnd.a+b+xml;v=1"),
        ('a/b;x="C;\\"D"', 'a/b;x=C;"D'),
        ("a/b ; z=1;y=Q", "a/b;y=Q;z=1"),
        ("a/b;", "a/b"),
        ("a/b; ", "a/b"),
        ("*/*", "*/*"),
        ("a/+json", "a/+json"),
    ],
)
def test_a_content_type_is_read(text: str, shown: str) -> None:
    assert str(parsed(text)) == shown


@pytest.mark.parametrize("text", ["", "json", "application", "/json", "a/", "a b/c", "a/b; x", "a/b; =1", "a/b c"])
def test_what_is_no_content_type_is_none(text: str) -> None:
    assert parse_content_type(text) is None


@pytest.mark.parametrize(
    ("expected", "actual", "stands"),
    [
        ("application/json", "application/json", True),
        ("application/json", "application/json; charset=utf-8", True),
        ("application/json;v=1", "application/json", False),
        ("application/json;v=1", "application/json;v=1", True),
        ("application/json;v=1", "application/json;v=2", False),
        ("application/json;charset=utf-8", "application/json;charset=UTF-8", True),
        ("a/b;x=A", "a/b;x=a", False),
        ("application/xml", "text/xml", True),
        ("text/xml", "application/xml;a=1", True),
        ("text/xml;a=1", "application/xml", False),
        ("application/json", "text/json", False),
    ],
)
def test_one_type_stands_for_another(expected: str, actual: str, stands: bool) -> None:
    assert parsed(expected).stands_for(parsed(actual)) is stands


@pytest.mark.parametrize(
    ("actual", "base"),
    [
        ("application/hal+json", "application/json"),
        ("application/problem+json;a=1", "application/json"),
        ("image/svg+xml", "image/xml"),
        ("text/plain", "text/plain"),
    ],
)
def test_the_base_of_a_type_is_its_suffix(actual: str, base: str) -> None:
    assert str(parsed(actual).base) == base


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("application/json", {"json", "text"}),
        ("application/json-patch", {"json", "text"}),
        ("application/hal+json", {"json", "text"}),
        ("application/graphql", {"json", "text"}),
        ("text/json", {"text"}),
        ("application/xml", {"xml", "text"}),
        ("text/xml", {"xml", "text"}),
        ("application/soap+xml", {"xml", "text"}),
        ("image/svg+xml", {"binary"}),
        ("application/x-www-form-urlencoded", {"form", "text"}),
        ("multipart/form-data;boundary=x", {"multipart", "binary"}),
        ("text/plain", {"text"}),
        ("text/csv", {"text"}),
        ("image/png", {"binary"}),
        ("application/pdf", {"binary"}),
        ("application/octet-stream", {"binary"}),
        ("font/woff2", {"binary"}),
    ],
)
def test_what_kind_of_content_a_type_is(text: str, kinds: set[str]) -> None:
    kind = parsed(text)
    flags = {
        "json": kind.is_json, "xml": kind.is_xml, "form": kind.is_form, "multipart": kind.is_multipart,
        "text": kind.is_text, "binary": kind.is_binary,
    }  # fmt: skip
    assert {name for name, flag in flags.items() if flag} == kinds


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('<?xml version="1.0"?><a/>', "application/xml"),
        ("<?xml ?>", "text/plain"),
        ("<!DOCTYPE html><html>", "text/html"),
        ("<!doctype html>", "text/html"),
        ("<html>", "text/html"),
        ("<a>", "application/xml"),
        ("  <a/>", "application/xml"),
        ("{}", "application/json"),
        (' { "a": 1}', "application/json"),
        ("[1]", "application/json"),
        ("true", "application/json"),
        ("null", "application/json"),
        ("12", "application/json"),
        ('"x', "application/json"),
        ("{a", "text/plain"),
        ("plain", "text/plain"),
        ("", "text/plain"),
        ("-1", "text/plain"),
    ],
)
def test_a_type_is_guessed_by_how_a_text_starts(text: str, kind: str) -> None:
    assert str(detect_from_text(text)) == kind


def test_bytes_are_judged_by_the_first_32() -> None:
    assert str(detect_from_bytes(b'{"a": 1}')) == "application/json"
    assert detect_from_bytes(b"\xff\xfe") is None
    assert str(detect_from_bytes(b" " * 40 + b"{}")) == "text/plain"
    assert detect_from_bytes("é".encode() * 16) is not None
    assert detect_from_bytes(b"x" + "é".encode() * 16) is None  # cut within a character


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 20, "image/png"),
        (b"%PDF-1.4", "application/pdf"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 20, "image/jpeg"),
        (b"\0\1\2\3", "application/octet-stream"),
        (b"words", "text/plain"),
        (b"", "text/plain"),
        (b'{"a": 1}', "application/json"),
        ("é".encode("latin-1"), "text/plain"),
    ],
)
def test_a_file_is_recognised(data: bytes, kind: str) -> None:
    assert has_content_type(data, kind)
    assert not has_content_type(data, "video/mp4")


@pytest.mark.parametrize(
    ("data", "kinds"),
    [
        (b"200", {"text/plain", "application/json"}),
        (b"false", {"text/plain", "application/json"}),
        (b"<a/>", {"text/plain", "application/xml"}),
        (b'<?xml version="1.0"?><a/>', {"text/xml"}),
        (b"  <?XML ?>", {"text/xml"}),
        (b"<!-- c --><a/>", {"text/html"}),
        (b"<p>x</p>", {"text/html"}),
        (b"<p/>", {"text/plain", "application/xml"}),
        (b"#!/bin/sh", {"text/x-shellscript"}),
        (b"<!DOCTYPE html><html></html>", {"text/html"}),
        (b"%PDF-1.4", {"application/pdf"}),
    ],
)
def test_a_text_may_be_of_several_types(data: bytes, kinds: set[str]) -> None:
    all_kinds = {"text/plain", "application/json", "application/xml", "text/html", "application/pdf", "text/xml"}
    all_kinds.add("text/x-shellscript")
    assert {kind for kind in all_kinds if has_content_type(data, kind)} == kinds


@pytest.mark.parametrize(
    ("value", "data"),
    [("AAEC", b"\0\1\2"), ("not base64!", b"not base64!"), (12, b"12"), ({"b": 1, "a": 2}, b'{"a":2,"b":1}')],
)
def test_a_json_value_stands_for_bytes(value: object, data: bytes) -> None:
    assert json_bytes(value) == data


def test_the_unknown_type_is_unknown() -> None:
    assert UNKNOWN_TYPE.is_unknown
    assert parsed("text/*").is_unknown
    assert not parsed("text/plain").is_unknown
