"""What kernel and screen say to each other: declared once, in Python, and held on both sides."""

from __future__ import annotations

import re
import shutil
import subprocess
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from small_runs import BROKEN, CONTRACT, entry, write_har
from support import ROOT, missing
from widgets.live_desks import case_desk, desk, stateful
from widgets.provider_desks import shop_desk
from widgets.typescript import DECLARATIONS, PROTOCOLS, declarations, shapes

import contractlab as cl
from contractlab.widgets.assets import ROOM
from contractlab.widgets.captures.view import CapturesView
from contractlab.widgets.define.view import DefineView
from contractlab.widgets.editor.view import ExampleEditor
from contractlab.widgets.explorer.view import Explorer
from contractlab.widgets.insight.view import InsightView
from contractlab.widgets.protocol import Nothing, PartOf
from contractlab.widgets.provider.view import RunPanel
from contractlab.widgets.repairs.view import RepairsView
from contractlab.widgets.states.view import StatesEditor

BROWSER = ROOT / "tests" / "browser"
TYPESCRIPT = BROWSER / "node_modules" / "typescript"
SCRIPTS = sorted(str(file.relative_to(ROOM)) for file in ROOM.rglob("*.js"))

# What only code asks for: a screen has no button for it.
NEVER_ASKED = {"AskFlag.value", "AskRenamedKey.key", "AskRenamed.key"}
# Read by the name of the panel or the push that is at hand.
BY_NAME = {
    "DeskPanels.matrix", "DeskPanels.states", "DeskPanels.captures", "DeskPanels.define", "DeskPanels.insight",
    "PanelPush.name",
}  # fmt: skip

BY_PANEL = {"matrix": "explorer", "live": "provider"}


def node(*command: Any) -> subprocess.CompletedProcess[str]:
    if not (TYPESCRIPT / "bin" / "tsc").is_file() or shutil.which("node") is None:
        missing("TypeScript (npm ci in tests/browser)")
    return subprocess.run(["node", *map(str, command)], capture_output=True, text=True, check=False)


def test_the_declarations_are_those_of_the_payloads() -> None:
    assert DECLARATIONS.read_text("utf-8") == declarations(), "python tests/widgets/typescript.py writes them anew"


def test_the_scripts_read_and_send_what_is_declared() -> None:
    done = node(TYPESCRIPT / "bin" / "tsc", "--project", BROWSER)
    assert done.returncode == 0, done.stdout


def test_every_key_is_read() -> None:
    unread = node(Path(__file__).parent / "unread_keys.mjs", TYPESCRIPT, BROWSER / "tsconfig.json", DECLARATIONS)
    assert unread.returncode == 0, unread.stderr
    assert set(unread.stdout.split()) == NEVER_ASKED | BY_NAME


@pytest.mark.parametrize("name", SCRIPTS)
def test_nothing_is_exempt_from_the_types(name: str) -> None:
    text = (ROOM / name).read_text("utf-8")
    assert (
        re.findall(r"\{[^{}\n]*\b(?:any|Function|Object)\b[^{}\n]*\}|@ts-(?:ignore|expect-error|nocheck)", text) == []
    )


# The same on the kernel's side: mypy holds what is written out, this what is put together when it runs.


def faults(value: Any, kind: Any, at: str = "") -> Iterator[str]:
    """Where a value is other than its type says."""
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if typing.is_typeddict(kind):
        hints = typing.get_type_hints(kind, include_extras=True)
        optional = {key for key, hint in hints.items() if typing.get_origin(hint) is typing.NotRequired}
        if not isinstance(value, dict):
            yield f"{at} is no object"
            return
        yield from (f"{at}.{key} is not declared" for key in value.keys() - hints.keys())
        yield from (f"{at}.{key} is missing" for key in hints.keys() - optional - value.keys())
        for key in value.keys() & hints.keys():
            hint = hints[key]
            yield from faults(value[key], typing.get_args(hint)[0] if key in optional else hint, f"{at}.{key}")
    elif origin is typing.Annotated and isinstance(inner[1], PartOf):
        hints = {**typing.get_type_hints(inner[1].whole, include_extras=True), **inner[1].more}
        for key, part in value.items():
            hint = hints.get(key)
            hint = typing.get_args(hint)[0] if typing.get_origin(hint) is typing.NotRequired else hint
            yield from faults(part, hint, f"{at}.{key}") if hint is not None else [f"{at}.{key} is not declared"]
    elif origin is typing.Annotated:
        yield from faults(tuple(value), inner[1], at)
    elif origin is typing.Literal:
        if value not in inner:
            yield f"{at} is {value!r}"
    elif origin is list:
        for number, item in enumerate(value if isinstance(value, list) else [object()]):
            yield from faults(item, inner[0], f"{at}[{number}]")
    elif origin is dict:
        for key, item in value.items():
            yield from faults(item, inner[1], f"{at}[{key!r}]")
    elif origin is tuple:
        if not isinstance(value, tuple) or len(value) != len(inner):
            yield f"{at} is {value!r}"
            return
        for number, (item, hint) in enumerate(zip(value, inner, strict=True)):
            yield from faults(item, hint, f"{at}[{number}]")
    elif inner:
        if all(list(faults(value, option)) for option in inner):
            yield f"{at} is none of {kind}: {str(value)[:300]}"
    elif not isinstance(value, kind) or (isinstance(value, bool) and kind is int):
        yield f"{at} is {value!r}"


class Heard:
    """Stands in for a screen: every answer and every push is compared with what is declared."""

    def __init__(self, name: str, view: Any) -> None:
        self.protocol = PROTOCOLS[name]
        self.view = view
        self.pushed: list[str] = []
        view.send = self.hear
        assert list(faults(view.view, self.protocol.payload)) == []

    def hear(self, message: dict[str, Any]) -> None:
        """Something that the kernel tells by itself."""
        panel = message.get("panel")
        spoken = self.protocol if panel is None else PROTOCOLS[BY_PANEL.get(panel, panel)]
        kinds = {hint.__name__: hint for hint in typing.get_args(spoken.heard) or [spoken.heard]}
        rest = {key: value for key, value in message.items() if key not in ("id", "ok", "panel")}
        op = rest["op"]
        if "op" not in next(iter(kinds.values())).__annotations__:
            del rest["op"]
        assert any(not list(faults(rest, kind)) for kind in kinds.values()), (op, rest)
        self.pushed.append(op)

    def ask(self, op: str, **more: Any) -> dict[str, Any]:
        """Ask for something; what is asked is as declared, and so is what is answered."""
        asked, answered = self.protocol.operations[op]
        assert list(faults(more, asked)) == []
        read: set[str] = set()
        message = _Recording({"op": op, "id": 1, **more}, read)
        answer = self.view.handle(message)
        assert read - {"op", "id", "panel"} <= typing.get_type_hints(asked).keys(), f"{op} reads what is not declared"
        rest = {key: value for key, value in answer.items() if key not in ("id", "op", "ok")}
        if not answer["ok"]:
            assert list(rest) == ["error"]
            return dict(answer)
        changed = typing.get_type_hints(self.protocol.change, include_extras=True)
        change = {key: rest.pop(key) for key in changed if key in rest}
        assert list(faults(change, self.protocol.change)) == []
        assert list(faults(rest, Nothing if answered is None else answered)) == []
        assert list(faults(self.view.view, self.protocol.payload)) == []
        return dict(answer)


class _Recording(dict[str, Any]):
    """A message that notes which of its keys were looked at."""

    def __init__(self, fields: dict[str, Any], read: set[str]) -> None:
        super().__init__(fields)
        self.read = read

    def get(self, key: str, default: Any = None) -> Any:
        self.read.add(key)
        return super().get(key, default)

    def __getitem__(self, key: str) -> Any:
        self.read.add(key)
        return super().__getitem__(key)


def repairs_of(folder: Path) -> RepairsView:
    lab = desk(folder)
    return RepairsView(lab, lambda: lab.matrix, lab.matrix.causes[0])


def views(folder: Path) -> dict[str, Any]:
    return {
        "explorer": Explorer(cl.open(CONTRACT, BROKEN)),
        "editor": ExampleEditor((lab := desk(folder)).edit()[0], lab),
        "states": StatesEditor(stateful(folder)),
        "captures": CapturesView(desk(folder)),
        "repairs": repairs_of(folder),
        "provider": RunPanel(shop_desk()),
        "insight": InsightView(desk(folder)),
        "desk": desk(folder).explore(),
        "define": DefineView(cl.define("Shop", "Stock")),
    }


@pytest.mark.parametrize("name", PROTOCOLS)
def test_a_view_does_what_is_declared_and_nothing_else(name: str, tmp_path: Path) -> None:
    operations = views(tmp_path)[name].operations()
    declared = PROTOCOLS[name].operations
    assert operations.keys() == declared.keys()
    for op, (_, answer) in declared.items():
        function = operations[op].__func__
        hinted = eval(function.__annotations__["return"], function.__globals__)
        assert hinted == answer, op


def test_the_matrix_says_what_is_declared(tmp_path: Path) -> None:
    lab = cl.open(CONTRACT, BROKEN)
    heard = Heard("explorer", Explorer(lab))
    for row in range(len(heard.view.view["rows"])):
        cell = heard.ask("cell", row=row, column=0)["cell"]
        heard.ask("raw", row=row, column=0, offset=0)
        heard.ask("code", row=row, column=0)
        heard.ask("edit", row=row)
        for line in [line for tab in cell["tabs"] for block in tab.get("blocks", []) for line in block.get("rows", [])]:
            if "fold" in line:
                assert heard.ask("unfold", row=row, column=0, fold=line["fold"])["ok"]
    assert not heard.ask("cell", row=99, column=0)["ok"]


def test_the_run_panel_says_what_is_declared(tmp_path: Path) -> None:
    heard = Heard("provider", RunPanel(shop_desk()))
    assert not heard.ask("run", what="some")["ok"]
    assert heard.ask("run", what="all")["ok"]
    while heard.ask("step")["goes_on"]:
        pass
    assert set(heard.pushed) == {"going"}
    for row in heard.view.view["rows"]:
        assert heard.ask("details", at=row["at"])["ok"]
    assert heard.ask("run", what="broken")["ok"]
    assert heard.ask("stop")["sentence"] == "Stopped after 0 of 4. 4 did not run."
    assert heard.ask("save", name=str(tmp_path / "live.jsonl"))["ok"]
    assert not heard.ask("details", at="no row")["ok"]
    nothing = Heard("provider", RunPanel(desk(tmp_path)))
    assert not nothing.ask("run", what="all")["ok"]
    lab = shop_desk()
    whole = Heard("desk", lab.explore())
    assert whole.ask("again", row=0)["ok"]
    assert whole.pushed[-1] == "live"
    lab.provider.stop()


def test_what_is_pushed_is_declared(tmp_path: Path) -> None:
    lab = desk(tmp_path)
    view = lab.explore()
    heard = Heard("desk", view)
    first = Heard("editor", view.open_editor(lab.contracts[0][0]))
    second = Heard("editor", ExampleEditor(lab.edit()[0], lab))
    first.ask("set_value", part="response", at=["a"], text='"x"')
    first.ask("save")
    view.explorer.refresh(cl.open(CONTRACT, BROKEN))
    assert {"bar", "panel", "changes", "rows", "view"} <= set(heard.pushed)
    assert "delta" in second.pushed
    (tmp_path / "states").mkdir()
    lab = stateful(tmp_path / "states")
    left, two = Heard("states", StatesEditor(lab)), Heard("states", StatesEditor(lab))
    left.ask("rename", name="up", text="it runs")
    assert two.pushed == ["view"]


def test_the_editor_says_what_is_declared(tmp_path: Path) -> None:
    lab = desk(tmp_path, ["good"] * 3, ["null"] * 3, ["null"] * 3)
    heard = Heard("editor", lab.edit("GET /0").editor)
    body = {"part": "response", "at": ["b"]}
    chip = next(row for row in heard.view.view["tabs"][1]["sections"][0]["rows"] if row.get("suggestions"))
    panel = heard.ask("panel", part="response", field="body", at=["b"])["panel"]
    assert panel["forms"]
    assert panel["suggestions"]
    heard.ask("suggest", name=chip["suggestions"][0]["id"])
    matcher = {"part": "response", "field": "body", "at": ["b"], "matcher": "regex", "nullable": False}
    heard.ask("try", **matcher, fields={"regex": "[0-9]+"})
    assert heard.ask("set_matcher", **matcher, fields={"regex": "[0-9]+"})["ok"]
    assert heard.ask("warnings")["warnings"]
    assert heard.ask("panel", part="response", field="body", at=["b"])["panel"]["declared"]["fields"]
    heard.ask("drop_rule", part="response", field="body", at=["b"])
    heard.ask("set_value", **body, text='"y"')
    heard.ask("add_key", part="response", at=[], key="c", text="[1, 2]")
    heard.ask("rename_key", part="response", at=["c"], key="d")
    heard.ask("remove", part="response", at=["d"])
    heard.ask("set_body", part="response", text='{"a": 1}')
    heard.ask("add_seen", part="response", at=["b"])
    heard.ask("set_named", part="response", field="headers", name="X-A", text="one", new=True)
    heard.ask("rename_named", part="response", field="headers", name="X-A", key="X-B")
    heard.ask("panel", part="response", field="headers", name="X-B")
    heard.ask("remove_named", part="response", field="headers", name="X-B")
    heard.ask("set_field", part="response", name="status", text="201")
    heard.ask("describe", text="another name")
    heard.ask("set_pending", value=True)
    heard.ask("state_add", name="s")
    heard.ask("state_add", name="t")
    heard.ask("state_move", name="t", index=0)
    heard.ask("param_set", state="s", name="id", text="7", new=True)
    heard.ask("param_remove", state="s", name="id")
    heard.ask("state_rename", name="s", key="u", everywhere=True)
    heard.ask("state_remove", name="u")
    heard.ask("undo")
    heard.ask("redo")
    heard.ask("code")
    assert "meaning" in heard.ask("saving")["saving"]
    path = tmp_path / "small.json"
    path.write_bytes(path.read_bytes().replace(b"GET /1", b"GET one"))
    assert heard.ask("save")["conflict"]["theirs"]
    assert heard.ask("save_as", name="mine")["saved"]
    assert "nothing" in heard.ask("saving")["saving"]
    lab.edit()[0].remove()
    assert heard.ask("undo")["ok"]


def test_contractcase_says_what_is_declared(tmp_path: Path) -> None:
    lab = case_desk(tmp_path)
    heard = Heard("editor", ExampleEditor(lab.edit()[0], lab))
    assert heard.ask("set_value", part="response", at=["active"], text="false")["ok"]


def test_states_and_recordings_say_what_is_declared(tmp_path: Path) -> None:
    lab = stateful(tmp_path)
    states = Heard("states", StatesEditor(lab))
    at = {"contract": 0, "example": 0, "name": "a user exists"}
    states.ask("param", **at, key="id", text="7")
    states.ask("drop_param", **at, key="id")
    states.ask("move", **at, index=1)
    states.ask("add", contract=0, example=1, name="paid")
    states.ask("remove", contract=0, example=1, name="paid")
    assert states.ask("rename", name="a user exists", text="up")["exists"]
    assert not states.ask("rename", name="a user exists", text="up", merge=True)["exists"]
    captures = Heard("captures", CapturesView(lab))
    har = write_har(tmp_path / "more.har", entry("/new", {"id": 1}, headers={"Authorization": "Bearer x"}))
    assert captures.ask("drop", name="more.har", text=har.read_text(), version="2.0.0")["ok"]
    number = next(row["number"] for row in captures.view.view["rows"] if not row["fits"])
    assert captures.ask("promote", number=number, name="new", contract=0)["ok"]
    assert captures.ask("assign", number=number, contract=0, example=0)["ok"]
    assert captures.ask("assign", number=number, example=None)["ok"]


def test_the_desk_says_what_is_declared(tmp_path: Path) -> None:
    lab = stateful(tmp_path)
    view = lab.explore()
    heard = Heard("desk", view)
    assert heard.ask("open", name="states")["view"]["states"]
    assert "rows" in heard.ask("open", name="captures")["view"]
    editor = view.open_editor(lab.contracts[0][0])
    editor.handle({"op": "set_value", "id": 1, "part": "response", "at": ["a"], "text": '"x"'})
    heard.ask("undo")
    heard.ask("redo")
    assert heard.ask("changes")["changes"][0]["effects"]
    assert "response.body['$.a'] = 'x'" in heard.ask("code")["code"]
    assert heard.ask("saving")["files"][0]["lines"]
    path = tmp_path / "stateful.json"
    path.write_bytes(path.read_bytes().replace(b"example 1", b"example one"))
    assert heard.ask("saving")["files"][0]["conflict"]["theirs"]
    assert "Nothing was written." in heard.ask("save", files=[0])["problem"]
    assert heard.ask("save_as", number=0, name="mine")["saved"]
    assert not heard.ask("save", files=[0])["ok"]
    assert heard.ask("undo_to", number=0)["sentence"] == "1 change undone."
    heard.ask("close_editor")
    heard.ask("repairs", cause=0, row=0)
    heard.ask("look", number=0)
    heard.ask("look", number=-1)
    heard.ask("close_repairs")
    assert heard.pushed.count("repairs") == 1


def test_a_payload_that_is_other_than_declared_is_found() -> None:
    param = shapes()["Param"]
    good = {"name": "a", "shown": "a", "value": "1", "kind": "integer"}
    assert list(faults(good, param)) == []
    assert list(faults({**good, "more": 1}, param)) == [".more is not declared"]
    assert list(faults({"name": "a", "shown": "a", "value": 1}, param)) == [".kind is missing", ".value is 1"]
