"""Run files pass through memory item by item; whatever lines a JSON document has, the same is read from it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_runs import many_verdicts_run
from support import examples

import contractlab as cl
from contractlab.values.json_text import NotJson, parse_json
from contractlab.verification.run_lines import StreamedList, document_lines, read_document
from contractlab.verification.run_writing import run_to_dict

STREAMED = frozenset({"many", "more"})

texts = st.text(st.characters(codec="utf-8") | st.sampled_from('\n"[]{},\\ '), max_size=8)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
documents = st.dictionaries(texts | st.sampled_from(sorted(STREAMED)), values, max_size=5)


def plain(value: Any) -> Any:
    return {name: list(item) if isinstance(item, StreamedList) else item for name, item in value.items()}


@given(document=documents, by_item=st.sets(texts | st.sampled_from(sorted(STREAMED))))
@settings(
    max_examples=examples(300),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_what_is_written_by_lines_is_read_again(document: Any, by_item: set[str], tmp_path: Path) -> None:
    fields = {
        name: iter(value) if isinstance(value, list) and (name in by_item or name in STREAMED) else value
        for name, value in document.items()
    }
    path = tmp_path / "lines.json"
    path.write_bytes(b"".join(document_lines(fields)))
    assert json.loads(path.read_bytes()) == document
    assert plain(read_document(path, STREAMED)) == document


@given(document=documents, indent=st.none() | st.integers(0, 3), data=st.data())
@settings(
    max_examples=examples(300),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_layout_and_any_damage_is_read_as_a_whole(document: Any, indent: Any, data: Any, tmp_path: Path) -> None:
    lists = {name: iter(value) if isinstance(value, list) else value for name, value in document.items()}
    text = data.draw(st.sampled_from([b"".join(document_lines(lists)), json.dumps(document, indent=indent).encode()]))
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(start + 4, len(text))))
    damaged = text[:start] + data.draw(st.sampled_from([b"", b"\n", b",", b"]", b" ", b"\n ]", b"}"])) + text[end:]
    path = tmp_path / "damaged.json"
    path.write_bytes(damaged)
    try:
        whole = parse_json(damaged)
    except NotJson:
        whole = NotJson
    try:
        read = read_document(path, STREAMED)
    except NotJson:
        read = NotJson
    assert (plain(read) if isinstance(read, dict) else read) == whole


def test_long_lists_are_not_held(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    cl.Run.save(many_verdicts_run(), path)
    document = read_document(path, frozenset({"captures", "results"}))
    assert isinstance(document, dict)
    results = document["results"]
    assert isinstance(results, StreamedList)
    assert list(results) == list(results) == run_to_dict(many_verdicts_run())["results"]
    assert results[-1] == list(results)[-1]
    assert results[1:3] == list(results)[1:3]
    with pytest.raises(IndexError):
        results[len(results)]


def test_a_file_of_an_earlier_version_is_read(tmp_path: Path) -> None:
    run = many_verdicts_run()
    old, new = tmp_path / "old.json", run.save(tmp_path / "new.json")
    old.write_text(json.dumps(run_to_dict(run), indent=1), encoding="ascii")
    assert cl.load_run(old).to_dict() == cl.load_run(new).to_dict()
