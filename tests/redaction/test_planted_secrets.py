"""Four hundred secrets in one run: nothing that shows, saves, logs or travels to a browser repeats one."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import json
import logging
import pickle
import pkgutil
import traceback
from pathlib import Path
from typing import Any

import httpx
import planted
import pytest
from support import FULL

import contractlab
import contractlab as cl
from contractlab.broker.client.address import BrokerAddress
from contractlab.contracts.matcher import Matcher
from contractlab.redaction import Redaction
from contractlab.reports import Report, write_report
from contractlab.values.sentences import Sentence
from contractlab.verification import Run
from contractlab.views import present
from contractlab.views.junit import junit_xml

SECRET = "q7Zx7fLm9Rt2VdK1w"
JSON = "application/json"
WORDS = f"https://u:{SECRET}@h.test/?access_token={SECRET} password={SECRET}"


def leaks(text: str, tokens: dict[str, str]) -> list[str]:
    return [place for place, token in tokens.items() if token in text]


def test_there_are_enough(run: Run, tokens: dict[str, str]) -> None:
    assert len(tokens) >= 400
    raw = repr([capture.request.headers.items() for capture in run.captures])
    raw += repr([capture.response.body for capture in run.captures])  # type: ignore[union-attr]
    assert len(leaks(raw, tokens)) > 150  # raw values are there for who asks


def test_everything_reachable_shows_none(run: Run, tokens: dict[str, str]) -> None:
    leaking = set()
    looked = 0
    for way, item in planted.walk(run):
        looked += 1
        texts = list(planted.shown(item))
        if not isinstance(item, Sentence):  # its text is what it is for
            texts.append(("str", str(item)))
        for form, text in texts:
            for place in leaks(text, tokens):
                leaking.add((type(item).__name__, form, place, way[-80:]))
    assert looked > 1000
    assert sorted(leaking)[:10] == []


def test_files_show_none(run: Run, tokens: dict[str, str], tmp_path: Path) -> None:
    run.save(tmp_path / "run.json")
    run.captures.save(tmp_path / "captures.har")
    run.captures.save(tmp_path / "captures.jsonl")
    (tmp_path / "junit.xml").write_text(junit_xml(run))
    report = Report(run)
    for name in ("report.ipynb", "report.html", "report.md"):
        write_report(report, tmp_path / name)
    for what in ("results", "mismatches"):
        frame = run.to_frame(what)
        (tmp_path / f"{what}.txt").write_text(frame.to_csv() + repr(frame) + frame.to_html())
    for file in tmp_path.iterdir():
        assert leaks(file.read_text(), tokens) == [], file.name
    again = cl.load_run(tmp_path / "run.json")
    assert leaks(json.dumps(again.to_dict()), tokens) == []


def rooms_of(run: Run) -> dict[str, Any]:
    """What other rooms make of the run."""
    matrix = cl.matrix(list(run.contracts), {"1": run.captures, "2": run.captures})
    inferred = cl.infer(run.captures, consumer="c", provider="p")
    broker = cl.broker(":memory:")
    broker.publish(run.contracts[0], version="1", branch="main")
    suggestions = list(cl.edit(run.contracts[0]).suggestions(run.captures))
    return {
        "coverage": cl.coverage(run.contracts, run.captures),
        "strictness": cl.strictness(run.contracts, run.captures),
        "repairs": cl.repairs(run),
        "matrix": matrix,
        "drift": cl.drift(matrix),
        "inferred": inferred,
        "inferred contract": inferred.contract,
        **{f"suggestion {number}": each for number, each in enumerate(suggestions if FULL else suggestions[::20])},
        "preview": cl.edit(run.contracts[0]).preview(run.captures),
        "matrix of a broker": broker.matrix("c", "p"),
    }


def test_the_other_rooms_show_none(run: Run, tokens: dict[str, str], tmp_path: Path) -> None:
    rooms = rooms_of(run)
    leaking = {
        name: leaks("".join([repr(item), str(item), *present(item).values()]), tokens) for name, item in rooms.items()
    }
    inferred = rooms["inferred"]
    inferred.contract.save(tmp_path / "inferred.json")
    leaking["code"] = leaks(inferred.code(), tokens)
    leaking["file"] = leaks((tmp_path / "inferred.json").read_text(), tokens)
    assert {name: places for name, places in leaking.items() if places} == {}


def test_requests_that_a_mock_received_show_none(tokens: dict[str, str]) -> None:
    from contractlab.widgets.define.view import DefineView

    made = cl.define("c", "p")
    made.example("a").with_request("GET", "/a").will_respond_with(200)
    view = DefineView(made)
    planted_names = [place.removeprefix("key ") for place in tokens if place.startswith("key ")]
    body = json.dumps({name: tokens[f"key {name}"] for name in planted_names})
    with httpx.Client(transport=view.provider.transport, base_url="http://mock") as client:
        client.post(
            "/b",
            content=body,
            headers={"Authorization": f"Bearer {tokens['cookie']}", "Content-Type": "application/json"},
        )
    view.handle({"op": "show", "id": 1, "number": 1})
    shown = (
        json.dumps(view.view, ensure_ascii=False)
        + repr(view.provider.requests)
        + str(present(view.provider.requests[0]))
    )
    view.close()
    assert leaks(shown, tokens) == []


def test_errors_and_logs_show_none(run: Run, tokens: dict[str, str], caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(cl.ContractBroken) as caught:
        run.require_passed()
    text = "".join(traceback.format_exception(caught.value)) + repr(caught.value)
    with caplog.at_level(logging.DEBUG):
        log = logging.getLogger("a.log")
        for result in run.results:
            log.info("%s %r %s", result, result.mismatches, result.capture)
            log.info("%s", result.explanation)
        log.info("%r", run.causes)
    assert leaks(text + caplog.text, tokens) == []


def test_the_state_of_live_views_has_none(run: Run, tokens: dict[str, str]) -> None:
    from contractlab.desk import Desk

    desk = Desk(run.contracts, run.captures)
    for view in (desk.explore(), desk.recordings(), desk.edit(run.contracts[0][0]), desk.states()):
        widget: Any = getattr(view, "view", view)
        texts = [str(widget)]
        for each in (widget, *getattr(widget, "children", ())):
            if hasattr(each, "get_state"):
                state = each.get_state()
                texts.append(json.dumps(state, default=repr, ensure_ascii=False))
        assert leaks("".join(texts), tokens) == []


def test_a_run_that_travelled_shows_none(run: Run, tokens: dict[str, str]) -> None:
    there = pickle.loads(pickle.dumps(run))
    shown = [text for result in there.results for _, text in planted.shown(result.match or result)]
    assert leaks("".join(shown), tokens) == []


def _dataclasses() -> list[type]:
    types: dict[type, None] = {}
    for module in pkgutil.walk_packages(contractlab.__path__, "contractlab."):
        if module.name.endswith("__main__"):
            continue
        for kind in vars(importlib.import_module(module.name)).values():
            if inspect.isclass(kind) and kind.__module__ == module.name and dataclasses.is_dataclass(kind):
                types[kind] = None
    return list(types)


ROOMS = (
    "broker", "captures", "definition", "insight", "live", "openapi", "reports", "servers", "verification",
)  # fmt: skip
"""Rooms whose objects hold what was recorded, reported or published, or is being asked."""
OTHERS = (Matcher, BrokerAddress)
"""A matcher shows the code that makes it, which somebody typed; an address is cleaned where it is read."""


@pytest.mark.parametrize("room", ROOMS)
def test_every_dataclass_of_a_room_that_holds_recordings(room: str) -> None:
    leaking = []
    for kind in _dataclasses():
        if kind.__module__.split(".")[1] != room or kind in OTHERS:
            continue
        made = object.__new__(kind)
        for each in dataclasses.fields(kind):
            written = str(each.type)
            value: Any = WORDS if written.startswith("str") else None
            if "bytes" in written or written == "Body":
                value = WORDS.encode()
            elif any(word in written for word in ("JSON", "Value", "Mapping", "dict", "Any", "object")):
                value = {"password": WORDS, "list": [WORDS]}
            elif "[str" in written:
                value = (WORDS,)
            object.__setattr__(made, each.name, value)
        try:
            text = repr(made)
        except Exception:
            continue  # it shows what it is made of in a way of its own, which other values than these have
        if SECRET in text:
            leaking.append(kind.__qualname__)
    assert leaking == []


def test_values_hide_everything_where_nobody_says_what_is_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("contractlab.values.display._cleaner", None)
    monkeypatch.setattr("contractlab.values.display._cleaner_loader", None)
    items = [
        cl.Headers([("A-Name", "harmless")]),
        cl.HttpRequest("GET", "/harmless", "a=harmless", {"A": "harmless"}, "harmless"),
        cl.Message(b"harmless", {"a": "harmless"}),
    ]
    for item in items:
        assert "harmless" not in repr(item)
        assert "harmless" not in str(item)
    assert "A-Name" in repr(items[0])


@pytest.mark.parametrize("count", range(40))
def test_ordinary_values_stay(count: int) -> None:
    """What is measured on recordings that have no secrets, in a few lines: names and values that are none."""
    ordinary: list[tuple[str, Any]] = [
        ("pin", 17), ("pin", "A7"), ("key", "descriptor-9f"), ("code", "DE"), ("code", 404), ("pass", True),
        ("pass", "yes"), ("nonce", None), ("sid", 5), ("sig", "me"), ("ticket", "JIRA-123"), ("auth", "none"),
        ("author", "Ada Lovelace"), ("session", "morning"), ("signature", "Kind regards, Ada"), ("otp", "on"),
        ("hash", "9f86d081884c7d659a2feaa0c55ad015"), ("etag", "W/\"9f86d081884c7d65\""), ("id", "4f1c9d2e7b6a5c3d"),
        ("uuid", "5b1f3c1e-7d5d-4b6a-9f59-2f0f3f6d7c11"), ("date", "2026-01-01T00:00:00Z"), ("bearer", False),
        ("max_tokens", 5), ("nextPageToken", "abc123def456ghi7"), ("license", "MIT"), ("state", "active"),
        ("verifier", "pact-js"), ("cookie_policy", "strict"), ("mfa", True), ("pinned", True), ("spin", "up123"),
        ("passenger", "Ada9"), ("compass", "N12"), ("keyboard", "de-QWERTZ1"), ("monkey", "m0nk3y"), ("ssn", None),
        ("userKey", "ada"), ("appKey", "shop"), ("sas", "airline"), ("inside", "x9x9x9x9x9x9x9x9"),
    ]  # fmt: skip
    name, value = ordinary[count]
    body = json.dumps({name: value})
    response = cl.HttpResponse(200, {"Content-Type": "application/json"}, body)
    assert Redaction().redact_response(response).body == body.encode()
