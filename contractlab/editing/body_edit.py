"""A body being edited: values by path, with the rules and generators that belong to them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from contractlab.contracts import json_document as document_of
from contractlab.contracts.matcher import Matcher, combine
from contractlab.contracts.pact.saying import Said, say
from contractlab.editing.guarded import Guarded
from contractlab.editing.pact_moves import Moves, places_of
from contractlab.editing.pact_rules import Entry, entries_of, set_entries
from contractlab.errors import InvalidEdit
from contractlab.values.json_path import read_path
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import PathToken, Star
from contractlab.values.text import quote

if TYPE_CHECKING:
    from contractlab.editing.example_edit import PartEdit

__all__ = ["BodyEdit"]

Tokens = tuple[PathToken, ...]


class BodyEdit(Guarded):
    """The body of a request or a response, or the contents of a message.

    ``body["$.total"]`` gives a value; setting it sets the example, and the rule too where a matcher is given. A matcher
    without an example changes the rule alone, and then the path may hold stars.

    Parameters
    ----------
    part : PartEdit
    field : str
        ``"body"`` or ``"contents"``.
    """

    def __init__(self, part: PartEdit, field: str) -> None:
        self._part = part
        self._field = field

    # -- reading ------------------------------------------------------------------------------------------------------

    @property
    def _wrapped(self) -> bool:
        """True where the value stands under ``content``, as since V4."""
        if self._part.version < "4.0":
            return False
        body = self._part.document.get(self._field)
        return body is None or (isinstance(body, Mapping) and ("content" in body or not body))

    @property
    def value(self) -> Any:
        """The whole example; MISSING where there is none."""
        body = self._part.document.get(self._field, MISSING)
        if body is MISSING or not self._wrapped:
            return body
        return MISSING if body is None else body.get("content", MISSING)

    def __getitem__(self, path: str) -> Any:
        value = self.value
        if value is MISSING:
            raise InvalidEdit("there is no body")
        return document_of.get(value, self._tokens(path))

    def __contains__(self, path: object) -> bool:
        tokens = read_path(path) if isinstance(path, str) else None
        return tokens is not None and self.value is not MISSING and document_of.has(self.value, tokens)

    def rules(self, path: str = "$") -> tuple[dict[str, Any], ...]:
        """The rules that are declared for a path, as the file has them."""
        tokens = self._tokens(path)
        found: list[dict[str, Any]] = []
        for entry in entries_of(self._part.document):
            if entry.category in self._categories and entry.tokens == tokens and isinstance(entry.value, Mapping):
                listed = entry.value.get("matchers")
                found += [dict(one) for one in listed] if isinstance(listed, list) else [dict(entry.value)]
        return tuple(found)

    @property
    def _categories(self) -> tuple[str, ...]:
        return ("body",) if self._field == "body" else ("body", "content", "contents")

    def _tokens(self, path: str) -> Tokens:
        tokens = read_path(path) if isinstance(path, str) else None
        if tokens is None:
            raise InvalidEdit(f"{path!r} is no path; write it as $.items[0].id or $['odd key']")
        return tokens

    @property
    def _code(self) -> str:
        return f"{self._part.code}.{self._field}" if self._field == "body" or self._part.code else self._field

    # -- values and rules ---------------------------------------------------------------------------------------------

    def __setitem__(self, path: str, value: Any) -> None:
        tokens = self._tokens(path)
        said = say(value, self._part.version)
        if said.example is MISSING and not isinstance(value, Matcher):
            raise InvalidEdit("a matcher inside a value needs an example; one alone may go without")
        if said.example is not MISSING and any(isinstance(token, Star) for token in tokens):
            raise InvalidEdit(f"{path} names several values; give a matcher without an example to set their rule")
        if said.example is not MISSING and tokens and isinstance(self.value, str):
            raise InvalidEdit(f"the body is one text; set it whole, or give {path} a matcher without an example")
        self._set(tokens, said, f"set {path}", f"{self._code}[{path!r}] = {value!r}")

    def _set(self, tokens: Tokens, said: Said, label: str, code: str) -> None:
        version, stars = self._part.version, any(isinstance(token, Star) for token in tokens)

        def change(part: dict[str, Any]) -> dict[str, Any]:
            new = part
            if said.example is not MISSING:
                new = self._with_value(part, tokens, said.example)
            elif not stars and self.value is not MISSING and not isinstance(self.value, str):
                document_of.get(self.value, tokens)  # a rule on nothing would be dead; of text the matcher knows places
            added = {("body", (*tokens, *steps)): _entry(rules, version) for steps, rules in said.rules.items()}
            replaces = isinstance(said.example, dict | list)
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
            return _without_dead(new, tokens, replaces, self._categories, version)

        self._part.change(change, label, code)

    def _with_value(self, part: dict[str, Any], tokens: Tokens, value: Any) -> dict[str, Any]:
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

    def set_rule(self, path: str, matcher: Matcher) -> None:
        """Change the rule of a path and keep its value: the same as setting a matcher without an example."""
        if not isinstance(matcher, Matcher):
            raise InvalidEdit(f"{matcher!r} is no matcher; see contractlab.match")
        said = say(matcher, self._part.version)
        kept = Said(MISSING, {steps: rules for steps, rules in said.rules.items() if steps == ()})
        code = f"{self._code}.set_rule({path!r}, {_bare(matcher)!r})"
        self._set(self._tokens(path), kept, f"set the rule of {path}", code)

    def drop_rule(self, path: str) -> None:
        """Take the rules of a path away, so that what stands further up, or equality, decides."""
        tokens = self._tokens(path)
        if not self.rules(path):
            raise InvalidEdit(f"no rule is declared for {path}")

        def steps(entry: Entry) -> Tokens | None:
            return None if entry.category in self._categories and entry.tokens == tokens else entry.tokens

        self._part.change(
            lambda part: set_entries(part, steps, {}, version=self._part.version),
            f"drop the rule of {path}",
            f"{self._code}.drop_rule({path!r})",
        )

    def _several(self, tokens: Tokens, path: str) -> list[Tokens]:
        """The places that a path names; with stars, keys of several objects."""
        if not any(isinstance(one, Star) for one in tokens):
            self[path]  # says where there is nothing
            return [tokens]
        if isinstance(tokens[-1], Star | int):
            raise InvalidEdit(f"{path} names several items; set the array whole")
        places = [] if self.value is MISSING else places_of(self.value, tokens)
        if not places:
            raise InvalidEdit(f"there is nothing at {path}")
        return places

    def __delitem__(self, path: str) -> None:
        """Take a value out, with its rules and generators; with stars, a key out of several objects."""
        tokens = self._tokens(path)
        if not tokens:
            raise InvalidEdit("a body is removed by body.remove()")
        places = self._several(tokens, path)
        moves = Moves(self.value, self._categories)

        def change(part: dict[str, Any]) -> dict[str, Any]:
            new = part
            for place in places:
                new = document_of.replace_at(new, self._inside(part), partial(document_of.remove, tokens=place))
            return self._both(new, lambda entry: moves.removed(entry, places))

        self._part.change(change, f"remove {path}", f"del {self._code}[{path!r}]")

    def remove(self) -> None:
        """Take the whole body out, with its rules and generators."""

        def steps(entry: Entry) -> Tokens | None:
            return None if entry.category in self._categories else entry.tokens

        def change(part: dict[str, Any]) -> dict[str, Any]:
            return self._both({key: value for key, value in part.items() if key != self._field}, steps)

        self._part.change(change, "remove the body", f"{self._code}.remove()")

    def rename(self, path: str, key: str) -> None:
        """Call a key by another name; its rules and generators go along. With stars, a key of several objects."""
        tokens = self._tokens(path)
        if not tokens:
            raise InvalidEdit("the root has no name")
        if not isinstance(key, str):
            raise InvalidEdit(f"{quote(key, 40)} is no key; a key is text")
        places = self._several(tokens, path)
        moves, version = Moves(self.value, self._categories), self._part.version

        def change(part: dict[str, Any]) -> dict[str, Any]:
            new = part
            for place in places:
                called = partial(document_of.rename, tokens=place, key=key)
                new = document_of.replace_at(new, self._inside(part), called)
            for field in ("matchingRules", "generators"):
                there = list(entries_of(part, field))
                own = {(one.category, moves.renamed(one, places, key)) for one in there}
                more = {
                    (one.category, steps): one.value
                    for one in there
                    for steps in moves.copied(one, places, key)
                    if (one.category, steps) not in own
                }
                new = set_entries(
                    new, lambda entry: moves.renamed(entry, places, key), more, version=version, field=field
                )
            return new

        self._part.change(change, f"rename {path} to {key}", f"{self._code}.rename({path!r}, {key!r})")

    def insert(self, path: str, index: int, value: Any) -> None:
        """Put an item into an array; rules for later items move with them."""
        tokens, said = self._tokens(path), say(value, self._part.version)
        if said.example is MISSING:
            raise InvalidEdit("an item needs an example")
        version, moves = self._part.version, Moves(self.value, self._categories)

        def change(part: dict[str, Any]) -> dict[str, Any]:
            new: dict[str, Any] = document_of.replace_at(
                part, self._inside(part), lambda body: document_of.insert(body, tokens, index, said.example)
            )
            new = self._both(new, lambda entry: moves.inserted(entry, tokens, index))
            added = {("body", (*tokens, index, *more)): _entry(rules, version) for more, rules in said.rules.items()}
            return set_entries(new, lambda entry: entry.tokens, added, version=version)

        label = f"insert an item at {path}[{index}]"
        self._part.change(change, label, f"{self._code}.insert({path!r}, {index}, {value!r})")

    def _inside(self, part: Mapping[str, Any]) -> Tokens:
        if self._field not in part:
            raise InvalidEdit("there is no body")
        return (self._field, "content") if self._wrapped else (self._field,)

    def _both(self, part: dict[str, Any], steps: Any) -> dict[str, Any]:
        """Rules and generators alike."""
        new = set_entries(part, steps, {}, version=self._part.version)
        return set_entries(new, steps, {}, version=self._part.version, field="generators")

    def __repr__(self) -> str:
        return f"<body {self.value!r}>"


def _bare(matcher: Matcher) -> Matcher:
    """A matcher without its example, where that says nothing of its rule."""
    if matcher.name in ("array_containing", "null"):
        return matcher
    if matcher.parts:
        return combine(matcher.name, [_bare(one) for one in matcher.parts])
    return Matcher(matcher.name, MISSING, matcher.args)


def _entry(rules: tuple[str, list[dict[str, Any]]], version: str) -> Any:
    combine, listed = rules
    return listed[0] if version < "3.0" else {"matchers": listed, "combine": combine}


def _without_dead(
    part: dict[str, Any], tokens: Tokens, replaced: bool, categories: tuple[str, ...], version: str
) -> dict[str, Any]:
    """A part without generators for what a new value replaced."""
    if not replaced or "generators" not in part:
        return part

    def steps(entry: Entry) -> Tokens | None:
        below = entry.tokens is not None and entry.tokens[: len(tokens)] == tokens and len(entry.tokens) > len(tokens)
        return None if entry.category in categories and below else entry.tokens

    return set_entries(part, steps, {}, version=version, field="generators")
