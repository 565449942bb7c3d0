"""A contract and its examples: two halves of one thing, with states, what is odd, and the bytes they came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, TypeVar, overload

from contractlab.contracts.expected import ExpectedMessage
from contractlab.contracts.hindrance import Hindrance
from contractlab.contracts.problems import Problem, problems_of
from contractlab.contracts.published import Published
from contractlab.contracts.registry import named, read_again
from contractlab.contracts.sample_exchange import OwnPart
from contractlab.contracts.saving import safe_file_name
from contractlab.contracts.states import StateDefinition, StateUse
from contractlab.errors import AmbiguousExample, SaveConflict
from contractlab.values.display import Shown, clean_text
from contractlab.values.files import is_folder, replace_file
from contractlab.values.json_types import JSON
from contractlab.values.message import Message
from contractlab.values.reasons import Reason
from contractlab.values.result import MatchResult
from contractlab.values.source import Location, Source
from contractlab.values.text import count

__all__ = ["Contract", "Example", "Kind", "find_example", "fitting_examples"]


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
    document: Mapping[str, JSON]
    key: str
    index: int
    description: str
    kind: Kind
    states: tuple[StateDefinition, ...]
    pending: bool
    pointer: str

    judged: str = "response"
    """The part of an exchange that gets the verdict: the response, unless it is the caller that is tested."""

    def variables_of(self, states: Iterable[tuple[str, Mapping[str, JSON]]]) -> Mapping[str, JSON] | None:
        """Values of state variables that a recording tells, for a check; None where the format has none.

        Parameters
        ----------
        states : iterable of (str, mapping)
            Names and parameters of the states that were in force.
        """
        return None

    @property
    def states_to_bring(self) -> tuple[StateDefinition, ...]:
        """States that are brought about when the provider is verified; for all others nobody needs a handler."""
        return self.states

    unread: Hindrance | None = None
    """Why nothing could be made of the example; then it has the verdict error in every check, of every dialect."""

    def refused_values(self, state: StateDefinition, values: Mapping[str, JSON]) -> Reason | None:
        """Why values that a state handler gave cannot be used; None if they can.

        Parameters
        ----------
        state : StateDefinition
            One of the example's.
        values : mapping of str to JSON value
        """
        return None

    @property
    def hindrance(self) -> Hindrance | None:
        """What keeps the program whose verdicts are given (``dialect="reference"``) from one; None where nothing does.

        An example that has one gets the verdict error in every check of that dialect, also where nothing was recorded.
        """
        return self.unread

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
        self, response: Any, *, dialect: str = "reference", variables: Mapping[str, JSON] | None = None
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
        self, request: Any, *, dialect: str = "reference", variables: Mapping[str, JSON] | None = None
    ) -> MatchResult:
        """Check a request that a consumer sent; parameters as in `check_response`."""
        raise NotImplementedError

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
        return tuple(named(self.contract.format).sample_exchange(self))

    def __reduce__(self) -> tuple[Any, ...]:
        return _example_of, (self.contract, self.index)

    def __copy__(self) -> Example:
        made = object.__new__(type(self))
        vars(made).update(vars(self))
        return made

    def __repr__(self) -> str:
        return f"<Example {self.key} {clean_text(self.description)!r}>"


def _example_of(contract: Contract, index: int) -> Example:
    """A pickled example: the one at its place in the contract, which is read again from its bytes."""
    return contract.examples[index]


class Contract(Shown):
    """A loaded contract. The file is the truth: everything here is derived from its bytes.

    Attributes
    ----------
    source : Source
        Name and bytes of the file.
    document : JSON value
        The parsed file; not to be changed.
    path : Path or None
        Where it was loaded from, and where `save` puts it.
    consumer, provider : str
    format : str
        Name of the format, such as ``"pact"``; `format_named` gives what it can do.
    spec_version : str
        As `check_case` takes it: ``"1.0"`` to ``"4.0"``.
    examples : tuple of Example
    lost : tuple of Problem
        Of a converted contract: what its format cannot say as the original did, with the places in the original.
    published : Published or None
        Of a contract that a broker handed out, where it stands there; an edited one has none.
    """

    source: Source
    document: JSON
    path: Path | None
    consumer: str
    provider: str
    format: str
    spec_version: str
    examples: tuple[Example, ...]
    lost: tuple[Problem, ...] = ()
    published: Published | None = None

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What is odd, worst first as far as it breaks verdicts, each with line and JSON pointer."""
        return tuple(problems_of(self, [named(self.format).problems], self.source.at("")))

    @cached_property
    def states(self) -> tuple[StateUse, ...]:
        """Every state that the examples name, with who uses it."""
        users: dict[str, list[str]] = {}
        params: dict[str, dict[str, None]] = {}
        for example in self.examples:
            for state in example.states:
                users.setdefault(state.name, []).append(example.key)
                params.setdefault(state.name, {}).update(dict.fromkeys(state.params))
        return tuple(StateUse(name, tuple(dict.fromkeys(keys)), tuple(params[name])) for name, keys in users.items())

    @property
    def label(self) -> str:
        """Consumer and provider."""
        return f"{self.consumer} → {self.provider}"

    @property
    def file_name(self) -> str:
        """The format's own file name, made of the participants' names; cannot leave its folder."""
        return f"{safe_file_name(self.consumer)}-{safe_file_name(self.provider)}.json"

    def to_bytes(self) -> bytes:
        """The file's bytes; unedited, the very ones that were loaded."""
        return self.source.data

    def save(self, path: str | Path | None = None) -> Path:
        """Write the contract.

        Parameters
        ----------
        path : path, optional
            A file, a folder (then the format's own file name), or nothing (where it came from).

        Returns
        -------
        Path
            The file that was written.

        Raises
        ------
        SaveConflict
            If there is no place to save to, or it cannot be written.
        """
        if path is None:
            if self.path is None:
                why = f"{self.source.name} was not loaded from a file, so there is no place to save to"
                raise SaveConflict(f"{why}; say where: save(path)")
            target = self.path
        else:
            target = Path(path)
            if is_folder(target):
                target = target / self.file_name
        replace_file(target, self.to_bytes())
        return target

    def __reduce__(self) -> tuple[Any, ...]:
        return _read_again, (self.source, self.path, self.lost, self.published)

    def __getitem__(self, name: str | int | Example) -> Example:
        return find_example(self.examples, name)

    def __contains__(self, name: object) -> bool:
        """True for an example, a key, an index or a description that names at least one example."""
        return bool(fitting_examples(self.examples, name))

    def __iter__(self) -> Iterator[Example]:
        return iter(self.examples)

    def __len__(self) -> int:
        return len(self.examples)

    def __bool__(self) -> bool:
        return True

    def _ipython_key_completions_(self) -> list[str]:
        return [example.description for example in self.examples]

    def __repr__(self) -> str:
        return f"<Contract {self.label}, {count(len(self.examples), 'example')}, {self.source.name}>"


def _read_again(
    source: Source, path: Path | None, lost: tuple[Problem, ...], published: Published | None = None
) -> Contract:
    """A pickled contract, read from its bytes: what it had compiled does not travel."""
    contract: Contract = read_again(source, path)
    contract.lost = lost
    contract.published = published
    return contract


_E = TypeVar("_E", bound=Example)


def fitting_examples(examples: tuple[_E, ...], name: object) -> list[_E]:
    """The examples that an example, a key, an index or a description names; a key names one at most."""
    if isinstance(name, Example):
        name = name.key
    if isinstance(name, int) and not isinstance(name, bool):
        return [examples[name]] if -len(examples) <= name < len(examples) else []
    by_key = next((example for example in examples if example.key == name), None)
    if by_key is not None:
        return [by_key]
    return [example for example in examples if example.description == name]


@overload
def find_example(examples: tuple[_E, ...], name: int) -> _E: ...


@overload
def find_example(examples: tuple[_E, ...], name: Any) -> _E: ...


def find_example(examples: tuple[_E, ...], name: Any) -> _E:
    """The example with a key, an index or a description.

    Raises
    ------
    AmbiguousExample
        If there is none or there are several; it lists the candidates.
    """
    fitting = fitting_examples(examples, name)
    if len(fitting) == 1:
        return fitting[0]
    if isinstance(name, Example):
        name = name.key
    if isinstance(name, int) and not isinstance(name, bool):
        raise AmbiguousExample(f"there is no example {name}: the contract has {len(examples)}")
    if fitting:
        names = [
            f"{example.key}  {example.description} (given {', '.join(map(str, example.states)) or 'no state'})"
            for example in fitting
        ]
        raise AmbiguousExample(f"{len(fitting)} examples are called {name!r}; use a key", names)
    near = get_close_matches(str(name), [example.description for example in examples], n=5, cutoff=0.4)
    candidates = near or [example.description for example in examples[:5]]
    raise AmbiguousExample(f"no example is called {name!r}; did you mean", candidates)
