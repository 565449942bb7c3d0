"""Wrong answers that a contract lets through: each was judged, and the edits that are proposed do what they promise."""

from __future__ import annotations

import json
from typing import Any

import commands
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_contracts import JSON, TYPE, contract_of, http, matchers

import contractlab as cl
from contractlab.editing.wrong_answers import MutantKind
from contractlab.insight.judged import Outcome
from contractlab.insight.strictness import Strictness

ADDRESS = {"city": "London", "zip": "W1U"}
BODY = {"id": 7, "since": "2020-01-31", "tags": ["a", "b"], "address": ADDRESS, "amount": "7", "note": None}


def contract(rules: dict[str, Any], body: Any = BODY, status: int = 200, **more: Any) -> cl.Contract:
    response = {"status": status, "headers": dict(JSON), "body": body, "matchingRules": {"body": matchers(rules)}}
    return contract_of(http("a customer", response={**response, **more}))


def words(strictness: Strictness, label: str, outcome: Outcome) -> list[str]:
    fields = strictness[label].fields
    return [judged.mutant.words for field in fields for judged in field.mutants if judged.outcome is outcome]


def test_what_passes_although_it_is_asked() -> None:
    rules = {"$.tags": TYPE, "$.since": TYPE, "$.amount": {"match": "regex", "regex": r"\d+"}}
    strictness = cl.strictness(contract(rules))
    assert words(strictness, "$.tags", Outcome.WEAKLY) == ["[]"]
    assert words(strictness, "$.since", Outcome.WEAKLY) == [
        '""', '"not a value"', '"2020-01-31 x"', '"x 2020-01-31"'
    ]  # fmt: skip
    assert words(strictness, "$.amount", Outcome.WEAKLY) == ["7"]
    assert words(strictness, "$.address", Outcome.WEAKLY) == []
    assert strictness["$.tags"].first_let_through is not None


def test_extra_keys_are_never_asked_of_a_response_and_do_not_count() -> None:
    strictness = cl.strictness(contract({}))
    assert strictness.weakly == 0
    assert strictness.score == 1.0
    assert strictness.percent == 100
    assert words(strictness, "$.address", Outcome.NEVER) == [
        '{"city": "London", "zip": "W1U", "unexpected": "extra"}'
    ]  # fmt: skip
    assert strictness.never == 2


def test_a_null_that_the_contract_allows_is_right() -> None:
    rule = {"combine": "OR", "matchers": [{"match": "null"}, {"match": "type"}]}
    strictness = cl.strictness(contract({"$.id": rule}))
    assert strictness["$.id"].weakly == 0


def test_a_pattern_judges_what_is_no_text_by_its_text() -> None:
    loose = contract({"$.address.city": {"match": "regex", "regex": "[A-Za-z ]+"}})
    strictness = cl.strictness(loose)
    assert words(strictness, "$.address.city", Outcome.WEAKLY) == ["null", "true"]
    (tightening,) = strictness["$.address.city"].tightenings
    assert tightening.label == "type and [A-Za-z ]+"
    edit = cl.edit(loose)
    tightening.apply(edit)
    assert cl.strictness(edit.contract)["$.address.city"].weakly == 0


def test_keys_that_are_free_stay_free() -> None:
    rule = {"match": "eachKey", "rules": [{"match": "regex", "regex": "[a-z]+"}]}
    strictness = cl.strictness(contract({"$.address": rule}))
    assert strictness["$.address.city"].tightenings == ()


def test_statuses_and_headers() -> None:
    strictness = cl.strictness(contract({}, headers={**JSON, "ETag": "x", "Date": "today", "Content-Length": "7"}))
    assert strictness["status"].stopped == 9
    assert strictness["header ETag"].stopped == 3
    labels = {path.label for path in strictness.paths}
    assert not {"header Date", "header Content-Length"} & labels


def test_a_response_without_a_body_is_asked_nothing_of_it() -> None:
    strictness = cl.strictness(contract_of(http(response={"status": 204})))
    assert strictness["$"].never == 1
    assert strictness["$"].asked == 0


def test_text_and_messages_are_tried_too() -> None:
    text = http(response={"status": 200, "headers": {"Content-Type": "text/plain"}, "body": "hello"})
    assert cl.strictness(contract_of(text))["$"].stopped == 3
    message = {"description": "m", "contents": {"id": 1}, "metaData": {"contentType": "application/json"}}
    document = contract_of(http()).document
    document = {**{key: document[key] for key in ("consumer", "provider", "metadata")}, "messages": [message]}
    strictness = cl.strictness(cl.load(document))
    assert strictness["$.id"].stopped > 3


def test_edits_stop_what_they_say_and_break_no_capture() -> None:
    loose = contract({"$.tags": TYPE, "$.since": TYPE, "$.amount": {"match": "regex", "regex": r"\d+"}})
    strictness = cl.strictness(loose)
    assert len(strictness.edits) == 4
    edit = cl.edit(loose)
    for tightening in strictness.edits:
        tightening.apply(edit)
    again = cl.strictness(edit.contract)
    assert again.weakly == 0
    assert again.asked >= strictness.asked - strictness.weakly
    assert "min=1" in strictness["$.tags"].tightenings[0].code


def test_an_edit_that_would_break_a_capture_is_not_proposed() -> None:
    loose = contract({"$.tags": TYPE})
    body = json.dumps({**BODY, "tags": []}).encode()
    captured = cl.Capture(cl.HttpRequest("GET", "/"), cl.HttpResponse(200, list(JSON.items()), body))
    strictness = cl.strictness(loose, [captured])
    assert strictness["$.tags"].weakly == 1
    assert strictness["$.tags"].tightenings == ()
    assert "No edit was found" in strictness._repr_mimebundle_()["text/html"]


def test_the_frame_has_a_row_for_each_wrong_answer() -> None:
    strictness = cl.strictness(contract({"$.tags": TYPE}))
    frame = strictness.to_frame()
    assert len(frame) == strictness.total
    assert frame["outcome"].value_counts().to_dict() == {
        "stopped": strictness.stopped, "never asked": strictness.never, "asked weakly": strictness.weakly
    }  # fmt: skip


def test_views_say_the_figures_and_what_stops_the_worst() -> None:
    strictness = cl.strictness(contract({"$.tags": TYPE}))
    text = strictness._repr_mimebundle_()["text/plain"]
    assert f"Score: {strictness.stopped} of {strictness.asked} asked" in " ".join(text.split())
    assert "[] passes. min=1 stops it" in text
    path = strictness["$.tags"]._repr_mimebundle_()
    assert "○ passes" in path["text/plain"]
    assert "set_rule" in path["text/html"]


def test_strangers_text_stays_text_in_the_views() -> None:
    hostile = contract({"$": TYPE}, body={"<img src=x onerror=alert(1)>": "<script>alert(1)</script>"})
    strictness = cl.strictness(hostile)
    shown = [strictness, *strictness.paths]
    assert all("<img" not in item._repr_mimebundle_()["text/html"] for item in shown)
    assert all("<script" not in item._repr_mimebundle_()["text/html"] for item in shown)


def test_large_bodies_are_bounded_and_what_was_left_out_is_counted() -> None:
    big = {"items": [{"id": number, "name": "x" * 200} for number in range(10_000)], **{f"k{n}": n for n in range(60)}}
    strictness = cl.strictness(contract({"$.items": {"match": "type", "min": 1}}, body=big))
    assert strictness.not_tried > 0
    assert "not tried" in strictness._repr_mimebundle_()["text/plain"]


SCALARS = st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(["", "a", "2020-01-31", "7", "x y"])
BODIES = st.dictionaries(
    st.sampled_from("abcd"),
    SCALARS | st.lists(SCALARS, max_size=2) | st.dictionaries(st.sampled_from("xyz"), SCALARS, max_size=2),
    min_size=1,
    max_size=4,
)
RULES = st.sampled_from(
    [TYPE, {"match": "regex", "regex": "a|7|2.*"}, {"match": "type", "min": 1}, {"match": "number"}, {"match": "date"}]
)


@st.composite
def loose_contracts(draw: st.DrawFn) -> cl.Contract:
    body = draw(BODIES)
    paths = ["$", *(f"$.{key}" for key in body), *(f"$.{key}[*]" for key, value in body.items() if value == [])]
    return contract(draw(st.dictionaries(st.sampled_from(paths), RULES, max_size=3)), body=body)


@settings(max_examples=60, deadline=None)
@given(loose_contracts())
def test_every_outcome_is_the_verdict_of_the_engine(loose: cl.Contract) -> None:
    strictness = cl.strictness(loose)
    own = loose[0].own_parts[1].recording
    if not loose[0].check_response(own).passed:
        return
    for field in strictness.fields:
        if field.part != "body" or field.path not in ("$", *(f"$.{key}" for key in BODIES_KEYS)):
            continue
        for judged in field.mutants:
            body = json.loads(own.body)
            answer = _with(body, field.path, judged.mutant.value)
            accepted = loose[0].check_response(cl.HttpResponse(200, own.headers, answer)).passed
            assert accepted == (judged.outcome is not Outcome.STOPPED), (field.path, judged)


BODIES_KEYS = "abcd"


def _with(body: dict[str, Any], path: str, value: Any) -> bytes | None:
    if path == "$":
        return None if value is cl.MISSING else json.dumps(value).encode()
    key = path[2:]
    changed = {name: kept for name, kept in body.items() if name != key}
    return json.dumps(changed if value is cl.MISSING else {**changed, key: value}).encode()


@settings(max_examples=40, deadline=None)
@given(loose_contracts())
def test_what_an_edit_promises_comes_true(loose: cl.Contract) -> None:
    strictness = cl.strictness(loose)
    for tightening in strictness.edits[:4]:
        edit = cl.edit(loose)
        tightening.apply(edit)
        again = cl.strictness(edit.contract)
        label = tightening.field.label
        stopped = {mutant.words for mutant in tightening.stops}
        assert not stopped & set(words(again, label, Outcome.WEAKLY))
        assert edit.contract[0].own_parts[1].check(edit.contract[0].own_parts[1].recording).passed


def test_kinds_say_how_an_answer_is_wrong() -> None:
    kinds = {judged.mutant.kind for field in cl.strictness(contract({})).fields for judged in field.mutants}
    assert kinds == set(MutantKind)


@pytest.mark.parametrize(("least", "status"), [("0", 0), ("100", 1)])
def test_lint_fails_where_contracts_are_too_loose(tmp_path: Any, least: str, status: int) -> None:
    path = tmp_path / "loose.json"
    path.write_bytes(contract({"$.tags": TYPE}).source.data)
    result = commands.run("lint", str(path), "--min-strictness", least)
    assert result.exit_code == status
    assert "wrong answers are stopped" in result.stderr
