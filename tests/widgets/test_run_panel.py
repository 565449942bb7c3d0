"""The Run panel: what it shows before, during and after a run, and what a run leaves behind."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import signal
import socket
import threading
import time
import weakref
from pathlib import Path
from typing import Any

import pytest
from servers.loopback import PATIENCE
from small_contracts import document_of, http
from widgets.provider_desks import PLANTED, Shop, shop_contract, shop_desk

import contractlab as cl
from contractlab.views import render_text
from contractlab.widgets.desk.view import DeskView
from contractlab.widgets.provider.view import RunPanel


def asked(view: Any, op: str, **more: Any) -> dict[str, Any]:
    answer: dict[str, Any] = view.handle({"op": op, "id": 1, **more})
    return answer


def done(panel: RunPanel, **what: Any) -> RunPanel:
    """Ask as a screen does: one slice after the other."""
    assert asked(panel, "run", **what)["ok"]
    while asked(panel, "step").get("goes_on"):
        pass
    return panel


def row(panel: RunPanel, title: str) -> dict[str, Any]:
    (shown,) = (row for row in panel.view["rows"] if row["title"] == title)
    return dict(shown)


def words(line: Any) -> str:
    return "".join(span[1] for span in line)


def threads() -> set[threading.Thread]:
    return set(threading.enumerate())


def test_before_anything_runs_it_says_what_lacks_with_code_to_copy() -> None:
    panel = RunPanel(shop_desk())
    view = panel.view
    assert view["sentence"] == "7 examples. Nothing has run yet."
    (lack,) = view["missing"]
    assert lack["sentence"] == "1 state has no handler"
    assert lack["examples"] == ["open invoices"]
    assert "@states('customer 123 has open invoices')\ndef customer_123_has_open_invoices(count):" in lack["code"]
    assert view["unused"] == ["an admin is logged in"]
    facts = {fact["label"]: (fact["text"], fact["more"]) for fact in view["facts"]}
    assert facts["Provider"] == ("widgets.provider_desks.Shop", "WSGI, in this process")
    assert facts["Client adds"] == ("authorization: ‹redacted›", "")
    assert [state["mark"] for state in row(panel, "open invoices")["states"]] == ["missing"]
    assert [state["mark"] for state in row(panel, "customer 123")["states"]] == ["asked"]


def test_without_a_provider_it_says_how_to_give_one() -> None:
    lab = cl.open(shop_contract())
    panel = RunPanel(lab)
    assert panel.view["problem"].startswith("No provider.")
    assert not asked(panel, "run", what="all")["ok"]
    assert not any(tab["id"] == "live" for tab in lab.explore().view["bar"]["tabs"])
    assert any(tab["id"] == "live" for tab in lab.live().view["bar"]["tabs"])
    with pytest.raises(cl.ProviderError, match="no provider"):
        lab.ask()


def test_every_example_gets_a_row_and_a_missing_handler_stops_no_other() -> None:
    panel = done(RunPanel(shop_desk()), what="all")
    assert panel.view["sentence"] == "2 errors, 2 failed, 1 pending, 2 passed."
    assert words(row(panel, "open invoices")["sentence"]) == "State 'customer 123 has open invoices' has no handler."
    assert words(row(panel, "open invoices")["request"]) == "not sent"
    failed = row(panel, "customer 123")
    assert ["given", "124"] in [list(span) for span in failed["request"]]
    assert (words(failed["request"]), failed["answer"]) == ("GET /customers/124", "→ 200")
    assert "userId = 124" in failed["states"][0]["values"]
    assert "The app raised KeyError." in words(row(panel, "unknown customer")["sentence"])
    steps = asked(panel, "details", at=row(panel, "close an account")["at"])
    assert [(step["doing"], step["state"], step["failed"]) for step in steps["steps"]] == [
        ("set up", "customer 123 exists", False),
        ("set up", "the account is settled", True),
        ("torn down", "customer 123 exists", False),
    ]
    first = next(line for line in steps["traceback"].splitlines() if line.strip().startswith("File"))
    assert "provider_desks.py" in first
    assert steps["request"] == ""
    sent = asked(panel, "details", at=failed["at"])
    assert sent["request"].startswith("GET /customers/124\n")
    assert sent["response"].startswith("200\n")


def test_what_came_back_is_on_the_desk_and_in_a_column_of_the_matrix(tmp_path: Path) -> None:
    shop = Shop()
    lab = shop_desk(shop)
    view = DeskView(lab, lab, place="live")
    panel = view._panels["live"]
    done(panel, what="all")
    assert lab.matrix.versions[-1] == "live"
    assert len(lab.captures) == 7
    assert lab.run.counts()["passed"] == 2
    column = view.explorer.view["columns"]
    assert column[-1] == "live"
    shop.mended = True
    done(panel, what="broken")
    assert len(lab.captures) == 7
    assert panel.view["sentence"] == "1 error, 1 pending, 5 passed."
    assert lab.run.counts()["passed"] == 5
    saved = asked(panel, "save", name=str(tmp_path / "live.jsonl"))
    assert saved["sentence"].startswith("Saved 7 captures in ")
    offline = cl.verify(lab.contracts, cl.load_captures(tmp_path / "live.jsonl"))
    assert sorted(result.verdict for result in offline.results) == sorted(result.verdict for result in lab.run.results)


def test_the_newest_column_is_the_last_and_the_others_keep_their_order(tmp_path: Path) -> None:
    shop = Shop()
    lab = shop_desk(shop)
    run = lab.ask("health")
    for version in ("1.10.0", "1.9.0"):
        (capture,) = run.captures
        recorded = cl.Captures()
        recorded.add(capture.request, capture.response, provider_version=version, example=capture.example)
        lab.add_captures(recorded)
    lab.ask("health")
    assert list(lab.matrix.versions) == ["1.9.0", "1.10.0", "live"]


def test_the_code_that_is_shown_does_the_same() -> None:
    panel = done(RunPanel(lab := shop_desk()), what="all")
    assert panel.view["code"] == "run = lab.ask()"
    before = {row["title"]: row["verdict"] for row in panel.view["rows"]}
    second = shop_desk()
    names: dict[str, Any] = {"lab": second}
    exec(panel.view["code"], names)
    assert {result.example.description: result.verdict for result in names["run"].results} == before
    done(panel, what="broken")
    assert panel.view["code"] == "run = lab.again()"
    exec(panel.view["code"], names)
    assert {result.example.description for result in names["run"].results} == {
        "close an account", "customer 123", "open invoices", "unknown customer",
    }  # fmt: skip
    done(panel, what="some", some=[row(panel, "customer 123")["at"]])
    assert panel.view["code"] == "run = lab.again('customer 123')"
    exec(panel.view["code"], names)
    assert [result.example.description for result in names["run"].results] == ["customer 123"]
    assert lab.provider is not None
    assert lab.provider.run is not None
    assert [result.example.description for result in lab.provider.run.results] == ["customer 123"]


def test_an_edit_is_judged_against_what_came_back_and_run_again_sends_it() -> None:
    shop = Shop()
    lab = shop_desk(shop)
    panel = done(RunPanel(lab), what="all")
    example = lab.edit()["unknown customer"]
    example.response.status = 500
    lab.history.tell()
    now = row(panel, "unknown customer")
    assert (now["verdict"], now["edited"]) == ("passed", True)
    example.request.path = "/customers/998"
    lab.history.tell()
    assert words(row(panel, "unknown customer")["request"]) == "GET /customers/999"
    done(panel, what="some", some=[row(panel, "unknown customer")["at"]])
    again = row(panel, "unknown customer")
    assert (words(again["request"]), again["verdict"], again["edited"]) == ("GET /customers/998", "failed", False)
    assert shop.log[-1] == "/customers/998"


def test_a_cell_of_the_matrix_is_asked_for_again() -> None:
    shop = Shop()
    lab = shop_desk(shop)
    lab.ask()
    view = lab.explore()
    pushed: list[dict[str, Any]] = []
    view.send = pushed.append
    shop.mended = True
    number = next(place for place, row in enumerate(view.explorer.view["rows"]) if row[0] == "customer 123")
    assert view.explorer.view["rows"][number][2][-1] == "f"
    assert asked(view, "again", row=number)["sentence"] == "Asking for 1 example."
    while view.handle({"op": "step", "id": 2, "panel": "live"})["goes_on"]:
        pass
    assert view.explorer.view["rows"][number][2][-1] == "p"
    assert [message["op"] for message in pushed if "panel" not in message][:1] == ["live"]


# Stopping


def test_a_run_is_stopped_between_two_examples_and_keeps_what_was_done() -> None:
    before = threads()
    shop = Shop(before=lambda path: time.sleep(0.25))
    panel = RunPanel(shop_desk(shop))
    asked(panel, "run", what="all")
    assert asked(panel, "step")["goes_on"]
    sentence = asked(panel, "stop")["sentence"]
    assert sentence.startswith("Stopped after ")
    assert "going" not in panel.view
    assert panel.view["sentence"] == sentence
    verdicts = [row["verdict"] for row in panel.view["rows"]]
    assert "" in verdicts
    assert set(verdicts) != {""}
    provider = panel.desk.provider
    assert provider is not None
    run = provider.run
    assert run is not None
    assert not run.passed
    assert "was stopped" in run.stopped[0].text
    assert len(run.not_exercised) == verdicts.count("")
    assert threads() == before


@pytest.mark.parametrize("stage", ["setup", "request", "teardown"])
def test_an_interrupt_keeps_what_was_done_and_undoes_what_was_begun(stage: str) -> None:
    before = threads()
    log: list[str] = []
    states = cl.StateHandlers()

    def interrupt(now: str, path: str) -> None:
        if stage == now and path == "/2":
            raise KeyboardInterrupt

    @states("A")
    def a(path: str) -> Any:
        log.append(f"+{path}")
        try:
            interrupt("setup", path)
            yield
        finally:
            log.append(f"-{path}")
        interrupt("teardown", path)

    def provider(request: cl.HttpRequest) -> cl.HttpResponse:
        interrupt("request", request.path)
        return cl.HttpResponse()

    examples = [http(f"e{n}", states={"A": {"path": f"/{n}"}}, request={"path": f"/{n}"}) for n in (1, 2, 3)]
    panel = done(RunPanel(cl.open(cl.load(document_of(*examples)), provider=provider, states=states)), what="all")
    assert [row["verdict"] for row in panel.view["rows"]] == ["passed", "", ""]
    assert panel.view["sentence"] == "Stopped after 1 of 3. 2 did not run."
    assert log == ["+/1", "-/1", "+/2", "-/2"]
    assert threads() == before


@pytest.mark.parametrize("stage", ["start", "end"])
def test_an_interrupt_while_an_app_starts_or_ends_leaves_nothing(stage: str) -> None:
    before = threads()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            for now, kind in (("start", "startup"), ("end", "shutdown")):
                await receive()
                if now == stage:
                    os.kill(os.getpid(), signal.SIGINT)
                    await asyncio.sleep(PATIENCE)  # until the interrupt has come
                await send({"type": f"lifespan.{kind}.complete"})
            return
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body"})

    panel = RunPanel(cl.open(cl.load(document_of(http("one"), http("two"))), provider=app))
    assert asked(panel, "run", what="all")["ok"]
    while asked(panel, "step")["goes_on"]:
        pass
    assert [row["verdict"] for row in panel.view["rows"]] == (["", ""] if stage == "start" else ["passed", "passed"])
    assert "going" not in panel.view
    assert threads() == before


def test_a_second_run_is_refused_and_an_example_comes_to_the_end_of_the_first() -> None:
    shop = Shop(before=lambda path: time.sleep(0.25))
    lab = shop_desk(shop)
    panel = RunPanel(lab)
    asked(panel, "run", what="all")
    asked(panel, "step")
    refused = asked(panel, "run", what="all")
    assert (refused["ok"], "A run goes on: " in refused["error"]) == (False, True)
    with pytest.raises(cl.ProviderError, match="a run goes on"):
        lab.ask()
    first = panel.view["rows"][0]["at"]
    assert asked(panel, "run", what="some", some=[first])["sentence"] == "Asked for at the end of this run."
    assert panel.view["going"]["of"] == 8
    shop.before = lambda path: None
    while asked(panel, "step").get("goes_on"):
        pass
    assert shop.log.count("+123") == 3
    assert lab.provider is not None
    assert lab.provider.run is not None
    assert len(lab.ask("health").results) == 1


def test_who_closes_the_view_ends_the_run() -> None:
    before = threads()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        assert scope["type"] == "http"
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body"})

    lab = cl.open(cl.load(document_of(http("one"), http("two"))), provider=app)
    view = DeskView(lab, lab, place="live")
    panel = view._panels["live"]
    asked(panel, "run", what="all")
    lab.provider.step(0)
    assert threads() != before
    view.close()
    assert threads() == before


def test_a_running_event_loop_is_in_nobody_s_way() -> None:
    async def notebook() -> str:
        states = cl.StateHandlers()

        @states.each
        async def each() -> None:
            await asyncio.sleep(0)

        panel = RunPanel(cl.open(cl.load(document_of(http("one"))), provider=lambda request: {}, states=states))
        return str(done(panel, what="all").view["sentence"])

    assert asyncio.run(notebook()) in ("1 passed.", "1 failed.", "1 error.")


# Faults


def test_a_provider_that_is_not_there_is_one_sentence_and_no_handler_runs() -> None:
    called: list[str] = []
    states = cl.StateHandlers()
    states.each(lambda: called.append("each"))
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # taken, and nobody listens
        address = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        lab = cl.open(cl.load(document_of(http("one"))), provider=address, states=states)
        panel = RunPanel(lab)
        assert asked(panel, "run", what="all")["ok"]
    assert address in panel.view["problem"]
    assert "cannot be reached" in panel.view["problem"]
    assert "going" not in panel.view
    assert called == []
    assert asked(panel, "step")["goes_on"] is False


def test_handlers_and_apps_that_misbehave_are_one_example_s_error() -> None:
    before = threads()
    states = cl.StateHandlers()

    def leave() -> None:
        raise SystemExit("bye")

    states.register("exits", leave).register("gives nonsense", lambda: [1])
    states.register("starts a thread", lambda: threading.Thread(target=print, daemon=True).start())
    over = threading.Event()
    states.register("hangs", lambda: over.wait() and None)
    names = ("exits", "gives nonsense", "starts a thread", "hangs")
    listed = [http(name, states=(name,)) for name in names]
    lab = cl.open(
        cl.load(document_of(*listed, http("last"))),
        provider=lambda request: cl.HttpResponse(),
        states=states,
        state_timeout=3,  # more than a busy machine needs for the others
    )
    panel = done(RunPanel(lab), what="all")
    assert [row["verdict"] for row in panel.view["rows"]] == ["error", "error", "passed", "error", "passed"]
    left = threads() - before
    assert all(thread.name in words(row(panel, "hangs")["sentence"]) for thread in left)
    over.set()
    for thread in left:
        thread.join()


def test_a_lifespan_that_fails_is_a_sentence_with_its_traceback() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "lifespan.startup.failed", "message": "no database"})

    panel = RunPanel(cl.open(cl.load(document_of(http("one"))), provider=app))
    asked(panel, "run", what="all")
    assert "The app did not start" in panel.view["problem"]
    assert "no database" in panel.view["problem"]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full")
def test_a_full_disk_is_said_and_keeps_what_came_back() -> None:
    panel = done(RunPanel(shop_desk()), what="all")
    answer = asked(panel, "save", name="/dev/full/live.jsonl")
    assert not answer["ok"]
    assert panel.view["counts"]["asked"] == 7
    assert not asked(panel, "save", name=" ")["ok"]


@pytest.mark.parametrize("message", [None, [], {"op": "run"}, {"op": "run", "what": "some", "some": [1]}, {"op": 1}])
def test_messages_are_not_trusted(message: Any) -> None:
    panel = RunPanel(shop_desk())
    assert panel.handle(message)["ok"] is False


# What must not be shown


def test_secrets_are_in_no_payload(tmp_path: Path) -> None:
    lab = shop_desk()
    view = DeskView(lab, lab, place="live")
    heard: list[Any] = []
    view.send = heard.append
    panel = view._panels["live"]
    done(panel, what="all")
    heard += [asked(panel, "details", at=row["at"]) for row in panel.view["rows"]]
    heard += [asked(panel, "save", name=str(tmp_path / "live.jsonl")), view.view, panel.view]
    texts = [json.dumps(each) for each in heard] + [
        (tmp_path / "live.jsonl").read_text(),
        repr(lab.provider),
        repr(lab),
    ]
    assert len(texts) > 20
    for text in texts:
        assert PLANTED not in text
        assert "s3cr3t" not in text


def test_a_desk_goes_when_nobody_holds_it() -> None:
    lab = shop_desk()
    lab.ask()
    gone = weakref.ref(lab)
    del lab
    gc.collect()
    assert gone() is None


def test_a_desk_says_what_it_can_ask() -> None:
    lab = shop_desk()
    text = render_text(lab)
    assert "provider widgets.provider_desks.Shop" in text
    assert "Next: lab.live()" in text
    assert "lab.live()" not in render_text(cl.open(shop_contract()))


def test_messages_are_asked_for_as_well() -> None:
    def message(name: str) -> dict[str, Any]:
        contents = {"contentType": "application/json", "encoded": False, "content": {"a": 1}}
        return {"type": "Asynchronous/Messages", "description": name, "contents": contents}

    asked_for = cl.load(document_of(message("one"), message("two"), http("over HTTP"), version="4.0"))
    panel = RunPanel(cl.open(asked_for, messages={"one": {"a": 1}}))
    (lack,) = panel.view["missing"]
    assert lack["examples"] == ["two"]
    assert "def two():" in lack["code"]
    done(panel, what="all")
    assert [row["verdict"] for row in panel.view["rows"]] == ["passed", "error", "not exercised"]
    assert "nothing produces 1 message" in words(row(panel, "two")["sentence"]).lower()
    assert words(row(panel, "one")["request"]) == "a message"
    details = asked(panel, "details", at=row(panel, "one")["at"])
    assert '"a"' in details["response"]
    for each in panel.view["rows"]:
        assert asked(panel, "details", at=each["at"])["ok"]
