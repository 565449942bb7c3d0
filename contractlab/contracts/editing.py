"""What editing asks of a format: where the parts of an example are written, and what an edit makes of the document.

Nothing here changes anything. A format answers with an `EditOperation`, which is a function from the document to the
changed document with words for it; `contractlab.editing` applies operations, remembers and repeats them. What a format
cannot say, it refuses with `InvalidEdit`, in a sentence that says what to do instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from contractlab.contracts.contract import Contract, Example
from contractlab.contracts.edit_data import (
    DeclaredRules,
    DocumentChange,
    EditOperation,
    RecordedExchange,
    StateRecord,
    Tokens,
    Written,
)
from contractlab.values.json_types import JSON, JSONObject

__all__ = [
    "BodyEditing", "DeclaredRules", "DocumentChange", "EditOperation", "ExampleEditing", "FormatEditing",
    "GeneratorsEditing", "NamedEditing", "PartEditing", "RecordedExchange", "StateForm", "StateRecord", "Tokens",
    "Written",
]  # fmt: skip


class BodyEditing(Protocol):
    """A body, the contents of a message, the arguments of a function: values by path, as the other side sees them."""

    @property
    def value(self) -> JSON:
        """The whole example; MISSING where there is none."""

    def rules(self, path: str) -> tuple[JSONObject, ...]:
        """What is declared for a path, as the file has it."""

    def rule_path(self, tokens: Tokens) -> str:
        """The path to write a rule for the value at a place by.

        Raises
        ------
        InvalidEdit
            If the format has no path for one of the keys.
        """

    def set(self, path: str, value: object) -> EditOperation:
        """Set a value, which may hold matchers."""

    def set_rule(self, path: str, matcher: object) -> EditOperation:
        """Change the matcher of a path and keep its value."""

    def drop_rule(self, path: str) -> EditOperation:
        """Take the matchers of a path away."""

    def remove(self, path: str) -> EditOperation:
        """Take a value out, with what is declared for it."""

    def remove_all(self) -> EditOperation:
        """Take the whole body out."""

    def rename(self, path: str, key: str) -> EditOperation:
        """Call a key by another name; what is declared for it goes along."""

    def insert(self, path: str, index: int, value: object) -> EditOperation:
        """Put an item into an array."""


class NamedEditing(Protocol):
    """Headers, parameters or metadata: values by name."""

    @property
    def field(self) -> str:
        """``"headers"``, ``"query"`` or as the file calls metadata."""

    @property
    def values(self) -> Mapping[str, JSON]:
        """Examples by name, as the file spells names."""

    def get(self, name: str) -> JSON:
        """The example of a name.

        Raises
        ------
        KeyError
            If there is none.
        """

    def set(self, name: str, value: object) -> EditOperation:
        """Set a value, which may be a matcher."""

    def remove(self, name: str) -> EditOperation:
        """Take a value out."""

    def rename(self, name: str, new_name: str) -> EditOperation:
        """Call a value by another name."""


class GeneratorsEditing(Protocol):
    """Values that are made at run time, by place."""

    @property
    def values(self) -> Mapping[str, JSONObject]:
        """Generators by place, as the file has them."""

    def place(self, text: str) -> str:
        """A place as `values` spells it.

        Raises
        ------
        InvalidEdit
            If it is none.
        """

    def set(self, place: str, generator: Mapping[str, JSON]) -> EditOperation:
        """Set the generator of a place."""

    def remove(self, place: str) -> EditOperation:
        """Take the generator of a place away."""


class PartEditing(Protocol):
    """A request, a response, a message, a reply, a call or its result.

    Attributes
    ----------
    name : str
        As in `OwnPart`: ``"request"``, ``"response"``, ``"message"``, ``"reply 1"``.
    answers : bool
        True for what answers: a response, a reply, a message, a result; False for a request or a call.
    place : tuple
        How it is reached from the example: ``("request",)``, ``("responses", 0)``, ``()`` for the example itself.
    """

    @property
    def name(self) -> str:
        """As in `OwnPart`."""

    @property
    def answers(self) -> bool:
        """True for what answers, False for a request or a call."""

    @property
    def place(self) -> tuple[str | int, ...]:
        """How it is reached from the example."""

    @property
    def tokens(self) -> Tokens:
        """Where it is written in the document."""

    @property
    def document(self) -> Mapping[str, JSON]:
        """The part as the file has it; empty where it has none."""

    def read(self, attribute: str) -> JSON:
        """Status, method, path or content type."""

    def write(self, attribute: str, value: object) -> EditOperation:
        """Set status, method, path or content type."""

    def body(self, attribute: str) -> BodyEditing:
        """``"body"``, or the ``"contents"`` of a message."""

    def named(self, attribute: str) -> NamedEditing:
        """``"headers"``, ``"query"`` or ``"metadata"``."""

    def generators(self) -> GeneratorsEditing:
        """Its generators."""

    def declared(self, field: str, place: Tokens) -> DeclaredRules | None:
        """What is declared beside a value; None where nothing is, or where matchers stand inside of the example.

        Parameters
        ----------
        field : str
            ``"body"``, ``"contents"``, ``"headers"``, ``"query"``, ``"metadata"``, ``"status"`` or ``"path"``.
        place : tuple
            Steps in a body; the name of a header, a parameter or an entry; empty for a single value.
        """


class ExampleEditing(Protocol):
    """One example at one moment."""

    @property
    def parts(self) -> tuple[PartEditing, ...]:
        """What its sides send, requests and calls first."""

    @property
    def instead(self) -> Mapping[str, str]:
        """For parts that it has not: what to look at, as the end of a sentence (``"; see arguments"``)."""

    @property
    def attributes(self) -> frozenset[str]:
        """Names of values beside description, key, pending and comments, which every format knows or refuses."""

    @property
    def bodies(self) -> frozenset[str]:
        """Names of bodies of its own, beside those of its parts."""

    def read(self, attribute: str) -> JSON:
        """A value of the example itself."""

    def write(self, attribute: str, value: object) -> EditOperation:
        """Set a value of the example itself, or a whole body."""

    def body(self, attribute: str) -> BodyEditing:
        """A body of its own."""

    def copy(self, description: str) -> JSONObject:
        """The example as it would be written again under another description."""


class StateForm(Protocol):
    """How a file writes the states of an example."""

    @property
    def parameters(self) -> str:
        """What parameters are called: ``"params"``, or ``"variables"`` where they have defaults."""

    @property
    def noun(self) -> str:
        """What a screen calls them: ``"parameters"``, or ``"variables"``."""

    def given(
        self, params: Mapping[str, JSON] | None, variables: Mapping[str, JSON] | None = None
    ) -> Mapping[str, JSON] | None:
        """The parameters that were handed over under the one name or the other."""

    def read(self, example: Mapping[str, JSON]) -> list[StateRecord]:
        """The states of an example."""

    def write(self, example: JSONObject, states: list[StateRecord]) -> JSONObject:
        """An example with other states."""


class FormatEditing(Protocol):
    """How contracts of a format are edited."""

    @property
    def fields(self) -> tuple[str, ...]:
        """The lists of examples in a document, in the order in which `Contract.examples` has them."""

    def example(self, contract: Contract, example: Example, tokens: Tokens) -> ExampleEditing:
        """An example of a contract, which stands at `tokens` in its document."""

    def states(self, contract: Contract) -> StateForm:
        """How the contract writes states."""

    def settle(self, before: JSON, after: JSON, moved: Mapping[str, Mapping[int, int]] | None) -> JSON:
        """A document with what follows from an edit elsewhere in it.

        Parameters
        ----------
        before, after : JSON value
            The document before and after the edit.
        moved : mapping of str to mapping of int to int, or None
            For each list of examples: from the place of an example before to its place after, -1 where it is gone;
            None where all stand where they stood.
        """

    def check_new(self, contract: Contract, example: Mapping[str, JSON]) -> None:
        """Refuse an example that a contract cannot take in.

        Raises
        ------
        InvalidEdit
        """

    def names(self, contract: Contract) -> set[str]:
        """What examples of a contract are called, as `promote` names a new one."""

    def called(self, example: Example) -> object:
        """What an example is called, without what else its description tells."""

    def promote(self, contract: Contract, recorded: RecordedExchange) -> tuple[str, JSONObject]:
        """The list that what was recorded belongs to, and the example as the file would have it.

        Raises
        ------
        InvalidEdit
            If the contract cannot hold it.
        """

    def write(self, document: JSON, before: Written) -> bytes:
        """The file of a changed document; the text of what was not touched stays as far as the format can keep it.

        Parameters
        ----------
        document : JSON value
        before : Written
            The file as it was loaded, or last saved.
        """

    def targets(self, path: Path, before: Contract, after: Contract) -> Sequence[Path]:
        """The files to write in place of the one that was loaded, its own first."""
