"""Defining state handlers: names, replacing, what is missing, and the code to begin with."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_contracts import document_of, http

import contractlab as cl
from contractlab.contracts.contract import Example
from contractlab.live.handler_calls import HandlerCaller
from contractlab.live.private_loop import PrivateLoop
from contractlab.live.state_session import StateFault
from contractlab.live.states import StateHandlers
from contractlab.views import render_html, render_text


def example() -> Example:
    return cl.load(document_of(http(states=("A",)))).examples[0]


def test_two_functions_for_one_name_are_an_error_that_shows_both() -> None:
    states = StateHandlers()

    @states("A")
    def first() -> None: ...

    with pytest.raises(cl.StateError) as raised:

        @states("A")
        def second() -> None: ...

    assert "state 'A' has two handlers" in str(raised.value)
    assert "first" in str(raised.value)
    assert "second" in str(raised.value)
    assert __file__ in str(raised.value)


def test_running_a_cell_again_replaces_its_handler() -> None:
    states = StateHandlers()
    for number in (1, 2):
        cell = f'@states("A")\ndef user():\n    return {{"n": {number}}}\n\n@states.each\ndef clean():\n    pass\n'
        space = {"states": states, "__name__": "__main__"}
        exec(compile(cell, f"<cell {number}>", "exec"), space)
    with PrivateLoop() as loop:
        session = states.begin(example(), HandlerCaller(loop))
        session.set_up()
    assert session.values == {"n": 2}
    module = '@states("A")\ndef another():\n    pass\n'
    with pytest.raises(cl.StateError, match="two handlers"):
        exec(compile(module, "<cell 3>", "exec"), {"states": states, "__name__": "__main__"})


def test_two_patterns_for_one_name_are_an_error() -> None:
    states = StateHandlers()
    states.register(re.compile("a.*"), lambda: None)
    states.register(re.compile(".*b"), lambda: None)
    states.register("ab", lambda: None)
    assert states.handler_of("ab") is not None
    with pytest.raises(cl.StateError, match="both fit its name"):
        states.handler_of("axb")


@pytest.mark.parametrize("names", [(), (5,)])
def test_a_handler_needs_a_name(names: Any) -> None:
    with pytest.raises(cl.StateError, match="needs the name of its state"):
        StateHandlers()(*names)


# Finding


def test_missing_handlers_are_told_all_at_once_with_code() -> None:
    contract = cl.load(
        document_of(
            http("one", states={"A user exists": {"id": 1}}),
            http("two", states={"A user exists": {"name": "x"}, "Orders exist": {}}),
            http("three", states=("There",)),
        )
    )
    states = StateHandlers().register("There", lambda: None).register("Never", lambda: None)
    with pytest.raises(cl.StateError) as raised:
        states.require(contract.examples)
    text = str(raised.value)
    assert text.startswith("2 states have no handler:")
    assert "'A user exists', needed by 'one', 'two'" in text
    assert "'Orders exist', needed by 'two'" in text
    assert "def a_user_exists(name, id):" in text
    assert states.unused(contract.examples) == ("Never",)
    StateHandlers({"A user exists": print, "Orders exist": print, "There": print}).require(contract.examples)


def test_a_template_runs_and_leaves_nothing_missing() -> None:
    contract = cl.load(document_of(http(states={'say "hi"\\': {"class": 1, "Class": 2}, "ü": {}, "\u202ehidden": {}})))
    code = StateHandlers().template(contract)
    space: dict[str, Any] = {}
    exec(
        compile(code.replace("cl.StateHandlers", "StateHandlers"), "<pasted>", "exec"),
        space | {"StateHandlers": StateHandlers},
        space,
    )
    assert isinstance(space["states"], StateHandlers)
    assert space["states"].missing(contract.examples) == {}


@given(
    st.dictionaries(st.text(min_size=1), st.dictionaries(st.text(min_size=1), st.integers(), max_size=3), min_size=1)
)
def test_whatever_a_contract_calls_its_states_the_template_brings_them_about(asked: dict[str, dict[str, int]]) -> None:
    contract = cl.load(document_of(http(states=asked)))
    code = StateHandlers().template(contract).replace("cl.StateHandlers", "StateHandlers")
    space: dict[str, Any] = {"StateHandlers": StateHandlers}
    exec(compile(code, "<pasted>", "exec"), space)
    states = space["states"]
    assert states.missing(contract.examples) == {}
    with PrivateLoop() as loop:
        session = states.begin(contract.examples[0], HandlerCaller(loop))
        assert session.set_up() is None
        assert session.tear_down() == ()


# ContractCase


def case(default: Any) -> Example:
    document = {
        "contractType": "case::contract",
        "description": {"consumerName": "c", "providerName": "p"},
        "matcherLookup": {},
        "examples": [
            {
                "states": [
                    {
                        "_case:state:type": "_case:StateWithVariables",
                        "stateName": "A user exists",
                        "variables": {"userId": default},
                    }
                ],
                "mock": {
                    "_case:mock:type": "_case:MockHttpServer",
                    "request": {"_case:matcher:type": "_case:HttpRequestMatcher", "method": "GET", "path": "/"},
                    "response": {"_case:matcher:type": "_case:HttpResponseMatcher", "status": 200},
                    "_case:run:context:setup": {
                        "write": {"type": "_case:MockHttpServer", "stateVariables": "default", "triggers": "provided"},
                        "read": {"type": "_case:MockHttpClient", "stateVariables": "state", "triggers": "generated"},
                    },
                },
                "result": "VERIFIED",
            }
        ],
        "metadata": {},
    }
    return cl.load(document).examples[0]


def test_variables_are_checked_before_the_next_state() -> None:
    asked = case(
        {"_case:matcher:type": "_case:CascadingContext", "_case:matcher:child": "123", "_case:context:matchBy": "type"}
    )
    for values, words in (({"userId": "7"}, None), ({"userId": 7}, "does not have the shape"), ({}, "is missing")):
        states = StateHandlers().register("A user exists", lambda values=values: values)
        session = states.begin(asked, HandlerCaller(PrivateLoop()))
        fault: StateFault | None = session.set_up()
        if words is None:
            assert fault is None
            assert session.values == {"userId": "7"}
        else:
            assert fault is not None
            assert words in fault.sentence


def test_handlers_show_what_they_are_for_and_where_they_stand() -> None:
    states = cl.StateHandlers()

    @states("a user exists", re.compile(r"(?P<count>\d+) orders exist"))
    def user_exists() -> None: ...

    states.teardown("a user exists")(user_exists)
    states.each(lambda: None)
    text = render_text(states)
    assert "Handlers for 2 states." in text
    assert "orders exist" in text
    assert "test_handler_definitions.py:" in text
    assert "around every example" in text
    hostile = cl.StateHandlers().register("<script>\x1b[31m", user_exists)
    assert "<script>" not in render_html(hostile)
    assert "\x1b" not in render_text(hostile)
    assert "Handlers for 0 states." in render_text(cl.StateHandlers())
