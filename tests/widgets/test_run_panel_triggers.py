"""The Run panel of a contract whose provider is a client: what lacks, what was sent, and asking again."""

from __future__ import annotations

from typing import Any

import case_contracts as case
import httpx
from case_contracts import named, shaped
from widgets.test_run_panel import asked, done, row, words

import contractlab as cl
from contractlab.widgets.provider.view import RunPanel


def client_contract(*names: str) -> cl.Contract:
    made = []
    for name in names:
        request = named(name, case.request(method="POST", path=f"/{name}", body={"id": shaped(1)}))
        answer = named("an answer", case.response(body={"name": "Ada"}))
        made.append(case.example(request, answer, setup=case.SERVER_READS))
    contract: cl.Contract = case.load(case.document(*made))
    return contract


def sending(path: str, value: Any) -> Any:
    def trigger(url: str) -> None:
        httpx.post(f"{url}/{path}", json=value, trust_env=False)

    return trigger


def test_triggers_that_lack_are_listed_with_code_and_stop_no_others() -> None:
    panel = RunPanel(cl.open(client_contract("orders", "users"), triggers={"orders": sending("orders", {"id": 7})}))
    (lack,) = panel.view["missing"]
    assert lack["sentence"] == "1 name is missing"
    assert lack["examples"] == ["users an answer"]
    assert "def users(url):" in lack["code"]
    done(panel, what="all")
    assert [each["verdict"] for each in panel.view["rows"]] == ["passed", "error"]
    assert 'trigger "users"' in words(row(panel, "users an answer")["sentence"])


def test_what_a_trigger_sends_is_judged_shown_and_asked_for_again() -> None:
    value: dict[str, Any] = {"id": "7"}
    panel = RunPanel(cl.open(client_contract("orders"), triggers={"orders": sending("orders", value)}))
    done(panel, what="all")
    shown = row(panel, "orders an answer")
    assert shown["verdict"] == "failed"
    assert words(shown["request"]) == "POST /orders"
    details = asked(panel, "details", at=shown["at"])
    assert '{"id":"7"}' in details["request"]
    assert '"Ada"' in details["response"]
    value["id"] = 8
    done(panel, what="broken")
    assert row(panel, "orders an answer")["verdict"] == "passed"


def test_a_trigger_that_raises_is_one_example_s_error_with_its_traceback() -> None:
    def broken(url: str) -> None:
        raise LookupError("no such customer")

    triggers = {"orders": broken, "users": sending("users", {"id": 1})}
    panel = done(RunPanel(cl.open(client_contract("orders", "users"), triggers=triggers)), what="all")
    assert [each["verdict"] for each in panel.view["rows"]] == ["error", "passed"]
    details = asked(panel, "details", at=row(panel, "orders an answer")["at"])
    assert "no such customer" in details["traceback"]
    assert "in broken" in details["traceback"]
