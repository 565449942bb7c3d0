"""One term for each thing, in every text that people read: in Python, in the scripts, and in the README."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import ROOT

PACKAGE = ROOT / "contractlab"

BANNED = (
    r"\bkeep from sight\b|\bkept from sight\b", r"\bfails? nothing\b", r"\bfits? (no|an) example\b",
    r"\bpassed all the same\b", r"\bnothing looked at them\b", r"\bso nothing passed\b", r"\bSo nothing passed\b",
    r"\bMost broken\b", r"\bfailed of exercised\b", r"\bno version passes\b", r"\bSecond hand\b", r"\bIt cannot say\b",
    r"\bmay be silent\b", r"\bis to end in\b", r"\bdeep in one another\b",
    r"\bwhat the example is called\b", r"\bOdd about\b", r"\bstays in force\b", r"\btext stands in double quotes\b",
    r"\bChoose a matcher in the tree\b", r"\bthis very value\b", r"\bwhat is above decides\b", r"\bgot no such\b",
    r"\bgot other values\b", r"\bis asked for now\b", r"\bone more example is to be kept\b", r"≠ other",
    r"\bthere is no class\b", r"(?<!here )\b(?:is|are|was|were) no (?!longer\b|more\b)", r"\b\d+ deep\b",
    r"(?<!and )\bthere is no such \w+", r"\b(?:also|not|of a status that|a value that) fits?\b",
    r"\b(?:and|but) no (?:HAR|contract;|contract:)", r"\bGive a pattern\b", r"\bcopy stub\b",
    r"\bas the verifier tells them\b",
)  # fmt: skip
"""What read as translated; the words in their place stand in the code."""

PATTERN = re.compile("|".join(BANNED))


def texts_of(path: Path) -> Iterator[str]:
    """Every string of a module that is no docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = [node.body for node in ast.walk(tree) if isinstance(getattr(node, "body", None), list)]
    documentation = {
        id(statement.value)
        for body in inside
        for statement in body
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            yield node.value


def test_the_modules_speak_plainly() -> None:
    modules = sorted(PACKAGE.rglob("*.py"))
    assert len(modules) > 300
    sentences = [(path.name, text[:120]) for path in modules for text in texts_of(path) if PATTERN.search(text)]
    assert sentences == []


def test_the_scripts_speak_plainly() -> None:
    scripts = sorted(PACKAGE.rglob("*.js"))
    assert len(scripts) > 20
    strings = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|`(?:[^`\\]|\\.)*`")
    sentences = [
        (path.name, text)
        for path in scripts
        for text in strings.findall(path.read_text(encoding="utf-8"))
        if PATTERN.search(text)
    ]
    assert sentences == []


@pytest.mark.parametrize(
    "text",
    [
        "the key is missing",
        "no example matches 'x'",
        "is not valid JSON",
        "is not a path",
        "there is no folder",
        "it is no longer needed",
    ],
)
def test_plain_words_are_not_banned(text: str) -> None:
    assert PATTERN.search(text) is None


@pytest.mark.parametrize(
    "text", ["'x' is no path", "these are no statuses", "there is no such tab", "it also fits 'a'"]
)
def test_words_that_read_as_translated_are_banned(text: str) -> None:
    assert PATTERN.search(text) is not None
