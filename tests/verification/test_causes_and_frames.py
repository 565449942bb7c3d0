"""Causes, frames, and that neither lets a secret through."""

from __future__ import annotations

import json
from typing import Any

import pytest
from small_contracts import JSON, TYPE, contract_of, http, matchers

import contractlab as cl
from contractlab.captures import REDACTED, Capture, Redaction
from contractlab.verification import Run
from contractlab.views import render_text

DECIMAL = {"match": "decimal"}


def asking(number: int, body: Any, rules: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    response = {"headers": JSON, "body": body, "matchingRules": {"body": matchers(rules or {})}}
    return http(f"example {number}", request={"path": f"/{number}"}, response=response, **more)


def answer(number: int, body: Any, version: str | None = None, *, status: int = 200) -> Capture:
    response = cl.HttpResponse(status, json=body)
    return Capture(cl.HttpRequest("GET", f"/{number}"), response, provider_version=version, index=number)


def causes(run: Run) -> list[tuple[str, str, int, int]]:
    return [(cause.letter, cause.path, len(cause.mismatches), len(cause.results)) for cause in run.causes]


# -- causes -----------------------------------------------------------------------------------------------------------


def test_the_same_breakage_in_a_list_and_alone_is_one_cause() -> None:
    customer = {"limit": 1.5}
    contract = contract_of(
        asking(1, customer, {"$.limit": DECIMAL}),
        asking(2, {"customers": [customer]}, {"$.customers": TYPE, "$.customers[*].limit": DECIMAL}),
    )
    captures = [answer(1, {"limit": "1"}), answer(2, {"customers": [{"limit": "2"}, {"limit": "3"}, {"limit": 4.5}]})]
    run = cl.verify(contract, captures)
    assert causes(run) == [("A", "limit", 3, 2)]
    cause = run.causes[0]
    assert cause.message == "limit: expected a decimal number like 1.5, got a string."
    assert [example.description for example in cause.examples] == ["example 1", "example 2"]
    assert cause.rule is not None
    assert cause.rule.name == "decimal"
    assert repr(cause) == "<Cause A: body limit: decimal in 2 results>"


def test_causes_in_a_list_give_the_same_advice_once() -> None:
    contract = contract_of(asking(1, {"a": 1, "b": "x", "c": "y"}, {"$.a": TYPE, "$.b": TYPE, "$.c": TYPE}))
    run = cl.verify(contract, [answer(1, {"a": None, "b": None, "c": 7})])
    advice = "If null is right at times"
    assert [advice in cause.message for cause in run.causes] == [True, True, False]
    for text in (render_text(run), render_text(cl.matrix(contract, {"1": list(run.captures)}))):
        assert " ".join(text.split()).count(advice) == 1
        assert "$.b: expected" in " ".join(text.split())


def test_items_of_one_list_share_the_general_path() -> None:
    contract = contract_of(asking(1, {"l": [{"n": 1}]}, {"$.l": TYPE}))
    run = cl.verify(contract, [answer(1, {"l": [{"n": "a"}, {"n": 2}, {"n": "b"}]})])
    assert causes(run) == [("A", "$.l[*].n", 2, 1)]


def test_one_mismatch_shows_its_own_path_and_value() -> None:
    contract = contract_of(asking(1, {"l": [{"n": 1}]}, {"$.l": TYPE}))
    run = cl.verify(contract, [answer(1, {"l": [{"n": 2}, {"n": "b"}]})])
    assert run.causes[0].message == '$.l[1].n: expected a number like 1, got the string "b".'


def test_values_under_free_keys_are_one_cause() -> None:
    contract = contract_of(asking(1, {"m": {"k": 1}}, {"$.m": {"match": "values"}, "$.m.*": TYPE}))
    run = cl.verify(contract, [answer(1, {"m": {"x": "a", "y": "b"}})])
    assert causes(run) == [("A", "$.m.*", 2, 1)]


@pytest.mark.parametrize(
    ("first", "second", "count"),
    [
        ({"a": "x"}, {"a": "y"}, 1),  # the same kind of GOT
        ({"a": "x"}, {"a": None}, 2),
        ({"a": "x"}, {}, 2),
        ({"a": "x", "b": "x"}, {"a": "x", "b": "x"}, 2),
    ],
)
def test_kind_and_place_tell_causes_apart(first: Any, second: Any, count: int) -> None:
    example = {"a": 1, "b": 1} if "b" in first else {"a": 1}
    contract = contract_of(asking(1, example, {"$": TYPE}), asking(2, example, {"$": TYPE}))
    assert len(cl.verify(contract, [answer(1, first), answer(2, second)]).causes) == count


def test_other_rules_and_other_arguments_are_other_causes() -> None:
    patterns = [
        {"match": "regex", "regex": "a+"},
        {"match": "regex", "regex": "b+"},
        {"match": "include", "value": "c"},
    ]
    contract = contract_of(*(asking(n, {"v": "x"}, {"$.v": rule}) for n, rule in enumerate(patterns)))
    assert len(cl.verify(contract, [answer(n, {"v": "z"}) for n in range(3)]).causes) == 3


def test_another_status_is_another_cause_and_the_same_one_is_the_same() -> None:
    contract = contract_of(*(asking(n, {}) for n in range(3)))
    run = cl.verify(contract, [answer(0, {}, status=404), answer(1, {}, status=404), answer(2, {}, status=500)])
    assert [(cause.part, cause.message, len(cause.results)) for cause in run.causes] == [
        ("status", "status: expected 200 OK, got 404 Not Found.", 2),
        ("status", "status: expected 200 OK, got 500 Internal Server Error.", 1),
    ]


def test_letters_go_by_number_of_results_then_first_version_then_path() -> None:
    contract = contract_of(*(asking(n, {"a": 1, "b": 1, "c": 1}) for n in range(3)))
    good = {"a": 1, "b": 1, "c": 1}
    run = cl.verify(
        contract,
        [
            answer(0, {**good, "c": 2}, "10.0.0"),
            answer(1, {**good, "b": 2}, "9.0.0"),
            answer(2, {**good, "a": 2}, "9.0.0"),
            answer(0, {**good, "c": 2}, "11.0.0"),
        ],
    )
    assert [(cause.letter, cause.path) for cause in run.causes] == [("A", "$.c"), ("B", "$.a"), ("C", "$.b")]
    newest = cl.verify(contract, [answer(0, {**good, "a": 2}, "10.0.0"), answer(1, {**good, "b": 2}, "9.0.0")])
    assert [cause.path for cause in newest.causes] == ["$.b", "$.a"]  # 9 comes before 10


def test_from_the_27th_on_a_cause_is_a_plus() -> None:
    keys = [f"k{number:02}" for number in range(30)]
    run = cl.verify(contract_of(asking(1, dict.fromkeys(keys, 1))), [answer(1, dict.fromkeys(keys, 2))])
    assert "".join(cause.letter for cause in run.causes) == "ABCDEFGHIJKLMNOPQRSTUVWXYZ++++"


def test_letters_do_not_depend_on_the_order_of_captures() -> None:
    contract = contract_of(*(asking(n, {"a": 1, "b": 1}) for n in range(3)))
    captures = [answer(0, {"a": 2, "b": 1}), answer(1, {"a": 1, "b": 2}), answer(2, {"a": 1, "b": 2})]
    assert causes(cl.verify(contract, captures)) == causes(cl.verify(contract, captures[::-1]))


def test_pending_failures_have_causes_and_errors_have_none() -> None:
    body = {"content": {"a": 1}, "contentType": "application/json"}
    of_v4 = {"type": "Synchronous/HTTP", "pending": True}
    contract = contract_of(asking(1, body, **of_v4), asking(2, body, type="Synchronous/HTTP"), version="4.0")
    lost = Capture(cl.HttpRequest("GET", "/2"), None, index=2)
    run = cl.verify(contract, [answer(1, {"a": 2}), lost])
    assert [result.verdict for result in run.results] == ["pending", "error"]
    assert causes(run) == [("A", "$.a", 1, 1)]


# -- frames -----------------------------------------------------------------------------------------------------------


def run_of_two() -> Run:
    contract = contract_of(asking(1, {"a": 1, "b": [1]}, {"$.a": TYPE}), asking(2, {}), consumer="web", provider="shop")
    return cl.verify(contract, [answer(1, {"a": "x", "b": [2]}, "1.0.0")])


def test_the_frame_of_results_has_a_row_for_each() -> None:
    run = run_of_two()
    frame = run.to_frame()
    assert list(frame.index.names) == ["consumer", "provider", "example"]
    assert list(frame.columns) == ["provider_version", "key", "verdict", "mismatches", "reason", "capture"]
    assert list(frame.index) == [("web", "shop", "example 1"), ("web", "shop", "example 2")]
    assert list(frame["verdict"]) == ["failed", "not exercised"]
    assert list(frame["mismatches"]) == [2, 0]
    assert frame["mismatches"].dtype == "int64"
    assert list(frame["key"]) == [result.example.key for result in run.results]
    assert frame["capture"].iloc[0] == "<recorded>#1"
    assert frame["capture"].isna().tolist() == [False, True]


def test_the_frame_of_mismatches_has_a_row_for_each() -> None:
    frame = run_of_two().to_frame("mismatches")
    assert list(frame.columns) == [
        "provider_version", "key", "verdict", "part", "path", "rule", "expected", "actual", "message",
    ]  # fmt: skip
    assert frame[["part", "path", "expected", "actual"]].to_numpy().tolist() == [
        ["body", "$.a", "1", '"x"'],
        ["body", "$.b[0]", "1", "2"],
    ]
    assert frame["rule"].iloc[0] == "type"
    assert frame["rule"].isna().tolist() == [False, True]
    assert frame["message"].iloc[0] == '$.a: expected a number like 1, got the string "x".'


def test_frames_of_nothing_have_their_columns_all_the_same() -> None:
    run = cl.verify(contract_of(), [])
    for what in ("results", "mismatches"):
        frame = run.to_frame(what)
        assert len(frame) == 0
        assert list(frame.index.names) == ["consumer", "provider", "example"]
        assert "verdict" in frame.columns


def test_a_repeated_description_gets_its_key_appended() -> None:
    contract = contract_of(asking(1, {}), asking(1, {}, states=["s"]), asking(2, {}))
    names = [name for _, _, name in cl.verify(contract, []).to_frame().index]
    assert names == [f"example 1 [{contract[0].key}]", f"example 1 [{contract[1].key}]", "example 2"]


def test_one_description_in_two_contracts_is_not_repeated() -> None:
    contracts = [contract_of(asking(1, {}), consumer=name) for name in ("a", "b")]
    assert list(cl.verify(contracts, []).to_frame().index) == [("a", "p", "example 1"), ("b", "p", "example 1")]


def test_an_unknown_frame_names_those_there_are() -> None:
    with pytest.raises(ValueError, match="use 'results' or 'mismatches'"):
        run_of_two().to_frame("matrix")


def test_large_values_are_short_in_a_frame() -> None:
    contract = contract_of(asking(1, {"a": 1, "b": 1}))
    frame = cl.verify(contract, [answer(1, {"a": list(range(10_000))})]).to_frame("mismatches").set_index("path")
    assert len(frame["actual"]["$.a"]) <= 201
    assert frame["actual"].isna()["$.b"]  # a missing key has no value


# -- secrets ----------------------------------------------------------------------------------------------------------

SECRET = "s3cr3t-0f-the-house"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
XML = {"Content-Type": "application/xml"}
TEXT = {"Content-Type": "text/plain"}


def leaks(run: Run) -> list[str]:
    """Where the secret can be read in what a run gives to others."""
    shown = [mismatch for result in run.results for mismatch in run.shown_mismatches(result)]
    given = {
        "results frame": run.to_frame().to_csv(),
        "mismatches frame": run.to_frame("mismatches").to_csv(),
        "shown mismatches": repr([(mismatch, mismatch.message) for mismatch in shown]),
        "reprs": repr([run, *run.results, *run.unpaired]),
    }  # fmt: skip
    return [place for place, text in given.items() if SECRET in text]


@pytest.mark.parametrize(
    ("expected", "headers", "body"),
    [
        ({"headers": {"Set-Cookie": "a=1"}}, {"Set-Cookie": f"a={SECRET}"}, b""),
        ({"headers": {"X-Api-Key": "1"}}, {"X-Api-Key": SECRET}, b""),
        ({"headers": {"Location": "/a"}}, {"Location": f"/b?access_token={SECRET}"}, b""),
        ({"headers": JSON, "body": {"password": "x"}}, JSON, json.dumps({"password": SECRET})),
        ({"headers": JSON, "body": {"u": {"password": 1}}}, JSON, json.dumps({"u": {"password": SECRET}})),
        ({"headers": JSON, "body": {"u": "x"}}, JSON, json.dumps({"u": {"password": SECRET}})),
        ({"headers": JSON, "body": [1]}, JSON, json.dumps([{"password": SECRET}])),
        ({"headers": JSON, "body": {"u": 1}}, JSON, json.dumps({"u": [{"clientSecret": SECRET}]})),
        ({"headers": JSON, "body": "x"}, JSON, json.dumps({"token": SECRET})),
        ({"headers": JSON, "body": {"next": "/a"}}, JSON, json.dumps({"next": f"/b?access_token={SECRET}"})),
        ({"headers": JSON, "body": {"a": 1}}, JSON, f'{{"password": "{SECRET}", '),
        ({"headers": FORM, "body": "password=x"}, FORM, f"password={SECRET}"),
        ({"headers": FORM, "body": "a=1"}, FORM, f"a=1&password={SECRET}"),
        ({"headers": XML, "body": "<a><password>x</password></a>"}, XML, f"<a><password>{SECRET}</password></a>"),
        ({"headers": XML, "body": "<a password='x'/>"}, XML, f"<a password='{SECRET}'/>"),
        ({"headers": TEXT, "body": "see /a"}, TEXT, f"see /b?access_token={SECRET}"),
        ({"headers": TEXT, "body": None}, TEXT, f"see /b?access_token={SECRET}"),
    ],
)  # fmt: skip
def test_no_secret_of_a_response_gets_into_frames_or_shown_mismatches(expected: Any, headers: Any, body: Any) -> None:
    contract = contract_of(http(response=expected))
    run = cl.verify(contract, [Capture(cl.HttpRequest(), cl.HttpResponse(200, headers, body))])
    assert run.results[0].verdict == "failed"
    assert leaks(run) == []


@pytest.mark.parametrize(
    ("redaction", "body"),
    [
        (Redaction(body=["$.iban"]), {"iban": SECRET}),
        (Redaction(body=["$.users[*].iban"]), {"users": [{"iban": SECRET}, {"iban": SECRET}]}),
        (Redaction(body=["$..iban"]), {"deep": {"er": {"iban": SECRET}}}),
        (Redaction(parameters=["iban"]), {"x": {"iban": SECRET}}),
    ],
)
def test_no_configured_place_gets_through(redaction: Redaction, body: Any) -> None:
    def changed(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: changed(inner) for key, inner in value.items()}
        return [changed(item) for item in value] if isinstance(value, list) else "example"

    run = cl.verify(contract_of(asking(1, changed(body))), [answer(1, body)], redaction=redaction)
    assert run.results[0].verdict == "failed"
    assert leaks(run) == []
    assert REDACTED in run.to_frame("mismatches").to_csv()
    assert any(SECRET in str(mismatch.actual) for mismatch in run.results[0].mismatches)  # the capture itself stays raw


def test_a_secret_of_the_request_that_the_response_repeats_does_not_get_through() -> None:
    request = cl.HttpRequest("GET", "/", "", {"Authorization": f"Bearer {SECRET}"})
    capture = Capture(request, cl.HttpResponse(200, json={"echo": f"Bearer {SECRET}"}))
    run = cl.verify(contract_of(http(response={"headers": JSON, "body": {"echo": "x"}})), [capture])
    assert run.results[0].verdict == "failed"
    assert leaks(run) == []


def test_how_a_connection_broke_tells_no_secret() -> None:
    error = f"GET http://user:{SECRET}@shop.test/a?access_token={SECRET}: connection refused"
    run = cl.verify(contract_of(http()), [Capture(cl.HttpRequest(), None, error=error)])
    assert run.results[0].verdict == "error"
    assert "connection refused" in str(run.results[0].reason)
    assert leaks(run) == []


def test_what_fits_no_example_does_not_tell_its_secrets() -> None:
    request = cl.HttpRequest("GET", "/elsewhere", f"access_token={SECRET}", {"Cookie": SECRET})
    run = cl.verify(contract_of(http()), [Capture(request, cl.HttpResponse())])
    assert len(run.unpaired) == 1
    assert leaks(run) == []
