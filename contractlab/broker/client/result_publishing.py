"""Publishing the results of a run over contracts that came from a broker: each example with its mismatches."""

from __future__ import annotations

from collections.abc import Sequence

from contractlab.broker.client.links import BrokerLinks
from contractlab.broker.client.resources import put_on_branch, put_tag
from contractlab.broker.results import PlannedRequest, PublishOutcome
from contractlab.broker.run_results import result_bodies, version_of
from contractlab.values.text import visible
from contractlab.verification.run import Run

__all__ = ["publish_results"]


def publish_results(
    links: BrokerLinks,
    run: Run,
    *,
    provider_version: str | None = None,
    branch: str | None = None,
    tags: Sequence[str] = (),
    build_url: str | None = None,
    partial: bool = False,
    dry_run: bool = False,
) -> PublishOutcome:
    """See `RemoteBroker.publish_results`."""
    version = version_of(run, provider_version)
    planned = result_bodies(run, version, build_url, partial)
    session = links.session
    sentences: list[str] = []
    requests: list[PlannedRequest] = []
    for provider in dict.fromkeys(place.provider for place, _ in planned):
        # The verifier's order: branch and tags first, so that the result counts for them from the beginning.
        if dry_run:
            requests += _planned_places(links, provider, version, branch, tags)
            continue
        if branch is not None:
            put_on_branch(links, provider, version, branch)
        for tag in tags:
            put_tag(links, provider, version, tag)
    for place, body in planned:
        url = session.address.resolve(place.results_url)
        if dry_run:
            requests.append(PlannedRequest("POST", url.removeprefix(session.address.base), body))
        else:
            session.send("POST", url, body)
        done = "Would publish" if dry_run else "Published"
        verdict = "success" if body["success"] else "failure"
        pair = f"{visible(place.consumer)} {visible(place.consumer_version)} by {visible(place.provider)}"
        sentences.append(f"{done} {verdict} for {pair} {visible(version)}")
    return PublishOutcome(tuple(sentences), dry_run=dry_run, requests=tuple(requests))


def _planned_places(
    links: BrokerLinks, provider: str, version: str, branch: str | None, tags: Sequence[str]
) -> list[PlannedRequest]:
    named = {"pacticipant": provider, "version": version}
    paths = []
    if branch is not None:
        path = "/pacticipants/{pacticipant}/branches/{branch}/versions/{version}"
        paths.append(links.below(path, branch=branch, **named))
    for tag in tags:
        paths.append(links.below("/pacticipants/{pacticipant}/versions/{version}/tags/{tag}", tag=tag, **named))
    return [PlannedRequest("PUT", path.removeprefix(links.base), {}) for path in paths]
