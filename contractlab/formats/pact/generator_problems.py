"""Generators that make no value, are dead, or make values that the contract itself refuses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from contractlab.contracts.expected import ExpectedMessage, ExpectedRequest, ExpectedResponse
from contractlab.contracts.expected_body import ExpectedBody
from contractlab.contracts.problems import Problem, Severity
from contractlab.engine.paths import PathExpression, Token
from contractlab.engine.rules import EMPTY_RULES, RuleSet
from contractlab.formats.pact.generators import DIRECT, Part, read_generators
from contractlab.formats.pact.matching.automaton import Automaton, State
from contractlab.formats.pact.matching.generators import Generator
from contractlab.formats.pact.matching.names import NameRules
from contractlab.formats.pact.model import PactExample
from contractlab.values.json_text import NotJson, parse_json
from contractlab.values.json_types import Value
from contractlab.values.source import join_pointer
from contractlab.values.text import visible

__all__ = ["generator_problems"]

_BY_NAME = frozenset({"query", "header", "metadata"})
_KNOWN = DIRECT | _BY_NAME | {"body"}
_MOST = 20_000
"""So many values of an example are looked at for each path with stars."""

_NO_OBJECT = "a generator is an object with a type; this one is ignored"


def generator_problems(example: PactExample) -> Iterator[Problem]:
    """Generators that make no value, are dead, or make values that the contract itself refuses.

    Parameters
    ----------
    example : PactExample
    """
    http = (example.expected_request, example.expected_response)
    parts: list[Part] = [part for part in http if part is not None]
    for part in (*parts, *example.expected_messages):
        finder = _Finder(example, part)
        yield from finder.shape()
        for generator in read_generators(part, example.contract.source):
            yield from finder.generator(generator)


class _Finder:
    """Finds what is odd about the generators of one part."""

    def __init__(self, example: PactExample, part: Part) -> None:
        self.example = example
        self.part = part
        self.version = example.contract.spec_version
        faults = (*example.interaction.loading_faults, *example.sending_faults)
        self.stopping = frozenset(fault.pointer for fault in faults)

    def _at(self, severity: Severity, code: str, text: str, generator: Generator) -> Problem:
        return Problem(severity, code, text, generator.declared_at, self.example.key)

    def shape(self) -> Iterator[Problem]:
        """What stands under ``generators`` and is none."""
        value = self.part.generators
        if value is None:
            return
        source, pointer = self.example.contract.source, join_pointer(self.part.pointer, "generators")
        if not isinstance(value, Mapping):
            text = "generators are to be an object of categories; these are ignored"
            yield Problem("warning", "invalid-generator", text, source.at(pointer), self.example.key)
            return
        for category, listed in value.items():
            at = source.at(join_pointer(pointer, str(category)))
            if category not in _KNOWN:
                text = f"the Rust core knows no generators for {visible(category)[:40]!r} and leaves these out"
                yield Problem("warning", "unknown-category", text, at, self.example.key)
            elif not isinstance(listed, Mapping):
                yield Problem("warning", "invalid-generator", _NO_OBJECT, at, self.example.key)
            elif category not in DIRECT or not isinstance(listed.get("type"), str):
                for path, written in listed.items():
                    if not isinstance(written, Mapping):
                        below = source.at(join_pointer(at.pointer, str(path)))
                        yield Problem("warning", "invalid-generator", _NO_OBJECT, below, self.example.key)

    def generator(self, generator: Generator) -> Iterator[Problem]:
        """Everything about one generator."""
        if generator.category not in _KNOWN:
            return
        stops_the_core = generator.declared_at.pointer in self.stopping
        for text in () if stops_the_core else generator.faults():
            code = "invalid-generator" if generator.is_known else "unknown-generator"
            yield self._at("warning", code, text, generator)
        for text in generator.oddities():
            yield self._at("info", "odd-generator", text, generator)
        if generator.is_known and generator.since > self.version:
            text = f"the generator {generator.name} came with V{generator.since[0]}, and the file says V{self.version}"
            yield self._at("warning", "newer-generator", f"{text}; other tools may ignore it", generator)
        if generator.tokens is None:
            text = "the path cannot be read, so no value is made"
            yield from () if stops_the_core else [self._at("warning", "invalid-generator", text, generator)]
        elif generator.category == "body":
            yield from self._in_body(generator, generator.tokens)
        elif generator.category in _BY_NAME:
            yield from self._by_name(generator)

    def _by_name(self, generator: Generator) -> Iterator[Problem]:
        fold = generator.category == "header"
        field, names = self._names[generator.category]
        # A name may be followed by the index of a value: page[0].
        wanted = generator.path.partition("[")[0].removeprefix("$.")
        alike = names.get(wanted.lower() if fold else wanted)
        if alike is None:
            text = f"the generator is dead: the example has no {field} {visible(wanted)[:80]!r}"
            yield self._at("warning", "dead-generator", text, generator)
        elif isinstance(self.part, ExpectedResponse) and fold and self._header_rules.choose(alike) is None:
            yield self._exact(generator)

    @cached_property
    def _header_rules(self) -> NameRules:
        return NameRules(self.part.rules.get("header", EMPTY_RULES), fold_case=True)

    @cached_property
    def _names(self) -> dict[str, tuple[str, dict[str, str]]]:
        """For each category what its values are called, and the names that the part has, of one spelling the first."""
        part = self.part
        metadata: Iterable[str] = part.metadata if isinstance(part, ExpectedMessage) else ()
        query: Iterable[str] = part.query if isinstance(part, ExpectedRequest) else ()
        headers: Iterable[str] = () if isinstance(part, ExpectedMessage) else part.headers
        folded: dict[str, str] = {}
        for name in headers:
            folded.setdefault(name.lower(), name)
        return {
            "metadata": ("metadata", {name: name for name in metadata}),
            "query": ("query", {name: name for name in query}),
            "header": ("header", folded),
        }

    def _in_body(self, generator: Generator, tokens: PathExpression) -> Iterator[Problem]:
        body = self.part.contents if isinstance(self.part, ExpectedMessage) else self.part.body
        if body.presence != "present":
            yield self._at("warning", "dead-generator", "the generator is dead: the example has no body", generator)
            return
        value = _json_of(body)
        if value is None:
            return
        rules = self.part.rules.get("body", EMPTY_RULES)
        states = _states_at(value[0], tokens, rules)
        if not states:
            text = f"the generator is dead: no value of the example is at {visible(generator.path)[:120]}"
            yield self._at("warning", "dead-generator", text, generator)
        elif isinstance(self.part, ExpectedResponse) and any(state.best is None for state in states):
            yield self._exact(generator)

    def _exact(self, generator: Generator) -> Problem:
        text = (
            "no rule stands on this value, so a provider must answer exactly what the example says, and the consumer's "
            "mock server makes something else; give it a rule, such as type"
        )
        return self._at("warning", "generated-exact", text, generator)


def _json_of(body: ExpectedBody) -> tuple[Any] | None:
    """The example's value where it is JSON."""
    if body.has_value:
        return (body.value,)
    if not body.type_with(None).is_json:
        return None
    try:
        return (parse_json(body.data),)
    except NotJson:
        return None


def _states_at(example: Any, tokens: PathExpression, rules: RuleSet) -> list[State]:
    """States of the example's values at a path."""
    reached: list[tuple[Any, State]] = [(example, Automaton(rules).root)]
    for token in tokens[1:]:
        reached = [below for value, state in reached for below in _step(value, state, token)][:_MOST]
    return [state for _, state in reached]


def _step(value: Value, state: State, token: Token) -> Iterator[tuple[Any, State]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if token.kind == "star" or (token.kind in ("field", "index") and key == token.text):
                yield inner, state.under_key(key)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            if token.kind in ("star", "star-index") or str(index) == token.text:
                yield inner, state.under_index(index)
