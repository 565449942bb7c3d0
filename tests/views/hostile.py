"""One contract and one recording with somebody's text in every place where a stranger can put one.

The text is the same everywhere, or another one in each example (see `Spread`): a document of eight texts costs as much
as a document of one.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from views.case_sample import case_items

import contractlab as cl
from contractlab import match
from contractlab.captures import CaptureProblem, Captures, load_captures
from contractlab.contracts.collection import Contracts
from contractlab.errors import InvalidContract
from contractlab.values.markers import NOT_RECORDED
from contractlab.verification import Run

PLACES = ("all", "plain", "pending", "gap", "text", "message", "odd", "contract")
"""Keys of the examples, and what belongs to none of them."""


@dataclass(frozen=True)
class Spread:
    """Texts over the places of a contract and its recording, in turn."""

    texts: tuple[str, ...]

    @classmethod
    def of(cls, texts: str | Sequence[str]) -> Spread:
        return cls((texts,) if isinstance(texts, str) else tuple(texts))

    def __getitem__(self, place: str) -> str:
        return self.texts[PLACES.index(place) % len(self.texts)]

    def writable(self) -> Spread:
        """The same without halves of surrogate pairs, which no file can hold."""
        return Spread(tuple(text.encode("utf-8", "replace").decode() for text in self.texts))


@cache
def _its_path_is_read(text: str) -> bool:
    """False for a text that no rule's path can hold."""
    response = {"status": 200, "body": {}, "matchingRules": {"body": _rules(text)}}
    listed = [{"description": "d", "request": {"path": "/"}, "response": response}]
    try:
        cl.load({**PARTICIPANTS, "interactions": listed, "metadata": {"pactSpecification": {"version": "3.0.0"}}})
    except InvalidContract:
        return False
    return True


PARTICIPANTS = {"consumer": {"name": "c"}, "provider": {"name": "p"}}


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


def _http(text: str, key: str, *, with_paths: bool, request: dict[str, Any], **more: Any) -> dict[str, Any]:
    """An example whose response has the text wherever it can stand."""
    response = {"status": 200, **_part(text, _content(text))}
    made = {"type": "Synchronous/HTTP", "key": key, "description": text, "request": request, "response": response}
    for part in (made["request"], made["response"]):
        if "matchingRules" in part and not (with_paths and _its_path_is_read(text)):
            rules = part["matchingRules"]["body"]
            part["matchingRules"]["body"] = {path: rule for path, rule in rules.items() if not path.startswith("$[")}
    return {**made, **more}


def document(texts: str | Sequence[str], *, with_paths: bool = True) -> dict[str, Any]:
    """The contract; without `with_paths` no rule has the text in its path."""
    spread = Spread.of(texts)
    whole, plain, pending, gap, text, message, odd, of_all = (spread[place] for place in PLACES)

    def states(value: str) -> list[dict[str, Any]]:
        return [{"name": value, "params": {value: value, "n": 1}}]

    asked = {
        "method": whole or "GET",
        "path": f"/{whole}",
        "query": {whole: [whole], "q": [whole]},
        **_part(whole, _content(whole)),
    }
    asked_plainly = {"method": "GET", "path": "/plain", "query": {"q": [plain]}}
    return {
        "consumer": {"name": of_all},
        "provider": {"name": of_all},
        "interactions": [
            _http(whole, "all", with_paths=with_paths, request=asked, providerStates=states(whole),
                  comments={"text": [whole], "testname": whole, whole: whole}, pluginConfiguration={whole: {}}),
            _http(plain, "plain", with_paths=with_paths, request=asked_plainly, description=f"{plain} plain",
                  pending=False, providerStates=states(plain)),
            {"type": "Synchronous/HTTP", "description": f"{pending} pending", "key": "pending", "pending": True,
             "request": {"method": "GET", "path": "/pending", "query": {"q": [pending]}},
             "response": {"status": 200, "headers": {pending or "X": [pending]}}},
            {"type": "Synchronous/HTTP", "description": f"{gap} gap", "key": "gap",
             "request": {"path": f"/gap/{gap}"},
             "response": {"status": 200, "body": {"contentType": "text/plain", "encoded": False, "content": gap}}},
            {"type": "Synchronous/HTTP", "description": f"{text} text", "key": "text", "request": {"path": "/text"},
             "response": {"status": 200, "headers": {"Content-Type": ["text/plain"]},
                          "body": {"contentType": "text/plain", "encoded": False, "content": f"{text} expected"}}},
            {"type": "Asynchronous/Messages", "description": message, "key": "message", "metadata": {message: message},
             "contents": {"contentType": "application/json", "encoded": False, "content": {message: message}}},
            {"type": odd, "description": odd, "key": "odd"},
        ],
        "metadata": {"pactSpecification": {"version": "4.0"}, of_all: of_all},
    }  # fmt: skip


def contract(texts: str | Sequence[str]) -> Any:
    """The contract, loaded; where its rule paths cannot be read, without them; where no file holds it, as a dict."""
    spread = Spread.of(texts)
    name = f"pacts/{spread['contract']}.json"
    for with_paths in (True, False):
        made = document(spread.texts, with_paths=with_paths)
        for source in (json.dumps(made).encode(), made):
            try:
                return cl.load(source, name=name)
            except InvalidContract:
                continue
    # No contract holds a lone surrogate; recordings and names of files may.
    return cl.load(document(spread.writable().texts, with_paths=False), name=name)


def captures(texts: str | Sequence[str]) -> Captures:
    """What was recorded: the same text on the other side."""
    spread = Spread.of(texts)
    recording = Captures()

    def sent_by(text: str) -> bytes:
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
        return json.dumps(wrong).encode()

    def headers_of(text: str) -> list[tuple[str, str]]:
        return [
            ("Content-Type", "application/json"),
            (f"X-{text}", f"{text} got"),
            ("X-Plain", f"{text} got"),
            ("Set-Cookie", text),
        ]

    def request_headers(text: str) -> list[tuple[str, str]]:
        return [("Accept", text), (text or "X", text), ("Authorization", f"Bearer {text}")]

    def answer(text: str) -> cl.HttpResponse:
        return cl.HttpResponse(500, headers_of(text), sent_by(text))

    def as_text(text: str) -> bytes:
        return text.encode("utf-8", "replace")

    def add(text: str, method: str, path: str, response: Any, **more: Any) -> None:
        recording.add(
            cl.HttpRequest(method, path, f"q={text}", request_headers(text), sent_by(text)),
            response,
            provider_version=spread["contract"] or "1",
            states=[(text, {text: text})],
            started=text,
            duration_ms=1.5,
            **more,
        )

    whole, plain, pending, gap, text, message, odd, of_all = (spread[place] for place in PLACES)
    add(plain, "GET", "/plain", answer(plain), example="plain")
    add(whole, "GET", "/all", answer(whole), example="all")
    add(pending, "GET", "/pending", cl.HttpResponse(404, headers_of(pending), as_text(pending)), example="pending")
    add(text, "GET", "/text", cl.HttpResponse(200, {"Content-Type": "text/plain"}, as_text(text)), example="text")
    add(text, "GET", "/text", cl.HttpResponse(200, {"Content-Type": text}, as_text(text)), example="text")
    add(message, "POST", "/message", answer(message), example="message")
    add(of_all, "GET", f"/{of_all}/nowhere", answer(of_all))
    add(odd, "GET", "/x", answer(odd), example=odd or "nobody", contract=odd)
    add(gap, "GET", "/broken", None, error=gap, example="gap")
    unknown = cl.HttpRequest(
        odd or "GET", f"/{odd}", odd, request_headers(odd), NOT_RECORDED, not_recorded=[odd or "x"]
    )
    recording.add(unknown, cl.HttpResponse(200, {}, NOT_RECORDED, not_recorded=[odd or "x"]))
    metadata = {message or "x": message, "contentType": message}
    sent, states = sent_by(message), [(message, {message: message})]
    version = of_all or "1"
    recording.add_message(sent, metadata, example="message", states=states, provider_version=version)
    recording.add_message(sent, metadata)
    recording.add_message(message, metadata, request=cl.Message(sent, metadata))
    recording += load_captures({"kind": "message", "description": message, "error": message})
    recording.problems += [
        CaptureProblem(of_all, f"captures/{of_all}.har", 3, "error", f"/{of_all}"),
        CaptureProblem(of_all, of_all, None, "warning"),
    ]
    recording.files += [f"captures/{of_all}.har"]
    return recording


def run(texts: str | Sequence[str]) -> Run:
    """The run of it all."""
    return cl.verify(contract(texts), captures(texts))


def everything(texts: str | Sequence[str]) -> dict[str, Any]:
    """Every kind of object that has a view, by name."""
    spread = Spread.of(texts)
    whole, plain, _, _, _, message, _, of_all = (spread[place] for place in PLACES)
    made, recorded = contract(texts), captures(texts)
    ran = cl.verify(made, recorded)
    items: dict[str, Any] = {
        "run": ran,
        "contract": made,
        "contracts": Contracts([made], [InvalidContract(f"{of_all}.json", [of_all, of_all])], [of_all]),
        "captures": recorded,
        "results": ran["text"],
        "run of two": cl.verify(Contracts([made, contract(texts)], [InvalidContract(of_all, [of_all])]), Captures()),
    }
    items |= {f"example {example.key}": example for example in made.examples}
    items |= {f"result {index}": result for index, result in enumerate(ran.results)}
    items |= {f"unpaired {index}": unpaired for index, unpaired in enumerate(ran.unpaired)}
    items |= {f"capture {index}": capture for index, capture in enumerate(recorded)}
    response = cl.HttpResponse(
        500, {"Content-Type": "application/json", "X-Plain": plain}, json.dumps({plain: plain}).encode()
    )
    items["match"] = made["plain"].check_response(response)
    items["match of request"] = made["all"].check_request(
        cl.HttpRequest("GET", f"/{whole}", whole, {"X": whole}, whole.encode("utf-8", "replace"))
    )
    items["match of message"] = made["message"].check_message(json.dumps({message: 1}), {message: message})
    items |= _versions(spread, made, recorded) | _editing(spread, made, recorded) | case_items(spread["odd"])
    return items


def _versions(spread: Spread, made: Any, recorded: Captures) -> dict[str, Any]:
    """Versions side by side, the desk, and what a verifier said."""
    of_all = spread["contract"]
    names = [of_all or "1", f"{of_all} next"]
    matrix = cl.matrix(made, dict.fromkeys(names, recorded))
    verifier_results = {
        "interactionResults": [
            {"description": example.description, "interactionKey": example.key, "result": "Error",
             "providerStates": [text],
             "mismatch": {"mismatches": [
                {"type": "BodyMismatch", "path": f"$['{text}']", "expected": text, "actual": text, "mismatch": text},
                {"type": "BodyMismatch", "path": "$.type", "expected": text, "actual": "1", "mismatch": text},
                {"type": "HeaderMismatch", "key": text, "expected": text, "actual": text, "mismatch": text},
                {"type": text, "path": text},
             ]}}
            for example, text in ((example, spread[example.key]) for example in made.examples)
        ]
        + [{"description": of_all, "result": "Error", "mismatch": {"message": of_all}}, {"result": of_all}],
    }  # fmt: skip
    second = cl.load_verifier_results(verifier_results, made, provider_version=of_all)
    return {
        "matrix": matrix,
        "changes": matrix.changes(*names),
        "wide matrix": cl.matrix(made, {f"{of_all} {number}": recorded for number in range(14)}),
        "matrix of consumers": cl.matrix(dict.fromkeys(names, made), recorded),
        "desk": cl.open(made, recorded),
        "second hand": second,
        **{f"second hand {index}": result for index, result in enumerate(second.results)},
    }


def _editing(spread: Spread, made: Any, recorded: Captures) -> dict[str, Any]:
    """Edits of it, what they change, and what the recordings suggest."""
    text = spread.writable()["plain"]  # no file can hold a lone surrogate, so no edit does
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
    return items | {f"suggestion {index}": suggestion for index, suggestion in enumerate(items["suggestions"][:3])}
