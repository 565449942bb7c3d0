"""Strictness over versions of a contract, by itself and beside what changed between two."""

from __future__ import annotations

from typing import Any

from small_contracts import JSON, TYPE, contract_of, http, matchers

import contractlab as cl

BODY = {"id": 7, "tags": ["a"]}


def contract(rules: dict[str, Any], body: Any = BODY) -> cl.Contract:
    response = {"status": 200, "headers": dict(JSON), "body": body, "matchingRules": {"body": matchers(rules)}}
    return contract_of(http("a customer", response=response))


STRICT = contract({"$.tags": {"match": "type", "min": 1}})
LOOSE = contract({"$.tags": TYPE})


def test_a_rule_that_asks_less_lets_more_through() -> None:
    over = cl.strictness({"1": STRICT, "2": LOOSE})
    assert [path.label for path in over.weaker] == ["$.tags"]
    assert over.stricter == ()
    assert over["2"].weakly == over["1"].weakly + 1
    frame = over.to_frame().set_index(["path", "version"])
    assert frame.loc[("$.tags", "2"), "weakly"] == frame.loc[("$.tags", "1"), "weakly"] + 1
    back = cl.strictness({"1": LOOSE, "2": STRICT})
    assert [path.label for path in back.stricter] == ["$.tags"]
    assert back.weaker == ()


def test_a_path_that_one_version_has_alone_is_neither() -> None:
    over = cl.strictness({"1": LOOSE, "2": contract({"$.tags": TYPE, "$.note": TYPE}, {**BODY, "note": "x"})})
    assert over.weaker == ()
    row = next(path for path in over.paths if path.label == "$.note")
    assert row.counts[0] is None
    assert row.change == 0


def test_views_say_which_paths_are_weaker() -> None:
    text = cl.strictness({"1": STRICT, "2": LOOSE})._repr_mimebundle_()["text/plain"]
    assert "1 path weaker" in text
    assert "1 more let through" in text
    assert "as strict as before" in cl.strictness({"1": LOOSE, "2": LOOSE})._repr_mimebundle_()["text/plain"]
    assert "nothing was tried" in cl.strictness({})._repr_mimebundle_()["text/plain"]


def test_a_comparison_says_what_became_of_strictness() -> None:
    text = cl.compare(STRICT, LOOSE)._repr_mimebundle_()["text/markdown"]
    assert "Strictness:" in text
    assert "More passes at `$.tags`" in text
    assert "Strictness" not in cl.compare(LOOSE, LOOSE)._repr_mimebundle_()["text/markdown"]
