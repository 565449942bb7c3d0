"""One file served by two processes: who publishes first wins, the others are told as a broker tells them."""

from __future__ import annotations

import base64
import gc
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from broker_books import contract

import contractlab as cl

SERVER = """
import sys
import contractlab as cl
with cl.broker(sys.argv[1]) as broker, broker.serve() as url:
    print(url, flush=True)
    sys.stdin.read()
"""
THREADS = 4
ROUNDS = 3


@pytest.fixture
def addresses(tmp_path: Path) -> Iterator[list[str]]:
    program = [sys.executable, "-c", SERVER, str(tmp_path / "team.sqlite")]
    servers = [
        subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path.cwd())
        for _ in range(2)
    ]
    urls = []
    for server in servers:
        assert server.stdout is not None
        urls.append(server.stdout.readline().strip())
    yield urls
    for server in servers:
        server.communicate("", timeout=240)


def _publication(number: str, path: str, branch: str) -> dict[str, Any]:
    content = base64.b64encode(contract(path=path, count=3).to_bytes()).decode()
    entry = {
        "consumerName": "Shop",
        "providerName": "Stock",
        "specification": "pact",
        "contentType": "application/json",
        "content": content,
    }
    return {
        "pacticipantName": "Shop",
        "pacticipantVersionNumber": number,
        "branch": branch,
        "contracts": [entry],
    }


def _posted(address: str, document: dict[str, Any]) -> httpx.Response:
    return httpx.post(f"{address}/contracts/publish", json=document, timeout=60, trust_env=False)


def test_one_of_many_contents_becomes_that_of_a_version(addresses: list[str]) -> None:
    places = [address for address in addresses for _ in range(THREADS)]
    for number in map(str, range(ROUNDS)):
        documents = [_publication(number, f"/{number}/{index}", f"branch-{index}") for index in range(len(places))]
        with ThreadPoolExecutor(len(places)) as pool:
            answers = list(pool.map(_posted, places, documents))
        statuses = [answer.status_code for answer in answers]
        assert sorted(statuses) == [200, *[409] * (len(places) - 1)]
        winner = statuses.index(200)
        assert answers[winner].json()["notices"][0]["text"] == (
            f"Created Shop version {number} with branch branch-{winner}"
        )
        refused = [answer.json()["errors"]["contracts"] for answer in answers if answer.status_code == 409]
        assert all(len(texts) == 1 and f"Shop version {number} and provider Stock" in texts[0] for texts in refused)
        for address in addresses:
            own = f"{address}/pacticipants/Shop/versions/{number}"
            version = httpx.get(own, trust_env=False).json()
            # What was refused left nothing behind.
            assert [each["name"] for each in version["_embedded"]["branchVersions"]] == [f"branch-{winner}"]
            pact = httpx.get(version["_links"]["pb:pact-versions"][0]["href"], trust_env=False).json()
            paths = [each["request"]["path"] for each in pact["interactions"]]
            assert paths == [f"/{number}/{winner}/{index}" for index in range(3)]


def test_the_same_content_is_taken_from_everybody(addresses: list[str]) -> None:
    places = [address for address in addresses for _ in range(THREADS)]
    with ThreadPoolExecutor(len(places)) as pool:
        answers = list(pool.map(_posted, places, [_publication("1", "/same", "main")] * len(places)))
    assert [answer.status_code for answer in answers] == [200] * len(places)
    verbs = sorted(answer.json()["notices"][0]["text"].split()[0] for answer in answers)
    assert verbs == ["Created", *["Updated"] * (len(places) - 1)]


def test_what_was_asked_for_is_not_kept_in_memory() -> None:
    with cl.broker(":memory:") as broker, broker.serve() as url, httpx.Client(base_url=url, trust_env=False) as client:
        count = 60
        for index in range(count):
            broker.publish(contract(path=f"/{index}", count=40), version=f"{index}", branch="main")
        own = "/pacts/provider/Stock/consumer/Shop/version"
        sizes, grown = [], []
        tracemalloc.start()
        # The first time what is imported and compiled late is there.
        for _ in range(2):
            sizes = [len(client.get(f"{own}/{index}").content) for index in range(count)]
            gc.collect()
            grown.append(tracemalloc.get_traced_memory()[0])
        tracemalloc.stop()
        assert grown[1] - grown[0] < sum(sizes) / 4
