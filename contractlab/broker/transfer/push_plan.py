"""What another broker lacks, as requests in an order after which its rules answer as those of the book."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import quote

from contractlab.broker.transfer.facts import (
    EnvironmentFacts,
    LiveFacts,
    PacticipantFacts,
    PublicationFacts,
    ResultFacts,
    Snapshot,
    VersionFacts,
)
from contractlab.broker.transfer.webhooks import hides_secrets, same_webhook, webhook_body, webhook_title
from contractlab.values.display import quiet
from contractlab.values.json_types import JSON, JSONObject

__all__ = ["LOST", "PushStep", "plan_push"]

LOST = (
    "dates: everything is as new as the push, in the old order",
    "numbers of results, and the ids of environments and deployments",
    "what was deployed or supported, and is no longer",
    "tags and branches that versions had and lost, and branches without a version",
    "dates of labels, and the past of webhooks",
)
"""What no request carries."""
_NO_WIP = "whether results were made as work in progress, where the mirrored broker did not say"
_SCAFFOLD = "contractlab-push"
"""A branch that holds versions for a moment: the first tag of a version without branch would become its branch."""

Event = tuple[int, tuple[int, int], "PushStep"]
"""When something happened, what goes first of things of one moment, and the request."""
Text = Callable[[PublicationFacts], bytes]
Details = Callable[[ResultFacts], str | None]


@quiet
@dataclass(frozen=True, slots=True)
class PushStep:
    """A request.

    Attributes
    ----------
    text : str
        What it does.
    method, path : str
        `path` below the broker's address; ``{uuid}`` stands for that of `environment`, which may not be there yet.
    make_body : callable
        Gives the body.
    environment : str
    may_fail : bool
        True where a broker may have reasons of its own to refuse it: then that is reported, and the rest is sent.
    """

    text: str
    method: str
    path: str
    make_body: Callable[[], JSON] = field(default=dict, repr=False)
    environment: str = ""
    may_fail: bool = False


def plan_push(source: Snapshot, target: Snapshot, text: Text, details: Details) -> tuple[list[PushStep], list[str]]:
    """What is to be sent.

    Parameters
    ----------
    source, target : Snapshot
    text, details : callable
        Give the text of a contract, and what a result says of each example.

    Returns
    -------
    list of PushStep
        None where the other broker lacks nothing; what it has beside is left alone.
    list of str
        What cannot be carried.
    """
    plan = _Plan(source, target, text, details)
    return list(plan.steps()), list(plan.lost())


def _path(*segments: str) -> str:
    return "/" + "/".join(quote(each, safe="") if set(each) != {"."} else each.replace(".", "%2E") for each in segments)


class _Plan:
    def __init__(self, source: Snapshot, target: Snapshot, text: Text, details: Details) -> None:
        self.source, self.target, self.text, self.details = source, target, text, details
        self.theirs = {
            (name, version.number): version
            for name, pacticipant in target.pacticipants.items()
            for version in pacticipant.versions
        }
        self.published = {(each.consumer, each.version, each.provider): each.sha for each in target.publications}
        self.scaffolds: dict[str, None] = {}
        self.dates: dict[tuple[str, str], int] = {}
        for name, pacticipant in source.pacticipants.items():
            latest = 0
            for version in pacticipant.versions:
                # The order of versions is that of their creation, whatever their dates say.
                latest = max(latest, version.created_at)
                self.dates[name, version.number] = latest

    def steps(self) -> Iterator[PushStep]:
        for pacticipant in self.source.pacticipants.values():
            yield from self._pacticipant(pacticipant)
        events = [*self._versions(), *self._tags(), *self._publications(), *self._results()]
        # The order of events of one second is that in which builds make them.
        for _, _, step in sorted(events, key=lambda event: event[:2]):
            yield step
        for name in self.scaffolds:
            yield PushStep(
                f"take the helping branch off {name} again",
                "DELETE",
                _path("pacticipants", name, "branches", _SCAFFOLD),
            )
        yield from self._heads()
        for environment in self.source.environments:
            yield from self._environment(environment)
        yield from self._labels()
        yield from self._webhooks()

    def lost(self) -> Iterator[str]:
        yield from LOST
        if any(result.wip is None for result in self.source.results):
            yield _NO_WIP
        for name, pacticipant in self.source.pacticipants.items():
            if pacticipant.main_branch is None and any(
                each.name in ("develop", "main", "master") for each in pacticipant.branches
            ):
                yield f"that {name} has no main branch"
        for webhook in self.source.webhooks:
            if hides_secrets(webhook):
                yield f"secrets of the webhook {webhook_title(webhook)}, which no API tells: there it is switched off"
        for each in self.source.publications:
            theirs = self.published.get((each.consumer, each.version, each.provider), each.sha)
            if theirs != each.sha:
                yield (
                    f"the contract of {each.consumer} {each.version} with {each.provider}: another one is there, and "
                    "contracts of a version never change"
                )

    # Applications

    def _pacticipant(self, mine: PacticipantFacts) -> Iterator[PushStep]:
        body: JSONObject = {"name": mine.name}
        for key, value in (
            ("mainBranch", mine.main_branch),
            ("displayName", mine.display_name),
            ("repositoryUrl", mine.repository_url),
        ):
            if value is not None:
                body[key] = value
        theirs = self.target.pacticipants.get(mine.name)
        if theirs is None:
            yield PushStep(f"create {mine.name}", "POST", "/pacticipants", _constant(body))
        elif any(
            ours is not None and ours != its
            for ours, its in (
                (mine.main_branch, theirs.main_branch),
                (mine.display_name, theirs.display_name),
                (mine.repository_url, theirs.repository_url),
            )
        ):
            yield PushStep(f"change {mine.name}", "PATCH", _path("pacticipants", mine.name), _constant(body))

    # Versions, branches, tags

    def _versions(self) -> Iterator[Event]:
        for name, mine in self.source.pacticipants.items():
            for at, version in enumerate(mine.versions):
                theirs = self.theirs.get((name, version.number))
                if theirs is None or (version.build_url is not None and version.build_url != theirs.build_url):
                    yield self.dates[name, version.number], (0, at), self._put_version(name, version)
            for date, at, branch, number in self._additions(mine):
                yield date, (1, at), self._put_on_branch(name, number, branch)

    def _additions(self, mine: PacticipantFacts) -> list[tuple[int, int, str, str]]:
        """When which version is put on which branch, in that order."""
        dates = {branch.name: branch.created_at for branch in mine.branches}
        added = []
        for at, version in enumerate(mine.versions):
            theirs = self.theirs.get((mine.name, version.number))
            for branch in version.branches:
                if theirs is None or branch not in theirs.branches:
                    date = max(self.dates[mine.name, version.number], dates.get(branch, 0))
                    added.append((date, at, branch, version.number))
        return sorted(added, key=lambda each: each[:2])

    def _put_version(self, name: str, version: VersionFacts) -> PushStep:
        body: JSONObject = {} if version.build_url is None else {"buildUrl": version.build_url}
        path = _path("pacticipants", name, "versions", version.number)
        return PushStep(f"create {name} {version.number}", "PUT", path, _constant(body))

    def _put_on_branch(self, name: str, number: str, branch: str) -> PushStep:
        path = _path("pacticipants", name, "branches", branch, "versions", number)
        return PushStep(f"put {name} {number} on branch {branch}", "PUT", path)

    def _tags(self) -> Iterator[Event]:
        for name, mine in self.source.pacticipants.items():
            first_branch: dict[str, int] = {}
            for date, _, _, number in self._additions(mine):
                first_branch.setdefault(number, date)
            for at, version in enumerate(mine.versions):
                created = self.dates[name, version.number]
                theirs = self.theirs.get((name, version.number))
                missing = {
                    tag: max(created, self.source.tag_dates.get((name, version.number, tag), 0))
                    for tag in version.tags
                    if theirs is None or tag not in theirs.tags
                }
                held = theirs is not None and bool(theirs.branches)
                first = first_branch.get(version.number)
                if missing and not held and (first is None or min(missing.values()) < first):
                    self.scaffolds[name] = None
                    yield created, (1, at), self._put_on_branch(name, version.number, _SCAFFOLD)
                for tag, date in missing.items():
                    path = _path("pacticipants", name, "versions", version.number, "tags", tag)
                    yield date, (2, at), PushStep(f"tag {name} {version.number} {tag}", "PUT", path)

    def _heads(self) -> Iterator[PushStep]:
        """The head of a branch is the version that was added last: where it would be another one, it is added again."""
        for name, mine in self.source.pacticipants.items():
            theirs = self.target.pacticipants.get(name)
            heads = _heads_of(theirs) if theirs is not None else {}
            heads |= {branch: number for _, _, branch, number in self._additions(mine)}
            for branch, number in _heads_of(mine).items():
                if heads.get(branch) != number:
                    path = _path("pacticipants", name, "branches", branch, "versions", number)
                    yield PushStep(f"take {name} {number} off branch {branch}", "DELETE", path)
                    yield PushStep(f"put {name} {number} back on branch {branch}, as its head", "PUT", path)

    # Contracts and results

    def _publications(self) -> Iterator[Event]:
        for at, each in enumerate(self.source.publications):
            if (each.consumer, each.version, each.provider) in self.published:
                continue
            date = max(each.created_at, self.dates.get((each.consumer, each.version), 0))
            text = f"publish {each.consumer} {each.version} with {each.provider}"
            yield date, (3, at), PushStep(text, "POST", "/contracts/publish", partial(self._contract, each))

    def _contract(self, each: PublicationFacts) -> JSON:
        return {
            "pacticipantName": each.consumer,
            "pacticipantVersionNumber": each.version,
            "contracts": [
                {
                    "consumerName": each.consumer,
                    "providerName": each.provider,
                    "specification": "pact",
                    "contentType": "application/json",
                    "content": base64.b64encode(self.text(each)).decode(),
                }
            ],
        }

    def _results(self) -> Iterator[Event]:
        outcomes: dict[tuple[str, str, str, str], list[bool]] = {}
        for their in self.target.results:
            outcomes.setdefault(_result_key(their), []).append(their.success)
        first: dict[tuple[str, str, str], int] = {}
        for each in self.source.publications:
            date = max(each.created_at, self.dates.get((each.consumer, each.version), 0))
            first.setdefault((*each.pair, each.sha), date)
        latest = 0
        for at, result in enumerate(self.source.results):
            # Results come in the order of their numbers, after what they are of.
            latest = max(latest, result.created_at)
            rest = outcomes.get(_result_key(result), [])
            if result.success in rest:
                del rest[: rest.index(result.success) + 1]
                continue
            rest.clear()
            begun = first.get((result.consumer, result.provider, result.sha))
            if begun is None:
                continue
            date = max(latest, begun, self.dates.get((result.provider, result.version), 0))
            yield date, (4, at), self._post_result(result)

    def _post_result(self, result: ResultFacts) -> PushStep:
        path = _path("pacts", "provider", result.provider, "consumer", result.consumer, "pact-version", result.sha)
        if result.wip:
            path += "/metadata/" + base64.urlsafe_b64encode(b"w=true").decode().rstrip("=")
        verdict = "success" if result.success else "failure"
        text = f"tell the {verdict} of {result.provider} {result.version} with {result.consumer}"
        return PushStep(text, "POST", f"{path}/verification-results", partial(self._result, result))

    def _result(self, result: ResultFacts) -> JSON:
        body: JSONObject = {"success": result.success, "providerApplicationVersion": result.version}
        if result.build_url is not None:
            body["buildUrl"] = result.build_url
        details = self.details(result)
        kept = json.loads(details) if details is not None else {}
        if isinstance(kept, list):
            kept = {"testResults": kept}
        return {**body, **{name: kept[name] for name in ("testResults", "verifiedBy") if name in kept}}

    # Labels and webhooks

    def _labels(self) -> Iterator[PushStep]:
        for name, mine in self.source.pacticipants.items():
            theirs = self.target.pacticipants.get(name)
            for label in dict.fromkeys(mine.labels):
                if theirs is None or label not in theirs.labels:
                    yield PushStep(f"label {name} {label}", "PUT", _path("pacticipants", name, "labels", label))

    def _webhooks(self) -> Iterator[PushStep]:
        there = [same_webhook(webhook) for webhook in self.target.webhooks]
        for webhook in self.source.webhooks:
            key = same_webhook(webhook)
            if key in there:
                there.remove(key)
                continue
            text = f"create the webhook {webhook_title(webhook)}"
            # A broker may allow other addresses and methods than the one before it.
            yield PushStep(text, "POST", "/webhooks", partial(webhook_body, webhook), may_fail=True)

    # Environments

    def _environment(self, mine: EnvironmentFacts) -> Iterator[PushStep]:
        theirs = next((each for each in self.target.environments if each.name == mine.name), None)
        body: JSONObject = {"name": mine.name, "production": mine.production}
        if mine.display_name is not None:
            body["displayName"] = mine.display_name
        if mine.contacts is not None:
            body["contacts"] = json.loads(mine.contacts)
        if theirs is None:
            yield PushStep(f"create environment {mine.name}", "POST", "/environments", _constant(body))
        elif (
            theirs.production != mine.production
            or (mine.display_name is not None and mine.display_name != theirs.display_name)
            or (mine.contacts is not None and json.loads(mine.contacts) != json.loads(theirs.contacts or "[]"))
        ):
            yield PushStep(
                f"change environment {mine.name}", "PUT", "/environments/{uuid}", _constant(body), environment=mine.name
            )
        yield from _live_steps(mine, "deployed-versions", mine.deployed, theirs.deployed if theirs else ())
        yield from _live_steps(mine, "released-versions", mine.released, theirs.released if theirs else ())


def _live_steps(
    mine: EnvironmentFacts, kind: str, wanted: Sequence[LiveFacts], have: Sequence[LiveFacts]
) -> Iterator[PushStep]:
    there = {(each.pacticipant, each.version, each.instance or "") for each in have}
    for each in wanted:
        if (each.pacticipant, each.version, each.instance or "") in there:
            continue
        body: JSONObject = {} if each.instance is None else {"applicationInstance": each.instance}
        path = _path("pacticipants", each.pacticipant, "versions", each.version, kind, "environment")
        verb = "deployed to" if kind == "deployed-versions" else "released in"
        yield PushStep(
            f"record {each.pacticipant} {each.version} as {verb} {mine.name}",
            "POST",
            f"{path}/{{uuid}}",
            _constant(body),
            environment=mine.name,
        )


def _constant(body: JSONObject) -> Callable[[], JSON]:
    return lambda: body


def _result_key(result: ResultFacts) -> tuple[str, str, str, str]:
    return result.consumer, result.provider, result.sha, result.version


def _heads_of(pacticipant: PacticipantFacts) -> dict[str, str]:
    return {branch: version.number for version in pacticipant.versions for branch in version.heads}
