"""An example of a contract: what every format's examples have in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from contractlab.contracts.expected import ExpectedMessage
from contractlab.contracts.sample_exchange import OwnPart
from contractlab.contracts.states import StateDefinition
from contractlab.values.display import Shown
from contractlab.values.message import Message
from contractlab.values.result import MatchResult
from contractlab.values.source import Location

if TYPE_CHECKING:
    from contractlab.contracts.contract import Contract

__all__ = ["Example", "Kind"]

Kind = Literal["http", "message", "sync-message", "function", "unknown"]


class Example(Shown):
    """One unit of a contract (Pact calls it an interaction).

    Attributes
    ----------
    contract : Contract
    document : mapping
        The example as it stands in the file.
    key : str
        Unique within the contract: the file's own key, else a digest of description and states.
    index : int
        Position in the contract, from 0.
    description : str
    kind : str
        ``"http"``, ``"message"``, ``"sync-message"``, ``"function"`` or ``"unknown"``.
    states : tuple of StateDefinition
    pending : bool
        True if a failure must not break a build.
    pointer : str
        JSON pointer into the contract.
    """

    contract: Contract
    document: Mapping[str, Any]
    key: str
    index: int
    description: str
    kind: Kind
    states: tuple[StateDefinition, ...]
    pending: bool
    pointer: str

    judged: str = "response"
    """The part of an exchange that gets the verdict: the response, unless it is the caller that is tested."""

    def variables_of(self, states: Iterable[tuple[str, Mapping[str, Any]]]) -> Mapping[str, Any] | None:
        """Values of state variables that a recording tells, for a check; None where the format has none.

        Parameters
        ----------
        states : iterable of (str, mapping)
            Names and parameters of the states that were in force.
        """
        return None

    @property
    def content(self) -> tuple[Any, ...]:
        """Every part of the file that verdicts of the example depend on; its own first."""
        return (self.document,)

    @property
    def location(self) -> Location:
        """File, line and JSON pointer of the example."""
        return self.contract.source.at(self.pointer)

    @property
    def request(self) -> Any:
        """What the consumer sends: ExpectedRequest, or ExpectedMessage of a synchronous message."""
        raise AttributeError(f"an example of kind {self.kind!r} has no request")

    @property
    def response(self) -> Any:
        """What the provider answers: ExpectedResponse."""
        raise AttributeError(f"an example of kind {self.kind!r} has no response")

    @property
    def responses(self) -> Sequence[ExpectedMessage]:
        """The replies of a synchronous message."""
        raise AttributeError(f"an example of kind {self.kind!r} has no responses")

    def check_response(
        self, response: Any, *, dialect: str = "reference", variables: Mapping[str, Any] | None = None
    ) -> MatchResult:
        """Check a response that a provider gave.

        Parameters
        ----------
        response : HttpResponse, or a response of httpx or requests
        dialect : str
            ``"reference"``: the verdict of the Rust core; ``"spec"``: that of the official cases.
        variables : mapping, optional
            Values of state variables (ContractCase).

        Returns
        -------
        MatchResult
        """
        raise NotImplementedError

    def check_request(
        self, request: Any, *, dialect: str = "reference", variables: Mapping[str, Any] | None = None
    ) -> MatchResult:
        """Check a request that a consumer sent; parameters as in `check_response`."""
        raise NotImplementedError

    def check_message(
        self,
        contents: Message | bytes | str | None,
        metadata: Mapping[str, Any] | None = None,
        *,
        part: str = "request",
        index: int = 0,
        dialect: str = "reference",
        variables: Mapping[str, Any] | None = None,
    ) -> MatchResult:
        """Check a message that a provider produced.

        Parameters
        ----------
        contents : bytes, str, None or Message
            A Message brings its metadata along.
        metadata : mapping, optional
        part, index
            For synchronous messages: ``"request"``, or ``"response"`` with its index.
        dialect, variables
            As in `check_response`.
        """
        raise NotImplementedError

    @property
    def own_parts(self) -> tuple[OwnPart, ...]:
        """What the sides of the example would send if they sent exactly what it has; each can be checked."""
        return ()

    def __reduce__(self) -> tuple[Any, ...]:
        return _example_of, (self.contract, self.index)

    def __copy__(self) -> Example:
        made = object.__new__(type(self))
        vars(made).update(vars(self))
        return made

    def __repr__(self) -> str:
        return f"<Example {self.key} {self.description!r}>"


def _example_of(contract: Contract, index: int) -> Example:
    """A pickled example: the one at its place in the contract, which is read again from its bytes."""
    return contract.examples[index]
