"""A body of a Pact example being edited: values by path, with the rules and generators that belong to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from contractlab.contracts import json_document as document_of
from contractlab.contracts.editing import EditOperation, Tokens
from contractlab.contracts.matcher import Matcher, combine
from contractlab.contracts.validate import path_tokens
from contractlab.errors import InvalidEdit
from contractlab.formats.pact.editing.moves import Moves, places_of
from contractlab.formats.pact.editing.rules import Entry, entries_of, set_entries, written_rules
from contractlab.formats.pact.editing.site import PactSite
from contractlab.formats.pact.write_rules import Said, rule_path, say
from contractlab.values.json_types import JSON, JSONObject
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import Star, format_path
from contractlab.values.text import quote

__all__ = ["PactBody"]

Steps = Callable[[Entry], Tokens | None]


class PactBody:
    """See `BodyEditing`.

    A matcher without an example changes the rule alone, and then the path may hold stars.

    Parameters
    ----------
    site : PactSite
        Where the part stands that has the body.
    field : str
        ``"body"`` or ``"contents"``.
    """

    def __init__(self, site: PactSite, field: str) -> None:
        self._site = site
        self._field = field
        self._version = site.version
        self._code = f"{site.code}.{field}"

    @property
    def _wrapped(self) -> bool:
        """True where the value stands under ``content``, as since V4."""
        if self._version < "4.0":
            return False
        body = self._site.document.get(self._field)
        return body is None or (isinstance(body, Mapping) and ("content" in body or not body))

    @property
    def value(self) -> JSON:
        """See `BodyEditing`."""
        body = self._site.document.get(self._field, MISSING)
        if body is MISSING or not self._wrapped:
            return body
        return MISSING if body is None else body.get("content", MISSING)

    def rules(self, path: str) -> tuple[JSONObject, ...]:
        """See `BodyEditing`."""
        tokens = path_tokens(path)
        rules: list[JSONObject] = []
        for entry in entries_of(self._site.document):
            if entry.category in self._categories and entry.tokens == tokens and isinstance(entry.value, Mapping):
                listed = entry.value.get("matchers")
                rules += [dict(rule) for rule in listed] if isinstance(listed, list) else [dict(entry.value)]
        return tuple(rules)

    @property
    def _categories(self) -> tuple[str, ...]:
        return ("body",) if self._field == "body" else ("body", "content", "contents")

    def _existing(self, path: str, tokens: Tokens) -> JSON:
        value = self.value
        if value is MISSING:
            raise InvalidEdit("there is no body")
        return document_of.get(value, tokens)

    def rule_path(self, tokens: Tokens) -> str:
        """See `BodyEditing`; Pact has no spelling for keys with quotes."""
        rule_path(tokens)
        return format_path(tokens)

    def set(self, path: str, value: object) -> EditOperation:
        """See `BodyEditing`."""
        tokens = path_tokens(path)
        written = say(value, self._version)
        if written.example is MISSING and not isinstance(value, Matcher):
            raise InvalidEdit("a matcher inside a value needs an example; one alone may go without")
        if written.example is not MISSING and any(isinstance(token, Star) for token in tokens):
            raise InvalidEdit(f"{path} names several values; give a matcher without an example to set their rule")
        if written.example is not MISSING and tokens and isinstance(self.value, str):
            raise InvalidEdit(f"the body is one text; set it whole, or give {path} a matcher without an example")
        return self._set(tokens, written, f"set {path}", f"{self._code}[{path!r}] = {value!r}")

    def _set(self, tokens: Tokens, written: Said, label: str, code: str) -> EditOperation:
        version, stars = self._version, any(isinstance(token, Star) for token in tokens)

        def change(part: JSONObject) -> JSONObject:
            new = part
            if written.example is not MISSING:
                new = self._with_value(part, tokens, written.example)
            elif not stars and self.value is not MISSING and not isinstance(self.value, str):
                document_of.get(self.value, tokens)  # a rule on nothing would be dead; of text the matcher knows places
            added = {
                ("body", (*tokens, *steps)): written_rules(rules, version) for steps, rules in written.rules.items()
            }
            replaces = isinstance(written.example, dict | list)
            taken: set[Tokens] = set()

            def steps(entry: Entry) -> Tokens | None:
                if entry.category not in self._categories or entry.tokens is None:
                    return entry.tokens
                if entry.category == "body" and ("body", entry.tokens) in added and entry.tokens not in taken:
                    taken.add(entry.tokens)  # the new rules stand where the old ones stood
                    return entry.tokens
                inside = entry.tokens[: len(tokens)] == tokens and len(entry.tokens) > len(tokens)
                # What was declared for the old value is gone with it, unless it is only another scalar.
                return None if (inside and replaces) or entry.tokens in taken else entry.tokens

            new = set_entries(new, steps, added, version=version)
            return self._without_dead(new, tokens, replaces)

        return self._site.operation(label, code, change)

    def _without_dead(self, part: JSONObject, tokens: Tokens, replaced: bool) -> JSONObject:
        """A part without generators for what a new value replaced."""
        if not replaced or "generators" not in part:
            return part

        def steps(entry: Entry) -> Tokens | None:
            below = entry.tokens is not None and entry.tokens[: len(tokens)] == tokens
            inside = below and entry.tokens is not None and len(entry.tokens) > len(tokens)
            return None if entry.category in self._categories and inside else entry.tokens

        return set_entries(part, steps, {}, version=self._version, field="generators")

    def _with_value(self, part: JSONObject, tokens: Tokens, value: JSON) -> JSONObject:
        body = part.get(self._field, MISSING)
        if not self._wrapped:
            if body is MISSING and tokens:
                raise InvalidEdit("there is no body yet; set it whole: body['$'] = {…}")
            return {**part, self._field: document_of.put(None if body is MISSING else body, tokens, value)}
        wrapper = dict(body) if isinstance(body, Mapping) else {}
        if tokens and "content" not in wrapper:
            raise InvalidEdit("there is no body yet; set it whole: body['$'] = {…}")
        if wrapper.get("encoded") not in (None, False, "", "JSON", "json") and tokens:
            raise InvalidEdit(f"the body is encoded as {wrapper['encoded']!r}; set it whole: body['$'] = …")
        content = document_of.put(wrapper.get("content"), tokens, value)
        if not wrapper:
            kind = "text/plain" if isinstance(value, str) else "application/json"
            wrapper = {"content": content, "contentType": kind, "encoded": False}
        return {**part, self._field: {**wrapper, "content": content}}

    def set_rule(self, path: str, matcher: object) -> EditOperation:
        """See `BodyEditing`: the same as setting a matcher without an example."""
        if not isinstance(matcher, Matcher):
            raise InvalidEdit(f"{matcher!r} is not a matcher; see contractlab.match")
        written = say(matcher, self._version)
        kept = Said(MISSING, {steps: rules for steps, rules in written.rules.items() if steps == ()})
        code = f"{self._code}.set_rule({path!r}, {_bare(matcher)!r})"
        return self._set(path_tokens(path), kept, f"set the rule of {path}", code)

    def drop_rule(self, path: str) -> EditOperation:
        """See `BodyEditing`: what stands further up, or equality, decides then."""
        tokens, version = path_tokens(path), self._version
        if not self.rules(path):
            raise InvalidEdit(f"no rule is declared for {path}")

        def steps(entry: Entry) -> Tokens | None:
            return None if entry.category in self._categories and entry.tokens == tokens else entry.tokens

        label, code = f"drop the rule of {path}", f"{self._code}.drop_rule({path!r})"
        return self._site.operation(label, code, lambda part: set_entries(part, steps, {}, version=version))

    def _several(self, tokens: Tokens, path: str) -> list[Tokens]:
        """The places that a path names; with stars, keys of several objects."""
        if not any(isinstance(token, Star) for token in tokens):
            self._existing(path, tokens)  # says where there is nothing
            return [tokens]
        if isinstance(tokens[-1], Star | int):
            raise InvalidEdit(f"{path} names several items; set the array whole")
        places = [] if self.value is MISSING else places_of(self.value, tokens)
        if not places:
            raise InvalidEdit(f"there is nothing at {path}")
        return places

    def remove(self, path: str) -> EditOperation:
        """See `BodyEditing`; with stars, a key goes out of several objects."""
        tokens = path_tokens(path)
        if not tokens:
            raise InvalidEdit("a body is removed by body.remove()")
        places = self._several(tokens, path)
        moves = Moves(self.value, self._categories)

        def change(part: JSONObject) -> JSONObject:
            new = part
            for place in places:
                new = document_of.replace_at(new, self._inside(part), partial(document_of.remove, tokens=place))
            return self._both(new, lambda entry: moves.removed(entry, places))

        return self._site.operation(f"remove {path}", f"{self._code}[{path!r}]", change, deletes=True)

    def remove_all(self) -> EditOperation:
        """See `BodyEditing`."""

        def steps(entry: Entry) -> Tokens | None:
            return None if entry.category in self._categories else entry.tokens

        def change(part: JSONObject) -> JSONObject:
            return self._both({key: value for key, value in part.items() if key != self._field}, steps)

        return self._site.operation("remove the body", f"{self._code}.remove()", change)

    def rename(self, path: str, key: str) -> EditOperation:
        """See `BodyEditing`; with stars, a key of several objects."""
        tokens = path_tokens(path)
        if not tokens:
            raise InvalidEdit("the root has no name")
        if not isinstance(key, str):
            raise InvalidEdit(f"{quote(key, 40)} is not a key; a key is text")
        places = self._several(tokens, path)
        moves, version = Moves(self.value, self._categories), self._version

        def change(part: JSONObject) -> JSONObject:
            new = part
            for place in places:
                called = partial(document_of.rename, tokens=place, key=key)
                new = document_of.replace_at(new, self._inside(part), called)
            for field in ("matchingRules", "generators"):
                entries = list(entries_of(part, field))
                own = {(entry.category, moves.renamed(entry, places, key)) for entry in entries}
                more = {
                    (entry.category, steps): entry.value
                    for entry in entries
                    for steps in moves.copied(entry, places, key)
                    if (entry.category, steps) not in own
                }
                new = set_entries(
                    new, lambda entry: moves.renamed(entry, places, key), more, version=version, field=field
                )
            return new

        return self._site.operation(f"rename {path} to {key}", f"{self._code}.rename({path!r}, {key!r})", change)

    def insert(self, path: str, index: int, value: object) -> EditOperation:
        """See `BodyEditing`; rules for later items move with them."""
        tokens, written = path_tokens(path), say(value, self._version)
        if written.example is MISSING:
            raise InvalidEdit("an item needs an example")
        version, moves = self._version, Moves(self.value, self._categories)

        def change(part: JSONObject) -> JSONObject:
            new: JSONObject = document_of.replace_at(
                part, self._inside(part), lambda body: document_of.insert(body, tokens, index, written.example)
            )
            new = self._both(new, lambda entry: moves.inserted(entry, tokens, index))
            added = {
                ("body", (*tokens, index, *more)): written_rules(rules, version)
                for more, rules in written.rules.items()
            }
            return set_entries(new, lambda entry: entry.tokens, added, version=version)

        label = f"insert an item at {path}[{index}]"
        return self._site.operation(label, f"{self._code}.insert({path!r}, {index}, {value!r})", change)

    def _inside(self, part: Mapping[str, JSON]) -> Tokens:
        if self._field not in part:
            raise InvalidEdit("there is no body")
        return (self._field, "content") if self._wrapped else (self._field,)

    def _both(self, part: JSONObject, steps: Steps) -> JSONObject:
        """Rules and generators alike."""
        new = set_entries(part, steps, {}, version=self._version)
        return set_entries(new, steps, {}, version=self._version, field="generators")


def _bare(matcher: Matcher) -> Matcher:
    """A matcher without its example, where that says nothing of its rule."""
    if matcher.name in ("array_containing", "null"):
        return matcher
    if matcher.parts:
        return combine(matcher.name, [_bare(part) for part in matcher.parts])
    return Matcher(matcher.name, MISSING, matcher.args)
