"""What changed between two versions."""

from __future__ import annotations

import matrices
import pytest
from matrices import provider
from small_contracts import contract_of
from small_runs import answers

import contractlab as cl
from contractlab.captures import Captures


def made(old: list[str | None], new: list[str | None]) -> cl.Matrix:
    return cl.matrix(matrices.contract(len(old)), {"1": provider(old), "2": provider(new)})


def test_broken_come_first_then_new_differences_then_mended() -> None:
    changes = made(["text", "text", "good", "good", "text"], ["good", "null", "good", "status", "text"]).changes(
        "1", "2"
    )
    assert [(change.description, change.before, change.after) for change in changes] == [
        ("GET /3", "passed", "failed"),
        ("GET /1", "failed", "failed"),
        ("GET /0", "failed", "passed"),
    ]
    assert [change.description for change in changes.broken] == ["GET /3"]
    assert [change.description for change in changes.mended] == ["GET /0"]
    same = changes.cells[1]
    assert [mismatch.path for mismatch in same.new] == ["$.b"]
    assert [mismatch.path for mismatch in same.gone] == ["$.a"]
    assert bool(changes)
    assert len(changes) == 3


def test_nothing_changed() -> None:
    changes = made(["text", "good"], ["text", "good"]).changes("1", "2")
    assert not changes
    assert "nothing changed" in str(changes._repr_mimebundle_()["text/plain"])


def test_gaps_are_changes_of_the_verdict() -> None:
    changes = made(["good", None], [None, "good"]).changes("1", "2")
    assert {(change.before, change.after) for change in changes} == {
        ("passed", "not exercised"),
        ("not exercised", "passed"),
    }
    assert changes.broken == () == changes.mended


def test_one_difference_in_every_item_is_one() -> None:
    contract = contract_of(answers("/items", [{"n": 1}]))

    def items(*values: object) -> Captures:
        captures = Captures()
        captures.add(cl.HttpRequest("GET", "/items"), cl.HttpResponse(200, json=[{"n": number} for number in values]))
        return captures

    matrix = cl.matrix(contract, {"1": items(1), "2": items("1", "2", "3"), "3": items("1")})
    assert len(matrix.changes("1", "2").cells[0].new) == 1
    assert not matrix.changes("2", "3")


def test_versions_that_do_not_exist() -> None:
    with pytest.raises(KeyError):
        made(["good"], ["good"]).changes("1", "3")


def test_a_secret_of_any_capture_of_a_cell_is_kept() -> None:
    contract = contract_of(answers("/login", {"a": 1, "note": 1}))

    def captures_of(token: str | None) -> Captures:
        captures = Captures()
        for headers in ({}, {} if token is None else {"Authorization": f"Bearer {token}"}):
            body = {"a": 1, "note": 1} if not headers else {"a": 1, "note": f"with {token}"}
            captures.add(cl.HttpRequest("GET", "/login", "", headers), cl.HttpResponse(200, json=body))
        captures.add(cl.HttpRequest("GET", "/login"), cl.HttpResponse(200, json={"a": "x", "note": 1}))
        return captures

    changes = cl.matrix(contract, {"1": captures_of(None), "2": captures_of("planted-secret-8Zq")}).changes("1", "2")
    assert [mismatch.path for mismatch in changes.cells[0].new] == ["$.note"]
    for text in changes._repr_mimebundle_().values():
        assert "planted-secret-8Zq" not in str(text)
