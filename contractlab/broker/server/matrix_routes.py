"""The matrix and can-i-deploy over HTTP."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from contractlab.broker.book import Book
from contractlab.broker.matrix import DEFAULT_LIMIT, MatrixQuery, Row, ask_matrix, query_faults
from contractlab.broker.matrix_selectors import MatrixSelector
from contractlab.broker.notices import matrix_notices
from contractlab.broker.records import Environment, Version
from contractlab.broker.server.call import Call, Refusal, Reply, gone, instant
from contractlab.broker.server.links import branch_versions, pact_url
from contractlab.broker.server.negotiation import TEXT
from contractlab.broker.server.pact_links import token_of
from contractlab.broker.server.rack import rack_list
from contractlab.values.json_types import JSON

__all__ = ["ROUTES"]

_SUCCESS = {"true": True, "false": False, "": None}


def _selectors(query: Sequence[tuple[str, str]]) -> list[MatrixSelector]:
    """Selectors of ``q[][…]``."""
    entries = [entry for entry in rack_list(query, "q") if isinstance(entry, dict)]
    return [
        MatrixSelector(
            entry.get("pacticipant", ""),
            entry.get("version"),
            entry.get("branch"),
            entry.get("mainBranch") == "true",
            entry.get("tag"),
            entry.get("latest") == "true",
            entry.get("environment"),
        )
        for entry in entries
    ]


def _ignored(query: Sequence[tuple[str, str]]) -> list[MatrixSelector]:
    """Of ``ignore[]=Name``, ``ignore[][pacticipant]=`` and ``[version]``."""
    return [
        MatrixSelector(entry) if isinstance(entry, str) else MatrixSelector(entry["pacticipant"], entry.get("version"))
        for entry in rack_list(query, "ignore")
        if isinstance(entry, str) or "pacticipant" in entry
    ]


def get_matrix(call: Call) -> Reply:
    to = None
    wide = {name: call.first(name) for name in ("environment", "tag", "latest", "mainBranch")}
    if any(value for value in wide.values()):
        to = MatrixSelector(
            "", None, None, wide["mainBranch"] == "true", wide["tag"], wide["latest"] == "true", wide["environment"]
        )
    words = [value for key, value in call.query if key in ("success", "success[]")]
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
    if call.chosen == TEXT:
        return Reply(_text(book, answer.rows, answer.deployable, summary["reason"]))
    rows = list(_rows(call, book, answer.rows))
    return Reply(
        {
            "summary": summary,
            "notices": [{"type": notice.type, "text": notice.text} for notice in notices],
            "matrix": rows,
        }
    )


_COLUMNS = ("CONSUMER", "C_VERSION", "REVISION", "PROVIDER", "P_VERSION", "NUMBER", "SUCCESS")
_WORDS = {True: "true", False: "false", None: "nil"}


def _text(book: Book, rows: Sequence[Row], deployable: bool | None, reason: str) -> str:
    """The answer as a table of letters."""
    table = [_COLUMNS]
    for row in rows:
        publication, result = row.publication, row.result
        verified = ("", "", "")
        if result is not None:
            verified = (book.versions[result.version].number, str(result.id), _WORDS[result.success])
        consumer = (
            book.pacticipants[publication.consumer].name,
            book.versions[publication.version].number,
            str(publication.revision),
        )
        table.append((*consumer, book.pacticipants[publication.provider].name, *verified))
    widths = [max(len(line[index]) for line in table) for index in range(len(_COLUMNS))]
    lines = [" | ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)) for line in table]
    lines[0] = lines[0].rstrip()
    lines.insert(1, "-|-".join("-" * width for width in widths))
    listed = "\n".join(lines)
    return f"{listed}\n\nDeployable: {_WORDS[deployable]}\nReason: {reason}\n"


def _rows(call: Call, book: Book, rows: Sequence[Row]) -> Iterable[dict[str, Any]]:
    for row in rows:
        publication, result = row.publication, row.result
        provider = book.pacticipants[publication.provider]
        verification = None
        if result is not None:
            sha = book.contents[publication.content].sha
            number = book.versions[publication.version].number
            pact_address = pact_url(call, book, publication, "pact-version", sha, "metadata", token_of(("cvn", number)))
            verification = {
                "success": result.success,
                "verifiedAt": instant(result.created_at),
                "_links": {"self": {"href": f"{pact_address}/verification-results/{result.id}"}},
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
            "verificationResult": verification,
        }
        if row.ignored:
            document["ignored"] = True
        yield document


def _side(call: Call, book: Book, number: int, version: dict[str, Any] | None) -> dict[str, Any]:
    name = book.pacticipants[number].name
    return {"name": name, "version": version, "_links": {"self": {"href": call.url("pacticipants", name)}}}


def _version(call: Call, book: Book, version: Version) -> dict[str, Any]:
    branches = branch_versions(call, book, version)
    name = book.pacticipants[version.pacticipant].name
    own = call.url("pacticipants", name, "versions", version.number)
    document: dict[str, Any] = {"number": version.number, "branch": branches[-1]["name"] if branches else None}
    tags = [
        {
            "name": tag.name,
            "latest": book.tag_head(version.pacticipant, tag.name) == version,
            "_links": {"self": {"href": f"{own}/tags/{call.segment(tag.name)}"}},
        }
        for tag in book.tags.by("version", version.id)
    ]
    return {
        **document,
        "branches": branches,
        "branchVersions": branches,
        "environments": [_environment(call, row) for row in book.environments_of(version)],
        "_links": {"self": {"href": own}},
        "tags": tags,
    }


def _environment(call: Call, row: Environment) -> dict[str, Any]:
    document: dict[str, Any] = {
        "uuid": row.uuid,
        "name": row.name,
        "displayName": row.display_name,
        "production": row.production,
    }
    if row.updated_at is not None:
        document["updatedAt"] = instant(row.updated_at)
    document["createdAt"] = instant(row.created_at)
    own = {"title": "Environment", "name": row.name, "href": call.url("environments", row.uuid)}
    return {**document, "_links": {"self": own}}


def get_pair_matrix(call: Call) -> Reply:
    with call.store.reading() as book:
        names = [call.pacticipant(book, side).name for side in ("consumer", "provider")]
        return _answer(call, book, MatrixQuery(tuple(MatrixSelector(name) for name in names)))


def branch_to_environment(call: Call) -> Reply:
    """Whether the head of a branch may go to an environment."""
    with call.store.reading() as book:
        branch = call.branch(book)
        environment = book.environments.first("name", call.names["environment_name"])
        if branch.head is None or environment is None:
            raise gone()
        selector = MatrixSelector(call.names["pacticipant"], branch=branch.name, latest=True)
        to = MatrixSelector("", environment=environment.name)
        return _answer(call, book, MatrixQuery((selector,), "cvpv", to, tuple(_ignored(call.query))))


def tag_to_tag(call: Call) -> Reply:
    """Whether the newest version with a tag may go where those with another tag are."""
    with call.store.reading() as book:
        owner = book.pacticipant(call.names["pacticipant"])
        if owner is None or book.tag_head(owner.id, call.names["tag"]) is None:
            raise gone()
        selector = MatrixSelector(owner.name, tag=call.names["tag"], latest=True)
        to = MatrixSelector("", tag=call.names["to"], latest=True)
        return _answer(call, book, MatrixQuery((selector,), "cvp", to, tuple(_ignored(call.query))))


_ONE = "pacticipants/{pacticipant}"
ROUTES = {
    "matrix": {"GET": get_matrix},
    "matrix/provider/{provider}/consumer/{consumer}": {"GET": get_pair_matrix},
    "can-i-deploy": {"GET": can_i_deploy},
    f"{_ONE}/branches/{{branch}}/latest-version/can-i-deploy/to-environment/{{environment_name}}": {
        "GET": branch_to_environment
    },
    f"{_ONE}/latest-version/{{tag}}/can-i-deploy/to/{{to}}": {"GET": tag_to_tag},
}
