"""Real contracts of ContractCase that a definition goes on with: they stay what they were, names and lookups too."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from conformance.data import CASE_CONTRACTS, case_files, needs

import contractlab as cl

_OLD = ("0.2.0", "0.24.2")
"""Versions whose files name what is exchanged in another way; going on with one writes the names of today."""


_NAMED = "matcher:"


def _names(value: Any) -> Iterator[str]:
    """Names by which examples refer to what is kept beside them; a file may keep more, of tests that failed."""
    if isinstance(value, dict):
        named = (value.get(key) for key in ("uniqueName", "_case:matcher:uniqueName"))
        yield from (name for name in named if isinstance(name, str))
    for below in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _names(below)


def _content(contract: cl.Contract) -> dict[str, Any]:
    return {key: value for key, value in json.loads(contract.to_bytes()).items() if key not in ("metadata", "_links")}


@needs(CASE_CONTRACTS)
def test_contracts_that_are_gone_on_with_stay_as_they_were() -> None:
    asked = 0
    for path in case_files():
        contract = cl.load(path)
        going = cl.define(contract).contract
        if contract.spec_version in _OLD:
            assert len(going.examples) == len(contract.examples), path.name
            continue
        before, after = _content(contract), _content(going)
        assert after == before, path.name
        assert list(after["matcherLookup"]) == list(before["matcherLookup"]), path.name
        assert [each.description for each in going.examples] == [each.description for each in contract.examples]
        asked += 1
    assert asked > 0


@needs(CASE_CONTRACTS)
def test_their_code_defines_them() -> None:
    for path in case_files():
        going = cl.define(cl.load(path))
        room: dict[str, Any] = {}
        exec(going.code(), room)
        again = room["billing"].contract
        if going.contract.spec_version not in _OLD and cl.load(path).spec_version not in _OLD:
            before, after = _content(going.contract), _content(again)
            lookups, defined = before.pop("matcherLookup"), after.pop("matcherLookup")
            assert after == before, path.name
            assert all(lookups[key] == value for key, value in defined.items() if key.startswith(_NAMED)), path.name
            spare = {key.removeprefix(_NAMED) for key in lookups if key.startswith(_NAMED) and key not in defined}
            assert not spare & set(_names(before["examples"])), path.name
