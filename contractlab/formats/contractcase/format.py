"""ContractCase as a `Format`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any, cast

from contractlab.contracts.answering import ReferenceChoice
from contractlab.contracts.calls import CallNeed, Outcome
from contractlab.contracts.contract import Contract, Example
from contractlab.contracts.defining import FormatDefining
from contractlab.contracts.described import DescribedExample
from contractlab.contracts.editing import FormatEditing
from contractlab.contracts.problems import Problem
from contractlab.contracts.request_forms import RequestForms, exact_forms
from contractlab.contracts.sample_exchange import OwnPart, request_of
from contractlab.contracts.transport import Follow, RecordedAnswer, SeenAnswer
from contractlab.contracts.vocabulary import Vocabulary
from contractlab.formats.contractcase.calls import call_arguments, call_need, full_response, mock_outcome, mock_response
from contractlab.formats.contractcase.copies import without_copies
from contractlab.formats.contractcase.describe import describe, value_pointer
from contractlab.formats.contractcase.hashing import content_hash
from contractlab.formats.contractcase.matching.plan import CasePlan
from contractlab.formats.contractcase.model import CaseContract, CaseExample
from contractlab.formats.contractcase.problems import find_problems
from contractlab.formats.contractcase.reading import looks_like_contractcase, parse_contractcase, read_contractcase
from contractlab.formats.contractcase.redirects import redirected_request, seen_answer
from contractlab.formats.contractcase.sample_exchange import own_parts, own_query, own_request
from contractlab.formats.contractcase.sending import sent_request
from contractlab.formats.contractcase.sentences import SENTENCES
from contractlab.formats.contractcase.vocabulary import VOCABULARY
from contractlab.values.http import HttpRequest, HttpResponse
from contractlab.values.json_types import JSON, JSONObject
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import Mismatch
from contractlab.values.result import MatchResult
from contractlab.values.sentences import FormatSentences
from contractlab.values.source import LaterSource, Source

__all__ = ["CONTRACTCASE"]


@dataclass(frozen=True)
class ContractCaseFormat:
    """See `contractlab.contracts.format.Format`."""

    name: str = "contractcase"
    sentences: FormatSentences = SENTENCES
    vocabulary: Vocabulary = VOCABULARY
    checks_by_content: bool = False  # named matchers and variables, which stand outside of the example, decide too

    @property
    def editing(self) -> FormatEditing:
        """See `FormatEditing`; loaded on first use, because most contracts are only read."""
        from contractlab.formats.contractcase.editing.case_editing import CASE_EDITING

        return CASE_EDITING

    @property
    def defining(self) -> FormatDefining:
        """See `contractlab.contracts.defining.Defines`; loaded on first use, as `editing`."""
        from contractlab.formats.contractcase.defining.case_defining import CASE_DEFINING

        return CASE_DEFINING

    def detect(self, document: JSON) -> bool:
        """See `looks_like_contractcase`."""
        return looks_like_contractcase(document)

    def parse(self, data: bytes) -> Any:
        """Node.js reads what the common rules refuse."""
        document = parse_contractcase(data)
        return MISSING if document is None else document

    def read(self, source: Source, document: JSON, path: Path | None) -> Contract:
        """See `read_contractcase`."""
        return read_contractcase(source, document, path)

    def revise(self, contract: Contract, document: JSON, to_bytes: Callable[[], bytes]) -> Contract:
        """Read anew: an edit of a named matcher reaches every example."""
        return read_contractcase(LaterSource(contract.source.name, to_bytes), document, contract.path)

    def without_copies(self, contracts: Sequence[Contract]) -> tuple[list[Contract], list[str]]:
        """ContractCase writes each contract twice, by hash and as ``main``."""
        return without_copies(list(contracts))

    def problems(self, contract: Contract) -> Iterable[Problem]:
        """See `find_problems`."""
        return find_problems(cast(CaseContract, contract))

    def content_hash(self, contract: Contract) -> str:
        """See `contractlab.formats.contractcase.hashing.content_hash`."""
        return content_hash(cast(JSONObject, contract.document))

    def sample_exchange(self, example: Example) -> Iterable[OwnPart]:
        """What the sides of an example would send; calls of functions are not sent anywhere."""
        return own_parts(example)

    def sent_request(
        self, example: Example, *, base_path: str = "", custom_headers: Mapping[str, str] | None = None
    ) -> HttpRequest:
        """See `contractlab.formats.contractcase.sending`; variables have their defaults."""
        return self._sent(cast(CaseExample, example).plan("request"), base_path, custom_headers)

    @staticmethod
    def _sent(plan: CasePlan, base_path: str, custom_headers: Mapping[str, str] | None) -> HttpRequest:
        return sent_request(own_request(plan), own_query(plan), base_path, custom_headers or {})

    def generated_request(
        self,
        example: Example,
        *,
        params: Mapping[str, JSON],
        random: Random,
        now: datetime,
        base_path: str = "",
        custom_headers: Mapping[str, str] | None = None,
    ) -> HttpRequest:
        """The example's request with the values of its state variables; nothing else is made at run time."""
        case = cast(CaseExample, example)
        names = {name for state in case.states for name in state.variables}
        variables = {name: value for name, value in params.items() if name in names}
        return self._sent(case.plan("request", variables=variables), base_path, custom_headers)

    def seen_answer(self, example: Example, answer: RecordedAnswer, follow: Follow) -> SeenAnswer:
        """See `contractlab.contracts.transport.KnowsClient` and `contractlab.formats.contractcase.redirects`."""
        return seen_answer(answer, follow)

    def redirected_request(
        self, request: HttpRequest, origin: str, status: int, method: str, address: str
    ) -> HttpRequest:
        """See `contractlab.contracts.transport.FollowsRedirects`."""
        return redirected_request(request, origin, status, method, address)

    def generated_response(
        self, example: Example, *, params: Mapping[str, JSON], random: Random, now: datetime, address: str
    ) -> HttpResponse:
        """The example's response with the values of its state variables; its headers are sent, which the core leaves.

        The core answers with the defaults of variables, as no state handler runs beside its mock.
        """
        case = cast(CaseExample, example)
        names = {name for state in case.states for name in state.variables}
        variables = {name: value for name, value in params.items() if name in names}
        return full_response(case, variables)

    def reference_choice(self, request: HttpRequest, checked: Sequence[tuple[Example, MatchResult]]) -> ReferenceChoice:
        """The first that fits: the core mocks one example at a time, so it has nothing to choose from."""
        return next((place for place, (_, result) in enumerate(checked) if result.passed), None)

    def request_forms(self, example: Example) -> RequestForms:
        """The example's own request, with defaults for variables; matchers say what else a recording may hold."""
        return exact_forms(request_of(example.request))

    def call_need(self, example: Example) -> CallNeed | None:
        """See `RunsCalls`."""
        return call_need(cast(CaseExample, example))

    def mock_response(self, example: Example) -> HttpResponse:
        """See `RunsCalls`."""
        return mock_response(cast(CaseExample, example))

    def mock_outcome(self, example: Example) -> Outcome:
        """See `RunsCalls`."""
        return mock_outcome(cast(CaseExample, example))

    def call_arguments(self, example: Example, variables: Mapping[str, JSON]) -> list[JSON]:
        """See `RunsCalls`."""
        return call_arguments(cast(CaseExample, example), variables)

    def check_arguments(self, example: Example, arguments: Sequence[Any], dialect: str) -> MatchResult:
        """See `RunsCalls`."""
        return cast(CaseExample, example).check_call(arguments, dialect=dialect)

    def check_outcome(self, example: Example, outcome: Any, dialect: str, variables: Mapping[str, JSON]) -> MatchResult:
        """See `RunsCalls`."""
        return cast(CaseExample, example).check_return(outcome, dialect=dialect, variables=variables or None)

    def title(self, contract: Contract) -> str:
        """``ContractCase``: its files say nothing of a version that a reader would need."""
        return "ContractCase"

    def beside(self, item: Contract | Example) -> Mapping[str, JSON]:
        """Nothing: every field of a file is part of what is asked, or made from it."""
        return {}

    def matcher_count(self, example: Example) -> int:
        """Matchers that the example declares, names aside."""
        return cast(CaseExample, example).matcher_count

    def describe(self, example: Example) -> DescribedExample:
        """See `contractlab.formats.contractcase.describe`."""
        return describe(cast(CaseExample, example))

    def value_pointer(self, example: Example, mismatch: Mismatch, subject: str, reply: int) -> str:
        """See `contractlab.formats.contractcase.describe`."""
        return value_pointer(cast(CaseExample, example), mismatch, subject)


CONTRACTCASE = ContractCaseFormat()
