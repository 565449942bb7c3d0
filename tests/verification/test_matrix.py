"""Versions side by side: rows, cells, causes, since when, values, changes; of providers and of consumers."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_contracts import contract_of, document_of, part_of
from small_runs import answers
from support import examples

import contractlab as cl
from contractlab.captures import Captures
from contractlab.values.markers import MISSING
from contractlab.verification.causes import cause_key


def contract(*bodies: Any) -> cl.Contract:
    return contract_of(*(answers(f"/{number}", body) for number, body in enumerate(bodies or ({"a": 1}, {"b": "x"}))))


def recorded(**answered: Any) -> Captures:
    """Answers by path, without the slash: a body, a status, or several of them."""
    captures = Captures()
    for path, given_ in answered.items():
        for answer in given_ if isinstance(given_, list) else [given_]:
            response = cl.HttpResponse(answer) if isinstance(answer, int) else cl.HttpResponse(200, json=answer)
            captures.add(cl.HttpRequest("GET", f"/{path.removeprefix('p')}"), response)
    return captures


VERSIONS = {
    "2.2.0": recorded(p0={"a": 1}, p1={"b": "x"}),
    "2.3.0": recorded(p0={"a": "1"}, p1={"b": "x"}),
    "2.10.0": recorded(p0={"a": "2"}, p1={"b": 5}),
    "2.11.0": recorded(p0={"a": 3}),
}


def test_rows_columns_and_cells() -> None:
    matrix = cl.matrix(contract(), VERSIONS)
    assert matrix.versions == ("2.2.0", "2.3.0", "2.10.0", "2.11.0")  # as given
    assert [[cell.verdict for cell in row.cells] for row in matrix] == [
        ["passed", "failed", "failed", "passed"],
        ["passed", "passed", "failed", "not exercised"],
    ]
    assert [cell.causes for cell in matrix.rows[0].cells] == ["", "A", "A", ""]
    assert [cell.causes for cell in matrix.rows[1].cells] == ["", "", "B", ""]
    assert [cause.letter for cause in matrix.causes] == ["A", "B"]
    assert (matrix.passed, bool(matrix), matrix.last_passing, len(matrix)) == (False, False, "2.11.0", 2)
    assert repr(matrix) == "<Matrix 2 examples × 4 versions, 2 causes>"


def test_one_cell_by_every_name_of_its_row_and_column() -> None:
    made = contract()
    matrix = cl.matrix(made, VERSIONS)
    result = matrix["GET /0", "2.3.0"]
    assert result.verdict == "failed"
    for name in (0, made[0], made[0].key, ("c", "p", "GET /0"), matrix.rows[0]):
        assert matrix[name, 1] is result
        assert matrix[name]["2.3.0"] is result
    assert matrix.cell("GET /0", -1).verdict == "passed"
    assert set(matrix["GET /1"]) == {"2.2.0", "2.3.0", "2.10.0", "2.11.0"}
    for wrong in ("nobody", 7, ("x", "p", "GET /0")):
        with pytest.raises(cl.AmbiguousExample):
            matrix[wrong, 0]
    with pytest.raises(KeyError, match=r"no version '9'"):
        matrix[0, "9"]
    assert matrix._ipython_key_completions_() == ["GET /0", "GET /1"]


def test_since_when_an_example_is_broken() -> None:
    matrix = cl.matrix(contract(), VERSIONS)
    assert matrix.first_failing(0) is None  # mended in the newest
    assert matrix.first_failing("GET /1") == "2.10.0"  # not asked since
    shorter = cl.matrix(contract(), {name: VERSIONS[name] for name in ("2.2.0", "2.3.0", "2.10.0")})
    assert shorter.first_failing(0) == "2.3.0"
    assert shorter.last_passing == "2.2.0"


def test_values_over_versions_without_secrets() -> None:
    matrix = cl.matrix(contract(), VERSIONS)
    assert matrix.values(0, "$.a") == {"2.2.0": 1, "2.3.0": "1", "2.10.0": "2", "2.11.0": 3}
    assert matrix.values(1, "status") == {"2.2.0": 200, "2.3.0": 200, "2.10.0": 200}
    assert matrix.values(0, "$.none")["2.2.0"] is MISSING
    assert matrix.values(0, "$")["2.2.0"] == {"a": 1}
    for wrong in ("$.a[", "$.*", "$[*]"):
        with pytest.raises(ValueError, match=r"\$"):
            matrix.values(0, wrong)
    secret = cl.matrix(contract({"password": "x"}), {"1": recorded(p0={"password": "s3cret"})})
    assert "s3cret" not in str(secret.values(0, "$.password"))


def test_changes_between_two_versions() -> None:
    matrix = cl.matrix(contract(), VERSIONS)
    changes = matrix.changes("2.2.0", "2.10.0")
    assert [(change.description, change.before, change.after) for change in changes] == [
        ("GET /0", "passed", "failed"),
        ("GET /1", "passed", "failed"),
    ]
    assert [str(m.path) for change in changes.broken for m in change.new] == ["$.a", "$.b"]
    assert not matrix.changes("2.2.0", "2.2.0")
    back = matrix.changes("2.10.0", "2.2.0")
    assert [len(change.gone) for change in back.mended] == [1, 1]
    same_verdict = cl.matrix(
        contract({"a": 1, "b": 1}), {"1": recorded(p0={"a": "", "b": 1}), "2": recorded(p0={"a": 1})}
    )
    (only,) = same_verdict.changes("1", "2")
    assert (only.before, only.after, [m.path for m in only.new], [m.path for m in only.gone]) == (
        "failed", "failed", ["$.b"], ["$.a"],
    )  # fmt: skip


def test_runs_are_columns_as_they_are_and_several_captures_are_one_cell() -> None:
    made = contract()
    run = cl.verify(made, recorded(p0=[{"a": 1}, {"a": ""}]))
    matrix = cl.matrix(made, {"run": run, "captures": VERSIONS["2.2.0"]})
    assert matrix.runs["run"] is run
    cell = matrix.cell(0, "run")
    assert (cell.verdict, [result.verdict for result in cell.results]) == ("failed", ["failed", "passed"])
    assert [result.verdict for result in matrix[0, "run"]] == ["failed", "passed"]


def test_captures_that_name_their_versions_make_the_columns() -> None:
    captures = Captures()
    for version in ("2.10.0", "2.9.0", "2.2.0"):
        captures.add(cl.HttpRequest("GET", "/0"), cl.HttpResponse(200, json={"a": 1}), provider_version=version)
    assert cl.matrix(contract(), captures).versions == ("2.2.0", "2.9.0", "2.10.0")
    unnamed = cl.matrix(contract(), recorded(p0={"a": 1}))
    assert len(unnamed.versions) == 1
    assert unnamed.cell(0, 0).verdict == "passed"


def test_consumer_versions_are_matched_by_key_then_description() -> None:
    def version(description: str, key: str | None, value: Any) -> cl.Contract:
        made = {**answers("/0", None, description=description), "type": "Synchronous/HTTP"}
        made["response"] = {"status": 200, **part_of(value, {"$": {"match": "type"}})}
        if key:
            made["key"] = key
        return cl.load(document_of(made, version="4.0"))

    captures = recorded(p0={"a": "x"})
    renamed = cl.matrix({"1": version("old", "k", {"a": "y"}), "2": version("new", "k", {"a": 1})}, captures)
    assert renamed.axis == "consumer"
    assert [(row.description, [cell.verdict for cell in row.cells]) for row in renamed] == [
        ("new", ["passed", "failed"])
    ]
    assert renamed.first_failing("new") == "2"
    by_name = cl.matrix({"1": version("same", None, {"a": "y"}), "2": version("same", None, {"a": 1})}, captures)
    assert len(by_name) == 1
    gone = cl.matrix({"1": version("old", None, {"a": "y"}), "2": version("other", None, {"a": 1})}, captures)
    assert [[cell.verdict for cell in row.cells] for row in gone] == [["passed", None], [None, "failed"]]
    with pytest.raises(KeyError, match="has no example"):
        gone["old", "2"]
    with pytest.raises(TypeError):
        cl.matrix({"1": contract()}, {"2": captures})


def test_repeated_descriptions_keep_their_rows() -> None:
    made = contract_of(*(answers(f"/{n}", {"a": n}, description="the same", states=[str(n)]) for n in range(3)))
    matrix = cl.matrix({"1": made, "2": made}, recorded(p0={"a": 1}, p1={"a": 1}, p2={"a": ""}))
    assert [[cell.verdict for cell in row.cells] for row in matrix] == [["passed"] * 2, ["passed"] * 2, ["failed"] * 2]
    assert len(set(matrix.to_frame().index)) == 3
    with pytest.raises(cl.AmbiguousExample, match="3 examples"):
        matrix["the same"]


def test_the_frame_and_the_end_of_a_build() -> None:
    matrix = cl.matrix(contract(), VERSIONS)
    frame = matrix.to_frame()
    assert frame.index.names == ["consumer", "provider", "example"]
    assert list(frame.loc[("c", "p", "GET /0")]) == ["passed", "failed", "failed", "passed"]
    with pytest.raises(cl.ContractBroken, match=r"GET /1"):
        matrix.require_passed()
    good = cl.matrix(contract(), {"2.2.0": VERSIONS["2.2.0"]})
    assert good.require_passed() is good
    assert len(cl.matrix(contract(), {}).to_frame().columns) == 0


def test_messages_have_cells_too() -> None:
    message = {"type": "Asynchronous/Messages", "description": "told",
           "contents": {"content": {"n": 1}, "contentType": "application/json"}}  # fmt: skip
    made = cl.load(document_of(message, version="4.0"))

    def captures_of(value: Any) -> Captures:
        captures = Captures()
        captures.add_message(json.dumps(value).encode(), {"contentType": "application/json"}, example="told")
        return captures

    matrix = cl.matrix(made, {"1": captures_of({"n": 1}), "2": captures_of({"n": 2})})
    assert [cell.verdict for cell in matrix.rows[0].cells] == ["passed", "failed"]
    assert matrix.values("told", "$.n") == {"1": 1, "2": 2}


BODIES = st.sampled_from([{"a": 1}, {"a": 2}, {"a": "1"}, {"a": None}, {}, {"a": 1, "b": 2}])
ANSWERED = st.lists(st.dictionaries(st.sampled_from(["p0", "p1", "p2"]), BODIES, max_size=3), min_size=1, max_size=4)


@settings(max_examples=examples(60))
@given(ANSWERED)
def test_cells_runs_changes_and_since_agree(versions: list[dict[str, Any]]) -> None:
    made = contract({"a": 1}, {"a": 1, "b": 1}, {"a": "x"})
    captures = {str(number): recorded(**answers) for number, answers in enumerate(versions)}
    matrix = cl.matrix(made, captures)
    for version, recordings in captures.items():
        run = cl.verify(made, recordings)
        for row in matrix:
            (alone,) = [result for result in run.results if result.example is row.example]
            result = matrix[row, version]
            assert (result.verdict, result.mismatches) == (alone.verdict, alone.mismatches)
            assert [str(gap.sentence) for gap in result.unchecked] == [str(gap.sentence) for gap in alone.unchecked]
    first, last = matrix.versions[0], matrix.versions[-1]
    changed = {change.description: change for change in matrix.changes(first, last)}
    for row in matrix:
        before, after = row.cells[0], row.cells[-1]
        kinds = [{cause_key(m) for result in cell.results for m in result.mismatches} for cell in (before, after)]
        assert (row.description in changed) == (before.verdict != after.verdict or kinds[0] != kinds[1])
        verdicts = [cell.verdict for cell in row.cells if cell.verdict != "not exercised"]
        broken = bool(verdicts) and verdicts[-1] in ("failed", "error")
        since = matrix.first_failing(row)
        assert (since is not None) == broken
        if since is not None:
            later = row.cells[matrix.versions.index(since) :]
            assert all(cell.verdict in ("failed", "error", "not exercised") for cell in later)
