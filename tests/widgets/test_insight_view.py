"""The tab Insight of the live desk: rows of each topic, what they open to, and edits that apply and undo."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from small_contracts import JSON, TYPE, document_of, http, matchers

import contractlab as cl
from contractlab.widgets.desk.view import DeskView
from contractlab.widgets.insight.view import InsightView

BODY = {"id": 7, "tags": ["a"], "name": "Ada"}


def insight_desk(folder: Path, versions: int = 2) -> cl.Lab:
    """One example at some versions; nobody asks for the tier, which is null from the second version on."""
    rules = {"$.tags": TYPE, "$.name": TYPE}
    response = {"status": 200, "headers": dict(JSON), "body": BODY, "matchingRules": {"body": matchers(rules)}}
    path = folder / "insight.json"
    path.write_text(json.dumps(document_of(http("a customer", response=response)), indent=2))
    captures = cl.Captures()
    for version in range(versions):
        answer = cl.HttpResponse(200, json={**BODY, "tier": None if version else "gold"})
        captures.add(cl.HttpRequest("GET", "/"), answer, provider_version=f"1.{version}")
    return cl.open(path, captures)


def ask(view: Any, op: str, **more: Any) -> dict[str, Any]:
    """The answer of a view; rows that are not whole after one slice are waited for."""
    answer: dict[str, Any] = view.handle({"op": op, "id": 1, **more})
    while op in ("show", "renew") and answer["ok"] and answer["view"]["looking"] is not None:
        answer = view.handle({**more, "op": "go_on", "id": 1})
    return answer


def test_each_topic_has_rows_that_open(tmp_path: Path) -> None:
    view = InsightView(insight_desk(tmp_path))
    assert [row["label"] for row in view.view["rows"] if row["tone"] == "nobody"] == ["$.tier"]
    assert "Yes" in ask(view, "details", number=0)["lines"][0][1]
    strict = ask(view, "show", topic="strictness")["view"]
    assert {row["label"] for row in strict["rows"][:2]} == {"$.tags", "$.name"}
    assert sum(strict["rows"][0]["bar"]) > 3
    drifted = ask(view, "show", topic="drift")["view"]
    assert [row["label"] for row in drifted["rows"]] == ["$.tier"]
    assert ask(view, "details", number=0)["lines"] == [("1.0", "string"), ("1.1", "null")]
    for message in ({"topic": "weather"}, {"topic": None}, {}):
        assert not ask(view, "show", **message)["ok"]
    for number in (-1, 99, None, "0"):
        assert not ask(view, "details", number=number)["ok"]
        assert not ask(view, "apply", number=0, advice=number)["ok"]


def test_advice_is_applied_as_one_change_and_undone(tmp_path: Path) -> None:
    lab = insight_desk(tmp_path)
    desk = DeskView(lab, lab, place="insight")
    panel = {"panel": "insight"}
    ask(desk, "show", topic="strictness", **panel)
    rows = desk.view["panels"]["insight"]["rows"]
    before = next(row for row in rows if row["label"] == "$.tags")
    advice = ask(desk, "details", number=before["number"], **panel)["advice"]
    assert "at least 1 item" in advice[0]["name"]
    assert ask(desk, "apply", number=before["number"], advice=0, **panel)["ok"]
    assert len(lab.history.done) == 1
    after = ask(desk, "renew", **panel)["view"]["rows"]
    assert before["label"] not in [row["label"] for row in after], "it lets nothing through, like others: one row"
    firm = next(row for row in after if "stop everything" in row["sentence"])
    assert firm["bar"][1] == 0
    lines = ask(desk, "details", number=firm["number"], **panel)["lines"]
    assert ["✓ stops all", before["label"]] in [list(line) for line in lines]
    assert firm["label"] == f"{len(lines)} places"
    ask(desk, "undo")
    assert not lab.history.changed
    assert ask(desk, "renew", **panel)["view"]["rows"] == rows


def test_advice_goes_on_from_edits_that_move_examples(tmp_path: Path) -> None:
    lab = insight_desk(tmp_path)
    edit = lab.edit()
    assert isinstance(edit, cl.Edit)
    edit["a customer"].duplicate("another customer")
    edit["a customer"].remove()
    view = InsightView(lab)
    ask(view, "show", topic="strictness")
    tags = next(row["number"] for row in view.view["rows"] if row["label"] == "$.tags")
    opened = ask(view, "details", number=tags)
    assert opened["advice"]
    for number in range(len(opened["advice"])):
        assert ask(view, "apply", number=tags, advice=number)["ok"]
    assert cl.strictness(edit.contract)["$.tags"].weakly == 0


@pytest.mark.parametrize("versions", [0, 1])
def test_without_captures_or_versions_it_says_so(tmp_path: Path, versions: int) -> None:
    view = InsightView(insight_desk(tmp_path, versions))
    assert bool(view.view["note"]) is (versions == 0)
    drifted = ask(view, "show", topic="drift")["view"]
    assert drifted["rows"] == []
    assert "one version" in drifted["title"] or "No captures" in drifted["title"]


def test_versions_that_answered_alike_are_one_line(tmp_path: Path) -> None:
    view = InsightView(insight_desk(tmp_path, versions=12))
    ask(view, "show", topic="drift")
    assert ask(view, "details", number=0)["lines"] == [("1.0", "string"), ("1.1 to 1.11", "null")]
