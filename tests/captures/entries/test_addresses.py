"""Addresses with placeholders, and those that are none."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contractlab.captures import load_captures
from contractlab.captures.entries.addresses import NoAddress, other_scheme, read_address

PLACEHOLDERS = [
    "<<HOST>>", "<HOST>", "<API_URL>", "{{baseUrl}}", "{{ base_url }}", "${BASE}", "{base}", "%HOST%", "__HOST__",
    "<%= host %>", "$BASE_URL", "[HOST]", "https://<<HOST>>", "http://{{host}}:{{port}}", "{{scheme}}://{{host}}",
    "https://<HOST>:8443", "{{host}}.example.test",
]  # fmt: skip


@pytest.mark.parametrize("placeholder", PLACEHOLDERS)
@pytest.mark.parametrize("rest", ["/a/b", "/a%20b?x=1&x=2", "/", "", "?q=1"])
def test_what_follows_a_placeholder_is_the_path(placeholder: str, rest: str) -> None:
    address = read_address(placeholder + rest + "#part")
    path, _, query = rest.partition("?")
    assert (address.origin, address.path, address.query) == (placeholder, path or "/", query)
    assert "has the placeholder" in address.remark
    assert "matched by its path" in address.remark


@pytest.mark.parametrize("placeholder", ["<<HOST>>", "{{baseUrl}}", "<HOST>", "%HOST%", "https://<<HOST>>"])
def test_a_placeholder_may_take_the_slash_along(placeholder: str) -> None:
    address = read_address(f"{placeholder}users/1?x=1")
    assert (address.path, address.query) == ("/users/1", "x=1")


@pytest.mark.parametrize(
    ("url", "origin", "path", "query"),
    [
        ("http://h.test", "http://h.test", "/", ""),
        ("https://u:p@h.test:8443/a?b#c", "https://u:p@h.test:8443", "/a", "b"),
        ("http://h.test/users/{{id}}", "http://h.test", "/users/{{id}}", ""),
        ("http://api.{{host}}/x", "http://api.{{host}}", "/x", ""),
        ("http://[::1]:80/x", "http://[::1]:80", "/x", ""),
        ("/a/b?c", "", "/a/b", "c"),
        ("//a/b", "", "//a/b", ""),
        ("/{{id}}", "", "/{{id}}", ""),
    ],
)
def test_other_addresses_are_cut_and_say_nothing(url: str, origin: str, path: str, query: str) -> None:
    address = read_address(url)
    assert (address.origin, address.path, address.query) == (origin, path, query)
    if "[" not in url:
        assert address.remark == ""


@pytest.mark.parametrize("url", ["localhost:8080/x", "127.0.0.1/x", "api.example.test:80/x", "api.example.test/x"])
def test_an_address_without_its_scheme_is_told(url: str) -> None:
    address = read_address(url)
    assert address.path == "/x"
    assert address.origin == f"http://{url.removesuffix('/x')}"
    assert "without http://" in address.remark
    assert other_scheme(url) is None


@pytest.mark.parametrize("url", ["nowhere", "images/logo", "v1.0/users", "a b", "?x=1", "<>", "{{}}/x", "<HOST"])
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(NoAddress):
        read_address(url)


@pytest.mark.parametrize("url", ["data:,x", "blob:http://x", "chrome-extension://a/b", "tel:12345", "com.x.app:/a"])
def test_other_schemes(url: str) -> None:
    assert other_scheme(url) == url[: url.index(":") + 1]


@given(st.text(max_size=80))
def test_any_text_is_an_address_or_none(text: str) -> None:
    try:
        address = read_address(text)
    except NoAddress:
        return
    assert address.path.startswith("/")


@pytest.mark.parametrize("piece", ["{", "<", "a.", "{{a}}.", "%a%", "__", "$a:", "[a]:", "<<a>>://"])
def test_long_addresses_are_read_in_one_go(piece: str) -> None:
    with suppress(NoAddress):
        assert read_address(piece * 50_000).path
    assert other_scheme(piece * 50_000) is None


def test_a_recording_with_placeholders_is_read_and_saved(tmp_path) -> None:
    document = {
        "log": {"entries": [{"request": {"method": "GET", "url": "{{baseUrl}}/x?y"}, "response": {"status": 200}}]}
    }
    (capture,) = captures = load_captures(document)
    assert capture.request.target == "/x?y"
    (problem,) = captures.problems
    assert (problem.pointer, problem.severity) == ("/log/entries/0/request/url", "warning")
    (again,) = load_captures(captures.save(tmp_path / "x.har"))
    assert (again.origin, again.request.target) == ("{{baseUrl}}", "/x?y")


@pytest.mark.parametrize("uri", ["<<HOST>>x", "https://<HOST>/x", "<%= host %>/x"])
def test_cassettes_have_placeholders_too(uri: str) -> None:
    interaction = {"request": {"method": "GET", "uri": uri}, "response": {"status": {"code": 200}}}
    (capture,) = captures = load_captures(json.dumps({"interactions": [interaction], "version": 1}).encode())
    assert capture.request.path == "/x"
    assert [problem.pointer for problem in captures.problems] == ["/interactions/0/request/uri"]
