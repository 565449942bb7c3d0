"""Loading contracts from everywhere, and refusing what cannot be read with every reason at once."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path
from typing import Any

import httpx
import pytest
from small_contracts import contract_of, document_of, http

import contractlab as cl
from contractlab.formats import load as loading

DOCUMENT = document_of(http("one"), http("two"), consumer="billing", provider="customers")
DATA = json.dumps(DOCUMENT, indent=2).encode()


def write(folder: Path, name: str, data: bytes | str | dict[str, Any] = DATA) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(data) if isinstance(data, dict) else data
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


# -- where from -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [Path, str])
def test_from_a_path(tmp_path: Path, kind: type) -> None:
    path = write(tmp_path, "a.json")
    contract = cl.load(kind(path))
    assert (contract.consumer, contract.provider, contract.format, contract.spec_version) == (
        "billing", "customers", "pact", "3.0",
    )  # fmt: skip
    assert contract.path == path
    assert contract.source.name == str(path)
    assert [example.description for example in contract] == ["one", "two"]
    assert contract.to_bytes() == DATA


@pytest.mark.parametrize("make", [bytes, bytearray])
def test_from_bytes(make: type) -> None:
    contract = cl.load(make(DATA))
    assert contract.path is None
    assert contract.source.name == "<bytes>"
    assert contract.to_bytes() == DATA
    assert cl.load(DATA, name="mine").source.name == "mine"


def test_from_a_document_with_its_keys_in_order() -> None:
    document = {"provider": {"name": "p"}, "interactions": [http("z")], "consumer": {"name": "c"}}
    contract = cl.load(document)
    assert list(contract.document) == ["provider", "interactions", "consumer"]
    assert contract.path is None
    assert contract.source.name == "<dict>"
    assert cl.load(contract.to_bytes()).consumer == "c"


def test_from_open_files(tmp_path: Path) -> None:
    path = write(tmp_path, "a.json")
    with path.open("rb") as file:
        assert cl.load(file).source.name == str(path)
    assert cl.load(io.StringIO(DATA.decode())).source.name == "<file>"
    assert cl.load(io.BytesIO(DATA)).to_bytes() == DATA


def client_of(status: int, data: bytes = DATA, seen: list[httpx.Request] | None = None) -> httpx.Client:
    def answer(request: httpx.Request) -> httpx.Response:
        if seen is not None:
            seen.append(request)
        return httpx.Response(status, content=data)

    return httpx.Client(transport=httpx.MockTransport(answer))


def test_from_an_address() -> None:
    seen: list[httpx.Request] = []
    contract = cl.load(
        "http://broker.test/pact.json", client=client_of(200, seen=seen), headers={"Authorization": "Bearer 1"}
    )
    assert contract.source.name == "http://broker.test/pact.json"
    assert contract.path is None
    assert seen[0].headers["authorization"] == "Bearer 1"
    assert "application/hal+json" in seen[0].headers["accept"]


@pytest.mark.parametrize(
    ("status", "words"),
    [(404, "expected 200 OK, got 404 Not Found"), (401, "headers= sends an authorization"), (301, "got 301")],
)
def test_an_address_that_does_not_answer_as_it_must(status: int, words: str) -> None:
    with pytest.raises(cl.ProviderError, match=words):
        cl.load("http://broker.test/pact.json", client=client_of(status))


def test_an_address_that_does_not_answer_at_all() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    client = httpx.Client(transport=httpx.MockTransport(answer))
    with pytest.raises(cl.ProviderError, match="no answer: refused"):
        cl.load("https://broker.test/pact.json", client=client)


def test_a_byte_order_mark_is_a_problem_and_no_refusal() -> None:
    contract = cl.load(b"\xef\xbb\xbf" + DATA)
    assert next(problem.code for problem in contract.problems) == "byte-order-mark"
    assert contract.to_bytes().startswith(b"\xef\xbb\xbf")


# -- refusals ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON: .* line 1, column 2"),
        (b'{\n"a": 1,\n}', "line [23]"),  # Python 3.13 names the comma
        (b"[]", "this is JSON, but not a contract"),
        (b"12", "this is JSON, but not a contract"),
        (b"{}", "it has neither 'interactions' nor 'messages'"),
        (b'{"contractType": "case::contract"}', "/examples: 'examples' must be a list"),
        (b'{"matcherLookup": {}}', "/examples: 'examples' must be a list"),
        (b"\xff\xfe", "not JSON: byte 1 is not UTF-8"),
        (b'{"interactions": {}}', "/interactions: 'interactions' must be a list"),
        (b'{"interactions": [1]}', "an interaction must be an object"),
    ],
)
def test_what_is_no_contract_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(cl.InvalidContract, match=words) as raised:
        cl.load(data, name="x.json")
    assert str(raised.value).startswith("x.json: ")


def test_a_file_that_is_not_there_or_a_folder(tmp_path: Path) -> None:
    with pytest.raises(cl.InvalidContract, match="cannot be read: No such file"):
        cl.load(tmp_path / "nowhere.json")
    with pytest.raises(cl.InvalidContract, match=r"cl\.load_all loads folders"):
        cl.load(tmp_path)
    with pytest.raises(cl.InvalidContract, match="cannot be read"):
        cl.load("a\0b")


def test_a_file_beyond_all_contracts_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "MAX_CONTRACT_BYTES", 10)
    with pytest.raises(cl.InvalidContract, match="larger than"):
        cl.load(write(tmp_path, "a.json"))


@pytest.mark.parametrize("document", [{"interactions": {1, 2}}, {"interactions": [float("nan")]}])
def test_a_document_that_is_no_json_is_refused(document: Any) -> None:
    with pytest.raises(cl.InvalidContract):
        cl.load(document)


BROKEN = """{
  "consumer": {"name": "c"},
  "provider": {"name": "p"},
  "interactions": [
    {"description": "a", "request": {}, "response": {
      "matchingRules": {
        "body": {
          "$.it's": {"matchers": [{"match": "type"}]},
          "$.b": {"matchers": [{}]},
          "$.c": {"matchers": ["x"]}
        },
        "status": 1
      }
    }},
    7
  ],
  "messages": {}
}
"""


def test_every_fault_is_told_at_once_with_line_and_pointer() -> None:
    with pytest.raises(cl.InvalidContract) as raised:
        cl.load(BROKEN.encode(), name="broken.json")
    rules = "/interactions/0/response/matchingRules"
    assert [(fault.line, fault.pointer) for fault in raised.value.faults] == [
        (8, f"{rules}/body/$.it's"),
        (9, f"{rules}/body/$.b/matchers/0"),
        (10, f"{rules}/body/$.c/matchers/0"),
        (12, f"{rules}/status"),
        (15, "/interactions/1"),
        (17, "/messages"),
    ]
    text = str(raised.value)
    assert text.startswith("broken.json: this contract cannot be read, for 6 reasons:\n  line 8 /interactions/0")
    assert all(fault.message in text for fault in raised.value.faults)


@pytest.mark.parametrize(
    ("matcher", "words"),
    [
        ({}, "has no 'match'"),
        ({"match": "regex"}, "regex needs the attribute 'regex'"),
        ({"match": "include"}, "include needs the attribute 'value'"),
        ({"match": "contentType"}, "contentType needs the attribute 'value'"),
        ({"match": "min"}, "min needs the attribute 'min'"),
        ({"match": "max-type", "min": 1}, "max-type needs the attribute 'max'"),
        ({"match": "arrayContains"}, "needs a list of 'variants'"),
        ({"match": "eachKey", "rules": {}}, "must be a list"),
        ({"match": "statusCode", "status": "fine"}, "'fine' is not a class of status codes"),
        ({"match": "statusCode", "status": [200, "fine"]}, "numbers from 0 to 65535"),
        ({"match": "statusCode", "status": ["65536"]}, "numbers from 0 to 65535"),
        ({"match": "statusCode", "status": [None]}, "numbers from 0 to 65535"),
        ({"match": "statusCode", "status": [True]}, "numbers from 0 to 65535"),
        ({"match": None}, "an empty 'match'"),
        ({"match": "", "regex": "x"}, "an empty 'match'"),
        (
            {"match": "arrayContains", "variants": [{"rules": {}, "generators": {"$..x": {"type": "Uuid"}}}]},
            "path expression",
        ),
        ({"match": "arrayContains", "variants": [{"index": 0, "rules": {"$..": {}}}]}, "path expression"),
        ("type", "must be an object"),
    ],
)
def test_a_rule_that_the_core_cannot_read_refuses_the_contract(matcher: Any, words: str) -> None:
    rules = {"body": {"$.a": {"matchers": [matcher]}}}
    with pytest.raises(cl.InvalidContract, match=words):
        contract_of(http(response={"body": {"a": 1}, "matchingRules": rules}))


def test_a_request_whose_rules_cannot_be_read_keeps_the_verifier_from_the_file() -> None:
    rules = {"body": {"$..": {"matchers": [{"match": "type"}]}}}
    contract = contract_of(http(request={"matchingRules": rules}, response={"status": 200}))
    assert contract[0].check_response(cl.HttpResponse(200), dialect="spec").passed
    answered = contract[0].check_response(cl.HttpResponse(200))
    assert (answered.verdict, answered.reason_code) == ("error", "refused-file")
    assert (answered.reason or "").startswith("the verifier refuses this file (line 1, /interactions/0/request/")
    asked = contract[0].check_request(cl.HttpRequest(), dialect="spec")
    assert (asked.reason or "").startswith("the request's rules cannot be read: ")
    assert [problem.code for problem in contract.problems if problem.severity == "error"] == ["unreadable-request"]


# -- several ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("error", "refused"), [(FileNotFoundError(2, "gone"), 0), (PermissionError(13, "denied"), 1)])
def test_a_folder_within_may_vanish_or_be_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, refused: int
) -> None:
    (tmp_path / "inner").mkdir()
    write(tmp_path / "inner", "a.json")
    write(tmp_path, "b.json")
    scandir = os.scandir

    def closed(path: str) -> Any:
        if path == str(tmp_path / "inner"):
            raise error
        return scandir(path)

    monkeypatch.setattr(os, "scandir", closed)
    contracts = cl.load_all(tmp_path)
    assert len(contracts) == 1
    assert len(contracts.refused) == refused


def test_folders_are_searched_in_a_stable_order_and_one_bad_file_stops_no_other(tmp_path: Path) -> None:
    write(tmp_path, "b.json", document_of(http("x"), consumer="b"))
    write(tmp_path, "a.json", document_of(http("x"), http("y"), consumer="a"))
    write(tmp_path, "deep/er/c.json", document_of(http("x"), consumer="c"))
    write(tmp_path, "bad.json", '{"interactions": [1]}')
    write(tmp_path, "broken.json", "{")
    write(tmp_path, "other.json", {"name": "package"})
    write(tmp_path, "case.json", {"contractType": "case::contract"})
    write(tmp_path, "notes.txt", "{")
    write(tmp_path, ".hidden/d.json")
    contracts = cl.load_all(tmp_path)
    assert [contract.consumer for contract in contracts] == ["a", "b", "c"]
    assert [Path(refusal.source).name for refusal in contracts.refused] == ["bad.json", "broken.json", "case.json"]
    assert [Path(name).name for name in contracts.skipped] == ["other.json"]
    assert contracts.examples_count == 4
    assert repr(contracts) == "<3 contracts, 4 examples, 3 refused>"


def test_what_was_named_itself_is_refused_and_not_skipped(tmp_path: Path) -> None:
    unrelated = write(tmp_path, "other.json", {"name": "package"})
    contracts = cl.load_all(unrelated, tmp_path / "nowhere.json", b"{", "http://broker.test/x", client=client_of(500))
    assert len(contracts) == 0
    assert [refusal.source for refusal in contracts.refused] == [
        str(unrelated), str(tmp_path / "nowhere.json"), "<bytes>", "http://broker.test/x",
    ]  # fmt: skip
    assert contracts.skipped == ()


def test_everything_that_loads_loads_together(tmp_path: Path) -> None:
    path = write(tmp_path, "a.json")
    contract = cl.load(DATA)
    contracts = cl.load_all(path, [DATA, DOCUMENT], contract, cl.load_all(DATA))
    assert [contract.source.name for contract in contracts] == [str(path), "<bytes>", "<dict>", "<bytes>", "<bytes>"]
    assert contracts[3] is contract


def test_contracts_are_found_by_name() -> None:
    first, two = (contract_of(http(), consumer=name, provider="p") for name in ("a", "b"))
    contracts = cl.load_all(first, two)
    assert contracts["a"] is contracts[0] is contracts["a", "p"] is contracts["a → p"] is first
    assert len(contracts[1:]) == 1
    assert [*(contracts[:1] + contracts[1:])] == [first, two]
    with pytest.raises(cl.AmbiguousExample, match="several contracts match 'p'") as several:
        contracts["p"]
    assert several.value.candidates == ("a → p (<dict>)", "b → p (<dict>)")
    with pytest.raises(cl.AmbiguousExample, match="no contract matches 'z'"):
        contracts["z"]
    assert contracts.problems == first.problems + two.problems


# -- saving -----------------------------------------------------------------------------------------------------------


def test_an_unedited_contract_saves_to_the_very_bytes(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbf" + DATA.replace(b"\n", b"\r\n")
    path = write(tmp_path, "a.json", data)
    contract = cl.load(path)
    path.write_bytes(b"changed meanwhile")
    assert contract.save() == path
    assert path.read_bytes() == data
    assert contract.save(tmp_path / "b.json").read_bytes() == data
    assert contract.save(str(tmp_path)) == tmp_path / "billing-customers.json"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.json", "b.json", "billing-customers.json"]


@pytest.mark.parametrize("source", [DATA, DOCUMENT])
def test_what_came_from_no_file_has_no_place_to_go(source: Any) -> None:
    with pytest.raises(cl.SaveConflict, match=r"was not loaded from a file.*save\(path\)"):
        cl.load(source).save()


def test_a_place_that_cannot_be_written_keeps_the_old_file(tmp_path: Path) -> None:
    with pytest.raises(cl.SaveConflict, match="there is no folder"):
        cl.load(DATA).save(tmp_path / "nowhere" / "a.json")
    blocked = tmp_path / "blocked.json"
    blocked.mkdir()
    (blocked / "x").write_text("x")
    contract = cl.load(DATA)
    contract.path = blocked
    with pytest.raises(cl.SaveConflict):
        contract.save()
    assert [path.name for path in tmp_path.iterdir()] == ["blocked.json"]


def test_saving_keeps_the_permissions_of_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, "a.json")
    path.chmod(0o600)
    cl.load(path).save()
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "..",
        ".",
        "",
        "/abs",
        "a/b",
        "a\\b",
        "C:evil",
        "a\0b",
        "con",
        "NUL.txt",
        " x ",
        "x" * 500,
        "a\nb",
        "*?",
    ],
)
def test_the_names_of_participants_cannot_leave_the_folder(tmp_path: Path, name: str) -> None:
    contract = contract_of(http(), consumer=name, provider=name)
    saved = contract.save(tmp_path)
    assert saved.parent == tmp_path
    assert saved.is_file()
    assert [path.name for path in tmp_path.iterdir()] == [saved.name]
    assert not saved.name.startswith(".")
