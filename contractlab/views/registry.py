"""Which builder makes the document of which type.

Types are known by name, so that nothing is imported before something is drawn, and a class that a notebook reloaded
is still known. Another package names its builders in entry points of the group ``contractlab.views``: each is called
like the class (``package.module.Class``), and is loaded when such an object is drawn for the first time.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from contractlab.values.plugins import plugin_points, plugin_words, warn_of_plugin
from contractlab.views.model import CodeBlock, Document

__all__ = ["GROUP", "build", "build_or_say", "has_view", "register"]

GROUP = "contractlab.views"
"""Group of entry points of other packages: name of a class, and the function that makes the document of its objects."""

Builder = Callable[[Any], Document]

_BUILDERS: dict[str, str | Builder] = {
    "contractlab.verification.run.Run": "contractlab.views.run_model:build_run",
    "contractlab.desk.Desk": "contractlab.views.lab_model:build_lab",
    "contractlab.verification.matrix.Matrix": "contractlab.views.matrix_model:build_matrix",
    "contractlab.verification.changes.Changes": "contractlab.views.changes_model:build_changes",
    "contractlab.editing.contract_edit.Edit": "contractlab.views.edit_model:build_edit",
    "contractlab.editing.preview.Preview": "contractlab.views.edit_model:build_preview",
    "contractlab.editing.suggestions.Suggestions": "contractlab.views.suggestions_model:build_suggestions",
    "contractlab.editing.suggestions.Suggestion": "contractlab.views.suggestions_model:build_suggestion",
    "contractlab.editing.repair.Repairs": "contractlab.views.repairs_model:build_repairs",
    "contractlab.editing.repair.CauseRepairs": "contractlab.views.repairs_model:build_cause_repairs",
    "contractlab.editing.repair.Repair": "contractlab.views.repairs_model:build_repair",
    "contractlab.insight.strictness.Strictness": "contractlab.views.strictness_model:build_strictness",
    "contractlab.insight.strictness_versions.StrictnessOverVersions": (
        "contractlab.views.strictness_versions_model:build_strictness_versions"
    ),
    "contractlab.insight.strictness.PathStrictness": "contractlab.views.strictness_model:build_path",
    "contractlab.insight.coverage.Coverage": "contractlab.views.coverage_model:build_coverage",
    "contractlab.insight.coverage.EndpointCoverage": "contractlab.views.coverage_model:build_endpoint",
    "contractlab.insight.removable.Removable": "contractlab.views.coverage_model:build_removable",
    "contractlab.insight.drift.Drift": "contractlab.views.drift_model:build_drift",
    "contractlab.openapi.agreement.check.Agreement": "contractlab.views.agreement_model:build_agreement",
    "contractlab.editing.compare.Comparison": "contractlab.views.compare_model:build_comparison",
    "contractlab.editing.differences.Difference": "contractlab.views.edit_model:build_difference",
    "contractlab.verification.results.Result": "contractlab.views.result_model:build_result",
    "contractlab.verification.results.Results": "contractlab.views.results_model:build_results",
    "contractlab.values.result.MatchResult": "contractlab.views.result_model:build_match",
    "contractlab.verification.unpaired.Unpaired": "contractlab.views.unpaired_model:build_unpaired",
    "contractlab.live.states.StateHandlers": "contractlab.views.handlers_model:build_handlers",
    "contractlab.live.crosschecking.crosscheck.CrossCheck": "contractlab.views.crosscheck_model:build_crosscheck",
    "contractlab.contracts.contract.Contract": "contractlab.views.contract_model:build_contract",
    "contractlab.contracts.collection.Contracts": "contractlab.views.contract_model:build_contracts",
    "contractlab.contracts.contract.Example": "contractlab.views.example_model:build_example",
    "contractlab.captures.capture.Capture": "contractlab.views.captures_model:build_capture",
    "contractlab.captures.capture.MessageCapture": "contractlab.views.captures_model:build_capture",
    "contractlab.definition.definition.Definition": "contractlab.views.definition_model:build_definition",
    "contractlab.definition.proving.Proof": "contractlab.views.definition_model:build_proof",
    "contractlab.definition.consumer_runs.ConsumerRun": "contractlab.views.proof_model:build_consumer_run",
    "contractlab.definition.named_consumers.Proofs": "contractlab.views.proof_model:build_proofs",
    "contractlab.definition.message_proofs.MessageProof": "contractlab.views.definition_model:build_message_proof",
    "contractlab.definition.example_chain.ExampleBeingDefined": "contractlab.views.definition_model:build_chain",
    "contractlab.captures.collection.Captures": "contractlab.views.captures_model:build_captures",
    "contractlab.definition.mock.MockProvider": "contractlab.views.mock_model:build_mock",
    "contractlab.definition.received.Received": "contractlab.views.miss_model:build_received",
    "contractlab.definition.received.ReceivedRequests": "contractlab.views.mock_model:build_requests",
    "contractlab.broker.answer.Answer": "contractlab.views.broker_model:build_answer",
    "contractlab.broker.client.deploying.RemoteAnswer": "contractlab.views.remote_broker_model:build_remote_answer",
    "contractlab.broker.book_problems.BookProblems": "contractlab.views.broker_problems_model:build_book_problems",
    "contractlab.broker.graph.Graph": "contractlab.views.graph_model:build_graph",
    "contractlab.broker.results.MatrixTable": "contractlab.views.broker_matrix_model:build_broker_matrix",
}


def register(kind: type | str, builder: Builder | str) -> None:
    """Say how a type is drawn.

    Parameters
    ----------
    kind : type or str
        The type, or its module and name with a dot between.
    builder : callable or str
        From an object to a `Document`; or ``"module:function"``, imported on first use.
    """
    _BUILDERS[kind if isinstance(kind, str) else _name(kind)] = builder


def _name(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def _broken(item: Any, error: Exception) -> Document:
    """What is shown instead: a view must not hide a result behind a traceback."""
    from contractlab.views.guard import broken_block

    try:
        words = repr(item)
    except Exception:
        words = f"<{type(item).__name__}>"
    return Document((broken_block(error), CodeBlock(words)))


def build_or_say(item: Any) -> Document:
    """Make the document of an object; one that says so where its builder goes wrong. Raises as `build`."""
    try:
        return build(item)
    except Exception as error:
        if not has_view(item):
            raise
        return _broken(item, error)


def build(item: Any) -> Document:
    """Make the document of an object.

    Raises
    ------
    TypeError
        If no builder is registered for its type or a base of it.
    """
    for kind in type(item).__mro__:
        name = _name(kind)
        builder = _BUILDERS.get(name) or _plugin(name)
        if isinstance(builder, str):
            module, _, function = builder.partition(":")
            builder = _BUILDERS[name] = getattr(import_module(module), function)
        if callable(builder):
            return builder(item)
    raise TypeError(f"contractlab has no view of {type(item).__name__}")


def has_view(item: Any) -> bool:
    """True if somebody knows how to draw an object."""
    return any(_name(kind) in _BUILDERS for kind in type(item).__mro__)


def _plugin(name: str) -> Builder | None:
    """The builder that another package names for a class; None where there is none that can be loaded."""
    if name.startswith(("contractlab.", "builtins.")):
        return None  # nobody takes the place of our own views, or of everything
    for point in plugin_points(GROUP):
        if point.name == name:
            try:
                loaded = point.load()
            except Exception as error:  # what cannot be drawn is shown as its repr
                warn_of_plugin("view", name, f"cannot be loaded: {plugin_words(error)}. Mend or remove {point.value}")
                continue
            if callable(loaded):
                builder: Builder = loaded
                _BUILDERS[name] = builder
                return builder
            warn_of_plugin("view", name, f"is not a view: {point.value} cannot be called")
    return None
