"""What changed in a provider's answers over its versions while the contracts passed: `cl.drift`."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from contractlab.editing.observations import Seen, general, observe_in_steps
from contractlab.errors import ContractLabError
from contractlab.insight.asks import AsksOfParts, asks_of_examples, asks_of_results
from contractlab.insight.endpoints import Endpoint, EndpointKey, capture_name, find_endpoints
from contractlab.insight.recorded_bodies import RecordedBodies
from contractlab.insight.shapes import Shape, shape_of_seen
from contractlab.values.display import Shown, quiet
from contractlab.values.internal import Losses, LostItem
from contractlab.values.json_path import read_path
from contractlab.values.mismatch import format_path
from contractlab.values.steps import last_of
from contractlab.values.tables import Column, ColumnKind, make_table
from contractlab.values.text import count
from contractlab.verification.matrix import Matrix
from contractlab.verification.run import Run

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["DRIFT_COLUMNS", "Drift", "DriftChange", "DriftKind", "drift", "drift_in_steps"]


class DriftKind(StrEnum):
    """What changed."""

    APPEARED = "appeared"
    GONE = "gone"
    KIND = "another kind"
    PRESENCE = "sometimes missing"
    ALWAYS = "always there"
    FORMAT = "another format"
    VALUES = "new values"
    LENGTH = "empty or filled"


DRIFT_COLUMNS = (
    Column("provider", "name of the provider"),
    Column("endpoint", "method and path, or the message"),
    Column("path", "JSON path of the field"),
    Column("kind", "what changed", ColumnKind.ORDERED, tuple(map(str, DriftKind))),
    Column("since", "first version with it", ColumnKind.ORDERED),
    Column("before", "last version without it", ColumnKind.ORDERED),
    Column("was", "what the field was, in words"),
    Column("now", "what it is, in words"),
    Column("asked_by", "who asks for it, with commas between"),
    Column("failed_since", "first version that failed at it; nothing where none did", ColumnKind.ORDERED),
)


@quiet
@dataclass(frozen=True, slots=True)
class VersionAnswers:
    """What one version answered at one endpoint.

    Attributes
    ----------
    version : str
    bodies : int
    shapes : mapping of str to Shape
    seen : mapping of str to Seen
    """

    version: str
    bodies: int
    shapes: Mapping[str, Shape]
    seen: Mapping[str, Seen]


@quiet
@dataclass(frozen=True, slots=True, eq=False)
class DriftChange:
    """One change of one field.

    Attributes
    ----------
    endpoint : EndpointKey
    path : str
    kind : DriftKind
    since, before : str
        The version that changed, and the last one that answered otherwise.
    was, now : str
        In a few words.
    times : str
        How often: ``"3 of 41 answers"``; empty where it is always so.
    asked_by : tuple of str
        Consumers that ask for the field.
    failed_since : str
        The first version in which a contract failed at this path, at the change or later; empty if none did.
    strip : tuple of (str, str)
        Each version with what it answered there, in a few words; empty where it answered nothing.
    """

    endpoint: EndpointKey
    path: str
    kind: DriftKind
    since: str
    before: str
    was: str
    now: str
    times: str
    asked_by: tuple[str, ...]
    failed_since: str = ""
    strip: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    @property
    def sentence(self) -> str:
        """``$.creditLimit is null in 3 of 41 answers since 2.4.0; before: integer. Nobody asks.``."""
        often = f" in {self.times}" if self.times else ""
        asked = f"{len(self.asked_by):,} ask for it" if len(self.asked_by) > 1 else "Nobody asks"
        if len(self.asked_by) == 1:
            asked = f"{self.asked_by[0]} asks for it"
        failed = f"; failed since {self.failed_since}" if self.failed_since else ""
        return f"{self.path} {self.now}{often} since {self.since}; before: {self.was}. {asked}{failed}."


class Drift(Shown):
    """Changes of answers over versions, those that contracts ask about first.

    Attributes
    ----------
    versions : tuple of str
    changes : tuple of DriftChange
    answers : int
        Answers with a body that can be read.
    lost : tuple of LostItem
        Examples, captures and endpoints that a fault of contractlab left out.
    """

    def __init__(
        self, versions: Sequence[str], changes: Sequence[DriftChange], answers: int, lost: Sequence[LostItem] = ()
    ) -> None:
        self.lost = tuple(lost)
        self.versions = tuple(versions)
        self.changes = tuple(sorted(changes, key=_worst_first))
        self.answers = answers

    @property
    def silent(self) -> tuple[DriftChange, ...]:
        """Changes that no contract failed at."""
        return tuple(change for change in self.changes if not change.failed_since)

    @property
    def before_failures(self) -> tuple[DriftChange, ...]:
        """Changes that came before a failure at the same path, or with it."""
        return tuple(change for change in self.changes if change.failed_since)

    def __getitem__(self, path: str) -> tuple[DriftChange, ...]:
        """The changes of a path, of all endpoints."""
        return tuple(change for change in self.changes if change.path == path)

    def __iter__(self) -> Iterator[DriftChange]:
        return iter(self.changes)

    def __len__(self) -> int:
        return len(self.changes)

    def to_frame(self) -> pd.DataFrame:
        """One row for each change: provider, endpoint, path, kind, since, before, was, now, asked_by, failed_since.

        The kind is an ordered category, and so are the versions (since, before, failed_since), oldest first.
        """
        rows: list[tuple[Any, ...]] = [
            (
                change.endpoint.provider, change.endpoint.label, change.path, str(change.kind), change.since,
                change.before, change.was, change.now, ", ".join(change.asked_by), change.failed_since or None,
            )
            for change in self.changes
        ]  # fmt: skip
        return make_table(DRIFT_COLUMNS, rows, orders=dict.fromkeys(("since", "before", "failed_since"), self.versions))

    def __repr__(self) -> str:
        return f"<Drift over {count(len(self.versions), 'version')}: {count(len(self.changes), 'change')}>"


def _worst_first(change: DriftChange) -> tuple[bool, bool, int, str]:
    return (not change.failed_since, not change.asked_by, list(DriftKind).index(change.kind), change.path)


def drift(matrix: Matrix) -> Drift:
    """What changed in the answers over the versions of a provider: kinds, presence, formats, values, lengths.

    Parameters
    ----------
    matrix : Matrix
        With versions of the provider as columns.

    Returns
    -------
    Drift

    Raises
    ------
    ContractLabError
        If it is no matrix, or its columns are versions of the consumer.
    """
    _check(matrix)
    return last_of(drift_in_steps(matrix, AsksOfParts()))


def _check(matrix: object) -> None:
    if not isinstance(matrix, Matrix):
        raise ContractLabError(
            f"a {type(matrix).__name__} has no versions side by side; cl.matrix makes what cl.drift takes"
        )
    if matrix.axis != "provider":
        raise ContractLabError("the columns of this matrix are versions of the consumer; drift is of the provider's")


def drift_in_steps(
    matrix: Matrix, of_parts: AsksOfParts, recorded: RecordedBodies | None = None
) -> Generator[None, None, Drift]:
    """The same in pieces that are short.

    Parameters
    ----------
    matrix : Matrix
    of_parts : AsksOfParts
        What was looked at before is not looked at again.
    recorded : RecordedBodies, optional
        Likewise; where it has the redaction of the runs.

    Raises
    ------
    ContractLabError
        As `drift`.
    """
    _check(matrix)
    answered: dict[EndpointKey, list[VersionAnswers]] = {}
    asked: dict[EndpointKey, dict[str, set[str]]] = {}
    failed: dict[tuple[EndpointKey, str], list[str]] = {}
    losses = Losses()
    for version, run in matrix.runs.items():
        if recorded is None or recorded.redaction is not run.redaction:
            recorded = RecordedBodies(run.redaction)
        yield from _read_version(version, run, recorded, of_parts, answered, asked, failed, losses)

    def changes_of(key: EndpointKey) -> list[DriftChange]:
        return list(_changes(key, answered[key], asked.get(key, {}), failed, matrix.versions))

    changes: list[DriftChange] = []
    compared = losses.each(list(answered), changes_of, "what changed there cannot be told", lambda key: key.label)
    for _, own in compared:
        yield
        changes += own
    bodies = sum(each.bodies for versions in answered.values() for each in versions)
    return Drift(matrix.versions, changes, bodies, losses.items)


def _read_version(
    version: str,
    run: Run,
    recorded: RecordedBodies,
    of_parts: AsksOfParts,
    answered: dict[EndpointKey, list[VersionAnswers]],
    asked: dict[EndpointKey, dict[str, set[str]]],
    failed: dict[tuple[EndpointKey, str], list[str]],
    losses: Losses,
) -> Iterator[None]:
    def read(endpoint: Endpoint) -> Generator[None, None, None]:
        yield
        readable = losses.each(endpoint.captures, recorded.of, "its answer cannot be read", capture_name)
        bodies = [body for _, own in readable for body in own]
        places = yield from observe_in_steps(bodies)
        asks = yield from asks_of_examples(endpoint.examples, losses, of_parts)
        yield from asks_of_results(endpoint.results, asks, places, losses)
        shapes = shape_of_seen(places) if bodies else {}
        of_endpoint = asked.setdefault(endpoint.key, {})
        for tokens, by_consumer in asks.items():
            of_endpoint.setdefault(format_path(tokens), set()).update(by_consumer)
        for result in endpoint.results:
            for mismatch in result.mismatches:
                if mismatch.part in ("body", "contents"):
                    failed.setdefault((endpoint.key, format_path(general(mismatch.tokens))), []).append(version)
        if bodies:
            seen = {format_path(tokens): each for tokens, each in places.items()}
            answered.setdefault(endpoint.key, []).append(VersionAnswers(version, len(bodies), shapes, seen))

    for provider in dict.fromkeys(contract.provider for contract in run.contracts):
        examples = [e for contract in run.contracts if contract.provider == provider for e in contract.examples]
        results = [result for result in run.results if result.contract.provider == provider]
        yield
        endpoints = find_endpoints(examples, results, run.captures, provider, losses)
        what = f"its answers of {version} cannot be compared"
        yield from losses.each_in_steps(endpoints, read, what, lambda endpoint: endpoint.key.label)


def _changes(
    key: EndpointKey,
    versions: Sequence[VersionAnswers],
    asked: Mapping[str, set[str]],
    failed: Mapping[tuple[EndpointKey, str], list[str]],
    order: Sequence[str],
) -> Iterator[DriftChange]:
    listed: set[tuple[str, DriftKind, str]] = set()
    for before, after in pairwise(versions):
        for path, kind, was, now in _differences(before, after):
            since = [v for v in failed.get((key, path), ()) if order.index(v) >= order.index(after.version)]
            if _both_numbers(before.shapes.get(path), after.shapes.get(path)) and since[:1] != [after.version]:
                continue  # 12 after 12.5 is the same field, unless a contract fails at it from there on
            if (path, kind, now) in listed and since[:1] != [after.version]:
                continue  # what comes and goes from version to version is one change
            listed.add((path, kind, now))
            yield DriftChange(
                key, path, kind, after.version, before.version, was, now, _times(kind, path, after),
                tuple(sorted(asked.get(path, ()))), since[0] if since else "", _strip(path, kind, versions),
            )  # fmt: skip


def _differences(before: VersionAnswers, after: VersionAnswers) -> Iterator[tuple[str, DriftKind, str, str]]:
    """What differs between the shapes of two versions; below what came or went nothing."""
    paths = _differing(before.shapes, after.shapes)
    gone = {path for path in paths if path not in after.shapes}
    came = {path for path in paths if path not in before.shapes}
    for path in paths:
        parent = _parent(path)
        if path in gone:
            if parent not in gone:
                yield path, DriftKind.GONE, _words(before.shapes[path]), "is gone"
        elif path in came:
            if parent not in came and _was_looked_at(parent, before):
                yield path, DriftKind.APPEARED, "not there", f"is there ({_words(after.shapes[path])})"
        else:
            yield from _of_field(path, before.shapes[path], after.shapes[path])


def _differing(before: Mapping[str, Shape], after: Mapping[str, Shape]) -> dict[str, None]:
    """Paths at which shapes differ, as `deepdiff` finds them; where it cannot be had, as in a browser, as they are.

    It is asked path by path: of two dictionaries with few keys in common it tells that the whole differs.
    """
    paths = {path: None for path in {**before, **after} if before.get(path) != after.get(path)}
    try:
        from deepdiff import DeepDiff
    except ImportError:
        return paths
    return {
        path: None
        for path in paths
        if path not in before
        or path not in after
        or DeepDiff(before[path], after[path], ignore_order=True, ignore_private_variables=False)
    }


def _both_numbers(was: Shape | None, now: Shape | None) -> bool:
    if was is None or now is None or was["kinds"] == now["kinds"]:
        return False
    return {*was["kinds"], *now["kinds"]} <= {"integer", "decimal"}


def _was_looked_at(parent: str, before: VersionAnswers) -> bool:
    """True if what holds a field was answered before; an item of an array that was always empty says nothing."""
    return parent in before.shapes


def _parent(path: str) -> str:
    tokens = read_path(path)
    return "" if not tokens else format_path(tokens[:-1])


def _of_field(path: str, was: Shape, now: Shape) -> Iterator[tuple[str, DriftKind, str, str]]:
    if was["kinds"] != now["kinds"]:
        new = [kind for kind in now["kinds"] if kind not in was["kinds"]]
        words = f"is {' or '.join(new)}" if new else f"is {' or '.join(now['kinds'])} alone"
        yield path, DriftKind.KIND, " or ".join(was["kinds"]), words
        return
    if was["presence"] != now["presence"]:
        missing = now["presence"] == "sometimes"
        kind = DriftKind.PRESENCE if missing else DriftKind.ALWAYS
        yield path, kind, was["presence"], "is missing" if missing else "is always there"
    if was["format"] and was["format"] != now["format"]:
        yield path, DriftKind.FORMAT, was["format"], f"is {now['format'] or 'text of no format'}"
    new_values = [value for value in now["values"] if value not in was["values"]]
    if was["values"] and now["values"] and new_values:
        listed = ", ".join(f'"{value[:40]}"' for value in new_values[:3]) + (" …" if len(new_values) > 3 else "")
        yield path, DriftKind.VALUES, ", ".join(f'"{value[:40]}"' for value in was["values"][:4]), f"is {listed}"
    if was["lengths"] != now["lengths"] and "both" not in (was["lengths"],):
        yield (
            path,
            DriftKind.LENGTH,
            was["lengths"],
            {"empty": "is empty", "filled": "has items"}.get(now["lengths"], "is empty at times"),
        )


def _words(shape: Shape) -> str:
    return " or ".join(shape["kinds"])


def _times(kind: DriftKind, path: str, after: VersionAnswers) -> str:
    """How often it is so, where it is not always."""
    seen = after.seen.get(path)
    if seen is None:
        return ""
    if kind is DriftKind.PRESENCE:
        return f"{seen.parents - seen.total:,} of {seen.parents:,} answers"
    if kind is DriftKind.KIND and "null" in seen.kinds and len(seen.kinds) > 1:
        return f"{seen.kinds['null']:,} of {seen.total:,} answers"
    return ""


def _strip(path: str, kind: DriftKind, versions: Sequence[VersionAnswers]) -> tuple[tuple[str, str], ...]:
    """Each version in the words of what changed."""
    shapes = ((each.version, each.shapes.get(path)) for each in versions)
    return tuple((version, "–" if shape is None else _in_words_of(kind, shape)) for version, shape in shapes)


def _in_words_of(kind: DriftKind, shape: Shape) -> str:
    if kind is DriftKind.FORMAT:
        return shape["format"] or _words(shape)
    if kind is DriftKind.VALUES:
        return ", ".join(f'"{value[:20]}"' for value in shape["values"][:4]) or _words(shape)
    if kind is DriftKind.LENGTH:
        return {"both": "empty at times"}.get(shape["lengths"], shape["lengths"]) or _words(shape)
    if kind in (DriftKind.PRESENCE, DriftKind.ALWAYS):
        return shape["presence"]
    return _words(shape)
