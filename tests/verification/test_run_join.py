"""Runs of several jobs joined: the same as if one machine had checked everything."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_contracts import document_of
from small_runs import answers, many_verdicts_run
from support import examples

import contractlab as cl
from contractlab.captures import Captures
from contractlab.contracts.collection import Contracts
from contractlab.values.patterns import NothingMatches
from contractlab.verification import Run

PATHS = ("/a", "/b", "/c")


def contract(number: int, paths: Sequence[str] = PATHS) -> cl.Contract:
    document = document_of(
        *(answers(f"/{number}{path}", {"a": 1}, description=f"{number}{path}") for path in paths),
        consumer=f"consumer {number}",
    )
    return cl.load(document, name=f"{number}.json")


def captures(rows: Sequence[tuple[int, str, str, Any]]) -> Captures:
    """Recordings of requests: number of the contract, path, version, value of the answer."""
    made = Captures()
    for number, path, version, value in rows:
        made.add(
            cl.HttpRequest("GET", f"/{number}{path}"),
            cl.HttpResponse(200, json={"a": value}),
            provider_version=version,
        )
    return made


def part(whole: Captures, chosen: Sequence[int]) -> Captures:
    """Some of the captures, as a job of its own reads them."""
    return Captures([whole[place] for place in chosen])


def rows(run: Run) -> list[tuple[str, str, str | None, str]]:
    """What a run says, in its order."""
    return [
        (result.contract.consumer, result.example.description, result.provider_version, result.verdict)
        for result in run.results
    ]


def reloaded(run: Run, folder: Path, name: str) -> Path:
    return run.save(folder / f"{name}.json")


RECORDED = st.lists(
    st.tuples(
        st.integers(0, 2), st.sampled_from((*PATHS, "/elsewhere")), st.sampled_from(["1.0.0", "2.0.0"]),
        st.sampled_from([1, 2, "text"]),
    ),
    min_size=1,
    max_size=10,
)  # fmt: skip


@given(RECORDED, st.lists(st.integers(0, 1), min_size=3, max_size=3))
@settings(max_examples=examples(60))
def test_contracts_split_over_jobs_are_the_whole(recorded: list[tuple[int, str, str, Any]], job: list[int]) -> None:
    """Each job reads all captures; what matches nothing in one job may be another's."""
    contracts = [contract(number) for number in range(3)]
    whole = cl.verify(Contracts(contracts), captures(recorded))
    jobs = [[each for each, place in zip(contracts, job, strict=True) if place == number] for number in (0, 1)]
    runs = [cl.verify(Contracts(each), captures(recorded)) for each in jobs if each]
    joined = cl.join(*runs)
    assert sorted(rows(joined), key=repr) == sorted(rows(whole), key=repr)
    assert joined.passed == whole.passed
    assert [each.capture.key for each in joined.unpaired] == [each.capture.key for each in whole.unpaired]
    assert len(joined.captures) == len(whole.captures)


@given(RECORDED, st.data())
@settings(max_examples=examples(60))
def test_captures_split_over_jobs_are_the_whole(recorded: list[tuple[int, str, str, Any]], data: st.DataObject) -> None:
    """A gap of one job is none where another one exercised the example at that version."""
    contracts = Contracts([contract(0), contract(1)])
    recording = captures(recorded)
    whole = cl.verify(contracts, recording)
    job = data.draw(st.lists(st.integers(0, 1), min_size=len(recording), max_size=len(recording)))
    jobs = [[place for place, number in enumerate(job) if number == wanted] for wanted in (0, 1)]
    joined = cl.join([cl.verify(contracts, part(recording, chosen)) for chosen in jobs if chosen])
    assert set(rows(joined)) == set(rows(whole))
    assert len(joined.results) == len(whole.results)
    assert joined.passed == whole.passed
    assert len(joined.unpaired) == len(whole.unpaired)


def test_saved_runs_are_joined_in_the_order_of_the_contracts(tmp_path: Path) -> None:
    recording = captures([(0, "/a", "1.0.0", 1), (1, "/b", "1.0.0", "x"), (0, "/c", "1.0.0", 2)])
    for number in (0, 1):
        reloaded(cl.verify(contract(number), recording), tmp_path, f"run-{number}")
    joined = cl.join(str(tmp_path / "run-*.json"))
    whole = cl.verify(Contracts([contract(0), contract(1)]), recording)
    assert rows(joined) == rows(whole)
    assert [str(each) for each in joined.causes] == [str(each) for each in whole.causes]
    again = cl.load_run(joined.save(tmp_path / "joined.json"))
    assert rows(again) == rows(joined)


def test_a_run_joined_with_itself_is_itself(tmp_path: Path) -> None:
    run = many_verdicts_run()
    saved = reloaded(run, tmp_path, "run")
    joined = cl.join(saved, saved, saved)
    assert rows(joined) == rows(cl.load_run(saved))
    assert len(joined.captures) == len(run.captures)
    assert len(joined.unpaired) == len(run.unpaired)
    assert [str(error) for error in joined.contracts.refused] == [str(error) for error in run.contracts.refused]
    assert joined.contracts.skipped == run.contracts.skipped


def test_results_belong_to_what_is_kept() -> None:
    recording = captures([(0, "/a", "1.0.0", 1), (0, "/b", "1.0.0", "x")])
    joined = cl.join(cl.verify(contract(0), recording), cl.verify(contract(0), recording))
    (kept,) = joined.contracts
    for result in joined.results:
        assert result.contract is kept
        assert any(result.example is example for example in kept.examples)
        assert result.capture is None or any(result.capture is each for each in joined.captures)
        assert joined[result.example] is result


def test_two_recordings_of_one_name_stay_two() -> None:
    """Jobs call their files alike, and what they hold differs."""
    first, second = captures([(0, "/a", "1.0.0", 1)]), captures([(0, "/a", "1.0.0", "x")])
    joined = cl.join(cl.verify(contract(0, ("/a",)), first), cl.verify(contract(0, ("/a",)), second))
    assert [result.verdict for result in joined.results] == ["passed", "failed"]
    assert len({capture.key for capture in joined.captures}) == 2


@pytest.mark.parametrize("tolerant", list(itertools.product([False, True], repeat=2)))
def test_gaps_are_tolerated_if_all_jobs_do(tolerant: tuple[bool, bool]) -> None:
    recording = captures([(0, "/a", "1.0.0", 1), (1, "/a", "1.0.0", 1)])
    runs = [
        cl.verify(contract(number), recording, allow_not_exercised=allowed) for number, allowed in enumerate(tolerant)
    ]
    assert cl.join(runs).passed == all(tolerant)


def test_what_any_job_hides_is_hidden() -> None:
    recording = captures([(0, "/a", "1.0.0", "secret-9Qx")])
    hidden = cl.verify(contract(0), recording, redaction=cl.Redaction(body=["$.a"]))
    joined = cl.join(cl.verify(contract(1), recording), hidden)
    assert "secret-9Qx" not in repr(joined.to_dict())


@pytest.mark.parametrize(
    ("given_runs", "words"),
    [
        ((), "there is no run to join"),
        (([],), "there is no run to join"),
        (("missing.json",), "missing.json"),
    ],
)
def test_nothing_to_join_is_a_fault(given_runs: tuple[Any, ...], words: str) -> None:
    with pytest.raises(cl.InvalidCapture, match=words):
        cl.join(*given_runs)


def test_a_pattern_without_files_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(NothingMatches, match="no file matches"):
        cl.join(str(tmp_path / "run-*.json"))


def test_dialects_do_not_mix(tmp_path: Path) -> None:
    recording = captures([(0, "/a", "1.0.0", 1)])
    runs = [cl.verify(contract(0), recording, dialect=dialect) for dialect in ("reference", "spec")]
    paths = [reloaded(run, tmp_path, f"run-{number}") for number, run in enumerate(runs)]
    with pytest.raises(cl.InvalidCapture, match="run of the dialect 'spec'") as caught:
        cl.join(*paths)
    assert str(paths[1]) in str(caught.value)
