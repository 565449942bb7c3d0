"""What is odd about a ContractCase contract that can be read: one function per kind of oddity.

Source: ContractCase 0.30.1, what its own reader warns of, refuses or passes over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from contractlab.contracts.problems import Problem, Severity, problems_of
from contractlab.contracts.repeated_keys import repeated_key_problems
from contractlab.contracts.unread import unread_problems
from contractlab.formats.contractcase.body_problems import body_problems
from contractlab.formats.contractcase.files import name_in_file
from contractlab.formats.contractcase.hashing import STATE_VARIABLE
from contractlab.formats.contractcase.model import CaseContract, CaseExample
from contractlab.formats.contractcase.name_problems import name_problems
from contractlab.formats.contractcase.reading import CONTRACT_TYPE
from contractlab.formats.contractcase.self_check import own_example_problems
from contractlab.formats.contractcase.walking import CHILD, matcher_type
from contractlab.values.json_types import JSON, JSONObject, Value
from contractlab.values.lookups import is_one_of
from contractlab.values.source import join_pointer
from contractlab.values.text import quote

__all__ = ["find_problems"]

_ORDER = {"error": 0, "warning": 1, "info": 2}
_STATE_TYPES = ("_case:NamedState", "_case:StateWithVariables")


def find_problems(contract: CaseContract) -> list[Problem]:
    """Every oddity: errors first, then in file order.

    Parameters
    ----------
    contract : CaseContract
    """
    problems = problems_of(contract, _OF_CONTRACT, contract.source.at(""))
    for example in contract.case_examples:
        if example.unread is None:
            problems += problems_of(example, _OF_EXAMPLE, example.location, example.key)
    return sorted(problems, key=lambda problem: (_ORDER[problem.severity], problem.line or 0))


def _of(example: CaseExample, severity: Severity, code: str, message: str, pointer: str) -> Problem:
    return Problem(severity, code, message, example.contract.source.at(pointer), example.key)


def _frame(contract: CaseContract) -> Iterator[Problem]:
    def problem(severity: Severity, code: str, message: str, pointer: str) -> Problem:
        return Problem(severity, code, message, contract.source.at(pointer))

    document = contract.document
    if not contract.examples:
        message = "the contract has no examples, so there is nothing to check; that is an error, not a pass"
        yield problem("error", "no-examples", message, "")
    if contract.source.data.startswith(b"\xef\xbb\xbf"):
        message = "the file starts with a byte order mark, which ContractCase cannot read; save it without one"
        yield problem("warning", "byte-order-mark", message, "")
    kind = document.get("contractType")
    if kind != CONTRACT_TYPE:
        recorded = "says no contractType" if kind is None else f"has the contractType {quote(kind, 40)}"
        message = (
            f"the file {recorded}, so ContractCase passes it over in a folder; write {CONTRACT_TYPE!r}, or let a "
            "current version write the contract anew"
        )
        yield problem("warning", "contract-type", message, "/contractType" if kind is not None else "")
    named = document.get("description")
    names = named if isinstance(named, Mapping) else {}
    for role in ("consumerName", "providerName"):
        if not isinstance(names.get(role), str):
            message = f"the file names no {role} in its description, so ContractCase passes it over in a folder"
            yield problem("warning", "participant", message, "/description")
    for key in contract.lookups:
        if key.startswith(STATE_VARIABLE):
            message = (
                "values of a running test stand in the file; ContractCase never writes them, and they would be used "
                "instead of the defaults"
            )
            yield problem("warning", "state-variable", message, join_pointer("/matcherLookup", key))


def _hashes(contract: CaseContract) -> Iterator[Problem]:
    recorded, computed = contract.recorded_hash, contract.content_hash
    if recorded is not None and recorded != computed:
        message = (
            f"the file records the hash {recorded[:12]}…, and its content has {computed[:12]}…: it was changed after "
            "ContractCase wrote it; save it with contractlab, or let ContractCase write it anew"
        )
        yield Problem("warning", "hash", message, contract.source.at("/metadata/_case/hash"))
    in_name = name_in_file(contract.source.name)
    if in_name not in (None, "main") and in_name != computed:
        message = f"the file is named after the hash {str(in_name)[:12]}…, and its content has {computed[:12]}…"
        yield Problem("warning", "file-name-hash", message, contract.source.at(""))


def _result(example: CaseExample) -> Iterator[Problem]:
    result = example.recorded_result
    if result != "VERIFIED":
        recorded = "no result" if result is None else f"the result {quote(result, 40)}"
        message = (
            f"the example has {recorded}, and ContractCase verifies only what is VERIFIED: it stops with an error here"
        )
        place = join_pointer(example.pointer, "result") if "result" in example.document else example.pointer
        yield _of(example, "error", "not-verified", message, place)


def _sides(example: CaseExample) -> Iterator[Problem]:
    pointer = join_pointer(example.pointer, "mock")
    direction = example.direction
    if example.kind == "unknown" or not direction.definition.mock:
        message = (
            "the example does not say which side is under test (_case:run:context:setup), or names a kind that "
            "ContractCase 0.30.1 does not have, so it cannot be run there"
        )
        yield _of(example, "error", "unknown-kind", message, pointer)
    elif direction.recorded not in ("", direction.definition.mock):
        message = (
            f"_case:mock:type says {direction.recorded}, and what runs is {direction.definition.mock} when the "
            f"contract is defined and {direction.verification.mock} when it is verified; only the setup decides"
        )
        yield _of(example, "info", "mock-type", message, join_pointer(pointer, "_case:mock:type"))


def _states(example: CaseExample) -> Iterator[Problem]:
    listed = example.document.get("states")
    pointer = join_pointer(example.pointer, "states")
    if listed is not None and not isinstance(listed, list):
        yield _of(example, "warning", "states", "'states' must be a list; it was passed over", pointer)
        return
    for index, state in enumerate(listed or ()):
        kind = state.get("_case:state:type") if isinstance(state, Mapping) else None
        if not is_one_of(kind, _STATE_TYPES) or not isinstance(state.get("stateName"), str):
            message = f"a state is one of {' and '.join(_STATE_TYPES)} with a stateName; this is not"
            yield _of(example, "warning", "states", message, join_pointer(pointer, index))
    seen: JSONObject = {}
    for state_use in example.states:
        for name, variable in state_use.variables.items():
            if name in seen and seen[name] != variable.default:
                message = (
                    f"the variable {quote(name, 40)} has two defaults in one example; ContractCase stops with an error"
                )
                yield _of(example, "error", "variable-defaults", message, variable.pointer)
            seen.setdefault(name, variable.default)


def _headers(example: CaseExample) -> Iterator[Problem]:
    """Names are compared with those that Node.js lowered; of responses no header reaches the matchers at all."""
    if example.kind != "http":
        return
    for part in ("request", "response"):
        field = _field(example.mock.get(part), example.part_pointer(part), "headers")
        if field is None:
            continue
        headers, pointer = field
        if part == "response":
            message = (
                "ContractCase 0.30.1 hands no response headers to its matchers, so verifying this always fails there; "
                "take them out, or check them with dialect='documented'"
            )
            yield _of(example, "error", "response-headers", message, pointer)
        while matcher_type(headers) is not None and CHILD in headers:
            headers, pointer = headers[CHILD], join_pointer(pointer, CHILD)
            if not isinstance(headers, Mapping):
                return
        for name in headers:
            if name != name.lower() and not name.startswith("_case:"):
                message = (
                    f"the header {quote(name, 60)} is compared with names in lower case, so it is never found; write "
                    f"{quote(name.lower(), 60)}"
                )
                yield _of(example, "error", "header-case", message, join_pointer(pointer, name))


def _field(value: Value, pointer: str, name: str) -> tuple[Mapping[str, JSON], str] | None:
    """A field of the HTTP matcher that names and contexts lead to."""
    for _ in range(50):
        if not isinstance(value, Mapping):
            return None
        if name in value:
            inner = value[name]
            return (inner, join_pointer(pointer, name)) if isinstance(inner, Mapping) else None
        value, pointer = value.get(CHILD), join_pointer(pointer, CHILD)
    return None


_OF_CONTRACT: tuple[Callable[[CaseContract], Iterable[Problem]], ...] = (
    unread_problems,
    _frame,
    _hashes,
    repeated_key_problems,
    name_problems,
)
_OF_EXAMPLE: tuple[Callable[[CaseExample], Iterable[Problem]], ...] = (
    _result,
    _sides,
    _states,
    _headers,
    body_problems,
    own_example_problems,
)
