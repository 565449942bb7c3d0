"""The column of an API document in the live matrix: what its cells say and open to, and what edits change there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from small_contracts import JSON, TYPE, document_of, http, matchers
from support import require

import contractlab as cl
from contractlab.openapi.agreement import Agreement
from contractlab.widgets.desk.view import DeskView
from contractlab.widgets.explorer.view import Explorer

require("openapi_schema_validator")

BODY = {"id": 1, "name": "Ada"}
NAMES = ("good", "bad", "bare")


def schema(kind: str, required: list[str]) -> dict[str, Any]:
    properties = {"id": {"type": kind}, "name": {"type": "string"}}
    content = {"application/json": {"schema": {"type": "object", "required": required, "properties": properties}}}
    return {"get": {"responses": {"200": {"description": "", "content": content}}}}


DOCUMENT = {
    "openapi": "3.0.3",
    "info": {"title": "Customers", "version": "2.1"},
    "paths": {
        "/good": schema("integer", ["id", "name"]),
        "/bad": schema("string", ["id", "name"]),
        "/bare": schema("integer", ["id"]),
    },
}


def interaction(name: str) -> dict[str, Any]:
    response = {"status": 200, "headers": dict(JSON), "body": BODY, "matchingRules": {"body": matchers({"$": TYPE})}}
    return http(f"a {name} answer", request={"method": "GET", "path": f"/{name}"}, response=response)


def document_desk(folder: Path, versions: int = 2, openapi: Any = DOCUMENT) -> cl.Lab:
    """Three examples at some versions, all of which pass but the first at the last of them.

    The document keeps the promises of the first, contradicts the second, and does not require all of the third.
    """
    path = folder / "customers.json"
    path.write_text(json.dumps(document_of(*map(interaction, NAMES)), indent=2))
    captures = cl.Captures()
    for version in range(versions):
        for name in NAMES:
            answer = cl.HttpResponse(200, json={"id": 1} if (name, version) == ("good", versions - 1) else BODY)
            captures.add(cl.HttpRequest("GET", f"/{name}"), answer, provider_version=f"1.{version}")
    return cl.open(path, captures, openapi=openapi)


def ask(view: Any, op: str, **more: Any) -> Any:
    return view.handle({"op": op, "id": 1, **more})


def row_of(view: Any, name: str) -> int:
    return next(number for number, row in enumerate(view.model.rows) if row.description == f"a {name} answer")


def words(cell: Any) -> str:
    return json.dumps(cell, ensure_ascii=False)


@pytest.mark.parametrize("versions", [1, 2])
def test_each_row_has_the_verdict_of_the_document(tmp_path: Path, versions: int) -> None:
    lab = document_desk(tmp_path, versions)
    for item in (lab, cl.matrix(lab.contracts, lab.captures, openapi=DOCUMENT)):
        view = Explorer(item)
        column = view.view["document"]
        at = [row_of(view, name) for name in NAMES]
        assert column["name"] == "Customers 2.1"
        assert [column["verdicts"][row] for row in at] == ["p", "f", "p"]
        assert [column["findings"][row] for row in at] == [(0, 0), (1, 0), (0, 1)]


def test_counts_and_versions_are_those_without_a_document(tmp_path: Path) -> None:
    labs = [document_desk(tmp_path), document_desk(tmp_path, openapi=None)]
    shown, plain = (dict(Explorer(lab).view) for lab in labs)
    assert shown.pop("document")
    rows, plainly = (
        [tuple(row[:5]) for row in view.pop("rows")]  # whether a row may be folded is the last of six
        for view in (shown, plain)
    )
    assert shown == plain
    assert rows == plainly
    assert "1 of 6 failed" in shown["status"]


def test_a_cell_opens_to_its_findings_with_places_in_both_files(tmp_path: Path) -> None:
    view = Explorer(document_desk(tmp_path))
    bad, good, bare = (ask(view, "cell", row=row_of(view, name), column=2)["cell"] for name in ("bad", "good", "bare"))
    assert (bad["verdict"], good["verdict"], bare["verdict"]) == ("failed", "passed", "passed")
    assert "1 error against the document" in words(bad)
    assert "/interactions/1/response/body/id" in words(bad)
    assert "customers.json:" in words(bad)
    assert "/paths/~1bad/get/responses/200" in words(bad)
    assert "promises what the example asks" in words(good)
    assert "1 warning against the document" in words(bare)
    for column in (3, -1, True, "2", None):
        assert not ask(view, "cell", row=0, column=column)["ok"]
    assert not ask(Explorer(document_desk(tmp_path, openapi=None)), "cell", row=0, column=2)["ok"]


def test_a_cell_that_has_no_result_offers_none(tmp_path: Path) -> None:
    lab = document_desk(tmp_path)
    view = DeskView(lab, lab)
    row = row_of(view.explorer, "bad")
    for op, more in (("raw", {"offset": 0}), ("unfold", {"fold": None}), ("settle", {"choice": 0})):
        assert not ask(view.explorer, op, row=row, column=2, **more)["ok"]
    assert ask(view.explorer, "edit", row=row, column=2)["sentence"] == "Editing 'a bad answer'."
    code = ask(view.explorer, "code", row=row, column=2)["code"]
    frame = eval(code, {"lab": lab})
    assert list(frame["path"]) == ["$.id"]


def changes(view: DeskView) -> list[Any]:
    """What the screen would draw now of edits."""
    pushed: list[Any] = []
    view.explorer.push = lambda op, content: pushed.append((op, content))  # type: ignore[method-assign]
    view._show_changes()
    del view.explorer.push
    return list(pushed[-1][1]["cells"])


def test_an_edit_judges_its_example_alone_against_the_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from contractlab.openapi.agreement import check

    lab = document_desk(tmp_path)
    view = DeskView(lab, lab)
    row = row_of(view.explorer, "bad")
    judged: list[str] = []
    of_example = check._of_example

    def noted(document: Any, example: Any) -> Any:
        judged.append(example.description)
        return of_example(document, example)

    monkeypatch.setattr(check, "_of_example", noted)
    lab.edit()[1].response.body["$.id"] = "one"
    assert [cell for cell in changes(view) if cell[1] == 2] == [[row, 2, "f", "p"]]
    assert set(judged) == {"a bad answer"}
    lab.history.undo()
    assert changes(view) == []
    lab.history.redo()
    judged.clear()
    lab.edit().save()
    view._look_again()
    assert set(judged) == {"a bad answer"}
    assert view.explorer.view["document"]["verdicts"][row] == "p"
    assert lab.matrix.document is not None
    assert lab.matrix.document.verdict_of(lab.matrix.rows[1].example) == "passed"


def test_the_inspector_shows_what_the_document_says_of_the_example_as_it_is_edited(tmp_path: Path) -> None:
    lab = document_desk(tmp_path)
    view = DeskView(lab, lab)
    good, bad = row_of(view.explorer, "good"), row_of(view.explorer, "bad")

    def shown(row: int) -> str:
        return words(ask(view.explorer, "cell", row=row, column=2)["cell"])

    assert "1 error against the document" in shown(bad)
    lab.edit()[1].response.body["$.id"] = "one"
    lab.edit()[0].response.body["$.name"] = 7
    changes(view)
    assert "promises what the example asks" in shown(bad)
    assert "1 error against the document" in shown(good)
    assert "not saved yet" in shown(good)
    lab.history.undo()
    changes(view)
    assert "promises what the example asks" in shown(good)
    assert "not saved yet" not in shown(good)
    assert "not saved yet" in shown(bad)
    lab.history.undo()
    changes(view)
    assert "1 error against the document" in shown(bad)
    assert "not saved yet" not in shown(bad)


def test_what_was_not_edited_keeps_its_findings_at_their_new_lines(tmp_path: Path) -> None:
    lab = document_desk(tmp_path)
    before = finding_of(lab)
    lab.edit()[0].response.body["$.more"] = [1, 2, 3]
    lab.edit().save()
    lab.adopt(lab.edit(0))
    now = finding_of(lab)
    assert now.text == before.text
    assert now.value_at is not None
    assert before.value_at is not None
    assert now.value_at.line > before.value_at.line
    line = (tmp_path / "customers.json").read_text().splitlines()[now.value_at.line - 1]
    assert '"id"' in line
    fresh = cl.matrix(cl.load_all(tmp_path / "customers.json"), lab.captures, openapi=DOCUMENT)
    assert finding_of(fresh).value_at.line == now.value_at.line


def finding_of(item: Any) -> Any:
    matrix = item if isinstance(item, cl.Matrix) else item.matrix
    return matrix.document.findings_of(matrix.rows[1].example)[0]


def test_what_holds_again_is_what_holds_anew(tmp_path: Path) -> None:
    lab = document_desk(tmp_path)
    document = lab.matrix.document
    assert isinstance(document, Agreement)
    examples = cl.load_all(tmp_path / "customers.json")[0].examples[1:]
    again, anew = document.again(examples), cl.verify(cl.load_all(tmp_path / "customers.json"), openapi=DOCUMENT)
    listed = [(each.code, each.text, str(each.here), each.path) for each in again.findings]
    assert listed == [(each.code, each.text, str(each.here), each.path) for each in anew.findings]
    assert again.examples == 2
    assert {operation.path for operation in again.used} == {"/bad", "/bare"}


def test_a_desk_that_is_opened_again_keeps_its_document(tmp_path: Path) -> None:
    api = tmp_path / "api.json"
    api.write_text(json.dumps(DOCUMENT))
    lab = document_desk(tmp_path, openapi=api)
    assert lab.matrix.document is not None
    api.write_text(json.dumps({**DOCUMENT, "info": {"title": "Customers", "version": "3"}}))
    again = lab.reload()
    assert again.matrix.document is not None
    assert again.matrix.document.name == "Customers 3"


def test_a_page_without_a_kernel_brings_the_findings_along(tmp_path: Path) -> None:
    lab = document_desk(tmp_path)
    page = cl.report(lab.matrix, tmp_path / "report.html").read_text()
    assert "1 error against the document" in page
