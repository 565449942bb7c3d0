"""One contract and one recording with the same text in every place where a stranger can put one."""

from __future__ import annotations

import json
from typing import Any

from views.case_sample import case_items

import contractlab as cl
from contractlab import match
from contractlab.captures import Captures, Problem, load_captures
from contractlab.contracts.collection import Contracts
from contractlab.errors import InvalidContract
from contractlab.values.markers import NOT_RECORDED
from contractlab.verification import Run


def _rules(text: str) -> dict[str, Any]:
    key = json.dumps(text)[1:-1].replace("'", "\\'")
    safe_path = f"$['{key}']"
    rules: dict[str, Any] = {
        "$.regex": [{"match": "regex", "regex": text}],
        "$.date": [{"match": "date", "format": text}],
        "$.include": [{"match": "include", "value": text}],
        "$.type": [{"match": "type"}],
        "$.number": [{"match": "integer"}],
        "$.unknown": [{"match": text or "nothing"}],
        "$.items": [{"match": "type", "min": 3}],
        "$.map": [{"match": "eachKey", "rules": [{"match": "regex", "regex": text}]}],
    }
    return {
        path: {"combine": "AND", "matchers": matchers}
        for path, matchers in {**rules, safe_path: [{"match": "type"}]}.items()
    }


def _content(text: str) -> dict[str, Any]:
    return {
        text: text,
        "regex": text,
        "date": text,
        "include": text,
        "type": text,
        "number": 1,
        "unknown": text,
        "exact": f"{text} expected",
        "missing": text,
        "items": [text],
        "map": {text: text},
        "null": None,
        "deep": {text: {text: [text, {text: text}]}},
    }


def _part(text: str, content: Any) -> dict[str, Any]:
    return {
        "headers": {"Content-Type": ["application/json"], f"X-{text}": [text], "X-Plain": [text]},
        "body": {"contentType": "application/json", "encoded": False, "content": content},
        "matchingRules": {
            "body": _rules(text),
            "header": {"X-Plain": [{"match": "regex", "regex": text}]},
            "status": {"matchers": [{"match": "statusCode", "status": "success"}]},
        },
        "generators": {"body": {f"$.{text}": {"type": text, "format": text}}, text: {text: text}},
    }


def document(text: str, *, with_paths: bool = True) -> dict[str, Any]:
    """The contract; without `with_paths` the rule whose path holds the text is left out."""
    states = [{"name": text, "params": {text: text, "n": 1}}]
    response = {"status": 200, **_part(text, _content(text))}
    request = {
        "method": text or "GET",
        "path": f"/{text}",
        "query": {text: [text], "q": [text]},
        **_part(text, _content(text)),
    }
    plain = {"method": "GET", "path": "/plain", "query": {"q": [text]}}
    if not with_paths:
        for part in (request, response):
            part["matchingRules"]["body"] = {
                k: v for k, v in part["matchingRules"]["body"].items() if not k.startswith("$[")
            }
    comments = {"text": [text], "testname": text, text: text}
    return {
        "consumer": {"name": text},
        "provider": {"name": text},
        "interactions": [
            {"type": "Synchronous/HTTP", "description": text, "key": "all", "providerStates": states,
             "comments": comments, "request": request, "response": response, "pluginConfiguration": {text: {}}},
            {"type": "Synchronous/HTTP", "description": f"{text} plain", "key": "plain", "pending": False,
             "providerStates": states, "request": plain, "response": response},
            {"type": "Synchronous/HTTP", "description": f"{text} pending", "key": "pending", "pending": True,
             "request": {**plain, "path": "/pending"}, "response": {"status": 200, "headers": {text or "X": [text]}}},
            {"type": "Synchronous/HTTP", "description": f"{text} gap", "key": "gap",
             "request": {"path": f"/gap/{text}"},
             "response": {"status": 200, "body": {"contentType": "text/plain", "encoded": False, "content": text}}},
            {"type": "Synchronous/HTTP", "description": f"{text} text", "key": "text", "request": {"path": "/text"},
             "response": {"status": 200, "headers": {"Content-Type": ["text/plain"]},
                          "body": {"contentType": "text/plain", "encoded": False, "content": f"{text} expected"}}},
            {"type": "Asynchronous/Messages", "description": text, "key": "message", "metadata": {text: text},
             "contents": {"contentType": "application/json", "encoded": False, "content": {text: text}}},
            {"type": text, "description": text, "key": "odd"},
        ],
        "metadata": {"pactSpecification": {"version": "4.0"}, text: text},
    }  # fmt: skip


def contract(text: str) -> Any:
    """The contract, loaded; where its rule paths cannot be read, without them; where no file holds it, as a dict."""
    for with_paths in (True, False):
        made = document(text, with_paths=with_paths)
        for source in (json.dumps(made).encode(), made):
            try:
                return cl.load(source, name=f"pacts/{text}.json")
            except InvalidContract:
                continue
    # No contract holds a lone surrogate; recordings and names of files may.
    return cl.load(document(text.encode("utf-8", "replace").decode(), with_paths=False), name=f"pacts/{text}.json")


def captures(text: str) -> Captures:
    """What was recorded: the same text on the other side."""
    told = Captures()
    wrong = {
        **_content(text),
        "exact": text,
        "type": 1,
        "number": text,
        "items": [text] * 2,
        "extra": text,
        f"{text}+": text,
    }
    del wrong["missing"]
    sent = json.dumps(wrong).encode()
    headers = [
        ("Content-Type", "application/json"),
        (f"X-{text}", f"{text} got"),
        ("X-Plain", f"{text} got"),
        ("Set-Cookie", text),
    ]
    answer = cl.HttpResponse(500, headers, sent)
    request_headers = [("Accept", text), (text or "X", text), ("Authorization", f"Bearer {text}")]

    def add(method: str, path: str, response: Any, **more: Any) -> None:
        request = cl.HttpRequest(method, path, f"q={text}", request_headers, sent)
        told.add(
            request,
            response,
            provider_version=text or "1",
            states=[(text, {text: text})],
            started=text,
            duration_ms=1.5,
            **more,
        )

    add("GET", "/plain", answer, example="plain")
    add("GET", "/all", answer, example="all")
    add("GET", "/pending", cl.HttpResponse(404, headers, text.encode("utf-8", "replace")), example="pending")
    add(
        "GET",
        "/text",
        cl.HttpResponse(200, {"Content-Type": "text/plain"}, text.encode("utf-8", "replace")),
        example="text",
    )
    add("GET", "/text", cl.HttpResponse(200, {"Content-Type": text}, text.encode("utf-8", "replace")), example="text")
    add("POST", "/message", answer, example="message")
    add("GET", f"/{text}/nowhere", answer)
    add("GET", "/x", answer, example=text or "nobody", contract=text)
    add("GET", "/broken", None, error=text, example="gap")
    odd = cl.HttpRequest(text or "GET", f"/{text}", text, request_headers, NOT_RECORDED, not_recorded=[text or "x"])
    told.add(odd, cl.HttpResponse(200, {}, NOT_RECORDED, not_recorded=[text or "x"]))
    metadata = {text or "x": text, "contentType": text}
    told.add_message(sent, metadata, example="message", states=[(text, {text: text})], provider_version=text or "1")
    told.add_message(sent, metadata)
    told.add_message(text, metadata, request=cl.Message(sent, metadata))
    told += load_captures({"kind": "message", "description": text, "error": text})
    told.problems += [
        Problem(text, f"captures/{text}.har", 3, "error", f"/{text}"),
        Problem(text, text, None, "warning"),
    ]
    told.files += [f"captures/{text}.har"]
    return told


def run(text: str) -> Run:
    """The run of it all."""
    return cl.verify(contract(text), captures(text))


def everything(text: str) -> dict[str, Any]:
    """Every kind of object that has a view, by name."""
    made, recorded = contract(text), captures(text)
    ran = cl.verify(made, recorded)
    items: dict[str, Any] = {
        "run": ran,
        "contract": made,
        "contracts": Contracts([made], [InvalidContract(f"{text}.json", [text, text])], [text]),
        "captures": recorded,
        "results": ran["text"],
        "run of two": cl.verify(Contracts([made, contract(text)], [InvalidContract(text, [text])]), Captures()),
    }
    items |= {f"example {one.key}": one for one in made.examples}
    items |= {f"result {index}": one for index, one in enumerate(ran.results)}
    items |= {f"unpaired {index}": one for index, one in enumerate(ran.unpaired)}
    items |= {f"capture {index}": one for index, one in enumerate(recorded)}
    response = cl.HttpResponse(
        500, {"Content-Type": "application/json", "X-Plain": text}, json.dumps({text: text}).encode()
    )
    items["match"] = made["plain"].check_response(response)
    items["match of request"] = made["all"].check_request(
        cl.HttpRequest("GET", f"/{text}", text, {"X": text}, text.encode("utf-8", "replace"))
    )
    items["match of message"] = made["message"].check_message(json.dumps({text: 1}), {text: text})
    items |= _versions(text, made, recorded) | _editing(text, made, recorded) | case_items(text)
    return items


def _versions(text: str, made: Any, recorded: Captures) -> dict[str, Any]:
    """Versions side by side, the desk, and what a verifier said."""
    names = [text or "1", f"{text} next"]
    matrix = cl.matrix(made, dict.fromkeys(names, recorded))
    told = {
        "interactionResults": [
            {"description": one.description, "interactionKey": one.key, "result": "Error", "providerStates": [text],
             "mismatch": {"mismatches": [
                {"type": "BodyMismatch", "path": f"$['{text}']", "expected": text, "actual": text, "mismatch": text},
                {"type": "BodyMismatch", "path": "$.type", "expected": text, "actual": "1", "mismatch": text},
                {"type": "HeaderMismatch", "key": text, "expected": text, "actual": text, "mismatch": text},
                {"type": text, "path": text},
             ]}}
            for one in made.examples
        ] + [{"description": text, "result": "Error", "mismatch": {"message": text}}, {"result": text}],
    }  # fmt: skip
    second = cl.load_verifier_results(told, made, provider_version=text)
    return {
        "matrix": matrix,
        "changes": matrix.changes(*names),
        "wide matrix": cl.matrix(made, {f"{text} {number}": recorded for number in range(14)}),
        "matrix of consumers": cl.matrix(dict.fromkeys(names, made), recorded),
        "desk": cl.open(made, recorded),
        "second hand": second,
        **{f"second hand {index}": one for index, one in enumerate(second.results)},
    }


def _editing(text: str, made: Any, recorded: Captures) -> dict[str, Any]:
    """Edits of it, what they change, and what the recordings suggest."""
    text = text.encode("utf-8", "replace").decode()  # no file can hold a lone surrogate, so no edit does
    edit = cl.edit(made)
    edit["plain"].response.status = 201
    edit["plain"].response.body["$.exact"] = match.like(f"{text} edited")
    edit["plain"].description = f"{text} renamed"
    edit["plain"].states.add(f"{text} more", params={text or "p": text})
    items: dict[str, Any] = {
        "edit": edit,
        "preview": edit.preview(recorded),
        "difference": edit.diff(),
        "comparison": cl.compare(made, edit.contract),
        "suggestions": cl.edit(made).suggestions(recorded),
    }
    return items | {f"suggestion {index}": one for index, one in enumerate(items["suggestions"][:3])}
