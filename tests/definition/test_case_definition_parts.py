"""What definitions do in either format, here in ContractCase: parts of processes, stale examples, repeated ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import contractlab as cl
from contractlab.definition import Definition
from contractlab.errors import ContractBroken, SaveConflict


def made(*paths: str, status: int = 200, proved: bool = True) -> Definition:
    definition = cl.define("Billing", "Customers", format="contractcase")
    for path in paths:
        chain = definition.example(None if path == "/nameless" else f"ask {path}")
        chain.with_request("GET", path).will_respond_with(status, json={"at": path})
        if proved:
            definition.note_proof(chain)
    return definition


def paths_in(path: Path) -> list[str]:
    return [example.request.path for example in cl.load(path).examples]


def test_parts_of_processes_are_put_together() -> None:
    whole = cl.define("Billing", "Customers", format="contractcase")
    for part in (made("/a", "/nameless"), made("/nameless", "/b", proved=False)):
        whole.take(json.loads(json.dumps(part.handed_on())))
    assert whole.contract.to_bytes() == made("/a", "/nameless", "/b").contract.to_bytes()
    assert [example.request.path for example in whole.proved] == ["/a", "/nameless"]
    with pytest.raises(SaveConflict, match="in two ways"):
        whole.take(made("/b", status=404).handed_on())


@pytest.mark.parametrize("form", ["pact", "contractcase"])
def test_repeated_examples_stand_where_they_were_defined_and_are_handed_on(form: str) -> None:
    shop = cl.define("Shop", "Stock", format=form)
    for name, repeated in (("a", False), ("b", False), ("a", True)):
        shop.example(name, repeated=repeated).with_request("GET", f"/{name}").will_respond_with(200)
    order = sorted("aba") if form == "pact" else list("aba")
    assert [example.request.path[1:] for example in shop.contract] == order
    room: dict[str, Any] = {}
    exec(shop.code(), room)
    assert room["billing"].contract.to_bytes() == shop.contract.to_bytes()
    whole = cl.define("Shop", "Stock", format=form)
    for _ in range(2):
        whole.take(shop.handed_on())
        assert whole.contract.to_bytes() == shop.contract.to_bytes()
    shop.example("a").with_request("GET", "/a").will_respond_with(201)  # the cell once more
    assert [example.response.status for example in shop.contract] == [201, 200]


@given(
    st.sampled_from(["pact", "contractcase"]),
    st.lists(st.tuples(st.sampled_from("ab"), st.integers(200, 202), st.booleans()), max_size=6),
    st.integers(0, 6),
)
@settings(max_examples=40, deadline=None)
def test_any_examples_of_one_name_are_defined_again_by_code_and_in_parts(
    form: str, examples: list[tuple[str, int, bool]], changed: int
) -> None:
    shop = cl.define("Shop", "Stock", format=form)
    chains = [
        shop.example(name, repeated=repeated).with_request("GET", f"/{name}").will_respond_with(status)
        for name, status, repeated in examples
    ]
    if chains:
        chains[changed % len(chains)].will_respond_with(204)
        assert 204 in [example.response.status for example in shop.contract]
    room: dict[str, Any] = {}
    exec(shop.code(), room)
    assert room["billing"].contract.to_bytes() == shop.contract.to_bytes()
    whole = cl.define("Shop", "Stock", format=form)
    for _ in range(2):
        whole.take(json.loads(json.dumps(shop.handed_on())))
        assert whole.contract.to_bytes() == shop.contract.to_bytes()


@pytest.mark.parametrize("form", ["pact", "contractcase"])
def test_a_repeated_example_stays_until_it_is_taken_away_or_the_first_is_defined_anew(form: str) -> None:
    def statuses() -> list[int]:
        return sorted(example.response.status for example in shop.contract)

    shop = cl.define("Shop", "Stock", format=form)
    first = shop.example("a").with_request("GET", "/").will_respond_with(200)
    second = shop.example("a", repeated=True).with_request("GET", "/").will_respond_with(201)
    shop.example("b").with_request("GET", "/b").will_respond_with(204)
    first.will_respond_with(202)  # the same example, changed
    assert statuses() == [201, 202, 204]
    shop.remove(first)
    assert statuses() == [201, 204]
    shop.example("a", repeated=True).with_request("GET", "/").will_respond_with(203)
    shop.remove(second)
    assert statuses() == [203, 204]


@pytest.mark.parametrize("form", ["pact", "contractcase"])
def test_repeated_examples_are_saved_once_more_and_gone_on_with(form: str, tmp_path: Path) -> None:
    shop = cl.define("Shop", "Stock", format=form)
    second = "/c" if form == "pact" else "/a"  # requests of one name are the same in ContractCase
    for name, at in (("a", "/a"), ("b", "/b"), ("a", second)):
        shop.example(name, repeated=True).with_request("GET", at).will_respond_with(200)
    path = shop.save(tmp_path / "x.json", unproved=True, changed="merge")
    before = path.read_bytes()
    assert len(cl.load(path).examples) == 3
    shop.save(path, unproved=True, changed="merge")
    assert path.read_bytes() == before
    going = cl.define(cl.load(path))
    assert going.contract.to_bytes() == before
    going.example("a").with_request("GET", "/a").will_respond_with(404)
    going.save(unproved=True, changed="merge")
    assert sorted(example.response.status for example in cl.load(path)) == [200, 200, 404]
    assert going.code().count("404") == 1


@pytest.mark.parametrize("form", ["pact", "contractcase"])
def test_what_one_process_defines_and_another_has_as_a_file_is_the_same(form: str) -> None:
    shop = cl.define("Shop", "Stock", format=form)
    shop.example("a").with_request("GET", "/a").will_respond_with(200)
    added = cl.define("Shop", "Stock", format=form)
    for example in json.loads(shop.contract.to_bytes())["interactions" if form == "pact" else "examples"]:
        added.note_proof(added.add(example))
    before = shop.contract.to_bytes()
    shop.take(added.handed_on())
    assert shop.contract.to_bytes() == before
    assert not shop.unproved
    added.take(shop.handed_on())
    assert added.contract.to_bytes() == before


def test_an_example_that_a_file_holds_twice_stays_twice(tmp_path: Path) -> None:
    def doubled(*more: str) -> Definition:
        definition = made("/a")
        definition.example("ask /a", repeated=True).with_request("GET", "/a").will_respond_with(200, json={"at": "/a"})
        for path in more:
            definition.example(f"ask {path}").with_request("GET", path).will_respond_with(200)
        return definition

    path = doubled().save(tmp_path, unproved=True)
    made("/a").save(tmp_path, unproved=True, changed="merge")
    assert paths_in(path) == ["/a", "/a"]
    made("/a", "/c").save(tmp_path, unproved=True, changed="merge")
    doubled("/b").save(tmp_path, unproved=True, changed="merge")
    assert paths_in(path) == ["/a", "/a", "/c", "/b"]


def test_a_stale_example_is_named_and_dropped_with_its_lookups(tmp_path: Path) -> None:
    definition = made("/a")
    named = definition.example("ask /c").with_request("GET", "/c")
    named.will_respond_with(200, json={"n": cl.match.named(cl.match.int(3), "a number")})
    path = definition.save(tmp_path, unproved=True)
    definition.remove("ask /c")
    with pytest.warns(UserWarning, match="prune=True"):
        definition.save(tmp_path, changed="merge")
    assert paths_in(path) == ["/a", "/c"]
    definition.save(tmp_path, changed="merge", prune=True)
    assert path.read_bytes() == made("/a").contract.to_bytes()


def test_an_example_as_a_file_has_it_is_added_and_proved() -> None:
    document = json.loads(made("/a").contract.to_bytes())
    definition = cl.define("Billing", "Customers", format="contractcase")
    added = definition.add(document["examples"][0])
    assert definition.contract.to_bytes() == made("/a").contract.to_bytes()
    assert definition.prove(added, lambda mock: httpx.get(f"{mock.url}/a").json()).returned == {"at": "/a"}
    definition.add(document["examples"][0])
    assert len(definition.contract) == 1


def test_what_was_recorded_is_defined_by_type_without_headers_that_nobody_judges() -> None:
    answer = cl.HttpResponse(200, {"content-type": "application/json"}, b'{"n": [1], "none": [], "o": {"t": "x"}}')
    capture = cl.Capture(cl.HttpRequest("GET", "/a"), answer)
    definition = cl.define("Billing", "Customers", format="contractcase")
    (chain,) = definition.promote(capture)
    assert not chain.lacks
    (example,) = definition.contract
    assert not [problem for problem in definition.problems if problem.severity == "error"]
    assert example.check_request(capture.request).passed
    longer = b'{"n": [2, 3], "none": [5], "o": {"t": "y"}}'
    for body, passed in ((answer.body, True), (longer, True), (b'{"n": ["a"], "none": [], "o": {"t": "x"}}', False)):
        assert example.check_response(cl.HttpResponse(200, {"content-type": "application/json"}, body)).passed is passed
    page = cl.HttpResponse(200, {"content-type": "text/html"}, b"<p>")
    definition.promote(cl.Capture(cl.HttpRequest("GET", "/b"), page))
    assert len(definition.contract) == 2


def test_what_is_not_written_is_named(tmp_path: Path) -> None:
    definition = made("/nameless", proved=False)
    with pytest.raises(ContractBroken, match=r"not written:\n  .+ \(not proved\)"):
        definition.save(tmp_path)


def test_all_examples_of_a_pact_contract_are_proved_together() -> None:
    shop = cl.define("Shop", "Stock")
    shop.example("a").with_request("GET", "/a").will_respond_with(200)
    shop.receives("sold").with_body({"sku": 1})
    shop.example("price", "Sync").with_body({"sku": 1}, part="Request").will_respond_with(json=2)
    consumers: dict[str, Any] = {
        "a": lambda mock: httpx.get(f"{mock.url}/a"),
        "sold": lambda contents, metadata: json.loads(contents),
        "price": lambda send: send({"sku": 2}),
    }
    proofs = shop.prove_all(consumers)
    assert [each.passed for each in proofs] == [True, False, True]
    with pytest.raises(ContractBroken, match="does not match"):
        proofs.require_passed()
    consumers["price"] = lambda send: send({"sku": 1})
    assert shop.prove_all(consumers).require_passed()
    assert not shop.unproved
