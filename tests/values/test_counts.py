"""A number in front of a noun agrees with it everywhere: ``1 example``, never ``1 examples``."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import matrices
import pytest

import contractlab as cl
from contractlab.captures import Captures
from contractlab.values.text import count

PACKAGE = Path(cl.__file__).parent
NOUNS = (
    "alternative capture cause change character check column contract difference edit endpoint entry entries error "
    "example exchange field file frame item line mismatch mismatches operation part path place problem remark request "
    "result row state suggestion value version warning"
).split()
PLURAL = re.compile(rf" (?:[a-z]+ )?(?:{'|'.join(noun if noun[-1] == 's' else noun + 's' for noun in NOUNS)})\b")
ONE_OF_SOME = re.compile(rf"(?<![\d,.])(?<!of )\b1 (?:[a-z]+ )?(?:{'|'.join(noun + 's' for noun in NOUNS)})\b")


def branches_of(tree: ast.AST) -> Iterator[tuple[ast.JoinedStr, list[ast.expr]]]:
    """Texts with values in them, each with the conditions under which it is made."""
    stack: list[tuple[ast.AST, list[ast.expr]]] = [(tree, [])]
    while stack:
        node, tests = stack.pop()
        if isinstance(node, ast.JoinedStr):
            yield node, tests
        inside = [*tests, node.test] if isinstance(node, ast.If | ast.IfExp) else tests
        if isinstance(node, ast.FunctionDef):
            inside = []
        stack += [(child, inside) for child in ast.iter_child_nodes(node)]


def tells_one(tests: list[ast.expr]) -> bool:
    """True if a condition compares numbers: of several objects another text is made than of a single one."""
    return any(isinstance(part, ast.Compare) for test in tests for part in ast.walk(test))


def what_shows_itself(file: Path) -> Iterator[ast.AST]:
    """How objects name themselves, and all that a command writes."""
    tree = ast.parse(file.read_text())
    if file.parent.name == "cli":
        yield tree
        return
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == "__repr__")


def test_numbers_are_put_before_nouns_by_count() -> None:
    by_hand: list[str] = []
    for file in sorted(PACKAGE.rglob("*.py")):
        for text, tests in (pair for part in what_shows_itself(file) for pair in branches_of(part)):
            for value, after in zip(text.values, text.values[1:], strict=False):
                if not isinstance(value, ast.FormattedValue) or not isinstance(after, ast.Constant):
                    continue
                written = ast.unparse(value.value)
                if PLURAL.match(str(after.value)) and not tells_one(tests) and not written.strip("_").isupper():
                    by_hand.append(f"{file.relative_to(PACKAGE)}:{text.lineno}: {{{written}}}{after.value}")
    assert not by_hand, "\n".join(by_hand)


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 entries"), (1, "1 entry"), (2, "2 entries"), (4053, "4,053 entries")]
)
def test_count(number: int, words: str) -> None:
    assert count(number, "entry", "entries") == words


@pytest.mark.parametrize("examples", [0, 1, 2])
@pytest.mark.parametrize("kinds", ["", "good", "text", "gone"])
def test_what_shows_itself_agrees(examples: int, kinds: str) -> None:
    contract = matrices.contract(examples)
    captures = matrices.provider([kinds] * examples, "1.0.0") if kinds else Captures()
    run, matrix = cl.verify(contract, captures), cl.matrix(contract, captures)
    lab = cl.open(contract, captures)
    objects: list[Any] = [contract, lab.contracts, captures, run, matrix, lab, *run.results]
    objects += [*run.causes, lab.edit_of(contract), lab.edit_of(contract).diff(), lab.coverage]
    for each in objects:
        assert not ONE_OF_SOME.findall(repr(each)), repr(each)
        shown = each._repr_mimebundle_()["text/plain"] if hasattr(each, "_repr_mimebundle_") else ""
        assert not ONE_OF_SOME.findall(shown), shown
