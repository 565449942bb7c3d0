"""Rule expressions: ``matching(integer, 3)``, ``eachKey(matching(regex, '[a-z]+', 'a')), notEmpty('x')``.

Source: the grammar of pact-plugins' matching rule definition expressions, as pact_models 1.3.16 reads them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from contractlab.errors import InvalidEdit
from contractlab.values.json_types import JSON
from contractlab.values.markers import MISSING
from contractlab.values.text import quote

__all__ = ["ExpressionRule", "parse_expression"]

_NAMES = {
    "equalTo": "equality", "type": "type", "number": "number", "integer": "integer", "decimal": "decimal",
    "boolean": "boolean", "include": "include", "semver": "semver",
}  # fmt: skip
_CONFIGURED = {
    "regex": ("regex", "regex"), "datetime": ("datetime", "format"), "date": ("date", "format"),
    "time": ("time", "format"), "contentType": ("contentType", "value"),
}  # fmt: skip
_DATA_TYPES = {"integer": "INTEGER", "decimal": "DECIMAL", "number": "DECIMAL", "boolean": "BOOLEAN"}
_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^'\\]|\\.)*')|(?P<word>[A-Za-z_][\w.\-]*)|(?P<number>-?\d+(?:\.\d+)?)|(?P<sign>[(),]))"
)
_MOST_DEEP = 20


@dataclass(slots=True)
class ExpressionRule:
    """A rule of an expression.

    Attributes
    ----------
    name : str
        As a Pact file has it.
    args : dict
    example : JSON value or MISSING
    state : (expression, data type) or None
        Of ``fromProviderState``.
    inner : list of ExpressionRule
        Of ``eachKey`` and ``eachValue``.
    """

    name: str
    args: dict[str, Any] = field(default_factory=dict)
    example: Any = MISSING
    state: tuple[str, str] | None = None
    inner: list[ExpressionRule] = field(default_factory=list)


def parse_expression(text: str) -> list[ExpressionRule]:
    """The rules of an expression, joined by commas.

    Raises
    ------
    InvalidEdit
        If it is none; the core takes such a text for a plain string without a word.
    """
    reader = _Reader(text)
    rules = [reader.rule(0)]
    while reader.sign(","):
        rules.append(reader.rule(0))
    reader.end()
    return rules


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def _fault(self, wanted: str) -> InvalidEdit:
        return InvalidEdit(f"{quote(self.text, 80)} is not a rule expression: {wanted} is wanted at {self.at + 1}")

    def _next(self, *groups: str) -> tuple[str, str] | None:
        token = _TOKEN.match(self.text, self.at)
        if token is None or token.lastgroup not in groups:
            return None
        self.at = token.end()
        return str(token.lastgroup), token[str(token.lastgroup)]

    def sign(self, sign: str) -> bool:
        before = self.at
        if self._next("sign") == ("sign", sign):
            return True
        self.at = before
        return False

    def _need(self, sign: str) -> None:
        if not self.sign(sign):
            raise self._fault(sign)

    def end(self) -> None:
        if self.text[self.at :].strip():
            raise self._fault("a comma or the end")

    def _word(self) -> str:
        word = self._next("word")
        if word is None:
            raise self._fault("a word")
        return word[1]

    def rule(self, depth: int) -> ExpressionRule:
        """One rule: ``matching(…)``, ``notEmpty(…)``, ``eachKey(…)``, ``atLeast(…)`` and so on."""
        if depth > _MOST_DEEP:
            raise self._fault("less depth")
        name = self._word()
        self._need("(")
        if name == "matching":
            rule = self._matching()
        elif name == "notEmpty":
            rule = ExpressionRule("notEmpty")
            rule.example, rule.state = self._value("string")
        elif name in ("eachKey", "eachValue"):
            rule = ExpressionRule(name, inner=[self.rule(depth + 1)])
            while self.sign(","):
                rule.inner.append(self.rule(depth + 1))
        elif name in ("atLeast", "atMost"):
            bound = self._next("number")
            if bound is None or not bound[1].isdigit():
                raise self._fault("a whole number")
            rule = ExpressionRule("type", {"min" if name == "atLeast" else "max": int(bound[1])})
        else:
            raise InvalidEdit(
                f"{quote(self.text, 80)} is not a rule expression: there is no {name}; there are matching, notEmpty, "
                "eachKey, eachValue, atLeast and atMost"
            )
        self._need(")")
        return rule

    def _matching(self) -> ExpressionRule:
        kind = self._word()
        self._need(",")
        if kind in _CONFIGURED:
            name, argument = _CONFIGURED[kind]
            configured = self._next("text")
            if configured is None:
                raise self._fault("a text in single quotes")
            self._need(",")
            rule = ExpressionRule(name, {argument: _unquoted(configured[1])})
        else:
            rule = ExpressionRule(_NAMES.get(kind, kind))
        rule.example, rule.state = self._value(kind)
        if rule.name == "include":
            rule.args["value"] = rule.example
        return rule

    def _value(self, kind: str) -> tuple[JSON, tuple[str, str] | None]:
        token = self._next("text", "number", "word")
        if token is None:
            raise self._fault("a value")
        group, written = token
        if group == "text":
            return _unquoted(written), None
        if group == "number":
            return (float(written) if "." in written else int(written)), None
        if written == "fromProviderState":
            self._need("(")
            expression = self._next("text")
            if expression is None:
                raise self._fault("an expression in single quotes")
            self._need(",")
            example, _ = self._value(kind)
            self._need(")")
            return example, (_unquoted(expression[1]), _DATA_TYPES.get(kind, "STRING"))
        if written in ("true", "false", "null"):
            return {"true": True, "false": False, "null": None}[written], None
        raise self._fault("a value")


def _unquoted(text: str) -> str:
    return re.sub(r"\\(['\\])", r"\1", text[1:-1])
