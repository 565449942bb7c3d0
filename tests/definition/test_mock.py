"""A mock answers as its examples say, and keeps what it received."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from mocked import asking, example, json_body, pact, rules

import contractlab as cl
from contractlab.definition.mock import MockProvider
from contractlab.definition.received import Received
from contractlab.errors import ContractBroken, ContractLabError

CUSTOMER = example("a customer", "GET", "/customers/1", {"status": 200, "body": json_body({"id": 1})})
ORDER = example("an order", "POST", "/orders", 201, body=json_body({"n": 1}))


def test_the_consumer_talks_to_a_real_server_on_loopback() -> None:
    with cl.mock(pact([CUSTOMER, ORDER])) as provider:
        assert provider.url.startswith("http://127.0.0.1:")
        assert httpx.get(f"{provider.url}/customers/1").json() == {"id": 1}
        assert httpx.post(f"{provider.url}/orders", json={"n": 1}).status_code == 201
    assert [each.verdict for each in provider.requests] == ["passed", "passed"]
    assert [each.example.description for each in provider.requests] == ["a customer", "an order"]
    assert provider.uncalled == ()


def test_leaving_raises_with_the_view_where_a_request_fits_nothing() -> None:
    with pytest.raises(ContractBroken) as caught, cl.mock(pact([CUSTOMER])) as provider:  # noqa: PT012 - leaving raises
        httpx.get(f"{provider.url}/customers/1")
        httpx.get(f"{provider.url}/customers/2")
    text = str(caught.value)
    assert "GET /customers/2" in text
    assert "expected /customers/1, got /customers/2" in text
    assert ".example(" in text
    assert [each.description for each in provider.proved] == ["a customer"], "what missed breaks the mock alone"


def test_what_the_consumer_raised_is_the_cause_where_a_request_missed() -> None:
    with pytest.raises(ContractBroken) as caught, cl.mock(pact([CUSTOMER])) as provider:
        httpx.get(f"{provider.url}/other").raise_for_status()
    assert isinstance(caught.value.__cause__, httpx.HTTPStatusError)


def test_what_the_consumer_raised_stays_where_every_request_fitted() -> None:
    def consumer(url: str) -> None:
        httpx.get(f"{url}/customers/1")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), cl.mock(pact([CUSTOMER])) as provider:
        consumer(provider.url)


def test_a_mock_that_received_nothing_proved_nothing() -> None:
    with pytest.raises(ContractBroken, match="Nothing was received"), cl.mock(pact([CUSTOMER])):
        pass
    with cl.mock(pact([CUSTOMER]), require_calls=False) as provider:
        pass
    assert provider.passed


def test_it_may_be_started_and_stopped_across_cells() -> None:
    before = set(threading.enumerate())
    provider = cl.mock(pact([CUSTOMER])).start()
    httpx.get(f"{provider.url}/customers/1")
    with pytest.raises(ContractLabError, match="serves already"):
        provider.start()
    provider.stop()
    provider.stop()
    assert provider.require_passed() is provider
    assert set(threading.enumerate()) <= before
    with pytest.raises(ContractLabError, match="does not serve"):
        _ = provider.url
    provider.start()
    httpx.get(f"{provider.url}/customers/1")
    provider.stop()
    assert len(provider.requests) == 2, "what was received stays"


def test_transport_and_app_need_no_socket() -> None:
    provider = cl.mock(pact([CUSTOMER]))

    async def both() -> list[int]:
        async with httpx.AsyncClient(transport=provider.transport, base_url="http://mock") as client:
            first = await client.get("/customers/1")
        through = httpx.ASGITransport(app=provider.app)
        async with httpx.AsyncClient(transport=through, base_url="http://mock") as client:
            return [first.status_code, (await client.get("/customers/1")).status_code]

    assert asyncio.run(both()) == [200, 200]
    with asking(provider) as client:
        assert client.get("/customers/1").json() == {"id": 1}
    assert len(provider.calls("a customer")) == 3


def test_calls_are_those_that_an_example_answered() -> None:
    contract = pact([CUSTOMER, ORDER])
    provider = cl.mock(contract)
    with asking(provider) as client:
        client.get("/customers/1")
        client.get("/customers/1")
        client.get("/customers/9")
    assert len(provider.calls(contract[0])) == len(provider.calls(0)) == len(provider.calls(contract[0].key)) == 2
    assert len(provider.calls("an order")) == 0
    assert [each.description for each in provider.uncalled] == ["an order"]
    assert [each.number for each in provider.requests.missed] == [3]
    with pytest.raises(cl.AmbiguousExample):
        provider.calls("nobody")


def test_examples_may_be_added_while_it_runs() -> None:
    contracts = [pact([CUSTOMER])]
    provider = cl.mock(lambda: contracts[-1])
    with asking(provider) as client:
        assert client.post("/orders", json={"n": 1}).status_code == 500
        contracts.append(pact([CUSTOMER, ORDER]))
        assert client.post("/orders", json={"n": 1}).status_code == 201


def test_who_proves_is_told_at_once() -> None:
    seen: list[Received] = []
    provider = MockProvider(pact([CUSTOMER]), on_received=seen.append)
    with asking(provider) as client:
        client.get("/customers/1")
        client.head("/customers/1")
        client.get("/x")
    assert [each.proves for each in seen] == [True, False, False]
    assert [each.verdict for each in seen] == ["passed", "passed", "failed"]


def test_head_of_get_is_answered_without_its_body() -> None:
    provider = cl.mock(pact([CUSTOMER]))
    with asking(provider) as client:
        response = client.head("/customers/1")
    assert (response.status_code, response.content, response.headers["content-length"]) == (200, b"", "8")
    assert [each.description for each in provider.uncalled] == ["a customer"], "HEAD does not prove GET"


@pytest.mark.parametrize("origin", [None, "https://a.example"])
def test_pages_of_any_origin_may_read_the_answers(origin: str | None) -> None:
    own = {"status": 200, "headers": {"Access-Control-Allow-Methods": ["GET"]}}
    provider = cl.mock(pact([CUSTOMER, example("own", "GET", "/own", own)]))
    headers = {} if origin is None else {"Origin": origin}
    with asking(provider) as client:
        answers = [client.get("/customers/1", headers=headers), client.get("/own", headers=headers)]
        preflight = client.options("/orders", headers={**headers, "Access-Control-Request-Method": "PUT"})
    assert {answer.headers["access-control-allow-origin"] for answer in answers} == {origin or "*"}
    assert answers[1].headers.get_list("access-control-allow-methods") == ["GET"]
    assert preflight.status_code == 204
    assert len(provider.requests) == 2, "a preflight is the browser's, not the consumer's"


def test_without_cors_neither_headers_nor_preflights_are_answered() -> None:
    provider = cl.mock(pact([CUSTOMER]), cors=False)
    with asking(provider) as client:
        answer = client.get("/customers/1")
        preflight = client.options("/customers/1", headers={"Access-Control-Request-Method": "PUT"})
    assert not [name for name in answer.headers if name.startswith("access-control-")]
    assert preflight.status_code == 500


def test_an_example_of_options_answers_its_own_preflight() -> None:
    provider = cl.mock(pact([example("options", "OPTIONS", "/x", {"status": 200, "headers": {"Allow": ["PUT"]}})]))
    with asking(provider) as client:
        assert client.options("/x", headers={"Access-Control-Request-Method": "PUT"}).headers["allow"] == "PUT"
    assert provider.uncalled == ()


def _made(**options: object) -> list[str]:
    response = {
        "status": 200,
        "headers": {"X-Id": ["1"]},
        "body": json_body({"id": 1, "name": "x", "state": "0", "link": "http://a/orders/7"}),
        "generators": {
            "header": {"x-id": {"type": "RandomInt", "min": 100, "max": 999}},
            "body": {
                "$.id": {"type": "RandomInt", "min": 1000, "max": 9999},
                "$.name": {"type": "RandomString", "size": 12},
                "$.state": {"type": "ProviderState", "expression": "${id}"},
                "$.link": {"type": "MockServerURL", "example": "http://a/orders/7", "regex": ".*(/orders/\\d+)$"},
            },
        },
    }
    states = [("a customer exists", {"id": "123"})]
    provider = cl.mock(pact([example("made", "GET", "/made", response, states=states), CUSTOMER]), **options)
    with asking(provider) as client:
        answers = []
        for _ in range(3):
            client.get("/customers/1")
            answer = client.get("/made")
            answers.append(f"{answer.headers['x-id']} {answer.text}")
    return answers


def test_generators_make_other_values_at_each_call_and_the_same_in_each_process() -> None:
    first = _made()
    assert len(set(first)) == 3
    assert _made() == first
    assert _made(seed=1) != first


def test_values_of_states_and_the_address_are_those_of_this_mock() -> None:
    assert all('"state":"123"' in answer and '"link":"http://mock/orders/7"' in answer for answer in _made())
    assert all('"state":"0"' in answer for answer in _made(dialect="reference")), "the reference has no states here"


def test_a_response_that_cannot_be_made_says_why_and_breaks_the_mock() -> None:
    broken = {"body": {"$.id": {"type": "RandomInt", "min": 9, "max": 1}}}
    response = {"status": 200, "body": json_body({"id": 1}), "generators": broken}
    provider = cl.mock(pact([example("broken", "GET", "/x", response)]))
    with asking(provider) as client:
        answer = client.get("/x")
    assert answer.status_code == 500
    assert "cannot be made" in answer.json()["error"]
    assert provider.requests[0].verdict == "error"
    assert not provider.passed


def test_a_body_above_the_limit_breaks_the_mock_and_is_said() -> None:
    provider = cl.mock(pact([ORDER]), body_limit=10).start()
    answer = httpx.post(f"{provider.url}/orders", content=b"x" * 100_000)
    provider.stop()
    with pytest.raises(ContractBroken, match="larger than 10 bytes"):
        provider.require_passed()
    assert answer.status_code == 413


def test_parallel_calls_are_each_judged_by_themselves() -> None:
    paths = [example(f"thing {number}", "GET", f"/things/{number}", 200 + number) for number in range(10)]
    with cl.mock(pact(paths)) as provider, ThreadPoolExecutor(8) as pool:
        url = provider.url
        statuses = list(pool.map(lambda number: httpx.get(f"{url}/things/{number % 10}").status_code, range(60)))
    assert statuses == [200 + number % 10 for number in range(60)]
    assert sorted(each.number for each in provider.requests) == list(range(1, 61))


def test_a_mock_without_examples_proposes_the_code() -> None:
    provider = cl.mock(pact([]), name="billing")
    with asking(provider) as client:
        answer = client.put("/customers/1?x=1", json={"name": "Ann"})
    assert answer.json()["nearest"] == []
    assert 'billing.example("a request to PUT /customers/1")' in provider.requests[0].code()


def test_an_unknown_dialect_is_refused() -> None:
    with pytest.raises(ValueError, match="dialect"):
        cl.mock(pact([]), dialect="rust")


def test_messages_of_the_contract_do_not_matter() -> None:
    message = {"type": "Asynchronous/Messages", "description": "m", "contents": json_body({"a": 1})}
    provider = cl.mock(pact([message, CUSTOMER]))
    with asking(provider) as client:
        assert client.get("/customers/1").status_code == 200
    assert provider.passed
    assert provider.uncalled == ()


def test_a_rule_lets_other_values_fit() -> None:
    loose = example("loose", "POST", "/x", body=json_body({"n": 1}), matchingRules=rules("body", n="integer"))
    provider = cl.mock(pact([loose]))
    with asking(provider) as client:
        assert client.post("/x", json={"n": 7}).status_code == 200
        assert client.post("/x", json={"n": "7"}).status_code == 500
