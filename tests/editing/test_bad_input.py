"""What people hand over by mistake is refused in words, and nothing has changed then."""

from __future__ import annotations

from typing import Any

import pytest
from small_contracts import contract_of, document_of, http, part_of

import contractlab as cl
from contractlab import match
from contractlab.captures import Capture
from contractlab.errors import ContractLabError, InvalidCapture, InvalidContract, InvalidEdit

CAPTURE = Capture(cl.HttpRequest("GET", "/", query="a=1"), cl.HttpResponse(200, json={"id": 1}))


def edited(version: str = "4.0") -> cl.Edit:
    interaction = http(
        "one",
        type="Synchronous/HTTP",
        states=["up"],
        key="k",
        request={"method": "GET", "path": "/", "query": {"a": ["1"]}},
        response={"status": 200, **part_of({"id": 1, "items": [1]}, {"$.id": {"match": "type"}}, version)},
    )
    return cl.edit(contract_of(interaction, version=version))


BAD: list[Any] = [
    lambda edit: edit[0].states.add("s", params=5),
    lambda edit: edit[0].states.add("s", params="xy"),
    lambda edit: edit[0].states.add("s", params={1: 2}),
    lambda edit: edit[0].states.add(5),
    lambda edit: edit[0].states.add("s", index=-1),
    lambda edit: edit[0].states.add("s", index="0"),
    lambda edit: edit[0].states.set_params("up", "xy"),
    lambda edit: edit[0].states.move("up", "0"),
    lambda edit: edit[0].states.rename("up", None),
    lambda edit: edit.states.rename("up", 5),
    lambda edit: edit.states.add_to([0], 5),
    lambda edit: edit.states.add_to([0], "s", params=5),
    lambda edit: edit[0].response.generators.__setitem__("$.id", 5),
    lambda edit: setattr(edit[0], "comments", "x"),
    lambda edit: setattr(edit[0], "comments", None),
    lambda edit: setattr(edit[0], "pending", "no"),
    lambda edit: setattr(edit[0], "description", 5),
    lambda edit: setattr(edit[0], "key", 5),
    lambda edit: setattr(edit[0], "key", ""),
    lambda edit: setattr(edit[0].response, "content_type", 5),
    lambda edit: edit[0].duplicate(""),
    lambda edit: edit[0].duplicate(5),
    lambda edit: edit[0].move("x"),
    lambda edit: edit[0].response.headers.__setitem__("X-A", None),
    lambda edit: edit[0].response.headers.__setitem__("X-A", {"a": 1}),
    lambda edit: edit[0].response.headers.__setitem__("X-A", float("nan")),
    lambda edit: edit[0].response.headers.__setitem__("X-A", object),
    lambda edit: edit[0].response.headers.__setitem__("X-A", match.like({"a": 1})),
    lambda edit: edit[0].request.query.__setitem__("q", [None]),
    lambda edit: edit[0].request.query.rename("a", ""),
    lambda edit: edit[0].response.body.__setitem__(None, 1),
    lambda edit: edit[0].response.body.__setitem__("$.id", {1: 2, 2: object()}),
    lambda edit: edit[0].response.body.__setitem__("$.id", 10**40),
    lambda edit: edit[0].response.body.__setitem__("$.id", [-(2**63) - 1]),
    lambda edit: edit.add(5),
    lambda edit: edit.add({"key": "k", "description": "two"}),
    lambda edit: edit.put("x", 1),
    lambda edit: edit.put("", 1),
    lambda edit: edit.put(5, 1),
    lambda edit: edit.drop("metadata"),
    lambda edit: edit.undo(-1),
    lambda edit: edit.undo("x"),
    lambda edit: edit.redo(1.5),
    lambda edit: edit.promote("x"),
    lambda edit: edit.preview(5),
    lambda edit: edit.preview(["x"]),
    lambda edit: edit.preview("captures/"),
    lambda edit: edit.suggestions(None),
    # Names that do not exist: not an edit of nothing.
    lambda edit: setattr(edit[0], "responce", 5),
    lambda edit: setattr(edit[0].response, "bodyy", 5),
    lambda edit: setattr(edit[0].response, "headers", {"A": "b"}),
    lambda edit: setattr(edit[0], "states", ["x"]),
    lambda edit: setattr(edit[0].response.body, "value", 5),
]


@pytest.mark.parametrize("number", range(len(BAD)))
def test_it_is_refused_in_words_and_nothing_changes(number: int) -> None:
    edit = edited()
    edit[0].response.status = 201
    before, steps = edit.state, edit.steps
    with pytest.raises(ContractLabError):
        BAD[number](edit)
    assert edit.state is before
    assert edit.steps == steps


def test_a_slip_of_the_pen_names_what_was_meant() -> None:
    with pytest.raises(InvalidEdit, match="did you mean body"):
        edited()[0].response.bodyy = 5  # type: ignore[attr-defined]
    with pytest.raises(InvalidEdit, match=r"headers\['…'\]"):
        edited()[0].response.headers = {"A": "b"}  # type: ignore[misc]


def test_undo_of_more_than_there_is_takes_nothing_back() -> None:
    edit = edited()
    edit[0].response.status = 201
    with pytest.raises(InvalidEdit, match="only 1"):
        edit.undo(2)
    assert len(edit.steps) == 1


def test_what_is_no_contract_and_no_capture() -> None:
    contract = edited().original
    for wrong in ("x.json", None, 5):
        with pytest.raises(InvalidEdit, match=r"cl\.load"):
            cl.edit(wrong)  # type: ignore[arg-type]
        with pytest.raises(InvalidEdit, match="not a contract"):
            cl.compare(contract, wrong)  # type: ignore[arg-type]
        with pytest.raises(InvalidContract, match=r"cl\.load|x\.json: cannot be read"):
            cl.verify(wrong, [])  # type: ignore[arg-type]
    with pytest.raises(InvalidEdit, match=r"edit\.contract"):
        cl.compare(contract, edited())  # type: ignore[arg-type]
    with pytest.raises(InvalidCapture, match="No such file or folder"):
        cl.verify(contract, "captures/")
    assert edited().preview(CAPTURE).results  # one alone is fine


def test_a_part_that_is_no_object_is_not_edited_part_by_part() -> None:
    document = document_of({"description": "one", "request": {}, "response": []}, version="3.0")
    edit = cl.edit(cl.load(document))
    with pytest.raises(InvalidEdit, match="not an object in the file"):
        edit[0].response.status = 201


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: match.regex("12"), "pattern"),
        (lambda: match.regex("12", regex=5), "pattern"),
        (lambda: match.regex([1], regex="x"), "does not match text matching x"),
        (lambda: match.includes(), "text to look for"),
        (lambda: match.date(format=5), "format"),
        (lambda: match.string_prefix("abc", None), "prefix"),
        (lambda: match.content_type(content_type=None), "media type"),
        (lambda: match.status_code(None), "list of statuses"),
        (lambda: match.status_code(["two hundred"]), "not a list of statuses"),
        (lambda: match.each_like(1, min="1"), "number of items"),
        (lambda: match.each_like(1, max=True), "number of items"),
        (lambda: match.array_length([1], min=None, max=0), "array of this length"),
        (lambda: match.array_containing(5), "list of variants"),
        (lambda: match.array_starting_with(None), "list of items"),
        (lambda: match.each_key_matches({"a": 1}, rules=5), "not a matcher"),
        (lambda: match.each_value_matches({"a": 1}, rules="x"), "not a matcher"),
        (lambda: match.state_variable(5), "state variable"),
        (lambda: 5 | match.like(1), "not a matcher"),
        (lambda: "x" & match.like(1), "not a matcher"),
    ],
)  # fmt: skip
def test_words_of_the_vocabulary_refuse_what_is_no_argument(make: Any, message: str) -> None:
    with pytest.raises(InvalidEdit, match=message):
        make()


@pytest.mark.parametrize(
    "matcher", [match.status_code("success", 204), match.status_code([200, 204]), match.status_code([200], 200)]
)
def test_a_class_of_statuses_is_written_as_code(matcher: match.Matcher) -> None:
    assert eval(repr(matcher), {"match": match}) == matcher


def test_truth_and_numbers_are_written_as_text() -> None:
    edit = edited()
    edit[0].response.headers["X-On"] = True
    edit[0].request.query["n"] = [1, 2.5]
    assert edit[0].response.headers["X-On"] == ["true"]
    assert edit[0].request.query["n"] == ["1", "2.5"]


@pytest.mark.parametrize("version", ["2.0", "3.0", "4.0"])
def test_the_rule_of_a_header_in_other_letters_is_its_rule(version: str) -> None:
    value = ["text/plain"] if version == "4.0" else "text/plain"
    rule = {"match": "regex", "regex": "text/.*"}
    rules: Any = {"header": {"content-type": {"matchers": [rule]}}}
    if version == "2.0":
        rules = {"$.headers.content-type": rule}
    response = {"status": 200, "headers": {"Content-Type": value}, "matchingRules": rules}
    edit = cl.edit(contract_of(http("one", type="Synchronous/HTTP", response=response), version=version))
    edit[0].response.headers["Content-Type"] = match.regex("text/html", regex="text/(html|plain)")
    written_rules = edit[0].response.document["matchingRules"]
    assert list(written_rules if version == "2.0" else written_rules["header"]) == [
        "$.headers.content-type" if version == "2.0" else "content-type"
    ]
    edit[0].response.headers.rename("content-type", "X-Kind")
    written_rules = edit[0].response.document["matchingRules"]
    assert list(written_rules if version == "2.0" else written_rules["header"]) == [
        "$.headers.X-Kind" if version == "2.0" else "X-Kind"
    ]
    edit[0].response.headers["Other"] = "1"
    with pytest.raises(InvalidEdit, match="already"):
        edit[0].response.headers.rename("X-Kind", "OTHER")


@pytest.mark.parametrize(
    "matcher",
    [
        match.like(float("nan")), match.each_like({"id": match.integer(1)}, min=1), match.nullable("x"),
        match.array_containing([match.integer(1), "x"]), match.regex("1", regex=r"\d"), match.null(),
        match.integer(1) & match.not_empty(1), match.each_key_matches({"ab": 1}, rules=match.regex(regex="[ab]+")),
    ],
)  # fmt: skip
def test_the_code_of_a_rule_alone_says_the_rule_alone(matcher: match.Matcher) -> None:
    edit = edited()
    edit[0].response.body.set_rule("$.items", matcher)
    again = cl.edit(edit.original)
    exec(edit.steps[-1].code, {"edit": again, "match": match})
    assert again.to_bytes() == edit.to_bytes()
