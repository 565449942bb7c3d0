"""A document by its address: bounded, and nothing of what was given to fetch it goes elsewhere or is shown."""

from __future__ import annotations

import gzip
import json
import pickle
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from agreement_pairs import ANN, contract, document, interaction
from click.testing import CliRunner
from support import require

import contractlab as cl
from contractlab.cli import main
from contractlab.errors import InvalidDocument, ProviderError

require("referencing")

Answers = dict[str, tuple[int, dict[str, str], bytes]]
GIVEN = {"X-Key": "s3cretKey99", "Authorization": "Bearer tok3nOfMine"}
SECRETS = ("s3cretKey99", "tok3nOfMine", "hunter22", "pa55w0rd", "q3ryTok3n")


@contextmanager
def server(answers: Answers) -> Iterator[tuple[str, list[tuple[str, dict[str, str]]]]]:
    """A provider on loopback, and what it was asked."""
    asked: list[tuple[str, dict[str, str]]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            status, headers, body = answers.get(self.path.split("?")[0], (404, {}, b"no"))
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name there
            """Nothing is written."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as held:
        thread = threading.Thread(target=held.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{held.server_port}", asked
        finally:
            held.shutdown()
            thread.join()


def written(value: Any) -> bytes:
    return json.dumps(value).encode()


def referring(reference: str) -> dict[str, Any]:
    api = document()
    api["components"]["schemas"]["Address"] = {"$ref": reference}
    return api


def test_a_small_answer_that_unpacks_to_much_is_refused() -> None:
    bomb = gzip.compress(b" " * (80 * 2**20))
    with (
        server({"/api": (200, {"Content-Encoding": "gzip"}, bomb)}) as (url, _),
        pytest.raises(ProviderError, match="larger than 64 MiB"),
    ):
        cl.load_openapi(f"{url}/api")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_takes_no_header_to_another_origin(status: int) -> None:
    with server({"/api": (200, {}, written(document()))}) as (target, asked):
        answers: Answers = {
            "/api": (status, {"Location": "/moved"}, b""),
            "/moved": (status, {"Location": f"{target}/api"}, b""),
        }
        with server(answers) as (url, first), httpx.Client(cookies={"session": "s3cretKey99"}) as client:
            held = cl.load_openapi(f"{url}/api", headers=GIVEN, client=client)
    assert held.title == "customers"
    assert [sent["x-key"] for _, sent in first] == [GIVEN["X-Key"]] * 2
    assert len(asked) == 1
    assert not [secret for secret in SECRETS if secret in str(asked)]


@pytest.mark.parametrize("away", [True, False])
def test_a_reference_takes_headers_to_its_own_origin_alone(away: bool) -> None:
    """A stranger's document names the address: what its reader sends is for the place that was named."""
    city: Answers = {"/more/city": (200, {}, written({"type": "object"}))}
    with server(city) as (address, asked_away):
        reference = f"{address}/more/city" if away else "more/city"
        with server({**city, "/api": (200, {}, written(referring(reference)))}) as (url, asked):
            own = url.replace("://", "://me:hunter22@")
            with httpx.Client(headers={"Authorization": "Bearer pa55w0rd"}) as client:
                for given in (None, client):
                    held = cl.load_openapi(
                        f"{own}/api?token=q3ryTok3n", headers={"X-Key": "s3cretKey99"}, client=given, allow_remote=True
                    )
                    assert held.problems == ()
    assert [path.split("?")[0] for path, _ in asked_away] == ["/more/city"] * (2 if away else 0)
    assert not [secret for secret in (*SECRETS, "Basic ") if secret in str(asked_away)]
    assert {sent["x-key"] for _, sent in asked} == {"s3cretKey99"}
    assert all(sent["authorization"].startswith("Basic ") for _, sent in asked)


@pytest.mark.parametrize("reference", ["more/city", "/more/city", "{url}/more/city", "//127.0.0.1:1/x", "city.json#/A"])
def test_what_a_document_names_is_not_fetched(reference: str) -> None:
    answers: Answers = {}
    with server(answers) as (url, asked):
        answers["/api"] = (200, {}, written(referring(reference.replace("{url}", url))))
        held = cl.load_openapi(f"{url}/api")
        (problem,) = held.problems
        body = {**ANN, "address": {"city": "x"}}
        agreement = cl.verify(cl.load(contract(interaction("/customers/1", body))), openapi=held)
    assert (problem.code, [path for path, _ in asked]) == ("unreadable-reference", ["/api"])
    assert "allow_remote=True" in problem.message
    assert "allow_remote=True" in str(list(map(str, agreement.findings)))


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ((404, {}, b"<h1>no</h1>"), "404 Not Found"),
        ((401, {}, b""), "headers="),
        ((200, {"Content-Type": "text/html"}, b"<!doctype html><html><body>Log in</body></html>"), "not OpenAPI"),
        ((200, {}, b""), "empty"),
        ((200, {"Content-Encoding": "gzip"}, b"no gzip"), "unpacked"),
        ((302, {"Location": "/api"}, b""), "without end"),
    ],
)  # fmt: skip
def test_what_is_no_document_says_so_without_credentials(
    answer: tuple[int, dict[str, str], bytes], says: str, tmp_path: Path
) -> None:
    file = tmp_path / "c.json"
    file.write_bytes(written(contract(interaction("/customers/1", ANN))))
    with server({"/api": answer}) as (url, _):
        address = f"{url.replace('://', '://me:hunter22@')}/api?access_token=q3ryTok3n"
        with pytest.raises((InvalidDocument, ProviderError), match=says) as raised:
            cl.load_openapi(address)
        shown = CliRunner().invoke(main, ["verify", str(file), "--openapi", address])
    assert shown.exit_code == 2
    assert not [secret for secret in SECRETS if secret in str(raised.value) + repr(raised.value) + shown.output]


def test_a_server_that_says_nothing_ends_by_the_clients_timeout() -> None:
    def late(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout(f"late: {request.url}", request=request)

    with (
        httpx.Client(transport=httpx.MockTransport(late)) as client,
        pytest.raises(ProviderError, match="no answer") as raised,
    ):
        cl.load_openapi("http://me:hunter22@127.0.0.1/api?access_token=q3ryTok3n", client=client)
    assert not [secret for secret in SECRETS if secret in str(raised.value)]


def test_credentials_of_an_address_are_shown_nowhere(tmp_path: Path) -> None:
    file = tmp_path / "c.json"
    file.write_bytes(written(contract(interaction("/customers/1", {"id": "x", "address": {"city": 1}}))))
    api = referring("http://you:pa55w0rd@127.0.0.1:1/a?access_token=q3ryTok3n")
    del api["info"]["title"]
    with server({"/api": (200, {}, written(api))}) as (url, _):
        address = f"{url.replace('://', '://me:hunter22@')}/api?access_token=q3ryTok3n"
        held = cl.load_openapi(address, headers=GIVEN)
        agreement = cl.verify(str(file), openapi=held)
        options = [part for kind in ("json", "junit", "sarif") for part in (f"--{kind}", str(tmp_path / f"o.{kind}"))]
        printed = CliRunner().invoke(main, ["verify", str(file), "--openapi", address, *options])
    assert printed.exit_code == 1, printed.output
    texts = [repr(held), str(held.source), *map(str, held.problems), repr(held.problems), str(held.references.base)]
    texts += [*map(str, agreement.findings), repr(agreement.findings), agreement.to_frame().to_csv()]
    texts += [*agreement._repr_mimebundle_().values(), *held.references.refused, printed.output]
    texts += [each.read_text() for each in tmp_path.glob("o.*")]
    stored = pickle.dumps(held)
    assert not [(secret, text) for text in map(str, texts) for secret in SECRETS if secret in text]
    assert not [secret for secret in ("hunter22", *GIVEN.values()) if secret.encode() in stored]
