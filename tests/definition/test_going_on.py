"""Going on with a contract that is there: what it has stays, and what is not defined any more is named."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import pytest
from conformance.data import PACT_CONTRACTS, needs, pact_files
from support import FULL

import contractlab as cl
from contractlab import match
from contractlab.definition.definition_code import same_example
from contractlab.errors import ContractBroken, InvalidEdit, SaveConflict

TEXT = """{
  "consumer": {"name": "Shop", "team": "blue"},
  "provider": {"name": "Stock"},
  "x-owner": {"pager": 1.50},
  "interactions": [
    {"description": "b", "type": "Synchronous/HTTP", "pending": false, "x-ticket": 10.0e1,
     "request": {"method": "GET", "path": "/b"},
     "response": {"status": 200, "body": {"content": {"price": 1.10, "n": 7}, "contentType": "application/json"},
       "headers": {"Content-Type": ["application/json"]},
       "matchingRules": {"body": {"$.n": {"combine": "AND", "matchers": [{"match": "integer"}]}}}}},
    {"description": "a", "type": "Synchronous/HTTP", "request": {"method": "GET", "path": "/a"},
     "response": {"status": 204}}
  ],
  "metadata": {"pactSpecification": {"version": "4.0"}, "tool": {"speed": 0.10}}
}"""


def loaded(room: Path) -> cl.Contract:
    path = room / "Shop-Stock.json"
    path.write_text(TEXT)
    return cl.load(path)


def document(path: Path) -> Any:
    return json.loads(path.read_bytes())


def test_what_is_loaded_stays_with_unknown_fields_and_the_text_of_numbers(tmp_path: Path) -> None:
    going = cl.define(loaded(tmp_path))
    going.example("c").with_request("GET", "/c").will_respond_with(200)
    assert [(each.example.description, each.loaded, each.proved) for each in going.examples] == [
        ("a", True, False),
        ("b", True, False),
        ("c", False, False),
    ]
    with pytest.raises(ContractBroken, match=r"1 example is not written:\n  c"):
        going.save()
    going.note_proof("c")
    text = going.save().read_text()
    for kept in ('"price": 1.10', '"x-ticket": 10.0e1', '"pager": 1.50', '"speed": 0.10', '"team": "blue"'):
        assert kept in text
    assert [each["description"] for each in json.loads(text)["interactions"]] == ["a", "b", "c"]
    assert '"price": 1.10' in going.contract.to_bytes().decode()


def test_a_loaded_example_may_be_defined_anew_and_taken_away(tmp_path: Path) -> None:
    going = cl.define(loaded(tmp_path))
    going.example("a").with_request("GET", "/a").will_respond_with(404)
    going.note_proof("a")
    assert document(going.save())["interactions"][0]["response"]["status"] == 404
    going = cl.define(cl.load(tmp_path / "Shop-Stock.json"))
    going.remove("a")
    with pytest.warns(UserWarning, match="still holds “a”"):
        path = going.save()
    assert [each["description"] for each in document(path)["interactions"]] == ["a", "b"]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert [each["description"] for each in document(going.save(prune=True))["interactions"]] == ["b"]


def test_what_changed_in_the_file_meanwhile_is_a_conflict(tmp_path: Path) -> None:
    going = cl.define(loaded(tmp_path))
    second = cl.edit(cl.load(tmp_path / "Shop-Stock.json"))
    second["a"].response.status = 500
    second.save()
    going.example("a").with_request("GET", "/a").will_respond_with(404)
    with pytest.raises(SaveConflict, match='"a" is in the file with another response'):
        going.save(unproved=True)


def test_an_example_that_was_renamed_is_stale(tmp_path: Path) -> None:
    shop = cl.define("Shop", "Stock")
    shop.example("old").with_request("GET", "/").will_respond_with(200)
    shop.save(tmp_path, unproved=True)
    shop.remove("old")
    shop.example("new").with_request("GET", "/").will_respond_with(200)
    with pytest.warns(UserWarning, match="prune=True"):
        path = shop.save(tmp_path, unproved=True)
    assert len(document(path)["interactions"]) == 2
    others = cl.define("Shop", "Stock")
    others.example("of another session").with_request("GET", "/x").will_respond_with(200)
    others.save(tmp_path, unproved=True)
    kept = document(shop.save(tmp_path, unproved=True, prune=True))["interactions"]
    assert [each["description"] for each in kept] == ["new", "of another session"]


def test_an_example_is_added_as_a_file_has_it() -> None:
    shop = cl.define("Shop", "Stock")
    written = {
        "description": "a",
        "type": "Synchronous/HTTP",
        "x-mine": [1],
        "request": {"method": "GET", "path": "/"},
        "response": {"status": 200},
    }
    example = shop.add(written)
    assert example.document == written
    assert shop.unproved == (example,)
    room: dict[str, Any] = {}
    exec(shop.code(), room)
    assert room["billing"].contract.to_bytes() == shop.contract.to_bytes()
    with pytest.raises(InvalidEdit, match="not an example"):
        shop.add([])  # type: ignore[arg-type]


def test_code_of_a_loaded_contract_reads_as_people_would_type_it(tmp_path: Path) -> None:
    code = cl.define(loaded(tmp_path)).code()
    assert "(billing.example('a')\n    .with_request('GET', '/a')\n    .will_respond_with(204))" in code
    assert "billing.add({'description': 'b'" in code  # as no call says x-ticket


@pytest.mark.parametrize("extra", [{"provider": "Other"}, {"spec_version": "3.0"}, {"format": "pact"}])
def test_a_contract_brings_its_own_names_and_version(tmp_path: Path, extra: dict[str, str]) -> None:
    with pytest.raises(InvalidEdit, match="has its own"):
        cl.define(loaded(tmp_path), **extra)  # type: ignore[arg-type]


def test_a_version_that_cannot_be_written_says_what_to_do() -> None:
    old = cl.load({"consumer": {"name": "a"}, "provider": {"name": "b"}, "interactions": [],
                   "metadata": {"pactSpecification": {"version": "1.0.0"}}})  # fmt: skip
    with pytest.raises(InvalidEdit, match=r"cl\.convert"):
        cl.define(old)


@needs(PACT_CONTRACTS)
def test_any_contract_goes_on_as_it_was_and_its_code_defines_it() -> None:
    defined = 0
    for path in pact_files()[:: 1 if FULL else 9]:
        try:
            contract = cl.load(path)
        except cl.ContractLabError:
            continue
        if contract.spec_version < "2.0":
            continue
        going = cl.define(contract)
        before, after = (
            sorted(json.dumps(each.document, sort_keys=True) for each in of.examples)
            for of in (contract, going.contract)
        )
        assert before == after, path.name
        room: dict[str, Any] = {}
        exec(going.code(), room)
        again = room["billing"].contract
        assert len(again) == len(contract), path.name
        for example, original in zip(again, going.contract, strict=True):
            assert same_example(example.document, original.document), f"{path.name}: {example.description}"
        defined += "(billing.example(" in going.code()
    assert defined > 5


def test_code_of_repeated_headers_and_lines_with_commas() -> None:
    shop = cl.define("Shop", "Stock")
    (
        shop.example("a")
        .with_request("GET", "/")
        .will_respond_with(200)
        .with_header("X-A", "1")
        .with_header("X-A", match.regex("2", regex=r"\d"))
        .set_header("Date", "Sat, 01 Jan")
    )
    room: dict[str, Any] = {}
    exec(shop.code(), room)
    assert room["billing"].contract.to_bytes() == shop.contract.to_bytes()


@pytest.mark.parametrize("statuses", [(200, 201), (200, 200), (200, 201, 203)])
def test_of_an_example_that_a_file_holds_twice_the_first_is_defined_anew_as_pact_python_merges(
    tmp_path: Path, statuses: tuple[int, ...]
) -> None:
    shop = cl.define("Shop", "Stock")
    for place, status in enumerate(statuses):
        shop.example("a", repeated=place > 0).with_request("GET", "/a").will_respond_with(status)
    going = cl.define(cl.load(shop.save(tmp_path, unproved=True)))
    for status in (298, 299):  # a cell that was changed and run again
        newest = going.example("a").with_request("GET", "/a").will_respond_with(status)
    going.note_proof(newest)
    held = [each["response"]["status"] for each in document(going.save())["interactions"]]
    assert sorted(held) == sorted([299, *statuses[1:]])
    going.remove(next(each.example for each in going.examples if each.loaded))
    assert sorted(example.response.status for example in going.contract) == sorted([299, *statuses[2:]])
