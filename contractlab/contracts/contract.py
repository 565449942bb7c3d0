"""A contract: its examples, its states, what is odd about it, and the bytes it came from."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar, overload

from contractlab.contracts.example import Example
from contractlab.contracts.problems import Problem
from contractlab.contracts.registry import named, read_again
from contractlab.contracts.saving import safe_file_name
from contractlab.contracts.states import StateUse
from contractlab.errors import AmbiguousExample, SaveConflict
from contractlab.values.display import Shown
from contractlab.values.files import replace_file
from contractlab.values.source import Source

__all__ = ["Contract", "find_example", "fitting_examples"]


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
        ``"pact"`` or ``"contractcase"``.
    spec_version : str
        As `check_case` takes it: ``"1.0"`` to ``"4.0"``.
    examples : tuple of Example
    lost : tuple of Problem
        Of a converted contract: what its format cannot say as the original did, with the places in the original.
    """

    source: Source
    document: Any
    path: Path | None
    consumer: str
    provider: str
    format: str
    spec_version: str
    examples: tuple[Example, ...]
    lost: tuple[Problem, ...] = ()

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What is odd, worst first as far as it breaks verdicts, each with line and JSON pointer."""
        return tuple(named(self.format).problems(self))

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
            if target.is_dir():
                target = target / self.file_name
        replace_file(target, self.to_bytes())
        return target

    def __reduce__(self) -> tuple[Any, ...]:
        return _read_again, (self.source, self.path, self.lost)

    def __getitem__(self, which: str | int | Example) -> Example:
        return find_example(self.examples, which)

    def __contains__(self, which: object) -> bool:
        """True for an example, a key, an index or a description that names at least one example."""
        return bool(fitting_examples(self.examples, which))

    def __iter__(self) -> Iterator[Example]:
        return iter(self.examples)

    def __len__(self) -> int:
        return len(self.examples)

    def __bool__(self) -> bool:
        return True

    def _ipython_key_completions_(self) -> list[str]:
        return [example.description for example in self.examples]

    def __repr__(self) -> str:
        return f"<Contract {self.label}, {len(self.examples)} examples, {self.source.name}>"


def _read_again(source: Source, path: Path | None, lost: tuple[Problem, ...]) -> Contract:
    """A pickled contract, read from its bytes: what it had compiled does not travel."""
    contract: Contract = read_again(source, path)
    contract.lost = lost
    return contract


_E = TypeVar("_E", bound=Example)


def fitting_examples(examples: tuple[_E, ...], which: object) -> list[_E]:
    """The examples that an example, a key, an index or a description names; a key names one at most."""
    if isinstance(which, Example):
        which = which.key
    if isinstance(which, int) and not isinstance(which, bool):
        return [examples[which]] if -len(examples) <= which < len(examples) else []
    by_key = next((example for example in examples if example.key == which), None)
    if by_key is not None:
        return [by_key]
    return [example for example in examples if example.description == which]


@overload
def find_example(examples: tuple[_E, ...], which: int) -> _E: ...


@overload
def find_example(examples: tuple[_E, ...], which: Any) -> _E: ...


def find_example(examples: tuple[_E, ...], which: Any) -> _E:
    """The example with a key, an index or a description.

    Raises
    ------
    AmbiguousExample
        If there is none or there are several; it lists the candidates.
    """
    fitting = fitting_examples(examples, which)
    if len(fitting) == 1:
        return fitting[0]
    if isinstance(which, Example):
        which = which.key
    if isinstance(which, int) and not isinstance(which, bool):
        raise AmbiguousExample(f"there is no example {which}: the contract has {len(examples)}")
    if fitting:
        names = [
            f"{example.key}  {example.description} (given {', '.join(map(str, example.states)) or 'no state'})"
            for example in fitting
        ]
        raise AmbiguousExample(f"{len(fitting)} examples are called {which!r}; use a key", names)
    near = get_close_matches(str(which), [example.description for example in examples], n=5, cutoff=0.4)
    known = near or [example.description for example in examples[:5]]
    raise AmbiguousExample(f"no example is called {which!r}; did you mean", known)
