"""The column of an API document beside the versions of a matrix."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from small_contracts import JSON, TYPE, contract_of, http, matchers
from support import require

import contractlab as cl

require("openapi_schema_validator")

BODY = {"id": 1, "name": "Ada"}


def example(path: str, description: str, body: Any) -> dict[str, Any]:
    response = {"status": 200, "headers": dict(JSON), "body": body, "matchingRules": {"body": matchers({"$": TYPE})}}
    return http(description, request={"method": "GET", "path": path}, response=response)


def answer(schema: dict[str, Any]) -> dict[str, Any]:
    return {"get": {"responses": {"200": {"description": "", "content": {"application/json": {"schema": schema}}}}}}


CUSTOMER = {
    "type": "object", "required": ["id", "name"], "properties": {"id": {"type": "integer"}, "name": {"type": "string"}}
}  # fmt: skip
DOCUMENT: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "Customers", "version": "2.1"},
    "paths": {
        "/good": answer(CUSTOMER),
        "/bad": answer({**CUSTOMER, "properties": {**CUSTOMER["properties"], "id": {"type": "string"}}}),
    },
}


def made(openapi: Any = DOCUMENT, versions: int = 2) -> cl.Matrix:
    message = {"type": "Asynchronous/Messages", "description": "news", "contents": {}}
    contract = contract_of(example("/good", "well", BODY), example("/bad", "otherwise", BODY))
    news = cl.load(
        {**contract.document, "interactions": [message], "metadata": {"pactSpecification": {"version": "4.0"}}}
    )
    captures = cl.Captures()
    for version in range(versions):
        for path in ("/good", "/bad"):
            response = cl.HttpResponse(200, json=BODY)
            captures.add(cl.HttpRequest("GET", path), response, provider_version=f"1.{version:02}")
    return cl.matrix([contract, news], captures, openapi=openapi, allow_not_exercised=True)


def verdicts(matrix: cl.Matrix) -> list[str | None]:
    return [value if isinstance(value, str) else None for value in matrix.to_frame()["document"]]


def test_the_frame_has_a_column_for_the_document() -> None:
    matrix = made()
    assert verdicts(matrix) == ["passed", "failed", None]
    assert "document" not in made(None).to_frame()
    assert matrix.document is not None
    assert not matrix.document.passed
    assert matrix.passed  # no version of the provider


def test_a_finding_names_the_value_in_both_files() -> None:
    matrix = made()
    assert matrix.document is not None
    finding = next(each for each in matrix.document.findings_of(matrix.rows[1].example) if each.is_error)
    assert finding.value_at is not None
    assert finding.value_at.pointer == "/interactions/1/response/body/id"
    assert finding.there.pointer.startswith("/paths/~1bad/get/responses/200/content")


@pytest.mark.parametrize("versions", [1, 2, 14])
def test_views_show_the_column_and_what_its_cells_open_to(versions: int) -> None:
    bundle = made(versions=versions)._repr_mimebundle_()
    for kind in ("text/html", "text/markdown", "text/plain"):
        text = bundle[kind]
        assert "document" in text
        assert "Against the document" in text
        if kind != "text/plain":
            assert "/interactions/1/response/body/id" in text
            assert "1bad/get/responses/200" in text
    plain = made(None, versions)._repr_mimebundle_()["text/plain"]
    assert "document" not in plain


def test_an_example_that_the_document_contradicts_is_never_folded_away() -> None:
    many = [example(f"/good/{number}", f"well {number}", BODY) for number in range(20)]
    contract = contract_of(*many, example("/bad", "otherwise", BODY))
    captures = cl.Captures()
    for path in (*(f"/good/{number}" for number in range(20)), "/bad"):
        captures.add(cl.HttpRequest("GET", path), cl.HttpResponse(200, json=BODY), provider_version="1")
    paths = {**DOCUMENT["paths"], "/good/{id}": answer(CUSTOMER)}
    matrix = cl.matrix(contract, captures, openapi={**DOCUMENT, "paths": paths})
    lines = matrix._repr_mimebundle_()["text/plain"].splitlines()
    assert any("otherwise" in line and "FAIL" in line for line in lines)


def test_a_matrix_with_a_document_can_be_pickled() -> None:
    again = pickle.loads(pickle.dumps(made()))
    assert verdicts(again) == ["passed", "failed", None]


def test_a_page_links_each_cell_to_its_findings(tmp_path: Any) -> None:
    page = cl.report(made(), tmp_path / "report.html").read_text()
    target = page.partition('href="#document')[2].partition('"')[0]
    assert target
    assert f'id="document{target}"' in page
