"""Code that is made for somebody to paste is run: it does what it says, and nothing of what a stranger's text says.

It runs in an empty folder, watched by Python's own audit: no process, no socket, and no file but the one that it names.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from support import FULL, require
from views import hostile
from views.hostile_rooms import definition_of
from views.payloads import PAYLOADS, batches
from views.test_generated_code import shown

import contractlab as cl
from contractlab.contracts.states import StateDefinition
from contractlab.definition.request_code import request_code
from contractlab.errors import InvalidEdit
from contractlab.live.handler_code import call_stubs, handler_stub, producer_stub
from contractlab.widgets.captures.assigning import keys_code

NAMES = (
    "match", "cl", "states", "generate", "edit", "json", "print", "class", "None", "httpx", "example", "result",
    "response", "pact", "Pact", "xml", "contract", "messages", "triggers", "functions", "url", "function", "request",
    "definition", "contractlab", "DefinedBody", "self", "type", "str", "builder", "captures", "lab", "import",
    "import cl",
)  # fmt: skip
"""Texts that are names in the code itself."""
TEXTS = {**PAYLOADS, **{f"name {name}": name for name in NAMES}}
GROUPS = {name: (name,) for name in TEXTS} if FULL else batches(PAYLOADS)
SOME = dict(list(GROUPS.items())[:: 1 if FULL else 3])
NAMED = {f"name {name}": (name,) for name in NAMES}

_FORBIDDEN = ("os.system", "os.exec", "os.posix_spawn", "os.fork", "subprocess.Popen", "socket.connect", "socket.bind",
              "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.chdir", "shutil.rmtree", "webbrowser.open",
              "ctypes.dlopen", "os.symlink", "os.link", "os.chmod")  # fmt: skip
_seen: list[str] | None = None


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if _seen is None:
        return
    writes = event == "open" and isinstance(arguments[1], str) and any(sign in arguments[1] for sign in "wax+")
    if event in _FORBIDDEN or writes:
        _seen.append(f"{event} {arguments!r}"[:200])


sys.addaudithook(_audit)


class Refused(Exception):
    """The project said why it does not do what the code says."""


class Sandbox:
    """Runs code in an empty folder."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.times = 0
        monkeypatch.chdir(folder)
        monkeypatch.setattr(sys, "dont_write_bytecode", True)

    def run(self, code: str, /, **names: Any) -> dict[str, Any]:
        """The names that there are after the code has run."""
        global _seen
        namespace = {"__name__": "pasted", **names}
        compiled = compile(code, "pasted", "exec")
        _seen = []
        try:
            exec(compiled, namespace)
        except cl.ContractLabError as error:
            raise Refused(str(error)) from error
        except Exception as error:
            raise AssertionError(f"{type(error).__name__}: {error}\n{code[:2_000]}") from error
        finally:
            noticed, _seen = _seen, None
        self.times += 1
        assert noticed == []
        assert list(self.folder.iterdir()) == []
        return namespace


@pytest.fixture
def sandbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    import xml.etree.ElementTree

    require("pact")
    import pact  # what is imported on first use may open libraries

    assert pact
    assert xml.etree.ElementTree
    folder = tmp_path / "empty"
    folder.mkdir()
    return Sandbox(folder, monkeypatch)


@contextmanager
def stand_ins(contract: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[Any, ...]]]:
    """In place of the provider and of the file of the contract."""
    asked: list[tuple[Any, ...]] = []

    def request(method: str, url: str, **more: Any) -> httpx.Response:
        httpx.Request(method.encode("ascii", "replace").decode(), "http://h.test/", **more)  # as far as it can be sent
        asked.append((method, url, more))
        return httpx.Response(200, json={})

    with monkeypatch.context() as patched:
        patched.setattr(httpx, "request", request)
        patched.setattr(cl, "load", lambda source: contract)
        yield asked


@pytest.mark.parametrize("names", SOME.values(), ids=SOME)
def test_code_that_repeats_a_recording(names: tuple[str, ...], sandbox: Sandbox, monkeypatch: Any) -> None:
    run = hostile.run([TEXTS[name] for name in names])
    codes = shown(run.results, "python")
    with stand_ins(run.contracts[0], monkeypatch) as asked:
        for code in codes:
            made = sandbox.run(code)
            for name, each in made.items():
                if name.startswith("test_"):
                    with suppress(AssertionError):  # the provider that stands in gives another answer
                        each()
    assert len(asked) >= 4
    assert sandbox.times == len(codes)


@pytest.mark.parametrize("names", SOME.values(), ids=SOME)
def test_edits_and_repairs(names: tuple[str, ...], sandbox: Sandbox, monkeypatch: Any) -> None:
    spread = hostile.Spread.of([TEXTS[name] for name in names])
    made, recorded = hostile.contract(spread.texts), hostile.captures(spread.texts)
    edit = hostile._editing(spread, made, recorded)["edit"]
    with stand_ins(made, monkeypatch):
        again = sandbox.run(edit.code())["edit"]
    assert again.to_bytes() == edit.to_bytes()
    edit = cl.edit(made)
    for repairs in cl.repairs(cl.verify(made, recorded), edit):
        for repair in repairs:
            if repair.applies and repair.apply() == (edit,):
                again = cl.edit(made)
                sandbox.run(repair.code, edit=again, match=cl.match, cl=cl)
                assert again.to_bytes() == edit.to_bytes()
                edit.undo()


@pytest.mark.parametrize("names", [*GROUPS.values(), *NAMED.values()], ids=[*GROUPS, *NAMED])
def test_definitions(names: tuple[str, ...], sandbox: Sandbox) -> None:
    try:
        made = definition_of([TEXTS.get(name, name) for name in names])
    except InvalidEdit:  # a part that cannot be said is refused; the others have their code
        for name in names if len(names) > 1 else ():
            test_definitions((name,), sandbox)
        return
    namespace = sandbox.run(made.code())
    again = [each for each in namespace.values() if isinstance(each, cl.Definition)]
    assert [each.contract.to_bytes() for each in again] == [made.contract.to_bytes()]
    try:
        code = made.code(style="pact-python")
    except cl.ContractLabError:
        return
    sandbox.run(code)


@pytest.mark.parametrize("names", [*SOME.values(), *NAMED.values()], ids=[*SOME, *NAMED])
def test_what_is_inferred(names: tuple[str, ...], sandbox: Sandbox) -> None:
    texts = [TEXTS.get(name, name) for name in names]
    whole = texts[0].encode("utf-8", "replace").decode() or "c"
    made = cl.infer(hostile.captures(texts), consumer=whole, provider=whole)
    namespace = sandbox.run(made.code())
    again = [each for each in namespace.values() if isinstance(each, cl.Definition)]
    assert [each.contract.to_bytes() for each in again] == [made.contract.to_bytes()]


@pytest.mark.parametrize("names", [tuple(TEXTS)[at : at + 24] for at in range(0, len(TEXTS), 24)])
def test_stubs(names: tuple[str, ...], sandbox: Sandbox) -> None:
    texts = [TEXTS[name] for name in names]
    listed = [StateDefinition(text, {text: 1, "x": 2, "states": 3, "cl": 4}) for text in texts]
    made = sandbox.run(handler_stub(listed, whole=True))["states"]
    assert isinstance(made, cl.StateHandlers)
    assert _names(made) == set(texts)
    assert set(sandbox.run(producer_stub([(text, False) for text in texts]))["messages"]) == set(texts)
    kinds = ("client", "caller", "function")
    named = sandbox.run(call_stubs([(f"{text} {kind}", kind) for text in texts for kind in kinds]))
    assert set(named["triggers"]) == {f"{text} {kind}" for text in texts for kind in kinds[:2]}
    for text in texts:
        assert set(sandbox.run(call_stubs([(text, "caller")]))["triggers"]) == {text}
        assert _names(sandbox.run(handler_stub([StateDefinition(text, {})], whole=True))["states"]) == {text}
        assert set(sandbox.run(producer_stub([(text, True)]))["messages"]) == {text}


def _names(states: cl.StateHandlers) -> set[str]:
    return {handler.state for handler in states.listed}


@pytest.mark.parametrize("names", SOME.values(), ids=SOME)
def test_requests_and_pairs(names: tuple[str, ...], sandbox: Sandbox) -> None:
    texts = [TEXTS[name] for name in names]
    run = hostile.run(texts)
    for capture in run.captures:
        sandbox.run(keys_code([capture]), captures=run.captures, cl=cl)
        if isinstance(capture, cl.Capture):
            shown_capture = run.redaction.redact_capture(capture)
            for name in ("billing", *NAMES):
                contract = cl.define("c", "p")
                code = request_code(shown_capture.request, name, texts)
                called = name if f"({name}.example(" in code else "contract"
                with suppress(Refused):
                    sandbox.run(code, **{called: contract})
