"""Code that is made for somebody to paste: whatever a stranger's text is, it compiles, and the text stays a text."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import FULL, examples, require
from views import hostile
from views.payloads import PAYLOADS, batches

import contractlab as cl
from contractlab import match
from contractlab.contracts.states import StateDefinition
from contractlab.definition.request_code import request_code
from contractlab.errors import InvalidEdit
from contractlab.live.handler_code import call_stubs, handler_stub, producer_stub
from contractlab.views.model import CodeBlock
from contractlab.views.pasted import pasted
from contractlab.views.registry import build_or_say
from contractlab.widgets.captures.assigning import keys_code

ENDS = st.sampled_from(['"""', '"', "'''", "\\", "\\\\", '\\"""', "\n", "\r\n", "\x00", "\ud800", "\u2028", "{", "#"])
TEXTS = st.builds(
    lambda start, ends: start + "".join(ends),
    st.text(st.characters(), max_size=20) | st.sampled_from(sorted(PAYLOADS.values())),
    st.lists(ENDS, max_size=3),
)

GROUPS = {name: (name,) for name in PAYLOADS} if FULL else batches(PAYLOADS)
"""Texts that share a document; in full each has its own."""


def blocks_of(item: Any) -> Iterator[CodeBlock]:
    """Every block of code in a document, however deep."""
    if isinstance(item, CodeBlock):
        yield item
    elif is_dataclass(item):
        for field in fields(item):
            yield from blocks_of(getattr(item, field.name))
    elif isinstance(item, tuple | list):
        for each in item:
            yield from blocks_of(each)


def shown(items: Iterable[Any], language: str) -> list[str]:
    return [block.text for item in items for block in blocks_of(build_or_say(item)) if block.language == language]


def hold_python(code: str) -> set[str]:
    """Compile code as it would lie in a file; gives the texts in it."""
    tree = ast.parse(code.encode("utf-8", "strict").decode())
    compile(tree, "pasted", "exec")
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert "__import__" not in names
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


@settings(max_examples=examples(2_000))
@given(TEXTS)
def test_a_stub_names_its_state_exactly(name: str) -> None:
    stubs = [
        handler_stub([StateDefinition(name, {name: 1, "x": 2}), StateDefinition(f"{name} ", {})], whole=True),
        handler_stub([StateDefinition(name, {})]),
        producer_stub([(name, False), (f"{name}2", True)]),
        call_stubs([(name, "client"), (f"{name}2", "caller"), (f"{name}3", "function")]),
    ]
    for stub in stubs:
        assert name in hold_python(stub)


@pytest.mark.parametrize("texts", GROUPS.values(), ids=GROUPS)
def test_what_a_run_shows_as_python_compiles(texts: tuple[str, ...]) -> None:
    run = hostile.run([PAYLOADS[name] for name in texts])
    pasted = shown(run.results, "python")
    assert len([code for code in pasted if "httpx.request" in code]) >= 4
    assert any("check_message" in code for code in pasted)
    for code in [*pasted, *(keys_code([capture]) for capture in run.captures)]:
        hold_python(code)


def test_curl_is_asked_for_nothing_else(tmp_path: Path) -> None:
    scripts = tmp_path / "scripts"
    scripts.mkdir()
    number = 0
    for names in GROUPS.values():
        for code in shown(hostile.run([PAYLOADS[name] for name in names]).results, "sh"):
            (scripts / f"{number:04}.sh").write_text(code, encoding="utf-8")
            number += 1
    assert number > 2 * len(GROUPS)
    # In place of curl stands what counts how often it is called; each script is read first, then run.
    run = 'curl() { called=$((called + 1)); }; for s in scripts/*.sh; do bash -n "$s" || exit 1; . "$s"; done; '
    done = subprocess.run(
        ["bash", "-c", f"{run}echo $called"],
        cwd=tmp_path,
        capture_output=True,
        check=True,
        env={"PATH": "/usr/bin:/bin"},
    )
    assert done.stderr == b""
    assert int(done.stdout) == number
    assert [path.name for path in tmp_path.iterdir()] == ["scripts"]


@pytest.mark.parametrize("texts", list(GROUPS.values())[:: 1 if FULL else 2], ids=list(GROUPS)[:: 1 if FULL else 2])
def test_edits_and_advice_compile(texts: tuple[str, ...]) -> None:
    spread = hostile.Spread.of([PAYLOADS[name] for name in texts])
    items = hostile._editing(spread, hostile.contract(spread.texts), hostile.captures(spread.texts))
    for code in [items["edit"].code(), *shown(items.values(), "python")]:
        hold_python(code)
    made = hostile.contract(spread.texts)
    for repairs in cl.repairs(cl.verify(made, hostile.captures(spread.texts)), cl.edit(made)):
        for code in [repair.code for repair in repairs] + shown(repairs, "python"):
            hold_python(code)


@pytest.mark.parametrize("name", PAYLOADS)
def test_definitions_compile(name: str) -> None:
    text = PAYLOADS[name].encode("utf-8", "replace").decode()  # no file holds a lone surrogate
    definition = cl.define(text or "c", text or "p")
    try:
        chain = definition.example(text or "x").given(text or "x", **{text or "x": text})
        chain.with_request("POST", f"/{text}", query={text or "x": text}, json={text: match.like(text)})
        chain.will_respond_with(200, headers={"X-Plain": text}, json={text: text, "date": match.like([text])})
    except InvalidEdit:
        pass  # the part that cannot be said is refused; the rest has its code
    for style in (None, "pact-python"):
        assert (text or "c") in hold_python(definition.code(style=style))


@settings(max_examples=examples(500), deadline=None)
@given(
    st.lists(
        TEXTS.map(lambda text: f"edit[{text!r}].response.body.set_rule({text * 9!r},\n    match.like())"), min_size=1
    )
)
def test_long_code_is_cut_between_statements(statements: list[str]) -> None:
    code = "\n".join(statements)
    for longest in (0, 40, 100, 400, 4_000):
        short = pasted(code, longest)
        kept = ast.parse(short).body
        assert [ast.unparse(node) for node in kept] == [ast.unparse(node) for node in ast.parse(code).body[: len(kept)]]
        assert len(kept) == len(statements) or len(code) > longest
        assert short == code or "more characters of code" in short.rpartition("\n")[2]


@pytest.mark.parametrize("texts", list(GROUPS.values())[:: 1 if FULL else 4], ids=list(GROUPS)[:: 1 if FULL else 4])
def test_code_of_live_views_compiles(texts: tuple[str, ...]) -> None:
    require("anywidget")
    from contractlab.widgets.captures.view import CapturesView
    from contractlab.widgets.explorer.view import Explorer
    from contractlab.widgets.states.view import StatesEditor

    given = [PAYLOADS[name] for name in texts]
    run = hostile.run(given)
    lab = cl.open(hostile.contract(given), hostile.captures(given))
    explorer = Explorer(run)
    rows = [
        explorer.handle({"op": "code", "id": 1, "row": row, "column": 0}) for row in range(len(explorer.model.rows))
    ]
    pasted_code = [answer["code"] for answer in rows]
    pasted_code += [group["code"] for group in CapturesView(lab).view["groups"]]
    pasted_code += [state["stub"] for state in StatesEditor(lab).view["states"]]
    pasted_code += [
        request_code(capture.request, "billing", given) for capture in run.captures if isinstance(capture, cl.Capture)
    ]
    assert len(pasted_code) > 10
    for code in pasted_code:
        hold_python(code)
