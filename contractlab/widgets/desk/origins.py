"""Where the contracts of a desk came from, for its bar."""

from __future__ import annotations

from collections.abc import Sequence

from contractlab.contracts.contract import Contract
from contractlab.values.text import shorten
from contractlab.views.origin import origin_line
from contractlab.widgets.desk.protocol import OriginJson
from contractlab.widgets.span_json import spans_json

__all__ = ["origins_json"]

_MOST = 60


def origins_json(contracts: Sequence[Contract]) -> list[OriginJson]:
    """The first contracts, each with where it came from."""
    return [
        {
            "contract": shorten(f"{contract.consumer} → {contract.provider}", 120),
            "place": spans_json(origin_line(contract)),
        }
        for contract in contracts[:_MOST]
    ]
