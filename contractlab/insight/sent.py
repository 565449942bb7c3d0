"""What consumers send, and who sends it: parameters, headers and body fields of requests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from contractlab.contracts.contract import Contract, Example
from contractlab.editing.observations import general
from contractlab.editing.probing import Side
from contractlab.editing.wrong_answers import TRANSPORT_HEADERS
from contractlab.insight.endpoints import path_template
from contractlab.values.display import quiet
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import format_path

__all__ = ["SentField", "sent_fields"]


@quiet
@dataclass(slots=True, eq=False)
class SentField:
    """Something that requests to one endpoint have.

    Attributes
    ----------
    provider : str
    endpoint : str
        ``GET /customers/{id}``.
    place : str
        ``parameter page``, ``header Accept``, ``$.name``.
    consumers : dict of str to int
        Who sends it, with the number of examples.
    """

    provider: str
    endpoint: str
    place: str
    consumers: dict[str, int] = field(default_factory=dict)


def sent_fields(contracts: Iterable[Contract]) -> tuple[SentField, ...]:
    """What the requests of contracts have, by endpoint, in file order.

    Parameters
    ----------
    contracts : iterable of Contract
    """
    fields: dict[tuple[str, str, str], SentField] = {}
    for contract in contracts:
        for example in contract.examples:
            if example.kind != "http":
                continue
            endpoint = f"{example.request.method.upper()} {path_template(example.request.path)}"
            for place in dict.fromkeys(_places(example)):
                key = (contract.provider, endpoint, place)
                sent = fields.setdefault(key, SentField(*key))
                sent.consumers[contract.consumer] = sent.consumers.get(contract.consumer, 0) + 1
    return tuple(fields.values())


def _places(example: Example) -> Iterator[str]:
    for own in example.own_parts:
        if own.by != "consumer":
            continue
        side = Side(own)
        for part, name in side.named:
            spelled = side.spelled[(part, name)]
            if part == "query":
                yield f"parameter {spelled}"
            elif part == "headers" and name not in TRANSPORT_HEADERS:
                yield f"header {spelled}"
        if side.json is not MISSING:
            for tokens in side.values:
                if tokens:
                    yield format_path(general(tokens))
