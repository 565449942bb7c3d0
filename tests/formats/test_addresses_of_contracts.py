"""A contract at an address: what is sent where, how much is read, and what is shown of the address."""

from __future__ import annotations

import gzip
import json
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from small_contracts import document_of
from small_runs import answers

import contractlab as cl
from contractlab.views import present

PASSWORD, TOKEN = "pw9Xf3Qz71Lk", "tk4Vb8Nm20Ps"
BYTES = json.dumps(document_of(answers("/a", {"a": 1}))).encode()
ADDRESSES = [
    f"https://user:{PASSWORD}@host.test/pact.json?access_token={TOKEN}",
    f"HTTP://{PASSWORD}@host.test/p?a=1&sig={TOKEN}#api_key={TOKEN}",
    f"http://u:{PASSWORD}@[::1]:8/p?X-Amz-Signature={TOKEN}",
    f"https://u:{PASSWORD}@host.test:notaport/p?token={TOKEN}",
    f"ftp://u:{PASSWORD}@host.test/p?token={TOKEN}",
    f"broker:http://u:{PASSWORD}@host.test/?token={TOKEN}",
]


def client_of(answer: Callable[[httpx.Request], httpx.Response], **more: Any) -> httpx.Client:
    return httpx.Client(transport=httpx.MockTransport(answer), **more)


def hides(text: object) -> bool:
    return not any(secret in str(text) for secret in (PASSWORD, TOKEN))


def loaded_or_refused(address: str, client: httpx.Client) -> tuple[cl.Contract, Exception | None]:
    try:
        return cl.load(address, client=client), None
    except cl.ContractLabError as error:
        return cl.load(BYTES, name="x"), error


@pytest.mark.parametrize("address", ADDRESSES, ids=range(len(ADDRESSES)))
@pytest.mark.parametrize("status", [200, 404, 500])
def test_nothing_repeats_what_is_secret_in_an_address(address: str, status: int, tmp_path: Path) -> None:
    client = client_of(lambda request: httpx.Response(status, content=BYTES))
    contract, error = loaded_or_refused(address, client)
    assert hides(error)
    assert hides(repr(error))
    loaded = cl.load_all(address, client=client)
    edit = cl.edit(contract)
    edit[0].description = "another"
    for item in (contract, loaded, contract[0], edit, edit.code(), *loaded.refused, *contract.problems):
        assert hides(repr(item))
        assert hides(item)
        assert hides(present(item)) if hasattr(item, "_repr_mimebundle_") else True
    with pytest.raises(cl.SaveConflict) as caught:
        contract.save()
    assert hides(caught.value)
    with pytest.raises(cl.InvalidCapture) as refused:
        cl.load_captures(address)
    assert hides(refused.value)


@pytest.mark.parametrize(
    "error", [httpx.ConnectError, httpx.ReadTimeout, httpx.RemoteProtocolError, httpx.DecodingError]
)
def test_a_client_that_repeats_the_address(error: type[httpx.RequestError]) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise error(f"cannot ask {request.url} ({ADDRESSES[0]})")

    with pytest.raises(cl.ProviderError) as caught:
        cl.load(ADDRESSES[0], client=client_of(fail))
    assert hides(caught.value)


class Counted(httpx.SyncByteStream):
    """Bytes that arrive in pieces; says how many were taken."""

    def __init__(self, data: bytes) -> None:
        self.data, self.taken = data, 0

    def __iter__(self) -> Iterator[bytes]:
        for start in range(0, len(self.data), 4096):
            self.taken += 4096
            yield self.data[start : start + 4096]


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_an_answer_is_bounded_while_it_is_unpacked(encoding: str) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31 if encoding == "gzip" else 15)
    zeros = bytes(1 << 20)
    bomb = b"".join([*(packer.compress(zeros) for _ in range(160)), packer.flush()])
    stream = Counted(bomb)
    client = client_of(lambda request: httpx.Response(200, headers={"Content-Encoding": encoding}, stream=stream))
    tracemalloc.start()
    try:
        with pytest.raises(cl.ProviderError, match="larger than 64 MiB"):
            cl.load("http://host.test/", client=client)
        assert tracemalloc.get_traced_memory()[1] < 100 * 2**20
    finally:
        tracemalloc.stop()
    assert stream.taken < len(bomb) / 2


@pytest.mark.parametrize("encoding", ["", "identity", "gzip", "deflate", "br"])
@pytest.mark.parametrize("cut", [False, True])
def test_packed_answers_are_read(encoding: str, cut: bool) -> None:
    data = {"gzip": gzip.compress, "deflate": zlib.compress}.get(encoding, bytes)(BYTES)
    stream = Counted(data[:-5] if cut else data)
    client = client_of(lambda request: httpx.Response(200, headers={"Content-Encoding": encoding}, stream=stream))
    if encoding == "br" or cut:
        with pytest.raises((cl.ProviderError, cl.InvalidContract)):
            cl.load("http://host.test/", client=client)
    else:
        assert len(cl.load("http://host.test/", client=client)) == 1


@pytest.mark.parametrize(
    "target", ["http://other.test/", "http://host.test:81/", "https://host.test/", "//other.test/x"]
)
def test_headers_go_to_their_origin_alone(target: str) -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        if len(asked) == 1:
            return httpx.Response(302, headers={"Location": "/next"})
        if len(asked) == 2:
            return httpx.Response(307, headers={"Location": target})
        return httpx.Response(200, content=BYTES)

    client = client_of(answer, headers={"Authorization": f"Bearer {TOKEN}"}, cookies={"session": TOKEN})
    assert cl.load("http://host.test/", headers={"X-Api-Key": PASSWORD}, client=client)
    for request in asked[:2]:
        assert request.headers["x-api-key"] == PASSWORD
        assert request.headers["authorization"] == f"Bearer {TOKEN}"
    assert hides(asked[2].headers.raw)


def test_a_circle_of_redirects_ends() -> None:
    client = client_of(lambda request: httpx.Response(302, headers={"Location": "/"}))
    with pytest.raises(cl.ProviderError, match="without end"):
        cl.load("http://host.test/", client=client)
