"""The matrix: contracts of consumer versions beside the results of provider versions, and whether all is well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from contractlab.broker.book import Book
from contractlab.broker.matrix_selectors import MatrixSelector, Resolved, resolve, resolve_ignored
from contractlab.broker.records import Pacticipant, Publication, VerificationResult
from contractlab.values.display import quiet

__all__ = ["MatrixQuery", "QueryAnswer", "Row", "ask_matrix", "query_faults"]

DEFAULT_LIMIT = 100


@quiet
@dataclass(frozen=True, slots=True)
class MatrixQuery:
    """A question to the matrix.

    Attributes
    ----------
    selectors : tuple of MatrixSelector
        What the user names.
    latestby : str or None
        ``"cvpv"``: the latest result of each consumer and provider version; ``"cvp"``: of the newest provider version.
    to : MatrixSelector or None
        Which versions of those that are integrated count; its pacticipant is left open.
    ignore : tuple of MatrixSelector
    success : frozenset of (bool or None), or None
        Rows that are shown, by their results.
    limit : int
        Contracts that are looked at, the newest first.
    """

    selectors: tuple[MatrixSelector, ...]
    latestby: str | None = None
    to: MatrixSelector | None = None
    ignore: tuple[MatrixSelector, ...] = ()
    success: frozenset[bool | None] | None = None
    limit: int = DEFAULT_LIMIT


@dataclass(frozen=True, slots=True)
class Row:
    """One contract of a consumer version, with one result or none."""

    publication: Publication
    result: VerificationResult | None
    ignored: bool = False

    @property
    def success(self) -> bool | None:
        """None where there is no result."""
        return None if self.result is None else self.result.success


@dataclass(frozen=True, slots=True)
class QueryAnswer:
    """What the matrix answers.

    Attributes
    ----------
    rows : tuple of Row
        Ignored ones last.
    resolved : tuple of Resolved
        Versions that were named, then those that were inferred.
    ignored : tuple of Resolved
    required : tuple of (Pacticipant, Pacticipant)
        Consumers and the providers that they need there.
    unmet : tuple of (Pacticipant, Pacticipant)
        Those without any row.
    query : MatrixQuery
    """

    rows: tuple[Row, ...]
    resolved: tuple[Resolved, ...]
    ignored: tuple[Resolved, ...]
    required: tuple[tuple[Pacticipant, Pacticipant], ...]
    unmet: tuple[tuple[Pacticipant, Pacticipant], ...]
    query: MatrixQuery

    @property
    def considered(self) -> tuple[Row, ...]:
        """Rows that are not ignored."""
        return tuple(row for row in self.rows if not row.ignored)

    @property
    def counts(self) -> dict[str, int]:
        """Rows by their results; contracts without any row are unknown too."""
        considered = self.considered
        counts = {
            "success": sum(row.success is True for row in considered),
            "failed": sum(row.success is False for row in considered),
            "unknown": len(self.unmet) + sum(row.success is None for row in considered),
        }
        if self.query.ignore:
            counts["ignored"] = len(self.rows) - len(considered)
        return counts

    @property
    def deployable(self) -> bool | None:
        """False if a named version does not exist or one failed; None if something is unknown, which goes first."""
        if any(each.specified and not each.exists and not each.ignored for each in self.resolved):
            return False
        considered = self.considered
        if self.unmet or any(row.success is None for row in considered):
            return None
        return all(row.success for row in considered)


def query_faults(book: Book, query: MatrixQuery) -> list[str]:
    """Why a broker would not answer a question; empty where it would."""
    faults = [
        f"A version number and latest flag cannot both be specified for {each.pacticipant}"
        for each in query.selectors
        if each.version is not None and each.latest
    ]
    faults += ["Please specify the pacticipant name" for each in query.selectors if not each.pacticipant]
    names = [each.pacticipant for each in query.selectors if each.pacticipant]
    faults += [f"Pacticipant {name} not found" for name in names if book.pacticipant(name) is None]
    if not query.selectors:
        faults.append("Please provide 1 or more version selectors.")
    to = query.to
    if to is not None and to.environment is not None:
        if to.tag is not None:
            faults.append("Cannot specify more than one of tag, environment and mainBranch.")
        if to.latest:
            faults.append("Cannot specify both latest=true and an environment.")
        if book.environments.first("name", to.environment) is None:
            faults.append(f"Environment with name '{to.environment}' does not exist")
    return faults


def ask_matrix(book: Book, query: MatrixQuery) -> QueryAnswer:
    """Answer a question that `query_faults` has nothing against."""
    ignored = resolve_ignored(book, query.ignore)
    specified = resolve(book, query.selectors, specified=True, ignored=ignored)
    integrations = _integrations(book, specified, infer=query.to is not None or len(specified) == 1)
    inferred: list[Resolved] = []
    if query.to is not None:
        named = {each.name for each in specified}
        others = dict.fromkeys(side.name for pair in integrations for side in pair if side.name not in named)
        wanted = [_for_pacticipant(query.to, name) for name in others]
        inferred = resolve(book, wanted, specified=False, ignored=ignored)
    resolved = [*specified, *inferred]
    rows = _ordered(book, _rows(book, resolved, query.limit))
    rows = _latest_by(book, rows, query.latestby)
    if query.success is not None:
        rows = [row for row in rows if row.success in query.success]
    rows = [Row(row.publication, row.result, _row_ignored(book, row, ignored)) for row in rows]
    rows.sort(key=lambda row: row.ignored)
    required = tuple(pair for pair, needed in integrations.items() if needed)
    have = {(row.publication.consumer, row.publication.provider) for row in rows}
    unmet = tuple(pair for pair in required if (pair[0].id, pair[1].id) not in have)
    return QueryAnswer(tuple(rows), tuple(resolved), tuple(ignored), required, unmet, query)


def _for_pacticipant(to: MatrixSelector, name: str) -> MatrixSelector:
    return MatrixSelector(name, None, to.branch, to.main_branch, to.tag, to.latest, to.environment)


def _integrations(
    book: Book, specified: Sequence[Resolved], *, infer: bool
) -> dict[tuple[Pacticipant, Pacticipant], bool]:
    """Consumers with providers, and whether the consumer needs the provider there."""
    needed: dict[tuple[Pacticipant, Pacticipant], bool] = {}
    named = {each.pacticipant.id for each in specified if each.pacticipant is not None}
    for each in specified:
        for publication in _publications(book, each):
            if infer or publication.provider in named:
                pair = (book.pacticipants[publication.consumer], book.pacticipants[publication.provider])
                needed[pair] = True
    if infer:
        for number in dict.fromkeys(each.pacticipant.id for each in specified if each.pacticipant is not None):
            for row in book.integrations.by("provider", number):
                needed.setdefault((book.pacticipants[row.consumer], book.pacticipants[row.provider]), False)
    return needed


def _publications(book: Book, resolved: Resolved) -> list[Publication]:
    """Contracts of which a selector means the consumer version."""
    if resolved.pacticipant is None or not resolved.exists:
        return []
    if resolved.version is None:
        return book.publications.by("consumer", resolved.pacticipant.id)
    return book.publications.by("version", resolved.version.id)


def _newest(publications: Iterable[Publication], limit: int) -> list[Publication]:
    """So many contracts, the newest first: the limit comes before everything else, as in the broker."""
    unique = {publication.id: publication for publication in publications}
    return sorted(unique.values(), key=lambda each: -each.created_at)[:limit]


def _rows(book: Book, resolved: Sequence[Resolved], limit: int) -> Iterator[Row]:
    if len(resolved) == 1:
        yield from _rows_of_one(book, resolved[0], limit)
        return
    numbers = {each.pacticipant.id for each in resolved if each.pacticipant is not None}
    named = {each.pacticipant.id for each in resolved if each.specified and each.pacticipant is not None}
    publications = _newest(
        (
            publication
            for each in resolved
            for publication in _publications(book, each)
            if publication.provider in numbers and (publication.consumer in named or publication.provider in named)
        ),
        limit,
    )
    for publication in publications:
        results = list(_results_by(book, publication, resolved))
        if results:
            yield from (Row(publication, result) for result in results)
        else:
            yield Row(publication, None)


def _rows_of_one(book: Book, resolved: Resolved, limit: int) -> Iterator[Row]:
    if resolved.pacticipant is None or not resolved.exists:
        return
    as_consumer = {publication.id: publication for publication in _publications(book, resolved)}
    as_provider: dict[int, Publication] = {}
    if resolved.version is None:
        for publication in book.publications.by("provider", resolved.pacticipant.id):
            as_provider[publication.id] = publication
    else:
        for result in book.results.by("version", resolved.version.id):
            for publication in book.publications.by("content", result.content):
                as_provider[publication.id] = publication
    for publication in _newest([*as_consumer.values(), *as_provider.values()], limit):
        results = book.results.by("content", publication.content)
        if publication.id in as_consumer:
            if not results:
                yield Row(publication, None)
            yield from (Row(publication, result) for result in results)
        else:
            for result in results:
                if resolved.version is None or result.version == resolved.version.id:
                    yield Row(publication, result)


def _results_by(book: Book, publication: Publication, resolved: Sequence[Resolved]) -> Iterator[VerificationResult]:
    versions: set[int] = set()
    for each in resolved:
        if each.pacticipant is not None and each.pacticipant.id == publication.provider and each.exists:
            if each.version is None:
                yield from book.results.by("content", publication.content)
                return
            versions.add(each.version.id)
    for version in versions:
        yield from book.results.by("content version", publication.content, version)


def _ordered(book: Book, rows: Iterable[Row]) -> list[Row]:
    """By consumer, its newest version first, provider, its newest version first, newest result first."""

    def key(row: Row) -> tuple[str, int, str, float, int]:
        publication, result = row.publication, row.result
        return (
            book.pacticipants[publication.consumer].name.lower(),
            -publication.version,
            book.pacticipants[publication.provider].name.lower(),
            float("-inf") if result is None else -result.version,
            0 if result is None else -result.id,
        )

    return sorted(rows, key=key)


def _latest_by(book: Book, rows: list[Row], latestby: str | None) -> list[Row]:
    if latestby is None:
        return rows
    kept: dict[tuple[int, int, int | None], Row] = {}
    for row in rows:
        version = None if row.result is None or latestby == "cvp" else row.result.version
        kept.setdefault((row.publication.version, row.publication.provider, version), row)
    return list(kept.values())


def _row_ignored(book: Book, row: Row, ignored: Sequence[Resolved]) -> bool:
    for each in ignored:
        if each.pacticipant is None or not each.exists:
            continue
        number = None if each.version is None else each.version.id
        if each.pacticipant.id == row.publication.consumer and number in (None, row.publication.version):
            return True
        provider_version = None if row.result is None else row.result.version
        if each.pacticipant.id == row.publication.provider and (number is None or number == provider_version):
            return True
    return False
