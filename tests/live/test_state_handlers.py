"""State handlers: what a function may be, what it gets, what it gives, and in which order all of it happens."""

from __future__ import annotations

import re
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import pytest
from servers.loopback import PATIENCE, wait_for
from small_contracts import document_of, http

import contractlab as cl
from contractlab.contracts.contract import Example
from contractlab.live.handler_calls import HandlerCaller
from contractlab.live.private_loop import PrivateLoop
from contractlab.live.state_session import StateSession
from contractlab.live.states import StateHandlers


@pytest.fixture
def loop() -> Iterator[PrivateLoop]:
    with PrivateLoop() as running:
        yield running


def example(states: Any = ("A",)) -> Example:
    return cl.load(document_of(http(states=states))).examples[0]


def begun(states: StateHandlers, loop: PrivateLoop, asked: Any = ("A",), timeout: float | None = None) -> StateSession:
    return states.begin(example(asked), HandlerCaller(loop, timeout))


def test_every_kind_of_function_gives_values_and_is_undone(loop: PrivateLoop) -> None:
    log: list[str] = []
    states = StateHandlers()

    @states("function")
    def _function() -> dict[str, int]:
        return {"a": 1}

    @states("async function")
    async def _async_function() -> dict[str, int]:
        return {"b": 2}

    @states("generator")
    def _generator() -> Iterator[dict[str, int]]:
        yield {"c": 3}
        log.append("generator")

    @states("async generator")
    async def _async_generator() -> AsyncIterator[dict[str, int]]:
        yield {"d": 4}
        log.append("async generator")

    @states("context")
    @contextmanager
    def _context() -> Iterator[dict[str, int]]:
        yield {"e": 5}
        log.append("context")

    @states("async context")
    @asynccontextmanager
    async def _async_context() -> AsyncIterator[dict[str, int]]:
        yield {"f": 6}
        log.append("async context")

    @states("class")
    class _Class:
        def __enter__(self) -> object:
            return self

        def __exit__(self, *_: object) -> None:
            log.append("class")

    names = ["function", "async function", "generator", "async generator", "context", "async context", "class"]
    session = begun(states, loop, names)
    assert session.set_up() is None
    assert session.values == {"a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": 6}
    assert log == []
    assert session.tear_down() == ()
    assert log == ["class", "async context", "context", "async generator", "generator"]


def test_synchronous_handlers_run_in_this_thread_and_asynchronous_ones_share_a_loop(loop: PrivateLoop) -> None:
    threads: dict[str, int] = {}
    states = StateHandlers()

    @states("A")
    def here() -> None:
        threads["A"] = threading.get_ident()

    @states("B")
    async def there() -> None:
        threads["B"] = threading.get_ident()

    @states("C")
    async def there_too() -> None:
        threads["C"] = threading.get_ident()

    begun(states, loop, ("A", "B", "C")).set_up()
    assert threads["A"] == threading.get_ident()
    assert threads["B"] == threads["C"] != threads["A"]


def test_parameters_come_by_name(loop: PrivateLoop) -> None:
    seen: list[Any] = []
    states = StateHandlers().provide(db="the db", count="never: the state has one")

    @states("A")
    def named(count: int, db: str, params: dict[str, Any], example: Example, more: int = 7) -> None:
        seen.append((count, db, params, example.description, more))

    @states("B")
    def rest(x: int, /, **others: Any) -> None:
        seen.append((x, others))

    @states("C")
    def respelt(userid: int, class_: str) -> None:
        seen.append((userid, class_))

    asked = {"A": {"count": 2}, "B": {"x": 1, "y": 2}, "C": {"userId": 5, "class": "c"}}
    session = begun(states, loop, asked)
    assert session.set_up() is None
    assert seen == [(2, "the db", {"count": 2}, "an example", 7), (1, {"y": 2}), (5, "c")]
    assert session.params == {"count": 2, "x": 1, "y": 2, "userId": 5, "class": "c"}


def test_groups_of_a_pattern_are_parameters(loop: PrivateLoop) -> None:
    seen: list[Any] = []
    states = StateHandlers()

    @states(re.compile(r"(?P<count>\d+) orders(?P<more> exist)?"))
    def orders(count: str, more: str = "") -> None:
        seen.append((count, more))

    assert begun(states, loop, ("12 orders exist",)).set_up() is None
    assert begun(states, loop, ("3 orders",)).set_up() is None
    assert seen == [("12", " exist"), ("3", "")]
    assert states.handler_of("no 12 orders exist at all") is None


def test_a_parameter_without_a_value_is_a_sentence(loop: PrivateLoop) -> None:
    states = StateHandlers()
    states.register("A", lambda db: db)
    fault = begun(states, loop, {"A": {"id": 1}}).set_up()
    assert fault is not None
    assert fault.sentence.startswith("state 'A': its handler asks for 'db', and the state has the parameters 'id'")
    assert "states.provide(db=…)" in fault.sentence


def test_mappings_of_pact_python_work_as_they_are(loop: PrivateLoop) -> None:
    seen: list[Any] = []

    def user(state: str, action: str, parameters: dict[str, Any] | None) -> bool:
        seen.append((state, action, parameters))
        return True

    def second(action: str, values: dict[str, Any] | None) -> None:
        seen.append((action, values))

    def setup_only(parameters: dict[str, Any] | None) -> None:
        seen.append(parameters)

    mapping = {"A": user, "B": setup_only, "": lambda action: seen.append(action)}
    session = begun(StateHandlers(mapping), loop, {"A": {"id": 1}, "B": {}})
    assert session.set_up() is None
    assert session.tear_down() == ()
    assert seen == [("A", "setup", {"id": 1}), None, ("A", "teardown", {"id": 1})]
    seen.clear()
    nothing = begun(StateHandlers(mapping), loop, ())
    nothing.set_up()
    nothing.tear_down()
    assert seen == ["setup", "teardown"]
    seen.clear()
    every = begun(StateHandlers(user), loop, ("X",))
    every.set_up()
    every.tear_down()
    assert seen == [("X", "setup", None), ("X", "teardown", None)]


def test_each_goes_around_all_states_once(loop: PrivateLoop) -> None:
    log: list[str] = []
    states = StateHandlers()

    @states.each
    def clean() -> Iterator[None]:
        log.append("begin")
        yield
        log.append("rollback")

    @states("A", "B")
    def state() -> Iterator[None]:
        log.append("up")
        yield
        log.append("down")

    for asked, expected in (
        (("A", "B"), ["begin", "up", "up", "down", "down", "rollback"]),
        ((), ["begin", "rollback"]),
    ):
        session = begun(states, loop, asked)
        session.set_up()
        session.tear_down()
        assert log == expected
        log.clear()


def test_the_first_failure_ends_setup_and_what_was_begun_is_undone(loop: PrivateLoop) -> None:
    log: list[str] = []
    states = StateHandlers()
    for name in "AC":

        def handler(name: str = name) -> Iterator[None]:
            log.append(f"+{name}")
            yield
            log.append(f"-{name}")

        states.register(name, handler)

    @states("B")
    def breaks() -> None:
        secret = "token-in-a-local"  # noqa: F841
        raise LookupError("no such table: users")

    session = begun(states, loop, ("A", "B", "C"))
    fault = session.set_up()
    assert fault is not None
    assert (fault.state, fault.action) == ("B", "setup")
    assert fault.sentence == "state 'B' could not be brought about: LookupError: no such table: users"
    first, *_ = (line for line in fault.traceback.splitlines() if line.strip().startswith("File"))
    assert __file__ in first
    assert "token-in-a-local" not in fault.traceback.replace('secret = "token-in-a-local"', "")
    assert session.tear_down() == ()
    assert log == ["+A", "-A"]


def test_every_teardown_is_tried_the_last_first(loop: PrivateLoop) -> None:
    log: list[str] = []
    states = StateHandlers()

    @states("A", "B", "C")
    def bring() -> None: ...

    @states.teardown(re.compile("[ABC]"))
    def undo(example: Example, params: dict[str, Any]) -> None:
        log.append(f"undo {params['n']}")
        if params["n"] == 2:
            raise RuntimeError("the connection is closed")

    session = begun(states, loop, {"A": {"n": 1}, "B": {"n": 2}, "C": {"n": 3}})
    session.set_up()
    (fault,) = session.tear_down()
    assert log == ["undo 3", "undo 2", "undo 1"]
    assert fault.sentence == "state 'B' could not be undone: RuntimeError: the connection is closed"
    assert session.tear_down() == ()


WRONG: dict[str, Any] = {
    "a list": (lambda: [1], "gave a value of the type list"),
    "true": (lambda: True, "gave a value of the type bool"),
    "an object": (lambda: {"a": object()}, "gave 'a' as object, which JSON does not have"),
    "not a number": (lambda: {"a": float("nan")}, "gave 'a' as float"),
    "a number as name": (lambda: {1: 1}, "names of values are text"),
}


@pytest.mark.parametrize("name", WRONG)
def test_values_of_the_wrong_shape_are_a_sentence(name: str, loop: PrivateLoop) -> None:
    function, words = WRONG[name]
    states = StateHandlers().register("A", function)
    fault = begun(states, loop).set_up()
    assert fault is not None
    assert words in fault.sentence


def test_a_generator_yields_exactly_once(loop: PrivateLoop) -> None:
    def never() -> Iterator[None]:
        yield from ()

    def twice() -> Iterator[None]:
        yield
        yield

    fault = begun(StateHandlers().register("A", never), loop).set_up()
    assert fault is not None
    assert "ended without one" in fault.sentence
    session = begun(StateHandlers().register("A", twice), loop)
    assert session.set_up() is None
    (late,) = session.tear_down()
    assert "yielded twice" in late.sentence


@pytest.mark.parametrize("asynchronous", [False, True])
def test_an_exit_is_a_failure_of_the_handler(asynchronous: bool, loop: PrivateLoop) -> None:
    states = StateHandlers()

    def leaves() -> None:
        raise SystemExit("no database")

    async def leaves_too() -> None:
        raise SystemExit("no database")

    states.register("A", leaves_too if asynchronous else leaves)
    fault = begun(states, loop).set_up()
    assert fault is not None
    assert "SystemExit: no database" in fault.sentence

    async def after() -> str:
        return "the loop still runs"

    assert loop.call(after) == "the loop still runs"


def test_an_interrupt_ends_setup_and_what_was_begun_is_undone(loop: PrivateLoop) -> None:
    log: list[str] = []
    states = StateHandlers()

    @states("A")
    def user() -> Iterator[None]:
        yield
        log.append("undone")

    @states("B")
    def stops() -> None:
        raise KeyboardInterrupt

    session = begun(states, loop, ("A", "B"))
    with pytest.raises(KeyboardInterrupt):
        session.set_up()
    session.tear_down()
    assert log == ["undone"]


def test_hanging_handlers_are_left_behind(loop: PrivateLoop) -> None:
    release = threading.Event()
    cancelled: list[bool] = []
    states = StateHandlers()

    @states("A")
    def hangs() -> None:
        release.wait()

    @states("B")
    async def hangs_too() -> None:
        import anyio

        try:
            await anyio.sleep(PATIENCE)
        except BaseException:
            cancelled.append(True)
            raise

    fault = begun(states, loop, ("A",), 0.05).set_up()
    assert fault is not None
    assert "did not end within 0.05 s; it still runs in the thread \"contractlab state 'A'\"" in fault.sentence
    release.set()
    fault = begun(states, loop, ("B",), 0.05).set_up()
    assert fault is not None
    assert "hangs: it did not end within 0.05 s" in fault.sentence
    assert cancelled == [True]
    wait_for(lambda: not any("state 'A'" in thread.name for thread in threading.enumerate()))
