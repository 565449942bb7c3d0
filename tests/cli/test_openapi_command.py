"""``contractlab verify --openapi``: contracts and captures against an API document."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import commands

API: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "small", "version": "1"},
    "paths": {
        "/a": {
            "get": {
                "responses": {
                    "200": {
                        "description": "fine",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "required": ["a"],
                                    "properties": {"a": {"type": "integer"}},
                                }
                            }
                        },
                    }
                }
            }
        }
    },
}


def write(folder: Path, kind: str) -> Path:
    api = json.loads(json.dumps(API).replace('"integer"', f'"{kind}"'))
    path = folder / "api.json"
    path.write_text(json.dumps(api), encoding="utf-8")
    return path


def test_a_contract_that_the_document_promises_passes(tmp_path: Path) -> None:
    contract, captures = commands.small(tmp_path)
    done = commands.run("verify", contract, "--openapi", write(tmp_path, "integer"), "--captures", captures)
    assert done.exit_code == 0, done.output
    assert "1 example and 1 capture checked" in done.output


def test_what_it_does_not_promise_ends_with_1_and_both_places(tmp_path: Path) -> None:
    contract, _ = commands.small(tmp_path)
    done = commands.run("verify", contract, "--openapi", write(tmp_path, "string"))
    assert done.exit_code == 1
    assert "relies on $.a: 1 where the document says string" in " ".join(done.output.split())
    assert "small.json:" in done.output
    assert "api.json:" in done.output


def test_a_document_that_cannot_be_read_ends_with_2(tmp_path: Path) -> None:
    contract, _ = commands.small(tmp_path)
    broken = tmp_path / "broken.json"
    broken.write_text("{")
    assert commands.run("verify", contract, "--openapi", broken).exit_code == 2
    assert commands.run("verify", contract, "--openapi", tmp_path / "none.json").exit_code == 2


def test_options_of_other_ways_to_verify_are_refused(tmp_path: Path) -> None:
    contract, _ = commands.small(tmp_path)
    done = commands.run("verify", contract, "--openapi", write(tmp_path, "integer"), "--provider", "http://127.0.0.1:1")
    assert done.exit_code == 2
    assert "--openapi goes without" in done.output
