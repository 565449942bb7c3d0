"""One parameter of a state in every example that needs it: one edit, which leaves all else as it was."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_contracts import document_of, http
from support import examples

import contractlab as cl
from contractlab.errors import InvalidEdit

NAMES = st.sampled_from(["a user exists", "up", "down"])
PARAMS = st.dictionaries(st.sampled_from(["id", "name", "n"]), st.integers(0, 3), max_size=3)


def edit_of(states: list[list[dict[str, Any]]]) -> cl.Edit:
    listed = [
        http(f"example {number}", providerStates=each, request={"method": "GET", "path": "/"}, response={"status": 200})
        for number, each in enumerate(states)
    ]
    return cl.edit(cl.load(json.dumps(document_of(*listed)).encode()))


@settings(max_examples=examples(60))
@given(
    st.lists(st.lists(st.tuples(NAMES, PARAMS), max_size=3, unique_by=lambda state: state[0]), min_size=1, max_size=4),
    st.sampled_from(["id", "else"]),
    st.integers(0, 3),
)
def test_every_user_has_it_and_nothing_else_changes(
    listed: list[list[tuple[str, dict[str, int]]]], key: str, value: int
) -> None:
    edit = edit_of([[{"name": name, "params": params} for name, params in each] for each in listed])
    before = edit.contract.to_bytes()
    if not any(name == "up" for each in listed for name, _ in each):
        with pytest.raises(InvalidEdit, match="no example needs a state 'up'"):
            edit.states.set_param("up", key, value)
        return
    edit.states.set_param("up", key, value)
    after = [[(state.name, dict(state.params)) for state in example.states] for example in edit.contract]
    assert after == [
        [(name, {**params, key: value} if name == "up" else params) for name, params in each] for each in listed
    ]
    changes = any(name == "up" and params.get(key) != value for each in listed for name, params in each)
    assert len(edit.steps) == changes  # what changes nothing is no step
    again = edit_of([[{"name": name, "params": params} for name, params in each] for each in listed])
    lines = [line for line in edit.code().splitlines() if line.startswith("edit.states")]
    exec("\n".join(lines), {"edit": again})
    assert again.contract.to_bytes() == edit.contract.to_bytes()
    if changes:
        edit.undo()
        assert edit.contract.to_bytes() == before
        edit.redo()
    edit.states.drop_param("up", key)
    left = [[(state.name, dict(state.params)) for state in example.states] for example in edit.contract]
    assert left == [
        [(name, {k: v for k, v in params.items() if k != key} if name == "up" else params) for name, params in each]
        for each in listed
    ]


def test_what_no_example_gives_cannot_be_dropped() -> None:
    edit = edit_of([[{"name": "up", "params": {"id": 1}}], [{"name": "up"}]])
    with pytest.raises(InvalidEdit, match="no example gives 'n' to the state 'up'"):
        edit.states.drop_param("up", "n")
    with pytest.raises(InvalidEdit, match="no example needs a state 'down'"):
        edit.states.drop_param("down", "id")
    with pytest.raises(InvalidEdit):
        edit.states.set_param("up", 5, 1)  # type: ignore[arg-type]
    assert not edit.changed
