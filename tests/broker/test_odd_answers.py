"""A value of another type at any place of a broker's answer is an error of the answer, and ends one question."""

from __future__ import annotations

import copy
import json
import random
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from broker_books import contract
from support import FULL

import contractlab as cl
from contractlab.broker.remote import RemoteBroker
from contractlab.values.internal import fault_count, internal_faults
from contractlab.views import present

ODD: tuple[Any, ...] = (
    None, True, 0, -1, 1.5, 10**30, "", "x", "\ud800", "http://u:pw@h.test", [], [1], {}, {"a": 1}, [[]], {"": None},
)  # fmt: skip
TRIED = 2_000 if FULL else 8
"""Changed answers of each question."""

Question = Callable[[RemoteBroker, Path], object]
Place = tuple[str | int, ...]


def _seen(item: Any) -> object:
    repr(item)
    present(item)
    return item


QUESTIONS: dict[str, Question] = {
    "pacticipants": lambda broker, _: [repr(each) + str(each.main_branch) for each in broker.pacticipants.values()],
    "a version": lambda broker, _: repr(broker.version("Shop", "1")),
    "versions": lambda broker, _: [(each.branches, each.tags, each.build_url) for each in broker.versions("Shop")],
    "environments": lambda broker, _: [(each.name, each.production) for each in broker.environments],
    "deployments": lambda broker, _: [repr(each) for each in broker.deployments("live")],
    "a contract": lambda broker, _: _seen(broker.contract("Shop", "Stock")),
    "contracts to verify": lambda broker, _: repr(broker.contracts(provider="Stock", selectors=[{"mainBranch": True}])),
    "latest contracts": lambda broker, _: repr(broker.load_entries(broker.latest_contracts())),
    "states": lambda broker, _: repr(broker.provider_states("Stock")),
    "can it be deployed": lambda broker, _: _seen(broker.can_i_deploy("Shop", version="1", environment="live")),
    "the matrix": lambda broker, _: _seen(broker.matrix("Shop", "Stock")),
    "the graph": lambda broker, _: _seen(broker.graph()),
    "problems": lambda broker, _: _seen(broker.problems),
    "labels": lambda broker, _: repr(broker.labels),
    "a deployment": lambda broker, _: repr(broker.record_deployment("Stock", "s1", "live")),
    "a mirror": lambda broker, folder: repr(broker.mirror(folder / "mirror.sqlite")),
}  # fmt: skip

Answers = dict[tuple[str, str], httpx.Response]


@pytest.fixture(scope="module")
def recorded() -> Iterator[Callable[[Question, Path], Answers]]:
    """Asks a question of a broker over HTTP, and gives the answers that it took."""
    with cl.broker(":memory:") as book, book.serve() as url:
        book.publish(contract(), version="1", branch="main", tags=["rc"])
        book.publish(contract(count=2), version="2", branch="main")
        book.create_environment("live", production=True)
        book.create_or_update_version("Stock", "s1", branch="main")
        book.record_deployment("Stock", "s1", "live")

        def ask(question: Question, folder: Path) -> Answers:
            answers: Answers = {}

            def keep(response: httpx.Response) -> None:
                response.read()
                answers[response.request.method, str(response.request.url)] = response

            with httpx.Client(trust_env=False, event_hooks={"response": [keep]}) as client:
                broker = RemoteBroker(url, client=client)
                question(broker, folder)
            return answers

        yield ask


def places(value: Any, at: Place = ()) -> Iterator[Place]:
    """Every place of a JSON value."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in pairs:
        yield (*at, key)
        yield from places(item, (*at, key))


def changed(document: Any, place: Place, value: Any) -> Any:
    """The document with another value at a place."""
    made = copy.deepcopy(document)
    container = made
    for key in place[:-1]:
        container = container[key]
    container[place[-1]] = value
    return made


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_value_of_another_type(name: str, recorded: Callable[[Question, Path], Answers], tmp_path: Path) -> None:
    rng = random.Random(name)
    answers = recorded(QUESTIONS[name], tmp_path)
    documents = {}
    for key, response in answers.items():
        try:
            documents[key] = response.json()
        except ValueError:
            continue
    everywhere = [(key, place, value) for key in documents for place in places(documents[key]) for value in ODD]
    assert everywhere
    fell: list[str] = []
    origin = next(iter(answers))[1].rpartition("/")[0].split("/")[2]
    for number, (key, place, value) in enumerate(rng.sample(everywhere, min(TRIED, len(everywhere)))):
        body = json.dumps(changed(documents[key], place, value)).encode()

        def answer(request: httpx.Request, key: Any = key, body: bytes = body) -> httpx.Response:
            asked = (request.method, str(request.url))
            if asked not in answers:
                return httpx.Response(404, json={"error": "nothing is there"})
            kept = answers[asked]
            content = body if asked == key else kept.content
            return httpx.Response(
                kept.status_code, headers={"Content-Type": kept.headers["content-type"]}, content=content
            )

        folder = tmp_path / str(number)
        folder.mkdir()
        before, refusal = fault_count(), ""
        with httpx.Client(transport=httpx.MockTransport(answer)) as client:
            try:
                QUESTIONS[name](RemoteBroker(f"http://{origin}", client=client), folder)
            except cl.ContractLabError as error:
                refusal = str(error)
            except Exception as error:
                fell.append(
                    f"{key} {place} {value!r}: {type(error).__name__} {error}\n{traceback.format_exc(limit=-2)}"
                )
        assert "u:pw" not in refusal
        if fault_count() > before:
            fell.append(f"{key} {place} {value!r}: {internal_faults(before)[0].traceback[-400:]}")
    assert fell == [], "\n".join(fell)
