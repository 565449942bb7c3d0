"""Redirects are answers to whoever asks, with any client: where they lead is read by the rules of the format."""

from __future__ import annotations

import httpx
import pytest
from small_contracts import document_of, http

import contractlab as cl
from contractlab.servers.loopback import LoopbackServer
from contractlab.values.reasons import ReasonCode


def moved() -> cl.Contract:
    example = http("moved", request={"path": "/old"}, response={"status": 302})
    return cl.load(document_of(example, version="3.0"))


@pytest.mark.parametrize("location", ["mailto:a", "tel:5", "ftp://h.test/", "data:,x", "urn:a:b"])
@pytest.mark.parametrize("kind", ["HTTP", "a client of the user's", "in process"])
def test_a_redirect_to_what_is_no_address_of_http_is_said_as_the_core_says_it(location: str, kind: str) -> None:
    asked = moved()
    answer = cl.HttpResponse(302, [("Location", location)], b"")
    with LoopbackServer(lambda request: answer) as server:
        provider = (lambda request: answer) if kind == "in process" else server.url
        client = None if kind == "HTTP" else httpx.Client(auth=("user", "password"))
        (result,) = cl.verify(asked, provider=provider, client=client).results
        (taken,) = cl.verify(asked, provider=provider, client=client, follow_redirects=False).results
    assert (result.verdict, result.reason_code) == ("error", ReasonCode.STOPPED), result.reason
    assert result.capture.response.status == 302
    assert taken.passed


def test_a_client_of_the_users_follows_its_own_redirects_as_before() -> None:
    def answer(request: cl.HttpRequest) -> cl.HttpResponse:
        return cl.HttpResponse(302, [("Location", "/new")], b"") if request.path == "/old" else cl.HttpResponse(200)

    asked = moved()
    followed: list[int] = []
    with LoopbackServer(answer) as server:

        def ask_beside(request: httpx.Request) -> httpx.Request:
            followed.append(client.get(f"{server.url}/old").status_code)
            return request

        client = httpx.Client(follow_redirects=True)
        run = cl.verify(asked, provider=server.url, client=client, prepare=ask_beside, follow_redirects=False)
        assert run.passed
        assert client.get(f"{server.url}/old").status_code == 200
    assert followed == [200]
    assert client.event_hooks == {"request": [], "response": []}
