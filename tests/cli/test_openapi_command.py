"""``contractlab verify --openapi``: contracts and captures against an API document."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
import commands
import pytest

from contractlab.cli.environment import PREFIX
from contractlab.cli.verify import _SECOND_HAND, _WITH_DOCUMENT, verify

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


FORMS = {
    "json": "small.json",
    "github": "::error file=",
    "gitlab": '"location"',
    "sarif": '"uri"',
    "junit": "<testcase",
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_names_both_places(form: str, tmp_path: Path) -> None:
    contract, _ = commands.small(tmp_path)
    done = commands.run("verify", contract, "--openapi", write(tmp_path, "string"), "--format", form)
    assert done.exit_code == 1
    assert FORMS[form] in done.output
    assert "relies on $.a: 1 where the document says string" in done.output.replace("&quot;", '"')
    assert "small.json" in done.output
    assert "api.json" in done.output
    if form in ("json", "gitlab", "sarif"):
        json.loads(done.output)


def test_files_are_written_beside_the_text(tmp_path: Path) -> None:
    contract, _ = commands.small(tmp_path)
    log, whole = tmp_path / "log.sarif", tmp_path / "agreement.json"
    given = ["verify", contract, "--openapi", write(tmp_path, "string"), "--sarif", log, "--json", whole]
    done = commands.run(*given)
    assert done.exit_code == 1
    assert "relies on $.a" in done.output
    assert json.loads(log.read_text())["runs"][0]["results"][0]["ruleId"] == "document/response.body.incompatible"
    (finding,) = json.loads(whole.read_text())["findings"]
    assert finding["contract"]["pointer"] == "/interactions/0/response/body/a"
    assert finding["document"]["pointer"].endswith("/schema/properties/a")
    assert finding["contract"]["line"] > 1
    assert finding["document"]["line"] == 1
    both = commands.run(*given[:4], "--json", "-", "--format", "sarif")
    assert both.exit_code == 2
    assert "cannot both go to standard output" in both.stderr


BESIDE = {
    "--openapi": set(_WITH_DOCUMENT),
    "--verifier-results": {*_SECOND_HAND, "openapi"},
}


@pytest.mark.parametrize("option", sorted(BESIDE))
def test_what_would_have_no_effect_is_refused_typed_or_set(option: str, tmp_path: Path) -> None:
    contract, _ = commands.small(tmp_path)
    given = ["verify", contract, option, write(tmp_path, "integer")]
    refused = [each for each in verify.params if each.name not in BESIDE[option]]
    assert len(refused) > 10
    for parameter in refused:
        assert isinstance(parameter, click.Option)
        spelling = max(parameter.opts, key=len)
        value = "1" if parameter.is_flag or parameter.name == "seed" else "a:b"
        value = "json" if spelling == "--format" else "spec" if spelling == "--dialect" else value
        variable = f"{PREFIX}_VERIFY_{spelling.lstrip('-').upper().replace('-', '_')}"
        typed = commands.run(*given, spelling, *([] if parameter.is_flag else [value]))
        for done in (typed, commands.run(*given, variables={variable: value})):
            assert done.exit_code == 2, spelling
            assert f"{option} goes without {spelling}" in done.stderr
