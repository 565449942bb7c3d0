"""Whatever takes contracts and captures takes the files and folders that they lie in, as text or as paths."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from small_contracts import JSON, contract_of, http

import contractlab as cl

REQUEST = {"method": "GET", "path": "/a"}
GIVEN: dict[str, Callable[[Any, Any], Any]] = {
    "verify": cl.verify,
    "matrix": cl.matrix,
    "matrix by version": lambda contracts, captures: cl.matrix(contracts, {"1": captures}),
    "matrix of contracts": lambda contracts, captures: cl.matrix({"1": contracts}, captures),
    "coverage": cl.coverage,
    "strictness": cl.strictness,
    "strictness by version": lambda contracts, captures: cl.strictness({"1": contracts}, captures),
    "infer": lambda contracts, captures: cl.infer(captures, consumer="c", provider="p").contract,
}
FORMS: dict[str, Callable[[Path], Any]] = {
    "text": str,
    "path": Path,
    "list": lambda path: [path],
    "folder": lambda path: path.parent,
}


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path]:
    """A file with a contract, and one with captures, each in a folder of its own."""
    response = {"status": 200, "headers": dict(JSON), "body": {"id": 1}}
    contract, captures = tmp_path / "pacts" / "a.json", tmp_path / "captures" / "a.har"
    contract.parent.mkdir()
    captures.parent.mkdir()
    contract_of(http("a", request=REQUEST, response=response)).save(contract)
    answer = cl.HttpResponse(200, list(JSON.items()), json.dumps({"id": 1}).encode())
    cl.Captures([cl.Capture(cl.HttpRequest("GET", "/a"), answer)]).save(captures)
    return contract, captures


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", GIVEN)
def test_a_place_gives_what_lies_there(places: tuple[Path, Path], name: str, form: str) -> None:
    contract, captures = places
    loaded = GIVEN[name](cl.load(contract), cl.load_captures(captures))
    given = GIVEN[name](FORMS[form](contract), FORMS[form](captures))
    assert len(given.contracts if name in ("verify", "coverage", "strictness") else [1]) == 1
    assert given._repr_mimebundle_()["text/plain"] == loaded._repr_mimebundle_()["text/plain"]


@pytest.mark.parametrize("name", GIVEN)
def test_a_place_where_nothing_lies_is_refused_with_its_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(cl.ContractLabError, match=r"nowhere"):
        GIVEN[name](str(tmp_path / "nowhere.json"), str(tmp_path / "nowhere.har"))
