"""Pact as a `Format`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any, cast

from contractlab.contracts.answering import ReferenceChoice
from contractlab.contracts.contract import Contract, Example
from contractlab.contracts.defining import FormatDefining
from contractlab.contracts.described import DescribedExample
from contractlab.contracts.editing import FormatEditing
from contractlab.contracts.problems import Problem
from contractlab.contracts.request_forms import RequestForms
from contractlab.contracts.sample_exchange import OwnPart
from contractlab.contracts.transport import Follow, RecordedAnswer, SeenAnswer
from contractlab.contracts.vocabulary import Vocabulary
from contractlab.formats.pact.client_rules import seen_answer
from contractlab.formats.pact.content_hash import authored_document, content_hash
from contractlab.formats.pact.describe import describe, value_pointer
from contractlab.formats.pact.field_problems import beside_fields
from contractlab.formats.pact.generated_messages import generated_messages
from contractlab.formats.pact.handed_out import handed_out, merged
from contractlab.formats.pact.message_questions import message_question
from contractlab.formats.pact.mocking import generated_response, reference_choice
from contractlab.formats.pact.model import PactContract, PactExample
from contractlab.formats.pact.problems import find_problems
from contractlab.formats.pact.reading import looks_like_pact, read_pact
from contractlab.formats.pact.redirects import redirected_request
from contractlab.formats.pact.request_forms import generated_parts, request_forms, written_query
from contractlab.formats.pact.sample_exchange import own_parts
from contractlab.formats.pact.sending import sent_request
from contractlab.formats.pact.sentences import SENTENCES
from contractlab.formats.pact.vocabulary import VOCABULARY
from contractlab.formats.pact.writing import revise
from contractlab.values.http import HttpRequest, HttpResponse
from contractlab.values.json_types import JSON
from contractlab.values.markers import MISSING
from contractlab.values.message import Message
from contractlab.values.mismatch import Mismatch
from contractlab.values.reasons import ReasonCode
from contractlab.values.result import MatchResult
from contractlab.values.sentences import FormatSentences
from contractlab.values.source import Source

__all__ = ["PACT"]


@dataclass(frozen=True)
class PactFormat:
    """See `contractlab.contracts.format.Format`."""

    name: str = "pact"
    sentences: FormatSentences = SENTENCES
    vocabulary: Vocabulary = VOCABULARY
    checks_by_content: bool = True

    def answer_content(self, example: Example) -> JSON:
        """See `contractlab.contracts.transport.AnswersByPart`; plugins check by what stands beside the response."""
        document = example.document
        return document if "pluginConfiguration" in document else document.get("response")

    @property
    def editing(self) -> FormatEditing:
        """See `FormatEditing`; loaded on first use, because most contracts are only read."""
        from contractlab.formats.pact.editing.pact_editing import PACT_EDITING

        return PACT_EDITING

    @property
    def defining(self) -> FormatDefining:
        """See `contractlab.contracts.defining.Defines`; loaded on first use, as `editing`."""
        from contractlab.formats.pact.defining.pact_defining import PACT_DEFINING

        return PACT_DEFINING

    def detect(self, document: JSON) -> bool:
        """Interactions or messages, or at least two participants."""
        named = isinstance(document, Mapping) and isinstance(document.get("consumer"), Mapping)
        return looks_like_pact(document) or (named and "provider" in document)

    def parse(self, data: bytes) -> Any:
        """Pact files are JSON, and nothing else."""
        return MISSING

    def read(self, source: Source, document: JSON, path: Path | None) -> Contract:
        """See `read_pact`."""
        return read_pact(source, document, path)

    def revise(self, contract: Contract, document: JSON, to_bytes: Callable[[], bytes]) -> Contract:
        """See `contractlab.formats.pact.writing.revise`."""
        return revise(cast(PactContract, contract), document, to_bytes)

    def without_copies(self, contracts: Sequence[Contract]) -> tuple[list[Contract], list[str]]:
        """Every Pact file stands for itself."""
        return list(contracts), []

    def handed_out(self, data: bytes) -> bytes:
        """See `contractlab.contracts.handed_out.HandedOut`."""
        return handed_out(data)

    def merged(self, kept: bytes, added: bytes) -> bytes | None:
        """See `contractlab.contracts.handed_out.Merged`."""
        return merged(kept, added)

    def problems(self, contract: Contract) -> Iterable[Problem]:
        """See `find_problems`."""
        return find_problems(cast(PactContract, contract))

    def content_hash(self, contract: Contract) -> str:
        """See `contractlab.formats.pact.content_hash.content_hash`."""
        return content_hash(contract.to_bytes())

    def authored_document(self, data: bytes) -> tuple[bytes, tuple[str, ...]]:
        """See `contractlab.contracts.published.KeptByBroker` and `contractlab.formats.pact.content_hash`."""
        return authored_document(data)

    def sample_exchange(self, example: Example) -> Iterable[OwnPart]:
        """What the sides of an example would send; calls of functions are not sent anywhere."""
        return own_parts(cast(PactExample, example))

    def sent_request(
        self, example: Example, *, base_path: str = "", custom_headers: Mapping[str, str] | None = None
    ) -> HttpRequest:
        """See `contractlab.formats.pact.sending.sent_request`; generators are not applied."""
        query = written_query(cast(PactExample, example))
        return sent_request(example.request, query, base_path=base_path, custom_headers=custom_headers)

    def seen_answer(self, example: Example, answer: RecordedAnswer, follow: Follow) -> SeenAnswer:
        """See `contractlab.contracts.transport.KnowsClient` and `contractlab.formats.pact.client_rules`."""
        return seen_answer(example, answer, follow)

    def redirected_request(
        self, request: HttpRequest, origin: str, status: int, method: str, address: str
    ) -> HttpRequest:
        """See `contractlab.contracts.transport.FollowsRedirects` and `contractlab.formats.pact.redirects`."""
        return redirected_request(request, origin, status, method, address)

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
        """See `contractlab.formats.pact.generated_requests`."""
        made, query = generated_parts(cast(PactExample, example), params, random=random, now=now)
        return sent_request(made, query, base_path=base_path, custom_headers=custom_headers)

    def generated_response(
        self, example: Example, *, params: Mapping[str, JSON], random: Random, now: datetime, address: str
    ) -> HttpResponse:
        """See `contractlab.contracts.answering.AnswersRequests` and `contractlab.formats.pact.mocking`."""
        return generated_response(cast(PactExample, example), params, random=random, now=now, address=address)

    def generated_messages(
        self, example: Example, *, params: Mapping[str, JSON], random: Random, now: datetime
    ) -> Sequence[Message]:
        """See `contractlab.contracts.answering.SendsMessages` and `contractlab.formats.pact.generated_messages`."""
        return generated_messages(cast(PactExample, example), params, random=random, now=now)

    def reference_choice(self, request: HttpRequest, checked: Sequence[tuple[Example, MatchResult]]) -> ReferenceChoice:
        """See `contractlab.formats.pact.mocking.score`."""
        return reference_choice(request, checked)

    def request_forms(self, example: Example) -> RequestForms:
        """See `contractlab.formats.pact.request_forms`."""
        return request_forms(cast(PactExample, example))

    def core_file(self, contract: Contract) -> bytes:
        """See `CoreVerified`: the contract as it is."""
        return contract.to_bytes()

    def core_examples(self, contract: Contract) -> Sequence[Example]:
        """See `CoreVerified`: in the order of the file, but for those that pact_verifier passes over."""
        hindered = ((example, example.hindrance) for example in contract.examples)
        return tuple(
            example for example, why in hindered if why is None or why.reason.code is not ReasonCode.NEVER_VERIFIED
        )

    def message_question(self, example: Example) -> bytes:
        """See `contractlab.formats.pact.message_questions`."""
        return message_question(cast(PactExample, example))

    def title(self, contract: Contract) -> str:
        """``Pact V4``, ``Pact V1.1``."""
        return f"Pact V{contract.spec_version.removesuffix('.0')}"

    def beside(self, item: Contract | Example) -> Mapping[str, JSON]:
        """Fields that ask for nothing: metadata of the file, comments, configuration of plugins, own fields."""
        return beside_fields(item.document, of_file=isinstance(item, Contract))

    def matcher_count(self, example: Example) -> int:
        """Rules of every part and category."""
        pact = cast(PactExample, example)
        parts = [part for part in (pact.expected_request, pact.expected_response) if part is not None]
        by_category = [*(part.rules for part in parts), *(message.rules for message in pact.expected_messages)]
        return sum(len(listed.rules) for rules in by_category for each in rules.values() for listed in each.lists)

    def describe(self, example: Example) -> DescribedExample:
        """See `contractlab.formats.pact.describe`."""
        return describe(cast(PactExample, example))

    def value_pointer(self, example: Example, mismatch: Mismatch, subject: str, reply: int) -> str:
        """See `contractlab.formats.pact.describe`."""
        return value_pointer(cast(PactExample, example), mismatch, subject, reply)


PACT = PactFormat()
