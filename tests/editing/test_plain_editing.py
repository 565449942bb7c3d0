"""A format that says nothing of its own about editing is edited all the same: requests and responses in YAML."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

import contractlab as cl
from contractlab import match
from contractlab.captures import Capture, MessageCapture
from contractlab.contracts.contract import Contract, Example
from contractlab.contracts.editing import Written
from contractlab.contracts.expected import ExpectedRequest
from contractlab.contracts.expected_body import ExpectedBody
from contractlab.contracts.plain_editing import PlainEditing
from contractlab.contracts.states import StateDefinition
from contractlab.contracts.vocabulary import NO_MATCHERS
from contractlab.errors import InvalidEdit
from contractlab.formats import registry
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import Mismatch
from contractlab.values.result import MatchResult
from contractlab.values.source import LaterSource, Source
from contractlab.values.wording import NO_WORDS

TEXT = """\
between: [shop, stock]
pairs:
- name: a book
  given: [book 1 exists]
  request: {method: GET, path: /books/1}
  response:
    status: 200
    headers: {Content-Type: application/json}
    body: {id: 1, tags: [old, rare]}
- name: no book
  request: {method: GET, path: /books/2}
  response: {status: 404}
"""


class PairsExample(Example):
    kind = "http"
    pending = False

    def __init__(self, contract: PairsContract, index: int, document: dict[str, Any]) -> None:
        self.contract, self.index, self.document = contract, index, document
        self.key = self.description = document["name"]
        given = [state if isinstance(state, dict) else {"name": state} for state in document.get("given", ())]
        self.states = tuple(StateDefinition(state["name"], state.get("params", {})) for state in given)
        self.pointer = f"/pairs/{index}"

    @property
    def request(self) -> ExpectedRequest:
        wanted = self.document["request"]
        return ExpectedRequest(wanted["method"], wanted["path"], {}, None, {}, ExpectedBody("missing"), {}, None, "")

    def check_response(self, response: Any, **more: Any) -> MatchResult:
        wanted = self.document["response"]["status"]
        fits = response.status == wanted
        faults = () if fits else (Mismatch("status", "", "status", None, wanted, response.status),)
        return MatchResult("passed" if fits else "failed", faults, actual=response, example=self)


class PairsContract(Contract):
    format = "pairs"
    spec_version = ""

    def __init__(self, source: Source, document: Any, path: Path | None) -> None:
        self.source, self.document, self.path = source, document, path
        self.consumer, self.provider = document["between"]
        self.examples = tuple(PairsExample(self, index, pair) for index, pair in enumerate(document["pairs"]))


class PairsEditing(PlainEditing):
    def write(self, document: Any, before: Written) -> bytes:
        return yaml.safe_dump(document, sort_keys=False, allow_unicode=True).encode()


class PairsFormat:
    name = "pairs"
    sentences = NO_WORDS
    vocabulary = NO_MATCHERS
    checks_by_content = True
    editing = PairsEditing(fields=("pairs",), spelling={"description": "name", "states": "given"})

    def detect(self, document: Any) -> bool:
        return isinstance(document, dict) and "pairs" in document

    def parse(self, data: bytes) -> Any:
        document = yaml.safe_load(data)
        return document if self.detect(document) else MISSING

    def read(self, source: Source, document: Any, path: Path | None) -> Contract:
        return PairsContract(source, document, path)

    def revise(self, contract: Contract, document: Any, to_bytes: Callable[[], bytes]) -> Contract:
        return PairsContract(LaterSource(contract.source.name, to_bytes), document, contract.path)

    def without_copies(self, contracts: Sequence[Contract]) -> tuple[list[Contract], list[str]]:
        return list(contracts), []

    def problems(self, contract: Contract) -> tuple[()]:
        return ()


@pytest.fixture(autouse=True)
def _pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_formats", registry.formats())
    registry.add_format(PairsFormat())  # type: ignore[arg-type]  # what views ask is left out here


@pytest.fixture
def edit(tmp_path: Path) -> Any:
    path = tmp_path / "books.yaml"
    path.write_text(TEXT)
    return cl.edit(cl.load(path))


def test_values_are_set_by_the_words_of_every_format(edit: Any) -> None:
    book = edit["a book"]
    book.response.status = 201
    book.response.body["$.id"] = 2
    book.response.body["$.tags"] = ["new"]
    book.response.body.insert("$.tags", 0, "first")
    book.response.body.rename("$.id", "number")
    book.response.headers["content-type"] = "text/x-json"
    book.response.headers["ETag"] = "1"
    book.request.path = "/books/2"
    book.request.method = "PUT"
    book.request.query["page"] = 1
    book.request.body = {"title": "x"}
    book.description = "a newer book"
    (again,) = [pair for pair in yaml.safe_load(edit.to_bytes())["pairs"] if pair["name"] == "a newer book"]
    assert again == {
        "name": "a newer book",
        "given": ["book 1 exists"],
        "request": {"method": "PUT", "path": "/books/2", "query": {"page": "1"}, "body": {"title": "x"}},
        "response": {
            "status": 201,
            "headers": {"Content-Type": "text/x-json", "ETag": "1"},
            "body": {"number": 2, "tags": ["first", "new"]},
        },
    }
    assert book.response.content_type == "text/x-json"
    assert edit.contract[0].description == "a newer book"


def test_its_code_does_it_again(edit: Any) -> None:
    edit["a book"].response.status = 201
    del edit["a book"].response.body["$.tags[0]"]
    del edit["a book"].response.headers["Content-Type"]
    edit["a book"].response.content_type = "application/json"
    edit["no book"].response.body = {"error": "gone"}
    edit["no book"].response.body.remove()
    edit["no book"].states.add("no book is there", {"id": 2})
    edit.states.rename("book 1 exists", "a book exists")
    edit["no book"].duplicate("no book either")
    edit["a book"].move(2)
    edit["no book"].remove()
    again = cl.edit(edit.original)
    exec("\n".join(edit.code().splitlines()[3:]), {"edit": again})
    assert again.document == edit.document
    assert again.to_bytes() == edit.to_bytes()
    edit.undo(len(edit.steps))
    assert edit.to_bytes() == TEXT.encode()


def test_states_are_names_until_they_have_parameters(edit: Any) -> None:
    edit["no book"].states.add("empty")
    edit["no book"].states.add("dated", {"year": 2020})
    assert edit.document["pairs"][1]["given"] == ["empty", {"name": "dated", "params": {"year": 2020}}]
    edit["no book"].states.remove("empty")
    edit["no book"].states.remove("dated")
    assert "given" not in edit.document["pairs"][1]


def test_matchers_are_refused_with_a_sentence(edit: Any) -> None:
    book = edit["a book"]
    for refused in (
        lambda: book.response.body.__setitem__("$.id", match.integer(1)),
        lambda: book.response.body.__setitem__("$", {"id": match.integer(1)}),
        lambda: book.response.headers.__setitem__("ETag", match.regex("1", regex="1")),
        lambda: setattr(book.response, "status", match.status_code("success")),
        lambda: book.response.body.set_rule("$.id", match.integer()),
    ):
        with pytest.raises(InvalidEdit, match="format pairs know no matchers"):
            refused()
    with pytest.raises(InvalidEdit, match="no rule is declared"):
        book.response.body.drop_rule("$.id")
    with pytest.raises(InvalidEdit, match="have no generators"):
        book.response.generators["$.id"] = {"type": "RandomInt"}
    with pytest.raises(InvalidEdit, match="have no pending examples"):
        book.pending = True
    with pytest.raises(InvalidEdit, match="have no keys"):
        book.key = "x"
    with pytest.raises(InvalidEdit, match="nothing called 'request_name'"):
        book.request_name = "x"
    with pytest.raises(InvalidEdit, match="no contents of its own"):
        book.contents = 1
    assert edit.steps == ()
    assert edit["a book"].response.body.rules("$.id") == ()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda book: book.response.body.__delitem__("$"), "body.remove"),
        (lambda book: book.response.body.__delitem__("$.nothing"), "nothing at"),
        (lambda book: book.response.body.__setitem__("$.tags[*]", 1), "several"),
        (lambda book: book.request.body.__setitem__("$.x", 1), "set it whole"),
        (lambda book: book.response.body.rename("$", "x"), "root has no name"),
        (lambda book: book.response.headers.__delitem__("X"), "no header 'X'"),
        (lambda book: setattr(book.response, "status", 7), "100 to 999"),
        (lambda book: setattr(book.request, "path", 7), "is not a path"),
        (lambda book: setattr(book, "description", ""), "a description"),
    ],
)
def test_what_fits_nothing_changes_nothing(edit: Any, change: Callable[[Any], None], why: str) -> None:
    with pytest.raises(InvalidEdit, match=why):
        change(edit["a book"])
    assert not edit.changed
    assert edit.steps == ()


def test_recordings_are_promoted_exactly_and_without_secrets(edit: Any) -> None:
    request = cl.HttpRequest("get", "/books/3", "a=1&a=2", {"Authorization": "Bearer secret", "Accept": "*/*"})
    capture = Capture(request, cl.HttpResponse(200, json={"id": 3}), states=(("book 3 exists", {}),))
    edit.promote(capture, headers=["accept", "authorization"])
    made = edit.document["pairs"][2]
    assert made["name"] == "GET /books/3"
    assert made["given"] == ["book 3 exists"]
    assert made["request"]["query"] == {"a": ["1", "2"]}
    assert made["response"]["body"] == {"id": 3}
    assert b"secret" not in edit.to_bytes()
    with pytest.raises(InvalidEdit, match="no messages"):
        edit.promote(MessageCapture(kind="message", message=cl.Message(b"{}")))


def test_verdicts_before_and_after_and_what_is_saved(edit: Any) -> None:
    capture = Capture(cl.HttpRequest("GET", "/books/1"), cl.HttpResponse(200), example="a book")
    edit["a book"].response.status = 201
    assert edit.preview([capture]).counts() == {("passed", "failed"): 1}
    saved = edit.save()
    assert yaml.safe_load(saved.read_bytes())["pairs"][0]["response"]["status"] == 201
    assert cl.load(saved)[0].document["response"]["status"] == 201
    assert not edit.changed
