"""What a format says of contracts that are being defined."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol, TypeAlias, runtime_checkable

from contractlab.contracts.contract import Contract, Example
from contractlab.contracts.defined import Defined
from contractlab.contracts.matcher import Matcher
from contractlab.contracts.problems import Severity
from contractlab.values.display import quiet
from contractlab.values.json_types import JSON, JSONObject

__all__ = [
    "Change",
    "ContinuesContracts",
    "Defines",
    "DefinitionNote",
    "FormatDefining",
    "Loss",
    "NotesDefinitions",
    "WritesCode",
]

Change: TypeAlias = Literal["merge", "overwrite", "fail"]
"""What saving does where a file is there."""


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
    usual_change : str
        What saving does where a file is there and nobody says: ``"merge"``, ``"overwrite"`` or ``"fail"``.
    needs_description : bool
        False if examples without a description are named by what they exchange.
    in_order : bool
        True if a file has its examples in the order in which they were defined.
    own_problems : collection of str
        Codes of problems that every file of the format's own writer has.
    received : str
        What a consumer usually is asked by, as `ExampleBeingDefined.upon_receiving` takes it.
    judges_response_headers : bool
        False if the format's own verifier never sees the headers of a response.
    """

    @property
    def versions(self) -> Sequence[str]:
        """Versions that can be written, the usual one first."""

    @property
    def usual_change(self) -> Change:
        """What saving does where a file is there and nobody says."""

    @property
    def needs_description(self) -> bool:
        """False if examples without a description are named by what they exchange."""

    @property
    def in_order(self) -> bool:
        """True if a file has its examples in the order in which they were defined."""

    @property
    def received(self) -> str:
        """What a consumer usually is asked by."""

    @property
    def judges_response_headers(self) -> bool:
        """False if the format's own verifier never sees the headers of a response."""

    def like_recorded(self, value: JSON) -> Matcher:
        """A recorded object or array, asked for by type; arrays may have other lengths."""

    def identity(self, defined: Defined, written: JSONObject) -> str:
        """What tells an example from others: one that is defined later takes the place of an equal one.

        Parameters
        ----------
        defined : Defined
        written : JSON object
            As `example` gave it.
        """

    def kept_identity(self, example: Example) -> str:
        """The identity of an example that a file has; equal to that of one that is defined in its place."""

    def without(self, document: JSON, examples: Sequence[Example]) -> JSON:
        """A file's document without examples, and without what stands in it for their sake alone.

        Parameters
        ----------
        document : JSON value
        examples : sequence of Example
            As they were read from this document.
        """

    def files(self, folder: Path, document: JSON, wanted: Sequence[str] | None) -> Sequence[Path]:
        """Where the format puts a contract within a folder; names of participants cannot leave it.

        Parameters
        ----------
        folder : Path
        document : JSON value
        wanted : sequence of str, optional
            Which files, where the format has several for a contract.

        Returns
        -------
        sequence of Path
            All hold the same text. What is to happen where a file is there is decided by the first.

        Raises
        ------
        InvalidEdit
            If the format has no such files, or writes no file of this.
        """

    @property
    def own_problems(self) -> Collection[str]:
        """Codes of problems that every file of the format's own writer has; who defines one cannot mend them."""

    def trigger_names(self, example: Example) -> Sequence[str]:
        """Names by which a trigger for an example may be found, the most special first.

        Parameters
        ----------
        example : Example
            Of a contract that is being defined.
        """

    def same(self, document: JSON, present: JSON) -> bool:
        """True if what a file holds says what a definition says, whatever wrote it."""

    def turned(self, document: JSON) -> JSON:
        """The contract with its sides turned: verifying it runs the consumer as defining the contract does."""

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

    def version_of(self, contract: Contract) -> str:
        """The version that a definition writes which goes on with a contract."""

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


@runtime_checkable
class WritesCode(Protocol):
    """What `FormatDefining` of a format says beside, where other programs define its contracts, too."""

    @property
    def code_styles(self) -> Collection[str]:
        """The programs whose code can be written: ``"pact-python"``."""

    def code_of(self, contract: Contract, style: str, name: str, lost: Sequence[str]) -> str:
        """The code that defines a contract with such a program.

        Parameters
        ----------
        contract : Contract
            Of this format.
        style : str
            One of `code_styles`.
        name : str
            Of the variable.
        lost : sequence of str
            What the contract cannot say of the one that it was made of.

        Returns
        -------
        str
            What the program cannot say is listed in comments, and so is what was lost before.
        """
