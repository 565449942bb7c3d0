"""Contracts of others for runs of a real verifier: which ones, and what their state handlers return."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from conformance.differential import is_random
from data import pact_files

import contractlab as cl
from contractlab.contracts.contract import Contract
from contractlab.errors import InvalidContract

_MOST_EXAMPLES = 12
_EXPRESSION = re.compile(r"\$\{([^}\\]+)\}")


def _is_asked_over_http(contract: Contract) -> bool:
    """True where a verifier asks for each example over HTTP and its core always says the same."""
    return 0 < len(contract.examples) <= _MOST_EXAMPLES and all(
        example.kind == "http" and not is_random(example) and "pluginConfiguration" not in example.document
        for example in contract
    )


def _contracts(prefix: str) -> Iterator[tuple[Path, Contract]]:
    for path in pact_files():
        if not path.name.startswith(prefix):
            continue
        try:
            contract = cl.load(path)
        except InvalidContract:
            continue
        if _is_asked_over_http(contract):
            yield path, contract


def _sends_bodies(contract: Contract) -> bool:
    """True if a request has a body, or says that it has one."""
    return any(
        example.request.body.presence != "missing"
        or any(name.lower() in ("content-type", "content-length") for name in example.request.headers)
        for example in contract
    )


def spread(count: int, prefix: str = "", *, bodies: bool = True) -> list[Path]:
    """So many contracts, evenly taken from all that can be asked in order of their names.

    Parameters
    ----------
    count : int
    prefix : str
        Of the names of their files.
    bodies : bool
        False: only such whose requests have no body.
    """
    paths = [path for path, contract in _contracts(prefix) if bodies or not _sends_bodies(contract)]
    step = max(1, len(paths) // count)
    return paths[::step][:count]


def state_values(path: Path, contract: Contract) -> dict[str, dict[str, str]]:
    """What each state handler returns: a value for each name that an expression asks for."""
    names = _EXPRESSION.findall(path.read_text(encoding="utf-8-sig"))
    values = {name: str(number + 11) for number, name in enumerate(dict.fromkeys(names))}
    return {state.name: values for example in contract for state in example.states}
