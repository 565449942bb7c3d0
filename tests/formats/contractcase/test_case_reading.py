"""ContractCase files: what is read, and what their hashes and files are called."""

from __future__ import annotations

from pathlib import Path

import pytest
from case_contracts import (
    CALLER_READS,
    EXECUTION_READS,
    SERVER_READS,
    document,
    dumped,
    example,
    load,
    named_state,
    request,
    response,
    users,
)
from hypothesis import given
from hypothesis import strategies as st

import contractlab as cl
from contractlab.formats.contractcase.files import slug
from contractlab.formats.contractcase.hashing import content_hash, pretty_json


def test_a_contract_has_its_participants_and_examples() -> None:
    contract = load(users())
    assert (contract.format, contract.consumer, contract.provider) == ("contractcase", "user page", "user service")
    assert contract.spec_version == "0.30.1"
    first = contract.examples[0]
    assert first.description == "When up and a user exists, then get a user the user"
    assert (first.kind, first.request_name, first.response_name) == ("http", "get a user", "the user")
    assert len({example.key for example in contract}) == 2
    assert contract[first.key] is first


def test_what_a_broker_adds_changes_nothing() -> None:
    plain, served = load(users()), load({**users(), "_links": {"self": {"href": "x"}}, "createdAt": "today"})
    assert plain.content_hash == served.content_hash
    assert [example.key for example in plain] == [example.key for example in served]
    assert "hash" not in [problem.code for problem in served.problems]


def test_older_files_are_read() -> None:
    value = users()
    del value["contractType"], value["description"], value["metadata"]
    value["consumer"], value["provider"] = {"name": "a"}, {"name": "b"}
    contract = cl.load(dumped(value))
    assert (contract.format, contract.consumer, contract.provider, contract.spec_version) == (
        "contractcase", "a", "b", "",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("setup", "kind", "judged"),
    [
        (SERVER_READS, "http", "request"),
        (CALLER_READS, "function", "result"),
        (EXECUTION_READS, "function", "arguments"),
    ],
)
def test_the_setup_says_who_is_under_test(setup: dict, kind: str, judged: str) -> None:
    value = document(example(request(), response(), setup=setup))
    value["examples"][0]["mock"]["_case:mock:type"] = "_case:MockHttpClient"
    read = load(value).examples[0]
    assert (read.kind, read.judged) == (kind, judged)


def test_both_times_have_their_side() -> None:
    direction = load(users()).examples[0].direction
    assert (direction.definition.under_test, direction.verification.under_test) == ("HTTP client", "HTTP server")
    assert direction.definition.needs_triggers
    assert not direction.definition.needs_state_handlers
    assert direction.verification.needs_state_handlers
    assert "state handlers" in str(direction)


def test_parts_without_a_name_are_counted() -> None:
    read = load(document(example(request(), response(), named_state("up")))).examples[0]
    assert read.description == "When up, then Mock 0's request Mock 0's response"


@pytest.mark.parametrize(
    ("broken", "pointer"),
    [
        ({"examples": {}}, "/examples"),
        ({"examples": [1]}, "/examples/0"),
        ({"examples": [{"states": []}]}, "/examples/0"),
        ({"matcherLookup": []}, "/matcherLookup"),
    ],
)
def test_what_is_no_contract_is_refused_with_its_place(broken: dict, pointer: str) -> None:
    with pytest.raises(cl.InvalidContract) as caught:
        cl.load(dumped({**users(), **broken}))
    assert [fault.pointer for fault in caught.value.faults] == [pointer]
    assert caught.value.faults[0].line == 1


def test_all_faults_are_told_together() -> None:
    with pytest.raises(cl.InvalidContract) as caught:
        cl.load(dumped({**users(), "examples": [1, {"mock": []}], "matcherLookup": 3}))
    assert len(caught.value.faults) == 3


# -- names and hashes -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("My Svc (v2)", "my-svc-v2"), ("A & B", "a-b"), ("a.b/c", "abc"), ("日本", "5pel5pys"), ("CON", "con!"),
        ("a_b", "a_b"), ("Ünï ßØ", "uni-sso"), ("Привет", "privet"), ("../../etc", "etc"), (" a  -  b ", "a-b"),
    ],
)  # fmt: skip
def test_participants_become_file_names_as_in_contractcase(name: str, expected: str) -> None:
    assert slug(name) == expected


@given(st.text(max_size=40))
def test_no_name_leaves_its_folder(name: str) -> None:
    made = slug(name)
    assert made
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789-_!")


def test_the_hash_knows_content_and_order_only() -> None:
    value = users()
    again = {key: value[key] for key in value}
    again["metadata"] = {"_case": {"version": "9", "hash": "other", "more": 1}}
    again["matcherLookup"] = {**value["matcherLookup"], "variable:state:userId": "7"}
    assert content_hash(again) == content_hash(value)
    turned = {**value, "matcherLookup": dict(reversed(value["matcherLookup"].items()))}
    assert content_hash(turned) != content_hash(value)


def test_numbers_and_keys_are_hashed_as_javascript_writes_them() -> None:
    assert content_hash({"a": 1.0, "b": {"2": 1, "10": 2, "1": 3}}) == content_hash(
        {"a": 1, "b": {"1": 3, "2": 1, "10": 2}}
    )


def test_text_is_laid_out_as_contractcase_writes_it() -> None:
    value = {"a": [], "b": {}, "c": [1, {"d": None}], "e": "ü\n\u2028", "f": 1e21, "g": 0.1, "h": -0.0, "i": True}
    assert pretty_json(value) == (
        '{\n  "a": [],\n  "b": {},\n  "c": [\n    1,\n    {\n      "d": null\n    }\n  ],\n  "e": "ü\\n\u2028",\n'
        '  "f": 1e+21,\n  "g": 0.1,\n  "h": 0,\n  "i": true\n}'
    )


# -- folders ----------------------------------------------------------------------------------------------------------


def test_folders_may_mix_formats_and_copies_count_once(tmp_path: Path) -> None:
    contract = load(users())
    main = contract.save(tmp_path)
    (tmp_path / "pact.json").write_bytes(
        dumped({"consumer": {"name": "a"}, "provider": {"name": "b"}, "interactions": []})
    )
    loaded = cl.load_all(tmp_path)
    assert [contract.format for contract in loaded] == ["pact", "contractcase"]
    assert loaded[1].path == main
    assert [Path(duplicate).name for duplicate in loaded.duplicates] == [f"user-page-{contract.content_hash}.case.json"]
    assert loaded[:1].duplicates == loaded.duplicates


def test_another_content_is_another_contract(tmp_path: Path) -> None:
    load(users()).save(tmp_path)
    changed = users()
    changed["examples"].pop()
    load(changed).save(tmp_path)
    loaded = cl.load_all(tmp_path)
    assert len(loaded) == 2
    assert len(loaded.duplicates) == 1


def test_half_a_surrogate_pair_is_read_as_javascript_reads_it() -> None:
    data = dumped({**users(), "note": "NOTE"}).replace(b"NOTE", b"a\\ud800b")
    contract = cl.load(data)
    assert contract.document["note"] == "a\ud800b"
    assert len(contract.content_hash) == 64
    with pytest.raises(cl.InvalidContract, match="surrogate"):
        cl.load(b'{"interactions": [], "x": "\\ud800"}')
    with pytest.raises(cl.InvalidContract):
        cl.load(data.replace(b"a\\ud800b", b'\\ud800", "deep": ' + b"[" * 5_000 + b"]" * 5_000 + b', "x": "'))
