"""A tiny format that nobody else knows: pairs of requests and responses in YAML, everything as it stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from contractlab.contracts.contract import Contract, Example
from contractlab.contracts.expected import ExpectedRequest, ExpectedResponse
from contractlab.contracts.expected_body import ExpectedBody
from contractlab.contracts.states import StateDefinition
from contractlab.formats.exact import ExactContract, ExactExample, ExactFormat
from contractlab.values.markers import MISSING
from contractlab.values.source import Source


def body_of(part: dict[str, Any]) -> ExpectedBody:
    return ExpectedBody("present", value=part["body"]) if "body" in part else ExpectedBody("missing")


class PairsFormat(ExactFormat):
    name, fields, spelling = "pairs", ("pairs",), {"description": "name", "states": "given"}

    def detect(self, document: Any) -> bool:
        return isinstance(document, dict) and "pairs" in document and "between" in document

    def parse(self, data: bytes) -> Any:
        document = yaml.safe_load(data) if data.startswith(b"between:") else None
        return document if self.detect(document) else MISSING

    def read(self, source: Source, document: Any, path: Path | None) -> Contract:
        consumer, provider = document["between"]
        return ExactContract("pairs", source, document, path, (consumer, provider), lambda contract: [
            self.pair(contract, number, pair) for number, pair in enumerate(document["pairs"])
        ])  # fmt: skip

    def pair(self, contract: Contract, number: int, pair: dict[str, Any]) -> Example:
        asked, answered, pointer = pair["request"], pair["response"], f"/pairs/{number}"
        headers = {name: [value] for name, value in answered.get("headers", {}).items()}
        request = ExpectedRequest(asked["method"], asked["path"], {}, None, {}, body_of(asked), pointer=pointer)
        response = ExpectedResponse(answered["status"], headers, body_of(answered), pointer=pointer)
        states = tuple(StateDefinition(name) for name in pair.get("given", ()))
        return ExactExample(contract, pair, pair["name"], number, pair["name"], pointer, request, response, states)

    def write(self, document: Any) -> bytes:
        return yaml.safe_dump(document, sort_keys=False, allow_unicode=True).encode()


PAIRS = PairsFormat()
