"""What changed in a provider's answers over its versions while the contracts passed: `cl.drift`."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from contractlab.editing.observations import general, observe_in_steps
from contractlab.errors import ContractLabError
from contractlab.insight.asks import AsksOfParts, asks_of_examples, asks_of_results
from contractlab.insight.drift_change import DriftChange, DriftKind, VersionAnswers
from contractlab.insight.drift_differences import changes_of_endpoint
from contractlab.insight.endpoints import Endpoint, EndpointKey, capture_name, find_endpoints
from contractlab.insight.recorded_bodies import RecordedBodies
from contractlab.insight.shapes import shape_of_seen
from contractlab.values.display import Shown
from contractlab.values.internal import Losses, LostItem
from contractlab.values.mismatch import format_path
from contractlab.values.steps import last_of
from contractlab.values.tables import Column, ColumnKind, make_table
from contractlab.values.text import count
from contractlab.verification.matrix import Matrix
from contractlab.verification.run import Run

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["DRIFT_COLUMNS", "Drift", "DriftChange", "DriftKind", "drift", "drift_in_steps"]

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
    Column("part_of", "path of the change that it is part of; nothing where it came alone"),
)


class Drift(Shown):
    """Changes of answers over versions, those that contracts ask about first.

    Attributes
    ----------
    versions : tuple of str
    changes : tuple of DriftChange
        Fields of one object that changed together are one; `DriftChange.fields` has each.
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
        """The changes of a path, of all endpoints; also such as came together with others."""
        listed: list[DriftChange] = []
        for change in self.changes:
            listed += [change] if change.path == path else [each for each in change.fields if each.path == path]
        return tuple(listed)

    def __iter__(self) -> Iterator[DriftChange]:
        return iter(self.changes)

    def __len__(self) -> int:
        return len(self.changes)

    def to_frame(self) -> pd.DataFrame:
        """One row for each change of a field, also where several came together: `part_of` says with what.

        Columns: provider, endpoint, path, kind, since, before, was, now, asked_by, failed_since, part_of.
        The kind is an ordered category, and so are the versions (since, before, failed_since), oldest first.
        """
        rows: list[tuple[Any, ...]] = [
            (
                each.endpoint.provider, each.endpoint.label, each.path, str(each.kind), each.since, each.before,
                each.was, each.now, ", ".join(each.asked_by), each.failed_since or None,
                change.path if change.fields else None,
            )
            for change in self.changes
            for each in change.each_field
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
        return list(changes_of_endpoint(key, answered[key], asked.get(key, {}), failed, matrix.versions))

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
