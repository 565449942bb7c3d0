"""Where a contract came from, in a line: its file, its address, or the version that a broker has it of."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from contractlab.contracts.contract import Contract
from contractlab.contracts.published import Published
from contractlab.views.model import Line, Span, code, faint, line, strong
from contractlab.views.words import count, cut, relative_file, safe_source

__all__ = ["origin_kind", "origin_line", "origin_summary"]

_NAME = 80


def origin_line(contract: Contract) -> Line:
    """Where a contract came from; addresses without what is secret in them."""
    published = contract.published
    if published is not None:
        return _published(published)
    name = safe_source(contract.source.name)
    if "://" in name:
        return line(code(cut(name, 2 * _NAME)))
    if name.startswith("<"):
        return line(faint("made in code, not read from a file"))
    return line(code(cut(relative_file(name) or name, 2 * _NAME)))


def _published(published: Published) -> Line:
    pieces: list[Span | str] = ["version ", strong(cut(published.consumer_version, _NAME))]
    if published.branches:
        pieces.append(f" on {cut(', '.join(published.branches), _NAME)}")
    if published.tags:
        pieces.append(f", tagged {cut(', '.join(published.tags), _NAME)}")
    if published.environments:
        pieces.append(f", in {cut(', '.join(published.environments), _NAME)}")
    if published.pending:
        pieces.append(", pending")
    if published.wip:
        pieces.append(", work in progress")
    if published.why:
        pieces.append(faint(f", chosen as {cut(published.why, _NAME)}"))
    host = urlsplit(published.url).hostname if published.url else None
    pieces.append(f", from the broker {cut(host, _NAME)}" if host else ", from a broker in a file")
    return line(*pieces)


def origin_kind(contract: Contract) -> str:
    """``"broker"``, ``"address"``, ``"file"`` or ``"code"``."""
    if contract.published is not None:
        return "broker"
    name = contract.source.name
    return "address" if "://" in name else "code" if name.startswith("<") else "file"


_NOUNS = {"file": "file", "address": "address", "broker": "broker version", "code": "contract"}


def origin_summary(contracts: Sequence[Contract]) -> str:
    """What contracts came from, counted: ``"2 files, 1 broker version"``."""
    kinds = [origin_kind(contract) for contract in contracts]
    return ", ".join(
        count(kinds.count(kind), noun) + (" made in code" if kind == "code" else "")
        for kind, noun in _NOUNS.items()
        if kind in kinds
    )
