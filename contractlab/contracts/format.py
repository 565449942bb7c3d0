"""What the house needs of a format, and which formats there are.

A format is one folder in `contractlab.formats` (or of another distribution, by an entry point of the group
``contractlab.formats``). Everything outside that folder asks the object described here and never names a format.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any, Protocol, cast, runtime_checkable

from contractlab.contracts.contract import Contract, Example
from contractlab.contracts.described import DescribedExample
from contractlab.contracts.editing import FormatEditing
from contractlab.contracts.problems import Problem
from contractlab.contracts.registry import named, registered
from contractlab.contracts.request_forms import RequestForms, exact_forms
from contractlab.contracts.sample_exchange import OwnPart, request_of
from contractlab.contracts.vocabulary import Vocabulary
from contractlab.values.http import HttpRequest
from contractlab.values.json_types import JSON
from contractlab.values.mismatch import Mismatch
from contractlab.values.sentences import FormatSentences
from contractlab.values.source import Source

__all__ = ["Format", "RequestSender", "format_named", "format_of", "registered_formats", "request_forms_of"]


@runtime_checkable
class RequestSender(Protocol):
    """What a format says of the requests that its verifier sends; formats of others may be older than this."""

    def sent_request(
        self, example: Example, *, base_path: str = "", custom_headers: Mapping[str, str] | None = None
    ) -> HttpRequest:
        """The request of an example as a verifier of this format sends it.

        Parameters
        ----------
        example : Example
            Of kind ``"http"``.
        base_path : str
            Path of the provider's address.
        custom_headers : mapping of str to str, optional
            Headers that the verifier adds.
        """

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
        """The request of an example as a verifier sends it, with the values that are made at run time.

        Parameters
        ----------
        example : Example
            Of kind ``"http"``.
        params : mapping of str to JSON value
            Parameters of the provider states in force, and what their handlers returned.
        random : random.Random
            The only source of chance: the same seed gives the same request.
        now : datetime
            The clock.
        base_path, custom_headers
            As in `sent_request`.

        Raises
        ------
        CannotCheck
            Where the verifier stops with an error instead.
        """

    def request_forms(self, example: Example) -> RequestForms:
        """What a verifier of this format may send for an example; `exact_forms` does it where nothing is made.

        Parameters
        ----------
        example : Example
            Of kind ``"http"``.
        """


class Format(RequestSender, Protocol):
    """One format of contracts.

    Attributes
    ----------
    name : str
        As in ``contract.format``.
    sentences : FormatSentences
        Words for differences and matchers that the format alone has.
    vocabulary : Vocabulary
        Its matchers as plain data.
    checks_by_content : bool
        True if a verdict on a response depends on the example's own document and the response alone, so that equal
        examples of several contracts share one check.
    """

    @property
    def name(self) -> str:
        """As in ``contract.format``."""

    @property
    def sentences(self) -> FormatSentences:
        """Words for differences and matchers that the format alone has."""

    @property
    def vocabulary(self) -> Vocabulary:
        """Its matchers, for lint, the editor, conversion and the words of `match`."""

    @property
    def checks_by_content(self) -> bool:
        """True if equal examples of several contracts share one check of a response."""

    @property
    def editing(self) -> FormatEditing:
        """How its contracts are edited; `contractlab.contracts.plain_editing.PlainEditing` is a simple way."""

    # Reading and writing

    def detect(self, document: JSON) -> bool:
        """True for a parsed document that can only be meant as a contract of this format."""

    def parse(self, data: bytes) -> Any:
        """Read a text that is no JSON by the common rules and that the format reads all the same.

        Returns
        -------
        JSON value or MISSING
            MISSING for what is not of this format.
        """

    def read(self, source: Source, document: JSON, path: Path | None) -> Contract:
        """Make the contract of a document.

        Raises
        ------
        InvalidContract
            With every fault of the file together.
        """

    def revise(self, contract: Contract, document: JSON, to_bytes: Callable[[], bytes]) -> Contract:
        """The contract of a document that shares most of its parts with that of `contract`.

        Parameters
        ----------
        contract : Contract
        document : JSON value
        to_bytes : callable
            Gives the text of the new document, when lines are asked for.
        """

    def without_copies(self, contracts: Sequence[Contract]) -> tuple[list[Contract], list[str]]:
        """Contracts without those of this format that hold the very contract of another, and the names of these."""

    # What is known of a contract and its examples

    def problems(self, contract: Contract) -> Iterable[Problem]:
        """What is odd about a contract."""

    def content_hash(self, contract: Contract) -> str:
        """The hash by which those who keep contracts of this format tell contents apart.

        What verdicts do not depend on is left out as they leave it out, so that a contract that was written anew with
        nothing changed keeps its hash. Pact: the content SHA of pact_broker 2.120.0. ContractCase: the hash that its
        contract writer 0.30.1 records. Formats without such a custom: SHA-256 of the document with sorted keys.

        Returns
        -------
        str
            Hexadecimal digits.
        """

    def sample_exchange(self, example: Example) -> Iterable[OwnPart]:
        """What the sides of an example would send if they sent exactly what it has."""

    def title(self, contract: Contract) -> str:
        """The format with the version of a contract, for screens: ``Pact V4``."""

    def beside(self, item: Contract | Example) -> Mapping[str, JSON]:
        """Fields of a file or of an example that ask for nothing: metadata of the file, comments, own fields."""

    def matcher_count(self, example: Example) -> int:
        """Number of matchers that an example declares."""

    def describe(self, example: Example) -> DescribedExample:
        """An example in words and values, as views show it; `describe_exchange` does it where everything is equal."""

    def value_pointer(self, example: Example, mismatch: Mismatch, subject: str, reply: int) -> str:
        """Where the contract writes the value that a difference is about.

        Parameters
        ----------
        example : Example
        mismatch : Mismatch
            Of a check of the example.
        subject : str
            What was checked, as in `MatchResult`: ``"response"``, ``"request"``, ``"message"`` …
        reply : int
            Number of the reply that was checked; 0 for what is no reply.

        Returns
        -------
        str
            JSON pointer into the contract; `pointer_in_exchange` gives it for a request with its response.
        """


def registered_formats() -> Sequence[Format]:
    """Every format, in the order in which they are asked whether a document is theirs."""
    return cast(Sequence[Format], registered())


def format_named(name: str) -> Format:
    """The format with a name, such as ``"pact"``.

    Raises
    ------
    LookupError
        If there is none.
    """
    return cast(Format, named(name))


def format_of(contract: Contract) -> Format:
    """The format of a contract."""
    return format_named(contract.format)


def request_forms_of(example: Example) -> RequestForms:
    """What a verifier may send for an example of kind ``"http"``; its own request where the format does not say."""
    form = format_of(example.contract)
    if _sends(type(form)):
        return form.request_forms(example)
    return exact_forms(request_of(example.request))


@lru_cache(maxsize=64)
def _sends(kind: type) -> bool:
    """Asked once: a protocol looks for every one of its members, by name."""
    return issubclass(kind, RequestSender)
