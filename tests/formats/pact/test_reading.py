"""What a Pact file says, in every version and every old spelling."""

from __future__ import annotations

import json
from typing import Any

import pytest
from small_contracts import (
    JSON,
    TYPE,
    contract_of,
    document_of,
    http,
    matchers,
    one_request,
    one_response,
    paths_and_codes,
)

import contractlab as cl
from contractlab.contracts.contract import Example

INTEGER = {"match": "integer"}


# -- versions ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("metadata", "version"),
    [
        ({"pactSpecification": {"version": "1.0.0"}}, "1.0"),
        ({"pactSpecification": {"version": "1"}}, "1.0"),
        ({"pactSpecification": {"version": "1.1.0"}}, "1.1"),
        ({"pactSpecification": {"version": "2.0.0"}}, "2.0"),
        ({"pactSpecification": {"version": "2"}}, "2.0"),
        ({"pactSpecification": {"version": "3.0.0"}}, "3.0"),
        ({"pactSpecification": {"version": "4.0"}}, "4.0"),
        ({"pactSpecification": {"version": "4.1-beta"}}, "4.0"),
        ({"pact-specification": {"version": "2.0.0"}}, "2.0"),
        ({"pactSpecificationVersion": "2.0.0"}, "2.0"),
        ({"pactSpecification": {"version": "later"}}, "3.0"),
        ({"pactSpecification": {"version": 4}}, "4.0"),
        ({"pactSpecification": {"version": "v4"}}, "4.0"),
        ({"pactSpecification": {"version": "4.0.x"}}, "4.0"),
        ({"pactSpecification": {"version": " 3.0.0 "}}, "3.0"),
        ({"pactSpecification": {"version": "2.0.0.RELEASE"}}, "2.0"),
        ({"pactSpecification": {"version": "4."}}, "3.0"),
        ({"pactSpecification": {"version": "4_0"}}, "3.0"),
        ({"pactSpecification": {"version": "4" * 5000}}, "3.0"),
        ({"pactSpecification": {"version": [4]}}, "3.0"),
        ({"pactSpecificationVersion": "4.0"}, "3.0"),
        ({"pactSpecification": {}}, "3.0"),
        ({}, "3.0"),
        ("text", "3.0"),
        (None, "3.0"),
    ],
)
def test_the_version_of_the_specification(metadata: Any, version: str) -> None:
    document = document_of(http())
    document["metadata"] = metadata
    assert cl.load(document).spec_version == version
    if metadata is None:
        del document["metadata"]
        assert cl.load(document).spec_version == version


# -- names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("given", [{}, None, "c", {"name": None}, []])
def test_participants_without_a_name_are_called_by_their_role(given: Any) -> None:
    document = document_of(http())
    document["consumer"] = given
    contract = cl.load(document)
    assert (contract.consumer, contract.provider, contract.label) == ("consumer", "p", "consumer → p")
    assert "no-name" in {problem.code for problem in contract.problems}


@pytest.mark.parametrize("name", ["requestMatchingRules", "matchingRules"])
def test_old_names_of_rules_are_read(name: str) -> None:
    made = one_request(
        {"method": "GET", "path": "/a", name: {"$.path": {"match": "regex", "regex": "/.*"}}}, version="2.0"
    )
    assert made.check_request(cl.HttpRequest("GET", "/b")).passed
    answer = one_response({name.replace("request", "response"): {"$.status": TYPE}, "status": 200}, version="2.0")
    assert answer.check_response(cl.HttpResponse(500)).passed


def test_since_v4_old_names_of_rules_are_not_read() -> None:
    made = one_response({"responseMatchingRules": {"$.status": TYPE}, "status": 200}, version="4.0")
    assert not made.check_response(cl.HttpResponse(500)).passed


def test_defaults_of_what_a_file_leaves_out() -> None:
    made = contract_of({"description": "d"})[0]
    assert (made.request.method, made.request.path, made.request.query) == ("GET", "/", {})
    assert (made.response.status, made.response.headers, made.response.body.presence) == (200, {}, "missing")
    assert (made.kind, made.states, made.pending) == ("http", (), False)


@pytest.mark.parametrize(
    ("request_part", "expected"),
    [
        ({"method": "post"}, ("POST", "/", {})),
        ({"path": "/a b"}, ("GET", "/a b", {})),
        ({"path": 12}, ("GET", "12", {})),
        ({"query": "a=1&a=2"}, ("GET", "/", {"a": ["1", "2"]})),
        (
            {"query": {"a": ["1", 2, None], "b": "x", "c": 1}},
            ("GET", "/", {"a": ["1", '["1",2,null]', ""], "b": ["x"], "c": []}),
        ),
    ],
)
def test_requests_are_read(request_part: Any, expected: Any) -> None:
    asked = one_request(request_part).request
    assert (asked.method, asked.path, asked.query) == expected


@pytest.mark.parametrize(
    ("headers", "read"),
    [
        ({"Accept": "a, b"}, {"Accept": ["a", "b"]}),
        ({"X": "a, b"}, {"X": ["a, b"]}),
        ({"Accept": ["a, b"]}, {"Accept": ["a, b"]}),
        ({"X": ["a", 1]}, {"X": ["a", "1"]}),
        ({"X": 1, "Y": None}, {"X": ["1"], "Y": ["null"]}),
        ("text", {}),
    ],
)
def test_headers_are_read(headers: Any, read: Any) -> None:
    assert one_response({"headers": headers}).response.headers == read


@pytest.mark.parametrize(
    ("status", "read"),
    [(404, 404), ("404", 200), (True, 200), (-1, 200), (None, 200), (200.0, 200), (65536 + 404, 404)],
)
def test_statuses_are_read(status: Any, read: int) -> None:
    assert one_response({"status": status}).response.status == read


# -- forms of rules ---------------------------------------------------------------------------------------------------

BODY = {"a": 1, "b": {"x": 1}}


def judged(rules: Any, *, version: str, actual: Any, headers: Any = None) -> list[tuple[str, str]]:
    body = {"content": BODY, "contentType": "application/json"} if version == "4.0" else BODY
    made = one_response({"headers": JSON, "body": body, "matchingRules": rules}, version=version)
    return paths_and_codes(made.check_response(cl.HttpResponse(200, {**JSON, **(headers or {})}, json.dumps(actual))))


@pytest.mark.parametrize("version", ["2.0", "3.0", "4.0"])
@pytest.mark.parametrize(
    "rules",
    [
        {"$.body.a": INTEGER},
        {"$.body['a']": INTEGER},
        {"body": {"$.a": {"matchers": [INTEGER]}}},
        {"body": {"a": {"matchers": [INTEGER]}}},
        {"BODY": {"$.a": {"matchers": [INTEGER]}}},
        {"unknown": {"$.a": {"matchers": [INTEGER]}}},
        {"$.foo.a": INTEGER},
        {"$.foo.a.b[0]": INTEGER},
    ],
)
def test_both_forms_of_rules_are_read_in_every_version(version: str, rules: Any) -> None:
    assert judged(rules, version=version, actual={**BODY, "a": 7}) == []
    assert judged(rules, version=version, actual={**BODY, "a": "x"}) == [("$.a", "integer")]


def test_in_a_mixed_map_the_smallest_key_chooses_the_form() -> None:
    of_v3 = {"$.a": {"matchers": [INTEGER]}}
    for mixed in ({"body": of_v3, "$.body.a": INTEGER}, {"$.body.a": INTEGER, "body": of_v3}):
        with pytest.raises(cl.InvalidContract, match="has no 'match'"):  # "$" sorts first, so "body" is a path
            judged(mixed, version="3.0", actual=BODY)
    assert judged({"#first": of_v3, "$.body.b": TYPE}, version="3.0", actual={**BODY, "a": 7}) == []
    assert judged({"body": INTEGER, "$.body.a": TYPE}, version="3.0", actual={**BODY, "a": 7}) == [
        ("$", "integer"),
        ("$.b", "integer"),
    ]


@pytest.mark.parametrize(
    ("rules", "status", "headers", "passes"),
    [
        ({"$.status": TYPE}, 500, {"X": "1"}, True),
        ({"$.headers.X": TYPE}, 200, {"X": "9"}, True),
        ({"$.header.X": TYPE}, 200, {"X": "9"}, True),
        ({"$.headers.X[0]": TYPE}, 200, {"X": "9"}, True),
        ({"$.headers['X']": TYPE}, 200, {"X": "9"}, True),
        ({"$.headers.x": TYPE}, 200, {"X": "9"}, True),
        ({"$.headers.Y": TYPE}, 200, {"X": "9"}, False),
    ],
)
def test_rules_of_v2_on_other_parts(rules: Any, status: int, headers: Any, passes: bool) -> None:
    made = one_response({"status": 200, "headers": {"X": "1"}, "matchingRules": rules}, version="2.0")
    assert made.check_response(cl.HttpResponse(status, headers)).passed is passes


@pytest.mark.parametrize(
    ("matcher", "name", "args"),
    [
        ({"match": "type"}, "type", {}),
        ({"match": "type", "min": 1, "max": "3"}, "type", {"min": 1, "max": 3}),
        ({"match": "type", "min": 2.9}, "type", {"min": 2}),
        ({"match": "type", "min": -1}, "type", {}),
        ({"match": "type", "min": "x"}, "type", {}),
        ({"match": "type", "min": True}, "type", {}),
        ({"match": "min", "min": 2}, "type", {"min": 2}),
        ({"match": "min-type", "min": "+2"}, "type", {"min": 2}),
        ({"match": "max-type", "max": 2}, "type", {"max": 2}),
        ({"min": 2}, "type", {"min": 2}),
        ({"max": 2}, "type", {"max": 2}),
        ({"min": 2, "max": 3}, "type", {"min": 2}),
        ({"regex": "x"}, "regex", {"regex": "x"}),
        ({"match": "regex", "regex": 12}, "regex", {"regex": "12"}),
        ({"timestamp": "yyyy"}, "datetime", {"format": "yyyy"}),
        ({"date": "yyyy"}, "date", {"format": "yyyy"}),
        ({"time": "HH"}, "time", {"format": "HH"}),
        ({"match": "timestamp", "timestamp": "yyyy"}, "datetime", {"format": "yyyy"}),
        ({"match": "datetime", "format": "yyyy"}, "datetime", {"format": "yyyy"}),
        ({"match": "date"}, "date", {"format": ""}),
        ({"match": "include", "value": None}, "include", {"value": ""}),
        ({"match": "include", "value": 12}, "include", {"value": "12"}),
        ({"match": "real"}, "decimal", {}),
        ({"match": "not-empty"}, "notEmpty", {}),
        ({"match": "content-type", "value": "a/b"}, "contentType", {"value": "a/b"}),
        ({"match": "status-code", "status": "error"}, "statusCode", {"status": "error"}),
        ({"match": "statusCode"}, "statusCode", {"status": "success"}),
        ({"match": "statusCode", "status": [200, "404", 65736]}, "statusCode", {"status": [200, 404, 200]}),
        ({"match": "each-key", "rules": [{"match": "type"}]}, "eachKey", {"rules": "type"}),
        (
            {"match": "each-value", "rules": [{"match": "type"}, {"match": "null"}]},
            "eachValue",
            {"rules": "type, null"},
        ),
        ({"match": "array-contains", "variants": [{}, {}]}, "arrayContains", {"variants": 2}),
        ({"match": "frob", "x": 1}, "frob", {"x": 1}),
        ({"pact:matcher:type": "integer"}, "integer", {}),
    ],
)
def test_matchers_are_read_in_every_spelling(matcher: Any, name: str, args: Any) -> None:
    made = one_response({"matchingRules": {"body": {"$.a": {"matchers": [matcher]}}}})
    rule = made.response.rules["body"].lists[0].rules[0]
    assert (rule.name, rule.args) == (name, args)
    assert rule.declared_at.pointer == "/interactions/0/response/matchingRules/body/$.a/matchers/0"


@pytest.mark.parametrize(
    ("entry", "any_of", "count"),
    [
        ({"matchers": [TYPE], "combine": "OR"}, True, 1),
        ({"matchers": [TYPE], "combine": "or"}, True, 1),
        ({"matchers": [TYPE], "combine": "AND"}, False, 1),
        ({"matchers": [TYPE], "combine": "XOR"}, False, 1),
        ({"matchers": [TYPE, INTEGER]}, False, 2),
    ],
)
def test_how_matchers_of_one_path_combine(entry: Any, any_of: bool, count: int) -> None:
    listed = one_response({"matchingRules": {"body": {"$.a": entry}}}).response.rules["body"].lists[0]
    assert (listed.any_of, len(listed.rules)) == (any_of, count)


@pytest.mark.parametrize("entry", [{"matchers": []}, {"matchers": {}}, {}, None, []])
def test_a_list_without_matchers_is_no_rule(entry: Any) -> None:
    assert not one_response({"matchingRules": {"body": {"$.a": entry}}}).response.rules.get("body")


@pytest.mark.parametrize("rules", [None, {}, [], "x"])
def test_rules_that_are_none(rules: Any) -> None:
    assert one_response({"matchingRules": rules}).response.rules == {}


# -- kinds ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("declared", "kind"),
    [
        ("Synchronous/HTTP", "http"), ("Asynchronous/Messages", "message"), ("Synchronous/Messages", "sync-message"),
        ("Later/Things", "unknown"), (12, "unknown"), (None, "unknown"),
    ],
)  # fmt: skip
def test_kinds_of_v4(declared: Any, kind: str) -> None:
    assert contract_of({"type": declared, "description": "d"}, version="4.0")[0].kind == kind


def test_before_v4_a_type_says_nothing() -> None:
    assert contract_of({"type": "Asynchronous/Messages", "description": "d"}, version="3.0")[0].kind == "http"
    assert contract_of({"description": "d"}, version="4.0")[0].kind == "http"


def test_a_v4_example_has_its_own_fields() -> None:
    made = contract_of(http(type="Synchronous/HTTP", key="k", pending=True, comments={"testname": "t"}), version="4.0")[
        0
    ]
    assert (made.key, made.pending, made.comments) == ("k", True, {"testname": "t"})  # type: ignore[attr-defined]
    assert contract_of(http(pending="true"), version="4.0")[0].pending is False


def test_parts_that_an_example_does_not_have_say_so() -> None:
    made = contract_of(http())[0]
    for name in ("contents", "metadata", "responses"):
        with pytest.raises(AttributeError, match="'http' has no"):
            getattr(made, name)


# -- states -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "states"),
    [
        ({"providerState": "a"}, [("a", {})]),
        ({"provider_state": "a"}, [("a", {})]),
        ({"providerState": ""}, []),
        ({"providerStates": []}, []),
        ({"providerStates": [{"name": "a"}, {"name": "b", "params": {"x": 1}}]}, [("a", {}), ("b", {"x": 1})]),
        ({"providerStates": ["a", {"name": None}, {"name": "c", "params": 1}]}, [("a", {}), ("", {}), ("c", {})]),
        ({"providerStates": "a"}, [("a", {})]),
        ({"providerState": None}, []),
    ],
)
def test_states_in_every_form(fields: Any, states: Any) -> None:
    made = contract_of({"description": "d", **fields})[0]
    assert [(state.name, state.params) for state in made.states] == states


def test_states_of_a_contract_know_their_users_and_parameters() -> None:
    contract = contract_of(
        http("one", states={"a": {"x": 1}, "b": {}}), http("two", states={"a": {"y": 2}}), http("three")
    )
    first, two, _ = (example.key for example in contract)
    assert [(use.name, use.examples, use.params) for use in contract.states] == [
        ("a", (first, two), ("x", "y")), ("b", (first,), ()),
    ]  # fmt: skip
    assert str(contract[0].states[0]) == "a, x = 1"
    assert str(contract[0].states[1]) == "b"


# -- keys and finding -------------------------------------------------------------------------------------------------


def keys(*interactions: Any) -> list[str]:
    return [example.key for example in contract_of(*interactions, version="4.0")]


def test_a_key_is_the_files_own_or_a_digest_of_description_and_states() -> None:
    own, digest = keys(http("a", key="mine"), http("a"))
    assert own == "mine"
    assert len(digest) == 12
    assert keys(http("a", request={"path": "/x"}), http("b"))[0] == digest
    assert keys(http("a", states=["s"]))[0] != digest
    assert keys(http("a", states={"s": {"x": 1}}))[0] != keys(http("a", states=["s"]))[0]
    assert keys(http("a", key=""))[0] == keys(http("a", key=12))[0] == digest


def test_keys_are_unique_whatever_the_file_says() -> None:
    assert keys(http("a", key="k"), http("b", key="k"), http("c", key="k")) == ["k", "k-2", "k-3"]
    first, second = keys(http("a"), http("a"))
    assert second == f"{first}-2"
    tricky = keys(http("a", key="k"), http("b", key="k-2"), http("c", key="k"))
    assert len(set(tricky)) == 3
    harder = keys(http(key="k"), http(key="k"), http(key="k-2"), http(key="k-2-1"), http(key="k-2"), http(key="k-2-2"))
    assert len(set(harder)) == 6


def test_the_order_of_state_parameters_does_not_change_a_key() -> None:
    assert keys(http("a", states={"s": {"x": 1, "y": 2}})) == keys(http("a", states={"s": {"y": 2, "x": 1}}))


CONTRACT = contract_of(
    http("get one", key="k1"), http("get two", states=["some"]), http("get two", states=["none"]), version="4.0"
)


@pytest.mark.parametrize(
    ("name", "index"), [("k1", 0), ("get one", 0), (0, 0), (-1, 2), (2, 2), (CONTRACT[1], 1), (CONTRACT[1].key, 1)]
)
def test_an_example_is_found_by_key_index_description_or_itself(name: Any, index: int) -> None:
    assert CONTRACT[name] is CONTRACT.examples[index]


@pytest.mark.parametrize(
    ("name", "message", "candidates"),
    [
        ("get two", "2 examples are called 'get two'; use a key", 2),
        ("get on", "no example is called 'get on'; did you mean", 3),
        ("zzz", "no example is called 'zzz'; did you mean", 3),
        (3, "there is no example 3: the contract has 3", 0),
        (-4, "there is no example -4: the contract has 3", 0),
        (None, "no example is called None; did you mean", 1),
    ],
)
def test_what_names_none_or_several_lists_the_candidates(name: Any, message: str, candidates: int) -> None:
    with pytest.raises(cl.AmbiguousExample) as raised:
        CONTRACT[name]
    assert str(raised.value).startswith(message)
    assert len(raised.value.candidates) == candidates
    assert isinstance(raised.value, KeyError)


def test_candidates_tell_examples_of_one_name_apart() -> None:
    with pytest.raises(cl.AmbiguousExample) as raised:
        CONTRACT["get two"]
    assert raised.value.candidates == (
        f"{CONTRACT[1].key}  get two (given some)",
        f"{CONTRACT[2].key}  get two (given none)",
    )


def test_a_contract_is_a_sequence_that_is_true_when_empty() -> None:
    empty = contract_of()
    assert empty
    assert len(empty) == 0
    assert len(CONTRACT) == 3
    assert all(isinstance(example, Example) for example in CONTRACT)
    assert CONTRACT[0].contract is CONTRACT
    assert CONTRACT[1].location.pointer == "/interactions/1"
    assert repr(CONTRACT) == "<Contract c → p, 3 examples, <dict>>"
    assert repr(CONTRACT[0]) == "<Example k1 'get one'>"


def test_messages_follow_interactions() -> None:
    document = document_of(http("h"), messages=[{"description": "m", "contents": 1}])
    assert [(example.index, example.kind, example.pointer) for example in cl.load(document)] == [
        (0, "http", "/interactions/0"), (1, "message", "/messages/0"),
    ]  # fmt: skip


def test_an_array_of_matchers_by_path_keeps_the_order_of_the_file() -> None:
    made = one_response({"matchingRules": {"body": matchers({"$.b": TYPE, "$.a": TYPE, "$.*": TYPE})}})
    assert [(declared.path, declared.order) for declared in made.response.rules["body"].lists] == [
        ("$.b", 0),
        ("$.a", 1),
        ("$.*", 2),
    ]
