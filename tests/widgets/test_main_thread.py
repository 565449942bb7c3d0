"""What a screen asks for runs where cells run, wherever its message arrives."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import threading
import time
from collections.abc import Callable
from typing import Any

import IPython
import pytest
from small_contracts import document_of, http

import contractlab as cl
from contractlab.widgets.main_thread import in_main_thread
from contractlab.widgets.provider.view import RunPanel


class Loop:
    """As ipykernel's: functions of other threads are called in the thread of the loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def add_callback(self, callback: Callable[[], object]) -> None:
        self._loop.call_soon_threadsafe(callback)


def in_subshell(monkeypatch: pytest.MonkeyPatch, function: Callable[[], Any]) -> Any:
    """Call a function in a thread beside a main thread whose loop runs, as kernels with subshells do."""

    async def kernel() -> Any:
        class Shell:
            class kernel:
                io_loop = Loop(asyncio.get_running_loop())

        monkeypatch.setattr(IPython, "get_ipython", Shell)
        return await asyncio.to_thread(function)

    return asyncio.run(kernel())


def test_it_is_called_in_the_main_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    def ask() -> tuple[threading.Thread, threading.Thread]:
        return threading.current_thread(), in_main_thread(threading.current_thread)

    mine, there = in_subshell(monkeypatch, ask)
    assert mine is not there
    assert there is threading.main_thread()
    assert in_main_thread(threading.current_thread) is threading.main_thread()


def test_what_it_raises_is_raised_here_and_the_loop_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise LookupError("gone")

    def ask() -> int:
        with pytest.raises(LookupError):
            in_main_thread(fail)
        return in_main_thread(lambda: 1)

    assert in_subshell(monkeypatch, ask) == 1


def test_an_interrupt_ends_what_runs_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    def sleep() -> None:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(5)

    def ask() -> int:
        with pytest.raises(KeyboardInterrupt):
            in_main_thread(sleep)
        return in_main_thread(lambda: 2)

    before = signal.getsignal(signal.SIGINT)
    assert in_subshell(monkeypatch, ask) == 2
    assert signal.getsignal(signal.SIGINT) is before


def test_a_connection_of_a_cell_works_in_a_handler_and_in_an_app(monkeypatch: pytest.MonkeyPatch) -> None:
    db = sqlite3.connect(":memory:")
    db.execute("create table users (name text)")
    states = cl.StateHandlers()

    @states("a user exists")
    def user() -> Any:
        db.execute("insert into users values ('x')")
        yield
        db.execute("delete from users")

    def app(environ: Any, start_response: Any) -> list[bytes]:
        (count,) = db.execute("select count(*) from users").fetchone()
        start_response("200 OK" if count else "404 Not Found", [])
        return [b""]

    lab = cl.open(cl.load(document_of(http("one", states=("a user exists",)))), provider=app, states=states)
    panel = RunPanel(lab)

    def ask() -> None:
        panel.handle({"op": "run", "id": 1, "what": "all"})
        while panel.handle({"op": "step", "id": 2})["goes_on"]:
            pass

    in_subshell(monkeypatch, ask)
    db.close()
    assert panel.view["sentence"] == "1 passed."


def test_an_interrupt_of_a_step_keeps_what_was_done(monkeypatch: pytest.MonkeyPatch) -> None:
    def provider(request: cl.HttpRequest) -> cl.HttpResponse:
        if request.path == "/2":
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(5)
        return cl.HttpResponse()

    listed = [http(f"e{number}", request={"path": f"/{number}"}) for number in (1, 2, 3)]
    panel = RunPanel(cl.open(cl.load(document_of(*listed)), provider=provider))

    def ask() -> None:
        panel.handle({"op": "run", "id": 1, "what": "all"})
        while panel.handle({"op": "step", "id": 2})["goes_on"]:
            pass

    in_subshell(monkeypatch, ask)
    assert [row["verdict"] for row in panel.view["rows"]] == ["passed", "", ""]
    assert panel.view["sentence"] == "Stopped after 1 of 3. 2 did not run."
