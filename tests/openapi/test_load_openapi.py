"""API documents are read safely: YAML and JSON, with lines; what is hostile is refused or bounded."""

from __future__ import annotations

import contextlib
import json
import textwrap
from pathlib import Path
from typing import Any

import pytest
from support import require

import contractlab as cl
from contractlab.errors import InvalidDocument, InvalidEdit

require("referencing")
from contractlab.openapi import ApiDocument  # noqa: E402 - of the extra
from contractlab.openapi.references import UnreadableReference  # noqa: E402

DOCUMENT = """\
openapi: 3.1.0
info: {title: Pets, version: 1.0.0}
servers:
  - url: https://example.com/v1/
paths:
  /pets/{id}:
    get:
      operationId: getPet
      responses:
        200: {$ref: '#/components/responses/Pet'}
        default: {description: else}
components:
  responses:
    Pet:
      description: a pet
      content:
        application/json:
          schema: {$ref: '#/components/schemas/Pet'}
  schemas:
    Pet:
      type: object
      required: [born, on]
      properties:
        born: {type: string, example: 2020-01-05}
        on: {type: [string, 'null']}
"""


def load(text: str, **more: Any) -> ApiDocument:
    return cl.load_openapi(textwrap.dedent(text).encode(), **more)


def minimal(**schemas: Any) -> dict[str, Any]:
    return {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {
            "/": {
                "get": {
                    "operationId": "get",
                    "responses": {
                        "200": {
                            "description": "d",
                            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}},
                        }
                    },
                }
            }
        },
        "components": {"schemas": schemas},
    }


def test_yaml_and_json_give_the_same_and_know_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "api.yaml"
    path.write_text(DOCUMENT)
    document = cl.load_openapi(path)
    again = cl.load_openapi(json.dumps(document.document).encode())
    assert document.document == again.document == cl.load_openapi(document.document).document
    assert (document.title, document.version, document.openapi, document.base_paths) == (
        "Pets",
        "1.0.0",
        "3.1.0",
        ("/v1",),
    )
    assert document["getPet"] is document["get /pets/{id}"]
    assert document.location(document["getPet"].place).line == 7
    (media,) = document["getPet"].reply(200).content  # type: ignore[union-attr]
    schema = media.schema
    assert schema is not None
    assert (document.location(schema.target).line, schema.pointer) == (20, "/components/schemas/Pet")
    assert document.location(schema.properties["born"].place).line == 24
    # As JSON Schema means them, not as YAML 1.1 does: a date and "on" are texts.
    assert schema.properties["born"].example == ("2020-01-05",)
    assert schema.properties["on"].types == ("string", "null")
    assert document["getPet"].reply(503).status == "default"  # type: ignore[union-attr]
    assert document.problems == ()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("openapi: 2.0", "not OpenAPI 3"),
        ("swagger: '2.0'", "Swagger"),
        ("[1, 2]", "lacks the field openapi"),
        ("", "empty"),
        ("a: [1", "line 2|line 1"),
        ('{"openapi": "3.0.0"', "line 1"),
        ("openapi: !!python/object:os.system {}", "asks for an object"),
        ("openapi: &a [*a]", "within itself"),
        ("openapi: 3.0.0\n" + "x: " + "[" * 200 + "]" * 200, "levels deep"),
        ("\xff".encode("latin-1").decode("latin-1"), "not OpenAPI"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_what_is_no_document_is_refused_with_a_reason(text: str, says: str) -> None:
    with pytest.raises(InvalidDocument, match=says):
        load(text)


def test_aliases_cannot_stand_for_more_than_a_document_holds() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    with pytest.raises(InvalidDocument, match="stands for more than"):
        load("openapi: 3.0.0\n" + "\n".join(lines))


@pytest.mark.parametrize("reference", ["other.yaml#/A", "https://example.com/a.yaml#/A", "file:///etc/passwd"])
def test_what_lies_outside_is_not_read_unless_allowed(reference: str) -> None:
    document = cl.load_openapi(minimal(A={"$ref": reference}))
    (problem,) = [each for each in document.problems if each.code == "unreadable-reference"]
    assert "allow_remote=True" in problem.message
    billing = cl.define("a", "b")
    billing.from_openapi(document, "get")
    assert any("allow_remote" in each.message for each in billing.problems)


def test_files_of_the_folder_are_read_where_that_is_allowed(tmp_path: Path) -> None:
    room = tmp_path / "api"
    room.mkdir()
    (room / "api.json").write_text(json.dumps(minimal(A={"$ref": "more/pet.yaml#/Pet"})))
    (room / "more").mkdir()
    (room / "more/pet.yaml").write_text(
        "Pet: {type: object, required: [id], properties: {id: {$ref: '#/Id'}}}\nId: {type: integer}"
    )
    document = cl.load_openapi(room / "api.json", allow_remote=True)
    assert document.problems == ()
    made = cl.define("a", "b")
    made.from_openapi(document, "get")
    assert made.contract.examples[0].check_response(cl.HttpResponse(200, json={"id": 5})).passed
    (tmp_path / "secret.yaml").write_text("Pet: {type: string}")
    (room / "api.json").write_text(json.dumps(minimal(A={"$ref": "../secret.yaml#/Pet"})))
    (problem,) = cl.load_openapi(room / "api.json", allow_remote=True).problems
    assert "outside of the document's folder" in problem.message


def test_loops_and_deep_schemas_end() -> None:
    endless = {"type": "object", "required": ["a"], "properties": {"a": {"$ref": "#/components/schemas/A"}}}
    for schema in (endless, {"allOf": [{"$ref": "#/components/schemas/A"}]}, {"$ref": "#/components/schemas/A"}):
        document = cl.load_openapi(minimal(A=schema))
        billing = cl.define("a", "b")
        billing.from_openapi(document, "get")
        assert billing.problems
        media = document["get"].reply(200).content[0]  # type: ignore[union-attr]
        assert media.schema is not None
        with contextlib.suppress(UnreadableReference):
            assert media.schema.errors({"a": {}})
    wide = {f"S{n}": {"type": "array", "items": {"$ref": f"#/components/schemas/S{n + 1}"}} for n in range(300)}
    wide["A"] = {"$ref": "#/components/schemas/S0"}
    billing = cl.define("a", "b")
    billing.from_openapi(cl.load_openapi(minimal(**wide, S300={"type": "string"})), "get")
    doubled = {
        f"S{n}": {
            "type": "object",
            "required": ["l", "r"],
            "properties": {side: {"$ref": f"#/components/schemas/S{n + 1}"} for side in "lr"},
        }
        for n in range(30)
    }
    doubled["A"] = {"$ref": "#/components/schemas/S0"}
    billing.from_openapi(cl.load_openapi(minimal(**doubled, S30={"type": "string"})), "get", description="two")
    assert any("values are taken" in each.message for each in billing.problems)


def test_a_hundred_thousand_schemas_are_read() -> None:
    schemas = {f"S{n}": {"type": "object", "properties": {"a": {"type": "string"}}} for n in range(100_000)}
    schemas["A"] = {"type": "object", "required": ["a"], "properties": {"a": {"$ref": "#/components/schemas/S99999"}}}
    document = cl.load_openapi(json.dumps(minimal(**schemas)).encode())
    assert [each.code for each in document.problems] == ["not-checked"]
    billing = cl.define("a", "b")
    billing.from_openapi(document, "get")
    (written,) = json.loads(billing.contract.to_bytes())["interactions"]
    assert written["response"]["body"]["content"] == {"a": {"a": "text"}}


def test_a_pattern_that_never_ends_does_not_hold_anybody_up() -> None:
    document = cl.load_openapi(minimal(A={"type": "string", "pattern": "^(a+)+$", "example": "a" * 60 + "!"}))
    billing = cl.define("a", "b")
    billing.from_openapi(document, "get")
    assert len(billing.contract) == 1


def test_an_operation_that_is_not_there_names_the_nearest() -> None:
    document = load(DOCUMENT)
    with pytest.raises(InvalidEdit, match="getPet"):
        document["getPets"]
    billing = cl.define("a", "b")
    with pytest.raises(InvalidEdit, match="answers nothing"):
        billing.from_openapi(cl.load_openapi(minimal(A={})), "get", status=404)
    assert len(billing.unfinished) == 0


def test_what_breaks_the_rules_of_openapi_is_told_with_its_line() -> None:
    document = load(DOCUMENT.replace("info: {title: Pets, version: 1.0.0}", "info: {title: 5, version: 1.0.0}"))
    (problem,) = document.problems
    assert (problem.code, problem.line) == ("invalid-document", 2)
