"""ContractCase files as Pact files: examples in which the provider answers over HTTP."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from contractlab.contracts.match import Matcher, example_of
from contractlab.errors import InvalidEdit
from contractlab.formats.contractcase.model import CaseContract, CaseExample
from contractlab.formats.contractcase.walking import CHILD, lookup_key, matcher_type
from contractlab.formats.convert.case_spoken import PactSpeaker
from contractlab.formats.convert.losses import Losses
from contractlab.formats.pact.model import PactContract
from contractlab.formats.pact.reading import read_pact
from contractlab.formats.pact.write_rules import Said, rule_path, say, v2_path
from contractlab.values.json_types import JSON, JSONObject
from contractlab.values.markers import MISSING
from contractlab.values.source import Source, join_pointer

__all__ = ["case_to_pact"]

_NOT_CHECKED = "Pact compares this in requests, and lets nothing further be there"


def case_to_pact(contract: CaseContract, version: str) -> tuple[PactContract, Losses]:
    """A ContractCase contract as a Pact contract.

    Parameters
    ----------
    contract : CaseContract
    version : str
        Of the specification.

    Returns
    -------
    PactContract, Losses
    """
    losses = Losses()
    interactions: list[JSONObject] = []
    for example in contract.case_examples:
        made = _example(example, version, losses)
        if made is not None:
            interactions.append(made)
    document = {
        "consumer": {"name": contract.consumer},
        "provider": {"name": contract.provider},
        "interactions": interactions,
        "metadata": {"pactSpecification": {"version": "4.0" if version == "4.0" else f"{version}.0"}},
    }
    text = json.dumps(document, indent=2, ensure_ascii=False)
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if whole != text:
        for example in contract.case_examples:
            message = "Pact files hold no halves of surrogate pairs; each is written as the replacement character"
            losses.add("warning", "half-characters", message, example)
    data = whole.encode("utf-8")
    return read_pact(Source(contract.source.name, data), json.loads(data), None), losses


def _example(example: CaseExample, version: str, losses: Losses) -> JSONObject | None:
    if example.kind != "http" or example.judged != "response":
        what = "the provider makes the calls" if example.kind == "http" else f"it is of kind {example.kind}"
        losses.add("error", "example-lost", f"Pact has no such examples: {what}", example)
        return None
    asked, answered = _part(example, "request"), _part(example, "response")
    if asked is None or answered is None:
        losses.add("error", "example-lost", "the example has no HTTP request and response that can be read", example)
        return None
    made: JSONObject = {"type": "Synchronous/HTTP"} if version >= "4.0" else {}
    made["description"] = f"{example.request_name} {example.response_name}"
    made.update(_states(example, version, losses))

    def lose(message: str, pointer: str) -> None:
        losses.add("warning", "approximated", message, example, pointer)

    writer = _Writer(PactSpeaker(example.world(), version, lose), version, lose)
    made["request"] = writer.request(*asked)
    made["response"] = writer.response(*answered)
    return made


def _part(example: CaseExample, name: str) -> tuple[Mapping[str, JSON], str, bool] | None:
    """The HTTP matcher that names and contexts lead to, its pointer, and the mode in force there."""
    value, pointer = example.mock.get(name), example.part_pointer(name)
    by_type = False
    for _ in range(50):
        if not isinstance(value, Mapping):
            return None
        by_type = value.get("_case:context:matchBy", "type" if by_type else "exact") != "exact"
        kind = matcher_type(value)
        if kind in ("_case:HttpRequestMatcher", "_case:HttpResponseMatcher"):
            return value, pointer, by_type
        if CHILD in value:
            value, pointer = value[CHILD], join_pointer(pointer, CHILD)
        else:
            key = lookup_key(str(value.get("_case:matcher:uniqueName")))
            value, pointer = example.contract.lookups.get(key), join_pointer("/matcherLookup", key)
    return None


def _states(example: CaseExample, version: str, losses: Losses) -> JSONObject:
    for state in example.states:
        for variable in state.variables.values():
            message = f"Pact states bring no variables; {variable.name!r} keeps its default in the example"
            losses.add("warning", "variable-lost", message, example, variable.pointer)
    names = [state.name for state in example.states]
    if not names:
        return {}
    if version >= "3.0":
        return {"providerStates": [{"name": name} for name in names]}
    if len(names) > 1:
        losses.add("warning", "states-lost", f"Pact V{version[0]} has one state; only the first is kept", example)
    return {"providerState": names[0]}


class _Writer:
    """Writes the parts of one example."""

    def __init__(self, speaker: PactSpeaker, version: str, lose: Any) -> None:
        self.speaker = speaker
        self.version = version
        self.lose = lose
        self.rules: JSONObject = {}

    def _field(self, raw: Mapping[str, JSON], pointer: str, by_type: bool, name: str, *, text: bool = True) -> Said:
        spoken = self.speaker.say(raw[name], join_pointer(pointer, name), by_type)
        return self._said(spoken, join_pointer(pointer, name), text=text)

    def _said(self, spoken: Any, pointer: str, *, text: bool) -> Said:
        try:
            return say(spoken, self.version, text=text)
        except InvalidEdit as error:
            self.lose(f"{error}; only the example is accepted", pointer)
            example = example_of(spoken)
            return Said(None if example is MISSING else example)

    def _note(self, category: str, written: Said, name: str = "") -> None:
        for tokens, (combine, rules) in written.rules.items():
            entry = {"matchers": rules, "combine": combine}
            if self.version < "3.0":
                field = (name, *tokens) if name else tokens
                self.rules[v2_path(category, field)] = rules[0]
            elif category in ("path", "status", "method"):
                self.rules[category] = entry
            elif category in ("header", "query"):
                self.rules.setdefault(category, {})[name] = entry
            else:
                self.rules.setdefault(category, {})[rule_path(tokens)] = entry

    def _finished(self, made: JSONObject) -> JSONObject:
        rules, self.rules = self.rules, {}
        return {**made, "matchingRules": rules} if rules else made

    def _plain(self, written: Said, pointer: str, kind: type) -> Any:
        value = written.example
        if isinstance(value, kind) and not isinstance(value, bool):
            return value
        self.lose(f"Pact needs a {'status' if kind is int else 'text'} here", pointer)
        return 200 if kind is int else str(value)

    def request(self, raw: Mapping[str, JSON], pointer: str, by_type: bool) -> JSONObject:
        made: JSONObject = {}
        method = self._field(raw, pointer, by_type, "method") if "method" in raw else Said("GET")
        made["method"] = self._plain(method, join_pointer(pointer, "method"), str)
        if method.rules:
            self.lose("Pact compares the method exactly", join_pointer(pointer, "method"))
        path = self._field(raw, pointer, by_type, "path") if "path" in raw else Said("/")
        made["path"] = self._plain(path, join_pointer(pointer, "path"), str)
        self._note("path", path)
        query = self._named(raw, pointer, by_type, "query")
        if query:
            made["query"] = query if self.version >= "3.0" else _query_text(query)
        headers = self._named(raw, pointer, by_type, "headers")
        if headers:
            made["headers"] = {name: ", ".join(values) for name, values in headers.items()}
        made.update(self._body(raw, pointer, by_type))
        return self._finished(made)

    def response(self, raw: Mapping[str, JSON], pointer: str, by_type: bool) -> JSONObject:
        status = self._field(raw, pointer, by_type, "status", text=False) if "status" in raw else Said(200)
        made: JSONObject = {"status": self._plain(status, join_pointer(pointer, "status"), int)}
        self._note("status", status)
        headers = self._named(raw, pointer, by_type, "headers")
        if headers:
            message = "ContractCase 0.30.1 never verifies response headers, and Pact does"
            self.lose(message, join_pointer(pointer, "headers"))
            made["headers"] = {name: ", ".join(values) for name, values in headers.items()}
        made.update(self._body(raw, pointer, by_type))
        return self._finished(made)

    def _named(self, raw: Mapping[str, JSON], pointer: str, by_type: bool, name: str) -> dict[str, list[str]]:
        """Headers or parameters, each a list of texts."""
        if name not in raw:
            return {}
        place = join_pointer(pointer, name)
        spoken = self.speaker.say(raw[name], place, by_type)
        if isinstance(spoken, Matcher) or not isinstance(spoken, Mapping):
            self.lose(f"Pact names each of the {name}; a matcher for all of them is left out", place)
            return {}
        lists: dict[str, list[str]] = {}
        for key, value in spoken.items():
            written = self._said(value, join_pointer(place, key), text=True)
            self._note("query" if name == "query" else "header", written, str(key))
            shown = written.example if isinstance(written.example, list) else [written.example]
            if not all(isinstance(each, str) for each in shown):
                self.lose("Pact has texts here; the value is written as its text", join_pointer(place, key))
            lists[str(key)] = [
                value_text if isinstance(value_text, str) else json.dumps(value_text) for value_text in shown
            ]
        return lists

    def _body(self, raw: Mapping[str, JSON], pointer: str, by_type: bool) -> JSONObject:
        if "body" not in raw:
            return {}
        place = join_pointer(pointer, "body")
        written = self._field(raw, pointer, by_type, "body", text=False)
        value = written.example
        if value == "" and not written.rules:
            return {"body": {"content": ""} if self.version >= "4.0" else ""}
        self._note("body", written)
        if not isinstance(value, dict | list):
            self.lose("Pact reads a body by its content type, and ContractCase reads what can be read as JSON", place)
        if self.version >= "4.0":
            return {"body": {"content": value, "contentType": "application/json", "encoded": False}}
        return {"body": json.dumps(value, ensure_ascii=False) if isinstance(value, str) else value}


def _query_text(query: Mapping[str, list[str]]) -> str:
    from urllib.parse import urlencode

    return urlencode(query, doseq=True)
