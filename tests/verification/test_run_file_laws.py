"""Laws of saved runs: whatever was judged, saving and loading changes nothing that anybody can see."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_contracts import contract_of, document_of, http, part_of
from small_runs import answers
from support import examples

import contractlab as cl
from contractlab.captures import Captures
from contractlab.contracts.collection import Contracts
from contractlab.formats.pact.model import PactExample
from contractlab.values.display import present
from contractlab.views.junit import junit_xml

NAMES = st.sampled_from(["a", "b c", "password", "é", "$.x", "😀", "[0]", ""])
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(codec="utf-8"), max_size=6),
    st.just("Bearer planted"),
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=8
)
RULES = st.dictionaries(
    st.sampled_from(["$", "$.a", "$.*", "$[*]", "$.a[0]", "$['b c']"]),
    st.sampled_from(
        [
            {"match": "type"},
            {"match": "integer"},
            {"match": "regex", "regex": "a+"},
            {"match": "type", "min": 1},
            {"match": "equality"},
            {"match": "unheard-of"},
        ]
    ),
    max_size=3,
)
SENT = st.one_of(
    VALUES.map(lambda value: json.dumps(value).encode()),
    st.binary(max_size=6),
    st.sampled_from([None, cl.NOT_RECORDED, b'{"a": 1e999}', b'{"a": "\\ud800"}', b"{"]),
)


@st.composite
def runs(draw: st.DrawFn) -> cl.Run:
    """Some examples, each exercised never, once or twice, by answers that may be anything."""
    captures, interactions = Captures(base_path=draw(st.sampled_from(["", "/api"]))), []
    for number in range(draw(st.integers(0, 3))):
        request = {"method": "GET", "path": f"/{number}"}
        response = {"status": 200, **part_of(draw(VALUES), draw(RULES), "4.0")}
        pending = {"pending": True} if draw(st.booleans()) else {}
        name = draw(st.sampled_from(["one", f"example {number}"]))
        interactions.append(http(name, type="Synchronous/HTTP", request=request, response=response, **pending))
        for _ in range(draw(st.integers(0, 2))):
            answer = cl.HttpResponse(
                draw(st.sampled_from([200, 404])), {"Content-Type": "application/json"}, draw(SENT)
            )
            captures.add(
                cl.HttpRequest("GET", f"{captures.base_path}/{number}", headers={"Authorization": "Bearer planted"}),
                draw(st.sampled_from([answer, answer, None])),
                provider_version=draw(st.sampled_from([None, "1.0.0", "10.0.0"])),
            )
    redaction = cl.Redaction.of(draw(st.sampled_from([[], ["a"], ["$.a"]])))
    allowed, dialect = draw(st.booleans()), draw(st.sampled_from(["reference", "spec"]))
    contract = contract_of(*interactions, version="4.0")
    return cl.verify(contract, captures, allow_not_exercised=allowed, dialect=dialect, redaction=redaction)


def loaded(run: cl.Run) -> cl.Run:
    with tempfile.TemporaryDirectory() as folder:
        return cl.load_run(run.save(Path(folder) / "run.json"))


@settings(max_examples=examples(150))
@given(run=runs())
def test_saving_and_loading_changes_nothing_that_is_seen(run: cl.Run) -> None:
    again = loaded(run)
    assert again.to_dict() == run.to_dict()
    assert (again.passed, again.counts(), repr(again)) == (run.passed, run.counts(), repr(run))
    assert [(result.verdict, result.reason, len(result.mismatches)) for result in again] == [
        (result.verdict, result.reason, len(result.mismatches)) for result in run
    ]
    assert present(again)["text/plain"] == present(run)["text/plain"]
    for reloaded, original in zip(again, run, strict=True):
        # Where a body lost something, the tree beside the differences has fewer values.
        response = original.mask.capture and original.mask.capture.response
        if response is None or not response.redacted:
            assert present(reloaded) == present(original)
    assert junit_xml(again) == junit_xml(run)


def test_loading_checks_nothing_until_a_result_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    contract = contract_of(answers("/a", {"a": 1}), answers("/b", {"b": 1}))
    captures = Captures()
    for path in ("/a", "/b"):
        captures.add(cl.HttpRequest("GET", path), cl.HttpResponse(200, json={"a": "no"}))
    run = cl.verify(contract, captures)
    checked: list[str] = []
    check = PactExample.check_response

    def watched(self: PactExample, *args: Any, **more: Any) -> Any:
        checked.append(self.description)
        return check(self, *args, **more)

    path = run.save(tmp_path / "run.json")
    monkeypatch.setattr(PactExample, "check_response", watched)
    again = cl.load_run(path)
    assert (again.counts(), len(again.failures), again.to_dict()) == (run.counts(), 2, run.to_dict())
    assert checked == []
    shown = again["GET /a"]
    assert isinstance(shown, cl.Result)
    assert present(shown) == present(run["GET /a"])
    assert checked == ["GET /a"]
    with pytest.raises(AttributeError):
        _ = shown.match.nonsense  # type: ignore[union-attr]


def test_addresses_lose_their_credentials(tmp_path: Path) -> None:
    address = "https://ada:planted@pacts.test/one.json?access_token=planted"
    document = document_of(answers("/a", {"a": 1}))
    refused = cl.InvalidContract(address, [f"{address}: no answer"])
    captures = Captures()
    captures.add(cl.HttpRequest("GET", "/a"), cl.HttpResponse(200, json={"a": "no"}))
    contracts = Contracts([cl.load(json.dumps(document).encode(), name=address)], [refused])
    text = cl.verify(contracts, captures).save(tmp_path / "run.json").read_text()
    assert "pacts.test/one.json" in text
    assert "planted" not in text
