"""A consumer in Node, by fetch, against the mock: proved, and told what differs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

import contractlab as cl
from contractlab import match
from contractlab.errors import ContractBroken

CONSUMER = """
const [url, accept] = process.argv.slice(1);
const headers = { Accept: accept, 'Content-Type': 'application/json' };
const answer = await fetch(`${url}/customers/123?expand=orders&expand=notes`, { headers });
const body = await answer.json();
const sent = { method: 'POST', headers, body: JSON.stringify({ name: 'Zoë', tags: ['a', 'b'] }) };
const made = answer.ok ? await fetch(`${url}/customers`, sent) : null;
console.log(JSON.stringify({ status: answer.status, body, made: made && made.status }));
"""


@pytest.fixture(scope="module")
def node() -> str:
    """The command; where it is missing, tests are skipped, but not in CI."""
    path = shutil.which("node")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("node is missing")
        pytest.skip("node is missing")
    return path


def billing() -> cl.Definition:
    made = cl.define("NodeShop", "Customers")
    (
        made.example("a customer")
        .given("a customer exists", id="123")
        .with_request(
            "GET",
            match.concat("/customers/", match.state_variable("id")),
            headers={"Accept": "application/json"},
            query={"expand": ["orders", "notes"]},
        )
        .will_respond_with(200, json={"id": match.state_variable("id"), "name": match.str("Alice")})
    )
    (
        made.example("a customer is made")
        .with_request("POST", "/customers", json={"name": match.str("Alice"), "tags": match.each_like("x", min=1)})
        .will_respond_with(201)
    )
    return made


def ask(node: str, url: str, accept: str) -> dict[str, object]:
    command = [node, "--input-type=module", "-e", CONSUMER, url, accept]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=True)
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


def test_a_consumer_in_node_proves_its_examples(node: str, tmp_path: Path) -> None:
    made = billing()
    with made.mock() as provider:
        answer = ask(node, provider.url, "application/json")
    assert answer == {"status": 200, "body": {"id": "123", "name": "Alice"}, "made": 201}
    assert [len(made.proved), len(cl.load(made.save(tmp_path)))] == [2, 2]


def test_a_consumer_in_node_is_told_what_differs(node: str) -> None:
    made = billing()
    provider = made.mock().start()
    answer = ask(node, provider.url, "text/csv")
    provider.stop()
    assert answer["status"] == 500
    body = answer["body"]
    assert isinstance(body, dict)
    assert "Accept" in str(body["error"])
    assert body["nearest"][0]["example"] == "a customer"
    with pytest.raises(ContractBroken, match="Accept"):
        provider.require_passed()
