"""Many requests over many connections at once: none is lost, none gets another's verdict."""

from __future__ import annotations

import http.client
import json
from concurrent.futures import ThreadPoolExecutor

from mocked import example, json_body, pact, rules
from support import FULL, cpu_time

import contractlab as cl

CONNECTIONS = 50
REQUESTS = 10_000 if FULL else 1_000
_EXAMPLES = 10
_EVERY_MISS = 20
"""Each so many'th request matches no example."""


def _sent(number: int) -> tuple[str, dict[str, object]]:
    missing = number % _EVERY_MISS == 0
    return f"/things/{number % _EXAMPLES}", {"number": str(number) if missing else number}


def _ask(port: int, numbers: range) -> list[str]:
    """Requests over one connection; what was answered otherwise than it should be."""
    wrong: list[str] = []
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    for number in numbers:
        path, body = _sent(number)
        connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
        response = connection.getresponse()
        answer = json.loads(response.read())
        if number % _EVERY_MISS == 0:
            right = response.status == 500 and answer["nearest"][0]["mismatches"][0]["actual"] == str(number)
        else:
            right = response.status == 200 and answer == {"thing": number % _EXAMPLES}
        wrong += [] if right else [f"{number}: {response.status} {answer}"]
    connection.close()
    return wrong


def test_none_of_many_requests_is_lost_or_misjudged() -> None:
    examples = [
        example(
            f"thing {number}",
            "POST",
            f"/things/{number}",
            {"status": 200, "body": json_body({"thing": number})},
            body=json_body({"number": 1}),
            matchingRules=rules("body", number="integer"),
        )
        for number in range(_EXAMPLES)
    ]
    provider = cl.mock(pact(examples)).start()
    shares = [range(start, REQUESTS, CONNECTIONS) for start in range(CONNECTIONS)]
    try:
        with cpu_time() as taken, ThreadPoolExecutor(CONNECTIONS) as pool:
            wrong = [each for share in pool.map(lambda share: _ask(provider.port, share), shares) for each in share]
    finally:
        provider.stop()
    print(f"{REQUESTS:,} requests: {taken.seconds / REQUESTS * 1_000:.2f} ms of CPU each, clients included")
    assert wrong == []
    assert sorted(json.loads(each.request.body)["number"] for each in provider.requests if each.passed) == [
        number for number in range(REQUESTS) if number % _EVERY_MISS
    ]
    assert len(provider.requests.missed) == REQUESTS // _EVERY_MISS
    assert [each.number for each in provider.requests] == list(range(1, REQUESTS + 1))
