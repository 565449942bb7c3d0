"""``contractlab infer``, ``drift`` and ``strictness``: what insight says, on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import commands
import pytest

import contractlab as cl

JSON = [("Content-Type", "application/json")]


def recorded(folder: Path, versions: int = 3) -> Path:
    """Captures of several versions, in which a total becomes a text with the last."""
    captures = cl.Captures()
    for version in range(versions):
        for number in (1, 2):
            body = {"id": number, "total": "7" if version == versions - 1 else 7}
            answer = cl.HttpResponse(200, JSON, json.dumps(body).encode())
            captures.add(cl.HttpRequest("GET", f"/orders/{number}"), answer, provider_version=f"1.{version}")
    path = folder / "orders.har"
    captures.save(path)
    return path


def inferred(folder: Path) -> Path:
    done = commands.run(
        "infer", recorded(folder, 1), "--consumer", "Shop", "--provider", "Orders", "--output", folder / "pacts"
    )
    assert done.exit_code == 0, done.output
    assert "GET /orders/{id} is answered with 200" in " ".join(done.output.split())
    (path,) = (folder / "pacts").glob("*.json")
    return path


def test_what_is_inferred_is_written_and_passes(tmp_path: Path) -> None:
    path = inferred(tmp_path)
    assert cl.load(path).consumer == "Shop"
    assert commands.run("verify", path, "--captures", tmp_path / "orders.har").exit_code == 0


def test_nothing_is_written_without_a_place(tmp_path: Path) -> None:
    har = recorded(tmp_path)
    done = commands.run("infer", har, "--consumer", "Shop", "--provider", "Orders")
    assert done.exit_code == 0
    assert "$.total" in done.output
    assert "of several kinds" in done.output
    assert list(tmp_path.iterdir()) == [har]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ([], "name a HAR or JSON lines file"),
        (["nothing.har"], "No such file or folder"),
    ],
)
def test_without_captures_there_is_nothing_to_infer(given: list[str], words: str) -> None:
    done = commands.run("infer", *given, "--consumer", "a", "--provider", "b")
    assert done.exit_code == 2
    assert words in " ".join(done.stderr.split())


def test_a_document_says_what_varies(tmp_path: Path) -> None:
    captures = cl.Captures()
    captures.add(cl.HttpRequest("GET", "/shops/kiosk/open"), cl.HttpResponse(200, JSON, b"true"))
    captures.save(tmp_path / "one.har")
    operation = {"get": {"responses": {"200": {"description": "x"}}}}
    api = {"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": {"/shops/{name}/open": operation}}
    (tmp_path / "api.json").write_text(json.dumps(api))
    given = ["infer", tmp_path / "one.har", "--consumer", "a", "--provider", "b"]
    assert "/shops/kiosk/open is answered" in " ".join(commands.run(*given).output.split())
    done = commands.run(*given, "--openapi", tmp_path / "api.json")
    assert "/shops/{id}/open is answered" in " ".join(done.output.split())


def test_changes_are_listed_in_three_forms(tmp_path: Path) -> None:
    path = inferred(tmp_path)
    har = recorded(tmp_path)
    text = commands.run("drift", path, "--captures", har)
    assert text.exit_code == 0
    assert "$.total" in text.output
    (row,) = json.loads(commands.run("drift", path, "--captures", har, "--json").output)
    assert (row["path"], row["since"], row["before"]) == ("$.total", "1.2", "1.1")
    header, line = commands.run("drift", path, "--captures", har, "--csv").output.splitlines()
    assert header.split(",")[:3] == list(row)[:3]
    assert "$.total" in line
    assert commands.run("drift", path, "--captures", har, "--fail-on-change").exit_code == 1
    both = commands.run("drift", path, "--captures", har, "--csv", "--json")
    assert both.exit_code == 2


def test_one_version_is_no_drift(tmp_path: Path) -> None:
    path = inferred(tmp_path)
    done = commands.run("drift", path, "--captures", recorded(tmp_path, 1))
    assert done.exit_code == 0
    assert "of one version" in done.stderr


def test_strictness_is_a_verdict_where_it_is_asked_for(tmp_path: Path) -> None:
    path = inferred(tmp_path)
    assert commands.run("strictness", path, "--min", "50").exit_code == 0
    done = commands.run("strictness", path, "--min", "100", "--json")
    rows = json.loads(done.output)
    assert done.exit_code == (1 if any(row["outcome"] == "asked weakly" for row in rows) else 0)
    assert {row["consumer"] for row in rows} == {"Shop"}
    assert commands.run("strictness", path, "--csv").output.startswith("consumer,provider,example")
    assert commands.run("strictness", tmp_path / "none.json").exit_code == 2


def test_coverage_is_written_as_a_table(tmp_path: Path) -> None:
    path = inferred(tmp_path)
    header, *lines = commands.run("coverage", path, "--captures", recorded(tmp_path), "--csv").output.splitlines()
    assert "path" in header.split(",")
    assert any("$.total" in line for line in lines)
    assert commands.run("coverage", path, "--captures", recorded(tmp_path), "--csv", "--json").exit_code == 2


@pytest.mark.parametrize("form", [("--to", "contractcase"), ("--format", "contractcase"), ("--spec-version", "2.0")])
def test_a_contract_of_another_format_goes_to_standard_output_alone(tmp_path: Path, form: tuple[str, str]) -> None:
    names = ("--consumer", "Shop", "--provider", "Orders")
    done = commands.run("infer", recorded(tmp_path, 1), *names, *form, "--output", "-")
    assert done.exit_code == 0
    assert len(cl.load(json.loads(done.stdout)).examples) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["orders.har"]
    unknown = commands.run("infer", tmp_path / "orders.har", *names, "--to", "nope")
    assert unknown.exit_code == 2
    assert 'there is no format "nope"' in unknown.output
