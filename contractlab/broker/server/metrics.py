"""How much a broker holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence

from contractlab.broker.book import Book
from contractlab.broker.embedded_lists import newest_publications
from contractlab.broker.records import Publication, VerificationResult
from contractlab.broker.server.call import instant
from contractlab.broker.server.pact_links import handed_out
from contractlab.broker.store import Store
from contractlab.values.json_types import JSON

__all__ = ["metrics_of"]


def _distribution(keys: Iterable[Hashable]) -> dict[str, JSON]:
    """How many have one of something, how many two, and so on."""
    counts = Counter(Counter(keys).values())
    return {str(number): counts[number] for number in sorted(counts)}


def _span(rows: Sequence[Publication | VerificationResult]) -> dict[str, JSON]:
    moments = [row.created_at for row in rows]
    return {"first": instant(min(moments)), "last": instant(max(moments))} if moments else {"first": None, "last": None}


def _interactions(store: Store, book: Book) -> dict[str, JSON]:
    """Examples of the newest contract of each pair."""
    counts = {"interactions": 0, "messages": 0}
    for row in newest_publications(book):
        document = handed_out(store, book.contents[row.content])
        for name in counts:
            listed = document.get(name)
            counts[name] += len(listed) if isinstance(listed, list) else 0
    return {
        "latestInteractionsCount": counts["interactions"],
        "latestMessagesCount": counts["messages"],
        "latestInteractionsAndMessagesCount": sum(counts.values()),
    }


def metrics_of(store: Store, book: Book) -> dict[str, JSON]:
    """Counts of everything, as a broker tells them.

    Parameters
    ----------
    store : Store
        Texts of contracts are read from it.
    book : Book
    """
    publications, results = list(book.publications), list(book.results)
    branched = len({row.version for row in book.branch_versions})
    by_users = len({row.version for row in book.branch_versions if not row.automatic})
    revisions = Counter(row.revision for row in publications)
    tags = list(book.tags)
    return {
        "interactions": _interactions(store, book),
        "pacticipants": {
            "count": len(book.pacticipants),
            "withMainBranchSetCount": sum(row.main_branch is not None for row in book.pacticipants),
        },
        "integrations": {"count": len(book.integrations)},
        "pactPublications": {"count": sum(row.revision for row in publications), **_span(publications)},
        "pactVersions": {"count": len(book.contents)},
        "pactRevisionsPerConsumerVersion": {
            "distribution": {str(number): revisions[number] for number in sorted(revisions)}
        },
        "verificationResults": {
            "count": len(results),
            "successCount": sum(row.success for row in results),
            "failureCount": sum(not row.success for row in results),
            "distinctCount": len({(row.content, row.version, row.success) for row in results}),
            **_span(results),
        },
        "verificationResultsPerPactVersion": {"distribution": _distribution(row.content for row in results)},
        "pacticipantVersions": {
            "count": len(book.versions),
            "withUserCreatedBranchCount": by_users,
            "withBranchCount": branched,
            "withBranchSetCount": branched,
        },
        "webhooks": {"count": len(book.webhooks)},
        "tags": {
            "count": len(tags),
            "distinctCount": len({row.name for row in tags}),
            "distinctWithPacticipantCount": len({(row.pacticipant, row.name) for row in tags}),
        },
        "triggeredWebhooks": {"count": 0},
        "webhookExecutions": {"count": 0},
        # The real one counts nothing here either.
        "matrix": {"count": -1},
        "environments": {"count": len(book.environments)},
        "deployedVersions": {
            "count": len(book.deployments),
            "userCreatedCount": sum(not row.automatic for row in book.deployments),
            "currentlyDeployedCount": sum(row.ended_at is None for row in book.deployments),
        },
        "releasedVersions": {
            "count": len(book.releases),
            "currentlySupportedCount": sum(row.ended_at is None for row in book.releases),
        },
    }
