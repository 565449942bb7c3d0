"""Editing ContractCase contracts: every part of every kind of example, names, states, files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from case_contracts import CALLER_READS, M, document, example, load, matcher, named, request, response, shaped, users

import contractlab as cl
from contractlab import match
from contractlab.captures import Capture, MessageCapture
from contractlab.errors import InvalidEdit, SaveConflict


def users_edit() -> Any:
    return cl.edit(load(users(), name="users.case.json"))


def body_edit(body: Any) -> Any:
    return cl.edit(load(document(example(named("a", request()), named("b", response(body=body))))))


def written(edit: Any) -> Any:
    return json.loads(edit.to_bytes())["examples"][0]["mock"]["response"][f"{M}child"]["body"]


# -- names ------------------------------------------------------------------------------------------------------------


def test_a_named_matcher_is_one_wherever_it_is_written() -> None:
    edit = users_edit()
    edit[0].request.headers["X-Trace"] = match.any_string("t")
    for edited in edit:
        assert dict(edited.request.headers) == {"x-trace": "t"}
    assert edit.document["matcherLookup"]["matcher:get a user"]["headers"]["x-trace"][f"{M}example"] == "t"
    assert edit.contract.problems == ()


def test_an_example_of_its_own_name_is_edited_alone() -> None:
    edit = users_edit()
    edit[0].request_name = "get a user who is there"
    edit[0].request.headers["x-trace"] = "t"
    assert dict(edit[1].request.headers) == {}
    assert set(edit.document["matcherLookup"]) >= {"matcher:get a user", "matcher:get a user who is there"}
    edit[1].remove()
    assert "matcher:get a user" not in edit.document["matcherLookup"]
    assert "matcher:no user" not in edit.document["matcherLookup"]
    assert edit.contract.problems == ()


def test_a_name_can_be_given_and_referred_to() -> None:
    edit = body_edit({"a": 1, "b": 2})
    edit[0].response.body["$.a"] = match.named(match.integer(7), "an id")
    edit[0].response.body["$.b"] = match.reference("an id")
    assert edit[0].response.body.value == {"a": 7, "b": 7}
    edit[0].response.body["$.b"] = 8  # one matcher, one example
    assert edit[0].response.body.value == {"a": 8, "b": 8}


def test_descriptions_are_made_of_names() -> None:
    edit = users_edit()
    with pytest.raises(InvalidEdit, match="request_name"):
        edit[0].description = "x"
    edit[0].response_name = "Ada"
    assert edit[0].description == "When up and a user exists, then get a user Ada"


# -- values and matchers ----------------------------------------------------------------------------------------------


def test_a_plain_value_is_the_matchers_new_example() -> None:
    edit = body_edit({"id": matcher("Integer", example=1, resolvesTo="number"), "name": shaped("Ada")})
    body = edit[0].response.body
    body["$.id"] = 2
    body["$.name"] = "Bob"
    assert body.value == {"id": 2, "name": "Bob"}
    assert written(edit) == {"id": matcher("Integer", example=2, resolvesTo="number"), "name": shaped("Bob")}


@pytest.mark.parametrize(
    ("word", "plain", "parts"),
    [
        (match.string_prefix("id-1", "id-"), "id-é", {"suffix": "é"}),
        (match.string_suffix("a.png", ".png"), "b.png", {"prefix": "b"}),
        (match.base64("a"), "w6k=", {"child": "é"}),
        (match.base64(match.any_string("a")), "Yg==", {"child": "b"}),
        (match.url_encoded("a"), "a%20b", {"child": "a b"}),
        (match.json_stringified({"a": 1}), '{"a":[2]}', {"child": {"a": [2]}}),
        (match.basic_auth("u", match.any_string("p")), "djpx", {"username": "v", "password": "q"}),
    ],
)
def test_a_plain_value_is_taken_apart_by_a_matcher_of_parts(word: match.Matcher, plain: str, parts: Any) -> None:
    edit = body_edit({"value": None})
    body = edit[0].response.body
    body["$.value"] = word
    kind = written(edit)["value"][f"{M}type"]
    body["$.value"] = plain
    assert body["$.value"] == plain
    assert written(edit)["value"][f"{M}type"] == kind
    for name, expected in parts.items():
        part = written(edit)["value"][f"{M}{name}"]
        assert (part.get(f"{M}example", part) if isinstance(part, dict) else part) == expected
    assert edit.contract.problems == ()


@pytest.mark.parametrize(
    ("word", "plain", "message"),
    [
        (match.string_prefix("id-1", "id-"), "x", "does not start with"),
        (match.string_suffix("a.png", ".png"), "x", "does not end with"),
        (match.base64("a"), "é", "not text in base64"),
        (match.base64("a"), 5, "is not text"),
        (match.url_encoded("a"), "a b", "not percent-encoded"),
        (match.url_encoded("a"), "%", "not percent-encoded"),
        (match.json_stringified(1), "{", "not valid JSON"),
        (match.json_stringified(1), {"a": 1}, "is not text"),
        (match.basic_auth("u", "p"), "dXA=", "colon between"),
    ],
)
def test_a_plain_value_that_has_no_such_parts_is_refused(word: match.Matcher, plain: Any, message: str) -> None:
    edit = body_edit({"value": None})
    edit[0].response.body["$.value"] = word
    with pytest.raises(InvalidEdit, match=message):
        edit[0].response.body["$.value"] = plain


def test_a_matcher_takes_the_place_of_another_and_keeps_the_example() -> None:
    edit = body_edit({"id": matcher("Integer", example=1, resolvesTo="number")})
    edit[0].response.body["$.id"] = match.any_number()
    assert written(edit)["id"][f"{M}type"] == "_case:MatchNumber"
    assert edit[0].response.body["$.id"] == 1
    edit[0].response.body.drop_rule("$.id")
    assert written(edit) == {"id": 1}
    with pytest.raises(InvalidEdit, match="no matcher is written"):
        edit[0].response.body.drop_rule("$.id")


def test_matchers_inside_stay_where_a_word_stands_around_them() -> None:
    edit = body_edit({"items": [{"id": matcher("Integer", example=1, resolvesTo="number")}]})
    edit[0].response.body["$.items"] = match.each_like()
    each = written(edit)["items"]
    assert each[f"{M}type"] == "_case:ArrayEachEntryLike"
    assert "_case:Integer" in json.dumps(each)
    edit[0].response.body["$.items[*].id"] = match.any_number(3)
    assert edit[0].response.body.value == {"items": [{"id": 3}]}


def test_what_contractcase_cannot_say_names_the_nearest() -> None:
    edit = body_edit({"id": "a"})
    with pytest.raises(InvalidEdit, match=r"match\.string_prefix"):
        edit[0].response.body["$.id"] = match.regex("a", regex="a+")
    with pytest.raises(InvalidEdit, match="optional"):
        edit[0].response.body["$.id"] = match.nullable(match.like("a"))
    assert not edit.changed


def test_pact_points_to_its_nearest_for_words_of_contractcase() -> None:
    document = {
        "consumer": {"name": "a"}, "provider": {"name": "b"}, "metadata": {"pactSpecification": {"version": "3.0.0"}},
        "interactions": [{"description": "x", "request": {"method": "GET", "path": "/"},
                          "response": {"status": 200, "body": {"a": "x"}}}],
    }  # fmt: skip
    edit = cl.edit(cl.load(document))
    with pytest.raises(InvalidEdit, match="ProviderState generator"):
        edit[0].response.body["$.a"] = match.state_variable("v")


def test_items_and_keys_come_go_and_move() -> None:
    edit = body_edit({"list": [1, shaped("x")], "key": shaped(1)})
    body = edit[0].response.body
    body.insert("$.list", 1, match.integer(2))
    assert body.value["list"] == [1, 2, "x"]
    del body["$.list[0]"]
    body.rename("$.key", "other")
    assert body.value == {"list": [2, "x"], "other": 1}
    assert written(edit)["other"] == shaped(1)
    body.remove()
    assert body.value is cl.MISSING
    with pytest.raises(InvalidEdit, match="set it whole"):
        body["$.a"] = 1
    edit[0].response.body = {"a": match.integer(1)}
    assert body.value == {"a": 1}


def test_items_that_are_all_alike_cannot_go_alone() -> None:
    edit = body_edit({"items": matcher("ArrayEachEntryLike", matcher={"id": 1})})
    with pytest.raises(InvalidEdit, match="every value beside it"):
        del edit[0].response.body["$.items[0]"]
    with pytest.raises(InvalidEdit, match="all alike"):
        edit[0].response.body.insert("$.items", 0, {"id": 2})


def test_status_method_path_query_and_headers() -> None:
    edit = users_edit()
    example = edit[0]
    example.response.status = match.status_code("success")
    assert example.response.status == 200
    example.response.status = 204
    assert example.response.status == 204
    assert edit.document["matcherLookup"]["matcher:the user"]["status"][f"{M}rule"] == "2XX"
    example.request.method = "POST"
    example.request.path = match.string_prefix("/users/7", prefix="/users/")
    example.request.query["page"] = match.any_string("1")
    example.request.query["sort"] = ["a", "b"]
    example.request.content_type = "application/json"
    recording = example.example.own_parts[0].recording
    assert (recording.method, recording.path) == ("POST", "/users/7")
    assert dict(example.request.headers) == {"content-type": "application/json"}
    assert example.request.content_type == "application/json"
    del example.request.query["sort"]
    example.request.query.rename("page", "p")
    assert dict(example.request.query) == {"p": "1"}
    for wrong in (99, "200", True):
        with pytest.raises(InvalidEdit, match="not a status"):
            example.response.status = wrong


def test_what_contractcase_does_not_have_is_said() -> None:
    example = users_edit()[0]
    for field, value in (("pending", True), ("key", "k"), ("comments", {})):
        with pytest.raises(InvalidEdit, match="ContractCase has no"):
            setattr(example, field, value)
    for field in ("generators", "metadata", "contents"):
        with pytest.raises(InvalidEdit, match="ContractCase has no"):
            getattr(example.request, field)
    assert (example.pending, example.comments) == (False, {})


# -- functions --------------------------------------------------------------------------------------------------------


def test_functions_are_called_return_and_throw() -> None:
    call = named("a call", matcher("FunctionArgumentsMatcher") | {"arguments": [1, shaped("x")]})
    result = named("it returns", matcher("FunctionResultMatcher") | {"success": shaped({"a": 1})})
    edit: Any = cl.edit(load(document(example(call, result, setup=CALLER_READS, functionName="f"))))
    edited = edit[0]
    edited.arguments["$[1]"] = match.integer(2)
    assert edited.arguments.value == [1, 2]
    assert edited.example.check_call([1, 5]).passed
    assert not edited.example.check_call([1, "x"]).passed
    edited.returns["$.a"] = "text"
    assert edited.example.check_return({"a": "other"}).passed
    edited.throws = "NotFound"
    assert (edited.throws, edited.returns.value) == ("NotFound", cl.MISSING)
    edited.returns = match.any_string("x")
    assert (edited.throws, edited.returns.value) == (None, "x")
    with pytest.raises(InvalidEdit, match="arguments"):
        edited.request  # noqa: B018
    with pytest.raises(InvalidEdit, match="not a function"):
        users_edit()[0].returns  # noqa: B018


# -- states -----------------------------------------------------------------------------------------------------------


def test_states_with_variables() -> None:
    edit = users_edit()
    states = edit[0].states
    states.add("paid", variables={"amount": match.any_number(5), "currency": "EUR"}, index=0)
    first = next(iter(states))
    assert (first.name, dict(first.params)) == ("paid", {"amount": 5, "currency": "EUR"})
    raw = edit.document["examples"][0]["states"][0]
    assert raw["variables"]["amount"][f"{M}type"] == "_case:MatchNumber"
    assert raw["variables"]["currency"] == shaped("EUR")
    assert edit.document["matcherLookup"]["variable:default:currency::test[0]"] == shaped(shaped("EUR"))
    states.set_params("paid", {"amount": 5, "currency": "GBP"})
    assert edit.document["examples"][0]["states"][0]["variables"]["amount"] == raw["variables"]["amount"]
    states.move("paid", 2)
    states.remove("up")
    assert [state.name for state in states] == ["a user exists", "paid"]
    states.set_params("paid", {})
    assert edit.document["examples"][0]["states"][1] == {"_case:state:type": "_case:NamedState", "stateName": "paid"}
    assert "variable:default:currency::test[0]" not in edit.document["matcherLookup"]


def test_defaults_move_with_their_example() -> None:
    edit = users_edit()
    edit[0].move(1)
    lookup = edit.document["matcherLookup"]
    assert lookup["variable:default:userId::test[0]"] == shaped(shaped("321"))
    assert lookup["variable:default:userId::test[1]"] == shaped(shaped("123"))
    edit[0].remove()
    assert [key for key in edit.document["matcherLookup"] if key.startswith("variable")] == [
        "variable:default:userId::test[0]"
    ]
    assert edit.contract.problems == ()


def test_a_state_is_renamed_everywhere() -> None:
    edit = users_edit()
    edit.states.rename("up", "the server is up")
    assert [state.name for state in edit.states] == ["the server is up", "a user exists", "no user exists"]
    edit.states.add_to([0, 1], "logged in", {"user": "Ada"})
    assert all("logged in" in example.states for example in edit)


def test_pact_states_have_no_variables() -> None:
    document = {
        "consumer": {"name": "a"}, "provider": {"name": "b"}, "metadata": {"pactSpecification": {"version": "3.0.0"}},
        "interactions": [{"description": "x", "request": {"method": "GET", "path": "/"}, "response": {"status": 200}}],
    }  # fmt: skip
    with pytest.raises(InvalidEdit, match="params="):
        cl.edit(cl.load(document))[0].states.add("up", variables={"a": 1})


# -- among others -----------------------------------------------------------------------------------------------------


def test_examples_are_copied_and_promoted() -> None:
    edit = users_edit()
    copied = edit[0].duplicate("get another user")
    copied.request.path = match.equality("/users/9")
    with pytest.raises(InvalidEdit, match="out of its parts"):
        edit[0].request.path = "/users/9"
    assert edit[0].request.path == "/users/123"
    assert edit[1].description == "When up and a user exists, then get another user the user"
    with pytest.raises(InvalidEdit, match="already"):
        edit[0].duplicate("get a user")
    capture = Capture(
        cl.HttpRequest("GET", "/orders/1", "full=1", headers={"Authorization": "Bearer secret"}),
        cl.HttpResponse(200, json={"id": 1, "when": "now"}, headers={"Server": "x"}),
        states=(("an order exists", {"id": 1}),),
    )
    made = edit.promote(capture)
    assert made.request_name == "GET /orders/1"
    assert [(state.name, dict(state.params)) for state in made.states] == [("an order exists", {"id": 1})]
    assert made.example.check_response(cl.HttpResponse(200, json={"id": 7, "when": "later"})).passed
    assert not made.example.check_response(cl.HttpResponse(200, json={"id": "7", "when": "later"})).passed
    assert b"secret" not in edit.to_bytes()
    assert edit.promote(capture).request_name == "GET /orders/1 (2)"
    assert edit.contract.problems == ()
    with pytest.raises(InvalidEdit, match="messages"):
        edit.promote(MessageCapture(kind="message", message=cl.Message(b"{}")))


def test_an_example_needs_its_mock() -> None:
    edit = users_edit()
    with pytest.raises(InvalidEdit, match="mock"):
        edit.add({"states": []})
    with pytest.raises(InvalidEdit, match="no list"):
        edit.add(example(named("x", request()), named("y", response())), field="interactions")
    with pytest.raises(InvalidEdit, match="remove"):
        edit.drop("/examples/0")


def test_preview_suggestions_and_difference() -> None:
    edit = body_edit({"id": 1, "name": "Ada"})
    answers = [cl.HttpResponse(200, json={"id": n, "name": "Ada"}) for n in range(1, 7)]
    captures = [Capture(cl.HttpRequest("GET", "/users"), answer) for answer in answers]
    assert edit.preview(captures).sentence == "If saved: no verdict changes"
    suggestions = [suggestion for suggestion in edit.suggestions(captures) if suggestion.path == "$.id"]
    assert [suggestion.advice for suggestion in suggestions] == ["integer"]
    assert suggestions[0].preview.counts() == {("failed", "passed"): 5}
    suggestions[0].apply()
    assert edit.preview(captures).counts() == {("failed", "passed"): 5}
    assert [change.effect for change in edit.diff().comparison.changes] == ["less"]
    assert "Integer" in edit.diff().text


def test_only_what_was_edited_is_checked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    from contractlab.editing.baseline import Baseline

    edit = users_edit()
    captures = [
        Capture(*(part.recording for part in example.own_parts), example=example.key)
        for example in edit.original.examples
    ]
    edit.preview(captures)
    judged: list[str] = []
    judge = Baseline.judge

    def counted(self: Baseline, contract: Any, pair: Any) -> Any:
        judged.append(pair.example.key)
        return judge(self, contract, pair)

    monkeypatch.setattr(Baseline, "judge", counted)
    edit[0].response.status = 299
    edit.preview(captures)
    assert judged == [edit[0].key]


# -- files ------------------------------------------------------------------------------------------------------------


def test_saving_keeps_files_by_hash_and_brings_main_along(tmp_path: Path) -> None:
    contract = load(users())
    main = contract.save(tmp_path)
    old = main.with_name(f"user-page-{contract.content_hash}.case.json")
    edit: Any = cl.edit(cl.load(main))
    edit[0].response.status = 201
    assert edit.save() == main
    new = main.with_name(f"user-page-{edit.original.content_hash}.case.json")
    assert {path.name for path in main.parent.iterdir()} == {main.name, old.name, new.name}
    assert new.read_bytes() == main.read_bytes() != old.read_bytes()
    assert cl.load(new).problems == ()
    by_hash: Any = cl.edit(cl.load(new))
    by_hash[0].response.status = 202
    saved = by_hash.save()
    assert by_hash.original.content_hash in saved.name
    assert main.read_bytes() == saved.read_bytes()
    assert new.exists()


def test_a_file_that_changed_is_not_written_over(tmp_path: Path) -> None:
    path = load(users()).save(tmp_path / "x.case.json")
    edit: Any = cl.edit(cl.load(path))
    edit[0].response.status = 201
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(SaveConflict, match="changed on disk"):
        edit.save()
    assert len(edit.steps) == 1
    path.write_bytes(edit.original.source.data)
    assert edit.save() == path
    assert cl.load(path).examples[0].response.status == 201


def test_copies_that_differed_before_stay_as_they_were() -> None:
    """An edit elsewhere must not decide which of two copies is right."""
    value = users()
    value["matcherLookup"]["matcher:no user"]["status"] = 410
    edit: Any = cl.edit(load(value))
    edit[0].response.status = 201
    assert edit.document["matcherLookup"]["matcher:no user"]["status"] == 410
    assert edit.document["examples"][1]["mock"]["response"][f"{M}child"]["status"] == 404


def test_every_word_has_a_form_that_contractcase_reads() -> None:
    words = [
        match.like({"a": [1]}), match.equality([1]), match.any_string("x"), match.any_number(1.5), match.integer(3),
        match.boolean(True), match.null(), match.includes("xay", includes="a"),
        match.each_like({"a": 1}, min=2, max=4),
        match.string_prefix("ab", prefix="a"), match.string_suffix("ab", suffix="b"), match.url_encoded("a b"),
        match.base64("x"), match.json_stringified({"a": match.integer(1)}),
        match.basic_auth("a", match.any_string("b")),
        match.array_length([1, 2], min=1, max=3), match.array_containing([1, match.integer(2)]),
        match.array_starting_with([1]), match.each_key_matches({"ab": 1}, rules=match.string_prefix(prefix="a")),
        match.each_value_matches({"a": 1}, rules=match.integer()),
        match.any_string("ab") & match.string_prefix(prefix="a"),
        match.named(1, "one"), match.shaped_like({"a": 1}), match.exactly_like(1),
    ]  # fmt: skip
    for word in words:
        edit = body_edit({"value": None})
        edit[0].response.body["$.value"] = word
        contract = edit.contract
        assert contract.problems == (), word
        own = contract.examples[0].own_parts[1]
        assert own.check(own.recording).passed, word


def test_views_of_an_edit_tell_what_changed() -> None:
    edit = users_edit()
    edit[0].response.status = 201
    shown = edit._repr_mimebundle_()
    assert "201" in shown["text/plain"]
    assert "user page" in shown["text/html"]
    assert "status" in edit.diff()._repr_mimebundle_()["text/plain"]


@pytest.mark.parametrize(
    ("before", "after", "effect"),
    [
        (match.integer(1), match.any_number(1), "less"),
        (match.any_number(1), match.integer(1), "more"),
        (match.any_string("a"), match.equality("a"), "more"),
        (match.any_string("ab"), match.string_prefix("ab", prefix="a"), "more"),
        (match.string_suffix("ab", suffix="b"), match.string_prefix("ab", prefix="a"), "other"),
        (match.json_stringified({"a": 1}), match.json_stringified({"a": match.integer(1)}), "less"),
        (match.base64("a"), match.base64(match.any_string("a")), "less"),
        (match.url_encoded(match.any_string("a b")), match.url_encoded("a b"), "more"),
        (match.basic_auth("a", match.any_string("b")), match.basic_auth("a", "b"), "more"),
    ],
)
def test_what_an_edit_asks_more_and_less(before: Any, after: Any, effect: str) -> None:
    edit = body_edit({"value": 1})
    edit[0].response.body["$.value"] = before
    old = edit.contract
    edit[0].response.body["$.value"] = after
    assert [change.effect for change in cl.compare(old, edit.contract).changes] == [effect]
