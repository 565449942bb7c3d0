"""Pact contracts and their examples."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any, TypeVar, cast

from contractlab.contracts.contract import Contract, Example, Kind
from contractlab.contracts.expected import ExpectedMessage, ExpectedRequest, ExpectedResponse
from contractlab.contracts.expected_body import ExpectedBody
from contractlab.contracts.hindrance import Hindrance
from contractlab.contracts.keys import digest_of, unique_keys
from contractlab.contracts.states import StateDefinition
from contractlab.engine.dialect import Dialect, check_dialect
from contractlab.engine.errors import CannotCheck
from contractlab.errors import Fault
from contractlab.formats.pact.core_loading import LoadingFault
from contractlab.formats.pact.core_sending import sending_faults
from contractlab.formats.pact.generators import read_generators
from contractlab.formats.pact.hindrances import Hindrances, find_hindrances
from contractlab.formats.pact.matching.generators import Generator
from contractlab.formats.pact.matching.http import RequestPlan, ResponsePlan, expected_type
from contractlab.formats.pact.matching.messages import MessagePlan, expected_metadata_type
from contractlab.formats.pact.plugins import plugin_names, plugin_reason
from contractlab.values.display import quiet
from contractlab.values.http import HttpRequest, HttpResponse
from contractlab.values.internal import broken_check
from contractlab.values.json_text import as_parsed
from contractlab.values.json_types import JSON, Value
from contractlab.values.message import Message
from contractlab.values.reasons import Reason, ReasonCode
from contractlab.values.result import MatchResult
from contractlab.values.source import Source

__all__ = ["Interaction", "PactContract", "PactExample"]

_Compiled = TypeVar("_Compiled")


@quiet
@dataclass(frozen=True, slots=True)
class Interaction:
    """What was read of one interaction of a file.

    Attributes
    ----------
    index : int
        Position in the contract, from 0.
    description : str
    kind : str
        As in `Example`.
    states : tuple of StateDefinition
    document : mapping
        The interaction as it stands in the file.
    pointer : str
        JSON pointer into the contract.
    request, response : ExpectedRequest, ExpectedResponse, or None
    request_faults : tuple of Fault
        What cannot be read of the request: captured responses can be judged all the same.
    messages : tuple of ExpectedMessage
        Those that are answered first, their replies after.
    loading_faults : tuple of LoadingFault
        What makes the Rust core refuse the file, or panic, in the order in which it comes to them.
    unread : Hindrance or None
        Why nothing could be read of it.
    plans : dict
        What was compiled of it; an edit elsewhere in the file takes it along.
    own_key : str
        The key that the file gives it, else a digest of description and states; it may repeat in the file.
    """

    index: int
    description: str
    kind: Kind
    states: tuple[StateDefinition, ...]
    document: Mapping[str, JSON]
    pointer: str
    request: ExpectedRequest | None = None
    request_faults: tuple[Fault, ...] = ()
    response: ExpectedResponse | None = None
    messages: tuple[ExpectedMessage, ...] = ()
    loading_faults: tuple[LoadingFault, ...] = ()
    unread: Hindrance | None = None
    plans: dict[tuple[str, str], Any] = field(default_factory=dict, compare=False, repr=False)
    own_key: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        name = ("key", "")
        if name not in self.plans:
            key = self.document.get("key")
            self.plans[name] = key if isinstance(key, str) and key else digest_of(self.description, self.states)
        object.__setattr__(self, "own_key", self.plans[name])


_ANY_REPLY = ExpectedMessage(ExpectedBody("missing"), {})


class PactExample(Example):
    """An interaction of a Pact file.

    Attributes are those of `Example`, and the following.

    Attributes
    ----------
    document : mapping
        The interaction as it stands in the file.
    """

    contract: PactContract

    def __init__(self, contract: PactContract, key: str, interaction: Interaction) -> None:
        self.contract = contract
        self.key = key
        self.interaction = interaction
        self.index = interaction.index
        self.description = interaction.description
        self.kind = interaction.kind
        self.states = interaction.states
        self.document = interaction.document
        self.pointer = interaction.pointer
        # The core knows the field since V4, and nothing but true (observed: files of V3, texts, numbers).
        self.pending = contract.spec_version == "4.0" and interaction.document.get("pending") is True
        self.expected_request = interaction.request
        self.request_faults = interaction.request_faults
        self.expected_response = interaction.response
        self.expected_messages = interaction.messages
        self.unread = interaction.unread
        self._plans = interaction.plans

    @property
    def request(self) -> ExpectedRequest | ExpectedMessage:
        """The expected request, or the request message of a synchronous one."""
        if self.expected_request is not None:
            return self.expected_request
        if self.kind == "sync-message" and self.expected_messages:
            return self.expected_messages[0]
        raise AttributeError(f"an example of kind {self.kind!r} has no request")

    @property
    def response(self) -> ExpectedResponse:
        """The expected response."""
        if self.expected_response is not None:
            return self.expected_response
        raise AttributeError(f"an example of kind {self.kind!r} has no response; messages have .contents or .responses")

    @property
    def responses(self) -> tuple[ExpectedMessage, ...]:
        """The expected replies of a synchronous message."""
        if self.kind != "sync-message":
            raise AttributeError(f"an example of kind {self.kind!r} has no responses")
        return self.expected_messages[1:]

    @property
    def contents(self) -> Any:
        """The expected contents of a message."""
        if self.kind != "message":
            raise AttributeError(f"an example of kind {self.kind!r} has no contents")
        return self.expected_messages[0].contents

    @property
    def metadata(self) -> Mapping[str, JSON]:
        """The expected metadata of a message."""
        if self.kind != "message":
            raise AttributeError(f"an example of kind {self.kind!r} has no metadata")
        return self.expected_messages[0].metadata

    @property
    def comments(self) -> Mapping[str, JSON]:
        """Comments of a V4 interaction."""
        comments = self.document.get("comments")
        return comments if isinstance(comments, Mapping) else {}

    @property
    def generators(self) -> tuple[Generator, ...]:
        """Values that are made at run time, of every part."""
        parts = (self.expected_request, self.expected_response, *self.expected_messages)
        source = self.contract.source
        return tuple(
            read_generator for part in parts if part is not None for read_generator in read_generators(part, source)
        )

    @property
    def plugins(self) -> tuple[str, ...]:
        """Names of the plugins that the interaction is configured for."""
        configuration = self.document.get("pluginConfiguration")
        if configuration is None:
            return ()
        return tuple(map(str, configuration)) if isinstance(configuration, Mapping) else ()

    def _needs_plugin(
        self, body: ExpectedBody, header: str | None, subject: str, dialect: str, actual: Value
    ) -> MatchResult | None:
        reason = plugin_reason(self.plugins or self.contract.plugins, body, header)
        if reason is None:
            return None
        check_dialect(dialect)
        return MatchResult("error", reason=reason, subject=subject, dialect=dialect, actual=actual, example=self)

    @property
    def loading_faults(self) -> tuple[LoadingFault, ...]:
        """What makes the Rust core refuse the file, or panic, because of this example."""
        return self.interaction.loading_faults

    @property
    def sending_faults(self) -> tuple[LoadingFault, ...]:
        """What keeps the Rust core from sending the request; looked for once, also across edits elsewhere."""
        request, key = self.expected_request, ("request", "sending")
        if request is None:
            return ()
        if key not in self._plans:
            self._plans[key] = tuple(sending_faults(request, self.states, self.contract.source))
        return cast(tuple[LoadingFault, ...], self._plans[key])

    @cached_property
    def hindrance(self) -> Hindrance | None:
        """What the Rust core does with the file or the example instead of verifying it."""
        return self.contract.hindrances.of(self)

    def _hindered(self, subject: str, dialect: str, actual: Value) -> MatchResult | None:
        hindrance = self.hindrance if check_dialect(dialect) == "reference" else self.unread
        if hindrance is None:
            return None
        reason = hindrance.reason
        return MatchResult("error", reason=reason, subject=subject, dialect=dialect, actual=actual, example=self)

    def response_plan(self, dialect: str = "reference") -> ResponsePlan:
        """The compiled response, made once for each dialect."""
        plan = self._plans.get(("response", dialect))
        if plan is None:
            expected = self.response
            plan = ResponsePlan(
                expected.status, expected.headers, expected.body, expected.rules, check_dialect(dialect)
            )
            self._plans[("response", dialect)] = plan
        return cast(ResponsePlan, plan)

    def request_plan(self, dialect: str = "reference") -> RequestPlan:
        """The compiled request, made once for each dialect."""
        plan = self._plans.get(("request", dialect))
        if plan is None:
            expected = self.expected_request
            if expected is None:
                raise AttributeError(f"an example of kind {self.kind!r} has no request to check")
            plan = compile_request(expected, self.contract.spec_version, check_dialect(dialect))
            self._plans[("request", dialect)] = plan
        return cast(RequestPlan, plan)

    def compiled(self, key: tuple[str, str], make: Callable[[], _Compiled]) -> _Compiled:
        """What is compiled of the interaction once; an edit elsewhere in the file takes it along.

        Parameters
        ----------
        key : tuple of (str, str)
            Its name, and what it depends on beside the interaction.
        make : callable
        """
        if key not in self._plans:
            self._plans[key] = make()
        return cast(_Compiled, self._plans[key])

    def _not_http(self, subject: str, dialect: str, actual: Value) -> MatchResult | None:
        if self.kind == "http":
            return None
        check_dialect(dialect)
        if self.unread is not None:
            return self._hindered(subject, "spec", actual)
        what = {
            "message": "a message: use check_message",
            "sync-message": "a synchronous message: use check_message",
        }.get(self.kind, f"of the unknown type {self.document.get('type')!r}, which cannot be checked")
        reason = Reason(ReasonCode.WRONG_KIND, f"the example is {what}")
        return MatchResult("error", reason=reason, subject=subject, dialect=dialect, actual=actual, example=self)

    def check_response(
        self, response: Any, *, dialect: str = "reference", variables: Mapping[str, JSON] | None = None
    ) -> MatchResult:
        """See `Example`."""
        actual = response if isinstance(response, HttpResponse) else HttpResponse.of(response)
        hindered = self._hindered("response", dialect, actual)
        return self.judge_response(actual, dialect) if hindered is None else hindered

    def judge_response(self, actual: Any, dialect: str = "reference") -> MatchResult:
        """Check an HttpResponse as if nothing kept the Rust core from it."""
        refusal = self._not_http("response", dialect, actual)
        if refusal is None and (self.plugins or self.contract.plugins):
            expected = self.response
            refusal = self._needs_plugin(expected.body, expected_type(expected.headers), "response", dialect, actual)
        # A result is false unless it passed, so "or" would go on to check what cannot be checked.
        if refusal is not None:
            return refusal
        checked = check_dialect(dialect)
        try:
            result = self.response_plan(checked).check(actual, self)
        except CannotCheck as error:
            reason = error.reason
            return MatchResult("error", reason=reason, subject="response", dialect=dialect, actual=actual, example=self)
        except Exception as error:
            return broken_check(error, "response", dialect, actual, self)
        return result.repeatable(self)

    def check_request(
        self, request: Any, *, dialect: str = "reference", variables: Mapping[str, JSON] | None = None
    ) -> MatchResult:
        """See `Example`."""
        actual = request if isinstance(request, HttpRequest) else HttpRequest.of(request)
        hindered = self._hindered("request", dialect, actual)
        return self.judge_request(actual, dialect) if hindered is None else hindered

    def judge_request(self, actual: Any, dialect: str = "reference") -> MatchResult:
        """Check an HttpRequest as if nothing kept the Rust core from it."""
        if self.request_faults:
            text = f"the request's rules cannot be read: {self.request_faults[0].message}"
            reason = Reason(ReasonCode.UNREADABLE, text)
            return MatchResult("error", reason=reason, subject="request", dialect=dialect, actual=actual, example=self)
        refusal = self._not_http("request", dialect, actual)
        if refusal is None and self.expected_request is not None:
            expected = self.expected_request
            refusal = self._needs_plugin(expected.body, expected_type(expected.headers), "request", dialect, actual)
        if refusal is not None:
            return refusal
        checked = check_dialect(dialect)
        try:
            result = self.request_plan(checked).check(actual, self)
        except CannotCheck as error:
            reason = error.reason
            return MatchResult("error", reason=reason, subject="request", dialect=dialect, actual=actual, example=self)
        except Exception as error:
            return broken_check(error, "request", dialect, actual, self)
        return result.repeatable(self)

    def judge_again(self, result: MatchResult) -> MatchResult:
        """Make the check of a request or a response anew."""
        judge = self.judge_request if result.subject == "request" else self.judge_response
        return judge(result.actual, result.dialect)

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
        """See `Example`."""
        if isinstance(contents, Message):
            given = contents
        else:
            given = Message(
                contents.encode("utf-8", "surrogatepass") if isinstance(contents, str) else contents, metadata or {}
            )
        message = replace(given, metadata={key: as_parsed(value) for key, value in given.metadata.items()})
        hindered = self._hindered("message", dialect, message)
        return self.judge_message(message, part, index, dialect) if hindered is None else hindered

    def judge_message(
        self, message: Message, part: str = "request", index: int = 0, dialect: str = "reference"
    ) -> MatchResult:
        """Check a message as if nothing kept the Rust core from it."""
        plan = self.message_plan(part, index, dialect)
        if isinstance(plan, Reason):
            return MatchResult("error", reason=plan, subject="message", dialect=dialect, actual=message, example=self)
        expected = self._expected_message(self._message_number(part, index))
        kind = expected_metadata_type(expected.metadata, self.contract.spec_version)
        refusal = self._needs_plugin(expected.contents, kind, plan.subject, dialect, message)
        if refusal is not None:
            return refusal
        try:
            result = plan.check(message, self)
        except CannotCheck as error:
            reason = error.reason
            return MatchResult(
                "error", reason=reason, subject=plan.subject, dialect=dialect, actual=message, example=self
            )
        except Exception as error:
            return broken_check(error, plan.subject, dialect, message, self)
        return result.repeatable(partial(self.judge_message, message, part, index, dialect))

    def message_plan(self, part: str = "request", index: int = 0, dialect: str = "reference") -> MessagePlan | Reason:
        """The compiled message, made once for each part and dialect; a reason where there is none."""
        checked = check_dialect(dialect)
        if self.unread is not None:
            return self.unread.reason
        if self.kind not in ("message", "sync-message"):
            return Reason(ReasonCode.WRONG_KIND, f"the example is of kind {self.kind}, so it has no messages")
        if part not in ("request", "response"):
            raise ValueError(f"there is no part {part!r} of a message; use 'request' or 'response'")
        number = self._message_number(part, index)
        if index < 0 or (number and number >= max(len(self.expected_messages), 2)):
            return Reason(ReasonCode.NO_SUCH_PART, f"the example expects no response {index}")
        key = (f"message {number}", dialect)
        if key not in self._plans:
            expected = self._expected_message(number)
            subject = f"reply {number}" if number else "message"
            self._plans[key] = MessagePlan(
                expected.contents,
                expected.metadata,
                expected.rules,
                checked,
                subject,
                number,
                len(self.expected_messages) - 1,
                self.contract.spec_version,
                self.kind == "message",
            )
        return cast(MessagePlan, self._plans[key])

    def _expected_message(self, number: int) -> ExpectedMessage:
        """What is expected; where an example expects no reply, the core lets any pass."""
        return self.expected_messages[number] if number < len(self.expected_messages) else _ANY_REPLY

    def _message_number(self, part: str, index: int) -> int:
        """Place among the expected messages: those that are answered come first, their replies after."""
        return 1 + index if self.kind == "sync-message" and part == "response" else 0


def compile_request(expected: ExpectedRequest, spec_version: str, dialect: Dialect) -> RequestPlan:
    """Compile a request; the specification compares a V1 query in order (deviation v1-query-order)."""
    v1_query = expected.query_text if spec_version == "1.0" else None
    ordered = dialect == "spec" and v1_query is not None
    return RequestPlan(
        expected.method,
        expected.path,
        expected.query_text or "" if ordered else expected.query,
        expected.headers,
        expected.body,
        expected.rules,
        dialect,
        v1_query,
    )


class PactContract(Contract):
    """A contract in a Pact file of any version.

    Attributes are those of `Contract`, and the following.

    Attributes
    ----------
    has_mark : bool
        True if the file starts with a byte order mark.
    """

    format = "pact"

    def __init__(
        self,
        source: Source,
        document: Mapping[str, JSON],
        path: Path | None,
        consumer: str,
        provider: str,
        spec_version: str,
        interactions: Sequence[Interaction],
        *,
        has_mark: bool = False,
    ) -> None:
        self.source = source
        self.document = document
        self.path = path
        self.consumer = consumer
        self.provider = provider
        self.spec_version = spec_version
        self.has_mark = has_mark
        keys = unique_keys([interaction.own_key for interaction in interactions])
        self.pact_examples = tuple(
            PactExample(self, key, interaction) for key, interaction in zip(keys, interactions, strict=True)
        )
        self.examples = self.pact_examples

    @cached_property
    def quiet_bodies(self) -> set[Hashable]:
        """Rules and shapes of bodies of which nothing was found to be odd: others of the same need not be looked at."""
        return set()

    @cached_property
    def by_place(self) -> Mapping[tuple[str, int], Interaction]:
        """Interactions by pointer and ``id`` of the document: an edit takes over what is still the same there."""
        return {(example.pointer, id(example.document)): example.interaction for example in self.pact_examples}

    @cached_property
    def hindrances(self) -> Hindrances:
        """What the Rust core does with the file instead of verifying its examples."""
        document, version = self.document, self.spec_version
        return find_hindrances(self.source, document, version, self.pact_examples, has_mark=self.has_mark)

    @cached_property
    def plugins(self) -> tuple[str, ...]:
        """Names of the plugins that the contract lists."""
        return plugin_names(self.document)
