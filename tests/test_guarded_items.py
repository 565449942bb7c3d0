"""Wherever the package works on many things, a fault in what is called for one of them costs that one.

Every function of the package that is called as often as there are items raises once, in the middle. What may end the
whole by it is what stands around the items: it is named here.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from typing import Any

import pytest
from fault_injection import calls_of, place_of, raising_at
from small_contracts import contract_of
from small_runs import answers, entry

import contractlab as cl
from contractlab.values.internal import Losses, fault_count
from contractlab.values.reasons import ReasonCode
from contractlab.views import present

ITEMS = 7
PATHS = [f"/p{number}" for number in range(ITEMS)]
_DRAWN = 60
"""Places of one work that are tried, drawn by its name; all of them where there are fewer."""

AROUND = {
    # Walks over the items themselves, and what counts, sorts and names them without a look into them.
    "values/internal.py", "values/progress.py", "values/tables.py", "values/display.py", "values/gc_pause.py",
    "values/reasons.py",
    "captures/capture.py", "captures/collection.py", "captures/own_keys.py", "captures/versions.py",
    "contracts/collection.py", "contracts/contract.py", "verification/verifying.py", "verification/results.py",
    "verification/pairing.py", "verification/recorded_states.py", "verification/settling.py", "verification/inputs.py",
    "verification/run.py", "verification/run_writing.py", "verification/frames.py", "verification/unpaired.py",
    "verification/matrix.py", "verification/request_index.py", "verification/followed.py",
    "verification/check_cache.py", "verification/path_template.py", "insight/counts.py", "insight/inferred_groups.py",
    "live/live_session.py", "live/live_run.py", "live/progress.py", "live/state_steps.py",
}  # fmt: skip
AROUND_NAMES = {
    "Coverage", "Drift", "coverage", "drift", "coverage_in_steps", "drift_in_steps", "_read_version", "_worst_first",
    "find_endpoints", "Field", "group_captures", "_several",
}  # fmt: skip


def is_around(place: str) -> bool:
    file, _, name = place.partition(":")
    return file in AROUND or name.split(".")[0] in AROUND_NAMES or name.endswith((".<listcomp>", ".<genexpr>"))


def har_of(*entries: Any) -> dict[str, Any]:
    return {"log": {"version": "1.2", "creator": {"name": "t", "version": "1"}, "entries": list(entries)}}


def contract() -> cl.Contract:
    return contract_of(*(answers(path, {"a": 1, "b": "x"}, states=["s"]) for path in PATHS), version="3.0")


def captures(*, broken: bool = False) -> cl.Captures:
    entries = (entry(path, {"a": "x" if broken else 1, "b": "y"}) for path in PATHS)
    return cl.load_captures(json.dumps(har_of(*entries)).encode())


def a_run() -> Callable[[], Any]:
    given, recorded = contract(), captures()
    return lambda: cl.verify(given, recorded).results


def coverage() -> Callable[[], Any]:
    given, recorded = contract(), captures()
    return lambda: cl.coverage(given, recorded)


def strictness() -> Callable[[], Any]:
    given = contract()
    return lambda: cl.strictness(given)


def drift() -> Callable[[], Any]:
    matrix = cl.matrix(contract(), {"1": captures(), "2": captures(broken=True)})
    return lambda: cl.drift(matrix)


def infer() -> Callable[[], Any]:
    recorded = captures()
    return lambda: cl.infer(recorded, consumer="c", provider="p").contract


def repairs() -> Callable[[], Any]:
    run = cl.verify(contract(), captures(broken=True))
    return lambda: [each for cause in cl.repairs(run) for each in cause]


def frame() -> Callable[[], Any]:
    run = cl.verify(contract(), captures(broken=True))
    return lambda: run.to_frame("mismatches")


def saved() -> Callable[[], Any]:
    run = cl.verify(contract(), captures(broken=True))
    return run.to_dict


def pages() -> Callable[[], Any]:
    run = cl.verify(contract(), captures(broken=True))
    return lambda: (present(run), present(run.contracts), present(run.captures))


WORKS = [a_run, coverage, strictness, drift, infer, repairs, frame, saved, pages]


@pytest.mark.parametrize("work", WORKS, ids=lambda work: work.__name__)
def test_a_fault_for_one_item_does_not_end_the_work(work: Callable[[], Callable[[], Any]]) -> None:
    make = work()
    make()  # what is compiled once, and what is imported, is no item
    counted = {code: times for code, times in calls_of(make).items() if times >= ITEMS}
    inner = sorted((code for code in counted if not is_around(place_of(code))), key=place_of)
    assert len(inner) >= 10 or work is a_run
    drawn = random.Random(work.__name__).sample(inner, min(len(inner), _DRAWN))
    ended = []
    for code in drawn:
        try:
            raising_at(make, code, counted[code] // 2 + 1, RuntimeError("unforeseen"))
        except Exception as error:
            ended.append(f"{place_of(code)}: {type(error).__name__}")
    assert not ended


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit])
def test_who_stops_the_work_stops_it(stop: type[BaseException]) -> None:
    for work in (coverage, strictness, drift, infer):
        make = work()
        make()
        counted = calls_of(make)
        code = next(code for code in counted if place_of(code).endswith(("judge_part", "observe", "path_template")))
        with pytest.raises(stop):
            raising_at(make, code, 1, stop())


UNFORESEEN = [ValueError("s3cret"), KeyError("a"), RecursionError(), MemoryError(), RuntimeError("s3cret")]


@pytest.fixture(params=UNFORESEEN, ids=lambda error: type(error).__name__)
def error(request: pytest.FixtureRequest) -> Exception:
    made: Exception = request.param
    return made


def break_example(monkeypatch: pytest.MonkeyPatch, given: cl.Contract, error: Exception) -> None:
    """What an example of a contract is made of cannot be told any more."""
    bad = given[2]
    before = type(bad).own_parts.fget  # type: ignore[attr-defined]

    def own_parts(example: Any) -> Any:
        if example.description == bad.description:
            raise error
        return before(example)

    monkeypatch.setattr(type(bad), "own_parts", property(own_parts))


def test_one_example_is_left_out_of_insight_and_named(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    given, recorded = contract(), captures()
    whole = cl.strictness(given), cl.coverage(given, recorded)
    break_example(monkeypatch, given, error)
    before = fault_count()
    strict, covered = cl.strictness(contract()), cl.coverage(contract(), recorded)
    assert fault_count() > before
    assert [example.description for example in strict.unjudged] == ["GET /p2"]
    assert strict.total == whole[0].total - whole[0].of(given[2]).total
    assert [each.label for each in covered.endpoints] == [each.label for each in whole[1].endpoints] or len(
        covered.endpoints
    ) == ITEMS
    for made in (strict, covered):
        assert [each.name for each in made.lost] == ["GET /p2"]
        for page in present(made).values():
            assert "GET /p2" in page
            assert "Left out: GET /p2" in re.sub(r"<[^>]+>|[`*\\]", "", page), "what, not how many"
            assert "s3cret" not in page


def test_one_capture_is_left_out_of_what_is_inferred(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    from contractlab.insight import inferred_groups

    original = inferred_groups._answered

    def answered(capture: Any, redaction: Any) -> str:
        if capture.request.path == "/p3":
            raise error
        return original(capture, redaction)

    monkeypatch.setattr(inferred_groups, "_answered", answered)
    recorded = captures()
    inferred = cl.infer(recorded, consumer="c", provider="p")
    assert [each.name for each in inferred.lost] == [recorded[3].key]
    assert list(inferred.left_out) == [recorded[3]]
    assert cl.verify(inferred.contract, inferred.captures).counts()["passed"] >= 1


def test_one_plan_is_left_out_of_what_is_inferred(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    from contractlab.insight import inferred_example

    original = inferred_example._path

    def path(plan: Any) -> Any:
        if "/other" in plan.description:
            raise error
        return original(plan)

    monkeypatch.setattr(inferred_example, "_path", path)
    recorded = cl.load_captures(har_of(entry("/one", {"a": 1}), entry("/other", {"a": 1}), entry("/third", [1])))
    inferred = cl.infer(recorded, consumer="c", provider="p")
    assert [example.description for example in inferred.contract] == [
        "GET /one is answered with 200", "GET /third is answered with 200",
    ]  # fmt: skip
    assert [each.name for each in inferred.lost] == ["GET /other is answered with 200"]
    assert [capture.request.path for capture in inferred.left_out] == ["/other"]


def test_one_candidate_and_one_cause_are_left_out_of_repairs(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    from contractlab.editing import repair_finder

    run = cl.verify(contract(), captures(broken=True))
    whole = [each for each in cl.repairs(run)[0] if each.applies]
    original = repair_finder._Trial.run_in_steps

    def tried(trial: Any, candidate: Any) -> Any:
        if candidate.name == whole[0].name:
            raise error
        return original(trial, candidate)

    monkeypatch.setattr(repair_finder._Trial, "run_in_steps", tried)
    made = cl.repairs(run)[0]
    assert [each.name for each in made.lost] == [whole[0].name]
    assert {each.name for each in made if each.applies} == {each.name for each in whole} - {whole[0].name}
    monkeypatch.setattr(repair_finder, "history_of", lambda cause, results: raise_(error))
    broken = cl.repairs(run)
    assert not broken[0]
    assert "s3cret" not in str(present(broken))
    assert len(broken[0].lost) == 1


def raise_(error: Exception) -> Any:
    raise error


def test_one_row_of_a_frame_and_one_result_of_a_file(
    monkeypatch: pytest.MonkeyPatch, error: Exception, tmp_path: Any
) -> None:
    from contractlab.verification import frames, run_writing

    run = cl.verify(contract(), captures(broken=True))
    bad = run.results[2]
    row, result, capture = frames._mismatch_row, run_writing.write_mismatch, run_writing.write_capture
    monkeypatch.setattr(frames, "_mismatch_row", lambda own, *more: raise_(error) if own is bad else row(own, *more))
    frame = run.to_frame("mismatches")
    assert len(frame) == ITEMS
    assert list(frame["verdict"].astype(str)).count("error") == 1
    lost = bad.shown_mismatches[0]
    monkeypatch.setattr(run_writing, "write_mismatch", lambda own: raise_(error) if own == lost else result(own))
    monkeypatch.setattr(
        run_writing, "write_capture", lambda own: raise_(error) if own.request.path == "/p5" else capture(own)
    )
    loaded = cl.load_run(run.save(tmp_path / "run.json"))
    reasons = [each.reason_code for each in loaded.results]
    assert len(reasons) == ITEMS
    assert ReasonCode.INTERNAL in reasons
    assert len(loaded.captures) == ITEMS
    assert [each.verdict for each in loaded.results].count("failed") >= 1


def test_what_is_raised_on_purpose_goes_on() -> None:
    losses = Losses()
    with pytest.raises(cl.InvalidContract):
        list(losses.each([1], lambda item: raise_(cl.InvalidContract("a", ["b"])), "it", str))
    assert not losses.items
