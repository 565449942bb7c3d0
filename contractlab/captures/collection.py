"""`Captures`: recordings as a sequence that can be added to, paired by hand and saved."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, overload

from contractlab.captures.capture import (
    LEFT_UNMATCHED,
    AnyCapture,
    Capture,
    MessageCapture,
    Recording,
    State,
    normalise_base_path,
)
from contractlab.captures.client_objects import RequestInput, ResponseInput, capture_exchange
from contractlab.captures.own_keys import RECORDED, next_number, with_own_keys
from contractlab.captures.problem import CaptureProblem
from contractlab.captures.saving import save_captures
from contractlab.captures.versions import order_versions
from contractlab.redaction import Redaction
from contractlab.redaction.json_types import JSONObject
from contractlab.values.display import Shown
from contractlab.values.message import Message
from contractlab.values.tables import Column, ColumnKind, make_table
from contractlab.values.text import count

if TYPE_CHECKING:
    import pandas

__all__ = ["CAPTURE_COLUMNS", "Captures"]

CAPTURE_COLUMNS = (
    Column("capture", "file and number of the recording"),
    Column("provider_version", "version of the provider; nothing where none is named", ColumnKind.ORDERED),
    Column("recorded_at", "when the request was sent", ColumnKind.TIME),
    Column("duration", "milliseconds until the answer was there", ColumnKind.NUMBER),
    Column("method", "of the request; nothing for messages"),
    Column("path", "of the request, without its query, secrets taken out; nothing for messages"),
    Column("status", "of the response", ColumnKind.SOME_COUNT),
)

SomeCaptures = AnyCapture | str | int | Iterable[AnyCapture | str | int]
"""A capture, its key or its number, or several of these."""


class Keyed(Protocol):
    """What a capture can be paired with by hand: an example of a contract."""

    @property
    def key(self) -> str: ...


class Captures(Shown, Sequence[AnyCapture]):
    """Captures in order, each with a key of its own, with what was odd about reading them.

    Captures whose keys another one has already get keys of their own; the others stay the objects they are.

    Parameters
    ----------
    captures : iterable of Capture, optional
    problems : iterable of CaptureProblem, optional
    files : iterable of str, optional
        Names of the files they came from.
    base_path : str, optional
        What stands before the contract's paths in the recorded paths; ``"auto"``: found when they are verified.
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
        given = list(captures)
        self._items = with_own_keys(given)
        # Whoever holds what was handed over may name it so.
        self._renamed = {id(old): (old, new.key) for old, new in zip(given, self._items, strict=True) if new is not old}
        self._next = next_number(self._items)
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

    def __contains__(self, item: object) -> bool:
        """True for one of the captures, its key, or a number that one has."""
        if isinstance(item, str):
            return any(capture.key == item for capture in self._items)
        if isinstance(item, int):
            return -len(self._items) <= item < len(self._items)
        return item in self._items

    def __add__(self, other: Captures) -> Captures:
        """Put two together. Keys of the first stay; files of the second get other names where theirs are taken."""
        if not isinstance(other, Captures):
            return NotImplemented
        added = with_own_keys(other, self._items)
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
        return self._indexes([key])[0]

    def _indexes(self, captures: SomeCaptures) -> list[int]:
        """Places of captures, looked up in one go."""
        several = captures if not isinstance(captures, str | int | Recording) else [captures]
        by_key: dict[str, int] = {}
        places: list[int] = []
        for capture in several:
            if isinstance(capture, int):
                places.append(range(len(self._items))[capture])
                continue
            by_key = by_key or {each.key: place for place, each in enumerate(self._items)}
            given, key = self._renamed.get(id(capture), (None, ""))
            if given is not capture:
                key = _key_of(capture)
            if key not in by_key:
                raise KeyError(f"There is no capture {key!r}. Keys are made of file and number: {self._some_keys()}.")
            places.append(by_key[key])
        return places

    def _some_keys(self) -> str:
        return ", ".join(capture.key for capture in self._items[:3]) + (" …" if len(self._items) > 3 else "")

    def __repr__(self) -> str:
        versions = ", ".join(self.provider_versions)
        odd = f", {count(len(self.problems), 'problem')}" if self.problems else ""
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

    def to_frame(self) -> pandas.DataFrame:
        """The recordings as a table, a row for each.

        Returns
        -------
        DataFrame
            Columns: capture (its key), provider_version (an ordered category, oldest first), recorded_at (UTC; ``NaT``
            where the recording has no time), duration (milliseconds), method, path, status. Secrets are taken out. It
            comes back from Parquet as it was.
        """
        redaction = self.redaction or Redaction()
        rows = []
        for capture in self._items:
            exchange: tuple[str | None, str | None, int | None] = (None, None, None)
            if isinstance(capture, Capture):
                shown = redaction.redact_request(replace(capture.request, body=None))
                status = None if capture.response is None else capture.response.status
                exchange = (shown.method, shown.path, status)
            rows.append((capture.key, capture.provider_version, capture.started, capture.duration_ms, *exchange))
        return make_table(CAPTURE_COLUMNS, rows, orders={"provider_version": self.provider_versions})

    @property
    def assignments(self) -> dict[str, str]:
        """Pairings made by hand: key of the capture to key of the example."""
        return {capture.key: capture.assigned for capture in self._items if capture.assigned is not None}

    def assign(self, capture: SomeCaptures, example: Keyed | str | None) -> Captures:
        """Say which example a capture belongs to, where its request does not tell.

        Parameters
        ----------
        capture : Capture, key or number, or an iterable of these
        example : Example, key or None
            None takes the pairing back.

        Returns
        -------
        Captures
            The same object.

        Raises
        ------
        KeyError
            If the capture is not among these; then nothing is changed.
        TypeError
            If `example` has no key.
        """
        key = example if example is None or isinstance(example, str) else getattr(example, "key", None)
        if example is not None and not isinstance(key, str):
            raise TypeError(f"{type(example).__name__} is not an example: give the example or its key")
        for place in self._indexes(capture):
            self._items[place] = replace(self._items[place], assigned=key)
        return self

    def leave_unmatched(self, capture: SomeCaptures) -> Captures:
        """Say that a capture belongs to no example, whatever its request tells; `assign` with None takes it back.

        Parameters and exceptions are those of `assign`. Files do not keep it.
        """
        return self.assign(capture, LEFT_UNMATCHED)

    def use_base_path(self, base_path: str, capture: SomeCaptures | None = None) -> Captures:
        """Say what stands before the contract's paths in recorded ones.

        Parameters
        ----------
        base_path : str
            Empty for nothing.
        capture : Capture, key or number, or an iterable of these, optional
            Those that stand below it; all of them without it.

        Returns
        -------
        Captures
            The same object.

        Raises
        ------
        KeyError
            If the capture is not among these; then nothing is changed.
        """
        path = normalise_base_path(base_path)
        if capture is None:
            self.base_path = path
        for place in range(len(self._items)) if capture is None else self._indexes(capture):
            self._items[place] = replace(self._items[place], base_path=path)
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
        taken = replace(capture, source=RECORDED, index=self._number(), base_path=self.base_path)
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
            index=self._number(),
        )
        self._items.append(capture)
        return capture

    def _number(self) -> int:
        self._next += 1
        return self._next - 1

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
