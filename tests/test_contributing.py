"""The pages for those who change the project say what is true: .github/CONTRIBUTING.md and contractlab/README.md.

Each section on adding something is followed: its blocks are run, what they promise holds, and it is taken away again.
"""

from __future__ import annotations

import re
import sys
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from commands import run
from small_contracts import contract_of, http, matchers
from support import ROOT

import contractlab as cl
import contractlab.cli
from contractlab.captures.readers import READERS, sniff_reader
from contractlab.cli import group
from contractlab.contracts.format import registered_formats
from contractlab.formats import registry as formats_registry
from contractlab.formats.pact.matchers import MATCHERS, add_matcher
from contractlab.views import present, registry, render_html, render_text

if not (ROOT / ".github").is_dir():
    pytest.skip("this is not a git checkout", allow_module_level=True)

PAGE = (ROOT / ".github" / "CONTRIBUTING.md").read_text(encoding="utf-8")
HOUSE = (ROOT / "contractlab" / "README.md").read_text(encoding="utf-8")
PACKAGE = ROOT / "contractlab"
ADDED = ("a matcher", "a capture format", "a view", "a format", "a command")


def section(title: str) -> str:
    """The text below a heading of the page."""
    return PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]


def blocks(addition: str) -> list[str]:
    """The blocks of Python that say how to add something."""
    return re.findall(r"```python\n(.*?)```", section(f"I want to add {addition}"), re.DOTALL)


def follow(section: str) -> dict[str, Any]:
    """Run the one block of a section in a namespace of its own."""
    (block,) = blocks(section)
    namespace: dict[str, Any] = {"__name__": "contributing"}
    exec(compile(block, f"how to add {section}", "exec"), namespace)
    return namespace


def test_the_page_is_short_and_has_every_section() -> None:
    assert len(PAGE.splitlines()) < 200
    assert re.findall(r"^## I want to add (.+)$", PAGE, re.MULTILINE) == list(ADDED)
    assert len(re.findall(r"^\d\. ", section("Conventions"), re.MULTILINE)) == 5


def test_every_path_that_is_named_exists() -> None:
    words = re.findall(r"(?<![\w./])((?:contractlab|tests|notebooks|\.ci|\.github)/[\w./-]*[\w/]|\.ci/\w+)", PAGE)
    words += re.findall(r"`(\.[\w-]+\.yaml|\w+\.(?:toml|md))`", PAGE)
    assert len(set(words)) > 40
    assert [word for word in words if not (ROOT / word).exists()] == []
    assert [link for link in re.findall(r"\]\(([^)]+)\)", PAGE) if not (ROOT / ".github" / link).exists()] == []


def test_the_one_test_that_is_run_exists() -> None:
    ((path, name),) = re.findall(r"pytest ([\w./]+)::(\w+)", PAGE)
    assert f"\ndef {name}(" in (ROOT / path).read_text(encoding="utf-8")


def test_what_the_commands_before_a_commit_run() -> None:
    quick = (ROOT / ".ci" / "quick").read_text(encoding="utf-8")
    hooks = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    for tool in ("ruff", "mypy", "lint-imports"):
        assert tool in quick
        assert f"entry: {tool}" in hooks
    assert 'bash "$here/.ci/run"' in (ROOT / ".ci" / "full").read_text(encoding="utf-8")


@pytest.mark.parametrize("addition", ADDED)
def test_each_section_names_its_files_in_order_and_the_tests_that_hold_it(addition: str) -> None:
    text = section(f"I want to add {addition}")
    steps = re.findall(r"^(\d)\. .*?`?(contractlab/|The class)", text, re.MULTILINE)
    assert [number for number, _ in steps] == [str(number) for number in range(1, len(steps) + 1)]
    assert len(steps) >= 2
    assert re.search(r"Tests: `tests/", text)


def test_a_matcher_that_is_added(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = list(MATCHERS)
    added = follow("a matcher")
    assert capsys.readouterr().out == "match.even(2)\n"
    assert list(MATCHERS) == before
    response = {"status": 200, "body": {"content": {"x": 2}, "contentType": "application/json"}}
    ruled = {**response, "matchingRules": {"body": matchers({"$.x": {"match": "even"}})}}

    def contract(answer: dict[str, Any]) -> cl.Contract:
        return contract_of(http("counts", type="Synchronous/HTTP", response=answer), version="4.0")

    with add_matcher(added["EVEN"]):
        assert contract(ruled).problems == ()
        example = contract(ruled)[0]
        good = example.check_response(cl.HttpResponse(200, json={"x": 8}))
        assert good.passed
        assert good.explanation.body is not None
        (row,) = good.explanation.body.children
        assert row.rule is not None
        assert (row.status, row.rule.name) == ("matches", "even")
        result = example.check_response(cl.HttpResponse(200, json={"x": 7}))
        assert [mismatch.message for mismatch in result.mismatches] == ["$.x: expected an even number, got 7."]
        assert "expected an even number, got 7" in render_text(result)

        edit = cl.edit(contract(response))
        edit["counts"].response.body["$.x"] = cl.match.even(4)
        edit.save(tmp_path / "edited.json")
        edited = cl.load(tmp_path / "edited.json")["counts"]
        assert edited.check_response(cl.HttpResponse(200, json={"x": 6})).passed
        assert not edited.check_response(cl.HttpResponse(200, json={"x": 5})).passed
    assert list(MATCHERS) == before
    assert "unknown-matcher" in {problem.code for problem in contract(ruled).problems}


def test_a_capture_format_that_is_added(tmp_path: Path) -> None:
    before = list(READERS)
    reader = follow("a capture format")["TAPE"]
    try:
        (tmp_path / "1.0.0.tape").write_text("tape\nGET /customers/1 200\ncut\n")
        captures = cl.load_captures(tmp_path)
        assert [capture.label for capture in captures] == ["GET /customers/1 → 200"]
        assert [(problem.line, problem.severity) for problem in captures.problems] == [(3, "error")]
        contract = contract_of(http(request={"method": "GET", "path": "/customers/1"}, response={"status": 200}))
        assert cl.verify(contract, captures).passed
    finally:
        READERS.remove(reader)
    assert list(READERS) == before
    assert sniff_reader(b"tape\n") is None


def test_a_view_that_is_added(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_BUILDERS", dict(registry._BUILDERS))
    added = follow("a view")
    contract = contract_of(http("a <customer>", request={"method": "GET", "path": "/"}))
    gaps = added["Gaps"](cl.verify(contract, cl.Captures()))
    assert render_text(gaps).split() == "1 without a capture a <customer>".split()
    assert "a &lt;customer&gt;" in render_html(gaps)
    assert {"text/plain", "text/html", "text/markdown"} == set(gaps._repr_mimebundle_())
    monkeypatch.undo()
    assert set(present(gaps)) == {"text/plain"}


def test_a_format_that_is_added(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = tuple(registered_formats())
    monkeypatch.setattr(formats_registry, "_formats", before)
    document = follow("a format")["PathsFormat"].__doc__
    path = tmp_path / "books.json"
    path.write_text(document)
    contract = cl.load(path)
    assert (contract.format, contract.label, contract.problems) == ("paths", "a → b", ())
    example = contract["c"]
    assert example.check_response(cl.HttpResponse(200)).passed
    result = example.check_response(cl.HttpResponse(404))
    assert [(mismatch.part, mismatch.code) for mismatch in result.mismatches] == [("status", "status")]
    captures = cl.Captures()
    captures.add(cl.HttpRequest("GET", "/"), cl.HttpResponse(200), provider_version="1")
    assert cl.verify(contract, captures).passed
    assert "GET / → 200" in render_text(contract)
    assert "GET /" in render_text(example)
    edit = cl.edit(contract)
    edit["c"].response.status = 201
    edit.save()
    assert cl.load(path)["c"].response.status == 201
    monkeypatch.undo()
    assert tuple(registered_formats()) == before
    with pytest.raises(cl.InvalidContract):
        cl.load(path)


def test_a_command_that_is_added(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    module, line = blocks("a command")
    table: dict[str, Any] = {}
    exec(line, table)
    assert set(table["COMMANDS"]) == {*group.COMMANDS, "count"}
    (tmp_path / "count.py").write_text(module)
    monkeypatch.setattr(contractlab.cli, "__path__", [*contractlab.cli.__path__, str(tmp_path)])
    monkeypatch.setattr(group, "COMMANDS", table["COMMANDS"])
    contract = ROOT / "notebooks" / "data" / "billing-service-customer-service.json"
    try:
        done = run("count", contract)
        assert (done.exit_code, done.stdout) == (0, f"{len(cl.load(contract))} examples\n")
        (tmp_path / "broken.json").write_text("{")
        assert run("count", tmp_path / "broken.json").exit_code == 2
        assert run("count").exit_code == 2
        assert re.search(r"\bcount +Count the examples of contracts\.", run("--help").stdout)
    finally:
        sys.modules.pop("contractlab.cli.count", None)
        vars(contractlab.cli).pop("count", None)
    monkeypatch.undo()
    assert "No such command 'count'" in run("count", contract).stderr


def rooms_in_the_tree() -> set[str]:
    """Folders of the package, and its modules that are rooms: whatever stands on a floor."""
    folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    return folders | {path.stem for path in PACKAGE.glob("*.py") if not path.stem.startswith("__")}


def layers() -> list[set[str]]:
    """Rooms by floor as import-linter holds them, the highest first."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    (floors,) = [contract for contract in settings["contracts"] if contract["type"] == "layers"]
    return [set(re.findall(r"contractlab\.(\w+)", layer)) for layer in floors["layers"]]


def table_of_rooms() -> dict[str, int]:
    """From a room to the floor that the table of the house gives it."""
    rows = re.findall(r"^\| (\d+) \| ([^|]+) \|", HOUSE, re.MULTILINE)
    return {name: int(floor) for floor, rooms in rows for name in re.findall(r"`(\w+)(?:/|\.py)`", rooms)}


def test_every_room_is_in_the_table_of_the_house_and_held_by_the_linter() -> None:
    assert set(table_of_rooms()) == rooms_in_the_tree()
    assert set().union(*layers()) == rooms_in_the_tree()


def test_the_floors_are_those_of_the_linter() -> None:
    floors = table_of_rooms()
    heights = [{floors[room] for room in layer} for layer in layers()]
    assert all(len(height) == 1 for height in heights)
    in_order = [height.pop() for height in heights]
    assert in_order == sorted(in_order, reverse=True)
    on_another = {(upper, lower) for upper, lower in re.findall(r"`(\w+)(?:/|\.py)` on `(\w+)(?:/|\.py)`", HOUSE)}
    alike = zip(layers(), layers()[1:], in_order, in_order[1:], strict=False)
    assert {(*above, *below) for above, below, high, low in alike if high == low} == on_another


def test_the_picture_has_the_same_floors() -> None:
    picture = HOUSE.split("```mermaid\n")[1].split("```")[0]
    drawn: set[tuple[frozenset[str], frozenset[str]]] = set()
    for line in picture.splitlines()[1:]:
        stairs = [frozenset(re.findall(r"\w+", stair)) for stair in line.split("-->")]
        drawn |= set(pairwise(stairs))
    held = [frozenset(layer) for layer in reversed(layers())]
    assert drawn == set(pairwise(held))


def test_every_path_that_the_house_names_exists() -> None:
    named = re.findall(r"`((?:\w+/)*(?:[\w*]+/)*[\w*]+(?:/|\.py|\.toml))`", HOUSE)
    named += re.findall(r"`((?:captures|values|engine|contracts|formats|views|widgets|verification)/[\w/]+)`", HOUSE)
    assert len(named) > 20
    missing = [name for name in named if not any(list(folder.glob(name)) for folder in (PACKAGE, ROOT))]
    inside = [name for name in missing if not list(PACKAGE.glob(f"*/{name}"))]
    assert inside == []
    assert [link for link in re.findall(r"\]\(([^)]+)\)", HOUSE) if not (PACKAGE / link).exists()] == []


@pytest.mark.parametrize(
    ("page", "some"),
    [(HOUSE, {"Contract", "Format", "collect"}), (PAGE, {"_ROWS", "_BUILT_IN"})],
    ids=["house", "page"],
)
def test_every_name_in_code_exists(page: str, some: set[str]) -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    names = set(re.findall(r"`([A-Za-z_]\w*)(?:\(\w+\))?`", page)) - {"shared", "CONTRACTLAB_CONFORMANCE_DATA"}
    assert some <= names
    assert [name for name in names if not re.search(rf"\b{name}\b", code)] == []
