"""A `Format` to begin with: it compares exactly, and leaves to its heirs what their files look like."""

from __future__ import annotations

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random

from contractlab.contracts.contract import Contract, Example
from contractlab.contracts.described import DescribedExample, describe_exchange, pointer_in_exchange
from contractlab.contracts.editing import FormatEditing, Written
from contractlab.contracts.plain_editing import PlainEditing
from contractlab.contracts.problems import Problem
from contractlab.contracts.request_forms import RequestForms, exact_forms
from contractlab.contracts.sample_exchange import OwnPart, prefixed, request_of, response_of
from contractlab.contracts.vocabulary import NO_MATCHERS, Vocabulary
from contractlab.values.http import HttpRequest
from contractlab.values.json_types import JSON
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import Mismatch
from contractlab.values.sentences import FormatSentences
from contractlab.values.source import LaterSource, Source, join_pointer
from contractlab.values.wording import NO_WORDS

__all__ = ["ExactContract", "ExactFormat"]


def json_bytes(document: JSON) -> bytes:
    """A document as JSON, as people write it."""
    return json.dumps(document, ensure_ascii=False, indent=2).encode("utf-8", "surrogatepass")


class ExactContract(Contract):
    """A contract whose examples are made by its format.

    Parameters
    ----------
    name : str
        Of the format.
    source : Source
    document : JSON value
    path : Path or None
    participants : tuple of (str, str)
        Consumer and provider.
    examples : callable
        From the contract to its examples, in order.
    """

    def __init__(
        self,
        name: str,
        source: Source,
        document: JSON,
        path: Path | None,
        participants: tuple[str, str],
        examples: Callable[[Contract], Iterable[Example]],
    ) -> None:
        self.format = name
        self.spec_version = ""
        self.source = source
        self.document = document
        self.path = path
        self.consumer, self.provider = participants
        self.examples = tuple(examples(self))


class ExactFormat(ABC):
    """What is the same for all formats that compare exactly; heirs give `name`, `detect`, `read` and `write`.

    Its examples are edited where they stand in the document: each is an object with a request and a response inside
    (`spelling` says what the file calls them and their parts). A file of another shape needs an `editing` of its own.

    Attributes
    ----------
    name : str
        As in ``contract.format``.
    fields : tuple of str
        The lists of examples in a document.
    spelling : mapping of str to str
        As in `PlainEditing`.
    """

    name = ""
    fields: tuple[str, ...] = ("examples",)
    spelling: Mapping[str, str] = {}
    checks_by_content = True

    @property
    def sentences(self) -> FormatSentences:
        """No words of its own."""
        return NO_WORDS

    @property
    def vocabulary(self) -> Vocabulary:
        """No matchers."""
        return NO_MATCHERS

    @property
    def editing(self) -> FormatEditing:
        """Examples are plain data, which `write` turns into text."""
        return _WrittenBy(self.fields, self.spelling, self.write)

    @abstractmethod
    def detect(self, document: JSON) -> bool:
        """See `Format`."""

    def parse(self, data: bytes) -> JSON:
        """JSON, and nothing else."""
        return MISSING

    @abstractmethod
    def read(self, source: Source, document: JSON, path: Path | None) -> Contract:
        """See `Format`."""

    @abstractmethod
    def write(self, document: JSON) -> bytes:
        """The text of an edited document."""

    def revise(self, contract: Contract, document: JSON, to_bytes: Callable[[], bytes]) -> Contract:
        """Read anew."""
        return self.read(LaterSource(contract.source.name, to_bytes), document, contract.path)

    def without_copies(self, contracts: Sequence[Contract]) -> tuple[list[Contract], list[str]]:
        """Every file stands for itself."""
        return list(contracts), []

    def problems(self, contract: Contract) -> Iterable[Problem]:
        """A contract without examples is the one thing that is odd."""
        if not contract.examples:
            text = "the contract has no examples, so there is nothing to check; that is an error, not a pass"
            yield Problem("error", "no-examples", text, contract.source.at(""))

    def content_hash(self, contract: Contract) -> str:
        """SHA-256 of the document as compact JSON with sorted keys; what JSON has no form for counts as its text."""
        text = json.dumps(contract.document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

    def sample_exchange(self, example: Example) -> Iterator[OwnPart]:
        """The request and the response."""
        asked, answered = (
            join_pointer(example.pointer, self.spelling.get(name, name)) for name in ("request", "response")
        )
        yield OwnPart("request", "consumer", request_of(example.request), example.check_request, asked)
        yield OwnPart("response", "provider", response_of(example.response), example.check_response, answered)

    def sent_request(
        self, example: Example, *, base_path: str = "", custom_headers: Mapping[str, str] | None = None
    ) -> HttpRequest:
        """The example's own request, behind the base path, with the headers that were given."""
        return prefixed(request_of(example.request), base_path, custom_headers or {})

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
        """The example's own request: nothing is made at run time."""
        return self.sent_request(example, base_path=base_path, custom_headers=custom_headers)

    def request_forms(self, example: Example) -> RequestForms:
        """The example's own request, and no other."""
        return exact_forms(self.sent_request(example))

    def title(self, contract: Contract) -> str:
        """The name."""
        return self.name

    def beside(self, item: Contract | Example) -> Mapping[str, JSON]:
        """Nothing: every field of a file is part of what is asked, or made from it."""
        return {}

    def matcher_count(self, example: Example) -> int:
        """None."""
        return 0

    def describe(self, example: Example) -> DescribedExample:
        """See `describe_exchange`."""
        return describe_exchange(example)

    def value_pointer(self, example: Example, mismatch: Mismatch, subject: str, reply: int) -> str:
        """See `pointer_in_exchange`."""
        return pointer_in_exchange(example, mismatch, subject)


@dataclass(frozen=True)
class _WrittenBy(PlainEditing):
    """Plain editing whose text the format writes."""

    text_of: Callable[[JSON], bytes] = field(default=json_bytes)

    def write(self, document: JSON, before: Written) -> bytes:
        """As the format writes it."""
        return self.text_of(document)
