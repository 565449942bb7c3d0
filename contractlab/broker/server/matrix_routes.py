"""The matrix and can-i-deploy over HTTP."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from contractlab.broker.book import Book
from contractlab.broker.matrix import DEFAULT_LIMIT, MatrixQuery, Row, ask_matrix, query_faults
from contractlab.broker.matrix_selectors import MatrixSelector
from contractlab.broker.notices import matrix_notices
from contractlab.broker.records import Version
from contractlab.broker.server.call import Call, Refusal, Reply, instant
from contractlab.broker.server.links import branch_versions, pact_url, tag_document
from contractlab.values.json_types import JSON

__all__ = ["ROUTES"]

_SUCCESS = {"true": True, "false": False, "": None}


def _selectors(query: Sequence[tuple[str, str]]) -> list[MatrixSelector]:
    """Selectors of ``q[][…]``: as Rack reads it, a key that a selector has begins the next one."""
    groups: list[dict[str, str]] = []
    for key, value in query:
        if key.startswith("q[][") and key.endswith("]"):
            name = key[4:-1]
            if not groups or name in groups[-1]:
                groups.append({})
            groups[-1][name] = value
    return [
        MatrixSelector(
            group.get("pacticipant", ""),
            group.get("version"),
            group.get("branch"),
            group.get("mainBranch") == "true",
            group.get("tag"),
            group.get("latest") == "true",
            group.get("environment"),
        )
        for group in groups
    ]


def _ignored(query: Sequence[tuple[str, str]]) -> list[MatrixSelector]:
    """Of ``ignore[]=Name``, ``ignore[][pacticipant]=`` and ``[version]``."""
    ignored: list[MatrixSelector] = []
    for key, value in query:
        if key in ("ignore[]", "ignore[][pacticipant]"):
            ignored.append(MatrixSelector(value))
        elif key == "ignore[][version]" and ignored:
            ignored[-1] = replace(ignored[-1], version=value)
    return ignored


def get_matrix(call: Call) -> Reply:
    to = None
    wide = {name: call.first(name) for name in ("environment", "tag", "latest", "mainBranch")}
    if any(value for value in wide.values()):
        to = MatrixSelector(
            "", None, None, wide["mainBranch"] == "true", wide["tag"], wide["latest"] == "true", wide["environment"]
        )
    words = [value for key, value in call.query if key == "success[]"]
    if any(word not in _SUCCESS for word in words):
        raise Refusal(400, {"errors": ["success must be true, false or empty"]})
    limit = call.first("limit")
    latestby = call.first("latestby")
    if latestby not in (None, "cvp", "cvpv"):
        raise Refusal(400, {"errors": [f"latestby cannot be {latestby}"]})
    query = MatrixQuery(
        tuple(_selectors(call.query)),
        latestby,
        to,
        tuple(_ignored(call.query)),
        frozenset(_SUCCESS[word] for word in words) if words else None,
        int(limit) if limit is not None and limit.isascii() and limit.isdigit() else DEFAULT_LIMIT,
    )
    if query.limit < 1:
        raise Refusal(400, {"errors": ["The limit must be 1 or greater."]})
    with call.store.reading() as book:
        return _answer(call, book, query)


def can_i_deploy(call: Call) -> Reply:
    name, number = call.first("pacticipant"), call.first("version")
    environment, to = call.first("environment"), call.first("to")
    errors: dict[str, JSON] = {}
    with call.store.reading() as book:
        if not name:
            errors["pacticipant"] = ["is missing"]
        elif book.pacticipant(name) is None:
            errors["pacticipant"] = ["does not match an existing pacticipant"]
        if not number:
            errors["version"] = ["is missing"]
        if environment and to:
            errors[""] = ["Cannot specify both a 'to' tag and an environment."]
        elif not environment and not to:
            errors[""] = ["Must specify either an environment or a 'to' tag."]
        elif environment and book.environments.first("name", environment) is None:
            errors["environment"] = [f"with name '{environment}' does not exist"]
        if errors or not name or not number:
            raise Refusal(400, {"errors": errors})
        target = MatrixSelector("", None, None, False, to, environment is None, environment)
        query = MatrixQuery(
            (MatrixSelector(name, number),),
            "cvpv" if environment is not None else "cvp",
            target,
            tuple(_ignored(call.query)),
        )
        return _answer(call, book, query)


def _answer(call: Call, book: Book, query: MatrixQuery) -> Reply:
    faults = query_faults(book, query)
    if faults:
        raise Refusal(400, {"errors": [*faults]})
    answer = ask_matrix(book, query)
    notices = matrix_notices(book, answer)
    summary: dict[str, Any] = {
        "deployable": answer.deployable,
        "reason": "\n".join(notice.text for notice in notices),
        **answer.counts,
    }
    rows = list(_rows(call, book, answer.rows, bool(query.ignore)))
    return Reply(
        {
            "summary": summary,
            "notices": [{"type": notice.type, "text": notice.text} for notice in notices],
            "matrix": rows,
        }
    )


def _rows(call: Call, book: Book, rows: Sequence[Row], with_ignored: bool) -> Iterable[dict[str, Any]]:
    for row in rows:
        publication, result = row.publication, row.result
        provider = book.pacticipants[publication.provider]
        told = None
        if result is not None:
            sha = book.contents[publication.content].sha
            where = pact_url(call, book, publication, "pact-version", sha)
            told = {
                "success": result.success,
                "verifiedAt": instant(result.created_at),
                "_links": {"self": {"href": f"{where}/verification-results/{result.id}"}},
            }
        version = None if result is None else _version(call, book, book.versions[result.version])
        consumer_version = _version(call, book, book.versions[publication.version])
        document: dict[str, Any] = {
            "consumer": _side(call, book, publication.consumer, consumer_version),
            "provider": _side(call, book, provider.id, version),
            "pact": {
                "createdAt": instant(publication.created_at),
                "_links": {"self": {"href": pact_url(call, book, publication)}},
            },
            "verificationResult": told,
        }
        if with_ignored:
            document["ignored"] = row.ignored
        yield document


def _side(call: Call, book: Book, number: int, version: dict[str, Any] | None) -> dict[str, Any]:
    name = book.pacticipants[number].name
    return {"name": name, "version": version, "_links": {"self": {"href": call.url("pacticipants", name)}}}


def _version(call: Call, book: Book, version: Version) -> dict[str, Any]:
    branches = branch_versions(call, book, version)
    name = book.pacticipants[version.pacticipant].name
    environments = [
        {
            "uuid": row.uuid,
            "name": row.name,
            "displayName": row.display_name,
            "production": row.production,
            "createdAt": instant(row.created_at),
            "_links": {"self": {"title": "Environment", "name": row.name, "href": call.url("environments", row.uuid)}},
        }
        for row in book.environments_of(version)
    ]
    document: dict[str, Any] = {"number": version.number}
    if branches:
        document["branch"] = branches[-1]["name"]
    tags = [tag_document(call, book, tag) for tag in book.tags.by("version", version.id)]
    return {
        **document,
        "branches": branches,
        "branchVersions": branches,
        "environments": environments,
        "_links": {"self": {"href": call.url("pacticipants", name, "versions", version.number)}},
        "tags": [{"name": tag["name"], "_links": {"self": tag["_links"]["self"]}} for tag in tags],
    }


ROUTES = {"matrix": {"GET": get_matrix}, "can-i-deploy": {"GET": can_i_deploy}}
