"""A definition's live view: examples are tried, requests of clients come in, code is there to copy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from support import require
from widgets.live_desks import desk
from widgets.test_types import Heard

import contractlab as cl
from contractlab import match
from contractlab.captures import Captures
from contractlab.contracts.collection import Contracts
from contractlab.errors import InvalidEdit

require("anywidget")

from contractlab.widgets.define.view import DefineView  # noqa: E402
from contractlab.widgets.desk.view import DeskView  # noqa: E402


def billing() -> cl.Definition:
    made = cl.define("Billing", "Customers")
    (
        made.example("a customer")
        .with_request("GET", "/customers/1", query={"q": "a b"}, headers={"Accept": "application/json"})
        .will_respond_with(200, json={"id": match.int(1)})
    )
    made.example("a <b>customer</b> is made").with_request("POST", "/customers", json={"n": 1}).will_respond_with(201)
    made.example("a message", "Async").with_body({"a": 1})
    return made


@pytest.fixture
def screen() -> Iterator[Heard]:
    view = DefineView(billing())
    yield Heard("define", view)
    view.close()


def text_of(value: Any) -> str:
    return str(value)


def test_an_examples_own_request_is_tried_and_proves_it(screen: Heard) -> None:
    examples = screen.view.view["examples"]
    assert [each["title"] for each in examples] == ["a <b>customer</b> is made", "a customer"]
    assert not any(each["proved"] for each in examples)
    for each in examples:
        answer = screen.ask("try", **each["request"])
        assert answer["view"]["code"] == ""
    view = answer["view"]
    assert [each["proved"] for each in view["examples"]] == [True, True]
    assert view["received"][1].startswith("2  GET /customers/1?q=a+b  matches a customer")
    assert screen.pushed == []  # the answer says it already
    assert len(screen.view.definition.proved) == 2


def test_a_request_that_matches_nothing_is_explained_with_code(screen: Heard) -> None:
    view = screen.ask("try", method="get", target="/customers/1?q=c", headers="Accept: text/csv\n", body="")["view"]
    assert view["shown"] == 1
    assert "matches no example" in view["received"][0]
    assert "text/csv" in text_of(view["answer"])
    assert '.with_request("GET", "/customers/1"' in view["code"]
    screen.ask("try", **view["examples"][0]["request"])
    assert screen.ask("show", number=1)["view"]["code"] == view["code"]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"target": "customers"}, "slash"),
        ({"method": " "}, "method"),
        ({"headers": "nonsense"}, "not a header"),
        ({"target": "/a b\r\nX: y"}, ""),
    ],
    ids=["target", "method", "header", "line break"],
)
def test_what_is_no_request_is_told(screen: Heard, typed: dict[str, str], says: str) -> None:
    message = {"op": "try", "id": 1, "method": "GET", "target": "/", "headers": "", "body": "", **typed}
    answer = screen.view.handle(message)
    assert says in answer.get("error", "") or answer["ok"]
    assert not screen.view.handle({"op": "show", "id": 2, "number": 99})["ok"]


def test_requests_of_clients_come_in_while_it_serves(screen: Heard) -> None:
    address = screen.ask("serve", on=True)["view"]["address"]
    assert httpx.get(f"{address}/customers/1?q=a+b", headers={"Accept": "application/json"}).json() == {"id": 1}
    assert screen.pushed == ["received"]
    assert screen.view.view["received"][0].endswith("matches a customer")
    assert screen.ask("serve", on=False)["view"]["address"] == ""
    with pytest.raises(httpx.ConnectError):
        httpx.get(address)


def test_examples_that_are_defined_later_are_there_when_looked_at_again(screen: Heard) -> None:
    screen.view.definition.example("later").with_request("GET", "/later").will_respond_with(200)
    assert "later" in [each["title"] for each in screen.ask("look")["view"]["examples"]]
    room: dict[str, Any] = {}
    exec(screen.ask("code")["code"], room)
    assert room["billing"].contract.to_bytes() == screen.view.definition.contract.to_bytes()


def test_a_desk_has_it_as_a_tab() -> None:
    lab = cl.Desk(Contracts([]), Captures())
    with pytest.raises(InvalidEdit, match="nothing is being defined"):
        _ = lab.explore().definition
    view = lab.define("Shop", "Stock", spec_version="3.0")
    assert view.definition.spec_version == "3.0"
    assert view.definition is lab.definition
    assert view.view["tab"] == "define"
    assert [tab["label"] for tab in view.view["bar"]["tabs"]][-1] == "Define"
    assert view.view["panels"]["define"]["examples"] == []
    again = lab.define(view.definition)
    assert again.definition is view.definition
    assert lab.define(billing().contract).definition.contract.consumer == "Billing"
    for each in (view, again):
        each.close()


def test_the_tab_is_opened_from_another_one_and_keeps_what_it_received(tmp_path: Path) -> None:
    lab = desk(tmp_path)
    lab.define(billing()).close()
    view = lab.explore()
    assert "define" not in view.view["panels"]
    opened = view.handle({"id": "1", "op": "open", "name": "define"})["view"]
    request = opened["examples"][1]["request"]
    answer = view.handle({"id": "2", "panel": "define", "op": "try", **request})
    assert answer["view"]["examples"][1]["proved"]
    assert view.view["panels"]["define"]["received"] == answer["view"]["received"], "a second screen draws the same"
    assert [each.description for each in lab.definition.proved] == ["a customer"]
    served = view.handle({"id": "3", "panel": "define", "op": "serve", "on": True})["view"]["address"]
    assert httpx.get(f"{served}/customers/2").status_code == 500
    view.close()
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{served}/customers/2")


def test_a_run_can_be_shown_without_a_definition() -> None:
    tabs = DeskView(cl.verify([], Captures(), allow_not_exercised=True)).view["bar"]["tabs"]
    assert "define" not in [tab["id"] for tab in tabs]


@pytest.mark.parametrize(
    ("consumer", "variable"),
    [
        ("BillingService", "billing"),
        ("web-shop", "web_shop"),
        ("HTTP Gateway 2", "http_gateway_2"),
        ("Service", "service"),
        ("match", "contract"),
        ("list", "contract"),
        ("2fast", "contract"),
        ("Bücher", "bücher"),
        ("\u202e…", "contract"),
    ],
)
def test_code_calls_a_definition_by_its_consumer(consumer: str, variable: str) -> None:
    lab = cl.open(Contracts(), Captures())
    view = DefineView(lab.define(consumer, "Customers").definition)
    lab.definition.example("a customer").with_request("GET", "/c").will_respond_with(200, json={"id": match.int(1)})
    screen = Heard("define", view)
    room: dict[str, Any] = {}
    exec(screen.ask("code")["code"], room)  # what is shown can be run
    assert room[variable].contract.to_bytes() == lab.definition.contract.to_bytes()
    answer = screen.ask("try", method="POST", target="/c", headers="Content-Type: application/json", body='{"n": 1}')
    exec(answer["view"]["code"], {"lab": lab})
    assert [each.example.description for each in lab.definition.examples][-1] == "a request to POST /c"
    shown = text_of(screen.ask("look")["view"]["card"])
    assert "lab.definition.mock()" in shown
    assert "billing.mock()" not in shown
    view.close()
