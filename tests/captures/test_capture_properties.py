"""Whatever a recording holds: only our own errors, and what was recorded comes back from a save."""

from __future__ import annotations

import copy
import json
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import examples

from contractlab.captures import Captures, Redaction, load_captures
from contractlab.errors import ContractLabError
from contractlab.values.headers import Headers
from contractlab.values.http import HttpRequest, HttpResponse
from contractlab.values.markers import NOT_RECORDED

DATA = Path(__file__).parent / "data"
RECORDINGS = [json.loads(file.read_text(encoding="utf-8")) for file in sorted(DATA.glob("*.har"))]

junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.just("‹redacted›"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def places(value, path=()):
    yield path
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(inner, (*path, key))


PLACES = [list(places(recording)) for recording in RECORDINGS]


@st.composite
def mutated(draw):
    number = draw(st.integers(0, len(RECORDINGS) - 1))
    document = copy.deepcopy(RECORDINGS[number])
    for _ in range(draw(st.integers(1, 4))):
        path = draw(st.sampled_from(PLACES[number]))
        new = draw(junk)
        if not path:
            return new
        *way, last = path
        try:  # an earlier change may have taken the place away
            target = document
            for key in way:
                target = target[key]
            if draw(st.booleans()):
                target[last] = new
            else:
                del target[last]
        except (KeyError, IndexError, TypeError):
            continue
    return document


def read_or_refuse(data):
    """Captures, or None for an error of ours that says something; any other error fails the test."""
    try:
        return load_captures(data)
    except ContractLabError as error:
        return None if str(error) else error


@given(mutated(), st.sampled_from([".har", ".jsonl"]))
@settings(max_examples=examples(300), suppress_health_check=[HealthCheck.too_slow])
def test_a_mutated_recording_is_read_or_refused(document, suffix):
    data = json.dumps(document).encode()
    captures = read_or_refuse(data)
    if captures is None:
        return
    assert repr(captures)
    assert captures.provider_versions is not None
    with tempfile.TemporaryDirectory() as folder:
        again = load_captures(captures.save(Path(folder) / f"x{suffix}"), provider_version="1")
    expected = [Redaction().redact_capture(capture) for capture in captures]
    assert [capture.request for capture in again] == [capture.request for capture in expected]
    assert [capture.response for capture in again] == [capture.response for capture in expected]


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
@settings(max_examples=examples(300))
def test_any_bytes_are_read_or_refused(data):
    read_or_refuse(data)


letters = st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters=":/?#"), min_size=1, max_size=8)
values = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=20)
headers = st.lists(st.tuples(letters | st.sampled_from(["Content-Type", "Cookie", "X"]), values), max_size=4).map(
    Headers
)
kinds = [
    "application/json",
    "text/plain; charset=latin-1",
    "application/x-www-form-urlencoded",
    "image/png",
    "a; charset=x",
]
typed = st.builds(lambda some, kind: Headers([*some, ("Content-Type", kind)]), headers, st.sampled_from(kinds))
bodies = (
    st.none()
    | st.just(NOT_RECORDED)
    | st.binary(max_size=40)
    | values.map(str.encode)
    | junk.map(json.dumps).map(str.encode)
)
paths = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="?#"), max_size=12).map(
    lambda text: f"/{text}"
)
queries = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="#"), max_size=15)
requests = st.builds(
    HttpRequest, st.sampled_from(["GET", "HEAD", "POST", "get"]), paths, queries, headers | typed, bodies,
    not_recorded=st.lists(letters, max_size=2),
)  # fmt: skip
responses = st.builds(
    HttpResponse,
    st.sampled_from([200, 204, 304, 599]),
    headers | typed,
    bodies,
    not_recorded=st.lists(letters, max_size=2),
)


@given(st.lists(st.tuples(requests, st.none() | responses), max_size=4), st.sampled_from([".har", ".jsonl"]))
@settings(max_examples=examples(300), suppress_health_check=[HealthCheck.too_slow])
def test_save_and_load_keep_requests_and_responses(exchanges, suffix):
    captures = Captures()
    for request, response in exchanges:
        captures.add(request, response)
    with tempfile.TemporaryDirectory() as folder:
        again = load_captures(captures.save(Path(folder) / f"x{suffix}"))
    assert not [problem for problem in again.problems if problem.severity == "error"]
    expected = [Redaction().redact_capture(capture) for capture in captures]
    assert [capture.request for capture in again] == [capture.request for capture in expected]
    assert [capture.response for capture in again] == [capture.response for capture in expected]


@given(requests)
@settings(max_examples=examples(300))
def test_redaction_is_done_after_one_time(request):
    once = Redaction().redact_request(request)
    assert Redaction().redact_request(once) == once


@given(junk, st.text(max_size=5))
@settings(max_examples=examples(300))
def test_redaction_changes_only_what_it_lists(document, secret):
    document = {"password": secret + "x", "rest": document}
    response = HttpResponse(200, json=document)
    redacted = Redaction(parameters=["‹none›"]).redact_response(response)
    after = json.loads(redacted.body)
    names = {place.name for place in redacted.redacted}
    assert "$.password" in names
    if names == {"$.password"}:
        assert json.dumps(after["rest"]) == json.dumps(document["rest"])
