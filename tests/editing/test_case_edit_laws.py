"""Laws of editing ContractCase contracts, on small ones and on every real one."""

from __future__ import annotations

import contextlib
import copy
import json
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from case_contracts import (
    CALLER_READS,
    SERVER_READS,
    M,
    document,
    example,
    load,
    matcher,
    named,
    named_state,
    request,
    response,
    shaped,
    users,
    variable,
)  # fmt: skip
from conformance.data import CASE_CONTRACTS, CASE_MATCHERS, case_files, lines, needs
from hypothesis import given, settings
from hypothesis import strategies as st
from support import FULL, examples

import contractlab as cl
from contractlab import match
from contractlab.captures import Capture
from contractlab.errors import InvalidEdit
from contractlab.formats.contractcase.hashing import recorded_hash
from contractlab.formats.contractcase.reference_sync import in_step
from contractlab.formats.contractcase.states import default_key
from contractlab.formats.contractcase.walking import same_json
from contractlab.values.json_rewriting import same_value
from contractlab.values.markers import MISSING

MIXED: dict[str, Any] = {
    "id": matcher("Integer", example=7, resolvesTo="number"),
    "items": matcher("ArrayEachEntryLike", matcher=shaped({"id": 1, "tags": ["a"]})),
    "list": [1, named("an item", {"deep": shaped("x")}), 3],
    "map": matcher("ObjectValuesMatch", matcher=shaped(1), example={"a": 1}),
    "text": matcher("JsonEncoded", child={"inside": 2}),
    "odd key": None,
}
PATHS = [
    "$", "$.id", "$.items", "$.items[0].id", "$.items[*].tags", "$.list", "$.list[0]", "$.list[1].deep", "$.map.a",
    "$.text.inside", "$['odd key']", "$.new", "$.name",
]  # fmt: skip


def mixed() -> dict[str, Any]:
    """Users, an example with matchers of many kinds, a consumer that serves, and a function."""
    value = users()
    asked = named("post it", request(method="POST", headers={"x-a": "1"}, query={"page": "1"}, body=MIXED))
    call = named("a call of f", matcher("FunctionArgumentsMatcher") | {"arguments": [1, shaped("x")]})
    result = named("returns it", matcher("FunctionResultMatcher") | {"success": MIXED})
    value["examples"] += [
        example(asked, named("the mix", response(matcher("HttpStatusCode", rule="2XX", example=200), body=MIXED))),
        example(asked, named("the user", response(body={"id": variable("userId"), "name": shaped("Ada")}))),
        example(named("served", request()), named("no user", response(404)), setup=SERVER_READS),
        example(call, result, named_state("up"), setup=CALLER_READS, functionName="f"),
    ]
    value["examples"][3]["mock"]["response"] = {f"{M}type": "_case:Lookup", f"{M}uniqueName": "the user"}
    for listed in value["examples"]:
        for node in listed["mock"]["request"], listed["mock"]["response"]:
            if f"{M}child" in node:
                value["matcherLookup"][f"matcher:{node[f'{M}uniqueName']}"] = copy.deepcopy(node[f"{M}child"])
    value["unknown"] = {"kept": 1e2}
    return value


VALUES = st.sampled_from([0, 2.5, "x", None, True, [], {}, [1, 2], {"id": 3}, {"k": [{"z": 1}]}])
MATCHERS = st.one_of(
    VALUES.map(match.like),
    VALUES.map(match.equality),
    st.sampled_from([
        match.integer(7), match.any_string(), match.each_like({"id": match.like(1)}, min=2), match.state_variable("v"),
        match.named({"a": 1}, "fresh"), match.named("x", "an item"), match.json_stringified({"a": 1}),
        match.any_string("a") & match.string_prefix("abc", prefix="a"), match.array_length([1], min=1),
        {"_case:matcher:type": "_case:Unknown", "x": 1}, match.reference("an item"),
    ]),
)  # fmt: skip
NUMBERS = st.integers(0, 5)
ACTIONS = st.one_of(
    st.tuples(st.just("set"), NUMBERS, st.sampled_from(PATHS), st.one_of(VALUES, MATCHERS)),
    st.tuples(st.just("rule"), NUMBERS, st.sampled_from(PATHS), st.sampled_from([match.like(), match.integer()])),
    st.tuples(st.just("drop"), NUMBERS, st.sampled_from(PATHS)),
    st.tuples(st.just("delete"), NUMBERS, st.sampled_from(PATHS)),
    st.tuples(st.just("rename"), NUMBERS, st.sampled_from(PATHS), st.sampled_from(["other", "id"])),
    st.tuples(st.just("insert"), NUMBERS, st.sampled_from(["$.list", "$.items", "$.new"]), st.integers(0, 3)),
    st.tuples(st.just("status"), NUMBERS, st.sampled_from([201, match.status_code("success")])),
    st.tuples(st.just("path"), NUMBERS, st.sampled_from(["/other", match.any_string("/x")])),
    st.tuples(st.just("header"), NUMBERS, st.sampled_from(["X-A", "y"]), st.sampled_from(["a", match.any_string("b")])),
    st.tuples(st.just("query"), NUMBERS, st.sampled_from(["page", "q"]), st.sampled_from(["2", match.like("b")])),
    st.tuples(st.just("call"), NUMBERS, st.sampled_from(["request", "response"]), st.sampled_from(["n", "the user"])),
    st.tuples(st.just("state"), NUMBERS, st.sampled_from(["add", "remove", "rename", "everywhere", "params", "more"])),
    st.tuples(st.just("throws"), NUMBERS),
    st.tuples(st.just("duplicate"), NUMBERS),
    st.tuples(st.just("remove"), NUMBERS),
    st.tuples(st.just("move"), NUMBERS, NUMBERS),
    st.tuples(st.just("undo")),
    st.tuples(st.just("redo")),
)


def act(edit: Any, action: tuple[Any, ...]) -> None:
    """One edit; what cannot be done is refused and leaves everything as it was."""
    name, *rest = action
    before = edit.state
    try:
        if name in ("undo", "redo"):
            edit.undo() if name == "undo" else edit.redo()
            return
        if rest[0] >= len(edit):
            return
        _do(edit, edit[rest[0]], name, rest)
    except InvalidEdit:
        assert edit.state is before


def _do(edit: Any, example: Any, name: str, rest: list[Any]) -> None:
    if name in ("set", "rule", "drop", "delete", "rename", "insert"):
        body = example.returns if example.kind == "function" else example.response.body
        {
            "set": lambda: body.__setitem__(rest[1], rest[2]),
            "rule": lambda: body.set_rule(rest[1], rest[2]),
            "drop": lambda: body.drop_rule(rest[1]),
            "delete": lambda: body.__delitem__(rest[1]),
            "rename": lambda: body.rename(rest[1], rest[2]),
            "insert": lambda: body.insert(rest[1], rest[2], {"id": match.integer(9)}),
        }[name]()
    elif name == "status":
        example.response.status = rest[1]
    elif name == "path":
        example.request.path = rest[1]
    elif name == "header":
        example.response.headers[rest[1]] = rest[2]
    elif name == "query":
        example.request.query[rest[1]] = rest[2]
    elif name == "call":
        setattr(example, f"{rest[1]}_name", rest[2])
    elif name == "throws":
        example.throws = "SomeError"
    elif name == "state":
        states = example.states
        {
            "add": lambda: states.add("more", variables={"n": 1, "m": match.any_string("x")}),
            "remove": lambda: states.remove("up"),
            "rename": lambda: states.rename("a user exists", "down"),
            "everywhere": lambda: edit.states.rename("up", "everywhere"),
            "params": lambda: states.set_params("a user exists", {"userId": "123", "more": [1]}),
            "more": lambda: states.set_params("a user exists", {"userId": "7"}),
        }[rest[1]]()
    elif name == "duplicate":
        example.duplicate("a copy")
    elif name == "remove":
        example.remove()
    else:
        example.move(min(rest[1], len(edit) - 1))


def edited(actions: list[tuple[Any, ...]]) -> Any:
    edit = cl.edit(load(mixed(), name="laws.case.json"))
    for action in actions:
        act(edit, action)
    return edit


LISTS = st.lists(ACTIONS, max_size=8)


@settings(max_examples=examples(150))
@given(LISTS)
def test_undone_is_the_original_byte_for_byte(actions: list[tuple[Any, ...]]) -> None:
    edit = edited(actions)
    done, after = len(edit.steps), edit.document
    edit.undo(done)
    assert edit.to_bytes() == edit.original.source.data
    edit.redo(done)
    assert edit.document is after


@settings(max_examples=examples(150))
@given(LISTS)
def test_what_is_written_is_whole_in_step_and_has_its_hash(actions: list[tuple[Any, ...]]) -> None:
    edit = edited(actions)
    written = json.loads(edit.to_bytes())
    assert same_value(written, edit.document)
    assert written["unknown"] == {"kept": 1e2}
    contract = edit.contract
    assert recorded_hash(contract.document) == contract.content_hash
    assert in_step(contract.document, contract.document) is contract.document
    lookups = contract.document["matcherLookup"]
    for read in contract.examples:
        for state in read.states:
            for name, declared in state.variables.items():
                assert same_json(lookups[default_key(name, read.index)], shaped(declared.matcher))
    assert not {"conflicting-names", "edited-in-one-place"} & {problem.code for problem in contract.problems}


@settings(max_examples=examples(100))
@given(LISTS)
def test_the_code_repeats_it(actions: list[tuple[Any, ...]]) -> None:
    edit = edited(actions)
    original = load(mixed(), name="laws.case.json")

    class Module:
        load = staticmethod(lambda name: original)
        edit = staticmethod(cl.edit)

    lines = [line for line in edit.code().splitlines() if not line.startswith(("import ", "from "))]
    scope: dict[str, Any] = {"cl": Module, "match": match}
    exec("\n".join(lines), scope)
    assert same_value(scope["edit"].document, edit.document)


@settings(max_examples=examples(60))
@given(LISTS)
def test_the_preview_is_what_comes_true(actions: list[tuple[Any, ...]]) -> None:
    contract = load(mixed(), name="laws.case.json")
    captures = []
    for read in contract.examples:
        if read.kind == "http":
            asked, answered = (part.recording for part in read.own_parts)
            captures.append(Capture(asked, answered, example=read.key))
    edit, recorded = cl.edit(contract), cl.Captures(captures)
    edit.preview(recorded)
    for action in actions:
        act(edit, action)
    loaded = cl.load(edit.to_bytes(), name="laws.case.json")
    again = cl.verify([loaded], recorded)
    promised = {(result.example.index, id(result.capture)): result.verdict for result in edit.preview(recorded).results}
    came = {
        (result.example.index, id(result.capture)): result.verdict
        for result in again.results
        if result.capture is not None
    }
    assert promised == came


# -- real contracts ---------------------------------------------------------------------------------------------------


def real() -> list[Path]:
    return case_files()


@needs(CASE_CONTRACTS)
def test_every_real_contract_can_be_edited_everywhere() -> None:
    """Each example gets a state, each part a new value at its root and back; undone, the bytes are those of before."""
    seen = 0
    for path in real():
        contract = cl.load(path)
        edit: Any = cl.edit(contract)
        for edited in edit.examples:
            with contextlib.suppress(InvalidEdit):
                edited.states.add("one more", variables={"n": 1})
            if edited.kind == "http":
                body = edited.response.body
                edited.response.status = match.status_code("success")
                edited.request.headers["x-new"] = match.any_string("x")
                body["$"] = match.like({"a": [1]})
                body["$.a[0]"] = match.integer(2)
                assert body.value == {"a": [2]}
            elif edited.kind == "function" and edited.returns.value is not MISSING:
                edited.returns = {"a": 1}
                edited.returns["$.a"] = match.integer(2)
                assert edited.returns.value == {"a": 2}
            seen += 1
        assert cl.load(edit.to_bytes()).recorded_hash in (None, edit.contract.content_hash)
        if edit.steps:
            assert edit.to_bytes() != contract.source.data
        edit.undo(len(edit.steps))
        assert edit.to_bytes() == contract.source.data
    assert seen


EVERY = 1 if FULL else 4
"""A sample of the golden matchers: each of them is judged elsewhere, here each is written."""


@needs(CASE_MATCHERS)
def test_every_golden_matcher_can_be_written_by_an_edit() -> None:
    """What an edit writes is what ContractCase was asked about: the file has it word for word, and it is read so."""
    edit: Any = cl.edit(load(document(example(named("a", request()), named("b", response(body=1))))))
    body = edit[0].response.body
    asked_for = seen = 0
    for line in islice(lines(CASE_MATCHERS), 0, None, EVERY):
        asked_for += 1
        asked = json.loads(line)
        raw = asked["matcher"]
        try:
            edit.undo(len(edit.steps))
            body["$"] = raw
        except InvalidEdit:
            # Half of a surrogate pair cannot be written; a name that is elsewhere another matcher is refused.
            assert "\\ud" in line.lower() or "Lookup" in line, line[:300]
            continue
        written = json.loads(edit.to_bytes())
        child = written["examples"][0]["mock"]["response"][f"{M}child"]["body"]
        assert same_value(child, raw), line[:300]
        seen += 1
    assert seen > 0.95 * asked_for > 0


@pytest.mark.parametrize("action", ["request", "response"])
def test_a_name_that_is_taken_is_refused(action: str) -> None:
    edit: Any = cl.edit(load(mixed()))
    with pytest.raises(InvalidEdit, match="another matcher is called"):
        setattr(edit[0], f"{action}_name", "no user")
