"""What a format says of contracts that are being defined."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from contractlab.contracts.contract import Example
from contractlab.contracts.defined import Defined
from contractlab.contracts.problems import Severity
from contractlab.values.display import quiet
from contractlab.values.json_types import JSON, JSONObject

__all__ = ["ContinuesContracts", "Defines", "DefinitionNote", "FormatDefining", "Loss", "NotesDefinitions"]


@quiet
@dataclass(frozen=True, slots=True)
class Loss:
    """What would be lost if a definition were written over a file.

    Attributes
    ----------
    text : str
        What it is, with the example's description.
    before, after : JSON value
        What the file has, and what the definition has.
    """

    text: str
    before: JSON
    after: JSON


class FormatDefining(Protocol):
    """How a format's contracts are written from what people define.

    Attributes
    ----------
    versions : tuple of str
        Versions of the specification that can be written, the usual one first.
    """

    @property
    def versions(self) -> Sequence[str]:
        """Versions that can be written, the usual one first."""

    def example(self, defined: Defined, version: str) -> JSONObject:
        """The example as a file of the version has it.

        Raises
        ------
        InvalidEdit
            If the version cannot say something; it names what can.
        """

    def document(
        self,
        consumer: str,
        provider: str,
        version: str,
        examples: Sequence[tuple[str, JSONObject]],
        metadata: Mapping[str, Mapping[str, JSON]],
    ) -> JSONObject:
        """The whole contract: the same examples in any order give the same document.

        Parameters
        ----------
        consumer, provider, version : str
        examples : sequence of (kind, example)
        metadata : mapping of namespace to entries

        Raises
        ------
        InvalidEdit
            If one file cannot hold these kinds together.
        """

    def write(self, document: JSON) -> bytes:
        """The text of a document, in the layout of the format's own writer."""

    def merged(self, document: JSON, present: JSON) -> tuple[JSON, Sequence[Loss]]:
        """A definition together with what a file holds already, and what would be lost by writing that."""


@runtime_checkable
class Defines(Protocol):
    """A format whose contracts can be defined; formats of others may be older than this."""

    @property
    def defining(self) -> FormatDefining:
        """How its contracts are written from what people define."""


@runtime_checkable
class ContinuesContracts(Protocol):
    """What `FormatDefining` of a format says beside, where definitions can go on with contracts that are there."""

    def defined(self, example: Example) -> Defined | None:
        """An example as calls would define it; None where calls cannot say what it says.

        Parameters
        ----------
        example : Example
            Of a contract of this format.
        """

    def on_ground(self, document: JSONObject, ground: JSONObject) -> JSONObject:
        """A definition's document with what else stands in the contract that it goes on with.

        Parameters
        ----------
        document : JSON object
            As `FormatDefining.document` gives it; its examples stay the same objects.
        ground : JSON object
            Of the contract; its examples do not count.
        """


@dataclass(frozen=True, slots=True)
class DefinitionNote:
    """Something odd about an example as it was defined, which the file does not show.

    Attributes
    ----------
    code : str
        Of the problem.
    text : str
    severity : str
    """

    code: str
    text: str
    severity: Severity = "info"


@runtime_checkable
class NotesDefinitions(Protocol):
    """What `FormatDefining` of a format says beside, where it sees more in a definition than in the file."""

    def notes(self, defined: Defined, version: str) -> Sequence[DefinitionNote]:
        """What is odd about an example as it was defined, and what the reference would write otherwise."""
