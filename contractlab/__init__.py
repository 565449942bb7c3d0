"""contractlab: an interactive explorer for consumer-driven contracts.

>>> import contractlab as cl
>>> contracts = cl.load_all("pacts/")
>>> run = cl.verify(contracts, cl.load_captures("captures/"))
>>> run

This is the front door: what a notebook user types. Heavy things load on first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contractlab.__about__ import __version__
from contractlab.contracts.registry import install_formats, install_reader, install_references
from contractlab.errors import (
    AmbiguousExample,
    BrokerError,
    ContractBroken,
    ContractLabError,
    InvalidCapture,
    InvalidContract,
    InvalidDocument,
    InvalidEdit,
    ProviderError,
    SaveConflict,
    StateError,
)
from contractlab.values.display import install_cleaner, install_presenter, install_terminal
from contractlab.values.headers import Headers
from contractlab.values.http import HttpRequest, HttpResponse
from contractlab.values.markers import MISSING, NOT_RECORDED
from contractlab.values.message import Message
from contractlab.values.progress import Teller, install_progress
from contractlab.values.sentences import install_sentences

if TYPE_CHECKING:
    from contractlab.broker.front import broker
    from contractlab.captures import (
        Capture,
        Captures,
        MessageCapture,
        RecordingASGI,
        RecordingWSGI,
        Redaction,
        load_captures,
        recording,
    )
    from contractlab.contracts import generate, match
    from contractlab.contracts.collection import Contracts
    from contractlab.contracts.contract import Contract, Example
    from contractlab.definition import Definition, define
    from contractlab.definition import elements as xml
    from contractlab.definition.mock import mock
    from contractlab.desk import Desk, Lab, open
    from contractlab.editing import Edit, edit
    from contractlab.editing.compare import Comparison, compare
    from contractlab.editing.repair_finder import repairs
    from contractlab.engine.limits import limits
    from contractlab.formats.convert import convert
    from contractlab.formats.load import load, load_all
    from contractlab.insight.coverage import Coverage, coverage
    from contractlab.insight.drift import Drift, drift
    from contractlab.insight.inference import infer
    from contractlab.insight.strictness import Strictness, strictness
    from contractlab.live.crosschecking.crosscheck import CrossCheck, crosscheck
    from contractlab.live.matrices import matrix
    from contractlab.live.providers import asgi, wsgi
    from contractlab.live.state_url import StateChangeUrl
    from contractlab.live.states import StateHandlers
    from contractlab.live.verifying import verify
    from contractlab.openapi import ApiDocument, load_openapi
    from contractlab.reports import report
    from contractlab.servers import RecordingProxy
    from contractlab.verification import Result, Results, Run
    from contractlab.verification.matrix import Matrix
    from contractlab.verification.run_file import load_run
    from contractlab.verification.run_join import join
    from contractlab.verification.verifier_run import load_verifier_results
    from contractlab.views.chart import plot
    from contractlab.widgets.exploring import explore

__all__ = [
    "MISSING",
    "NOT_RECORDED",
    "AmbiguousExample",
    "ApiDocument",
    "BrokerError",
    "Capture",
    "Captures",
    "Comparison",
    "Contract",
    "ContractBroken",
    "ContractLabError",
    "Contracts",
    "Coverage",
    "CrossCheck",
    "Definition",
    "Desk",
    "Drift",
    "Edit",
    "Example",
    "Headers",
    "HttpRequest",
    "HttpResponse",
    "InvalidCapture",
    "InvalidContract",
    "InvalidDocument",
    "InvalidEdit",
    "Lab",
    "Matrix",
    "Message",
    "MessageCapture",
    "ProviderError",
    "RecordingASGI",
    "RecordingProxy",
    "RecordingWSGI",
    "Redaction",
    "Result",
    "Results",
    "Run",
    "SaveConflict",
    "StateChangeUrl",
    "StateError",
    "StateHandlers",
    "Strictness",
    "__version__",
    "asgi",
    "broker",
    "compare",
    "convert",
    "coverage",
    "crosscheck",
    "define",
    "drift",
    "edit",
    "examples",
    "explore",
    "generate",
    "infer",
    "join",
    "limits",
    "load",
    "load_all",
    "load_captures",
    "load_openapi",
    "load_run",
    "load_verifier_results",
    "match",
    "matrix",
    "mock",
    "open",
    "plot",
    "recording",
    "repairs",
    "report",
    "strictness",
    "verify",
    "wsgi",
    "xml",
]

_LAZY = {
    "broker": "contractlab.broker",
    "Capture": "contractlab.captures",
    "Captures": "contractlab.captures",
    "MessageCapture": "contractlab.captures",
    "RecordingASGI": "contractlab.captures",
    "RecordingProxy": "contractlab.servers",
    "RecordingWSGI": "contractlab.captures",
    "Redaction": "contractlab.captures",
    "load_captures": "contractlab.captures",
    "recording": "contractlab.captures",
    "Contract": "contractlab.contracts.contract",
    "Contracts": "contractlab.contracts.collection",
    "Example": "contractlab.contracts.contract",
    "convert": "contractlab.formats.convert",
    "load": "contractlab.formats.load",
    "load_all": "contractlab.formats.load",
    "limits": "contractlab.engine.limits",
    "Result": "contractlab.verification",
    "Results": "contractlab.verification",
    "Run": "contractlab.verification",
    "verify": "contractlab.live.verifying",
    "StateChangeUrl": "contractlab.live.state_url",
    "StateHandlers": "contractlab.live.states",
    "asgi": "contractlab.live.providers",
    "wsgi": "contractlab.live.providers",
    "join": "contractlab.verification.run_join",
    "load_run": "contractlab.verification.run_file",
    "ApiDocument": "contractlab.openapi",
    "load_openapi": "contractlab.openapi",
    "load_verifier_results": "contractlab.verification.verifier_run",
    "plot": "contractlab.views.chart",
    "report": "contractlab.reports",
    "Definition": "contractlab.definition",
    "define": "contractlab.definition",
    "Edit": "contractlab.editing",
    "Comparison": "contractlab.editing.compare",
    "compare": "contractlab.editing.compare",
    "repairs": "contractlab.editing.repair_finder",
    "Coverage": "contractlab.insight.coverage",
    "coverage": "contractlab.insight.coverage",
    "Drift": "contractlab.insight.drift",
    "drift": "contractlab.insight.drift",
    "infer": "contractlab.insight.inference",
    "Strictness": "contractlab.insight.strictness",
    "strictness": "contractlab.insight.strictness",
    "CrossCheck": "contractlab.live.crosschecking.crosscheck",
    "crosscheck": "contractlab.live.crosschecking.crosscheck",
    "Desk": "contractlab.desk",
    "Lab": "contractlab.desk",
    "open": "contractlab.desk",
    "Matrix": "contractlab.verification.matrix",
    "matrix": "contractlab.live.matrices",
    "mock": "contractlab.definition.mock",
    "edit": "contractlab.editing",
    "examples": "contractlab.integrations.pytest_examples",  # by name: integrations stand above this front door
    "explore": "contractlab.widgets.exploring",
    "generate": "contractlab.contracts.generate",
    "match": "contractlab.contracts.match",
    "xml": "contractlab.definition.elements",
}


def __getattr__(name: str) -> Any:
    """Import a part of the house when its name is first used (PEP 562)."""
    module = _LAZY.get(name)
    if module is None:
        raise AttributeError(f"module 'contractlab' has no attribute {name!r}")
    from importlib import import_module

    words = name in ("broker", "generate", "match", "xml")
    value = import_module(module) if words else getattr(import_module(module), name)
    globals()[name] = value
    return value


def load_ipython_extension(ipython: Any) -> None:
    """Add ``%contract`` and ``%verify`` to a notebook: ``%load_ext contractlab``."""
    from importlib import import_module

    # By name, because integrations stand above this front door.
    ipython.register_magics(import_module("contractlab.integrations.ipython").ContractMagics)


def unload_ipython_extension(ipython: Any) -> None:
    """Take them away again: ``%unload_ext contractlab``."""
    for name in ("contract", "verify"):
        ipython.magics_manager.magics["line"].pop(name, None)


def __dir__() -> list[str]:
    return sorted(__all__)


def _load_presenter() -> Any:
    from contractlab.views import present

    return present


def _load_terminal() -> Any:
    from contractlab.views.terminal import TerminalView

    return TerminalView


def _load_cleaner() -> Any:
    from contractlab.redaction.cleaner import RedactionCleaner

    return RedactionCleaner()


def _choose_teller() -> Teller | None:
    from contractlab.views.progress import NotebookTeller, choose_teller, is_watched

    if not is_watched():
        return choose_teller()
    from IPython.display import display

    return NotebookTeller(display)


def _load_formats() -> Any:
    from contractlab.formats.registry import formats

    return formats()


def _read_source(source: Any, path: Any) -> Any:
    from contractlab.formats.load import read_source

    return read_source(source, path)


def _load_reference(reference: str) -> Any:
    from contractlab.broker.references import load_reference
    from contractlab.settings import read_settings

    return load_reference(reference, read_settings().broker)


install_presenter(_load_presenter)
install_terminal(_load_terminal)
install_cleaner(_load_cleaner)
install_progress(_choose_teller)
install_formats(_load_formats)
install_reader(_read_source)
install_references(_load_reference)
install_sentences(lambda: [each.sentences for each in _load_formats()])
