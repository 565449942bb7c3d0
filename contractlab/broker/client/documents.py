"""Reading the documents of a broker: what is missing or of another kind is left out, never guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from contractlab.broker.client.answers import links_of
from contractlab.broker.objects import Deployment, Environment, Pacticipant, PacticipantVersion, Release
from contractlab.broker.results import MatrixRow, MatrixSummary, MatrixTable, Notice
from contractlab.errors import BrokerError
from contractlab.values.json_types import JSON
from contractlab.values.text import visible

__all__ = [
    "embedded",
    "matrix_of",
    "notices_of",
    "read_deployment",
    "read_environment",
    "read_pacticipant",
    "read_release",
    "read_version",
    "text_or_none",
]

_NO_VERSIONS: Callable[[], tuple[PacticipantVersion, ...]] = tuple
_SHA = re.compile(r"/pact-version/([0-9a-f]{40})")
_RESULT = re.compile(r"/verification-results/(\d{1,18})\Z")


def text_or_none(value: JSON) -> str | None:
    """A text; None for anything else."""
    return value if isinstance(value, str) else None


def _text(value: JSON) -> str:
    return value if isinstance(value, str) else ""


def embedded(document: Mapping[str, JSON], name: str) -> Iterator[Mapping[str, JSON]]:
    """Objects of a list below ``_embedded``."""
    inside = document.get("_embedded")
    listed = inside.get(name) if isinstance(inside, Mapping) else None
    yield from (each for each in listed or () if isinstance(each, Mapping)) if isinstance(listed, list) else ()


def _part(document: Mapping[str, JSON], *path: str) -> Mapping[str, JSON]:
    part: JSON = document
    for key in path:
        part = part.get(key) if isinstance(part, Mapping) else None
    return part if isinstance(part, Mapping) else {}


def _names(listed: JSON) -> tuple[str, ...]:
    if not isinstance(listed, list):
        return ()
    return tuple(each["name"] for each in listed if isinstance(each, Mapping) and isinstance(each.get("name"), str))


def read_environment(document: Mapping[str, JSON]) -> Environment:
    """An environment of a list, or one by itself."""
    contacts = document.get("contacts")
    return Environment(
        name=_text(document.get("name")),
        production=document.get("production") is True,
        uuid=_text(document.get("uuid")),
        display_name=_text(document.get("displayName")),
        contacts=tuple(each for each in contacts if isinstance(each, Mapping)) if isinstance(contacts, list) else (),
    )


def read_pacticipant(
    document: Mapping[str, JSON], load_versions: Callable[[], tuple[PacticipantVersion, ...]] = _NO_VERSIONS
) -> Pacticipant:
    """An application of a list, or one by itself."""
    return Pacticipant(
        name=_text(document.get("name")),
        display_name=_text(document.get("displayName")),
        main_branch=text_or_none(document.get("mainBranch")),
        repository_url=text_or_none(document.get("repositoryUrl")),
        labels=_names(_part(document, "_embedded").get("labels")),
        latest_version=text_or_none(_part(document, "_embedded", "latestVersion").get("number")),
        load_versions=load_versions,
    )


def read_version(document: Mapping[str, JSON], pacticipant: str) -> PacticipantVersion:
    """A version of a list, or one by itself, which alone says where it runs."""
    inside = _part(document, "_embedded")
    branches = inside.get("branchVersions")
    heads = (
        [each for each in branches if isinstance(each, Mapping) and each.get("latest") is True]
        if isinstance(branches, list)
        else []
    )
    return PacticipantVersion(
        pacticipant=pacticipant,
        number=_text(document.get("number")),
        branches=_names(branches),
        heads=_names(heads),
        tags=_names(inside.get("tags")),
        build_url=text_or_none(document.get("buildUrl")),
        created_at=text_or_none(document.get("createdAt")),
        deployed=_places(document, "pb:deployed-environments", "currently_deployed"),
        released=_places(document, "pb:released-environments", "currently_supported"),
    )


def _places(document: Mapping[str, JSON], relation: str, current: str) -> tuple[str, ...]:
    """Environments of a version's links, those left again taken out."""
    listed = _part(document, "_links").get(relation)
    if not isinstance(listed, list):
        return ()
    live = [each for each in listed if isinstance(each, Mapping) and each.get(current, True) is not False]
    return tuple(dict.fromkeys(_names(live)))


def read_deployment(document: Mapping[str, JSON], environment: str) -> Deployment:
    """A deployed version; the application instance was called target once."""
    instance = text_or_none(document.get("applicationInstance")) or text_or_none(document.get("target"))
    return Deployment(
        pacticipant=_text(_part(document, "_embedded", "pacticipant").get("name")),
        version=_text(_part(document, "_embedded", "version").get("number")),
        environment=environment,
        instance=instance or None,
        current=document.get("currentlyDeployed") is not False,
        uuid=_text(document.get("uuid")),
    )


def read_release(document: Mapping[str, JSON], environment: str) -> Release:
    """A released version."""
    return Release(
        pacticipant=_text(_part(document, "_embedded", "pacticipant").get("name")),
        version=_text(_part(document, "_embedded", "version").get("number")),
        environment=environment,
        supported=document.get("currentlySupported") is not False,
        uuid=_text(document.get("uuid")),
    )


def notices_of(document: Mapping[str, JSON]) -> tuple[Notice, ...]:
    """What the broker says beside its answer."""
    listed = document.get("notices")
    if not isinstance(listed, list):
        return ()
    return tuple(
        Notice(visible(_text(each.get("type"))), "\n".join(visible(line) for line in each["text"].splitlines()))
        for each in listed
        if isinstance(each, Mapping) and isinstance(each.get("text"), str)
    )


def matrix_of(document: Mapping[str, JSON], source: str) -> MatrixTable:
    """The answer of ``/matrix`` and ``/can-i-deploy``.

    Raises
    ------
    BrokerError
        If it has no summary, or says something other than yes, no or unknown.
    """
    summary = document.get("summary")
    rows = document.get("matrix")
    if not isinstance(summary, Mapping) or "deployable" not in summary or not isinstance(rows, list):
        raise BrokerError(f"{source}: the broker's answer has no summary and rows, so it is neither yes nor no")
    deployable = summary["deployable"]
    if deployable is not None and not isinstance(deployable, bool):
        raise BrokerError(f"{source}: the broker says neither yes, no nor unknown, but {visible(deployable)!r}")
    ignored = summary.get("ignored")
    notices = notices_of(document)
    if not notices and isinstance(summary.get("reason"), str):
        kind = "success" if deployable else "error"
        notices = tuple(Notice(kind, visible(line)) for line in summary["reason"].splitlines())
    return MatrixTable(
        rows=tuple(_row(each) for each in rows if isinstance(each, Mapping)),
        summary=MatrixSummary(
            deployable=deployable,
            success=_count(summary, "success"),
            failed=_count(summary, "failed"),
            unknown=_count(summary, "unknown"),
            ignored=ignored if isinstance(ignored, int) else None,
        ),
        notices=notices,
        document=document,
    )


def _count(summary: Mapping[str, JSON], name: str) -> int:
    value = summary.get(name)
    return value if isinstance(value, int) else 0


def _row(document: Mapping[str, JSON]) -> MatrixRow:
    consumer, provider = _part(document, "consumer"), _part(document, "provider")
    result = _part(document, "verificationResult")
    success = result.get("success")
    link = next((href for _, href in links_of(result, "self")), "")
    sha, number = _SHA.search(link), _RESULT.search(link)
    return MatrixRow(
        consumer=_text(consumer.get("name")),
        consumer_version=_text(_part(consumer, "version").get("number")),
        provider=_text(provider.get("name")),
        provider_version=text_or_none(_part(provider, "version").get("number")),
        success=success if isinstance(success, bool) else None,
        ignored=document.get("ignored") is True,
        sha=sha[1] if sha else "",
        result_number=int(number[1]) if number else None,
        verified_at=text_or_none(result.get("verifiedAt")),
        consumer_branches=_names(_part(consumer, "version").get("branches")),
        provider_branches=_names(_part(provider, "version").get("branches")),
        consumer_environments=_names(_part(consumer, "version").get("environments")),
        provider_environments=_names(_part(provider, "version").get("environments")),
        result_url=link,
    )
