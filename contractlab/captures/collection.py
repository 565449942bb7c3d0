"""`Captures`: recordings as a sequence that can be added to, paired by hand and saved."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol, overload

from contractlab.captures.capture import (
    AnyCapture,
    Capture,
    MessageCapture,
    Recording,
    State,
    normalise_base_path,
)
from contractlab.captures.client_objects import RequestInput, ResponseInput, capture_exchange
from contractlab.captures.problem import CaptureProblem
from contractlab.captures.saving import save_captures
from contractlab.captures.versions import order_versions
from contractlab.redaction import Redaction
from contractlab.redaction.json_types import JSONObject
from contractlab.values.display import Shown
from contractlab.values.message import Message

__all__ = ["Captures"]

RECORDED = "<recorded>"


class Keyed(Protocol):
    """What a capture can be paired with by hand: an example of a contract."""

    @property
    def key(self) -> str: ...


class Captures(Shown, Sequence[AnyCapture]):
    """Captures in order, with what was odd about reading them.

    Parameters
    ----------
    captures : iterable of Capture, optional
    problems : iterable of CaptureProblem, optional
    files : iterable of str, optional
        Names of the files they came from.
    base_path : str, optional
        What stands before the contract's paths in the recorded ones; ``"auto"``: found when they are verified.
    redaction : Redaction, optional
        What views and files leave out, beyond the usual.

    Attributes
    ----------
    problems : list of CaptureProblem
    files : list of str
    base_path : str
    redaction : Redaction or None
    """

    def __init__(
        self,
        captures: Iterable[AnyCapture] = (),
        *,
        problems: Iterable[CaptureProblem] = (),
        files: Iterable[str] = (),
        base_path: str = "",
        redaction: Redaction | None = None,
    ) -> None:
        self._items = list(captures)
        self.redaction = redaction
        self.problems = list(problems)
        self.files = list(files)
        self.base_path = normalise_base_path(base_path)

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[AnyCapture]:
        return iter(self._items)

    @overload
    def __getitem__(self, item: int | str) -> AnyCapture: ...
    @overload
    def __getitem__(self, item: slice) -> Captures: ...
    def __getitem__(self, item: int | str | slice) -> AnyCapture | Captures:
        """Give one capture by number or key, or several by a slice."""
        if isinstance(item, slice):
            return self._with(self._items[item])
        if isinstance(item, str):
            return self._items[self._index(item)]
        return self._items[item]

    def __contains__(self, which: object) -> bool:
        """True for one of the captures, its key, or a number that one has."""
        if isinstance(which, str):
            return any(capture.key == which for capture in self._items)
        if isinstance(which, int):
            return -len(self._items) <= which < len(self._items)
        return which in self._items

    def __add__(self, other: Captures) -> Captures:
        """Put two together. Live recordings of the second are numbered on, so that keys stay unique."""
        if not isinstance(other, Captures):
            return NotImplemented
        taken = {capture.key for capture in self._items}
        number = sum(capture.source == RECORDED for capture in self._items)
        added: list[AnyCapture] = []
        for capture in other:
            if capture.source == RECORDED and capture.key in taken:
                while f"{RECORDED}#{number}" in taken:
                    number += 1
                capture = replace(capture, index=number)
            taken.add(capture.key)
            added.append(capture)
        return Captures(
            [*self._items, *added],
            problems=[*self.problems, *other.problems],
            files=dict.fromkeys([*self.files, *other.files]),
            base_path=self.base_path or other.base_path,
            redaction=self.redaction if self.redaction is not None else other.redaction,
        )

    def _with(self, items: Iterable[AnyCapture]) -> Captures:
        return Captures(
            items, problems=self.problems, files=self.files, base_path=self.base_path, redaction=self.redaction
        )

    def below(self, base_path: str, captures: Iterable[AnyCapture]) -> Captures:
        """Give the same captures, some of them below a base path.

        Parameters
        ----------
        base_path : str
        captures : iterable of Capture and MessageCapture
            Those that stand below it.
        """
        moved = {id(capture) for capture in captures}
        path = normalise_base_path(base_path)
        items = (replace(each, base_path=path) if id(each) in moved else each for each in self._items)
        made = self._with(items)
        made.base_path = path
        return made

    def _index(self, key: str) -> int:
        for index, capture in enumerate(self._items):
            if capture.key == key:
                return index
        raise KeyError(f"There is no capture {key!r}. Keys are made of file and number: {self._some_keys()}.")

    def _some_keys(self) -> str:
        return ", ".join(capture.key for capture in self._items[:3]) + (" …" if len(self._items) > 3 else "")

    def __repr__(self) -> str:
        versions = ", ".join(self.provider_versions)
        odd = f", {len(self.problems)} problems" if self.problems else ""
        return f"<Captures {len(self._items)} of {versions or 'no version'}{odd}>"

    @property
    def provider_versions(self) -> list[str]:
        """Versions that occur, oldest first: in SemVer order if all are such versions, else by first capture time."""
        return order_versions(self._items)

    def by_version(self) -> dict[str | None, Captures]:
        """Captures by provider version, in the order of `provider_versions`; None, for those without, comes last."""
        groups: dict[str | None, list[AnyCapture]] = {version: [] for version in self.provider_versions}
        for capture in self._items:
            groups.setdefault(capture.provider_version, []).append(capture)
        return {version: self._with(items) for version, items in groups.items()}

    @property
    def assignments(self) -> dict[str, str]:
        """Pairings made by hand: key of the capture to key of the example."""
        return {capture.key: capture.assigned for capture in self._items if capture.assigned is not None}

    def assign(self, capture: AnyCapture | str | int, example: Keyed | str | None) -> Captures:
        """Say which example a capture belongs to, where its request does not tell.

        Parameters
        ----------
        capture : Capture, key or number
        example : Example, key or None
            None takes the pairing back.

        Returns
        -------
        Captures
            The same object.

        Raises
        ------
        KeyError
            If the capture is not among these.
        TypeError
            If `example` has no key.
        """
        key = example if example is None or isinstance(example, str) else getattr(example, "key", None)
        if example is not None and not isinstance(key, str):
            raise TypeError(f"{type(example).__name__} is not an example: give the example or its key")
        index = range(len(self._items))[capture] if isinstance(capture, int) else self._index(_key_of(capture))
        self._items[index] = replace(self._items[index], assigned=key)
        return self

    def add(
        self,
        request: RequestInput,
        response: ResponseInput | None = None,
        *,
        provider_version: str | None = None,
        example: str | None = None,
        contract: str | None = None,
        states: Iterable[str | State] = (),
        started: str | None = None,
        duration_ms: float | None = None,
        error: str | None = None,
    ) -> Capture:
        """Add what was just sent and received.

        Parameters
        ----------
        request : HttpRequest, or a request or response of httpx or requests
            A response brings its request along; `response` is then left out.
        response : HttpResponse or a response of httpx or requests, optional
            None where the connection broke.
        provider_version, example, contract : str, optional
        states : iterable, optional
            Names of provider states, or names with parameters.
        started : str, optional
            ISO 8601; worked out from the response where it knows how long it took.
        duration_ms : float, optional
        error : str, optional
            Why there is no response.

        Returns
        -------
        Capture

        Raises
        ------
        TypeError
            If `request` or `response` is nothing of the kind.
        """
        exchange = capture_exchange(request, response, started=started, duration_ms=duration_ms, error=error)
        return self.take(
            replace(
                exchange,
                provider_version=provider_version,
                example=example,
                contract=contract,
                states=_states(states),
            )
        )

    def take(self, capture: Capture) -> Capture:
        """Add a capture that was recorded just now; it is numbered on."""
        taken = replace(capture, source=RECORDED, index=self._next_number(), base_path=self.base_path)
        self._items.append(taken)
        return taken

    def add_message(
        self,
        contents: Message | bytes | str | None,
        metadata: JSONObject | None = None,
        *,
        request: Message | None = None,
        provider_version: str | None = None,
        example: str | None = None,
        contract: str | None = None,
        states: Iterable[str | State] = (),
    ) -> MessageCapture:
        """Add a message that was just produced.

        Parameters
        ----------
        contents : bytes, str, None or Message
            A Message brings its metadata along.
        metadata : mapping, optional
        request : Message, optional
            The message that this one answers, for synchronous messages.
        provider_version, example, contract : str, optional
        states : iterable, optional
            Names of provider states, or names with parameters.

        Returns
        -------
        MessageCapture
        """
        message = contents if isinstance(contents, Message) else Message(_as_bytes(contents), dict(metadata or {}))
        capture = MessageCapture(
            "message" if request is None else "sync-message",
            message if request is None else None,
            request,
            () if request is None else (message,),
            provider_version=provider_version,
            example=example,
            contract=contract,
            states=_states(states),
            index=self._next_number(),
        )
        self._items.append(capture)
        return capture

    def _next_number(self) -> int:
        return sum(capture.source == RECORDED for capture in self._items)

    def save(self, path: str | os.PathLike[str], *, redaction: Redaction | None = None) -> Path:
        """Write all captures to a file, without their secrets.

        Parameters
        ----------
        path : path
            ``.har`` for a HAR 1.2 document, ``.jsonl`` for one entry a line; messages only in the latter.
        redaction : Redaction, optional
            What to remove beyond the usual, instead of what `redaction` says. What is removed is listed in
            ``_contractlab.redacted``.

        Returns
        -------
        Path
            The file, complete: it is written beside its place and moved there in one step.

        Raises
        ------
        SaveConflict
            If the name ends in something else, or the file cannot be written.
        """
        return save_captures(self._items, path, redaction or self.redaction or Redaction())


def _states(given: Iterable[str | State]) -> tuple[State, ...]:
    return tuple((state, {}) if isinstance(state, str) else (state[0], state[1]) for state in given)


def _as_bytes(contents: bytes | str | None) -> bytes | None:
    return contents.encode("utf-8", "surrogatepass") if isinstance(contents, str) else contents


def _key_of(capture: AnyCapture | str) -> str:
    return capture.key if isinstance(capture, Recording) else str(capture)
