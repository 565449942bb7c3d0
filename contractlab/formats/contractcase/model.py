"""ContractCase contracts and their examples."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from contractlab.contracts.contract import Contract, Example, Kind
from contractlab.contracts.expected import ExpectedRequest, ExpectedResponse
from contractlab.contracts.hindrance import Hindrance
from contractlab.contracts.keys import digest_of, unique_keys
from contractlab.contracts.states import StateDefinition, StateUse
from contractlab.errors import SaveConflict
from contractlab.formats.contractcase.direction import Direction, Judged
from contractlab.formats.contractcase.files import MAIN, contract_files, slug
from contractlab.formats.contractcase.hashing import content_hash, recorded_hash
from contractlab.formats.contractcase.matching.context import World
from contractlab.formats.contractcase.matching.deviations import check_case_dialect, documented_for
from contractlab.formats.contractcase.matching.plan import CasePlan, check_variables
from contractlab.formats.contractcase.sample_exchange import own_request, own_response
from contractlab.formats.contractcase.states import CaseState, CaseStateUse, default_key, shaped
from contractlab.formats.contractcase.transport import RefusedBody, envelope_of, seen_request, seen_response
from contractlab.formats.contractcase.walking import (
    CHILD,
    UNIQUE_NAME,
    VARIABLE_NAME,
    lookup_key,
    matcher_type,
    walk,
)
from contractlab.values.display import quiet
from contractlab.values.files import is_folder, replace_file
from contractlab.values.http import HttpRequest, HttpResponse
from contractlab.values.internal import broken_check
from contractlab.values.json_types import JSON, JSONObject, Value
from contractlab.values.markers import MISSING
from contractlab.values.message import Message
from contractlab.values.reasons import Reason, ReasonCode
from contractlab.values.result import MatchResult
from contractlab.values.source import Source, join_pointer

__all__ = ["CaseContract", "CaseExample", "ExampleDefinition"]

_REFERRING = frozenset({"_case:Lookup", "_case:ContextVariable"})
_PLANS = 64
"""Compiled parts that an example keeps: each set of variables needs its own."""


@quiet
@dataclass(frozen=True, slots=True)
class ExampleDefinition:
    """What was read of one example of a file.

    Attributes
    ----------
    index : int
        Position in the contract, from 0.
    document : mapping
        The example as it stands in the file.
    direction : Direction
    names : tuple of (str, str)
        What the request and the response are called.
    states : tuple of CaseState
    pointer : str
        JSON pointer into the contract.
    unread : Hindrance or None
        Why nothing could be read of it.
    description : str
        It begins with the states that it needs.
    own_key : str
        A digest of names and states; it may repeat in the file.
    kind : str
        As in `Example`.
    """

    index: int
    document: Mapping[str, JSON]
    direction: Direction
    names: tuple[str, str]
    states: tuple[CaseState, ...]
    pointer: str
    unread: Hindrance | None = None
    description: str = field(init=False)
    own_key: str = field(init=False)
    kind: Kind = field(init=False)

    def __post_init__(self) -> None:
        given = f"When {' and '.join(state.name for state in self.states)}, then " if self.states else ""
        names = self.names if self.unread is None else self.names[:1]
        object.__setattr__(self, "description", f"{given}{' '.join(names)}")
        object.__setattr__(self, "own_key", digest_of(" ".join(self.names), self.states))
        object.__setattr__(self, "kind", self.direction.kind)


class CaseExample(Example):
    """An example of a ContractCase contract.

    Attributes are those of `Example`, and the following.

    Attributes
    ----------
    direction : Direction
        Which side is under test when.
    request_name, response_name : str
        What triggers are found by.
    """

    contract: CaseContract
    states: tuple[CaseState, ...]

    def __init__(self, contract: CaseContract, key: str, definition: ExampleDefinition) -> None:
        self.contract = contract
        self.key = key
        self.index = definition.index
        self.document = definition.document
        self.direction = definition.direction
        self.kind = definition.kind
        self.request_name, self.response_name = definition.names
        self.states = definition.states
        self.pointer = definition.pointer
        self.pending = False
        self.unread = definition.unread
        self._request: ExpectedRequest | None = None
        self._response: ExpectedResponse | None = None
        self._plans: dict[tuple[str, str, str], CasePlan] = {}
        self.description = definition.description

    @property
    def mock(self) -> Mapping[str, JSON]:
        """What is exchanged: ``request``, ``response`` and how it is run."""
        mock = self.document.get("mock")
        return mock if isinstance(mock, Mapping) else {}

    @cached_property
    def content(self) -> tuple[Any, ...]:
        """See `Example`: what is written elsewhere under a name counts, too."""
        lookups = self.contract.lookups
        referred: JSONObject = {}
        waiting: list[JSON] = [self.document]
        while waiting:
            for _, matcher in walk(waiting.pop(), ""):
                name = matcher.get(UNIQUE_NAME, matcher.get(VARIABLE_NAME))
                kind = matcher_type(matcher)
                key = lookup_key(str(name)) if kind == "_case:Lookup" else default_key(str(name), self.index)
                if kind in _REFERRING and CHILD not in matcher and key in lookups and key not in referred:
                    referred[key] = lookups[key]
                    waiting.append(lookups[key])
        return (self.document, *referred.values())

    @cached_property
    def matcher_count(self) -> int:
        """Number of matchers that the example declares, names aside."""
        return sum(matcher_type(matcher) != "_case:Lookup" for _, matcher in walk(self.mock, ""))

    @property
    def recorded_result(self) -> Any:
        """``VERIFIED``, or what the file says instead."""
        return self.document.get("result")

    def variables_of(self, states: Iterable[tuple[str, Mapping[str, JSON]]]) -> Mapping[str, JSON] | None:
        """See `Example`: parameters of recorded states that are variables of this example's states."""
        variables = {(state.name, name) for state in self.states for name in state.variables}
        values = {key: value for name, params in states for key, value in params.items() if (name, key) in variables}
        return values or None

    @property
    def states_to_bring(self) -> tuple[StateDefinition, ...]:
        """See `Example`: none where the defaults of variables are used."""
        return self.states if self.direction.verification.needs_state_handlers else ()

    def refused_values(self, state: StateDefinition, values: Mapping[str, JSON]) -> Reason | None:
        """See `Example`: every variable of the state has a value, of the shape of its default."""
        defined = next((each.variables for each in self.states if each is state), {})
        matchers = {name: (each.matcher, each.pointer) for name, each in defined.items()}
        return check_variables(values, matchers, self.world()) if matchers else None

    @property
    def judged(self) -> Judged:  # type: ignore[override]
        """What gets the verdict when the provider is verified: the response, unless the provider makes the calls."""
        return self.direction.judged

    @property
    def request(self) -> ExpectedRequest:
        """The request that the example itself makes, with defaults for variables."""
        if self.kind != "http":
            raise AttributeError(f"an example of kind {self.kind!r} has no request")
        if self._request is None:
            self._request = own_request(self.plan("request"))
        return self._request

    @property
    def response(self) -> ExpectedResponse:
        """The response that the example itself gives, with defaults for variables."""
        if self.kind != "http":
            raise AttributeError(f"an example of kind {self.kind!r} has no response")
        if self._response is None:
            self._response = own_response(self.plan("response"))
        return self._response

    def part_pointer(self, part: str) -> str:
        """JSON pointer of ``request`` or ``response``."""
        return join_pointer(self.pointer, "mock", part)

    def world(self, variables: Mapping[str, JSON] | None = None, documented: frozenset[str] = frozenset()) -> World:
        """What matchers of this example can refer to, with the values of state variables.

        Defaults are those of the example's own states: ContractCase numbers them by test, which is not always the place
        of the example in the file.
        """
        name = self.mock.get("functionName")
        lookups = dict(self.contract.lookups)
        for state in self.states:
            for variable in state.variables.values():
                lookups[default_key(variable.name, self.index)] = shaped(variable.matcher)
        return World(
            lookups,
            variables,
            function_name=name if isinstance(name, str) else None,
            test=self.index,
            locate=self.contract.source.at,
            documented=documented,
        )

    def plan(self, part: str, dialect: str = "reference", variables: Mapping[str, JSON] | None = None) -> CasePlan:
        """The compiled ``request`` or ``response``, made once for each dialect and each set of variables.

        Parameters
        ----------
        part : str
        dialect : str
            ``"reference"``: what ContractCase 0.30.1 does; ``"documented"``, or ``"spec"`` as for Pact: what its
            documentation promises.
        variables : mapping of str to JSON value, optional
            Values of state variables; the defaults stay in force for the others.
        """
        words = check_case_dialect("documented" if dialect == "spec" else dialect)
        key = (part, dialect, repr(sorted(variables.items())) if variables else "")
        if key not in self._plans:
            if len(self._plans) >= _PLANS:
                self._plans.clear()
            names = ("request", "response") if self.kind == "http" else ("arguments", "result")
            world = self.world(variables, documented_for(words))
            raw, pointer = self.mock.get(part, MISSING), self.part_pointer(part)
            self._plans[key] = CasePlan(raw, pointer, world, names[part == "response"], dialect)
        return self._plans[key]

    def _cannot(
        self, wanted: str, subject: str, dialect: str, actual: Value, variables: Mapping[str, JSON] | None
    ) -> MatchResult | None:
        """Why there is no verdict: an example of another kind, or variables that their states do not allow."""
        reason: Reason | None = None
        if self.unread is not None:
            reason = self.unread.reason
        elif self.kind != wanted:
            advice = {"http": "use check_request and check_response", "function": "use check_call and check_return"}
            text = f"the example is of kind {self.kind}" + (f": {advice[self.kind]}" if self.kind in advice else "")
            reason = Reason(ReasonCode.WRONG_KIND, text)
        elif variables:
            defined = {
                name: (variable.matcher, variable.pointer)
                for state in self.states
                for name, variable in state.variables.items()
            }
            given = {name: value for name, value in defined.items() if name in variables}
            reason = check_variables(variables, given, self.world())
        if reason is None:
            return None
        return MatchResult("error", reason=reason, subject=subject, dialect=dialect, actual=actual, example=self)

    def check_response(
        self, response: Any, *, dialect: str = "reference", variables: Mapping[str, JSON] | None = None
    ) -> MatchResult:
        """See `Example`; a body is read as axios reads it, JSON whatever its content type."""
        actual = response if isinstance(response, HttpResponse) else HttpResponse.of(response)
        check_case_dialect("documented" if dialect == "spec" else dialect)
        try:
            refusal = self._cannot("http", "response", dialect, actual, variables)
            if refusal is not None:
                return refusal
            plan = self.plan("response", dialect, variables)
            result = plan.check(seen_response(actual), actual, self)
        except Exception as error:
            return broken_check(error, "response", dialect, actual, self)
        return result.repeatable(partial(self.check_response, actual, dialect=dialect, variables=variables))

    def check_request(
        self, request: Any, *, dialect: str = "reference", variables: Mapping[str, JSON] | None = None
    ) -> MatchResult:
        """See `Example`; a request is read as Express reads it."""
        actual = request if isinstance(request, HttpRequest) else HttpRequest.of(request)
        check_case_dialect("documented" if dialect == "spec" else dialect)
        try:
            refusal = self._cannot("http", "request", dialect, actual, variables)
            if refusal is not None:
                return refusal
            plan = self.plan("request", dialect, variables)
            result = plan.check(seen_request(actual), actual, self)
        except RefusedBody as error:
            reason = Reason(ReasonCode.REFUSED, f"ContractCase's mock server refuses this request: {error}")
            return MatchResult("error", reason=reason, subject="request", dialect=dialect, actual=actual, example=self)
        except Exception as error:
            return broken_check(error, "request", dialect, actual, self)
        return result.repeatable(partial(self.check_request, actual, dialect=dialect, variables=variables))

    def check_call(
        self, arguments: Sequence[Any], *, dialect: str = "reference", variables: Mapping[str, JSON] | None = None
    ) -> MatchResult:
        """Check the arguments that a function was called with.

        Parameters
        ----------
        arguments : sequence of JSON value
        dialect, variables
            As in `plan`.
        """
        refusal = self._cannot("function", "arguments", dialect, arguments, variables)
        if refusal is not None:
            return refusal
        plan = self.plan("request", dialect, variables)
        seen = list(arguments)
        try:
            result = plan.check(seen, None, self)
        except Exception as error:
            return broken_check(error, "arguments", dialect, arguments, self)
        return result.repeatable(partial(self.check_call, seen, dialect=dialect, variables=variables))

    def check_return(
        self, outcome: JSON, *, dialect: str = "reference", variables: Mapping[str, JSON] | None = None
    ) -> MatchResult:
        """Check what a function returned, or how it failed.

        Parameters
        ----------
        outcome : JSON value or Exception
            A returned value; an exception that was raised, whose class and message count.
        dialect, variables
            As in `plan`.
        """
        refusal = self._cannot("function", "result", dialect, outcome, variables)
        if refusal is not None:
            return refusal
        return self._check_envelope(self.plan("response", dialect, variables), envelope_of(outcome), dialect, variables)

    def _check_envelope(
        self, plan: CasePlan, envelope: JSON, dialect: str, variables: Mapping[str, JSON] | None
    ) -> MatchResult:
        try:
            result = plan.check(envelope, None, self)
        except Exception as error:
            return broken_check(error, "result", dialect, envelope, self)
        return result.repeatable(partial(self._check_envelope_again, envelope, dialect, variables))

    def _check_envelope_again(self, envelope: JSON, dialect: str, variables: Mapping[str, JSON] | None) -> MatchResult:
        return self._check_envelope(self.plan("response", dialect, variables), envelope, dialect, variables)

    def check_message(
        self,
        contents: Message | bytes | str | None,
        metadata: Mapping[str, JSON] | None = None,
        *,
        part: str = "request",
        index: int = 0,
        dialect: str = "reference",
        variables: Mapping[str, JSON] | None = None,
    ) -> MatchResult:
        """ContractCase has no messages; functions stand for them."""
        text = "ContractCase has no messages; functions stand for them: use check_call and check_return"
        reason = Reason(ReasonCode.WRONG_KIND, text) if self.unread is None else self.unread.reason
        return MatchResult("error", reason=reason, subject="message", dialect=dialect, actual=contents, example=self)


class CaseContract(Contract):
    """A contract in a ContractCase file of any version."""

    format = "contractcase"

    def __init__(
        self,
        source: Source,
        document: Mapping[str, JSON],
        path: Path | None,
        participants: tuple[str, str],
        version: str,
        lookups: Mapping[str, JSON],
        definitions: Sequence[ExampleDefinition],
    ) -> None:
        self.source = source
        self.document = document
        self.path = path
        self.consumer, self.provider = participants
        self.spec_version = version
        self.lookups = lookups
        wanted = [definition.own_key for definition in definitions]
        self.case_examples = tuple(
            CaseExample(self, key, definition) for key, definition in zip(unique_keys(wanted), definitions, strict=True)
        )
        self.examples = self.case_examples

    @cached_property
    def content_hash(self) -> str:
        """The hash of the content as it is now, whatever the file says."""
        return content_hash(self.document)

    @property
    def recorded_hash(self) -> str | None:
        """The hash that the file says it has."""
        return recorded_hash(self.document)

    @cached_property
    def states(self) -> tuple[StateUse, ...]:
        """Every state that the examples name, with who uses it, its variables and their defaults."""
        users: dict[str, list[CaseExample]] = {}
        defaults: dict[str, dict[str, list[JSON]]] = {}
        for example in self.case_examples:
            for state in example.states:
                users.setdefault(state.name, []).append(example)
                by_variable = defaults.setdefault(state.name, {})
                for name, variable in state.variables.items():
                    values = by_variable.setdefault(name, [])
                    if variable.default not in values:
                        values.append(variable.default)
        return tuple(
            CaseStateUse(
                name,
                tuple(dict.fromkeys(example.key for example in examples)),
                tuple(defaults[name]),
                {variable: tuple(values) for variable, values in defaults[name].items()},
                any(example.direction.verification.needs_state_handlers for example in examples),
            )
            for name, examples in users.items()
        )

    @property
    def file_name(self) -> str:
        """The file name that does not change with the content: ``<consumer>-main.case.json``."""
        return f"{slug(self.consumer)}-{MAIN}.case.json"

    def save(self, path: str | Path | None = None) -> Path:
        """Write the contract.

        Parameters
        ----------
        path : path, optional
            A file; a folder, and then two files are written as ContractCase lays them, ``<provider>/<consumer>-main``
            and ``<provider>/<consumer>-<hash>``; or nothing (where it came from).

        Returns
        -------
        Path
            The file that was written; of two, the one called main.

        Raises
        ------
        SaveConflict
            If there is no place to save to, or it cannot be written.
        """
        if path is None or not is_folder(path):
            return super().save(path)
        by_hash, main = contract_files(Path(path), self.consumer, self.provider, self.content_hash)
        try:
            main.parent.mkdir(exist_ok=True)
        except OSError as error:
            raise SaveConflict(f"{main.parent}: cannot be made: {error.strerror or error}") from None
        for target in (by_hash, main):
            replace_file(target, self.to_bytes())
        return main
