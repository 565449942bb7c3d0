"""Links of answers, credentials, pages and sizes: what a broker answers never decides where secrets go."""

from __future__ import annotations

import base64
import pickle

import httpx
import pytest
from broker_transports import HandMade, hal, named
from hypothesis import given, settings
from hypothesis import strategies as st

import contractlab as cl
from contractlab.broker.client import session as session_module
from contractlab.broker.client.address import BrokerAddress, expand
from contractlab.broker.client.credentials import Credentials
from contractlab.broker.remote import RemoteBroker

TOKEN = "planted-token-0815"


def links(**relations: str) -> dict[str, object]:
    return {"_links": {f"pb:{name.replace('_', '-')}": {"href": href} for name, href in relations.items()}}


@pytest.mark.parametrize(
    ("base", "link", "meant"),
    [
        ("https://b.test", "https://b.test/x", "https://b.test/x"),
        ("https://b.test", "http://b.test/x", "https://b.test/x"),
        ("https://b.test", "http://b.test:80/x", "https://b.test/x"),
        ("https://b.test:8443", "http://b.test:8443/x?a=b", "https://b.test:8443/x?a=b"),
        ("https://b.test/pact", "https://b.test/pact/x", "https://b.test/pact/x"),
        ("https://b.test/pact", "http://b.test/x", "https://b.test/pact/x"),
        ("https://b.test/pact", "/x", "https://b.test/pact/x"),
        ("http://B.test", "http://b.TEST/x", "http://b.test/x"),
        ("http://[::1]:9292", "http://[::1]:9292/x", "http://[::1]:9292/x"),
        ("https://b.test", "https://user:pw@b.test/x", "https://b.test/x"),
    ],
)
def test_a_link_stays_below_the_address(base: str, link: str, meant: str) -> None:
    assert BrokerAddress.parse(base).resolve(link) == meant


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.test/x",
        "//evil.test/x",
        "http://b.test:9999/x",
        "https://b.test:9999/x",
        "https://b.test@evil.test/x",
        "https://evil.test#@b.test/",
        "https://b.test.evil.test/x",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://b.test/%2e%2e/x",
        "http://[broken/x",
        "https://b.test:port/x",
    ],
)
def test_a_link_to_another_place_is_refused(link: str) -> None:
    with pytest.raises(cl.BrokerError):
        BrokerAddress.parse("https://b.test").resolve(link)


def test_a_downgrade_is_no_repair() -> None:
    with pytest.raises(cl.BrokerError):
        BrokerAddress.parse("http://b.test").resolve("https://b.test/x")


@given(st.text(), st.sampled_from(["https://b.test", "https://b.test/p", "http://b.test:1/p/q"]))
@settings(max_examples=200)
def test_whatever_a_link_says_the_origin_stays(link: str, base: str) -> None:
    address = BrokerAddress.parse(base)
    try:
        meant = address.resolve(link)
    except cl.BrokerError:
        return
    assert meant == base or meant.startswith((f"{base}/", f"{base}?"))


@given(st.text(min_size=1, alphabet=st.characters(exclude_categories=["Cs"])))
def test_a_name_is_one_segment(name: str) -> None:
    path = expand("/a/{name}/b", {"name": name})
    assert path.count("/") == 3
    assert not set(path) & set("?#{} ")
    assert "/../" not in path


@pytest.mark.parametrize("text", ["", "broker", "ftp://b.test", "http://", "http://user:secret-pw@", "http://b:x"])
def test_what_is_no_address_is_refused_without_its_password(text: str) -> None:
    with pytest.raises(cl.BrokerError) as raised:
        RemoteBroker(text or " ")
    assert "secret-pw" not in str(raised.value)


def test_links_to_another_host_get_no_token() -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return hal(links(pacticipants="http://evil.test/pacticipants"))

    broker = RemoteBroker("http://broker.test", token=TOKEN, client=httpx.Client(transport=httpx.MockTransport(answer)))
    with pytest.raises(cl.BrokerError, match=r"evil\.test"):
        _ = broker.pacticipants
    assert [request.url.host for request in asked] == ["broker.test"]


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_to_another_host_gets_no_token(status: int) -> None:
    moved = httpx.Response(status, headers={"location": "http://evil.test/"})
    fake = HandMade({("GET", "/"): moved})
    with pytest.raises(cl.BrokerError, match=r"evil\.test"):
        _ = fake.broker(token=TOKEN).environments
    assert {request.url.host for request in fake.requests} == {"broker.test"}


def test_a_redirect_within_the_broker_is_followed_but_not_for_ever() -> None:
    fake = HandMade(
        {
            ("GET", "/environments"): httpx.Response(302, headers={"location": "/elsewhere"}),
            ("GET", "/elsewhere"): named(["test"], "environments"),
            ("GET", "/pacticipants"): httpx.Response(302, headers={"location": "/pacticipants"}),
        }
    )
    broker = fake.broker()
    assert [each.name for each in broker.environments] == ["test"]
    with pytest.raises(cl.BrokerError, match="without end"):
        _ = broker.pacticipants


def test_a_path_prefix_stands_before_everything() -> None:
    fake = HandMade({("GET", "/environments"): named(["test"], "environments")}, base="https://b.test/pact-broker")
    assert [each.name for each in fake.broker().environments] == ["test"]
    assert {request.url.path.split("/")[1] for request in fake.requests} == {"pact-broker"}


@pytest.mark.parametrize(
    ("options", "header"),
    [
        ({"token": TOKEN}, f"Bearer {TOKEN}"),
        ({"auth": ("w", "pässword")}, "Basic " + base64.b64encode("w:pässword".encode()).decode()),
        ({}, None),
    ],
)
def test_credentials_are_sent(options: dict[str, object], header: str | None) -> None:
    fake = HandMade({("GET", "/environments"): named([], "environments")})
    _ = fake.broker(**options).environments
    assert {request.headers.get("authorization") for request in fake.requests} == {header}


@pytest.mark.parametrize(
    ("variables", "header"),
    [
        ({"PACT_BROKER_TOKEN": "t1"}, "Bearer t1"),
        ({"PACT_BROKER_USERNAME": "u", "PACT_BROKER_PASSWORD": "p"}, "Basic dTpw"),
        ({"PACT_BROKER_USERNAME": "u"}, "Basic dTo="),
        ({"PACT_BROKER_PASSWORD": "p"}, None),
        ({}, None),
    ],
)
def test_credentials_come_from_variables(variables: dict[str, str], header: str | None) -> None:
    assert Credentials.choose(None, None, (None, None), variables).header == header
    assert Credentials.choose("given", None, (None, None), variables).header == "Bearer given"
    assert Credentials.choose(None, None, ("a", "b"), variables).header == "Basic YTpi"


def test_a_token_and_a_user_are_one_too_many() -> None:
    with pytest.raises(cl.BrokerError):
        RemoteBroker("http://b.test", token="t", auth=("u", "p"))


def test_the_address_comes_from_a_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PACT_BROKER_BASE_URL", "https://user:secret-pw@b.test/pact/")
    broker = RemoteBroker()
    assert broker.address == "https://b.test/pact"
    assert "secret-pw" not in repr(broker)
    monkeypatch.delenv("PACT_BROKER_BASE_URL")
    with pytest.raises(cl.BrokerError, match="PACT_BROKER_BASE_URL"):
        RemoteBroker()


def test_what_a_broker_repeats_of_a_token_is_hidden() -> None:
    refused = hal({"error": f"token {TOKEN} is not valid"}, 401)
    fake = HandMade({("GET", "/"): refused})
    broker = fake.broker(token=TOKEN)
    with pytest.raises(cl.BrokerError) as raised:
        _ = broker.environments
    shown = [str(raised.value), repr(raised.value), repr(broker), repr(vars(broker)), repr(vars(broker._session))]
    assert not any(TOKEN in text for text in shown)
    assert raised.value.status == 401
    with pytest.raises(TypeError):
        pickle.dumps(broker)


def page(number: int, following: str | None) -> dict[str, object]:
    document: dict[str, object] = named([f"app {number}"], "pacticipants")
    document["_links"] = {"next": {"href": following}} if following else {}
    return document


def test_every_page_is_read() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        number = int(request.url.params.get("page", "1"))
        following = f"http://broker.test/pacticipants?page={number + 1}&size=1" if number < 7 else None
        return hal(page(number, following))

    fake = HandMade({("GET", "/pacticipants"): answer})
    assert list(fake.broker().pacticipants) == [f"app {number}" for number in range(1, 8)]


def test_pages_without_end_are_ended() -> None:
    fake = HandMade(
        {
            ("GET", "/pacticipants"): page(1, "/second"),
            ("GET", "/second"): page(2, "/pacticipants"),
        }
    )
    with pytest.raises(cl.BrokerError, match="no end"):
        _ = fake.broker().pacticipants
    assert len(fake.requests) == 3


def test_an_answer_too_large_is_refused_while_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_module, "MAX_ANSWER_BYTES", 10_000)
    sent = 0

    class Endless(httpx.SyncByteStream):
        def __iter__(self):  # type: ignore[no-untyped-def]
            nonlocal sent
            for _ in range(1000):
                sent += 1000
                yield b" " * 1000

    fake = HandMade({("GET", "/environments"): lambda request: httpx.Response(200, stream=Endless())})
    with pytest.raises(cl.BrokerError, match="larger"):
        _ = fake.broker().environments
    assert sent < 20_000


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_trouble_of_the_server_is_tried_again(status: int, method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    statuses = [status, status, 200]

    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == method:
            return httpx.Response(statuses.pop(0) if statuses else 200, json={"_links": {}})
        return httpx.Response(200, json={"_links": {}})

    monkeypatch.setattr(httpx, "HTTPTransport", lambda **options: httpx.MockTransport(answer))
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    broker = RemoteBroker("http://b.test")
    if method == "GET":
        assert broker.environments == ()
    else:
        broker.create_environment("test")
    assert not statuses


@pytest.mark.parametrize("status", [400, 401, 404, 409])
def test_a_refusal_is_not_tried_again(status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(status)
        return httpx.Response(status)

    monkeypatch.setattr(httpx, "HTTPTransport", lambda **options: httpx.MockTransport(answer))
    with pytest.raises(cl.BrokerError) as raised:
        _ = RemoteBroker("http://b.test").environments
    assert raised.value.status == status
    assert len(asked) == 1


def test_no_answer_is_an_error_that_says_what_to_do() -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    broker = RemoteBroker("http://b.test", client=httpx.Client(transport=httpx.MockTransport(fail)))
    with pytest.raises(cl.BrokerError, match="Is the broker running"):
        _ = broker.environments


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, text="<html>Log in</html>", headers={"content-type": "text/html"}),
        httpx.Response(200, json=[1, 2]),
        httpx.Response(200, json={"other": 1}),
        httpx.Response(200, content=b"[" * 100_000),
        httpx.Response(204),
    ],
)
def test_what_is_no_broker_is_named(answer: httpx.Response) -> None:
    with pytest.raises(cl.BrokerError, match="not as a broker does"):
        _ = HandMade({("GET", "/"): answer}).broker().environments


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(st.sampled_from(["error", "errors", "notices", "detail", "title"]), json_values, st.integers(400, 599))
@settings(max_examples=200)
def test_whatever_an_error_looks_like_it_is_a_broker_error(key: str, value: object, status: int) -> None:
    fake = HandMade({("GET", "/"): httpx.Response(status, json={key: value})})
    with pytest.raises(cl.BrokerError) as raised:
        _ = fake.broker().environments
    assert raised.value.status == status
    assert str(status) in str(raised.value)


def test_invisible_characters_of_a_broker_are_shown() -> None:
    fake = HandMade({("GET", "/"): hal({"error": "no\x1b[31m \u202eway"}, 400)})
    with pytest.raises(cl.BrokerError) as raised:
        _ = fake.broker().environments
    assert "\x1b" not in str(raised.value)
    assert "\u202e" not in str(raised.value)
