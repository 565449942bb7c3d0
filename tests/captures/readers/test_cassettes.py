"""Cassettes of VCR.py, as VCR.py itself writes them, and of Ruby's VCR; and what a hostile one can do."""

from __future__ import annotations

import base64
import gzip
import json
import socket
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from servers.loopback import raw_provider
from support import cpu_time, require

import contractlab as cl
from contractlab.captures import load_captures

BYTES = b"\x00\xff\xfe binary"


def interaction(**more: Any) -> dict[str, Any]:
    return {
        "request": {
            "method": "GET",
            "uri": "http://h.test/a%20b?q=1&q=2",
            "body": None,
            "headers": {"Accept": ["*/*"]},
        },
        "response": {
            "status": {"code": 200, "message": "OK"},
            "headers": {"Content-Type": ["application/json"], "Set-Cookie": ["a=1", "b=2"]},
            "body": {"string": '{"name":"é"}'},
        },
        **more,
    }


def cassette(*interactions: Any, **more: Any) -> bytes:
    return json.dumps({"interactions": list(interactions), "version": 1, **more}).encode()


@pytest.mark.parametrize("serializer", ["yaml", "json"])
@pytest.mark.parametrize("client", ["httpx", "requests"])
def test_what_vcr_py_writes(serializer: str, client: str, tmp_path: Path) -> None:
    vcr = require("vcr")
    library = require(client)
    packed = gzip.compress(b'{"a":1}')

    def answer(connection: socket.socket, head: bytes) -> None:
        kind, body, more = b"application/json", b'{"name":"\xc3\xa9"}', b""
        if b" /packed" in head:
            body, more = packed, b"Content-Encoding: gzip\r\n"
        elif b" /bytes" in head:
            kind, body = b"application/octet-stream", BYTES
        fixed = b"HTTP/1.1 200 OK\r\nConnection: close\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Type: "
        connection.sendall(fixed + kind + b"\r\n" + more + b"Content-Length: %d\r\n\r\n" % len(body) + body)

    path = tmp_path / f"2.5.0.{serializer}"
    with raw_provider(answer) as provider, vcr.VCR(serializer=serializer).use_cassette(str(path)):
        library.get(provider.url + "/a%20b?q=1&q=2", headers={"X-One": "1"})
        library.post(provider.url + "/text", json={"b": "ü"})
        if serializer == "yaml":  # its JSON holds no bytes that are no text
            library.get(provider.url + "/packed")
            library.post(provider.url + "/bytes", content=BYTES) if client == "httpx" else library.post(
                provider.url + "/bytes", data=BYTES
            )
    captures = load_captures(path)
    assert captures.problems == []
    first, text, *rest = captures
    assert first.request.target == "/a%20b?q=1&q=2"
    assert first.request.method == "GET"
    assert first.request.body is None
    assert first.request.headers["x-one"] == "1"
    assert first.origin == provider.url
    assert first.response.status == 200
    assert first.response.headers.get_all("set-cookie") in (["a=1", "b=2"], ["a=1, b=2"])
    assert first.response.body == '{"name":"é"}'.encode()
    assert first.provider_version == "2.5.0"
    assert json.loads(text.request.body) == {"b": "ü"}
    if rest:
        unpacked, binary = rest
        assert unpacked.response.body == b'{"a":1}'
        assert binary.request.body == BYTES
        assert binary.response.body == BYTES


def test_ruby_vcr() -> None:
    text = """---
http_interactions:
- request:
    method: post
    uri: http://h.test/things?x=1
    body:
      encoding: UTF-8
      string: '{"a":"ü"}'
    headers:
      Accept:
      - "*/*"
  response:
    status:
      code: 201
      message: Created
    headers:
      Content-Type:
      - text/plain
    body:
      encoding: ISO-8859-1
      string: é
    http_version: '1.1'
  recorded_at: Tue, 01 Nov 2011 04:58:44 GMT
- request: {method: get, uri: "http://h.test", body: {encoding: US-ASCII, string: ''}, headers: {}}
  response:
    status: {code: 200, message: ''}
    headers: {}
    body: {encoding: ASCII-8BIT, base64_string: AP/+}
- request: {method: get, uri: "http://h.test", body: {encoding: US-ASCII, string: ''}, headers: {}}
  response:
    status: {code: 200, message: ''}
    headers: {}
    body:
      encoding: ASCII-8BIT
      string: !binary |-
        AP/+
recorded_with: VCR 6.0.0
"""
    posted, first, second = load_captures(text.encode())
    assert posted.request.method == "POST"
    assert posted.request.body == '{"a":"ü"}'.encode()
    assert posted.response.body == "é".encode("latin-1")
    assert posted.started == "2011-11-01T04:58:44+00:00"
    assert first.request.path == "/"
    assert first.request.body is None
    assert first.response.body == second.response.body == b"\x00\xff\xfe"


def test_the_format_for_httpx_until_version_6() -> None:
    old = {
        "status_code": 200,
        "headers": {"content-type": ["text/plain"]},
        "content": "hello",
        "http_version": "HTTP/1.1",
    }
    (capture,) = load_captures(cassette(interaction(response=old)))
    assert capture.response.body == b"hello"
    assert capture.http_version == "HTTP/1.1"


def test_text_of_python_2() -> None:
    text = "interactions:\n- request: {method: !!python/unicode 'GET', uri: 'http://h/', body: null, headers: {}}\n"
    text += "  response: {status: {code: 204, message: x}, headers: {}, body: {string: !!python/str ''}}\nversion: 1\n"
    (capture,) = load_captures(text.encode())
    assert capture.request.method == "GET"
    assert capture.response.body is None


def test_bodies_that_were_unpacked_before_they_were_stored() -> None:
    headers = {"Content-Encoding": ["gzip"]}
    response = {"status": {"code": 200}, "headers": headers, "body": {"string": "plain"}}
    broken = {**response, "body": {"base64_string": base64.b64encode(gzip.compress(b"x" * 99)[:-9]).decode()}}
    unknown = {**response, "headers": {"Content-Encoding": ["br"]}, "body": {"base64_string": "/wD/"}}
    captures = load_captures(cassette(*(interaction(response=response) for response in (response, broken, unknown))))
    assert [capture.response.body for capture in captures] == [b"plain", cl.NOT_RECORDED, cl.NOT_RECORDED]
    assert [problem.pointer for problem in captures.problems] == [
        f"/interactions/{n}/response/body/base64_string" for n in (1, 2)
    ]
    assert {problem.severity for problem in captures.problems} == {"warning"}


def test_a_folder_holds_cassettes_among_other_files(tmp_path: Path) -> None:
    folder = tmp_path / "1.0"
    folder.mkdir()
    (folder / "a.yaml").write_text(
        "interactions:\n- request: {method: GET, uri: 'http://h/a'}\n  response: {status: 200}\n"
    )
    (folder / "other.yml").write_text("jobs:\n  build: {}\n")
    (folder / "b.har").write_text(json.dumps({"log": {"entries": []}}))
    captures = load_captures(tmp_path)
    assert [capture.request.path for capture in captures] == ["/a"]
    assert captures[0].provider_version == "1.0"
    assert len(captures.files) == 2


def test_a_run_of_a_cassette_and_saving_it_as_har(tmp_path: Path) -> None:
    contract = {
        "consumer": {"name": "c"},
        "provider": {"name": "p"},
        "interactions": [
            {
                "description": "one",
                "request": {"method": "GET", "path": "/a%20b", "query": "q=1&q=2"},
                "response": {"status": 200, "body": {"name": "ü"}},
            }
        ],
        "metadata": {"pactSpecification": {"version": "2.0.0"}},
    }
    captures = load_captures(cassette(interaction()))
    (result,) = cl.verify(cl.load(contract), captures).results
    assert [mismatch.path for mismatch in result.mismatches] == ["$.name"]
    captures.save(tmp_path / "a.har")
    (again,) = load_captures(tmp_path / "a.har")
    assert again.response.body == captures[0].response.body


def test_a_contract_is_no_cassette() -> None:
    contract = {"consumer": {"name": "c"}, "provider": {"name": "p"}, "interactions": []}
    with pytest.raises(cl.InvalidCapture, match="not a HAR document"):
        load_captures(contract)


def test_every_fault_is_told_together_with_its_line() -> None:
    text = """interactions:
- request: {method: GET, uri: 'http://h/'}
  response: {status: {code: 200}}
- request:
    method: 7
    uri: ftp://h/
    headers: [a]
  response:
    status: {code: abc}
    headers: {a: {b: c}}
    body: {base64_string: '***'}
- just text
- request: {method: GET, uri: 'http://h/', body: {string: [1]}}
  response: null
version: 1
"""
    captures = load_captures(text.encode())
    assert len(captures) == 1
    assert [(problem.line, problem.pointer.removeprefix("/interactions/")) for problem in captures.problems] == [
        (4, "1/request/method"),
        (4, "1/request/uri"),
        (4, "1/response/status"),
        (4, "1/request/headers"),
        (4, "1/response/headers"),
        (4, "1/response/body/base64_string"),
        (12, "2"),
        (13, "3/response"),
    ]


@pytest.mark.parametrize(
    ("document", "pointer"),
    [
        ({"interactions": 5}, "/interactions"),
        ({"interactions": [], "version": 2}, "/version"),
        ({"http_interactions": {}}, "/http_interactions"),
    ],
)
def test_what_is_no_list_of_interactions(document: dict[str, Any], pointer: str) -> None:
    with pytest.raises(cl.InvalidCapture) as caught:
        load_captures(json.dumps(document).encode())
    assert caught.value.faults[0].pointer == pointer


START = "interactions:\n"


def refused(text: str) -> cl.InvalidCapture:
    with cpu_time() as taken, pytest.raises(cl.InvalidCapture) as caught:
        load_captures(text.encode())
    assert taken.seconds < 20
    return caught.value


def laughs(depth: int = 12, wide: int = 10) -> str:
    rows = ["a0: &a0 [lol, lol]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * wide)}]" for n in range(1, depth)]
    return "\n".join(rows) + "\n"


def merges(depth: int = 12, wide: int = 10) -> str:
    rows = ["m0: &m0 {a: b}"]
    rows += [f"m{n}: &m{n} {{<<: [{', '.join([f'*m{n - 1}'] * wide)}]}}" for n in range(1, depth)]
    return "\n".join(rows) + "\n"


@pytest.mark.parametrize("bomb", [laughs(), merges()])
def test_aliases_that_stand_for_too_much(bomb: str) -> None:
    assert "aliases stand for more" in str(refused(bomb + START + "- *a11\n"))


def test_a_large_text_that_is_repeated() -> None:
    text = START + "- &x " + "y" * 100_000 + "\n" + "- *x\n" * 2000
    assert "aliases stand for more" in str(refused(text))


def test_an_alias_within_itself() -> None:
    assert "within itself" in str(refused("a: &a [*a]\n" + START + "- *a\n"))


def test_tags_that_ask_for_objects_are_listed_and_nothing_is_made(tmp_path: Path) -> None:
    target = tmp_path / "made"
    text = (
        START + f"- !!python/object/apply:os.mkdir ['{target}']\n- !!python/name:os.system ''\n- !ruby/object:A {{}}\n"
    )
    error = refused(text)
    assert [fault.line for fault in error.faults] == [2, 3, 4]
    assert not target.exists()


@pytest.mark.parametrize("deep", ["[" * 100_000, "{a: " * 100_000, "\n".join(" " * n + "- " for n in range(3000))])
def test_deep_nesting(deep: str) -> None:
    assert "nested too deeply" in str(refused(START + "  - x: " + deep)) or "not valid YAML" in str(
        refused(START + "- " + deep)
    )


@pytest.mark.parametrize(
    "text",
    [
        START + "- {",
        START + "- 'abc",
        START + "- \x00",
        START + "\t- x",
        START + "- &a b\n- *c\n",
        "interactions: &x\n--- \n- 1\n",
    ],
)
def test_cut_and_broken(text: str) -> None:
    refused(text)


def test_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("contractlab.captures.readers.yaml_text.LARGEST", 1000)
    assert "larger than 1,000 characters" in str(refused(START + "- x\n" * 500))


@pytest.mark.parametrize("cut", range(10, 330, 40))
def test_a_cassette_that_was_cut(cut: int) -> None:
    import yaml

    text = yaml.safe_dump({"interactions": [interaction(), interaction()], "version": 1})[:cut]
    try:
        captures = load_captures(text.encode())
    except cl.InvalidCapture:
        return
    assert all(problem.severity == "error" for problem in captures.problems)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.binary(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
parts = st.dictionaries(
    st.sampled_from(["method", "uri", "body", "headers", "status", "status_code", "content", "http_version", "string"]),
    values,
)


@given(st.lists(st.fixed_dictionaries({"request": parts | values, "response": parts | values}) | values, max_size=4))
def test_anything_is_read_or_refused(interactions: list[Any]) -> None:
    import yaml

    text = yaml.safe_dump({"interactions": interactions}, allow_unicode=True)
    try:
        captures = load_captures(text.encode("utf-8", "surrogatepass"))
    except cl.InvalidCapture:
        return
    for capture in captures:
        assert capture.request.method
        assert 100 <= capture.response.status <= 999


@given(st.text(max_size=20), st.binary(max_size=20))
def test_bodies_come_back(text: str, data: bytes) -> None:
    import yaml

    texts = {"status": {"code": 200}, "headers": {}, "body": {"string": text}}
    raw = {**texts, "body": {"string": data}}
    packed = {**texts, "body": {"base64_string": base64.b64encode(data).decode()}}
    document = {"interactions": [interaction(response=response) for response in (texts, raw, packed)], "version": 1}
    captures = load_captures(yaml.safe_dump(document).encode())
    assert [capture.response.body for capture in captures] == [text.encode("utf-8", "surrogatepass"), data, data]
