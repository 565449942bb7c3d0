"""The Captures tab: groups with one choice each, ambiguous captures settled for all alike, every choice undone."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_contracts import contract_of
from small_runs import answers, entry
from support import examples
from widgets.pairing_desks import ambiguous_desk, unmatched_desk

import contractlab as cl
from contractlab.captures import Captures
from contractlab.widgets.captures.assigning import keys_code
from contractlab.widgets.captures.view import CapturesView


def ask(view: Any, op: str, **more: Any) -> Any:
    answer = view.handle({"op": op, "id": 1, **more})
    assert answer["ok"], answer
    return answer


def group_of(view: CapturesView, start: str) -> Any:
    groups = [*view.view["groups"], *view.view["ignored"]]
    return next(each for each in groups if "".join(text for _, text, *_ in each["sentence"]).startswith(start))


def judged(lab: cl.Desk) -> list[tuple[str, str, str]]:
    return [(each.capture.key, each.example.key, each.verdict) for each in lab.run.results if each.capture]


def test_every_unmatched_capture_is_counted_and_grouped() -> None:
    view = CapturesView(unmatched_desk())
    counts = view.view["counts"]
    assert (counts["total"], counts["matched"], counts["ambiguous"], counts["unmatched"]) == (15, 2, 0, 13)
    assert [group["number"] for group in view.view["groups"]] == [5, 4, 2, 1, 1]
    assert view.view["sentence"] == "15 captures: 2 matched, 0 ambiguous, 13 unmatched"
    labels = [[action["label"] for action in group["actions"]] for group in view.view["groups"]]
    assert labels == [
        ["Use base path /api"],
        ["Ignore this host"],
        ["Ignore this path", "Promote to example"],
        ["Match to it", "Ignore these", "Promote to example"],
        ["Ignore OPTIONS"],
    ]


def test_a_base_path_gives_the_verdicts_that_it_foretold_and_is_undone() -> None:
    lab = unmatched_desk()
    view = CapturesView(lab)
    group = group_of(view, "All 5 start with /api")
    assert group["then"] == {"passed": 3, "failed": 2, "error": 0, "tried": 5}
    page = ask(view, "rows", list=group["id"], offset=0)
    assert [row["then"] for row in page["rows"]] == ["passed"] * 3 + ["failed"] * 2
    before = judged(lab)
    answer = ask(view, "apply", group=group["id"])
    assert answer["sentence"] == "Base path /api for 5 captures."
    assert answer["view"]["counts"]["matched"] == 7
    new = [each for each in judged(lab) if each not in before]
    assert sorted(verdict for *_, verdict in new) == ["failed"] * 2 + ["passed"] * 3
    lab.history.undo()
    assert judged(lab) == before
    assert view.view["counts"]["matched"] == 2
    lab.history.redo()
    assert view.view["counts"]["matched"] == 7


@pytest.mark.parametrize(
    "start", ["All 5 start", "Another host", "Never in a contract", "One character", "Other method"]
)
def test_the_code_of_a_group_does_what_its_button_does(start: str) -> None:
    by_button, by_code = unmatched_desk(), unmatched_desk()
    view = CapturesView(by_button)
    group = group_of(view, start)
    first = group["actions"][0]["op"]
    ask(view, first, group=group["id"])
    exec(group["code"], {"lab": by_code})
    by_code.recheck()
    assert judged(by_code) == judged(by_button)
    assert by_code.ignored == by_button.ignored
    (change,) = by_button.history.done
    again = unmatched_desk()
    exec(change.code, {"lab": again})
    again.recheck()
    assert judged(again) == judged(by_button)


def test_ignoring_hides_and_changes_no_verdict() -> None:
    lab = unmatched_desk()
    view, desk = CapturesView(lab), lab.explore()
    before = judged(lab)
    group = group_of(view, "Another host")
    ask(view, "ignore", group=group["id"])
    assert (view.view["counts"]["unmatched"], view.view["counts"]["ignored"]) == (9, 4)
    assert "4 ignored" in view.view["sentence"]
    assert desk.view["bar"]["tabs"][3]["figure"] == "9 unmatched"
    assert judged(lab) == before
    assert len(lab.run.unpaired) == 13
    assert [row["kind"] for row in ask(view, "rows", list="ignored", offset=0)["rows"]] == ["ignored"] * 4
    ask(view, "show", group=group["id"])
    assert view.view["counts"]["ignored"] == 0
    lab.history.undo()
    lab.history.undo()
    assert lab.ignored == set()


def test_one_character_is_matched_by_hand() -> None:
    lab = unmatched_desk()
    view = CapturesView(lab)
    ask(view, "apply", group=group_of(view, "One character differs")["id"])
    assert list(lab.captures.assignments.values()) == [lab.contracts[0].examples[0].key]


def test_rows_come_by_the_page_and_every_capture_once() -> None:
    lab = unmatched_desk(matched=150)
    view = CapturesView(lab)
    assert view.view["total"] == 163
    assert len(view.view["rows"]) < 163
    numbers: list[int] = []
    while len(numbers) < 163:
        page = ask(view, "rows", list="all", offset=len(numbers))
        assert "view" not in page
        numbers += [row["number"] for row in page["rows"]]
    assert sorted(numbers) == list(range(163))
    assert [row["number"] for row in view.view["rows"]] == numbers[: len(view.view["rows"])]
    for row in view.view["rows"]:
        assert row["origin"] == f"x.har, entry {row['number'] + 1}"


def test_ambiguous_captures_are_settled_alike_by_state() -> None:
    lab = ambiguous_desk()
    view = CapturesView(lab)
    groups = view.view["ambiguous"]
    assert [(group["number"], group["examples"]) for group in groups] == [(6, 3)] * 3
    shown = ask(view, "candidates", group=groups[0]["id"], version="")
    first = shown["candidates"][0]
    assert (first["passed"], first["tried"]) == (6, 6)
    assert [candidate["passed"] for candidate in shown["candidates"]][:3] == [6, 6, 0]
    assert shown["versions"] == ["2.0.0", "2.1.0"]
    ask(view, "settle", group=groups[0]["id"], version="", choice=first["choice"])
    assert view.view["counts"]["ambiguous"] == 12
    assert len(lab.history.done) == 1
    lab.history.undo()
    assert view.view["counts"]["ambiguous"] == 18


def test_only_one_version_or_one_capture_is_settled() -> None:
    lab = ambiguous_desk()
    view = CapturesView(lab)
    name = view.view["ambiguous"][0]["id"]
    shown = ask(view, "candidates", group=name, version="2.1.0")
    assert shown["number"] == 3
    ask(view, "settle", group=name, version="2.1.0", choice=0)
    assert {lab.captures[key].provider_version for key in lab.captures.assignments} == {"2.1.0"}
    number = ask(view, "rows", list=name, offset=0)["rows"][0]["number"]
    ask(view, "assign", number=number, contract=0, example=1)
    assert lab.captures[number].assigned == lab.contracts[0].examples[1].key
    assert len(lab.captures.assignments) == 4


def test_neither_leaves_them_unmatched_and_can_be_taken_back() -> None:
    lab = ambiguous_desk(things=1)
    view = CapturesView(lab)
    ask(view, "settle", group=view.view["ambiguous"][0]["id"], version="", choice=-1)
    assert lab.run.counts()["error"] == 0
    assert lab.run.counts()["not exercised"] == 6
    (group,) = view.view["groups"]
    ask(view, "apply", group=group["id"])
    assert view.view["counts"]["ambiguous"] == 6
    assert [change.label for change in lab.history.done] == ["6 captures left unmatched", "Manual match removed"]


@pytest.mark.parametrize("turn", [True, False])
def test_everything_ambiguous_is_settled_in_one_change(turn: bool) -> None:
    lab = ambiguous_desk(things=11, versions=3)
    view = CapturesView(lab)
    assert view.view["counts"]["ambiguous"] == 99
    ask(view, "settle_all", turn=turn)
    assert view.view["counts"]["ambiguous"] == 0
    assert len(lab.history.done) == 1
    assert lab.run.counts()["not exercised"] == (0 if turn else 66)
    lab.history.undo()
    assert view.view["counts"]["ambiguous"] == 99


def test_an_ambiguous_cell_is_settled_from_the_matrix() -> None:
    lab = ambiguous_desk()
    desk = lab.explore()
    cell = desk.handle({"op": "cell", "id": 1, "panel": "matrix", "row": 0, "column": 1})["cell"]
    offered: Any = cell["unsettled"]  # type: ignore[index]
    assert (offered["here"], offered["alike"]) == (3, 6)
    assert [choice["choice"] for choice in offered["choices"]][-1] == -1
    answer = desk.handle({
        "op": "settle", "id": 1, "panel": "matrix", "row": 0, "column": 1, "choice": 0, "alike": False,
    })  # fmt: skip
    assert answer["ok"], answer
    assert {lab.captures[key].provider_version for key in lab.captures.assignments} == {"2.1.0"}
    lab.history.undo()
    desk.handle({"op": "settle", "id": 1, "panel": "matrix", "row": 0, "column": 1, "choice": 0, "alike": True})
    assert len(lab.captures.assignments) == 6
    cell = desk.handle({"op": "cell", "id": 1, "panel": "matrix", "row": 0, "column": 1})["cell"]
    assert "unsettled" not in cell  # type: ignore[operator]


def test_files_of_one_name_keep_their_own_facts() -> None:
    lab = unmatched_desk()
    view = CapturesView(lab)

    def har(path: str, status: int) -> str:
        return json.dumps({"log": {"version": "1.2", "entries": [entry(path, {"a": 1}, status=status)]}})

    for path, status in (("/customers", 200), ("/nowhere", 404), ("/customers", 200), ("/customers", 500)):
        ask(view, "drop", name="more.har", text=har(path, status), version="3.0.0")
    keys = [capture.key for capture in lab.captures]
    assert len(set(keys)) == len(keys)
    assert keys[15] == "more.har#0"
    rows = {row["number"]: row for row in ask(view, "rows", list="all", offset=0)["rows"]}
    verdicts = [rows[number]["verdict"] for number in range(15, 19)]
    assert verdicts == ["passed", "", "passed", "failed"]
    for number in range(15, 19):
        status = lab.captures[number].response.status
        assert str(status) in "".join(text for _, text, *_ in rows[number]["line"])


@pytest.mark.parametrize("junk", [None, -3, 99, "x", [], True, 1.5, "ambiguous:0", "path:0", "\ud800"])
def test_nonsense_is_answered(junk: Any) -> None:
    lab = ambiguous_desk(things=1)
    view, desk = CapturesView(lab), lab.explore()
    name = view.view["ambiguous"][0]["id"]
    for op in view.operations():
        for field in ("group", "version", "choice", "turn", "list", "offset"):
            message = {"group": name, "version": "", "choice": 0, "list": name, "offset": 0, field: junk}
            answer = view.handle({"op": op, "id": 1, **message})
            assert answer["ok"] or answer["error"]
            while lab.history.done:
                lab.history.undo()
    for field in ("row", "column", "choice", "alike"):
        message = {"row": 0, "column": 0, "choice": 0, "alike": True, field: junk}
        answer = desk.handle({"op": "settle", "id": 1, "panel": "matrix", **message})
        assert answer["ok"] or answer["error"]


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["a.har", 'b "x" {n}.har']), st.integers(0, 9)), min_size=1, unique=True))
def test_code_names_the_captures_that_it_is_for(named: list[tuple[str, int]]) -> None:
    desk = unmatched_desk()
    captures = Captures(cl.Capture(desk.captures[0].request, None, source=name, index=at) for name, at in named)
    value = eval(keys_code(list(captures)))
    keys = [value] if isinstance(value, str) else value
    assert sorted(keys) == sorted(capture.key for capture in captures)


def texts(spans: Any) -> str:
    return "".join(text for _, text, *_ in spans)


def test_candidates_with_one_name_say_where_they_are_written() -> None:
    first = contract_of(answers("/a", {"a": 1}, description="a thing"))
    documents = {name: json.dumps(first.document).encode() for name in ("first.json", "second.json")}
    lab = cl.open([cl.load(data, name=name) for name, data in documents.items()], Captures())
    for _ in range(3):
        lab.captures.add(cl.HttpRequest("GET", "/a"), cl.HttpResponse(200, json={"a": 1}))
    view = CapturesView(cl.open(lab.contracts, lab.captures))
    shown = ask(view, "candidates", group=view.view["ambiguous"][0]["id"], version="")
    about = [texts(candidate["about"]) for candidate in shown["candidates"]]
    assert [text.partition(":")[0] for text in about[:2]] == ["a thing · first.json", "a thing · second.json"]
    assert shown["apart"] == "Their states are the same, too: no capture could tell them apart."


def test_candidates_that_states_tell_apart_need_no_place() -> None:
    view = CapturesView(ambiguous_desk())
    shown = ask(view, "candidates", group=view.view["ambiguous"][0]["id"], version="")
    assert all("·" not in texts(candidate["about"]) for candidate in shown["candidates"])
    assert shown["apart"].startswith("Only the state")
