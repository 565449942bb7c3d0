"""Recordings of a verifier's run always pair: whatever its client changes, and however alike the examples are."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_contracts import contract_of, http

import contractlab as cl
from contractlab.captures import Capture
from contractlab.contracts.contract import Example
from contractlab.contracts.format import format_of
from contractlab.contracts.sample_exchange import response_of
from contractlab.values.http import Redacted
from contractlab.verification import pairing
from contractlab.verification.pairing import pair_captures
from contractlab.verification.pairing_notes import PairingNote
from contractlab.verification.request_index import RequestIndex

NOW = datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC)
AGENT = ("User-Agent", "pact_verifier/1.4.7")


def paired(contracts: cl.Contract | list[cl.Contract], *captures: Capture) -> list[list[str]]:
    """Descriptions of the examples that each capture is paired with."""
    listed = contracts if isinstance(contracts, list) else [contracts]
    pairs = pair_captures(listed, captures).pairs
    return [[pair.example.description for pair in pairs if pair.capture is capture] for capture in captures]


def notes_of(contract: cl.Contract, *captures: Capture) -> set[PairingNote]:
    return {note for pair in pair_captures([contract], captures).pairs for note in pair.notes}


def sent(method: str = "GET", target: str = "/", *, status: int = 200, **more: Any) -> Capture:
    path, _, query = target.partition("?")
    request = {name: more.pop(name) for name in ("headers", "body", "json", "redacted") if name in more}
    return Capture(cl.HttpRequest(method, path, query, **request), cl.HttpResponse(status), **more)


def asks(name: str = "a", **request: Any) -> cl.Contract:
    return contract_of(http(name, request=request))


# What the client changes


@pytest.mark.parametrize(
    ("request_", "target"),
    [
        ({"path": "/café x"}, "/caf%C3%A9%20x"),
        ({"path": "/caf%C3%A9"}, "/caf%c3%a9"),
        ({"path": "/a/../b/./c"}, "/b/c"),
        ({"path": "/a\tb"}, "/ab"),
        ({"path": ""}, "/"),
        ({"path": "//a#end"}, "/a"),
        ({"path": "/a", "query": "z=1&y=a b&x"}, "/a?y=a+b&z=1"),
        ({"path": "/a", "query": {"q[]": ["é", "~"]}}, "/a?q%5B%5D=%C3%A9&q%5B%5D=%7E"),
        ({"path": "/a", "query": {"q": ["1"], "n": [None]}}, "/a?q=1"),
    ],
)
def test_path_and_query_as_they_are_sent(request_: dict[str, Any], target: str) -> None:
    assert paired(asks(**request_), sent(target=target)) == [["a"]]


@pytest.mark.parametrize("target", ["/a%2Fb", "/a/b/", "/A/b", "/a/b?x=1", "/a/b?"])
def test_other_targets_do_not_pair(target: str) -> None:
    assert paired(asks(path="/a/b"), sent(target=target)) == [["a"] if target.endswith("?") else []]


@pytest.mark.parametrize(
    ("headers", "recorded"),
    [
        ({"Authorization": "Bearer 1234"}, [("authorization", "Bearer live")]),
        ({"X-Tenant": "t-1"}, [("x-tenant", "t-live"), ("x-added", "1")]),
        ({"X-Tenant": "t-1", "Accept": "application/json"}, [("accept", "*/*")]),
        ({"X-Tenant": "t-1"}, []),
    ],
)
def test_headers_never_forbid(headers: dict[str, str], recorded: list[tuple[str, str]]) -> None:
    contract = asks(path="/a", headers=headers)
    capture = sent(target="/a", headers=recorded)
    assert paired(contract, capture) == [["a"]]
    assert notes_of(contract, capture) == (set() if recorded else {PairingNote.HEADERS_NOT_RECORDED})


def test_headers_do_not_forbid_what_a_rule_on_the_path_allows() -> None:
    rules = {"path": {"matchers": [{"match": "regex", "regex": r"/a/\d+"}]}}
    contract = asks(path="/a/1", headers={"X": "1"}, matchingRules=rules)
    assert paired(contract, sent(target="/a/27", headers={"X": "2"}), sent(target="/a/x")) == [["a"], []]


def test_a_recording_without_any_header_says_nothing_of_the_body() -> None:
    contract = asks(method="POST", path="/g", headers={"Content-Type": "application/json"}, body={"q": 1})
    assert paired(contract, sent("POST", "/g"), sent("POST", "/g", headers={"A": "b"})) == [["a"], []]
    run = cl.verify(contract, [sent("POST", "/g")])
    assert run.results[0].pairing_notes == (PairingNote.HEADERS_NOT_RECORDED,)


@pytest.mark.parametrize(
    ("body", "recorded", "fits"),
    [
        ({"b": [1, {"c": None}], "a": 0.1}, '{"a": 0.1,"b":[1,{"c":null}]}', True),
        ({"a": 5.551115123125783e-17}, '{"a":5.5511151231257827e-17}', True),
        ({"a": 1}, '{"a":1.0}', False),
        ({"a": 1}, '{"a":1,"b":2}', False),
        ({"a": True}, '{"a":1}', False),
        ([1, 2], "[2,1]", False),
        ("plain", '"plain"', True),
        ({"a": 1}, None, False),
    ],
)
def test_json_is_compared_as_json(body: Any, recorded: str | None, fits: bool) -> None:
    contract = asks(method="POST", path="/", headers={"Content-Type": "application/json"}, body=body)
    capture = sent("POST", headers={"Content-Type": "application/json"}, body=recorded)
    assert paired(contract, capture) == [["a"] if fits else []]


def test_tokens_of_a_filter_in_the_query_are_passed_over() -> None:
    contract = asks(path="/a", query="page=1&access_token=example")
    assert paired(
        contract,
        sent(target="/a?page=1&access_token=live"),
        sent(target="/a?page=1"),
        sent(target="/a?page=1&api_key=k&access_token=live"),
        sent(target="/a?page=2&access_token=example"),
    ) == [["a"], ["a"], ["a"], []]


def test_what_was_removed_before_storing_says_nothing() -> None:
    contract = contract_of(
        http("json", request={"method": "POST", "path": "/j", "body": {"user": "u", "password": "p"}}),
        http("form", request={"method": "POST", "path": "/f", "body": "user=u&pin=1"}),
        http("query", request={"path": "/q", "query": "user=u&pin=1"}),
        http("path", request={"path": "/p;sid=1/x"}),
    )
    gone = "‹redacted›"
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert paired(
        contract,
        sent("POST", "/j", json={"user": "u", "password": gone}, redacted=[Redacted("body", "$.password")]),
        sent("POST", "/j", json={"user": "other", "password": gone}, redacted=[Redacted("body", "$.password")]),
        sent("POST", "/f", body=f"user=u&pin={gone}", headers=form, redacted=[Redacted("body", "$.pin")]),
        sent("POST", "/f", body=gone, redacted=[Redacted("body", "$")]),
        sent(target=f"/q?user=u&pin={gone}", redacted=[Redacted("query", "pin")]),
        sent(target=f"/p;sid={gone}/x", redacted=[Redacted("path", "path")]),
        sent(target=f"/p;sid={gone}/y", redacted=[Redacted("path", "path")]),
    ) == [["json"], [], ["form"], ["form"], ["query"], ["path"], []]


def test_values_of_generators_pair() -> None:
    generators = {"path": {"type": "ProviderState", "expression": "/u/${id}"}, "query": {"n": {"type": "RandomInt"}}}
    contract = asks(path="/u/14f6", query="n=5", generators=generators)
    assert paired(
        contract, *(sent(target=target) for target in ("/u/6000?n=10", "/u/14f6?n=5", "/u/1?n=11", "/v?n=1"))
    ) == [["a"], ["a"], [], []]


def test_the_value_that_a_state_gives_tells_examples_apart() -> None:
    def user(number: int) -> dict[str, Any]:
        generators = {"path": {"type": "ProviderState", "expression": "/u/${id}"}}
        return http(f"user {number}", request={"path": "/u/0", "generators": generators}, states={"u": {"id": number}})

    assert paired(contract_of(user(1), user(2)), sent(target="/u/2"), sent(target="/u/1")) == [["user 2"], ["user 1"]]


_SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-5, 10**6), st.text(max_size=4), st.floats(-9, 9, width=32))
_TEXTS = st.text("abé ~%/?&=+[]._-", max_size=6)
_GENERATORS = st.sampled_from([
    {"type": "RandomInt", "min": -3, "max": 30}, {"type": "RandomDecimal", "digits": 5}, {"type": "RandomBoolean"},
    {"type": "RandomHexadecimal", "digits": 6}, {"type": "RandomString", "size": 7}, {"type": "Uuid"},
    {"type": "Uuid", "format": "simple"}, {"type": "Regex", "regex": r"[a-c]{2}\d+"}, {"type": "Date"},
    {"type": "Time", "format": "HH:mm:ss.SSSX"}, {"type": "DateTime", "format": "EEE, dd MMM yyyy HH:mm:ss Z"},
    {"type": "ProviderState", "expression": "${id}"}, {"type": "ProviderState", "expression": "x-${id}"},
    {"type": "ProviderState", "expression": "${unknown}"}, {"type": "Nobody's"},
])  # fmt: skip


@st.composite
def contracts(draw: st.DrawFn) -> cl.Contract:
    interactions = []
    for number in range(draw(st.integers(1, 4))):
        request: dict[str, Any] = {
            "method": draw(st.sampled_from(["GET", "POST"])),
            "path": f"/{draw(_TEXTS)}",
            "query": draw(st.dictionaries(_TEXTS, st.lists(_TEXTS, min_size=1, max_size=2), max_size=2)),
            "headers": draw(st.sampled_from([{}, {"X-A": "1"}, {"Content-Type": "application/json"}])),
        }
        if draw(st.booleans()):
            request["body"] = draw(st.dictionaries(st.sampled_from("abcd"), _SCALARS, max_size=3))
        generators: dict[str, Any] = {}
        if draw(st.booleans()):
            generators["path"] = draw(_GENERATORS)
        generators["query"] = {name: draw(_GENERATORS) for name in request["query"] if draw(st.booleans())}
        generators["body"] = {f"$.{name}": draw(_GENERATORS) for name in request.get("body", ()) if draw(st.booleans())}
        interactions.append(http(f"e{number}", request={**request, "generators": generators}))
    return contract_of(*interactions)


def generated(example: Example, seed: int, state: Any) -> cl.HttpRequest:
    return format_of(example.contract).generated_request(
        example, params={"id": state}, random=Random(seed), now=NOW, custom_headers={"X-Custom": "1"}
    )


@settings(max_examples=150, deadline=None)
@given(contracts(), st.integers(0, 2**32), st.one_of(st.integers(0, 99), st.sampled_from(["a b", "é", "x/y"])))
def test_whatever_is_generated_pairs(contract: cl.Contract, seed: int, state: Any) -> None:
    index = RequestIndex(contract.examples)
    for example in contract:
        request = generated(example, seed, state)
        candidates = index.candidates(request)
        assert example in [candidate.example for candidate in candidates], (example.document, request)
        alone = pair_captures([contract], [Capture(request, response_of(example.response))])
        assert not alone.unpaired
        if len(candidates) == 1:
            assert [pair.example for pair in alone.pairs] == [example]


# The same request


def posted(name: str, action: str = "setup", *, status: int = 200, **params: Any) -> Capture:
    body = json.dumps({"action": action, "params": params, "state": name})
    return sent("POST", "/_pact/state", body=body, status=status)


TWO = contract_of(
    http("found", request={"path": "/t"}, states=["exists"], response={"status": 200}),
    http("missing", request={"path": "/t"}, states=["does not exist"], response={"status": 404}),
    http("none", request={"path": "/t"}, response={"status": 200}),
)


def test_the_state_posted_before_tells_examples_apart() -> None:
    calls = [posted("does not exist"), posted("exists"), posted("")]
    asked = [sent(target="/t", status=500) for _ in calls]
    # Captures of one key get keys of their own, so those of the collection are compared, not those handed over.
    captures = cl.Captures([capture for pair in zip(calls, asked, strict=True) for capture in pair])
    run = cl.verify(TWO, captures)
    assert [(result.example.description, result.capture) for result in run.results] == [
        ("found", captures[3]), ("missing", captures[1]), ("none", captures[5]),
    ]  # fmt: skip
    assert run.unpaired == ()
    assert {note for result in run.results for note in result.pairing_notes} == set()


def test_states_and_teardowns_of_several() -> None:
    contract = contract_of(
        http("both", request={"path": "/t"}, states=["a", "b"]),
        http("a", request={"path": "/t"}, states=["a"]),
        http("b of 1", request={"path": "/t"}, states={"b": {"n": 1}}),
        http("b of 2", request={"path": "/t"}, states={"b": {"n": 2}}),
    )
    wanted = [("b of 2", [("b", {"n": 2})]), ("both", [("a", {}), ("b", {})]), ("b of 1", [("b", {"n": 1})])]
    captures: list[Capture] = []
    for _, states in wanted:
        captures += [posted(name, **params) for name, params in states]
        captures.append(sent(target="/t"))
        captures += [posted(name, "teardown", **params) for name, params in states]
    pairs = pair_captures([contract], captures).pairs
    assert [(pair.example.description, len(pair.also)) for pair in pairs] == [(name, 0) for name, _ in wanted]


def test_after_a_handler_that_failed_the_last_calls_count() -> None:
    contract = contract_of(
        http("a", request={"path": "/t"}, states=["fails", "works"]),
        http("b", request={"path": "/t"}, states=["b"]),
    )
    asked = sent(target="/t")
    captures = [posted("fails", status=500), posted("works"), posted("b"), asked]
    assert paired(contract, *captures)[-1] == ["b"]


def test_a_call_of_an_example_is_no_state_call() -> None:
    body = {"action": "setup", "params": {}, "state": "x"}
    contract = asks("machine", method="POST", path="/machines", body=body)
    run = cl.verify(contract, [sent("POST", "/machines", json=body)])
    assert run.passed


def test_where_others_tell_their_states_none_are_none() -> None:
    asked = [sent(target="/t", states=(("exists", {}),)), sent(target="/t", status=418)]
    assert paired(TWO, *asked) == [["found"], ["none"]]


ALIKE = [http(f"e{number}", request={"path": "/t"}, response={"status": 200}) for number in range(3)]


def test_a_verifier_asks_in_the_order_of_the_file() -> None:
    contract = contract_of(http("first", request={"path": "/1"}), *ALIKE, http("last", request={"path": "/2"}))
    run = [sent(target="/1"), *(sent(target="/t") for _ in ALIKE), sent(target="/2")]
    assert paired(contract, *run) == [["first"], ["e0"], ["e1"], ["e2"], ["last"]]
    assert notes_of(contract, *run) == {PairingNote.BY_ORDER}


def test_several_runs_in_one_recording() -> None:
    contract = contract_of(http("first", request={"path": "/1"}), *ALIKE)
    runs = [sent(target=target) for target in ("/1", "/t", "/t", "/t", "/1", "/t", "/t", "/t")]
    assert [names[0] for names in paired(contract, *runs)] == ["first", "e0", "e1", "e2"] * 2


@pytest.mark.parametrize(
    "targets",
    [("/t", "/t"), ("/t", "/t", "/t", "/t"), ("/t", "/t", "/last", "/t"), ("/last", "/t", "/t", "/t")],
)
def test_an_order_that_does_not_fit_decides_nothing(targets: Iterable[str]) -> None:
    contract = contract_of(*ALIKE, http("last", request={"path": "/last"}))
    run = cl.verify(contract, [sent(target=target) for target in targets])
    verdicts = {result.verdict for result in run.results if result.example.description != "last" and result.capture}
    assert verdicts == {"error"}


def test_contracts_come_in_the_order_in_which_they_were_verified() -> None:
    def of(consumer: str) -> cl.Contract:
        return contract_of(
            http(f"{consumer} alone", request={"path": f"/{consumer}"}),
            http(f"{consumer} shared", request={"path": "/t"}),
            consumer=consumer,
        )

    run = [sent(target=target) for target in ("/web", "/t", "/app", "/t")]
    assert [names[0] for names in paired([of("app"), of("web")], *run)] == [
        "web alone", "web shared", "app alone", "app shared",
    ]  # fmt: skip


def test_answers_speak_against_an_order_unless_a_verifier_asked() -> None:
    contract = contract_of(TWO[0].document, TWO[1].document)
    plain = [sent(target="/t", status=404), sent(target="/t", status=200)]
    assert paired(contract, *plain) == [["missing"], ["found"]]
    assert notes_of(contract, *plain) >= {PairingNote.BY_ANSWER}
    by_verifier = [sent(target="/t", status=status, headers=[AGENT]) for status in (404, 200)]
    assert paired(contract, *by_verifier) == [["found"], ["missing"]]


def test_the_only_example_that_accepts_the_answer_is_a_guess_that_is_told() -> None:
    contract = contract_of(TWO[0].document, TWO[1].document)
    run = cl.verify(contract, [sent(target="/t", status=404, headers=[("Accept", "*/*")])])
    assert [(result.verdict, result.pairing_notes) for result in run.results] == [
        ("not exercised", ()), ("passed", (PairingNote.BY_ANSWER,)),
    ]  # fmt: skip
    assert "which is a guess" in run["missing"]._repr_mimebundle_()["text/plain"]
    assert "1 capture was matched by its response, which is a guess." in run._repr_mimebundle_()["text/plain"]
    assert "only this example" in run["missing"]._repr_mimebundle_()["text/html"]


@pytest.mark.parametrize("status", [200, 500])
def test_answers_that_fit_several_or_none_leave_it_ambiguous(status: int) -> None:
    contract = contract_of(*(http(name, request={"path": "/t"}, states=[name]) for name in "ab"))
    run = cl.verify(contract, [sent(target="/t", status=status)])
    assert {result.verdict for result in run.results} == {"error"}


def test_headers_tell_the_same_request_apart() -> None:
    contract = contract_of(
        http("json", request={"path": "/t", "headers": {"Accept": "application/json"}}),
        http("csv", request={"path": "/t", "headers": {"Accept": "text/csv"}}),
        http("by rule", request={
            "path": "/t", "headers": {"Accept": "image/png"},
            "matchingRules": {"header": {"Accept": {"matchers": [{"match": "regex", "regex": "image/.*"}]}}},
        }),
    )  # fmt: skip
    accepted = ["text/csv", "image/gif", "application/json", "text/csv"]
    captures = [sent(target="/t", headers={"Accept": value}) for value in accepted]
    assert paired(contract, *captures) == [["csv"], ["by rule"], ["json"], ["csv"]]


def test_custom_headers_of_a_verifier_do_not_hide_its_order() -> None:
    contract = contract_of(
        http("without a token", request={"path": "/t"}, response={"status": 401}),
        http("with a token", request={"path": "/t", "headers": {"Authorization": "Bearer example"}}),
    )
    replaced = [sent(target="/t", status=500, headers=[("Authorization", "Bearer live"), AGENT]) for _ in range(2)]
    assert paired(contract, *replaced) == [["without a token"], ["with a token"]]
    as_written = [
        sent(target="/t", status=500, headers=[("Authorization", "Bearer example")]),
        sent(target="/t", status=500, headers=[("Accept", "*/*")]),
    ]
    assert paired(contract, *as_written) == [["with a token"], ["without a token"]]


def test_notes_are_saved_and_loaded(tmp_path: Any) -> None:
    contract = contract_of(TWO[0].document, TWO[1].document)
    run = cl.verify(contract, [sent(target="/t", status=404)])
    loaded = cl.load_run(run.save(tmp_path / "run.json"))
    assert [result.pairing_notes for result in loaded.results] == [result.pairing_notes for result in run.results]


def test_many_alike_are_not_compared_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    alike = [
        http(f"e{number}", request={"method": "POST", "path": "/t", "body": {"a": 1}}, response={"body": number})
        for number in range(40)
    ]
    contract = contract_of(*alike)
    captures = [sent("POST", "/t", json={"a": 1}, headers={"trace": str(number)}) for number in range(201)]
    checked: list[Example] = []
    check = pairing.check_capture

    def counted(example: Example, capture: Capture, dialect: str) -> Any:
        checked.append(example)
        return check(example, capture, dialect)

    monkeypatch.setattr(pairing, "check_capture", counted)
    monkeypatch.setattr(type(contract[0]), "check_request", lambda *_, **__: pytest.fail("no rule is to be asked"))
    outcome = pair_captures([contract], captures)
    assert len(outcome.pairs) == 40 * 100, "each example has as many captures as are looked at"
    assert len(checked) <= 40, "equal answers are judged once"
    assert len(outcome.pairs[0].also) == 39
    assert [example.index for example in outcome.pairs[2].also[:3]] == [0, 1, 3]
    assert len(list(outcome.pairs[2].also)) == 39


def test_a_preview_guesses_as_a_run_does() -> None:
    contract = contract_of(TWO[0].document, TWO[1].document)
    captures = [sent(target="/t", status=404)]
    edit = cl.edit(contract)
    edit["missing"].response.status = 410
    edit["found"].response.status = 404
    after = edit.preview(captures).results
    assert [
        (result.example.description, result.verdict, result.pairing_notes) for result in after if result.capture
    ] == [
        (result.example.description, result.verdict, result.pairing_notes)
        for result in cl.verify(edit.contract, captures).results
        if result.capture
    ]


# Base paths


BELOW = contract_of(http("a", request={"path": "/a/1"}), http("b", request={"path": "/b"}))


@pytest.mark.parametrize(
    ("targets", "base_path"),
    [
        (["/api/v2/a/1", "/api/v2/b"], "/api/v2"),
        (["/api/v2/a/1", "/api/v2/else"], "/api/v2"),
        (["/x%20y/b"], "/x%20y"),
        (["/api/b", "/icon", "/style"], ""),
        (["/api/b", "/icon"], "/api"),
        (["/else/where"], ""),
        (["/a/1", "/api/b"], "/api"),
        (["/a/1", "/b"], ""),
        ([], ""),
    ],
)
def test_a_base_path_is_detected(targets: list[str], base_path: str) -> None:
    run = cl.verify(BELOW, [sent(target=target) for target in targets])
    assert run.base_path_hint == base_path
    text = run._repr_mimebundle_()["text/plain"]
    assert (f'base_path="{base_path}"' in text) == bool(base_path)


def test_a_base_path_is_applied_on_request() -> None:
    captures = cl.Captures([sent(target="/api/a/1"), sent(target="/b")], base_path="auto")
    run = cl.verify(BELOW, captures)
    assert run.passed
    assert [capture.base_path for capture in run.captures] == ["/api", ""]
    assert run.captures.base_path == "/api"
    assert run.base_path_hint == ""


def test_where_no_base_path_is_found_all_stays() -> None:
    captures = cl.Captures([sent(target="/b"), sent(target="/else/where")], base_path="auto")
    run = cl.verify(BELOW, captures)
    assert [result.verdict for result in run.results] == ["not exercised", "passed"]
    assert len(run.unpaired) == 1


# What to do


def test_when_nothing_pairs_every_difference_is_told() -> None:
    contract = asks("receipts", method="GET", path="/receipts", query="fruits[]=mango")
    run = cl.verify(contract, [sent("POST", "/receipts/?fruits=mango", headers={"A": "b"})])
    with pytest.raises(cl.ContractBroken) as broken:
        run.require_passed()
    text = str(broken.value)
    for piece in (
        "Nearest: “receipts”", "expected GET, got POST", "expected /receipts, got /receipts/",
        "query fruits[]: expected",
        "query fruits: expected no parameter of this name", "captures.assign(capture, example)",
    ):  # fmt: skip
        assert piece in text
    for kind in ("text/html", "text/markdown"):
        assert "receipts" in run._repr_mimebundle_()[kind]
        assert run._repr_mimebundle_()[kind].count("expected") >= 4
